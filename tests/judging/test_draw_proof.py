"""Where a draw is short, it proves that none could do better, and says what would mend it."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from contest.judging.draw import Bar, EntryNeed, JudgeSeat, Obstacle, Shortfall, draw_readings
from contest.judging.obstacles import FewerReadings, Mend, MoreCapacity, MoreJudges, phrase_of
from contest.judging.seats import BAR_NAMES
from tests.judging.tight import Tight, tight, with_more_room

NUMBERS = range(300)


def mended(asked: Tight, mends: Iterable[Mend]) -> Tight:
    """Give the draw as it is asked for when one mend of each obstacle is made."""
    mends = list(mends)
    asked = with_more_room(
        asked, dict(pair for mend in mends if isinstance(mend, MoreCapacity) for pair in mend.readings)
    )
    for place, mend in enumerate(mends):
        match mend:
            case MoreJudges(count, readings, group, skills):
                new = [JudgeSeat(f"new {place}.{number}", readings, group, skills) for number in range(count)]
                asked = replace(asked, seats=[*asked.seats, *new])
            case FewerReadings(entries):
                fewer = dict(entries)
                needs = [replace(need, readings=fewer.get(need.key, need.readings)) for need in asked.needs]
                asked = replace(asked, needs=needs)
    return asked


@pytest.mark.parametrize("kind", [MoreCapacity, MoreJudges, FewerReadings])
def test_each_mend_makes_the_draw_complete(kind: type[Mend]) -> None:
    tried = 0
    for number in NUMBERS:
        asked = tight(number)
        obstacles = asked.drawn().obstacles
        chosen = [next((one for one in obstacle.mends if isinstance(one, kind)), None) for obstacle in obstacles]
        fitting = [obstacle.mends[-1] if one is None else one for obstacle, one in zip(obstacles, chosen, strict=True)]
        assert mended(asked, fitting).drawn().shortfalls == (), number
        tried += any(chosen)
    assert tried > 30


def test_more_capacity_is_offered_exactly_where_it_does_and_no_less_would_do() -> None:
    for number in NUMBERS:
        asked = tight(number)
        for obstacle in asked.drawn().obstacles:
            may_read = {need.key: asked.may_read(need) for need in asked.needs}
            has = {need.key: {judge for entry, judge in asked.already if entry == need.key} for need in asked.needs}
            enough = all(len(may_read[one.entry] | has[one.entry]) >= one.wanted for one in obstacle.short)
            offered = [mend for mend in obstacle.mends if isinstance(mend, MoreCapacity)]
            assert bool(offered) == enough
            for mend in offered:
                extra = dict(mend.readings)
                assert sum(extra.values()) == obstacle.asked - obstacle.available
                judge = max(extra)
                less = with_more_room(asked, {**extra, judge: extra[judge] - 1}).drawn()
                assert {one.entry for one in less.shortfalls} & set(obstacle.competing)


def test_the_proof_can_be_checked_by_counting() -> None:
    for number in NUMBERS:
        asked = tight(number)
        drawn = asked.drawn()
        needs = {need.key: need for need in asked.needs}
        readers = {key: {judge for entry, judge in drawn.readings if entry == key} for key in needs}
        room = {seat.key: seat.capacity for seat in asked.seats}
        assert sorted(one.entry for obstacle in drawn.obstacles for one in obstacle.short) == [
            one.entry for one in drawn.shortfalls
        ]
        for obstacle in drawn.obstacles:
            used_up, competing = set(obstacle.used_up), set(obstacle.competing)
            # Whoever else may read one of these entries does, so all that is missing must come from those judges,
            assert all(asked.may_read(needs[key]) - used_up <= readers[key] for key in competing)
            short = {one.entry: one.wanted for one in obstacle.short}
            in_all = sum(short.get(key, len(readers[key])) for key in competing)
            assert obstacle.asked == in_all - sum(len(readers[key] - used_up) for key in competing)
            # who are full of these entries and of readings that stand.
            for judge in used_up:
                limit = room[judge]
                assert limit is not None
                assert drawn.loads[judge] >= limit
                assert all(
                    entry in competing for entry, reader in set(drawn.readings) - asked.already if reader == judge
                )
            assert obstacle.available == sum(len(readers[key] & used_up) for key in competing)
            assert obstacle.asked > obstacle.available


def test_a_complete_draw_has_no_obstacle() -> None:
    assert draw_readings(["e1", "e2"], [JudgeSeat("a"), JudgeSeat("b")], 2, (), "seed").obstacles == ()


def test_judges_whose_readings_are_used_up_are_named() -> None:
    needs = [EntryNeed("p1", "甲"), EntryNeed("p2", "甲"), EntryNeed("q1", "乙"), EntryNeed("q2", "乙")]
    judges = [JudgeSeat("a", 1, "甲"), JudgeSeat("b", None, "甲"), JudgeSeat("c", None, "乙"), JudgeSeat("d", 5)]
    conflicts = {("p1", "d"): Bar.OWN_UNIT, ("p2", "d"): Bar.RELATION}
    drawn = draw_readings(needs, judges, 2, conflicts, "seed")
    (obstacle,) = drawn.obstacles
    (short,) = drawn.shortfalls
    assert (short.wanted, short.placed) == (2, 1)
    assert obstacle == Obstacle(
        short=(short,),
        competing=("p1", "p2"),
        used_up=("a",),
        asked=2,
        available=1,
        closed=((Bar.GROUP, 1), (Bar.OWN_UNIT, 1), (Bar.RELATION, 1)),
        mends=(MoreCapacity((("a", 1),)), MoreJudges(1, 1, "甲", frozenset()), FewerReadings(((short.entry, 1),))),
    )
    assert list(map(str, obstacle.phrases)) == [
        "2 篇作品需要 1 位评委评 2 次，这些评委的上限只够 1 次，缺 1 次。",
        "每篇作品不能安排的其他评委最多有：不在同一组 1 位、本单位的作品 1 位、申报了回避关系 1 位。",
    ]
    assert [str(phrase_of(mend, {"a": "张三"}.__getitem__)) for mend in obstacle.mends] == [
        "放宽评阅上限，共 1 次，例如：张三 多评 1 次。",
        "增加 1 位不须回避的评委（分组：甲），每位最多评 1 篇。",
        "将 1 篇作品的评阅次数降到已能安排的次数（1 至 1 次）。",
    ]


def test_entries_that_too_few_judges_may_read_stand_before_one_obstacle() -> None:
    needs = [EntryNeed(f"e{number}", skills=frozenset({"诗歌"})) for number in range(3)]
    judges = [
        JudgeSeat("a"), JudgeSeat("b", skills=frozenset({"诗歌", "散文"})), JudgeSeat("c", skills=frozenset({"散文"})),
    ]  # fmt: skip
    drawn = draw_readings(needs, judges, 4, {("e1", "c"): Bar.REFUSED}, "seed")
    (obstacle,) = drawn.obstacles
    assert obstacle == Obstacle(
        short=tuple(Shortfall(f"e{number}", 4, 2) for number in range(3)),
        competing=("e0", "e1", "e2"),
        used_up=(),
        asked=6,
        available=0,
        closed=((Bar.SKILL, 1),),
        mends=(
            MoreJudges(2, 3, "", frozenset({"诗歌"})),
            FewerReadings((("e0", 2), ("e1", 2), ("e2", 2))),
        ),
    )
    assert list(map(str, obstacle.phrases)) == [
        "3 篇作品各需 4 位评委，可以评的只有 2 位。",
        "每篇作品不能安排的其他评委最多有：不评这类体裁或语种 1 位。",
    ]
    assert str(phrase_of(obstacle.mends[0])) == "增加 2 位不须回避的评委（能评：诗歌），每位最多评 3 篇。"


def test_without_judges_nothing_but_judges_helps() -> None:
    (obstacle,) = draw_readings(["e1"], [], 2, (), "seed").obstacles
    assert (obstacle.closed, obstacle.mends) == ((), (MoreJudges(2, 1, "", frozenset()),))
    assert list(map(str, obstacle.phrases)) == ["1 篇作品各需 2 位评委，可以评的只有 0 位。"]
    assert str(phrase_of(obstacle.mends[0])) == "增加 2 位不须回避的评委，每位最多评 1 篇。"


def test_every_rule_has_its_name() -> None:
    assert set(BAR_NAMES) == set(Bar)
