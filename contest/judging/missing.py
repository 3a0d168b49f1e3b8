"""What entries lack of readings in a round that is open: what a redraw is asked for.

The rule in words. An entry should have the readings that the round gives each, and one more for each that was asked for
beyond them; where all judges read all, it keeps what it has, and one that never had a reading gets all judges whom no
rule keeps from it. What stands already is never taken away.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from contest.judging.seats import Bar, EntryNeed, JudgeSeat, bar_between


@dataclass(frozen=True, slots=True)
class Read:
    """An entry as it stands: the judges of its standing readings, and how many it ever had beyond the rule.

    `extra` is None where it never had a reading.
    """

    need: EntryNeed
    judges: tuple[str, ...] = ()
    extra: int | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """What a redraw is asked for: needs, the readings that stand, and by entry how many it lacks by the rule."""

    needs: tuple[EntryNeed, ...]
    already: tuple[tuple[str, str], ...]
    lacking: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many readings are missing."""
        return sum(need.readings or 0 for need in self.needs) - len(self.already)


def what_is_missing(
    entries: Iterable[Read],
    readings: int,
    seats: Sequence[JudgeSeat],
    bars: Mapping[tuple[str, str], Bar],
    one_more: Collection[str] = (),
) -> Missing:
    """Give what entries lack where each has so many `readings` (0: of all judges); `one_more` gets one beyond that."""
    needs: list[EntryNeed] = []
    already: list[tuple[str, str]] = []
    lacking: dict[str, int] = {}
    for one in entries:
        key, read = one.need.key, len(one.judges)
        if readings:
            number = readings + (one.extra or 0)
        elif one.extra is not None:  # nobody takes another's place
            number = read
        else:
            number = sum(1 for seat in seats if bar_between(one.need, seat, bars) is None)
        lacking[key] = max(number - read, 0)
        number = max(number + (key in one_more), read)
        if number:
            needs.append(replace(one.need, readings=number))
            already += [(key, judge) for judge in one.judges]
    return Missing(tuple(needs), tuple(already), lacking)
