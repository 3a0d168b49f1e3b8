"""What the fairness report says of a round, with the names that people know: for the page, and for the workbook.

Entries that are out of the contest count in nothing here. Where a mean without the highest and the lowest can't be
formed of all entries yet, the plain mean stands for it.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np

from contest.entries.models import EntryState
from contest.judging import fairness_plots as plots
from contest.judging.drawing import kept_rounds
from contest.judging.estimating import estimate
from contest.judging.fairness import SURE, EntryReport, FairnessReport, JudgeReport, fairness
from contest.judging.figures import totals_of
from contest.judging.models import Judge, Round, RoundEntry
from contest.judging.prizes import prize_places
from contest.judging.scoring import FEWEST_MARKS_TO_TRIM, Method
from contest.judging.severity import Moments, ReadingTotal, Table, face
from contest.phrases import Phrase

LISTED: Final = 100
"""So many entries the page lists at most near a boundary, or moved by another method."""

_INTERVAL: Final = 1.96  # standard errors: 95 %


class EntryName(NamedTuple):
    """What people know an entry by."""

    token: str
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class JudgeLine:
    """A judge beside the others: figures to two places, where they stand in the drawings, and what deserves a look."""

    name: str
    report: JudgeReport
    severity: Decimal | None
    low: Decimal | None
    high: Decimal | None
    spread: Decimal | None
    agreement: Decimal | None
    outfit: Decimal | None
    totals: tuple[Decimal, Decimal, Decimal]
    interval: plots.Interval | None
    box: plots.Box

    @property
    def reasons(self) -> tuple[Phrase, ...]:
        """Why the judge's readings deserve a look."""
        return self.report.reasons


@dataclass(frozen=True, slots=True)
class PairLine:
    """A judge and a unit that are worth a look: by how much `n` totals lie above what the others gave."""

    judge: str
    unit: str
    n: int
    difference: Decimal

    @property
    def points(self) -> Decimal:
        """How far they lie apart."""
        return abs(self.difference)


@dataclass(frozen=True, slots=True)
class Chance:
    """How probable it is that an entry belongs in a tier, or in none (no name); `is_here`: it stands there now."""

    tier: str
    probability: Decimal
    is_here: bool

    @property
    def percent(self) -> int:
        """The probability in whole hundredths."""
        return round(self.probability * 100)

    @property
    def bar(self) -> int:
        """How wide its bar is drawn."""
        return plots.bar(self.probability)


@dataclass(frozen=True, slots=True)
class NearLine:
    """An entry near a boundary: where it stands, where else it may belong, and where its score may lie."""

    entry: EntryName
    report: EntryReport
    tier: str
    chances: tuple[Chance, ...]
    interval: plots.Interval | None


@dataclass(frozen=True, slots=True)
class MoveLine:
    """An entry that another method would move from one tier to another; no name: to none, or into an open tie."""

    entry: EntryName
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """What another method would change: the first moves, and how many there are."""

    method: Method
    moves: tuple[MoveLine, ...]
    number: int


@dataclass(frozen=True)
class FairnessPage:
    """The report of a round. `left_out` counts the entries that are out of the contest though they were read.

    `stands_in` says that the report goes by the plain mean because the round's method can't be formed yet.
    """

    report: FairnessReport
    judges: tuple[JudgeLine, ...]
    pairs: tuple[PairLine, ...]
    near: tuple[NearLine, ...]
    changes: tuple[ChangeTable, ...]
    tiers: tuple[str, ...]
    boundaries: tuple[tuple[str, Decimal, int | None], ...]
    severity_scale: plots.Scale | None
    total_scale: plots.Scale
    score_scale: plots.Scale | None
    readings: int
    left_out: int
    stands_in: bool

    @property
    def flagged(self) -> int:
        """How many judges deserve a look."""
        return sum(1 for line in self.judges if line.reasons)

    @property
    def differ_by_chance(self) -> bool:
        """Whether the severities of the judges differ by no more than chance."""
        return bool(self.severity_scale) and not any(line.severity for line in self.judges)

    @property
    def zero(self) -> tuple[int, ...]:
        """Where on the scale of severities 0 stands."""
        return (self.severity_scale.at(Decimal(0)),) if self.severity_scale else ()

    @property
    def ends(self) -> tuple[int, ...]:
        """Where on the scale of scores the tiers end."""
        return tuple(place for _, _, place in self.boundaries if place is not None)

    @cached_property
    def listed(self) -> tuple[NearLine, ...]:
        """The entries near a boundary that the page lists: of too many the least sure, in their order."""
        if len(self.near) <= LISTED:
            return self.near
        least_sure = sorted(self.near, key=lambda line: line.report.p_standing or Decimal(0))[:LISTED]
        listed = {line.entry for line in least_sure}
        return tuple(line for line in self.near if line.entry in listed)


class _Known(NamedTuple):
    """What is known of an entry of the round."""

    name: EntryName
    unit: str
    unit_name: str


def fairness_page(round_: Round) -> FairnessPage | None:
    """Give the report of a round that was opened; None where there is nothing to compare: votes, or no marks."""
    if round_.method == Method.VOTES:
        return None
    known = _known_entries(round_)
    given = totals_of(round_)
    totals = [one for one in given if one.entry in known]
    if not totals:
        return None
    tiers = prize_places(round_)
    names = tuple(name for name, _ in tiers)
    quotas = [places for _, places in tiers]
    method = Method(round_.method)
    stands_in = method is Method.TRIMMED and _fewest(totals) < FEWEST_MARKS_TO_TRIM
    report = fairness(
        totals,
        Method.MEAN if stands_in else method,
        quotas,
        {token: one.unit for token, one in known.items() if one.unit},
    )
    judges = _judge_names(round_)
    lines, severity_scale, total_scale = _judge_lines(report, totals, judges)
    near, score_scale = _near_lines(report, totals, known, names)
    unit_names = {one.unit: one.unit_name for one in known.values()}
    return FairnessPage(
        report=report,
        judges=lines,
        pairs=tuple(
            PairLine(judges[one.judge], unit_names[one.unit], one.n, _rounded(face(one.difference)))
            for one in report.pairs
            if one.worth_a_look
        ),
        near=near,
        changes=tuple(
            ChangeTable(
                change.method,
                tuple(
                    MoveLine(known[move.entry].name, _named(names, move.now), _named(names, move.then))
                    for move in change.moves[:LISTED]
                ),
                len(change.moves),
            )
            for change in report.changes
        ),
        tiers=names,
        boundaries=_boundaries(report, names, quotas, score_scale),
        severity_scale=severity_scale,
        total_scale=total_scale,
        score_scale=score_scale,
        readings=len(totals),
        left_out=len({one.entry for one in given} - known.keys()),
        stands_in=stands_in,
    )


def _known_entries(round_: Round) -> Mapping[str, _Known]:
    rows = RoundEntry.objects.filter(round=round_, entry__state=EntryState.ELIGIBLE).values_list(
        "entry__token", "number", "entry__title", "entry__unit_id", "entry__unit__name"
    )
    return {
        token: _Known(EntryName(token, number, title), str(unit or ""), unit_name or "")
        for token, number, title, unit, unit_name in rows.iterator(chunk_size=2000)
    }


def _judge_names(round_: Round) -> Mapping[str, str]:
    rows = Judge.objects.filter(round__in=[round_, *kept_rounds(round_)]).values_list("person_id", "person__name")
    return {str(person): name for person, name in rows}


def _fewest(totals: Sequence[ReadingTotal]) -> int:
    return min(Counter(one.entry for one in totals).values())


def _judge_lines(
    report: FairnessReport, totals: Sequence[ReadingTotal], names: Mapping[str, str]
) -> tuple[tuple[JudgeLine, ...], plots.Scale | None, plots.Scale]:
    """Give the judges, the most severe first, and the two scales that they are drawn on."""
    own: dict[str, list[Decimal]] = defaultdict(list)
    for one in totals:
        own[one.judge].append(one.total)
    ends = [end for one in report.judges for end in (one.low, one.high) if end is not None]
    severities = plots.Scale.over([*ends, -max(ends, key=abs), max(ends, key=abs)]) if ends else None
    spread = plots.Scale.over(one.total for one in totals)

    def line(one: JudgeReport) -> JudgeLine:
        drawn = None
        if severities and one.severity is not None and one.low is not None and one.high is not None:
            drawn = plots.interval(one.severity, one.low, one.high, severities)
        return JudgeLine(
            name=names[one.key],
            report=one,
            severity=_two_places(one.severity),
            low=_two_places(one.low),
            high=_two_places(one.high),
            spread=_two_places(one.spread),
            agreement=_two_places(one.agreement),
            outfit=_two_places(one.outfit),
            totals=(min(own[one.key]), plots.quarters(own[one.key])[1], max(own[one.key])),
            interval=drawn,
            box=plots.box(own[one.key], spread),
        )

    ordered = sorted(report.judges, key=lambda one: (one.severity or Decimal(0), names[one.key], one.key))
    return tuple(line(one) for one in ordered), severities, spread


def _near_lines(
    report: FairnessReport, totals: Sequence[ReadingTotal], known: Mapping[str, _Known], tiers: Sequence[str]
) -> tuple[tuple[NearLine, ...], plots.Scale | None]:
    """Give the entries near a boundary, those in an open tie among them, and the scale of their scores."""
    near = [one for one in report.entries if one.probabilities and (one.p_standing is None or one.p_standing < SURE)]
    doubts = _doubts(totals) if near and report.method is not Method.RANKS else {}
    reach = {
        one.key: (one.raw_mean + one.adjustment - doubts[one.key], one.raw_mean + one.adjustment + doubts[one.key])
        for one in near
        if one.key in doubts
    }
    scale = None
    if reach:
        scale = plots.Scale.over(
            [end for both in reach.values() for end in both] + [one.standing.score for one in near]
        )

    def line(one: EntryReport) -> NearLine:
        standing = one.standing
        none = 1 - sum(one.probabilities, Decimal(0))
        chances = [
            Chance(name, probability, standing.tier == tier)
            for tier, (name, probability) in enumerate(zip(tiers, one.probabilities, strict=True), 1)
        ]
        chances.append(Chance("", none, standing.tier is None and not standing.open_tie))
        drawn = plots.interval(standing.score, *reach[one.key], scale) if scale else None
        return NearLine(known[one.key].name, one, _named(tiers, standing.tier), tuple(chances), drawn)

    return tuple(line(one) for one in near), scale


def _doubts(totals: Sequence[ReadingTotal]) -> Mapping[str, Decimal]:
    """Give how far on both sides an entry's mean without severities may lie from its worth, with 95 %."""
    model = estimate(Moments(Table.of(totals)))
    if model is None:
        return {}
    table = model.table
    severities = table.by_entry(model.doubt[table.judge] ** 2) / table.counts**2
    doubts = _INTERVAL * np.sqrt(model.chance / table.counts + severities)
    return {entry: face(doubt) for entry, doubt in zip(table.entries, doubts.tolist(), strict=True)}


def _boundaries(
    report: FairnessReport, tiers: Sequence[str], quotas: Sequence[int], scale: plots.Scale | None
) -> tuple[tuple[str, Decimal, int | None], ...]:
    """Give half-way between which scores each tier ends, and where on the scale: None where that lies off it."""
    ordered = [one.standing.score for one in report.entries]
    found = []
    for name, quota, end in zip(tiers, quotas, accumulate(quotas), strict=True):
        if quota and end < len(ordered):
            line = (ordered[end - 1] + ordered[end]) / 2
            is_on = scale is not None and scale.low <= line <= scale.high
            found.append((name, _rounded(line), scale.at(line) if scale and is_on else None))
    return tuple(found)


def _named(tiers: Sequence[str], tier: int | None) -> str:
    return "" if tier is None else tiers[tier - 1]


def _two_places(figure: Decimal | None) -> Decimal | None:
    return None if figure is None else _rounded(figure)


def _rounded(figure: Decimal) -> Decimal:
    return round(figure, 2) + 0  # never -0
