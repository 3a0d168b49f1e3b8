"""Where the drawings of the fairness report have their marks, in whole units of their own.

All drawings of a kind lie on one scale, so that rows can be compared by eye: the pages only put them into lines.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import count
from statistics import quantiles
from typing import Final

WIDTH: Final = 200
BAR: Final = 60
MOST_STEPS: Final = 10
FEWEST_IN_BOX: Final = 5
"""With fewer totals a box would say more than they do: each is a dot of its own."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale between two round values, `WIDTH` units wide."""

    low: Decimal
    high: Decimal

    @classmethod
    def over(cls, values: Iterable[Decimal]) -> "Scale":
        """Give the narrowest scale of at most ten round steps that holds all these values, of which there is one."""
        values = list(values)
        low, high = min(values), max(values)
        for step in _round_steps():
            first = (low / step).to_integral_value(ROUND_FLOOR)
            last = (high / step).to_integral_value(ROUND_CEILING)
            if last - first <= MOST_STEPS:
                break
        if first == last:
            first, last = first - 1, last + 1
        return cls(first * step, last * step)

    def at(self, value: Decimal) -> int:
        """Give where a value stands."""
        return round(WIDTH * (value - self.low) / (self.high - self.low))


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and the interval that it lies in."""

    low: int
    dot: int
    high: int

    @property
    def diamond(self) -> str:
        """Give the corners of the shape that stands for the dot where it deserves a look."""
        return f"{self.dot - 6},12 {self.dot},6 {self.dot + 6},12 {self.dot},18"


@dataclass(frozen=True, slots=True)
class Box:
    """How totals are spread: the lowest, the quarters, the highest; `dots` are the totals themselves where few."""

    low: int
    first: int
    median: int
    third: int
    high: int
    dots: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        """How wide the middle half is."""
        return self.third - self.first


def interval(figure: Decimal, low: Decimal, high: Decimal, scale: Scale) -> Interval:
    """Give a figure with its interval on a scale."""
    return Interval(scale.at(low), scale.at(figure), scale.at(high))


def quarters(totals: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """Give what a quarter, a half and three quarters of the totals lie below."""
    if len(totals) == 1:
        return totals[0], totals[0], totals[0]
    first, median, third = quantiles(totals, n=4, method="inclusive")
    return first, median, third


def box(totals: Sequence[Decimal], scale: Scale) -> Box:
    """Give how totals, of which there is at least one, are spread on a scale."""
    first, median, third = map(scale.at, quarters(totals))
    dots = tuple(map(scale.at, sorted(totals))) if len(totals) < FEWEST_IN_BOX else ()
    return Box(scale.at(min(totals)), first, median, third, scale.at(max(totals)), dots)


def bar(probability: Decimal) -> int:
    """Give how wide the bar of a probability is."""
    return round(BAR * probability)


def _round_steps() -> Iterator[Decimal]:
    """Give 0.1, 0.2, 0.5, 1, 2, 5, 10 and so on."""
    for power in count(-1):
        for digit in (1, 2, 5):
            yield Decimal(digit).scaleb(power)
