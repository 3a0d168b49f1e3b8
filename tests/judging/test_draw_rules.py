"""Groups, skills, conflicts of every kind, readings that stand, and one comparison group."""

import hashlib
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.judging.draw import Bar, EntryNeed, JudgeSeat, draw_readings, inputs_hash
from contest.judging.seats import bar_between
from contest.phrases import Refusal
from tests.judging.tight import Tight, assert_valid, tight

numbers = st.integers(0, 10**6)


def in_other_order(asked: Tight, chance: random.Random) -> Tight:
    needs, seats, pairs = list(asked.needs), list(asked.seats), list(asked.conflicts.items())
    for part in (needs, seats, pairs):
        chance.shuffle(part)
    return replace(asked, needs=needs, seats=seats, conflicts=dict(pairs))


@settings(deadline=None, max_examples=150)
@given(numbers, st.text(max_size=3))
def test_no_rule_is_ever_broken(number: int, seed: str) -> None:
    asked = replace(tight(number), seed=seed)
    assert_valid(asked, asked.drawn())


@settings(deadline=None, max_examples=60)
@given(numbers, st.randoms(use_true_random=False))
def test_the_order_of_the_inputs_changes_neither_draw_nor_proof(number: int, chance: random.Random) -> None:
    asked = tight(number)
    assert in_other_order(asked, chance).drawn() == asked.drawn()


@settings(deadline=None, max_examples=60)
@given(numbers, st.randoms(use_true_random=False))
def test_what_is_read_already_stays_and_nothing_is_drawn_beyond_need(number: int, chance: random.Random) -> None:
    asked = replace(tight(number), already=set())
    complete = asked.drawn()
    kept = set(chance.sample(complete.readings, len(complete.readings) // 2))
    again = replace(asked, already=kept)
    drawn = again.drawn()
    assert_valid(again, drawn)
    assert len(drawn.readings) == len(complete.readings)
    assert replace(asked, already=set(complete.readings)).drawn().readings == complete.readings


def test_a_reading_that_stands_counts_for_the_load_though_it_would_not_be_drawn_now() -> None:
    judges = [JudgeSeat("a"), JudgeSeat("b"), JudgeSeat("c")]
    already = {("e1", "a"), ("e2", "a"), ("e3", "former")}
    drawn = draw_readings(["e1", "e2", "e3"], judges, 2, {("e1", "a"): Bar.OWN_UNIT}, "seed", already=already)
    assert set(drawn.readings) >= already
    assert len(drawn.readings) == 6
    assert drawn.loads == {"a": 2, "b": 2, "c": 1} or drawn.loads == {"a": 2, "b": 1, "c": 2}


def test_one_more_judge_for_one_entry_leaves_everything_else_alone() -> None:
    entries = [f"e{number}" for number in range(12)]
    judges = [JudgeSeat(f"j{number}") for number in range(6)]
    first = draw_readings(entries, judges, 2, (), "seed")
    needs = [EntryNeed(entry, readings=3 if entry == "e4" else None) for entry in entries]
    second = draw_readings(needs, judges, 2, (), "seed", already=first.readings)
    ((entry, judge),) = set(second.readings) - set(first.readings)
    assert entry == "e4"
    assert first.loads[judge] == min(first.loads[seat.key] for seat in judges if ("e4", seat.key) not in first.readings)


def test_an_entry_that_has_more_readings_than_it_needs_keeps_them() -> None:
    already = {("e1", "a"), ("e1", "b")}
    drawn = draw_readings(["e1"], [JudgeSeat("a"), JudgeSeat("b", 0), JudgeSeat("c")], 1, (), "seed", already=already)
    assert (set(drawn.readings), drawn.shortfalls, drawn.loads) == (already, (), {"a": 1, "b": 1, "c": 0})


def test_entries_are_read_within_their_group_and_by_those_in_none() -> None:
    needs = [EntryNeed(f"{group}{number}", group) for group in "甲乙" for number in range(6)]
    judges = [JudgeSeat("a", group="甲"), JudgeSeat("b", group="乙"), JudgeSeat("c")]
    drawn = draw_readings(needs, judges, 2, (), "seed")
    assert drawn.readings == tuple(
        sorted((need.key, judge) for need in needs for judge in ("a" if need.group == "甲" else "b", "c"))
    )
    assert drawn.comparison_groups == 1


def test_groups_without_a_judge_in_common_are_compared_apart() -> None:
    needs = [EntryNeed(f"{group}{number}", group) for group in "甲乙" for number in range(9)]
    judges = [JudgeSeat(f"{group}{number}", group=group) for group in "甲乙" for number in range(3)]
    drawn = draw_readings(needs, judges, 2, (), "seed")
    assert (drawn.comparison_groups, set(drawn.loads.values())) == (2, {6})


@pytest.mark.parametrize(
    ("need", "seat", "bar"),
    [
        (EntryNeed("e"), JudgeSeat("j"), None),
        (EntryNeed("e", "甲"), JudgeSeat("j"), None),
        (EntryNeed("e"), JudgeSeat("j", group="甲"), None),
        (EntryNeed("e", "甲"), JudgeSeat("j", group="乙"), Bar.GROUP),
        (EntryNeed("e", skills=frozenset({"诗歌"})), JudgeSeat("j"), None),
        (EntryNeed("e"), JudgeSeat("j", skills=frozenset({"散文"})), None),
        (EntryNeed("e", skills=frozenset({"诗歌", "英文"})), JudgeSeat("j", skills=frozenset({"诗歌"})), Bar.SKILL),
        (EntryNeed("own"), JudgeSeat("j"), Bar.OWN_ENTRY),
        (EntryNeed("own", "甲"), JudgeSeat("j", group="乙"), Bar.GROUP),
    ],
)
def test_a_rule_keeps_a_judge_from_an_entry(need: EntryNeed, seat: JudgeSeat, bar: Bar | None) -> None:
    assert bar_between(need, seat, {("own", "j"): Bar.OWN_ENTRY}) == bar


@pytest.mark.parametrize(
    ("entry_count", "judge_count", "readings"), [(20, 36, 3), (40, 40, 2), (50, 40, 2), (66, 130, 3)]
)
def test_judges_are_linked_even_where_there_are_hardly_readings_enough(
    entry_count: int, judge_count: int, readings: int
) -> None:
    entries = [f"e{number}" for number in range(entry_count)]
    judges = [JudgeSeat(f"j{number}") for number in range(judge_count)]
    for seed in "12345":
        drawn = draw_readings(entries, judges, readings, (), seed)
        assert drawn.comparison_groups == 1
        assert not drawn.shortfalls
        assert max(drawn.loads.values()) - min(drawn.loads.values()) <= 1


def test_small_contests_are_linked_wherever_any_draw_as_even_could_be() -> None:
    chance = random.Random(5)
    apart = 0
    for _ in range(150):
        entries = [f"e{number}" for number in range(chance.randint(2, 4))]
        judges = [f"j{number}" for number in range(chance.randint(3, 5))]
        readings = chance.choice((2, 2, 3))
        conflicts = {(entry, judge) for entry in entries for judge in judges if chance.random() < 0.2}
        drawn = draw_readings(entries, [JudgeSeat(judge) for judge in judges], readings, conflicts, "seed")
        if drawn.shortfalls or drawn.comparison_groups == 1:
            continue
        apart += 1
        squares = sum(load * load for load in drawn.loads.values())
        panels = [
            list(combinations([judge for judge in judges if (entry, judge) not in conflicts], readings))
            for entry in entries
        ]
        for draw in product(*panels):
            loads = Counter(judge for panel in draw for judge in panel)
            if sum(load * load for load in loads.values()) == squares:
                assert groups_of(draw) >= drawn.comparison_groups
    assert apart > 5


def groups_of(panels: Sequence[Sequence[str]]) -> int:
    groups: list[set[str]] = []
    for panel in panels:
        linked = [group for group in groups if not group.isdisjoint(panel)]
        groups = [group for group in groups if group.isdisjoint(panel)]
        groups.append(set(panel).union(*linked))
    return len(groups)


def test_no_entry_gets_more_readings_than_there_are_judges_however_many_are_asked_for() -> None:
    drawn = draw_readings(["e1"], [JudgeSeat("a"), JudgeSeat("b")], 10**12, (), "seed", already={("e1", "former")})
    assert drawn.readings == (("e1", "a"), ("e1", "b"), ("e1", "former"))


def test_where_readings_do_not_suffice_to_link_all_the_groups_are_counted() -> None:
    judges = [JudgeSeat(f"j{number}") for number in range(6)]
    assert draw_readings(["e1", "e2"], judges, 3, (), "seed").comparison_groups == 2
    assert draw_readings([f"e{number}" for number in range(12)], judges, 1, (), "seed").comparison_groups == 6
    assert draw_readings([], judges, 1, (), "seed").comparison_groups == 0


def test_a_draw_with_every_rule_can_be_recomputed_for_ever() -> None:
    lines = [f"{number},{entry},{judge}" for number in range(50) for entry, judge in tight(number).drawn().readings]
    assert (
        hashlib.sha256("\n".join(lines).encode()).hexdigest()
        == "26b3d63b110e01da3d43a84dbf6751a2c28c59f7df041b3c3bebd5fa327774d6"
    )


def test_the_hash_of_the_inputs_covers_each_of_them_and_not_their_order() -> None:
    def hashed(asked: Tight) -> str:
        return inputs_hash(asked.needs, asked.seats, asked.readings, asked.conflicts, already=asked.already)

    asked = Tight(
        [EntryNeed("e1"), EntryNeed("e2", "甲")],
        [JudgeSeat("a"), JudgeSeat("b", 3)],
        2,
        {("e1", "a"): Bar.REFUSED},
        set(),
    )
    others = [
        replace(asked, needs=asked.needs[:1]),
        replace(asked, needs=[EntryNeed("e1"), EntryNeed("e2", "乙")]),
        replace(asked, needs=[EntryNeed("e1"), EntryNeed("e2", "甲", frozenset({"诗歌"}))]),
        replace(asked, needs=[EntryNeed("e1"), EntryNeed("e2", "甲", readings=1)]),
        replace(asked, seats=asked.seats[:1]),
        replace(asked, seats=[JudgeSeat("a"), JudgeSeat("b", 4)]),
        replace(asked, seats=[JudgeSeat("a"), JudgeSeat("b", 3, "甲")]),
        replace(asked, seats=[JudgeSeat("a"), JudgeSeat("b", 3, "", frozenset({"诗歌"}))]),
        replace(asked, readings=1),
        replace(asked, conflicts={}),
        replace(asked, already={("e1", "b")}),
    ]
    assert len({hashed(one) for one in (asked, *others)}) == 12
    assert hashed(in_other_order(asked, random.Random(3))) == hashed(asked)
    assert inputs_hash(["e1"], asked.seats, 2, ()) == inputs_hash([EntryNeed("e1")], asked.seats, 2, {})


def test_an_entry_that_should_have_no_reading_is_refused() -> None:
    with pytest.raises(Refusal):
        draw_readings([EntryNeed("e1", readings=0)], [JudgeSeat("a")], 1, (), "seed")
