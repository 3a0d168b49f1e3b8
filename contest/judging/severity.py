"""How generous or severe each judge is, and an entry's score without it.

The rule in words. Judges who read the same entry saw the same thing, so what lies between their totals is theirs. A
judge's severity is how far their totals stand above (more than 0: generous) or below (less than 0: severe) those of
the judges beside them, drawn towards 0 the more, the less there is to tell it from chance: how much, follows from all
totals of the round by restricted maximum likelihood, and from nobody's choice. Where judges don't differ by more than
chance, every severity is 0 and the score is the mean.

Where the best entries stand near the top of the scale, a generous judge has no room to be generous: taking the whole
severity off would punish what got the full mark. So only so much of the severities is taken off as shows among the best
fifth of the entries, where it is surely less than among all.

In numbers: `A` says who read what, n how often each entry was read, m how much each judge read. `L = diag(m) −
Aᵀ diag(1/n) A`, `c` the sums of each judge's distances from the entries' means, severities `(L + λI)⁻¹ c` with `λ` the
variance of a total over that of the severities. How much of them shows is the slope of the distances from the entries'
means on those of the severities. What is taken off is rounded to four places before it is used, so that anybody can
compute a score again from what is shown.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from contest.judging.scoring import DECIMAL_PLACES, EXACT
from contest.phrases import Refusal, gettext_noop

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_AT_ONCE: Final = 2_000  # entries of which a dense table is made
_NOTHING: Final = 1e-12  # such a part of all squares is what adding up leaves
_LEAST_RATIO, _GREATEST_RATIO = 1e-8, 1e6
_STEPS: Final = 48
_NARROWINGS: Final = 4
_NEAR: Final = 0.02
_BEST: Final = 0.2
_FEWEST_AT_TOP: Final = 15
_SURELY: Final = 1.645  # standard errors: 5 % on one side


@dataclass(frozen=True, slots=True)
class ReadingTotal:
    """The total of one reading: which judge gave it to which entry."""

    entry: str
    judge: str
    total: Decimal


@dataclass(frozen=True)
class Table:
    """Totals as numbers, ordered by entry and judge, so that no result depends on the order in which they came.

    `entry` and `judge` are places in `entries` and `judges`, which are sorted.
    """

    entries: tuple[str, ...]
    judges: tuple[str, ...]
    entry: Whole
    judge: Whole
    total: Floats

    @classmethod
    def of(cls, totals: Iterable[ReadingTotal]) -> "Table":
        """Give the table of these totals. Raises `Refusal` where a judge has two for one entry."""
        ordered = sorted(totals, key=lambda one: (one.entry, one.judge))
        for before, after in pairwise(ordered):
            if (before.entry, before.judge) == (after.entry, after.judge):
                raise Refusal(
                    "read-twice",
                    gettext_noop("评委%(judge)s对作品%(entry)s有两份评分，请核对后只留一份。"),
                    judge=after.judge,
                    entry=after.entry,
                )
        entries = sorted({one.entry for one in ordered})
        judges = sorted({one.judge for one in ordered})
        place_of_entry = {key: place for place, key in enumerate(entries)}
        place_of_judge = {key: place for place, key in enumerate(judges)}
        return cls(
            tuple(entries),
            tuple(judges),
            np.array([place_of_entry[one.entry] for one in ordered], np.int64),
            np.array([place_of_judge[one.judge] for one in ordered], np.int64),
            np.array([float(one.total) for one in ordered], np.float64),
        )

    @cached_property
    def counts(self) -> Whole:
        """How many readings each entry has."""
        return np.bincount(self.entry, minlength=len(self.entries))

    @cached_property
    def loads(self) -> Whole:
        """How many readings each judge has."""
        return np.bincount(self.judge, minlength=len(self.judges))

    def mean_beside(self, values: Floats) -> Floats:
        """Give for each reading the mean of one value a reading over its entry."""
        return np.asarray((self.by_entry(values) / self.counts)[self.entry])

    def by_entry(self, values: Floats) -> Floats:
        """Add up one value a reading over each entry's readings."""
        return np.bincount(self.entry, values, minlength=len(self.entries)).astype(np.float64)

    def by_judge(self, values: Floats) -> Floats:
        """Add up one value a reading over each judge's readings."""
        return np.bincount(self.judge, values, minlength=len(self.judges)).astype(np.float64)


class Moments:
    """All that the models need of a table: its sums of squares and products, by judge, of one, and of totals.

    Rows and columns stand for the judges in turn, then for the constant, then for the totals, which are counted
    from `zero`.
    """

    def __init__(self, table: Table) -> None:
        judges = len(table.judges)
        self.table = table
        self.zero = float(table.total[0])
        totals = table.total - self.zero
        self.all = np.zeros((judges + 2, judges + 2))
        self.all[range(judges), range(judges)] = table.loads
        self.all[:judges, judges] = self.all[judges, :judges] = table.loads
        self.all[:judges, -1] = self.all[-1, :judges] = table.by_judge(totals)
        self.all[judges, judges] = len(totals)
        self.all[judges, -1] = self.all[-1, judges] = totals.sum()
        self.all[-1, -1] = (totals**2).sum()
        sums = table.by_entry(totals)
        self.by_count = {
            int(count): self._of_entries(np.flatnonzero(table.counts == count), sums) for count in set(table.counts)
        }

    def within_entries(self, ratio: float) -> Floats:
        """Give the moments of what is left of readings when their entry's part is taken out.

        `ratio` is the variance of a total over that of entries; 0 takes each entry's mean out whole.
        """
        left = self.all.copy()
        for count, products in self.by_count.items():
            left -= products / (count + ratio)
        return left

    def _of_entries(self, entries: Whole, sums: Floats) -> Floats:
        """The products of the entries' own sums: how often each judge read them, how often all did, their totals."""
        table, judges = self.table, len(self.table.judges)
        products = np.zeros_like(self.all)
        row_of = np.full(len(table.entries), -1)
        for start in range(0, len(entries), _AT_ONCE):
            some = entries[start : start + _AT_ONCE]
            row_of[:] = -1
            row_of[some] = range(len(some))
            rows = row_of[table.entry]
            dense = np.zeros((len(some), judges + 2))
            dense[rows[rows >= 0], table.judge[rows >= 0]] = 1
            dense[:, judges] = table.counts[some]
            dense[:, -1] = sums[some]
            products += dense.T @ dense
        return products


@dataclass(frozen=True)
class Spectrum:
    """The likelihood of judges' severities, taken apart by the eigenvalues of what tells them from each other.

    `squares` is the sum of squares that severities and chance share, over `freedom` degrees.
    """

    values: Floats
    vectors: Floats
    sums: Floats
    squares: float
    freedom: int

    @classmethod
    def of(cls, matrix: Floats, sums: Floats, squares: float, freedom: int) -> "Spectrum":
        """Take the matrix apart; eigenvalues that are nothing but rounding are 0."""
        values, vectors = np.linalg.eigh(matrix)
        values[values < 1e-9 * max(1.0, float(values[-1]))] = 0
        return cls(values, vectors, sums, squares, freedom)

    @property
    def zeros(self) -> int:
        """How many eigenvalues are 0."""
        return int(np.count_nonzero(self.values == 0))

    @cached_property
    def _told(self) -> tuple[Floats, Floats, float]:
        """The eigenvalues above 0, the squares that each explains, and the squares that none does."""
        told = self.values > 0
        explained = (self.vectors.T @ self.sums)[told] ** 2 / self.values[told]
        return self.values[told], explained, max(self.squares - float(explained.sum()), 0.0)

    def deviance(self, ratios: Floats) -> Floats:
        """Give −2 x the restricted log-likelihood at each ratio (variance of severities over that of a total)."""
        values, explained, rest = self._told
        grown = 1 + np.outer(ratios, values)
        left = rest + (explained / grown).sum(axis=1)
        return np.asarray(self.freedom * np.log(left / self.freedom) + np.log(grown).sum(axis=1))

    def most_likely(self) -> tuple[float, float]:
        """Give the most likely ratio, and the deviance there; 0 where severities explain no more than chance would."""
        if not len(self._told[0]):
            return 0.0, float(self.deviance(np.zeros(1))[0])
        place = lowest(lambda logs: self.deviance(np.exp(logs)), np.log(_LEAST_RATIO), np.log(_GREATEST_RATIO))
        ratios = np.array([0.0, np.exp(place)])
        deviances = self.deviance(ratios)
        best = int(np.argmin(deviances))
        return float(ratios[best]), float(deviances[best])

    def chance(self, ratio: float) -> float:
        """Give the variance of a total beside entries and severities when severities vary `ratio` times as much."""
        values, explained, rest = self._told
        return (rest + float((explained / (1 + ratio * values)).sum())) / self.freedom

    def severities(self, ratio: float) -> Floats:
        """Give each judge's severity when severities vary `ratio` times as much as a total does."""
        if ratio == 0:
            return np.zeros(len(self.values))
        return np.asarray(self.vectors @ ((self.vectors.T @ self.sums) / (self.values + 1 / ratio)))


@dataclass(frozen=True, slots=True)
class Best:
    """What is so of the best entries only: the share of the severities that shows there, and the variance of chance."""

    share: float
    chance: float


@dataclass(frozen=True, slots=True)
class Severities:
    """What is taken off the totals of each judge, to four places.

    `best` is there where less of the severities surely shows among the best entries than among all; then only that
    share is taken off. `groups` says into how many groups the entries fall that no judge connects. Between groups
    nothing can be compared: in each, severities are told from its own mean only.
    """

    taken_off: Mapping[str, Decimal]
    best: Best | None
    groups: int

    def adjusted(self, reading: ReadingTotal) -> Decimal:
        """Give a reading's total without its judge's severity."""
        return EXACT.subtract(reading.total, self.taken_off[reading.judge])


def severities_of(totals: Iterable[ReadingTotal]) -> Severities:
    """Give the severities of all judges who gave one of these totals.

    Raises `Refusal` where a judge has two totals for one entry.
    """
    table = Table.of(totals)
    return severities_in(Moments(table)) if table.judges else Severities({}, None, 0)


def severities_in(moments: Moments) -> Severities:
    """Give the severities by the moments of a table that holds one total at least."""
    table = moments.table
    judges, readings = len(table.judges), len(table.total)
    left = moments.within_entries(0.0)
    squares, freedom = float(left[-1, -1]), readings - len(table.entries)
    spectrum = Spectrum.of(left[:judges, :judges], left[:judges, -1], squares, freedom)
    differ = freedom > 0 and squares > _NOTHING * float(moments.all[-1, -1])
    found = spectrum.severities(spectrum.most_likely()[0]) if differ else np.zeros(judges)
    best = _among_best(table, found)
    shown = found if best is None else found * best.share
    taken_off = {judge: face(value) for judge, value in zip(table.judges, shown.tolist(), strict=True)}
    return Severities(taken_off, best, spectrum.zeros)


def _among_best(table: Table, severity: Floats) -> Best | None:
    """How much of the severities shows among the best entries; None unless it is surely less than among all."""
    own = severity[table.judge]
    apart = table.total - table.mean_beside(table.total)
    due = own - table.mean_beside(own)
    worth = table.by_entry(table.total - own) / table.counts
    best = (worth >= np.quantile(worth, 1 - _BEST))[table.entry]
    freedom = np.count_nonzero(best) - len(set(table.entry[best].tolist()))
    squares, squares_at_top = float((due**2).sum()), float((due[best] ** 2).sum())
    if squares_at_top <= _NOTHING * squares or freedom < _FEWEST_AT_TOP:
        return None
    overall = float((apart * due).sum()) / squares
    at_top = float((apart * due)[best].sum()) / squares_at_top
    doubt = (float((apart[best] ** 2).sum()) / freedom / squares_at_top) ** 0.5
    if at_top >= overall - _SURELY * doubt:
        return None
    share = max(at_top / overall, 0.0)
    return Best(share, float(((apart - share * due)[best] ** 2).sum()) / freedom)


def lowest(function: Callable[[Floats], Floats], low: float, high: float) -> float:
    """Give where a function of one number is least between two, by ever narrower grids."""
    for _ in range(_NARROWINGS):
        grid = np.linspace(low, high, _STEPS)
        best = int(np.argmin(function(grid)))
        low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, _STEPS - 1)])
    return float(grid[best])


def lowest_by_halving(function: Callable[[float], float], low: float, high: float) -> float:
    """Give where a function that has one valley is least between two numbers, asking it as seldom as can be."""
    golden = (5**0.5 - 1) / 2
    inner = [high - golden * (high - low), low + golden * (high - low)]
    values = [function(inner[0]), function(inner[1])]
    while high - low > _NEAR:
        if values[0] <= values[1]:
            high = inner[1]
            inner = [high - golden * (high - low), inner[0]]
            values = [function(inner[0]), values[0]]
        else:
            low = inner[0]
            inner = [inner[1], low + golden * (high - low)]
            values = [values[1], function(inner[1])]
    return (low + high) / 2


def face(value: float) -> Decimal:
    """Give a computed figure as it is shown: four places, half to even."""
    return Decimal(round(value * 10**DECIMAL_PLACES)).scaleb(-DECIMAL_PLACES, EXACT)
