"""Which passages two texts share, found from short pieces that stand in both.

Pieces that follow one another in both texts make a run; runs with little between them, on both sides and in
whatever order, make a passage: so sentences that were moved about, and words that were replaced, leave it one.
How much a passage weighs is how much rare text it has in common; how far it reaches is seen from shorter pieces too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from contest.screening.originality.fingerprints import pieces
from contest.screening.originality.rarity import SEED, Weights
from contest.screening.originality.signs import Codes

LOOK: Final = 40.0
"""From so much on a passage is worth a look."""

SUSPECT: Final = 50.0
"""From so much on it looks copied."""

_MOST_OCCURRENCES: Final = 6
_LINE_GAP: Final = 6  # signs between two runs of one fragment
_PASSAGE_GAP: Final = 40  # between two fragments of one passage
_LAST_GAP: Final = 80  # between two passages that are one after all
_LEAST_FRAGMENT: Final = 10.0
_LEAST_DENSITY: Final = 0.35
_LONG: Final = 80  # a fragment of so many signs keeps its weight however many texts have it,
_UNBROKEN: Final = 0.75  # where so much of it is shared

# Shorter pieces count where they lie beside a run, and nearly as far on in one text as in the other.
_FINE: Final = 3
_REACH: Final = 25
_DRIFT: Final = 6
_FEW_OCCURRENCES: Final = 2


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of one text and the stretch of another that it is like, in signs; the ends are not with it."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int

    def near(self, other: "Box", gap: int) -> bool:
        """Whether not more than `gap` signs lie between the two, on either side."""
        return (
            max(self.a_start, other.a_start) - min(self.a_end, other.a_end) <= gap
            and max(self.b_start, other.b_start) - min(self.b_end, other.b_end) <= gap
        )

    def with_(self, other: "Box") -> "Box":
        """Give the smallest that holds both."""
        return Box(
            min(self.a_start, other.a_start),
            max(self.a_end, other.a_end),
            min(self.b_start, other.b_start),
            max(self.b_end, other.b_end),
        )


@dataclass(frozen=True, slots=True)
class Compared:
    """A text made ready for alignment: its signs, and what each of them weighs."""

    codes: Codes
    weights: Weights


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that two texts share: where it stands in both, in signs, and how much rare text it shares."""

    box: Box
    score: float


@dataclass(frozen=True, slots=True)
class _Cluster:
    box: Box
    runs: tuple[Box, ...]


def align(a: Compared, b: Compared, *, least: float = LOOK) -> tuple[Passage, ...]:
    """Give the passages that two texts share and that weigh at least `least`, in the order of `a`."""
    runs = _runs(a.codes, b.codes, SEED, _MOST_OCCURRENCES)
    lines = _clustered([_Cluster(run, (run,)) for run in runs], _LINE_GAP)
    fragments = [line for line in map(_whole, lines) if _weight(line.runs, a, b) >= _LEAST_FRAGMENT]
    rough = [one for one in _clustered(fragments, _PASSAGE_GAP) if _weight(one.runs, a, b) >= least / 2]
    found = _clustered([_Cluster(_reaching(one, a.codes, b.codes), one.runs) for one in rough], _LAST_GAP)
    passages = []
    for one in found:
        score, box = _weight(one.runs, a, b), one.box
        if score >= max(least, _LEAST_DENSITY * min(box.a_end - box.a_start, box.b_end - box.b_start)):
            passages.append(Passage(box, score))
    return tuple(passages)


def _runs(a: Codes, b: Codes, size: int, most: int) -> list[Box]:
    """Give the runs of pieces of `size` signs that stand in both texts, and in `b` not more than `most` times."""
    in_a, in_b = pieces(a, size), pieces(b, size)
    order = np.argsort(in_b, kind="stable")
    rising = in_b[order]
    first = np.searchsorted(rising, in_a, "left")
    times = np.searchsorted(rising, in_a, "right") - first
    shared = np.flatnonzero((times > 0) & (times <= most))
    if len(shared) == 0:
        return []
    times = times[shared]
    within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    at_a = np.repeat(shared, times)
    at_b = order[np.repeat(first[shared], times) + within]
    along = np.lexsort((at_a, at_b - at_a))
    at_a, at_b = at_a[along], at_b[along]
    breaks = np.flatnonzero((np.diff(at_b - at_a) != 0) | (np.diff(at_a) != 1)) + 1
    starts, ends = np.concatenate(([0], breaks)), np.concatenate((breaks, [len(at_a)])) - 1
    return [
        Box(first_a, last_a + size, first_b, last_b + size)
        for first_a, last_a, first_b, last_b in zip(
            at_a[starts].tolist(), at_a[ends].tolist(), at_b[starts].tolist(), at_b[ends].tolist(), strict=True
        )
    ]


def _clustered(clusters: Sequence[_Cluster], gap: int) -> list[_Cluster]:
    """Join clusters with not more than `gap` signs between them, until none are left that near."""
    while True:
        joined: list[_Cluster] = []
        near: list[int] = []  # places of those that what comes next can still lie near to
        for one in sorted(clusters, key=lambda cluster: (cluster.box.a_start, cluster.box.b_start)):
            near = [place for place in near if joined[place].box.a_end + gap >= one.box.a_start]
            for place in reversed(near):
                if joined[place].box.near(one.box, gap):
                    joined[place] = _Cluster(joined[place].box.with_(one.box), joined[place].runs + one.runs)
                    break
            else:
                near.append(len(joined))
                joined.append(one)
        if len(joined) == len(clusters):
            return joined
        clusters = joined


def _whole(line: _Cluster) -> _Cluster:
    """Give a long fragment with little missing in it as one run: thirty copies of it make nobody's phrase of it."""
    box = line.box
    shared = min(
        _covered(np.ones(box.a_end), [(run.a_start, run.a_end) for run in line.runs]),
        _covered(np.ones(box.b_end), [(run.b_start, run.b_end) for run in line.runs]),
    )
    length = max(box.a_end - box.a_start, box.b_end - box.b_start)
    return _Cluster(box, (box,)) if length >= _LONG and shared >= _UNBROKEN * length else line


def _weight(runs: Sequence[Box], a: Compared, b: Compared) -> float:
    """Give what the signs of the runs weigh, each once, in the text where they weigh less."""
    return min(
        _covered(a.weights, [(run.a_start, run.a_end) for run in runs]),
        _covered(b.weights, [(run.b_start, run.b_end) for run in runs]),
    )


def _covered(weights: Weights, stretches: Sequence[tuple[int, int]]) -> float:
    first = min(start for start, _ in stretches)
    covered: NDArray[np.float64] = np.zeros(max(end for _, end in stretches) - first)
    for start, end in stretches:
        part = covered[start - first : end - first]
        own = weights[start:end]
        np.maximum(part, (own > 0) if end - start >= _LONG else own, out=part)
    return float(covered.sum())


def _reaching(cluster: _Cluster, a: Codes, b: Codes) -> Box:
    """Give how far a passage reaches, looked at closely."""
    box = cluster.box
    from_a, from_b = max(0, box.a_start - _REACH), max(0, box.b_start - _REACH)
    close = _runs(a[from_a : box.a_end + _REACH], b[from_b : box.b_end + _REACH], _FINE, _FEW_OCCURRENCES)
    for one in close:
        run = Box(one.a_start + from_a, one.a_end + from_a, one.b_start + from_b, one.b_end + from_b)
        if box.with_(run) != box and any(
            abs((run.b_start - run.a_start) - (known.b_start - known.a_start)) <= _DRIFT
            and max(run.a_start, known.a_start) - min(run.a_end, known.a_end) <= _REACH
            for known in cluster.runs
        ):
            box = box.with_(run)
    return box
