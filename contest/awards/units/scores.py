"""From what units did to the units that win.

The rule in words. Each term of the formula counts a fact of the unit, no more than its cap, and gives so many points
for each so many of it; negative points are taken off. The score is the sum. A fact that is not known counts nothing,
and that is said. Rounded is only where a term divides, to four places, half up.

The higher score stands before the lower. Units with the same score are compared by the facts that the formula names for
that, one after the other, counted no further than their caps; a fact that is unknown of one of them parts none of them.
Who is equal even then shares a place, and the places after it are left out: 1, 2, 2, 4.

Places are filled in that order up to the quota. Where equals reach across its end the tie stays open until a decision
says which of them are in: as many as there are seats, more or fewer. A decision may also choose other units than these.
Either is on record with its reason, and is void once what it decided on has changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from contest.awards.units.facts import UnitFacts
from contest.notice.announcement import UnitTermAnnounced
from contest.notice.unit_rules import fewer_is_better, tie_steps

SCORES_VERSION = "1"
_FOUR_PLACES = Decimal("0.0001")

Formula = Sequence[UnitTermAnnounced]


@dataclass(frozen=True, slots=True)
class Points:
    """What one term gives a unit: the number as it is, what is counted of it, the points; no number, no points."""

    term: UnitTermAnnounced
    number: Decimal | None
    counted: Decimal | None
    points: Decimal


@dataclass(frozen=True, slots=True)
class Score:
    """A unit's points, term by term in the order of the formula, and their sum."""

    facts: UnitFacts
    points: tuple[Points, ...]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit with its place (1 is best), and all units that share it, this one among them, by key.

    `parted_by` is the first term that set it apart from units with the same score, if any did.
    """

    score: Score
    place: int
    sharing: tuple[int, ...]
    parted_by: UnitTermAnnounced | None = None

    @property
    def unit(self) -> int:
        """The unit's primary key."""
        return self.score.facts.unit


def score_of(facts: UnitFacts, formula: Formula) -> Score:
    """Count a unit's points."""
    points = tuple(_points(facts, term) for term in formula)
    return Score(facts, points, sum((one.points for one in points), Decimal(0)))


def _points(facts: UnitFacts, term: UnitTermAnnounced) -> Points:
    number = facts.number(term.fact, term.tier)
    if number is None:
        return Points(term, None, None, Decimal(0))
    counted = number if term.cap is None else min(number, term.cap)
    points = counted * term.weight + 0  # no such thing as minus zero
    if term.per != 1:
        points = (points / term.per).quantize(_FOUR_PLACES, ROUND_HALF_UP)
    return Points(term, number, counted, points)


def rank_units(units: Iterable[UnitFacts], formula: Formula) -> tuple[Placed, ...]:
    """Rank units, best first; equals are listed by key, which says nothing of their merit."""
    scores = sorted((score_of(facts, formula) for facts in units), key=lambda one: (-one.total, one.facts.unit))
    steps = [formula.index(term) for term in tie_steps(formula)]
    placed: list[Placed] = []
    for _total, equals in groupby(scores, key=lambda one: one.total):
        for group, parted_by in _parted(list(equals), steps, None):
            sharing = tuple(score.facts.unit for score in group)
            place = len(placed) + 1
            placed += [Placed(score, place, sharing, parted_by) for score in group]
    return tuple(placed)


def _parted(
    equals: list[Score], steps: Sequence[int], parted_by: UnitTermAnnounced | None
) -> list[tuple[list[Score], UnitTermAnnounced | None]]:
    """Part units with the same score by the first of the terms (by number) that tells them apart, then by the next."""
    if len(equals) == 1 or not steps:
        return [(equals, parted_by)]
    term = equals[0].points[steps[0]].term
    counted = {score.facts.unit: score.points[steps[0]].counted for score in equals}
    known = {unit: number for unit, number in counted.items() if number is not None}
    if len(known) < len(counted) or len(set(known.values())) == 1:
        return _parted(equals, steps[1:], parted_by)
    ordered = sorted(equals, key=lambda one: known[one.facts.unit], reverse=not fewer_is_better(term))
    groups = groupby(ordered, key=lambda one: known[one.facts.unit])
    return [part for _number, group in groups for part in _parted(list(group), steps[1:], parted_by or term)]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about the units, and why.

    About a tie: of the units of the tie (`tied`) those `chosen` are in. An override has no tie: those `chosen` get the
    prize, whatever the formula says.
    """

    chosen: frozenset[int]
    reason: str
    tied: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A unit's place and whether it gets the prize; `by` is the decision that says so, if it was one."""

    placed: Placed
    is_in: bool
    by: Decision | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """Every unit's outcome, best first; the tie that waits, with the seats left for it; the decisions that are void."""

    outcomes: tuple[Outcome, ...]
    quota: int
    open_tie: tuple[int, ...] = ()
    seats_left: int = 0
    void: tuple[Decision, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing waits for a decision, or for one to be taken back."""
        return not self.open_tie and not self.void

    @property
    def chosen(self) -> frozenset[int]:
        """The units that get the prize."""
        return frozenset(outcome.placed.unit for outcome in self.outcomes if outcome.is_in)


def allocate_units(
    ranking: Sequence[Placed], quota: int, tie: Decision | None = None, override: Decision | None = None
) -> Allocation:
    """Give the unit prize to the first `quota` units of the ranking, as far as no decision says otherwise."""
    known = {placed.unit for placed in ranking}
    if override is not None and override.chosen <= known:
        return Allocation(tuple(Outcome(one, one.unit in override.chosen, override) for one in ranking), quota)
    across = _across(ranking, quota)
    sure = next((number for number, one in enumerate(ranking) if one.unit in across), min(quota, len(ranking)))
    fits = tie is not None and tie.tied == across and tie.chosen <= across
    void = tuple(one for one in (override, None if fits else tie) if one is not None)
    if tie is not None and fits:
        outcomes = tuple(
            Outcome(one, one.unit in tie.chosen, tie) if one.unit in across else Outcome(one, number < sure)
            for number, one in enumerate(ranking)
        )
        return Allocation(outcomes, quota, void=void)
    return Allocation(
        tuple(Outcome(one, number < sure) for number, one in enumerate(ranking)),
        quota,
        open_tie=tuple(sorted(across)),
        seats_left=quota - sure if across else 0,
        void=void,
    )


def _across(ranking: Sequence[Placed], quota: int) -> frozenset[int]:
    """The equals that reach across the end of the quota; none where it ends between two places, or is nothing."""
    if not 0 < quota < len(ranking) or ranking[quota - 1].place != ranking[quota].place:
        return frozenset()
    return frozenset(ranking[quota].sharing)
