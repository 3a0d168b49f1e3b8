"""Who takes part in a draw, and which rule keeps a judge from reading an entry."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from contest.phrases import gettext_noop


class Bar(StrEnum):
    """A rule that keeps a judge from an entry; the last four are kinds of conflict, and `CONFLICT` is any other."""

    GROUP = "group"
    SKILL = "skill"
    OWN_ENTRY = "own entry"
    OWN_UNIT = "own unit"
    RELATION = "relation"
    REFUSED = "refused"
    CONFLICT = "conflict"


BAR_NAMES: Final = {
    Bar.GROUP: gettext_noop("不在同一组"),
    Bar.SKILL: gettext_noop("不评这类体裁或语种"),
    Bar.OWN_ENTRY: gettext_noop("本人的作品"),
    Bar.OWN_UNIT: gettext_noop("本单位的作品"),
    Bar.RELATION: gettext_noop("申报了回避关系"),
    Bar.REFUSED: gettext_noop("评委辞评"),
    Bar.CONFLICT: gettext_noop("应当回避"),
}


@dataclass(frozen=True, slots=True)
class JudgeSeat:
    """A judge who takes part in the draw, with at most `capacity` readings (None: no limit of their own).

    A judge without a group reads entries of every group, one without skills what needs any.
    """

    key: str
    capacity: int | None = None
    group: str = ""
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EntryNeed:
    """An entry and what it needs: judges of its group, who have all of these skills.

    An entry without a group is read by judges of any. `readings` is how many it should have, where that is another
    number than the draw's.
    """

    key: str
    group: str = ""
    skills: frozenset[str] = frozenset()
    readings: int | None = None


def bar_between(need: EntryNeed, seat: JudgeSeat, conflicts: Mapping[tuple[str, str], Bar]) -> Bar | None:
    """Give the rule that keeps this judge from this entry: of several the one that no exception would lift first."""
    if need.group and seat.group and need.group != seat.group:
        return Bar.GROUP
    if seat.skills and not need.skills <= seat.skills:
        return Bar.SKILL
    return conflicts.get((need.key, seat.key))


def skills_needed(genre: str, seats: Iterable[JudgeSeat]) -> frozenset[str]:
    """Give what an entry needs of its judges: its genre, where judges are told apart by genres at all."""
    return frozenset([genre]) if genre and any(seat.skills for seat in seats) else frozenset()


def read_by_all(need: EntryNeed, seats: Sequence[JudgeSeat], conflicts: Mapping[tuple[str, str], Bar]) -> EntryNeed:
    """Give what an entry needs that every judge reads whom no rule keeps from it; one at least."""
    number = sum(1 for seat in seats if bar_between(need, seat, conflicts) is None)
    return replace(need, readings=max(number, 1))
