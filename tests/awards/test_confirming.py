"""The list confirmed, frozen, published; the units chosen for it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from contest.awards.models import Award, PrizeDecision, PrizeList, UnitAward
from contest.awards.operations import confirm_prizes, publish_prizes, revoke_decision
from contest.awards.proposing import propose
from contest.awards.queries import marks_hash, published, unit_lines
from contest.entries.models import Entry, EntryState
from contest.entries.rules import may_hand_in
from contest.entries.units.models import Unit
from contest.entries.units.operations import merge_units, unit_called
from contest.judging.models import Mark, Round, RoundEntry
from contest.judging.operations import prepare_round
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.announcement import RoundAnnounced, TierAnnounced
from contest.notice.models import Contest, Tier
from contest.notice.operations import announce
from contest.notice.queries import intake
from contest.outbox.models import Message
from contest.people.models import User
from contest.phrases import Refusal
from contest.screening.operations import disqualify_entry, return_entry
from tests.awards.making import confirm, decide, judged, refusal
from tests.entries.together import at_once, shared_database
from tests.judging.making import handed_in, passed
from tests.making import an_announcement, hand_in_entry, make_contest, make_person, organiser_of

pytestmark = pytest.mark.django_db


# --- confirming ---------------------------------------------------------------------------------------------------


def test_confirmed_and_frozen(contest: Contest, organiser: User) -> None:
    round_, entries = judged(contest, [90, 80, 70, 60])
    unit_id = entries[1].unit_id or 0
    shown = propose(round_).inputs_hash
    marks = marks_hash(round_)
    confirmed = confirm_prizes(
        contest=contest, inputs_hash=shown, units=[unit_id], units_reason=" 组织得力。 ", actor=organiser
    )
    assert (confirmed.round, confirmed.inputs_hash, confirmed.confirmed_by) == (round_, shown, organiser)
    assert confirmed.published_at is None
    versions = {"draw": "2", "scoring": "1", "allocation": "2", "inputs": "2"}
    assert confirmed.rules == {"method": "mean", **versions, "marks": marks}
    rows = [
        (a.tier_key, a.tier_name, a.tier_position, a.place, a.score, a.title, a.author, a.unit_name)
        for a in confirmed.awards.all()
    ]
    assert rows == [
        ("first", "一等奖", 1, 1, Decimal(90), "第1篇", entries[0].author, "第1厂"),
        ("second", "二等奖", 2, 2, Decimal(80), "第2篇", entries[1].author, "第2厂"),
        ("second", "二等奖", 2, 3, Decimal(70), "第3篇", entries[2].author, "第3厂"),
    ]
    assert [award.reason for award in confirmed.awards.all()] == [
        "得分90，第1名，在一等奖的1个名额内",
        "得分80，第2名，在二等奖的2个名额内",
        "得分70，第3名，在二等奖的2个名额内",
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
    Unit.objects.filter(pk=unit_id).update(name="改名的厂")
    Entry.objects.filter(pk=entries[0].pk).update(state=EntryState.DISQUALIFIED)
    Tier.objects.filter(contest=contest, key="first").update(name="特等奖", quota=9)
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
                closes_at=contest.closes_at,
                tiers=(TierAnnounced("first", "person", "一等奖", 2), TierAnnounced("second", "person", "二等奖", 1)),
            ),
            actor=organiser,
        ),
    ):
        change()
        assert propose(round_).inputs_hash != shown
        assert refusal(partial(confirm, contest, inputs_hash=shown)) == "list-changed"
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
    """Whichever comes first, the list that is frozen is one that somebody saw, with the decision that it rests on."""
    with shared_database(tmp_path):
        contest = make_contest()
        _, entries = judged(contest, [90, 80, 80, 80])
        decision = decide(contest, entries[1:3])
        organiser = organiser_of(contest)
        shown = propose(Round.objects.get()).inputs_hash
        answers = at_once(
            partial(confirm, contest, inputs_hash=shown),
            partial(revoke_decision, contest=contest, decision=decision, reason="重来", actor=organiser),
        )
        refusals = [one.code for one in answers if isinstance(one, Refusal)]
        assert refusals in ([], ["list-changed"])
        confirmed = PrizeList.objects.filter(inputs_hash=shown).first()
        assert (confirmed is None) is (refusals == ["list-changed"])
        assert PrizeDecision.objects.get().revoked_at is not None
        if confirmed is not None:
            assert PrizeDecision.objects.get().stood_at(confirmed.confirmed_at)


def test_not_confirmed_while_entries_may_still_come_in(contest: Contest, organiser: User) -> None:
    judged(contest, [90, 80])
    ended = contest.closes_at
    assert ended is not None
    for closes_at in (ended + timedelta(days=1), timezone.now() - timedelta(seconds=contest.grace_seconds - 30)):
        Contest.objects.update(closes_at=closes_at)
        assert refusal(lambda: confirm(contest)) == "still-open"
    Contest.objects.update(closes_at=ended)
    late = hand_in_entry(contest, make_person("late@example.org", "周迟"), at=ended - timedelta(hours=1))
    return_entry(
        entry=late,
        manuscript=late.manuscripts.get(),
        note="改",
        until=timezone.now() + timedelta(days=1),
        actor=organiser,
    )
    assert refusal(lambda: confirm(contest)) == "still-open"
    Entry.objects.filter(pk=late.pk).update(return_until=timezone.now() - timedelta(seconds=1))
    assert confirm(contest).awards.count() == 2


def test_nothing_comes_in_once_the_list_is_confirmed(contest: Contest, organiser: User) -> None:
    judged(contest, [90])
    confirm(contest)
    announce(announcement=an_announcement(), actor=organiser)
    later = Contest.objects.get(pk=contest.pk)
    found = intake(later, timezone.now())
    assert later.closes_at is not None
    assert later.closes_at > timezone.now()
    assert (found.state, found.days_left) == ("closed", None)
    assert not may_hand_in(later, timezone.now()).allowed


def test_what_the_list_names_is_neither_disqualified_nor_returned(contest: Contest, organiser: User) -> None:
    _, entries = judged(contest, [90, 80, 70, 60])
    confirm(contest)
    reason = contest.disqualification_reasons.get()
    winner, other = entries[0], entries[3]
    steps: list[Callable[[], object]] = [
        lambda: disqualify_entry(entry=winner, manuscript=winner.manuscripts.get(), reason=reason, actor=organiser),
        lambda: return_entry(
            entry=winner,
            manuscript=winner.manuscripts.get(),
            note="改",
            until=timezone.now() + timedelta(days=1),
            actor=organiser,
        ),
    ]
    assert [refusal(step) for step in steps] == ["in-prize-list"] * 2
    disqualify_entry(entry=other, manuscript=other.manuscripts.get(), reason=reason, actor=organiser)
    assert dict(Entry.objects.values_list("title", "state")) == {
        "第1篇": "eligible",
        "第2篇": "eligible",
        "第3篇": "eligible",
        "第4篇": "disqualified",
    }


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


def test_units_that_were_merged_are_one_line(contest: Contest, organiser: User) -> None:
    for number, unit in enumerate(("上海印染厂", "印染厂", "乙厂"), 1):
        passed(contest, number, unit=unit)
    merged, kept = unit_called("印染厂"), unit_called("上海印染厂")
    merge_units(absorbed=merged, into=kept, contest=contest, actor=organiser)
    lines = unit_lines(contest, {kept.pk: 1})
    assert [(line.unit.name, line.handed_in, line.eligible, line.awarded) for line in lines] == [
        ("上海印染厂", 2, 2, 1),
        ("乙厂", 1, 1, 0),
    ]


def test_a_unit_merged_since_the_page_was_shown_is_not_chosen(contest: Contest, organiser: User) -> None:
    _, entries = judged(contest, [90, 80, 70, 60])
    first, second = entries[0].unit, entries[1].unit
    assert first is not None
    assert second is not None
    merge_units(absorbed=second, into=first, contest=contest, actor=organiser)
    assert refusal(lambda: confirm(contest, [second.pk])) == "units-over-quota"
    assert confirm(contest, [first.pk]).unit_awards.get().unit == first


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


def test_the_winners_are_told_once(contest: Contest, organiser: User) -> None:
    _, entries = judged(contest, [90, 80, 70, 60])
    Message.objects.all().delete()
    confirm(contest)
    assert Message.objects.count() == 0
    for _ in range(2):
        with override("en"):
            publish_prizes(contest=contest, actor=organiser)
    assert list(Message.objects.order_by("pk").values_list("person", "subject", "body")) == [
        (
            entry.entrant_id,
            f"获奖：《{entry.title}》",
            f"您投给春潮主题征文的《{entry.title}》获得{tier}。获奖名单已经公布，祝贺您！",
        )
        for entry, tier in zip(entries[:3], ("一等奖", "二等奖", "二等奖"), strict=True)
    ]


def test_a_list_is_not_published_while_a_round_is_under_way(contest: Contest, organiser: User) -> None:
    """No round follows a confirmed list; one that was there before that rule must end first."""
    first, _ = judged(contest, [90, 80])
    confirm(contest)
    later = Round.objects.create(contest=contest, key="final", name="终评", position=2, readings=2, method="mean")
    assert refusal(lambda: publish_prizes(contest=contest, actor=organiser)) == "round-under-way"
    assert published(contest) is None
    Round.objects.filter(pk=later.pk).update(state="closed", opened_at=first.opened_at, closed_at=first.closed_at)
    assert publish_prizes(contest=contest, actor=organiser) == published(contest)


@pytest.mark.django_db(transaction=True)
def test_of_a_confirmation_and_a_new_round_at_once_one_comes_about(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        plans = (RoundAnnounced("first", "初评", 2, "mean"), RoundAnnounced("final", "终评", 2, "mean"))
        contest = make_contest(round_plans=plans)
        judged(contest, [90, 80, 70], "first")
        organiser = organiser_of(contest)
        answers: list[object] = at_once(
            partial(confirm, contest), partial(prepare_round, contest=contest, key="final", actor=organiser)
        )
        refusals = [one.code for one in answers if isinstance(one, Refusal)]
        assert refusals in (["round-under-way"], ["already-confirmed"])
        assert (PrizeList.objects.count(), Round.objects.count()) in ((0, 2), (1, 1))
