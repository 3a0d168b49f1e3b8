"""Which redraw came before what: what the ledger and the rows of a round tell of its course, put in one order."""

from bisect import bisect_left
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

DRAWN = "draw"
LEFT = "left"


@dataclass(frozen=True, slots=True)
class Row:
    """A reading as it is stored: its key, which grows with time, its entry (by number), its judge, how it came."""

    key: int
    number: int
    judge: str
    name: str
    origin: str
    ended_at: datetime | None
    ended_as: str


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What the ledger says of a redraw: when, who (by name) was to read what (by number), and which were short."""

    at: datetime
    seed: str
    readings: tuple[tuple[int, str], ...]
    short: tuple[int, ...]
    inputs_hash: str


@dataclass(frozen=True, slots=True)
class Left:
    """A judge who left, when, and the one who took the place."""

    at: datetime
    giver: str
    judge: str


@dataclass(frozen=True, slots=True)
class Steps:
    """The redraws of a round in their order, and in which each reading came (by key), or by whom it was handed over."""

    opened_at: datetime
    redraws: Sequence[Redrawn]
    since: Mapping[int, int] = field(default_factory=dict)
    handed: Mapping[int, str] = field(default_factory=dict)

    def first_at(self, moment: datetime | None) -> int | None:
        """Give the first step done at a moment or after it, one beyond the last if there was none."""
        if moment is None:
            return None
        return 0 if moment <= self.opened_at else self.before(moment) + 1

    def before(self, moment: datetime) -> int:
        """Give how many redraws had been done before a moment."""
        return bisect_left([one.at for one in self.redraws], moment)

    @property
    def first_named(self) -> Mapping[int, int]:
        """Give by number of an entry the first redraw that names it."""
        named: dict[int, int] = {}
        for step, one in enumerate(self.redraws, 1):
            for number in (*(number for number, _name in one.readings), *one.short):
                named.setdefault(number, step)
        return named


def steps_of(rows: Sequence[Row], opened_at: datetime, redraws: Sequence[Redrawn], replaced: Sequence[Left]) -> Steps:
    """Put the readings of a round into the order of what made them.

    A successor takes over what the other left unread, but for what a redraw let them read; what else came after the
    draw was made by the redraws in turn.
    """
    places = {one.judge: one for one in replaced}
    givers = {one.giver for one in replaced}
    left = {(row.judge, row.number) for row in rows if row.judge in givers and row.ended_as == LEFT}
    drawn = deque((step, reading) for step, one in enumerate(redraws, 1) for reading in one.readings)
    since: dict[int, int] = {}
    handed: dict[int, str] = {}
    steps = Steps(opened_at, redraws)
    for row in sorted(rows, key=lambda row: row.key):
        by = places.get(row.judge)
        if row.origin == DRAWN:
            since[row.key] = 0
        elif by and (by.giver, row.number) in left and (not drawn or drawn[0][1] != (row.number, row.name)):
            since[row.key], handed[row.key] = steps.before(by.at), by.giver
        else:
            since[row.key] = drawn.popleft()[0] if drawn else len(redraws)
    return Steps(opened_at, redraws, since, handed)
