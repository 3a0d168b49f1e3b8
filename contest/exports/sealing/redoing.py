"""Draws made again from what a package tells of them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from contest.exports.sealing.contents import Entry, RoundRules
from contest.exports.sealing.judged import Reading, Redraw, RoundDraw, RoundMarks, Seat
from contest.judging.draw import Draw, EntryNeed, JudgeSeat, draw_readings, inputs_hash, round_hash
from contest.judging.missing import Missing, Read, what_is_missing
from contest.judging.seats import Bar, read_by_all, skills_needed

EXTRA = "extra"
"""The origin of a reading that was asked for beyond the rule."""


@dataclass(frozen=True)
class Course:
    """The draw of a round and all that came after it, as it was step by step."""

    rules: RoundRules
    draw: RoundDraw
    marks: RoundMarks
    genres: Mapping[str, str]

    @classmethod
    def of(cls, rules: RoundRules, draw: RoundDraw, marks: RoundMarks, entries: Sequence[Entry]) -> "Course":
        """Give the course of a round whose entries are among these."""
        return cls(rules, draw, marks, {one.key: one.genre for one in entries})

    def first_hash(self) -> str:
        """Give the fingerprint of the state from which the round was drawn."""
        needs, seats, conflicts = self._first()
        manuscripts: dict[str, int | None] = {one.entry: one.manuscript for one in self.draw.entries}
        rules, seed = self.rules, self.draw.seed
        return round_hash(needs, manuscripts, seats, rules.readings, conflicts, seed, rules.draw)

    def first_draw(self) -> Draw:
        """Draw the round again."""
        needs, seats, conflicts = self._first()
        return draw_readings(needs, seats, max(self.rules.readings, 1), conflicts, self.draw.seed)

    def hash_at(self, step: int) -> str:
        """Give the fingerprint of the state at a redraw."""
        missing, seats, bars = self._at(step)
        return inputs_hash(missing.needs, seats, 1, bars, already=missing.already)

    def redraw(self, step: int) -> tuple[tuple[str, str], ...]:
        """Draw again what a redraw drew."""
        missing, seats, bars = self._at(step)
        draw = draw_readings(missing.needs, seats, 1, bars, self.draw.redraws[step - 1].seed, already=missing.already)
        return tuple(sorted(set(draw.readings) - set(missing.already)))

    def lacking(self, step: int) -> Mapping[str, int]:
        """Give how many readings each entry lacked by the rule at a redraw."""
        return self._at(step)[0].lacking

    def _first(self) -> tuple[list[EntryNeed], list[JudgeSeat], dict[tuple[str, str], Bar]]:
        seats, conflicts = self._seats(0), self._conflicts(0)
        needs = [self._need(one.entry, seats) for one in self.draw.entries if one.since == 0]
        return (
            needs if self.rules.readings else [read_by_all(need, seats, conflicts) for need in needs],
            seats,
            conflicts,
        )

    def _at(self, step: int) -> tuple[Missing, list[JudgeSeat], dict[tuple[str, str], Bar]]:
        redraw: Redraw = self.draw.redraws[step - 1]
        seats, bars = self._seats(step), self._conflicts(step)
        read: dict[str, list[str]] = defaultdict(list)
        extra: Counter[str] = Counter()
        entry_of = {row.number: row.entry for row in self.marks.entries}
        for one in self.marks.readings:
            if one.since >= step:
                continue
            entry = entry_of[one.number]
            extra[entry] += one.origin == EXTRA
            if _stands(one, step):
                read[entry].append(one.judge)
            else:
                bars.setdefault((entry, one.judge), Bar.REFUSED)
        out = set(redraw.out)
        entries = [one.entry for one in self.draw.entries if one.since <= step and one.entry not in out]
        found = (Read(self._need(key, seats), tuple(read[key]), extra.get(key)) for key in entries)
        return what_is_missing(found, self.rules.readings, seats, bars, set(redraw.more)), seats, bars

    def _need(self, entry: str, seats: Sequence[JudgeSeat]) -> EntryNeed:
        return EntryNeed(entry, self._groups[entry], skills_needed(self.genres[entry], seats))

    @cached_property
    def _groups(self) -> Mapping[str, str]:
        return {row.entry: "" if row.group is None else str(row.group) for row in self.marks.entries}

    def _seats(self, step: int) -> list[JudgeSeat]:
        there = [one for one in self.draw.seats if one.since <= step]
        return [_seat(one) for one in there if one.until is None or one.until > step]

    def _conflicts(self, step: int) -> dict[tuple[str, str], Bar]:
        known = {one.entry for one in self.draw.entries if one.since <= step}
        known -= set(self.draw.redraws[step - 1].out) if step else set()
        seated = {one.key for one in self._seats(step)}
        pairs = [
            (one.entry, one.judge)
            for one in self.draw.conflicts
            if one.since <= step and (one.until is None or one.until > step)
        ]
        bars = dict.fromkeys(self.draw.read_before, Bar.CONFLICT)
        return bars | {(entry, judge): Bar.CONFLICT for entry, judge in pairs if entry in known and judge in seated}


def _seat(seat: Seat) -> JudgeSeat:
    return JudgeSeat(seat.judge, seat.capacity, "" if seat.group is None else str(seat.group), frozenset(seat.genres))


def _stands(one: Reading, step: int) -> bool:
    return one.until is None or one.until > step
