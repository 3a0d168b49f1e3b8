"""What a judge's own totals look like beside one another: their places, and how they are spread."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from math import floor

MOST_BARS = 10
STEP, HEIGHT = 32, 64
"""How wide a bar's place is in the drawing, and how high the highest bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    """How many totals lie from `start` on and below `end`."""

    start: int
    end: int
    number: int


def place_among(total: Decimal, others: Collection[Decimal]) -> int:
    """Give the place of a total among others: equal ones share it."""
    return 1 + sum(1 for other in others if other > total)


def ranked(totals: Mapping[str, Decimal]) -> Sequence[tuple[int, str]]:
    """Give each key with its place, the highest total first, equal ones as they came."""
    ordered = sorted(totals, key=lambda key: -totals[key])
    places: dict[Decimal, int] = {}
    for place, key in enumerate(ordered, 1):
        places.setdefault(totals[key], place)
    return [(places[totals[key]], key) for key in ordered]


def bars(totals: Collection[Decimal]) -> Sequence[Bar]:
    """Give the totals' distribution in at most ten steps of a round width, from the lowest to the highest."""
    if not totals:
        return []
    lowest, highest = min(totals), max(totals)
    for width in (digit * 10**power for power in count() for digit in (1, 2, 5)):
        first, last = floor(lowest / width), floor(highest / width)
        if last - first < MOST_BARS:
            break
    numbers = [sum(1 for total in totals if floor(total / width) == step) for step in range(first, last + 1)]
    return [Bar(step * width, (step + 1) * width, number) for step, number in enumerate(numbers, first)]


@dataclass(frozen=True, slots=True)
class Column:
    """A bar as it is drawn: its left edge, its top, its height."""

    bar: Bar
    left: int
    top: int
    height: int


def columns(drawn: Sequence[Bar]) -> Sequence[Column]:
    """Give the bars where they stand in the drawing, the highest as high as it goes."""
    tallest = max((bar.number for bar in drawn), default=1)
    heights = [round(HEIGHT * bar.number / tallest) for bar in drawn]
    return [
        Column(bar, STEP * index, HEIGHT - height, height)
        for index, (bar, height) in enumerate(zip(drawn, heights, strict=True))
    ]
