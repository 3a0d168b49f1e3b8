"""Who goes on: which entries of a round the next one takes in.

The rule in words. Entries are put in order by their figure, each group of the round by itself where the rule says so.
By number, the best so many go on; by prizes, so many times the places of
the prizes; by share, that percentage of the entries, the number rounded up; by mark, whoever
has at least the figure. Where several share the last place that would go on, all of them do or none, as the rule says:
chance and the order of arrival decide nothing. An entry without a figure doesn't go on, unless all do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum


class Takes(StrEnum):
    """Which entries a round takes in of the one before."""

    ALL = "all"
    NUMBER = "number"
    SHARE = "share"
    MARK = "mark"
    PRIZES = "prizes"


class Ties(StrEnum):
    """What becomes of several that share the last place: all come in, or none."""

    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Rule:
    """How many go on; `figure` is a number of entries, a percentage, the least figure, or how many times `places`.

    `places` are those of all prizes to people together. For all, no figure is asked.
    """

    takes: Takes = Takes.ALL
    figure: Decimal | None = None
    per_group: bool = False
    ties: Ties = Ties.ALL
    places: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry of the round before: its figure, None where it has none, and its group."""

    entry: str
    figure: Decimal | None
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Advance:
    """Who goes on, and who shared a last place: `tied` went on with it or stayed with it, as the rule says."""

    entries: frozenset[str]
    tied: frozenset[str] = frozenset()


def advance(placed: Iterable[Placed], rule: Rule) -> Advance:
    """Give the entries that go on by a rule."""
    everyone = list(placed)
    if rule.takes is Takes.ALL:
        return Advance(frozenset(one.entry for one in everyone))
    least = rule.figure or Decimal(0)
    if rule.takes is Takes.MARK:
        return Advance(frozenset(one.entry for one in everyone if one.figure is not None and one.figure >= least))
    groups: dict[int | None, dict[str, Decimal | None]] = {}
    for one in everyone:
        groups.setdefault(one.group if rule.per_group else None, {})[one.entry] = one.figure
    entries: set[str] = set()
    tied: set[str] = set()
    for group in groups.values():
        best = _best(group, _number(rule, len(group)), rule.ties)
        entries |= best.entries
        tied |= best.tied
    return Advance(frozenset(entries), frozenset(tied))


def _number(rule: Rule, count: int) -> int:
    figure = rule.figure or Decimal(0)
    if rule.takes is Takes.SHARE:
        figure = figure * count / 100
    elif rule.takes is Takes.PRIZES:
        figure = figure * rule.places
    return int(figure.to_integral_value(rounding=ROUND_CEILING))


def _best(group: Mapping[str, Decimal | None], number: int, ties: Ties) -> Advance:
    figures = sorted((figure for figure in group.values() if figure is not None), reverse=True)
    if number <= 0 or not figures:
        return Advance(frozenset())
    last = figures[min(number, len(figures)) - 1]
    above = {entry for entry, figure in group.items() if figure is not None and figure > last}
    on_it = {entry for entry, figure in group.items() if figure == last}
    fits = len(above) + len(on_it) <= number
    return Advance(
        frozenset(above | on_it if fits or ties is Ties.ALL else above), frozenset() if fits else frozenset(on_it)
    )
