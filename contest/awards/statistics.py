"""The statistics of a contest as everybody may see them: groups in which a person could be told apart are put together.

A group is named where at least three people stand behind it, and what is not named is never fewer than three either, so
that nobody is found by taking away. Lengths at both ends are put together likewise. Nothing here knows of marks.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from contest.judging.own_totals import Bar, bars

FEWEST: Final = 3
"""So many people, or entries, are the fewest that a line tells of."""
MOST_LINES: Final = 20
"""So many groups are listed; the rest follow as one line."""
WIDTH: Final = 1000
HEIGHT: Final = 100
_MOST_COLUMNS: Final = 100
_WIDEST: Final = 80
_STEPS: Final = (1, 7, 28, 364)


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that have something in common, how many of them are valid, and how many people wrote them."""

    name: str
    received: int
    valid: int
    people: int

    def with_other(self, other: "Group") -> "Group":
        """Both as one, under the name of this one."""
        return Group(self.name, self.received + other.received, self.valid + other.valid, self.people + other.people)


@dataclass(frozen=True, slots=True)
class Grouped:
    """The groups that are named, the largest first, and all others as one: `rest_of` of them."""

    named: tuple[Group, ...]
    rest: Group
    rest_of: int

    @property
    def most(self) -> int:
        """The largest number on a line."""
        return max((one.received for one in (*self.named, self.rest)), default=0)


def grouped(groups: Collection[Group]) -> Grouped:
    """Give the largest groups by name, and the others as one line that tells of nobody."""
    ordered = sorted(groups, key=lambda one: (-one.received, one.name))
    large = [one for one in ordered if min(one.people, one.received) >= FEWEST]
    named = large[:MOST_LINES]
    others = [one for one in ordered if one not in named]
    while named and others and sum(one.people for one in others) < FEWEST:
        others.insert(0, named.pop())
    rest = Group("", 0, 0, 0)
    for one in others:
        rest = rest.with_other(one)
    return Grouped(tuple(named), rest, len(others))


@dataclass(frozen=True, slots=True)
class Column:
    """How many came from one day to another, and where the column stands in the drawing."""

    first: date
    last: date
    number: int
    x: int
    y: int
    width: int
    height: int


def by_days(counts: Mapping[date, int]) -> tuple[Column, ...]:
    """Give what came in by days, or by so many weeks that a hundred columns show all; empty ones are there too."""
    if not counts:
        return ()
    start, end = min(counts), max(counts)
    step = next((one for one in _STEPS if (end - start).days // one < _MOST_COLUMNS), _STEPS[-1])
    numbers = [0] * ((end - start).days // step + 1)
    for day, number in counts.items():
        numbers[(day - start).days // step] += number
    tallest, places = max(numbers), len(numbers)
    columns = []
    for place, number in enumerate(numbers):
        first = start + timedelta(days=place * step)
        x, beyond = WIDTH * place // places, WIDTH * (place + 1) // places
        height = -(-HEIGHT * number // tallest)
        width = min(_WIDEST, max(1, (beyond - x) * 4 // 5))
        columns.append(
            Column(first, min(end, first + timedelta(days=step - 1)), number, x, HEIGHT - height, width, height)
        )
    return tuple(columns)


def by_length(words: Collection[int]) -> Sequence[Bar]:
    """Give how long the texts are, in at most ten steps; none for fewer than three texts."""
    steps = list(bars([Decimal(one) for one in words]))
    while len(steps) > 1 and steps[0].number < FEWEST:
        steps[:2] = [_both(*steps[:2])]
    while len(steps) > 1 and steps[-1].number < FEWEST:
        steps[-2:] = [_both(*steps[-2:])]
    return steps if len(words) >= FEWEST else ()


def _both(one: Bar, other: Bar) -> Bar:
    return replace(one, end=other.end, number=one.number + other.number)
