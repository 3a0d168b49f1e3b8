"""Who shares with whom, drawn as a ring: a place for each text, a line for each pair."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

MOST_SHOWN: Final = 40
"""More texts than that make no picture that anybody could read."""

_SIZE: Final = 480
_RADIUS: Final = 170
_NEARLY_UPRIGHT: Final = 0.15


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that share something, and how much."""

    one: int
    other: int
    score: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A text's place in the picture, in its units, and where its name starts, ends or has its middle (`anchor`)."""

    text: int
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two dots; the thicker, the more they share."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float


@dataclass(frozen=True, slots=True)
class Ring:
    """The picture, `size` units wide and high; `left_out` texts had no room."""

    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    size: int = _SIZE
    left_out: int = 0


def connected(pairs: Iterable[Pair], text: int) -> list[int]:
    """Give the texts that are connected with this one, itself first, then the nearest; in each distance by number."""
    neighbours: dict[int, set[int]] = defaultdict(set)
    for pair in pairs:
        neighbours[pair.one].add(pair.other)
        neighbours[pair.other].add(pair.one)
    reached, newest = [text], [text]
    while newest:
        newest = sorted({other for one in newest for other in neighbours[one]}.difference(reached))
        reached += newest
    return reached


def ring(pairs: Sequence[Pair], text: int) -> Ring | None:
    """Give the picture of all that are connected with a text; None where they are not more than two."""
    texts = connected(pairs, text)
    if len(texts) <= 2:
        return None
    shown = texts[:MOST_SHOWN]
    dots = tuple(_dot(one, place, len(shown)) for place, one in enumerate(shown))
    return with_lines(Ring(dots, (), left_out=len(texts) - len(shown)), pairs)


def with_lines(drawn: Ring, pairs: Iterable[Pair]) -> Ring:
    """Give a picture with a line for each of these pairs that it has both dots of."""
    dots = {dot.text: dot for dot in drawn.dots}
    lines = (
        Line(dots[pair.one].x, dots[pair.one].y, dots[pair.other].x, dots[pair.other].y, _width(pair.score))
        for pair in pairs
        if pair.one in dots and pair.other in dots
    )
    return replace(drawn, lines=tuple(lines))


def _dot(text: int, place: int, places: int) -> Dot:
    angle = 2 * math.pi * place / places - math.pi / 2
    x, y = math.cos(angle), math.sin(angle)
    middle = _SIZE / 2
    above_or_below = abs(x) < _NEARLY_UPRIGHT
    return Dot(
        text,
        round(middle + _RADIUS * x, 1),
        round(middle + _RADIUS * y, 1),
        round(middle + (_RADIUS + 14) * x, 1),
        round(middle + (_RADIUS + (22 if above_or_below else 14)) * y + 4, 1),
        "middle" if above_or_below else "end" if x < 0 else "start",
    )


def _width(score: float) -> float:
    return round(min(6.0, 1 + score / 100), 1)
