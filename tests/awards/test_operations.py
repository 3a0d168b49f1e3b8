"""From the marks to the proposal, and what is decided about ties."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from contest.awards.models import PrizeDecision
from contest.awards.operations import confirm_prizes, decide_seats, decide_tie, revoke_decision
from contest.awards.plan import OpenTie
from contest.awards.proposing import propose
from contest.awards.queries import decisive_round
from contest.entries.models import Entry
from contest.judging.drawing import propose_draw
from contest.judging.models import Round, RoundState
from contest.judging.operations import close_round, open_round, prepare_round
from contest.ledger.models import Event
from contest.notice.announcement import RoundAnnounced
from contest.notice.models import Contest
from contest.people.models import User
from contest.screening.operations import disqualify_entry
from tests.awards.making import confirm, decide, given, judged, refusal
from tests.judging.making import closed, judge, opened, passed, prepared, readings, submit
from tests.making import make_contest, organiser_of

pytestmark = pytest.mark.django_db


def decide_some(contest: Contest, tie: OpenTie | None = None, reason: str = "复议。") -> PrizeDecision:
    """Decide a tie that may not be there."""
    return decide_tie(
        contest=contest,
        tie=tie or OpenTie("second", 1, ("a", "b"), Decimal(80)),
        admitted=[],
        reason=reason,
        actor=organiser_of(contest),
    )


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
    assert [(tier.key, tier.quota) for tier in proposal.plan.tiers] == [("first", 1), ("second", 2)]
    assert propose(round_) == proposal
    assert decisive_round(contest) == round_


def test_before_a_round_is_closed_nothing_is_decided(contest: Contest) -> None:
    passed(contest)
    opened(contest, [judge(contest, 1), judge(contest, 2)])
    assert decisive_round(contest) is None
    assert refusal(lambda: confirm_prizes(
        contest=contest, inputs_hash="", units=[], units_reason="", actor=organiser_of(contest)
    )) == "round-under-way"  # fmt: skip
    assert refusal(lambda: decide_some(contest)) == "round-under-way"


def test_without_a_round_nothing_is_decided(contest: Contest) -> None:
    passed(contest)
    assert refusal(lambda: decide_some(contest)) == "no-round"


TWO_ROUNDS = (RoundAnnounced("first", "初评", 2, "mean"), RoundAnnounced("final", "终评", 2, "mean"))


@pytest.mark.parametrize("bring", [prepared, opened])
def test_while_a_later_round_is_under_way_nothing_is_decided(
    bring: Callable[[Contest, Sequence[User], str], Round],
) -> None:
    """Its judges would read names they are not to know."""
    contest = make_contest("two", round_plans=TWO_ROUNDS)
    first, entries = judged(contest, [90, 90, 80, 80], "first")
    organiser = organiser_of(contest)
    decision = decide(contest, entries[:1])
    decide(contest, [])
    shown = propose(first).inputs_hash
    judges = list(User.objects.filter(judgeships__round=first).order_by("id"))
    final = bring(contest, judges, "final")
    assert decisive_round(contest) == first
    assert refusal(lambda: decide_some(contest)) == "round-under-way"
    assert refusal(lambda: confirm(contest, inputs_hash=shown)) == "round-under-way"
    assert (
        refusal(lambda: revoke_decision(contest=contest, decision=decision, reason="重来", actor=organiser))
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
    decision = decide(contest, [tied[3], tied[1]], reason=" 评委会复议。 ")
    proposal = propose(Round.objects.get())
    assert proposal.allocation.is_complete
    assert sorted(title for tier, title, _, _ in given(proposal) if tier == "second") == ["第2篇", "第4篇"]
    assert decision.reason == "评委会复议。"
    event = Event.objects.latest("sequence")
    assert (event.action, event.reason) == ("boundary.decide", "评委会复议。")
    tie = sorted(one.token for one in tied[1:])
    assert event.before == {"tier": "second", "division": "", "tie": tie, "left": 2}
    assert event.after == {
        "admitted": sorted([tied[1].token, tied[3].token]),
        "manner": "committee",
        "votes": {},
    }


def test_the_tier_grows_for_the_whole_tie(contest: Contest, tied: list[Entry]) -> None:
    decide(contest, tied[1:])
    assert len([1 for tier, *_ in given(propose(Round.objects.get())) if tier == "second"]) == 3
    assert len(confirm(contest).awards.all()) == 4


def test_the_places_stay_vacant(contest: Contest, tied: list[Entry]) -> None:
    decide(contest, [])
    assert [title for _, title, _, _ in given(propose(Round.objects.get()))] == ["第1篇"]
    assert confirm(contest).awards.count() == 1


def test_fewer_are_admitted_than_there_are_places(contest: Contest, tied: list[Entry]) -> None:
    decide(contest, [tied[2]])
    assert [title for tier, title, _, _ in given(propose(Round.objects.get())) if tier == "second"] == ["第3篇"]


def test_wrong_decisions_are_refused(contest: Contest, tied: list[Entry]) -> None:
    other = passed(make_contest("autumn"))
    (tie,) = propose(Round.objects.get()).allocation.open_ties
    assert refusal(lambda: decide(contest, [tied[0]])) == "no-such-tie"
    assert refusal(lambda: decide(contest, [other])) == "no-such-tie"
    for changed in (
        {"tier": "first"},
        {"seats_left": 1},
        {"entries": tie.entries[1:]},
        {"division": "诗"},
        {"score": Decimal(81)},
    ):
        assert refusal(partial(decide_some, contest, replace(tie, **changed))) == "no-such-tie"
    assert refusal(lambda: decide(contest, [tied[1]], reason="　")) == "no-reason"
    decide(contest, tied[1:3])
    assert refusal(lambda: decide_some(contest, tie)) == "no-such-tie"  # decided once is decided


def test_a_decision_is_opened_again(contest: Contest, tied: list[Entry], organiser: User) -> None:
    decision = decide(contest, tied[1:3])
    assert (
        refusal(lambda: revoke_decision(contest=contest, decision=decision, reason=" ", actor=organiser)) == "no-reason"
    )
    revoke_decision(contest=contest, decision=decision, reason="点错了", actor=organiser)
    again = partial(revoke_decision, contest=contest, decision=decision, reason="点错了", actor=organiser)
    assert refusal(again) == "no-such-decision"
    assert not propose(Round.objects.get()).allocation.is_complete
    event = Event.objects.latest("sequence")
    assert (event.action, event.before, event.reason) == (
        "boundary.revoke",
        {"tier": "second", "division": "", "reason": "复议。"},
        "点错了",
    )
    decide(contest, tied[2:])
    assert PrizeDecision.objects.count() == 2  # the first stays on record


def test_the_places_of_a_tier_are_decided(contest: Contest, organiser: User) -> None:
    judged(contest, [90, 80, 70, 60])

    def seats(number: int, tier: str = "first", reason: str = "佳作多。") -> PrizeDecision:
        return decide_seats(contest=contest, tier_key=tier, seats=number, reason=reason, actor=organiser)

    assert refusal(lambda: seats(2, reason=" ")) == "no-reason"
    assert refusal(lambda: seats(2, "organisation")) == "no-such-tier"
    seats(2)
    proposal = propose(Round.objects.get())
    assert [(tier, title) for tier, title, *_ in given(proposal)] == [
        ("first", "第1篇"),
        ("first", "第2篇"),
        ("second", "第3篇"),
        ("second", "第4篇"),
    ]
    assert refusal(lambda: seats(3)) == "decided-already"
    event = Event.objects.latest("sequence")
    assert (event.action, event.after, event.reason) == ("seats.decide", {"seats": 2}, "佳作多。")


def test_what_a_decision_must_have_is_held_by_the_database(contest: Contest, tied: list[Entry]) -> None:
    decide(contest, tied[1:3])
    with pytest.raises(IntegrityError), transaction.atomic():
        PrizeDecision.objects.update(reason="")
    with pytest.raises(IntegrityError), transaction.atomic():
        PrizeDecision.objects.update(seats=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        PrizeDecision.objects.update(kind="seats")


def test_a_decision_whose_tie_is_gone_holds_no_more_and_is_shown(contest: Contest, tied: list[Entry]) -> None:
    decision = decide(contest, tied[1:3])
    disqualify_entry(
        entry=tied[1],
        manuscript=tied[1].manuscripts.get(),
        reason=contest.disqualification_reasons.get(),
        actor=organiser_of(contest),
    )
    proposal = propose(Round.objects.get())
    assert sorted(title for _, title, *_ in given(proposal)) == ["第1篇", "第3篇", "第4篇"]
    assert proposal.stale == (decision,)
