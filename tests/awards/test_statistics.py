"""The statistics of a contest: what is put together so that nobody can be told apart."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product

import pytest

from contest.awards.statistics import FEWEST, HEIGHT, MOST_LINES, WIDTH, Group, by_days, by_length, grouped

FIRST = date(2026, 3, 1)


def groups(*people: int) -> list[Group]:
    """Give groups of so many people, each with one entry, of which all are valid."""
    return [Group(f"第{place}厂", number, number, number) for place, number in enumerate(people, 1)]


@pytest.mark.parametrize(
    ("people", "named", "rest"),
    [
        ((5, 4, 3), [5, 4, 3], (0, 0)),
        ((5, 4, 2, 1), [5, 4], (3, 2)),
        ((5, 4, 2), [5], (6, 2)),  # two alone would be found by taking away
        ((5, 1), [], (6, 2)),
        ((2,), [], (2, 1)),
        ((), [], (0, 0)),
    ],
)
def test_a_group_is_named_where_three_people_stand_behind_it(
    people: Sequence[int], named: list[int], rest: tuple[int, int]
) -> None:
    found = grouped(groups(*people))
    assert [one.received for one in found.named] == named
    assert (found.rest.received, found.rest_of) == rest


def test_many_entries_by_one_person_are_no_group() -> None:
    found = grouped([Group("独行社", 9, 9, 1), *groups(4, 3)])
    assert [one.name for one in found.named] == ["第1厂"]
    assert (found.rest.received, found.rest.people, found.rest_of) == (12, 4, 2)


@pytest.mark.parametrize("number", range(1, 6))
def test_nothing_is_lost_and_nobody_found(number: int) -> None:
    for people in product((1, 2, 3, 9), repeat=number):
        found = grouped(groups(*people))
        assert found.rest.received + sum(one.received for one in found.named) == sum(people)
        assert found.rest.valid + sum(one.valid for one in found.named) == sum(people)
        assert all(one.people >= FEWEST for one in found.named)
        assert not found.named or found.rest_of == 0 or found.rest.people >= FEWEST


def test_the_largest_are_listed_and_the_rest_is_one_line() -> None:
    found = grouped(groups(*[4] * MOST_LINES, 3, 3))
    assert (len(found.named), found.rest.received, found.rest_of, found.most) == (MOST_LINES, 6, 2, 6)


def test_days_without_entries_keep_their_place() -> None:
    columns = by_days({FIRST: 4, FIRST + timedelta(days=3): 1})
    assert [(one.first.day, one.last.day, one.number, one.height) for one in columns] == [
        (1, 1, 4, 100),
        (2, 2, 0, 0),
        (3, 3, 0, 0),
        (4, 4, 1, 25),
    ]
    assert by_days({}) == ()


@pytest.mark.parametrize(("days", "step"), [(0, 1), (99, 1), (100, 7), (699, 7), (700, 28), (3000, 364)])
def test_long_times_are_drawn_by_weeks_and_longer(days: int, step: int) -> None:
    end = FIRST + timedelta(days=days)
    columns = by_days({FIRST: 2} | {end: 3})
    assert columns[0].last == min(end, FIRST + timedelta(days=step - 1))
    assert columns[-1].last == end
    assert sum(one.number for one in columns) == (3 if days == 0 else 5)
    assert all(one.x >= 0 and one.x + one.width <= WIDTH and one.y + one.height == HEIGHT for one in columns)


@pytest.mark.parametrize(
    ("words", "steps"),
    [
        ([1000] * 3, [(1000, 1001, 3)]),
        ([100] * 3 + [110] * 4, [(100, 102, 3), (102, 104, 0), (104, 106, 0), (106, 108, 0), (108, 110, 0),
                                 (110, 112, 4)]),
        ([100] * 3 + [105] * 3 + [109], [(100, 101, 3), (101, 102, 0), (102, 103, 0), (103, 104, 0), (104, 105, 0),
                                         (105, 110, 4)]),
        ([100] + [900] * 5, [(100, 1000, 6)]),
        ([100, 900], []),
        ([], []),
    ],
)  # fmt: skip
def test_lengths_at_the_ends_are_put_together(words: list[int], steps: list[tuple[int, int, int]]) -> None:
    assert [(one.start, one.end, one.number) for one in by_length(words)] == steps
