"""From the marks to the published list: proposed, ties decided, confirmed, frozen."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from contest.awards.models import Award, BoundaryDecision, PrizeList, UnitAward
from contest.awards.operations import confirm_prizes, decide_boundary, publish_prizes, revoke_boundary
from contest.awards.queries import Proposal, decisive_round, marks_hash, propose, published, unit_lines
from contest.entries.models import Entry, Unit
from contest.judging.models import Mark, Round, RoundEntry
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.announcement import RoundAnnounced, TierAnnounced
from contest.notice.models import Contest
from contest.notice.operations import announce
from contest.people.models import User
from contest.phrases import Refusal
from contest.screening.operations import disqualify_entry
from tests.entries.together import at_once, shared_database
from tests.judging.making import closed, handed_in, judge, opened, passed
from tests.making import an_announcement, make_contest, organiser_of

pytestmark = pytest.mark.django_db


def judged(contest: Contest, scores: Sequence[int], key: str = "reading") -> tuple[Round, list[Entry]]:
    """Give a closed round with one entry for each score, in that order."""
    entries = [passed(contest, number) for number in range(1, len(scores) + 1)]
    judges = [judge(contest, 1), judge(contest, 2)]
    round_ = closed(contest, {entry.pk: score for entry, score in zip(entries, scores, strict=True)}, judges, key)
    return round_, entries


def given(proposal: Proposal) -> list[tuple[str, str, int, Decimal]]:
    """Give the awards as (tier, title, place, score)."""
    return [
        (award.tier, proposal.entries[award.entry].title, award.place, award.score)
        for award in proposal.allocation.awards
    ]


def decide(
    contest: Contest, admitted: Sequence[Entry], quota: int, tier: str = "second", reason: str = "复议。"
) -> BoundaryDecision:
    return decide_boundary(
        contest=contest,
        tier_key=tier,
        admitted=[entry.token for entry in admitted],
        quota=quota,
        reason=reason,
        actor=organiser_of(contest),
    )


def confirm(
    contest: Contest, units: Sequence[int] = (), reason: str = "按篇数。", inputs_hash: str = ""
) -> PrizeList:
    round_ = decisive_round(contest)
    assert round_ is not None
    return confirm_prizes(
        contest=contest,
        inputs_hash=inputs_hash or propose(round_).inputs_hash,
        units=units,
        units_reason=reason,
        actor=organiser_of(contest),
    )


def refusal(step: object) -> str:
    assert callable(step)
    before = (Event.objects.count(), BoundaryDecision.objects.count(), PrizeList.objects.count())
    with pytest.raises(Refusal) as refused:
        step()
    assert "%(" not in str(refused.value)
    assert (Event.objects.count(), BoundaryDecision.objects.count(), PrizeList.objects.count()) == before
    return refused.value.code


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
    )) == "no-round"  # fmt: skip
    assert refusal(lambda: decide(contest, [], 2)) == "no-round"


def test_the_last_closed_round_decides() -> None:
    contest = make_contest(
        "two",
        round_plans=(RoundAnnounced("first", "初评", 2, "mean"), RoundAnnounced("final", "终评", 2, "mean")),
    )
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
    assert refusal(
        lambda: revoke_boundary(contest=contest, decision=decision, reason=" ", actor=organiser)
    ) == "no-reason"
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
    assert refusal(
        lambda: revoke_boundary(contest=contest, decision=standing, reason="太迟", actor=organiser)
    ) == "already-confirmed"


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


# --- confirming ---------------------------------------------------------------------------------------------------


def test_confirmed_and_frozen(contest: Contest, organiser: User) -> None:
    round_, entries = judged(contest, [90, 80, 70, 60])
    units = [entries[1].unit_id]
    shown = propose(round_).inputs_hash
    marks = marks_hash(round_)
    confirmed = confirm_prizes(
        contest=contest, inputs_hash=shown, units=[units[0] or 0], units_reason=" 组织得力。 ", actor=organiser
    )
    assert (confirmed.round, confirmed.inputs_hash, confirmed.confirmed_by) == (round_, shown, organiser)
    assert confirmed.published_at is None
    assert confirmed.rules == {"method": "mean", "draw": "1", "scoring": "1", "allocation": "1", "marks": marks}
    rows = [
        (a.tier_key, a.tier_name, a.tier_position, a.place, a.score, a.title, a.author, a.unit_name)
        for a in confirmed.awards.all()
    ]
    assert rows == [
        ("first", "一等奖", 1, 1, Decimal(90), "第1篇", entries[0].author, "第1厂"),
        ("second", "二等奖", 2, 2, Decimal(80), "第2篇", entries[1].author, "第2厂"),
        ("second", "二等奖", 2, 3, Decimal(70), "第3篇", entries[2].author, "第3厂"),
    ]
    unit = UnitAward.objects.get()
    assert (unit.tier_key, unit.tier_name, unit.unit_name, unit.reason) == (
        "organisation",
        "优秀组织奖",
        "第2厂",
        "组织得力。",
    )
    event = Event.objects.latest("sequence")
    assert (event.action, event.actor, event.reason) == ("prizes.confirm", organiser, "组织得力。")
    assert event.after == {
        "inputs_hash": shown,
        "awards": [["first", entries[0].token], ["second", entries[1].token], ["second", entries[2].token]],
        "units": ["第2厂"],
    }
    assert chain_faults() == []
    # Whatever is changed afterwards, by whatever way, the list stands.
    Mark.objects.update(value=1)
    RoundEntry.objects.update(score=1)
    Entry.objects.update(title="别的题目", author="别人", unit_name="别处")
    Unit.objects.filter(pk=units[0]).update(name="改名的厂")
    disqualify_entry(
        entry=entries[0],
        manuscript=entries[0].manuscripts.get(),
        reason=contest.disqualification_reasons.get(),
        actor=organiser,
    )
    announce(
        announcement=an_announcement(tiers=(TierAnnounced("first", "person", "特等奖", 9),)), actor=organiser
    )
    confirmed.refresh_from_db()
    assert [
        (a.tier_key, a.tier_name, a.tier_position, a.place, a.score, a.title, a.author, a.unit_name)
        for a in confirmed.awards.all()
    ] == rows
    assert UnitAward.objects.get().unit_name == "第2厂"
    assert confirmed.rules["marks"] == marks != marks_hash(round_)


def test_marks_are_in_the_hash_one_by_one(contest: Contest) -> None:
    round_, _ = judged(contest, [90, 80])
    before = marks_hash(round_)
    assert len(before) == 64
    mark = Mark.objects.filter(criterion__key="theme").latest("pk")
    Mark.objects.filter(pk=mark.pk).update(value=mark.value - 1)
    assert marks_hash(round_) != before
    Mark.objects.filter(pk=mark.pk).update(value=mark.value)
    assert marks_hash(round_) == before


def test_a_list_that_changed_is_not_confirmed(contest: Contest, organiser: User) -> None:
    round_, _ = judged(contest, [90, 80, 70])
    shown = propose(round_).inputs_hash
    for change in (
        lambda: RoundEntry.objects.filter(round=round_, score=70).update(score=71),
        lambda: announce(
            announcement=an_announcement(
                tiers=(TierAnnounced("first", "person", "一等奖", 2), TierAnnounced("second", "person", "二等奖", 1))
            ),
            actor=organiser,
        ),
    ):
        change()
        assert propose(round_).inputs_hash != shown
        assert refusal(lambda shown=shown: confirm(contest, inputs_hash=shown)) == "list-changed"
        shown = propose(round_).inputs_hash
    assert confirm(contest, inputs_hash=shown).awards.count() == 3


def test_confirmed_once(contest: Contest) -> None:
    judged(contest, [90, 80])
    first = confirm(contest)
    assert refusal(lambda: confirm(contest, inputs_hash=first.inputs_hash)) == "already-confirmed"
    with pytest.raises(IntegrityError), transaction.atomic():
        PrizeList.objects.create(
            contest=contest, round=first.round, rules={}, inputs_hash="", confirmed_by=first.confirmed_by,
            confirmed_at=first.confirmed_at,
        )  # fmt: skip
    award = Award.objects.first()
    assert award is not None
    award.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        award.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_does_it(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        contest = make_contest()
        judged(contest, [90, 80, 70])
        events = Event.objects.count()
        answers = at_once(lambda: confirm(contest), lambda: confirm(contest), lambda: confirm(contest))
        refusals = [one.code for one in answers if isinstance(one, Refusal)]
        assert refusals == ["already-confirmed"] * 2
        assert [type(one).__name__ for one in answers].count("PrizeList") == 1
        assert (PrizeList.objects.count(), Award.objects.count()) == (1, 3)
        assert Event.objects.count() == events + 1
        assert chain_faults() == []


@pytest.mark.django_db(transaction=True)
def test_a_decision_and_a_confirmation_at_once_do_not_cross(tmp_path: Path) -> None:
    """Whichever comes first, the list that is frozen is one that somebody saw."""
    with shared_database(tmp_path):
        contest = make_contest()
        _, entries = judged(contest, [90, 80, 80, 80])
        decision = decide(contest, entries[1:3], 2)
        organiser = organiser_of(contest)
        shown = propose(Round.objects.get()).inputs_hash
        answers = at_once(
            lambda: confirm(contest, inputs_hash=shown),
            lambda: revoke_boundary(contest=contest, decision=decision, reason="重来", actor=organiser),
        )
        refusals = [one.code for one in answers if isinstance(one, Refusal)]
        assert refusals in (["already-confirmed"], ["list-changed"])
        confirmed = PrizeList.objects.filter(inputs_hash=shown).exists()
        assert confirmed is (refusals == ["already-confirmed"])
        assert BoundaryDecision.objects.get().revoked_at is None if confirmed else True


# --- units --------------------------------------------------------------------------------------------------------


def test_units_with_what_they_did(contest: Contest) -> None:
    for number, unit in enumerate(("甲厂", "甲厂", "乙厂", "丙厂"), 1):
        passed(contest, number, unit=unit)
    handed_in(contest, 5, unit="丙厂")
    passed(make_contest("autumn"), 1, unit="丁厂")
    Entry.objects.create(contest=contest, entrant=organiser_of(contest))
    third = Unit.objects.get(name="乙厂").pk
    lines = unit_lines(contest, {third: 1})
    assert [(line.unit.name, line.handed_in, line.eligible, line.awarded) for line in lines] == [
        ("乙厂", 1, 1, 1),
        ("甲厂", 2, 2, 0),
        ("丙厂", 2, 1, 0),
    ]


def test_units_within_their_quota_and_of_this_contest(contest: Contest) -> None:
    _, entries = judged(contest, [90, 80])
    ours = [entry.unit_id or 0 for entry in entries]
    elsewhere = passed(make_contest("autumn"), 3).unit_id or 0
    assert refusal(lambda: confirm(contest, ours)) == "units-over-quota"
    assert refusal(lambda: confirm(contest, [elsewhere])) == "units-over-quota"
    assert refusal(lambda: confirm(contest, [999_999])) == "units-over-quota"
    assert refusal(lambda: confirm(contest, ours[:1], reason="　")) == "no-reason"
    assert confirm(contest, [ours[0], ours[0]]).unit_awards.count() == 1


def test_no_unit_prize_no_units() -> None:
    contest = make_contest("plain", tiers=(TierAnnounced("first", "person", "一等奖", 1),))
    _, entries = judged(contest, [90, 80])
    assert refusal(lambda: confirm(contest, [entries[0].unit_id or 0])) == "units-over-quota"
    assert confirm(contest, [], reason="").unit_awards.count() == 0


# --- publishing ---------------------------------------------------------------------------------------------------


def test_published_after_it_was_confirmed(contest: Contest, organiser: User) -> None:
    judged(contest, [90, 80])
    assert refusal(lambda: publish_prizes(contest=contest, actor=organiser)) == "nothing-confirmed"
    confirm(contest)
    assert published(contest) is None
    first = publish_prizes(contest=contest, actor=organiser)
    assert first.published_at is not None
    assert published(contest) == first
    events = Event.objects.count()
    assert publish_prizes(contest=contest, actor=organiser).published_at == first.published_at
    assert Event.objects.count() == events
