"""The fairness report: what organiser and observer should look at before prizes are given. Advice, never a result.

It holds each judge against the others, judges against units, each entry near a boundary against its neighbours, and
the official method against the other ones. Nothing here changes a score or a place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Final

from contest.judging.estimating import Estimate, estimate, tier_probabilities
from contest.judging.misfit import PairReport, misfit, pairs, reasons
from contest.judging.ranking import Standing, scores, standings
from contest.judging.scoring import FEWEST_MARKS_TO_TRIM, Method
from contest.judging.severity import Best, Moments, ReadingTotal, Severities, Table, face, severities_in
from contest.phrases import Phrase, gettext_noop

SURE: Final = Decimal("0.95")
"""An entry that belongs where it stands with less probability is near a boundary."""

_INTERVAL: Final = 1.96  # standard errors: 95 %


@dataclass(frozen=True, slots=True)
class JudgeReport:
    """A judge beside the others. Figures are None where there is nothing to tell them by.

    `severity` lies between `low` and `high` with 95 %; above 0 is generous. `taken_off` is what the official formula
    takes off each total. `spread` is the standard deviation of the judge's own totals.
    """

    key: str
    readings: int
    severity: Decimal | None
    low: Decimal | None
    high: Decimal | None
    taken_off: Decimal
    spread: Decimal | None
    agreement: Decimal | None
    outfit: Decimal | None
    reasons: tuple[Phrase, ...]

    @property
    def flagged(self) -> bool:
        """Whether the judge's readings deserve a look."""
        return bool(self.reasons)


@dataclass(frozen=True, slots=True)
class EntryReport:
    """An entry's standing, beside it the plain mean and what taking severities off adds to it.

    `probabilities` says for each tier how probable it is that the entry belongs there; empty where totals don't tell.
    """

    key: str
    standing: Standing
    raw_mean: Decimal
    adjustment: Decimal
    probabilities: tuple[Decimal, ...]

    @property
    def p_prize(self) -> Decimal | None:
        """The probability that the entry belongs among the prizes."""
        return sum(self.probabilities, Decimal(0)) if self.probabilities else None

    @property
    def p_standing(self) -> Decimal | None:
        """The probability that it belongs where it stands: in its tier, or without a prize; None in an open tie."""
        if not self.probabilities or self.standing.open_tie:
            return None
        tier = self.standing.tier
        return 1 - sum(self.probabilities, Decimal(0)) if tier is None else self.probabilities[tier - 1]


@dataclass(frozen=True, slots=True)
class TierMove:
    """An entry that would have another tier, or one instead of none; None: none, or in a tie that is open."""

    entry: str
    now: int | None
    then: int | None


@dataclass(frozen=True, slots=True)
class MethodChange:
    """Which prizes would change under another method."""

    method: Method
    moves: tuple[TierMove, ...]


@dataclass(frozen=True, slots=True)
class FairnessReport:
    """All of it: judges by key, entries by standing, pairs with the least likely first, other methods, remarks.

    `groups` counts the groups of entries that no judge connects.
    """

    method: Method
    judges: tuple[JudgeReport, ...]
    pairs: tuple[PairReport, ...]
    entries: tuple[EntryReport, ...]
    changes: tuple[MethodChange, ...]
    groups: int
    remarks: tuple[Phrase, ...]

    @property
    def near_boundaries(self) -> tuple[EntryReport, ...]:
        """The entries that may well belong in another tier than they stand in, in their order."""
        return tuple(entry for entry in self.entries if entry.p_standing is not None and entry.p_standing < SURE)


def fairness(
    totals: Sequence[ReadingTotal],
    method: Method,
    tiers: Sequence[int] = (),
    units: Mapping[str, str] | None = None,
) -> FairnessReport:
    """Look at a round's totals. `tiers` says how many seats each tier has, `units` whose each entry is.

    The same totals give the same report, in whatever order they come. Raises `Refusal` where a judge has two totals
    for one entry, or where the method doesn't fit.
    """
    if not totals:
        return FairnessReport(method, (), (), (), (), 0, ())
    moments = Moments(Table.of(totals))
    severities = severities_in(moments)
    model = estimate(moments)
    by_method = {one: scores(totals, one, severities) for one in Method if one is method or _fits(one, moments.table)}
    official = standings(by_method[method], tiers)
    return FairnessReport(
        method=method,
        judges=_judges(moments.table, severities, model),
        pairs=pairs(model, units) if model and units else (),
        entries=_entries(official, by_method, model, tiers, severities.best),
        changes=tuple(
            MethodChange(other, _moves(official, standings(figures, tiers)))
            for other, figures in by_method.items()
            if other is not method and tiers
        ),
        groups=severities.groups,
        remarks=_remarks(severities, model),
    )


def _fits(method: Method, table: Table) -> bool:
    if method in (Method.RANKS, Method.VOTES):  # they answer another question than marks do
        return False
    return method is not Method.TRIMMED or int(table.counts.min()) >= FEWEST_MARKS_TO_TRIM


def _judges(table: Table, severities: Severities, model: Estimate | None) -> tuple[JudgeReport, ...]:
    loads = table.loads.tolist()
    if model is None:
        return tuple(
            JudgeReport(key, load, None, None, None, severities.taken_off[key], None, None, None, ())
            for key, load in zip(table.judges, loads, strict=True)
        )
    found = misfit(model)
    doubt = model.doubt
    why = reasons(model, found)
    return tuple(
        JudgeReport(
            key=key,
            readings=loads[place],
            severity=face(model.severity[place]),
            low=face(model.severity[place] - _INTERVAL * doubt[place]),
            high=face(model.severity[place] + _INTERVAL * doubt[place]),
            taken_off=severities.taken_off[key],
            spread=_told(found.spread[place]),
            agreement=_told(found.agreement[place]),
            outfit=_told(found.outfit[place]),
            reasons=why[place],
        )
        for place, key in enumerate(table.judges)
    )


def _entries(
    official: Mapping[str, Standing],
    by_method: Mapping[Method, Mapping[str, Decimal]],
    model: Estimate | None,
    tiers: Sequence[int],
    best: Best | None,
) -> tuple[EntryReport, ...]:
    probable: Mapping[str, tuple[Decimal, ...]] = {}
    if model and tiers:
        rows = tier_probabilities(model, tiers, best).tolist()
        probable = {key: tuple(map(face, row)) for key, row in zip(model.table.entries, rows, strict=True)}
    mean, adjusted = by_method[Method.MEAN], by_method[Method.SEVERITY]
    return tuple(
        EntryReport(key, standing, mean[key], adjusted[key] - mean[key], probable.get(key, ()))
        for key, standing in official.items()
    )


def _moves(now: Mapping[str, Standing], then: Mapping[str, Standing]) -> tuple[TierMove, ...]:
    return tuple(
        TierMove(key, standing.tier, then[key].tier) for key, standing in now.items() if standing.tier != then[key].tier
    )


def _remarks(severities: Severities, model: Estimate | None) -> tuple[Phrase, ...]:
    remarks = []
    if severities.groups > 1:
        remarks.append(
            Phrase(
                gettext_noop(
                    "作品分成%(groups)s组，组与组之间没有共同的评委：各组的松紧无法相互比较，"
                    "按评委松紧调整只在组内起作用。"
                ),
                {"groups": severities.groups},
            )
        )
    if severities.best:
        remarks.append(
            Phrase(
                gettext_noop(
                    "在排名前五分之一的作品中，评委的松紧只显出%(percent)s%%（常见于分数接近满分时），因此只按这一比例调整。"
                ),
                {"percent": round(severities.best.share * 100)},
            )
        )
    if model is None:
        remarks.append(
            Phrase(gettext_noop("没有作品由两位以上评委评阅，或者分数全都相同：无法估计评委的松紧和获奖的把握。"))
        )
    return tuple(remarks)


def _told(value: float) -> Decimal | None:
    return face(value) if isfinite(value) else None
