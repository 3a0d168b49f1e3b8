"""Which judges' totals don't fit what the other judges say of the same entries: worth a look, never a verdict.

Each reading is held against a prediction from the entry's other readings. Agreement is how far a judge's totals and
these predictions go together, by their correlation; outfit is the mean square of the distances between them, 1 where
they are as great as chance makes them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import erfc
from typing import Final

import numpy as np

from contest.judging.estimating import Estimate
from contest.judging.severity import Floats
from contest.phrases import Phrase, gettext_noop

LEAST_AGREEMENT: Final = 0.25
FEWEST_TO_AGREE: Final = 15
MOST_OUTFIT: Final = 2.0
FEWEST_JUDGES: Final = 6
"""With fewer, how far judges usually stand from the median is known too badly to say who stands far."""

FEWEST_OF_UNIT: Final = 4
FALSE_PAIRS: Final = 0.05

_DEVIATIONS: Final = 3.0
_LESS: Final = 2.0  # standard errors of a correlation, after Fisher
_SPREADS: Final = 4.0
_NORMAL: Final = 1.4826  # a standard deviation over the median distance from the median


@dataclass(frozen=True)
class Misfit:
    """What each judge's totals are like beside the others': figures by judge, NaN where there is nothing to tell by.

    `compared` counts the readings of entries that somebody else read too; only these are held against anything.
    `expected` is the agreement that the model expects of an ordinary judge.
    """

    compared: Floats
    agreement: Floats
    expected: Floats
    outfit: Floats
    spread: Floats


@dataclass(frozen=True, slots=True)
class PairReport:
    """A judge and a unit: how far the judge's `n` totals for its entries lie above what the others gave these.

    `p` is how often chance alone would make the difference so great; `worth_a_look` holds where it is too rare for
    chance among all pairs.
    """

    judge: str
    unit: str
    n: int
    difference: float
    t: float
    p: float
    worth_a_look: bool


def misfit(model: Estimate) -> Misfit:
    """Hold every judge's totals against the predictions from the other judges."""
    table = model.table
    others = (table.counts[table.entry] - 1).astype(np.float64)
    beside = others > 0
    predicted = (table.by_entry(model.distance)[table.entry] - model.distance) / (others + model.shrink)
    squares = (model.distance - predicted) ** 2 / (model.chance * (1 + 1 / (others + model.shrink)))
    compared = table.by_judge(beside.astype(np.float64))
    with np.errstate(invalid="ignore", divide="ignore"):
        outfit = table.by_judge(np.where(beside, squares, 0.0)) / compared
        agreement = np.array(
            [
                _correlation(table.total[own], predicted[own])
                for own in (beside & (table.judge == judge) for judge in range(len(table.judges)))
            ]
        )
        told = table.by_judge(np.where(beside, others / (others + model.shrink), 0.0)) / compared
    mean = table.by_judge(table.total) / table.loads
    spread = np.sqrt(table.by_judge((table.total - mean[table.judge]) ** 2) / np.maximum(table.loads - 1, 1))
    expected = np.sqrt(told / (1 + model.shrink))
    return Misfit(compared, agreement, expected, outfit, np.where(table.loads > 1, spread, np.nan))


def reasons(model: Estimate, found: Misfit) -> Sequence[tuple[Phrase, ...]]:
    """Say of each judge in turn why their readings deserve a look; nothing where they don't."""
    severity, doubt = model.severity, model.doubt
    median = float(np.median(severity))
    usual = _NORMAL * float(np.median(np.abs(severity - median)))
    told = []
    for judge, apart in enumerate(severity - median):
        own = []
        if _agrees_with_nobody(found, judge):
            if found.spread[judge] == 0:
                own.append(Phrase(gettext_noop("所评各篇的合计完全相同，看不出高低，请向评委了解情况。")))
            else:
                own.append(
                    Phrase(
                        gettext_noop("评出的高低与其他评委很少一致（相关系数%(agreement)s），请看一看这位评委的评阅。"),
                        {"agreement": f"{found.agreement[judge]:.2f}"},
                    )
                )
        outfit = found.outfit[judge]
        if outfit > MOST_OUTFIT and (outfit - 1) / np.sqrt(2 / found.compared[judge]) > _DEVIATIONS:
            own.append(
                Phrase(
                    gettext_noop(
                        "与其他评委的分差明显大于通常（失拟值%(outfit)s，通常接近1），请看一看分差最大的几篇。"
                    ),
                    {"outfit": f"{outfit:.2f}"},
                )
            )
        far = abs(apart) > _SPREADS * usual and abs(apart) > _DEVIATIONS * doubt[judge]
        if far and len(severity) >= FEWEST_JUDGES:
            template = (
                gettext_noop("给分普遍比其他评委高（约%(points)s分），请确认评分尺度一致。")
                if apart > 0
                else gettext_noop("给分普遍比其他评委低（约%(points)s分），请确认评分尺度一致。")
            )
            own.append(Phrase(template, {"points": f"{abs(apart):.1f}"}))
        told.append(tuple(own))
    return told


def pairs(model: Estimate, units: Mapping[str, str]) -> tuple[PairReport, ...]:
    """Give each judge with each unit of which they read four entries or more, the least likely first.

    A total is held against the mean of the entry's other totals, all without severities, so that a unit which simply
    writes well favours nobody. Which pairs are worth a look follows Benjamini and Hochberg at 5 %.
    """
    table = model.table
    others = (table.counts[table.entry] - 1).astype(np.float64)
    beside = others > 0
    mean = (table.by_entry(model.distance)[table.entry] - model.distance) / np.where(beside, others, 1)
    apart = model.distance - mean
    scaled = apart / np.sqrt(model.chance * (1 + 1 / np.where(beside, others, 1)))
    of_pair: dict[tuple[int, str], list[int]] = {}
    for reading in np.flatnonzero(beside).tolist():
        unit = units.get(table.entries[table.entry[reading]])
        if unit:
            of_pair.setdefault((int(table.judge[reading]), unit), []).append(reading)
    found = []
    for (judge, unit), readings in of_pair.items():
        if len(readings) >= FEWEST_OF_UNIT:
            t = float(scaled[readings].mean() * np.sqrt(len(readings)))
            found.append(
                (erfc(abs(t) / np.sqrt(2)), table.judges[judge], unit, len(readings), apart[readings].mean(), t)
            )
    found.sort(key=lambda one: one[:3])
    passing = [rank for rank, one in enumerate(found, 1) if one[0] <= FALSE_PAIRS * rank / len(found)]
    last = max(passing, default=0)
    return tuple(
        PairReport(judge, unit, n, float(difference), t, p, rank <= last)
        for rank, (p, judge, unit, n, difference, t) in enumerate(found, 1)
    )


def _agrees_with_nobody(found: Misfit, judge: int) -> bool:
    """Whether agreement is low, and lower than chance lets it be where nobody agrees much."""
    compared, agreement = found.compared[judge], found.agreement[judge]
    if not (compared >= FEWEST_TO_AGREE and agreement < LEAST_AGREEMENT):
        return False
    return bool(np.arctanh(found.expected[judge]) - np.arctanh(agreement) > _LESS / np.sqrt(compared - 3))


def _correlation(totals: Floats, predicted: Floats) -> float:
    """How far the two go together: 0 where the totals are all the same, NaN where the predictions are."""
    if len(totals) < 2 or np.ptp(predicted) == 0:
        return float("nan")
    if np.ptp(totals) == 0:
        return 0.0
    return float(np.corrcoef(totals, predicted)[0, 1])
