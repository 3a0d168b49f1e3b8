"""Where the marks of a small drawing stand, in whole units of its own: the pages only put them into lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

BINS: Final = 10
WIDTH: Final = 100
HEIGHT: Final = 20
FLOOR: Final = 14
BAR: Final = WIDTH // BINS


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a histogram: where it stands, and how many marks from `low` on it counts."""

    low: Decimal
    x: int
    y: int
    height: int
    count: int


@dataclass(frozen=True, slots=True)
class Dot:
    """One mark on the scale of the full mark; `earlier` is one that an earlier round gave."""

    x: int
    y: int
    earlier: bool = False


def histogram(counts: Mapping[int, int], full: Decimal) -> tuple[Bar, ...]:
    """Give the bars of marks counted by tenths of the full mark (0 to 9); empty tenths have none."""
    most = max(counts.values(), default=0)
    bars = []
    for tenth, count in sorted(counts.items()):
        height = max(1, round(HEIGHT * count / most))
        bars.append(Bar(full * tenth / BINS, tenth * BAR, HEIGHT - height, height, count))
    return tuple(bars)


def strip(totals: Sequence[Decimal], full: Decimal, earlier: Iterable[Decimal] = ()) -> tuple[Dot, ...]:
    """Give a dot for each total, equal ones above each other, those of earlier rounds first."""
    stacked: dict[int, int] = {}
    dots = []
    for total, is_earlier in [*((one, True) for one in earlier), *((one, False) for one in totals)]:
        x = round(WIDTH * total / full)
        dots.append(Dot(x, FLOOR - 4 * stacked.get(x, 0), is_earlier))
        stacked[x] = stacked.get(x, 0) + 1
    return tuple(dots)
