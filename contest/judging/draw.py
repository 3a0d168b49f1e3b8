"""Who reads what: the draw of judges for entries.

The rule in words. Every entry gets the same number of readings, each by another judge, none by a judge who
has a conflict with it, and no judge beyond the stated capacity. Readings are given out in rounds, first every
entry's first reading, then every entry's second, and so on, so that no entry has a third reading while
another could have had its second. Within a round the entry with the fewest judges open to it comes first. It
goes to the judge with the lightest load; among those, to the one who has met the entry's other judges least
often, so that all judges are compared with all others. Where this leaves an entry short although a valid draw
exists, readings are handed on along a chain (augmenting path) until it fits; at the end loads are evened out
in the same way. So an entry is short only if no draw at all could have placed more readings, and loads differ
by more than one only where conflicts or capacities force it.

Chance comes from SHA-256 of the published seed with each key and from nothing else: seed, inputs and
`DRAW_VERSION` give the same draw on every machine at any time, in whatever order the inputs come.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from contest.phrases import Refusal, gettext_noop

DRAW_VERSION = "1"

# One more reading for a judge weighs more than any number of meetings: load comes before pairs.
_LOAD = 1 << 32
_CLOSED = 1 << 62


@dataclass(frozen=True, slots=True)
class JudgeSeat:
    """A judge who takes part in the draw, with at most `capacity` readings (None: no limit of their own)."""

    key: str
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """An entry that could not get all its readings: how many it should have and how many it has."""

    entry: str
    wanted: int
    placed: int


@dataclass(frozen=True, slots=True)
class Draw:
    """Drawn (entry, judge) pairs and entries left short, both sorted, and each judge's number of readings."""

    readings: tuple[tuple[str, str], ...]
    shortfalls: tuple[Shortfall, ...]
    loads: Mapping[str, int]


def draw_readings(
    entries: Sequence[str],
    judges: Sequence[JudgeSeat],
    readings: int,
    conflicts: Collection[tuple[str, str]],
    seed: str,
) -> Draw:
    """Draw `readings` judges for each entry; `conflicts` holds (entry, judge) pairs that must not be drawn.

    Conflicts that name an entry or a judge outside the draw are without effect. Raises `Refusal` for a key
    that comes twice, a negative capacity, or fewer than one reading.
    """
    keys = [seat.key for seat in judges]
    if len(set(entries)) < len(entries) or len(set(keys)) < len(keys):
        raise Refusal("key-twice", gettext_noop("抽签名单中有重复的作品或评委，请核对后重试。"))
    if readings < 1 or any(seat.capacity is not None and seat.capacity < 0 for seat in judges):
        raise Refusal("bad-numbers", gettext_noop("每篇作品至少安排一次评阅，评委的评阅上限不能是负数，请更正。"))

    seats = sorted(judges, key=lambda seat: _lot(seed, "judge", seat.key))
    number = {seat.key: position for position, seat in enumerate(seats)}
    everyone = (1 << len(seats)) - 1
    open_to = dict.fromkeys(entries, everyone)
    for entry, judge in conflicts:
        if entry in open_to and judge in number:
            open_to[entry] &= ~(1 << number[judge])
    lots = {entry: _lot(seed, "entry", entry) for entry in entries}
    order = sorted(entries, key=lambda entry: (open_to[entry].bit_count(), lots[entry]))

    table = _Table(
        open_to=[open_to[entry] for entry in order],
        first=[lots[entry] % max(len(seats), 1) for entry in order],
        capacity=[len(order) if seat.capacity is None else seat.capacity for seat in seats],
    )
    for _ in range(readings):
        table.deal_one_round()
    table.even_out()

    short = [
        Shortfall(entry, readings, drawn.bit_count())
        for entry, drawn in zip(order, table.drawn, strict=True)
        if drawn.bit_count() < readings
    ]
    return Draw(
        readings=tuple(
            sorted(
                (entry, seats[judge].key)
                for entry, drawn in zip(order, table.drawn, strict=True)
                for judge in _members(drawn)
            )
        ),
        shortfalls=tuple(sorted(short, key=lambda shortfall: shortfall.entry)),
        loads={key: table.load[number[key]] for key in sorted(number)},
    )


def _lot(seed: str, kind: str, key: str) -> int:
    """The number that `seed` draws for `key`; lengths keep seed and key from running into each other."""
    text = f"{DRAW_VERSION}:{len(seed)}:{seed}:{kind}:{key}"
    return int.from_bytes(sha256(text.encode("utf-8", "surrogatepass")).digest(), "big")


def _members(judges: int) -> Iterator[int]:
    """The judges' numbers in a set kept as bits, ascending."""
    while judges:
        lowest = judges & -judges
        yield lowest.bit_length() - 1
        judges ^= lowest


class _Table:
    """A draw under way. Entries and judges are numbers in drawn order; a set of judges is an int of bits."""

    def __init__(self, *, open_to: list[int], first: list[int], capacity: list[int]) -> None:
        judges = len(capacity)
        self.open_to = open_to
        self.closed_to = [tuple(_members(~judges_open & ((1 << judges) - 1))) for judges_open in open_to]
        self.first = first
        self.capacity = capacity
        self.drawn = [0] * len(open_to)
        self.load = [0] * judges
        self.reads: list[set[int]] = [set() for _ in range(judges)]
        self.met = [[0] * judges for _ in range(judges)]
        # Judges from whom no chain can end at a free seat. A chain that reaches one never gets out again, so
        # they stay shut for the rest of the dealing, and each is searched in vain only once.
        self.shut = 0

    def deal_one_round(self) -> None:
        """Give every entry one reading more: the greedy choice where there is one, else by a chain."""
        short = [entry for entry in range(len(self.open_to)) if not self._deal_greedily(entry)]
        for entry in short:
            self._deal_by_chain(entry)

    def even_out(self) -> None:
        """Hand readings on until no chain leads from a judge to one whose load is lighter by two or more.

        Each step lowers the sum of squared loads, and where no chain is left the sum is the least one
        possible for this number of readings per entry (no negative cycle in the flow with convex cost).
        """
        moved = True
        while moved:
            moved = False
            for judge in sorted(range(len(self.load)), key=lambda judge: (-self.load[judge], judge)):
                while self._lighten(judge):
                    moved = True

    def _deal_greedily(self, entry: int) -> bool:
        """Give `entry` the judge with the lightest load, then the fewest meetings, then the next in turn."""
        if not self.load:
            return False
        already = list(_members(self.drawn[entry]))
        cost = [load * _LOAD if load < most else _CLOSED for load, most in zip(self.load, self.capacity, strict=True)]
        for judge in already:
            cost = [so_far + met for so_far, met in zip(cost, self.met[judge], strict=True)]
        for judge in (*already, *self.closed_to[entry]):
            cost[judge] = _CLOSED
        least = min(cost)
        if least >= _CLOSED:
            return False
        turn = self.first[entry]
        try:
            judge = cost.index(least, turn)
        except ValueError:
            judge = cost.index(least)
        self._give(entry, judge)
        return True

    def _deal_by_chain(self, entry: int) -> None:
        """Find `entry` a judge by handing other entries on, if any way to do so exists."""
        reached = self._chain(start=[entry], shut=self.shut, ends=lambda judge: self.load[judge] < self.capacity[judge])
        self.shut |= reached

    def _lighten(self, judge: int) -> bool:
        """Hand one of this judge's readings on towards a judge whose load is lighter by two or more."""
        light = self.load[judge] - 2
        if not any(load <= light and load < most for load, most in zip(self.load, self.capacity, strict=True)):
            return False
        before = self.load[judge]
        self._chain(
            start=sorted(self.reads[judge]),
            shut=1 << judge,
            ends=lambda other: self.load[other] <= light and self.load[other] < self.capacity[other],
            giver=judge,
        )
        return self.load[judge] < before

    def _chain(self, *, start: Sequence[int], shut: int, ends: Callable[[int], bool], giver: int | None = None) -> int:
        """Search breadth first from the entries in `start` for a judge where `ends` holds; carry it out.

        A chain runs entry, judge, entry, judge, …: each entry goes to the judge after it and leaves the judge
        before it; the first leaves `giver`, or gets one reading more. Judges in `shut` are not entered.
        Returns the judges reached in vain, 0 where a chain was found.
        """
        came_to_judge: dict[int, int] = {}
        came_to_entry: dict[int, int | None] = dict.fromkeys(start, giver)
        waiting = deque(start)
        reached = 0
        while waiting:
            entry = waiting.popleft()
            for judge in _members(self.open_to[entry] & ~self.drawn[entry] & ~shut & ~reached):
                reached |= 1 << judge
                came_to_judge[judge] = entry
                if ends(judge):
                    self._carry_out(judge, came_to_judge, came_to_entry)
                    return 0
                for other in sorted(self.reads[judge]):
                    if other not in came_to_entry:
                        came_to_entry[other] = judge
                        waiting.append(other)
        return reached

    def _carry_out(self, last: int, came_to_judge: Mapping[int, int], came_to_entry: Mapping[int, int | None]) -> None:
        """Move every entry of a chain to its next judge, from the chain's end back to its start."""
        judge: int | None = last
        while judge is not None and judge in came_to_judge:
            entry = came_to_judge[judge]
            before = came_to_entry[entry]
            if before is not None:
                self._take(entry, before)
            self._give(entry, judge)
            judge = before

    def _give(self, entry: int, judge: int) -> None:
        self._count_meetings(entry, judge, 1)
        self.drawn[entry] |= 1 << judge
        self.reads[judge].add(entry)
        self.load[judge] += 1

    def _take(self, entry: int, judge: int) -> None:
        self.drawn[entry] &= ~(1 << judge)
        self._count_meetings(entry, judge, -1)
        self.reads[judge].remove(entry)
        self.load[judge] -= 1

    def _count_meetings(self, entry: int, judge: int, change: int) -> None:
        for other in _members(self.drawn[entry]):
            self.met[judge][other] += change
            self.met[other][judge] += change
