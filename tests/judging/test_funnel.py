"""Rounds that take in the best of the one before, in groups, with earlier marks kept, by methods that need them all."""

from decimal import Decimal

import pytest

from contest.judging.drawing import propose_draw
from contest.judging.models import Judge, Reading, Round, RoundEntry
from contest.judging.operations import close_round, open_round
from contest.judging.reopening import reopen_round
from contest.notice.announcement import USUAL_ROUNDS, RoundAnnounced, TierAnnounced
from contest.notice.models import Contest
from contest.phrases import Refusal
from tests.judging.making import closed, judge, opened, passed, prepared, readings, seat_of, submit
from tests.making import make_contest, organiser_of

pytestmark = pytest.mark.django_db

FIRST = RoundAnnounced("first", "初评", 1, "mean")


def funnel(**rules: object) -> Contest:
    """Give a contest of two rounds, the second by these rules."""
    final = RoundAnnounced("final", "终评", 1, "mean", **rules)  # type: ignore[arg-type]
    return make_contest("two", round_plans=(FIRST, final))


def scored(round_: Round) -> dict[str, Decimal | None]:
    """Give the figure of each entry in a round, by title."""
    return dict(RoundEntry.objects.filter(round=round_).values_list("entry__title", "score"))


def titles(round_: Round) -> set[str]:
    return {entry.title for entry in propose_draw(round_).entries.values()}


def test_the_best_go_on_and_who_shares_the_last_place_goes_with_them() -> None:
    contest = funnel(takes="number", takes_figure=Decimal(2))
    entries = [passed(contest, number) for number in range(1, 5)]
    judges = [judge(contest, 1), judge(contest, 2)]
    closed(contest, {entry.pk: score for entry, score in zip(entries, (90, 80, 80, 70), strict=True)}, judges, "first")
    final = prepared(contest, judges, "final")
    assert titles(final) == {"第1篇", "第2篇", "第3篇"}
    assert {propose_draw(final).entries[token].title for token in propose_draw(final).tied} == {"第2篇", "第3篇"}
    passed(contest, 5)
    assert titles(final) == {"第1篇", "第2篇", "第3篇"}


def test_of_the_usual_rounds_the_second_takes_three_times_as_many_as_there_are_prizes() -> None:
    contest = make_contest("two", round_plans=USUAL_ROUNDS, tiers=(TierAnnounced("first", "person", "一等奖", 1),))
    entries = [passed(contest, number) for number in range(1, 6)]
    judges = [judge(contest, number) for number in range(1, 5)]
    scores = {entry.pk: score for entry, score in zip(entries, (90, 85, 80, 75, 70), strict=True)}
    closed(contest, scores, judges, "first-round")
    second = prepared(contest, judges, "second-round")
    assert titles(second) == {"第1篇", "第2篇", "第3篇"}
    assert {len(found) for found in _readers(second).values()} == {2}  # the other two read it in the first round


def _readers(round_: Round) -> dict[str, list[str]]:
    """Give who would read each entry."""
    readers: dict[str, list[str]] = {}
    for entry, judge_ in propose_draw(round_).draw.readings:
        readers.setdefault(entry, []).append(judge_)
    return readers


def test_a_round_may_take_in_nobody_and_then_does_not_open() -> None:
    contest = funnel(takes="mark", takes_figure=Decimal(95))
    entry = passed(contest, 1)
    judges = [judge(contest, 1)]
    closed(contest, {entry.pk: 90}, judges, "first")
    final = prepared(contest, judges, "final")
    with pytest.raises(Refusal) as refused:
        open_round(round_=final, inputs_hash=propose_draw(final).inputs_hash, actor=organiser_of(contest))
    assert refused.value.code == "nothing-to-read"


def test_marks_of_the_round_before_count_on_and_are_given_by_others() -> None:
    contest = funnel(keeps_marks=True)
    entries = [passed(contest, number) for number in (1, 2)]
    judges = [judge(contest, 1), judge(contest, 2)]
    first = closed(contest, {entries[0].pk: 90, entries[1].pk: 60}, judges, "first")
    before = {(one.round_entry.entry_id, one.judge.person_id) for one in readings(first)}
    final = opened(contest, judges, "final")
    assert scored(final) == {"第1篇": Decimal(90), "第2篇": Decimal(60)}
    now = readings(final)
    assert before.isdisjoint({(one.round_entry.entry_id, one.judge.person_id) for one in now})
    for one in now:
        submit(one, 30, 50)
    assert scored(final) == {"第1篇": Decimal(85), "第2篇": Decimal(70)}
    assert set(RoundEntry.objects.filter(round=final).values_list("readings_done", flat=True)) == {2}


def test_every_judge_reads_every_entry_but_those_they_must_not() -> None:
    contest = make_contest(round_plans=(RoundAnnounced("reading", "初评", 0, "mean"),))
    for number in (1, 2, 3):
        passed(contest, number, unit="第1厂" if number == 1 else "第9厂")
    judges = [judge(contest, 1, unit="第1厂"), judge(contest, 2), judge(contest, 3)]
    round_ = opened(contest, judges)
    counts = [len(readings(round_, row.entry)) for row in round_.entries.order_by("entry__title")]
    assert counts == [2, 3, 3]


def test_groups_read_their_own_entries_and_each_sends_its_best() -> None:
    contest = make_contest(
        round_plans=(
            RoundAnnounced("first", "初评", 1, "mean", groups=2),
            RoundAnnounced("final", "终评", 1, "mean", takes="number", takes_figure=Decimal(1), takes_per_group=True),
        )
    )
    entries = [passed(contest, number) for number in range(1, 5)]
    judges = [judge(contest, 1), judge(contest, 2)]
    first = prepared(contest, judges, "first")
    for number, one in enumerate(judges, 1):
        Judge.objects.filter(round=first, person=one).update(group=number)
    open_round(round_=first, inputs_hash=propose_draw(first).inputs_hash, actor=organiser_of(contest))
    first.refresh_from_db()
    rows = list(first.entries.order_by("number"))
    assert sorted(row.group or 0 for row in rows) == [1, 1, 2, 2]
    assert all(one.judge.group == one.round_entry.group for one in readings(first))
    for reading in readings(first):
        submit(reading, 30, 20 + reading.round_entry.number)
    close_round(round_=first, actor=organiser_of(contest))
    best = {max((row for row in rows if row.group == group), key=lambda row: row.number).entry_id for group in (1, 2)}
    final = prepared(contest, judges, "final")
    assert {entry.pk for entry in propose_draw(final).entries.values()} == best
    assert len(entries) == 4


def test_a_genre_is_read_by_those_who_read_it() -> None:
    contest = make_contest(round_plans=(FIRST,))
    entry = passed(contest, 1)
    type(entry).objects.filter(pk=entry.pk).update(genre="诗歌")
    judges = [judge(contest, 1), judge(contest, 2)]
    round_ = prepared(contest, judges, "first")
    Judge.objects.filter(round=round_, person=judges[0]).update(genres=["散文"])
    assert [judge for _, judge in propose_draw(round_).draw.readings] == [str(judges[1].pk)]


def test_severity_is_taken_off_when_the_round_is_closed_and_put_back_when_it_is_opened_again() -> None:
    contest = make_contest(round_plans=(RoundAnnounced("reading", "初评", 2, "severity"),))
    judges = [judge(contest, number) for number in (1, 2, 3)]
    for number in range(1, 13):
        passed(contest, number)
    round_ = opened(contest, judges)
    worth = {row.entry_id: 40 + row.number for row in round_.entries.all()}
    harsh = seat_of(round_, judges[0])
    for one in readings(round_):
        submit(one, 30, worth[one.round_entry.entry_id] - 10 - 15 * (one.judge_id == harsh.pk))
    raw = scored(round_)
    close_round(round_=round_, actor=organiser_of(contest))
    settled = scored(round_)
    order = [row.entry_id for row in round_.entries.order_by("-score")]
    assert order == sorted(order, key=lambda pk: -worth[pk])
    assert raw != settled
    harsh.refresh_from_db()
    assert harsh.severity is not None
    assert harsh.severity < -8
    reopen_round(round_=round_, reason="补评", actor=organiser_of(contest))
    assert scored(round_) == raw
    assert dict(RoundEntry.objects.values_list("entry__title", "raw_mean")) == raw


def test_places_add_up_where_the_rule_is_places() -> None:
    contest = make_contest(round_plans=(RoundAnnounced("reading", "终评", 0, "ranks"),))
    entries = [passed(contest, number) for number in (1, 2, 3)]
    judges = [judge(contest, 1), judge(contest, 2)]
    round_ = opened(contest, judges)
    given = {(1, 1): 90, (1, 2): 80, (1, 3): 70, (2, 1): 40, (2, 2): 50, (2, 3): 30}
    for one in readings(round_):
        number = judges.index(one.judge.person) + 1, entries.index(one.round_entry.entry) + 1
        submit(one, given[number] // 3, given[number] - given[number] // 3)
    close_round(round_=round_, actor=organiser_of(contest))
    assert scored(round_) == {"第1篇": Decimal(75), "第2篇": Decimal(75), "第3篇": Decimal(0)}
    assert Reading.objects.count() == 6
