"""The draw: valid, fair, exact, and the same on every day from the same seed."""

import hashlib
import random
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.judging.draw import Draw, JudgeSeat, Shortfall, draw_readings
from contest.phrases import Refusal


@st.composite
def small_draws(
    draw: st.DrawFn,
) -> tuple[list[str], list[JudgeSeat], int, set[tuple[str, str]], str]:
    entries = [f"e{number}" for number in range(draw(st.integers(0, 9)))]
    judges = [JudgeSeat(f"j{number}", draw(st.none() | st.integers(0, 6))) for number in range(draw(st.integers(0, 6)))]
    pairs = [(entry, seat.key) for entry in entries for seat in judges]
    conflicts = draw(st.sets(st.sampled_from(pairs))) if pairs else set()
    return entries, judges, draw(st.integers(1, 4)), conflicts, draw(st.text(max_size=4))


def most_readings_possible(
    entries: list[str], judges: list[JudgeSeat], readings: int, conflicts: set[tuple[str, str]]
) -> int:
    """The bound of max-flow min-cut, by trying every set of judges whose capacity could be the bottleneck."""
    bound = len(entries) * readings
    for size in range(len(judges) + 1):
        for full in combinations(judges, size):
            others = [seat.key for seat in judges if seat not in full]
            seats = sum(len(entries) if seat.capacity is None else seat.capacity for seat in full)
            rest = sum(min(readings, sum((entry, judge) not in conflicts for judge in others)) for entry in entries)
            bound = min(bound, seats + rest)
    return bound


def least_sum_of_squares(entries: list[str], judges: list[str], conflicts: set[tuple[str, str]]) -> int:
    """The most even loads for one reading each, by trying every draw."""
    totals = {(0,) * len(judges)}
    for entry in entries:
        totals = {
            tuple(load + (place == number) for place, load in enumerate(loads))
            for loads in totals
            for number, judge in enumerate(judges)
            if (entry, judge) not in conflicts
        }
    return min(sum(load * load for load in loads) for loads in totals)


def assert_valid(drawn: Draw, judges: list[JudgeSeat], conflicts: set[tuple[str, str]], readings: int) -> None:
    assert not set(drawn.readings) & conflicts
    assert len(set(drawn.readings)) == len(drawn.readings)
    assert list(drawn.readings) == sorted(drawn.readings)
    loads = Counter(judge for _, judge in drawn.readings)
    assert dict(drawn.loads) == {seat.key: loads[seat.key] for seat in judges}
    assert all(seat.capacity is None or loads[seat.key] <= seat.capacity for seat in judges)
    assert max(Counter(entry for entry, _ in drawn.readings).values(), default=0) <= readings


@settings(deadline=None, max_examples=200)
@given(small_draws())
def test_a_draw_is_valid_and_short_only_where_none_could_place_more(
    inputs: tuple[list[str], list[JudgeSeat], int, set[tuple[str, str]], str],
) -> None:
    entries, judges, readings, conflicts, seed = inputs
    drawn = draw_readings(entries, judges, readings, conflicts, seed)
    assert_valid(drawn, judges, conflicts, readings)
    assert len(drawn.readings) == most_readings_possible(entries, judges, readings, conflicts)
    placed = Counter(entry for entry, _ in drawn.readings)
    assert drawn.shortfalls == tuple(
        Shortfall(entry, readings, placed[entry]) for entry in sorted(entries) if placed[entry] < readings
    )


@settings(deadline=None, max_examples=100)
@given(small_draws(), st.randoms(use_true_random=False))
def test_the_order_of_the_inputs_changes_nothing(
    inputs: tuple[list[str], list[JudgeSeat], int, set[tuple[str, str]], str], chance: random.Random
) -> None:
    entries, judges, readings, conflicts, seed = inputs
    drawn = draw_readings(entries, judges, readings, conflicts, seed)
    pairs = sorted(conflicts)
    for names in (entries, judges, pairs):
        chance.shuffle(names)
    assert draw_readings(entries, judges, readings, pairs, seed) == drawn


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 7), st.integers(1, 4), st.data())
def test_loads_are_as_even_as_conflicts_allow(entry_count: int, judge_count: int, data: st.DataObject) -> None:
    entries = [f"e{number}" for number in range(entry_count)]
    judges = [f"j{number}" for number in range(judge_count)]
    conflicts = {
        (entry, judge)
        for entry in entries
        for judge in data.draw(st.sets(st.sampled_from(judges), max_size=judge_count - 1))
    }
    drawn = draw_readings(entries, [JudgeSeat(judge) for judge in judges], 1, conflicts, "seed")
    assert not drawn.shortfalls
    assert sum(load * load for load in drawn.loads.values()) == least_sum_of_squares(entries, judges, conflicts)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 30), st.integers(1, 8), st.data())
def test_without_conflicts_loads_differ_by_one_at_most(entry_count: int, judge_count: int, data: st.DataObject) -> None:
    readings = data.draw(st.integers(1, judge_count))
    entries = [f"e{number}" for number in range(entry_count)]
    judges = [JudgeSeat(f"j{number}") for number in range(judge_count)]
    drawn = draw_readings(entries, judges, readings, (), "seed")
    assert not drawn.shortfalls
    assert max(drawn.loads.values()) - min(drawn.loads.values()) <= 1


def test_no_entry_has_a_second_reading_while_another_has_none() -> None:
    entries = [f"e{number}" for number in range(10)]
    drawn = draw_readings(entries, [JudgeSeat("a", 6), JudgeSeat("b", 6)], 2, (), "seed")
    assert sorted(shortfall.placed for shortfall in drawn.shortfalls) == [1] * 8


def test_a_feasible_draw_is_found_where_taking_the_lightest_judge_would_fail() -> None:
    conflicts = {("x", "b"), ("y", "b")}
    judges = [JudgeSeat("a", 2), JudgeSeat("b", 2)]
    for seed in "12345678":
        drawn = draw_readings(["w", "x", "y", "z"], judges, 1, conflicts, seed)
        assert drawn.readings == (("w", "b"), ("x", "a"), ("y", "a"), ("z", "b"))


def test_conflicts_with_people_outside_the_draw_are_without_effect() -> None:
    judges = [JudgeSeat("a"), JudgeSeat("b")]
    outside = {("e9", "a"), ("e1", "nobody")}
    drawn = draw_readings(["e1", "e2"], judges, 2, outside, "seed")
    assert drawn.readings == (("e1", "a"), ("e1", "b"), ("e2", "a"), ("e2", "b"))


def test_a_published_draw_can_be_recomputed_for_ever() -> None:
    entries = [f"稿{number:03}" for number in range(60)]
    judges = [JudgeSeat(f"评委{number}", 20 if number else 12) for number in range(10)]
    conflicts = {(entry, judges[number % 10].key) for number, entry in enumerate(entries)}
    drawn = draw_readings(entries, judges, 3, conflicts, "2025-08-31 上证指数 3857.93")
    text = "\n".join(f"{entry},{judge}" for entry, judge in drawn.readings)
    assert (
        hashlib.sha256(text.encode()).hexdigest() == "6d266452f9423363ab885f410607e4ca5071f4017683996e958494fd77325f84"
    )


def test_seeds_make_a_difference() -> None:
    entries = [f"e{number}" for number in range(20)]
    judges = [JudgeSeat(f"j{number}") for number in range(6)]
    assert len({draw_readings(entries, judges, 2, (), str(seed)).readings for seed in range(20)}) == 20


@pytest.mark.parametrize(
    ("entries", "judges", "readings"),
    [
        (["e", "e"], [JudgeSeat("a")], 1),
        (["e"], [JudgeSeat("a"), JudgeSeat("a", 3)], 1),
        (["e"], [JudgeSeat("a")], 0),
        (["e"], [JudgeSeat("a", -1)], 1),
    ],
)
def test_inputs_without_a_draw_are_refused(entries: list[str], judges: list[JudgeSeat], readings: int) -> None:
    with pytest.raises(Refusal):
        draw_readings(entries, judges, readings, (), "seed")


def test_a_usual_round_mixes_the_judges() -> None:
    entries = [f"e{number}" for number in range(300)]
    judges = [JudgeSeat(f"j{number:02}") for number in range(12)]
    chance = random.Random(7)
    conflicts = {(chance.choice(entries), chance.choice(judges).key) for _ in range(100)}
    drawn = draw_readings(entries, judges, 3, conflicts, "seed")
    assert_valid(drawn, judges, conflicts, 3)
    assert set(drawn.loads.values()) == {75}
    panels: dict[str, list[str]] = {}
    for entry, judge in drawn.readings:
        panels.setdefault(entry, []).append(judge)
    met = Counter(pair for panel in panels.values() for pair in combinations(sorted(panel), 2))
    assert len(met) == 66
    assert max(met.values()) - min(met.values()) <= 4


def test_the_largest_contest_is_drawn_evenly() -> None:
    entries = [f"e{number}" for number in range(10_000)]
    judges = [JudgeSeat(f"j{number:03}", 150) for number in range(200)]
    conflicts = {(entry, judges[number % 200].key) for number, entry in enumerate(entries)}
    drawn = draw_readings(entries, judges, 3, conflicts, "seed")
    assert not drawn.shortfalls
    assert set(drawn.loads.values()) == {150}
