"""What the totals of a round say of entries and judges together, and how sure it is: advice, never a result.

The model: a total is a common level, what the entry is worth, the judge's severity, and chance. How much each of them
varies is estimated by restricted maximum likelihood; `shrink` is the variance of chance over that of entries.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import numpy as np

from contest.judging.severity import Best, Floats, Moments, Spectrum, Table, Whole, lowest_by_halving

ESTIMATE_VERSION: Final = "1"
DRAWS: Final = 2_000

_DRAWS_AT_ONCE: Final = 50
_FAR: Final = 5.0  # standard deviations
_NOTHING: Final = 1e-12
_LEAST_SHRINK, _GREATEST_SHRINK = 1e-4, 1e4


@dataclass(frozen=True)
class Estimate:
    """The model fitted to a table.

    `effects` are the judges' severities and last the common level; `root` is a lower triangle whose product with
    itself is the inverse of their covariance, in units of `chance`, the variance of chance.
    """

    table: Table
    effects: Floats
    root: Floats
    chance: float
    shrink: float

    @property
    def severity(self) -> Floats:
        """Each judge's severity."""
        return self.effects[:-1]

    @property
    def doubt(self) -> Floats:
        """The standard error of each severity."""
        judges = len(self.effects) - 1
        inverse = np.linalg.solve(self.root, np.eye(judges + 1))[:, :judges]
        return np.asarray(np.sqrt(self.chance * (inverse**2).sum(axis=0)))

    @property
    def distance(self) -> Floats:
        """How far each reading's total lies from the common level, without its judge's severity."""
        return np.asarray(self.table.total - self.severity[self.table.judge] - self.effects[-1])


def estimate(moments: Moments) -> Estimate | None:
    """Fit the model; None where totals don't tell entries from chance: no entry read twice, or all totals equal."""
    table = moments.table
    if moments.all[-1, -1] - moments.all[-2, -1] ** 2 / moments.all[-2, -2] <= _NOTHING * moments.all[-1, -1]:
        return None
    if table.counts.max() < 2:
        return None

    def deviance(log_shrink: float) -> float:
        shrink = float(np.exp(log_shrink))
        left = moments.within_entries(shrink)
        grown = sum(
            float(products[-2, -2]) / count**2 * np.log1p(count / shrink)
            for count, products in moments.by_count.items()
        )
        return _without_level(left, len(table.total)).most_likely()[1] + float(grown + np.log(left[-2, -2]))

    shrink = float(np.exp(lowest_by_halving(deviance, float(np.log(_LEAST_SHRINK)), float(np.log(_GREATEST_SHRINK)))))
    left = moments.within_entries(shrink)
    spectrum = _without_level(left, len(table.total))
    ratio, _ = spectrum.most_likely()
    severity = spectrum.severities(ratio)
    level = (left[-2, -1] - left[-2, :-2] @ severity) / left[-2, -2]
    precision = left[:-1, :-1].copy()
    # Severities that don't vary are known to be 0.
    precision[range(len(severity)), range(len(severity))] += 1 / ratio if ratio else 1 / _NOTHING
    return Estimate(
        table,
        np.append(severity, level + moments.zero),
        np.asarray(np.linalg.cholesky(precision), np.float64),
        spectrum.chance(ratio),
        shrink,
    )


def tier_probabilities(model: Estimate, tiers: Sequence[int], best: Best | None = None) -> Floats:
    """Give for each entry, a row each, the probability of belonging in each tier, from many draws of the model.

    `best` is what holds among the best entries, about whom the question is, where it differs from what holds of all.

    The same totals and tiers give the same figures: the draws come from a hash of both. Entries that the first draws
    show to be far from every prize are left out of the others.
    """
    table = model.table
    ends = [min(end, len(table.entries)) for end in accumulate(tiers)]
    inside = np.zeros((len(ends), len(table.entries)))
    if not any(ends):
        return inside.T
    lot = np.random.default_rng(_seed(table, tiers))
    near = np.arange(len(table.entries))
    drawing = _Drawing(model, near, best)
    for first in range(0, DRAWS, _DRAWS_AT_ONCE):
        worth = drawing.worth(lot)
        ordered = np.partition(worth, [len(near) - end for end in ends if end], axis=1)
        for tier, end in enumerate(ends):
            if end:
                inside[tier, near] += (worth >= ordered[:, len(near) - end, None]).sum(axis=0)
        if first == 0:
            reach = worth.mean(axis=0) + _FAR * worth.std(axis=0)
            last = len(near) - ends[-1]
            near = np.flatnonzero(reach >= min(ordered[:, last].min(), np.partition(reach, last)[last]))
            drawing = _Drawing(model, near, best)
    return np.diff(inside / DRAWS, axis=0, prepend=0).T


class _Drawing:
    """Draws what some entries may be worth, all in one go."""

    def __init__(self, model: Estimate, entries: Whole, best: Best | None) -> None:
        table = model.table
        self.model = model
        self.share = best.share if best else 1.0
        self.chance = best.chance if best else model.chance
        self.counts = table.counts[entries, None]
        self.sums = table.by_entry(table.total)[entries, None]
        self.weight = 1 / (self.counts + model.shrink * self.chance / model.chance)
        row_of = np.full(len(table.entries), -1)
        row_of[entries] = range(len(entries))
        rows = row_of[table.entry]
        turn = np.arange(len(rows)) - np.searchsorted(table.entry, table.entry)
        # The first reading of every entry, then the second of those that have one, and so on.
        self.readings = [
            (rows[drawn], table.judge[drawn])
            for drawn in ((turn == one) & (rows >= 0) for one in range(table.counts.max()))
        ]

    def worth(self, lot: np.random.Generator) -> Floats:
        """Give `_DRAWS_AT_ONCE` draws, a row each."""
        model = self.model
        apart = lot.standard_normal((len(model.effects), _DRAWS_AT_ONCE))
        effects = model.effects[:, None] + np.sqrt(model.chance) * np.linalg.solve(model.root.T, apart)
        taken = self.counts * effects[-1]
        for rows, judges in self.readings:
            taken[rows] += self.share * effects[judges]
        worth = (self.sums - taken) * self.weight
        chance = np.sqrt(self.chance * self.weight.T) * lot.standard_normal(worth.T.shape)
        return np.asarray(worth.T + chance)


def _without_level(left: Floats, readings: int) -> Spectrum:
    """The likelihood of severities once the common level is taken out too."""
    own = left[:-2, -2]
    level = left[-2, -2]
    return Spectrum.of(
        left[:-2, :-2] - np.outer(own, own) / level,
        left[:-2, -1] - own * left[-2, -1] / level,
        float(left[-1, -1] - left[-2, -1] ** 2 / level),
        readings - 1,
    )


def _seed(table: Table, tiers: Sequence[int]) -> int:
    keys = json.dumps([ESTIMATE_VERSION, table.entries, table.judges, list(tiers)]).encode()
    digest = hashlib.sha256(keys)
    for numbers in (table.entry.astype("<i8"), table.judge.astype("<i8"), table.total.astype("<f8")):
        digest.update(numbers.tobytes())
    return int.from_bytes(digest.digest(), "big")
