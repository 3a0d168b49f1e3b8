"""From the marks to the proposal, and what is decided about ties."""

from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from contest.awards.models import BoundaryDecision
from contest.awards.operations import confirm_prizes, revoke_boundary
from contest.awards.queries import decisive_round, propose
from contest.entries.models import Entry
from contest.judging.drawing import propose_draw
from contest.judging.models import Round, RoundState
from contest.judging.operations import close_round, open_round, prepare_round
from contest.ledger.models import Event
from contest.notice.announcement import RoundAnnounced
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal
from contest.screening.operations import disqualify_entry
from tests.awards.making import confirm, decide, given, judged, refusal
from tests.judging.making import closed, judge, opened, passed, prepared, readings, submit
from tests.making import make_contest, organiser_of

pytestmark = pytest.mark.django_db


# --- the proposal -------------------------------------------------------------------------------------------------


def test_the_proposal_follows_the_marks(contest: Contest) -> None:
    round_, _ = judged(contest, [70, 90, 80, 60])
    proposal = propose(round_)
    assert given(proposal) == [
        ("first", "第2篇", 1, Decimal(90)),
        ("second", "第3篇", 2, Decimal(80)),
        ("second", "第1篇", 3, Decimal(70)),
    ]
    assert proposal.allocation.is_complete
    assert [(tier.key, tier.quota) for tier in proposal.tiers] == [("first", 1), ("second", 2)]
    assert propose(round_) == proposal
    assert decisive_round(contest) == round_


def test_before_a_round_is_closed_nothing_is_decided(contest: Contest) -> None:
    passed(contest)
    opened(contest, [judge(contest, 1), judge(contest, 2)])
    assert decisive_round(contest) is None
    assert refusal(lambda: confirm_prizes(
        contest=contest, inputs_hash="", units=[], units_reason="", actor=organiser_of(contest)
    )) == "round-under-way"  # fmt: skip
    assert refusal(lambda: decide(contest, [], 2)) == "round-under-way"


def test_without_a_round_nothing_is_decided(contest: Contest) -> None:
    passed(contest)
    assert refusal(lambda: decide(contest, [], 2)) == "no-round"


TWO_ROUNDS = (RoundAnnounced("first", "初评", 2, "mean"), RoundAnnounced("final", "终评", 2, "mean"))


@pytest.mark.parametrize("bring", [prepared, opened])
def test_while_a_later_round_is_under_way_nothing_is_decided(
    bring: Callable[[Contest, Sequence[User], str], Round],
) -> None:
    """Its judges would read names they are not to know."""
    contest = make_contest("two", round_plans=TWO_ROUNDS)
    first, entries = judged(contest, [90, 90, 80, 80], "first")
    organiser = organiser_of(contest)
    decision = decide(contest, entries[:1], 1, tier="first")
    decide(contest, [], 1)
    shown = propose(first).inputs_hash
    judges = list(User.objects.filter(judgeships__round=first).order_by("id"))
    final = bring(contest, judges, "final")
    assert decisive_round(contest) == first
    assert refusal(lambda: decide(contest, [], 1)) == "round-under-way"
    assert refusal(lambda: confirm(contest, inputs_hash=shown)) == "round-under-way"
    assert (
        refusal(lambda: revoke_boundary(contest=contest, decision=decision, reason="重来", actor=organiser))
        == "round-under-way"
    )
    if final.state == RoundState.PREPARED:
        open_round(round_=final, inputs_hash=propose_draw(final).inputs_hash, actor=organiser)
    for reading in readings(final):
        submit(reading, 40, 40 + reading.round_entry.number)
    close_round(round_=final, actor=organiser)
    assert confirm(contest).round == final


def test_no_round_follows_a_confirmed_list() -> None:
    contest = make_contest("two", round_plans=TWO_ROUNDS)
    judged(contest, [90, 80, 70], "first")
    confirm(contest)
    actor = organiser_of(contest)
    assert refusal(lambda: prepare_round(contest=contest, key="final", actor=actor)) == "already-confirmed"


def test_the_last_closed_round_decides() -> None:
    contest = make_contest("two", round_plans=TWO_ROUNDS)
    first, entries = judged(contest, [90, 80, 70], "first")
    assert decisive_round(contest) == first
    judges = list(User.objects.filter(judgeships__round=first).order_by("id"))
    final = closed(contest, {entries[0].pk: 60, entries[1].pk: 70, entries[2].pk: 80}, judges, "final")
    assert decisive_round(contest) == final
    assert [title for _, title, _, _ in given(propose(final))] == ["第3篇", "第2篇", "第1篇"]


def test_a_disqualified_entry_leaves_the_proposal_and_the_next_moves_up(contest: Contest) -> None:
    round_, entries = judged(contest, [90, 80, 70, 60])
    before = propose(round_).inputs_hash
    disqualify_entry(
        entry=entries[0],
        manuscript=entries[0].manuscripts.get(),
        reason=contest.disqualification_reasons.get(),
        actor=organiser_of(contest),
    )
    proposal = propose(round_)
    assert given(proposal) == [
        ("first", "第2篇", 1, Decimal(80)),
        ("second", "第3篇", 2, Decimal(70)),
        ("second", "第4篇", 3, Decimal(60)),
    ]
    assert proposal.inputs_hash != before
    assert refusal(lambda: confirm(contest, inputs_hash=before)) == "list-changed"


# --- ties ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def tied(contest: Contest) -> list[Entry]:
    """Four entries: one ahead, three that meet at the two places of the second tier."""
    _, entries = judged(contest, [90, 80, 80, 80])
    return entries


def test_a_tie_stops_the_list(contest: Contest, tied: list[Entry]) -> None:
    round_ = Round.objects.get()
    proposal = propose(round_)
    assert given(proposal) == [("first", "第1篇", 1, Decimal(90))]
    (tie,) = proposal.allocation.open_ties
    assert (tie.tier, tie.seats_left, tie.score) == ("second", 2, Decimal(80))
    assert sorted(tie.entries) == sorted(entry.token for entry in tied[1:])
    assert refusal(lambda: confirm(contest)) == "tie-undecided"


def test_some_of_a_tie_are_admitted(contest: Contest, tied: list[Entry]) -> None:
    decision = decide(contest, [tied[3], tied[1]], 2, reason=" 评委会复议。 ")
    proposal = propose(Round.objects.get())
    assert proposal.allocation.is_complete
    assert sorted(title for tier, title, _, _ in given(proposal) if tier == "second") == ["第2篇", "第4篇"]
    assert decision.reason == "评委会复议。"
    event = Event.objects.latest("sequence")
    assert (event.action, event.reason) == ("boundary.decide", "评委会复议。")
    assert event.before == {"tier": "second", "tie": sorted(one.token for one in tied[1:]), "quota": 2}
    assert event.after == {"admitted": sorted([tied[1].token, tied[3].token]), "quota": 2}


def test_the_tier_grows_for_the_whole_tie(contest: Contest, tied: list[Entry]) -> None:
    decide(contest, tied[1:], 3)
    assert len([1 for tier, *_ in given(propose(Round.objects.get())) if tier == "second"]) == 3
    assert len(confirm(contest).awards.all()) == 4


def test_the_places_stay_vacant(contest: Contest, tied: list[Entry]) -> None:
    decide(contest, [], 0)
    assert [title for _, title, _, _ in given(propose(Round.objects.get()))] == ["第1篇"]
    assert confirm(contest).awards.count() == 1


def test_fewer_are_admitted_than_there_are_places(contest: Contest, tied: list[Entry]) -> None:
    decide(contest, [tied[2]], 2)
    assert [title for tier, title, _, _ in given(propose(Round.objects.get())) if tier == "second"] == ["第3篇"]


def test_wrong_decisions_are_refused(contest: Contest, tied: list[Entry]) -> None:
    other = passed(make_contest("autumn"))
    assert refusal(lambda: decide(contest, tied[1:], 2)) == "more-than-seats"
    assert refusal(lambda: decide(contest, [tied[0]], 2)) == "no-such-tie"
    assert refusal(lambda: decide(contest, [other], 2)) == "no-such-tie"
    assert refusal(lambda: decide(contest, [tied[1]], 2, tier="first")) == "no-such-tie"
    assert refusal(lambda: decide(contest, [tied[1]], 2, tier="none")) == "no-such-tie"
    assert refusal(lambda: decide(contest, [tied[1]], 2, reason="　")) == "no-reason"
    assert refusal(lambda: decide(contest, tied[1:3], 3)) == "tie-left-out"
    decide(contest, tied[1:3], 2)
    assert refusal(lambda: decide(contest, tied[1:3], 2)) == "no-such-tie"  # decided once is decided


def test_a_decision_is_opened_again(contest: Contest, tied: list[Entry], organiser: User) -> None:
    decision = decide(contest, tied[1:3], 2)
    assert (
        refusal(lambda: revoke_boundary(contest=contest, decision=decision, reason=" ", actor=organiser)) == "no-reason"
    )
    revoke_boundary(contest=contest, decision=decision, reason="点错了", actor=organiser)
    assert not propose(Round.objects.get()).allocation.is_complete
    event = Event.objects.latest("sequence")
    assert (event.action, event.before, event.reason) == (
        "boundary.revoke",
        {"tier": "second", "quota": 2},
        "点错了",
    )
    decide(contest, tied[2:], 2)
    assert BoundaryDecision.objects.count() == 2  # the first stays on record
    confirm(contest)
    standing = BoundaryDecision.objects.get(revoked_at=None)
    assert (
        refusal(lambda: revoke_boundary(contest=contest, decision=standing, reason="太迟", actor=organiser))
        == "already-confirmed"
    )


def test_one_standing_decision_a_tier(contest: Contest, tied: list[Entry]) -> None:
    decision = decide(contest, tied[1:3], 2)
    decision.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        BoundaryDecision.objects.update(reason="")


def test_a_decision_that_no_longer_fits_stops_everything(contest: Contest, tied: list[Entry]) -> None:
    decide(contest, tied[1:3], 2)
    disqualify_entry(
        entry=tied[1],
        manuscript=tied[1].manuscripts.get(),
        reason=contest.disqualification_reasons.get(),
        actor=organiser_of(contest),
    )
    with pytest.raises(Refusal):
        propose(Round.objects.get())
    assert refusal(lambda: confirm(contest, inputs_hash="x" * 64)) == "not-in-the-tie"
