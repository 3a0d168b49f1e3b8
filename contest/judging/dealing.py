"""Readings given out, handed on and exchanged: the draw under way.

Entries and judges are numbers in drawn order; a set of judges is an int of bits. Nothing here knows chance, keys or
the rules that close a judge to an entry.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

# An entry, the judge it leaves (None: it gets one reading more), and the judge it goes to.
Move: TypeAlias = tuple[int, int | None, int]

# One more reading for a judge weighs more than any number of meetings: load comes before pairs.
_LOAD = 1 << 32
_CLOSED = 1 << 62

# How many entries are gone through for exchanges that link comparison groups, before the groups are left apart:
# whether a way exists at all is too hard a question to be asked of ten thousand entries.
_PATIENCE = 300_000


def members(judges: int) -> Iterator[int]:
    """Give the numbers in a set kept as bits, ascending."""
    while judges:
        lowest = judges & -judges
        yield lowest.bit_length() - 1
        judges ^= lowest


class Table:
    """A draw under way.

    `wanted`, `open_to` and `first` are by entry: how many readings it should have, who may read it, whose turn it is
    where nothing else decides. `capacity` is by judge. `standing` are readings by entry that are never taken away.
    """

    def __init__(
        self, *, wanted: list[int], open_to: list[int], first: list[int], capacity: list[int], standing: list[int]
    ) -> None:
        judges = len(capacity)
        self.wanted = wanted
        self.open_to = open_to
        self.first = first
        self.capacity = capacity
        self.standing = standing
        self.drawn = [0] * len(wanted)
        self.load = [0] * judges
        self.reads: list[set[int]] = [set() for _ in range(judges)]
        self._closed = {
            judges_open: np.fromiter(members(~judges_open & ((1 << judges) - 1)), np.intp)
            for judges_open in set(open_to)
        }
        self._met = np.zeros((judges, judges), np.int64)
        self._weight: NDArray[np.int64] = np.zeros(judges, np.int64)
        # Judges from whom no chain can end at a free seat. A chain that reaches one never gets out again, so
        # they stay shut for the rest of the dealing, and each is searched in vain only once.
        self._shut = 0
        for judge in range(judges):
            self._weigh(judge)
        for entry, kept in enumerate(standing):
            for judge in members(kept):
                self._give(entry, judge)
                self.reads[judge].remove(entry)

    def deal(self) -> None:
        """Give every entry its first reading, then every entry its second, and so on."""
        for nth in range(1, min(max(self.wanted, default=0), len(self.load)) + 1):
            waiting = [
                entry
                for entry, (wanted, drawn) in enumerate(zip(self.wanted, self.drawn, strict=True))
                if drawn.bit_count() < nth <= wanted
            ]
            for entry in [entry for entry in waiting if not self._deal_greedily(entry)]:
                self._deal_by_chain(entry)

    def even_out(self) -> None:
        """Hand readings on until no chain leads from a judge to one whose load is lighter by two or more.

        Each step lowers the sum of squared loads, and where no chain is left the sum is the least one
        possible for this number of readings per entry (no negative cycle in the flow with convex cost).
        """
        moved = True
        while moved:
            moved = False
            # From these judges no chain ends at a lighter load, nor will one for a judge who comes after them.
            stuck = 0
            for judge in sorted(range(len(self.load)), key=lambda judge: (-self.load[judge], judge)):
                while not stuck >> judge & 1:
                    moves, reached = self._lighten(judge, stuck)
                    if moves:
                        moved = True
                    else:
                        stuck |= reached | 1 << judge

    def link(self) -> None:
        """Exchange readings until all judges are in one comparison group, or no exchange that is tried helps.

        Every entry keeps its number of readings, and the loads stay as even as they are.
        """
        tries = _PATIENCE // max(len(self.wanted), 1)
        while tries and len(groups := self.comparison_groups()) > 1:
            tries = self._link_two(groups, tries)

    def comparison_groups(self) -> list[int]:
        """Give the sets of judges that entries link: two who read one entry, or are each linked to a third."""
        groups: list[int] = []
        for together in sorted(set(self.drawn) - {0}):
            linked = [group for group in groups if group & together]
            if len(linked) == 1 and together | linked[0] == linked[0]:
                continue
            for group in linked:
                groups.remove(group)
                together |= group
            groups.append(together)
        return groups

    def competition(self, entry: int, known: int) -> tuple[int, set[int]]:
        """Give the judges whom a chain from `entry` would reach, and the entries that it would lead over.

        It is not followed beyond the judges in `known`.
        """
        reached, entries, waiting = 0, {entry}, [entry]
        while waiting:
            one = waiting.pop()
            new = self.open_to[one] & ~self.drawn[one] & ~reached
            reached |= new
            for judge in members(new & ~known):
                others = self.reads[judge] - entries
                entries |= others
                waiting.extend(others)
        return reached, entries

    def _deal_greedily(self, entry: int) -> bool:
        """Give `entry` the judge with the lightest load, then the fewest meetings, then the next in turn."""
        if not self.load:
            return False
        cost = self._weight.copy()
        for judge in members(self.drawn[entry]):
            cost += self._met[judge]
        cost[self._closed[self.open_to[entry]]] = _CLOSED
        for judge in members(self.drawn[entry]):
            cost[judge] = _CLOSED
        turn = self.first[entry]
        judge = int(cost.argmin())
        least = cost[judge]
        if least >= _CLOSED:
            return False
        in_turn = turn + int(cost[turn:].argmin())
        self._give(entry, in_turn if cost[in_turn] == least else judge)
        return True

    def _deal_by_chain(self, entry: int) -> None:
        """Find `entry` a judge by handing other entries on, if any way to do so exists."""
        moves, reached = self._chain(start=[entry], shut=self._shut, ends=self._has_room)
        if not moves:
            self._shut |= reached

    def _has_room(self, judge: int) -> bool:
        return self.load[judge] < self.capacity[judge]

    def _lighten(self, judge: int, stuck: int) -> tuple[list[Move], int]:
        """Hand one of this judge's readings on towards a judge whose load is lighter by two or more."""
        light = self.load[judge] - 2
        if not any(load <= light and load < most for load, most in zip(self.load, self.capacity, strict=True)):
            return [], 0
        return self._chain(
            start=sorted(self.reads[judge]),
            shut=stuck | 1 << judge,
            ends=lambda other: self.load[other] <= light and self._has_room(other),
            giver=judge,
        )

    def _link_two(self, groups: Sequence[int], tries: int) -> int:
        """Make one of two comparison groups by the first exchange that does; give how many tries are left then.

        One of the two must have a reading that it can spare: one more than it takes to hold it together.
        """
        spare = sum(group for group in groups if self._has_spare(group))
        for entry, drawn in enumerate(self.drawn):
            if drawn.bit_count() < 2:
                continue
            own = next(group for group in groups if group & drawn)
            away = self.open_to[entry] & ~own & (sum(groups) if own & spare else spare)
            for judge in members(away):
                for giver in members(drawn & ~self.standing[entry]):
                    if not tries:
                        return 0
                    tries -= 1
                    if self._exchange(entry, giver, judge, below=len(groups)):
                        return tries
        return 0

    def _has_spare(self, group: int) -> bool:
        read = [drawn.bit_count() for drawn in self.drawn if drawn & group]
        return sum(read) >= len(read) + group.bit_count()

    def _exchange(self, entry: int, giver: int, judge: int, *, below: int) -> bool:
        """Hand `entry` on to `judge`, and others so that loads stay as even; undo it unless it links two groups."""
        level = self.load[giver] - 1
        even = self.load[judge] == level and self._has_room(judge)
        moves: list[Move] = [(entry, giver, judge)]
        self._take(entry, giver)
        self._give(entry, judge)
        if not even:
            onward, _ = self._chain(
                start=sorted(self.reads[judge] - {entry}),
                shut=1 << judge,
                ends=lambda other: self.load[other] == level and self._has_room(other),
                giver=judge,
            )
            even = bool(onward)
            moves += onward
        if even and len(self.comparison_groups()) < below:
            return True
        for moved, before, after in reversed(moves):
            self._take(moved, after)
            if before is not None:
                self._give(moved, before)
        return False

    def _chain(
        self, *, start: Sequence[int], shut: int, ends: Callable[[int], bool], giver: int | None = None
    ) -> tuple[list[Move], int]:
        """Search breadth first from the entries in `start` for a judge where `ends` holds; carry it out.

        A chain runs entry, judge, entry, judge, …: each entry goes to the judge after it and leaves the judge
        before it; the first leaves `giver`, or gets one reading more. Judges in `shut` are not entered.
        Gives the moves that were made, none where no chain was found, and the judges that were reached.
        """
        came_to_judge: dict[int, int] = {}
        came_to_entry: dict[int, int | None] = dict.fromkeys(start, giver)
        waiting = deque(start)
        reached = 0
        while waiting:
            entry = waiting.popleft()
            for judge in members(self.open_to[entry] & ~self.drawn[entry] & ~shut & ~reached):
                reached |= 1 << judge
                came_to_judge[judge] = entry
                if ends(judge):
                    return self._carry_out(judge, came_to_judge, came_to_entry), reached
                for other in sorted(self.reads[judge]):
                    if other not in came_to_entry:
                        came_to_entry[other] = judge
                        waiting.append(other)
        return [], reached

    def _carry_out(
        self, last: int, came_to_judge: Mapping[int, int], came_to_entry: Mapping[int, int | None]
    ) -> list[Move]:
        """Move every entry of a chain to its next judge, from the chain's end back to its start."""
        moves: list[Move] = []
        judge: int | None = last
        while judge is not None and judge in came_to_judge:
            entry = came_to_judge[judge]
            before = came_to_entry[entry]
            if before is not None:
                self._take(entry, before)
            self._give(entry, judge)
            moves.append((entry, before, judge))
            judge = before
        return moves

    def _give(self, entry: int, judge: int) -> None:
        self._count_meetings(entry, judge, 1)
        self.drawn[entry] |= 1 << judge
        self.reads[judge].add(entry)
        self.load[judge] += 1
        self._weigh(judge)

    def _take(self, entry: int, judge: int) -> None:
        self.drawn[entry] &= ~(1 << judge)
        self._count_meetings(entry, judge, -1)
        self.reads[judge].remove(entry)
        self.load[judge] -= 1
        self._weigh(judge)

    def _weigh(self, judge: int) -> None:
        self._weight[judge] = self.load[judge] * _LOAD if self._has_room(judge) else _CLOSED

    def _count_meetings(self, entry: int, judge: int, change: int) -> None:
        for other in members(self.drawn[entry]):
            self._met[judge, other] += change
            self._met[other, judge] += change
