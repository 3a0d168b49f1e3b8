"""What a package holds of draws and marks.

Steps count the redraws of a round: 0 is its draw, 1 the first redraw. What stands `since` a step came with it, or was
there when it was done; `until` a step, and it was not there any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Drawn:
    """An entry in a draw, and the manuscript that judges were to read: its number in the desk and its SHA-256."""

    entry: str
    manuscript: int
    sha256: str
    since: int


@dataclass(frozen=True, slots=True)
class Seat:
    """A judge in a round; `left` says why one left, `severity` what was taken off their totals."""

    judge: str
    group: int | None
    capacity: int | None
    genres: tuple[str, ...]
    since: int
    until: int | None
    left: str
    has_voted: bool
    severity: Decimal | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """An entry that a judge must not read."""

    entry: str
    judge: str
    since: int
    until: int | None


@dataclass(frozen=True, slots=True)
class Redraw:
    """A redraw: who was out of the contest by then, who was to get one reading more, and the pairs that came of it.

    `is_known`: what is told of the state at that time gives the fingerprint that was recorded with it.
    """

    seed: str
    at: datetime
    out: tuple[str, ...]
    more: tuple[str, ...]
    inputs_hash: str
    is_known: bool
    result: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Handed:
    """What a judge who left handed over to the one who took the place, after so many redraws."""

    entry: str
    giver: str
    judge: str
    after: int


@dataclass(frozen=True, slots=True)
class RoundDraw:
    """The draw of a round and all that changed it. `is_known` as with a redraw.

    `out` are the entries of the round before that were out of the contest when this one was drawn.

    `read_before` are entries and judges whose marks of earlier rounds count on.
    """

    round: str
    seed: str
    inputs_hash: str
    is_known: bool
    out: tuple[str, ...]
    entries: tuple[Drawn, ...]
    seats: tuple[Seat, ...]
    conflicts: tuple[Conflict, ...]
    read_before: tuple[tuple[str, str], ...]
    result: tuple[tuple[str, str], ...]
    redraws: tuple[Redraw, ...]
    handed: tuple[Handed, ...]


@dataclass(frozen=True, slots=True)
class Draws:
    """`draws.json`."""

    rounds: tuple[RoundDraw, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in a round: its number there, the text that was read, its figure, the mean of its totals, its votes."""

    number: int
    entry: str
    group: int | None
    text: str
    figure: Decimal | None
    mean: Decimal | None
    votes: int
    read: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One judge's reading of one entry. What ended stays, and does not count; without a total it was not submitted."""

    number: int
    judge: str
    origin: str
    since: int
    until: int | None
    ended: str
    has_voted: bool
    total: Decimal | None
    marks: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class RoundMarks:
    """The entries, readings and marks of a round."""

    round: str
    entries: tuple[Row, ...]
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """`marks.json`."""

    rounds: tuple[RoundMarks, ...]
