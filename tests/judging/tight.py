"""Draws that are hard to make: few judges, with little room, groups, skills, conflicts and readings that stand."""

import random
from collections import Counter
from dataclasses import dataclass, replace

from contest.judging.draw import Bar, Draw, EntryNeed, JudgeSeat, draw_readings
from contest.judging.seats import bar_between

CONFLICTS = (Bar.OWN_ENTRY, Bar.OWN_UNIT, Bar.RELATION, Bar.REFUSED)


@dataclass(frozen=True)
class Tight:
    """The inputs of a draw."""

    needs: list[EntryNeed]
    seats: list[JudgeSeat]
    readings: int
    conflicts: dict[tuple[str, str], Bar]
    already: set[tuple[str, str]]
    seed: str = "seed"

    def drawn(self) -> Draw:
        return draw_readings(self.needs, self.seats, self.readings, self.conflicts, self.seed, already=self.already)

    def wanted(self, need: EntryNeed) -> int:
        return self.readings if need.readings is None else need.readings

    def may_read(self, need: EntryNeed) -> set[str]:
        return {seat.key for seat in self.seats if bar_between(need, seat, self.conflicts) is None}


def tight(number: int) -> Tight:
    """Give the tight draw of this number: always the same."""
    chance = random.Random(number)
    groups = ("", "甲", "乙") if chance.random() < 0.5 else ("",)
    skills = ("散文", "诗歌", "外文") if chance.random() < 0.5 else ()
    readings = chance.randint(1, 4)
    entry_count = chance.randint(1, 30)
    judge_count = chance.randint(1, 9)
    fair = entry_count * readings / judge_count
    needs = [
        EntryNeed(
            f"e{place:02}",
            chance.choice(groups),
            frozenset(chance.sample(skills, chance.randint(0, 1))) if skills else frozenset(),
            chance.randint(1, 4) if chance.random() < 0.1 else None,
        )
        for place in range(entry_count)
    ]
    seats = [
        JudgeSeat(
            f"j{place}",
            chance.choice((None, round(fair * chance.uniform(0.5, 1.6)))),
            chance.choice(groups),
            frozenset(chance.sample(skills, chance.randint(0, 2))) if skills else frozenset(),
        )
        for place in range(judge_count)
    ]
    pairs = [(need.key, seat.key) for need in needs for seat in seats]
    barred = chance.choice((0.05, 0.2, 0.5))
    conflicts = {pair: chance.choice(CONFLICTS) for pair in pairs if chance.random() < barred}
    standing: set[tuple[str, str]] = set()
    if chance.random() < 0.4:
        standing = {pair for pair in [*pairs, *((need.key, "gone") for need in needs)] if chance.random() < 0.1}
    return Tight(needs, seats, readings, conflicts, standing)


def assert_valid(asked: Tight, drawn: Draw) -> None:
    """Check that a draw breaks no rule and tells of itself what is so."""
    needs = {need.key: need for need in asked.needs}
    room = {seat.key: seat.capacity for seat in asked.seats}
    assert asked.already <= set(drawn.readings)
    assert list(drawn.readings) == sorted(set(drawn.readings))
    new = set(drawn.readings) - asked.already
    assert all(judge in asked.may_read(needs[entry]) for entry, judge in new)
    loads, fresh = Counter(judge for _, judge in drawn.readings), Counter(judge for _, judge in new)
    assert dict(drawn.loads) == {seat.key: loads[seat.key] for seat in asked.seats}
    assert all(loads[judge] <= (limit if (limit := room[judge]) is not None else len(needs)) for judge in fresh)
    placed = Counter(entry for entry, _ in drawn.readings)
    by_new = Counter(entry for entry, _ in new)
    assert all(placed[entry] <= asked.wanted(needs[entry]) for entry in by_new)
    assert {short.entry: (short.wanted, short.placed) for short in drawn.shortfalls} == {
        need.key: (asked.wanted(need), placed[need.key])
        for need in asked.needs
        if placed[need.key] < asked.wanted(need)
    }


def with_more_room(asked: Tight, extra: dict[str, int]) -> Tight:
    """Give the draw with so many readings more for some judges than it gave them."""
    loads = asked.drawn().loads
    seats = [
        replace(seat, capacity=loads[seat.key] + extra[seat.key]) if seat.key in extra else seat for seat in asked.seats
    ]
    return replace(asked, seats=seats)
