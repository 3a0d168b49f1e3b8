"""Drawing judges for entries, against chance alone and against a solver's flow where one is installed."""

import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from itertools import combinations
from statistics import median, pstdev
from typing import Final

import numpy as np

from benchmarks.lines import Line, at_most
from contest.judging.draw import JudgeSeat, draw_readings

READINGS: Final = 3
MOST_MILLISECONDS: Final = 2_000.0
MOST_APART: Final = 1.01
_SOLVER: Final = "ortools.graph.python.min_cost_flow"

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Contest:
    """What is drawn: entries, judges, and who must not read what."""

    entries: list[str]
    judges: list[str]
    conflicts: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What one way to draw came to: processor seconds, loads, and how often each pair of judges met."""

    seconds: float
    lightest: int
    heaviest: int
    groups: int
    spread: float
    never: float


def measure_drawing(*, entries: int, judges: int, rounds: int) -> list[Line]:
    """Draw some times, and once by each of the other ways."""
    contest = _contest(entries, judges)
    own = _measured(contest, _by_rule, rounds)
    chance = _measured(contest, _by_chance, 1)
    what = f"draw {entries:,} x {judges} x {READINGS}"
    loads, chances = (f"{drawn.lightest} to {drawn.heaviest}" for drawn in (own, chance))
    seconds, apart = own.seconds * 1000, own.heaviest / own.lightest
    lines = [
        at_most(f"{what}: CPU, ms", f"{seconds:.1f} ms", "the aim", seconds, MOST_MILLISECONDS, "{:.1f}"),
        at_most(f"{what}: heaviest load to lightest", loads, f"by chance {chances}", apart, MOST_APART),
        at_most(f"{what}: comparison groups", f"{own.groups}", f"by chance {chance.groups}", own.groups, 1, "{:.0f}"),
        *_compared("chance", own, chance),
    ]
    if find_spec("ortools"):
        lines += _compared("a full flow", own, _measured(contest, _by_flow, 1))
    return lines


def _compared(name: str, own: _Drawn, other: _Drawn) -> list[Line]:
    """The lines that hold how evenly pairs of judges meet, and what it costs, against another way to draw."""
    spread, other_spread = (f"{drawn.spread:.2f}, {drawn.never:.0%} never" for drawn in (own, other))
    time_taken, other_time = (f"{drawn.seconds * 1000:.1f} ms" for drawn in (own, other))
    return [
        Line(f"draw to {name}: SD of pairs", spread, other_spread, f"{own.spread / other.spread:.2f}"),
        Line(f"draw to {name}: CPU", time_taken, other_time, f"{own.seconds / other.seconds:.3f}"),
    ]


def _contest(entries: int, judges: int) -> _Contest:
    """A contest in which judges and entries come from units, two judges from each."""
    lot = random.Random(9)
    units = max(4, judges // 2)
    names = [f"E{number:05}" for number in range(entries)]
    seats = [f"J{number:03}" for number in range(judges)]
    of_unit: defaultdict[int, list[str]] = defaultdict(list)
    for number, seat in enumerate(seats):
        of_unit[number % units].append(seat)
    conflicts = []
    for name in names:
        conflicts += [(name, seat) for seat in of_unit[lot.randrange(units)]]
    return _Contest(names, seats, frozenset(conflicts))


def _measured(contest: _Contest, draw: Callable[[_Contest], Pairs], rounds: int) -> _Drawn:
    seconds = []
    for _ in range(rounds):
        began = time.process_time()
        pairs = draw(contest)
        seconds.append(time.process_time() - began)
    loads = Counter(judge for _, judge in pairs)
    panels: defaultdict[str, list[str]] = defaultdict(list)
    for entry, judge in pairs:
        panels[entry].append(judge)
    met = Counter(pair for panel in panels.values() for pair in combinations(sorted(panel), 2))
    counts = [met[pair] for pair in combinations(contest.judges, 2)]
    return _Drawn(
        seconds=median(seconds),
        lightest=min(loads[judge] for judge in contest.judges),
        heaviest=max(loads.values()),
        groups=_groups(panels.values()),
        spread=pstdev(counts),
        never=counts.count(0) / len(counts),
    )


def _groups(panels: Collection[list[str]]) -> int:
    """How many groups of judges no entry links."""
    groups: list[set[str]] = []
    for panel in panels:
        linked = [group for group in groups if not group.isdisjoint(panel)]
        groups = [group for group in groups if group.isdisjoint(panel)]
        groups.append(set(panel).union(*linked))
    return len(groups)


def _by_rule(contest: _Contest) -> Pairs:
    seats = [JudgeSeat(judge) for judge in contest.judges]
    return draw_readings(contest.entries, seats, READINGS, contest.conflicts, "seed").readings


def _by_chance(contest: _Contest) -> Pairs:
    """For each entry, lots until they fall on judges without a conflict."""
    lot = random.Random(1)
    pairs: list[tuple[str, str]] = []
    for entry in contest.entries:
        panel = lot.sample(contest.judges, READINGS)
        while any((entry, judge) in contest.conflicts for judge in panel):
            panel = lot.sample(contest.judges, READINGS)
        pairs += [(entry, judge) for judge in panel]
    return pairs


def _by_flow(contest: _Contest) -> Pairs:
    """The whole draw as one flow, each judge with the same room."""
    solver = import_module(_SOLVER).SimpleMinCostFlow()
    entries, judges = len(contest.entries), len(contest.judges)
    places = {judge: place for place, judge in enumerate(contest.judges)}
    rows = {entry: place for place, entry in enumerate(contest.entries)}
    may = np.ones((entries, judges), bool)
    for entry, judge in contest.conflicts:
        may[rows[entry], places[judge]] = False
    froms, tos = np.nonzero(may)
    costs = np.random.default_rng(1).integers(0, 1_000, len(froms))
    arcs = solver.add_arcs_with_capacity_and_unit_cost(froms, tos + entries, np.ones_like(froms), costs)
    sink = entries + judges
    room = -(-entries * READINGS // judges)
    for place in range(judges):
        solver.add_arc_with_capacity_and_unit_cost(entries + place, sink, room, 0)
    for place in range(entries):
        solver.set_node_supply(place, READINGS)
    solver.set_node_supply(sink, -entries * READINGS)
    solver.solve()
    used = np.flatnonzero(solver.flows(arcs))
    return [(contest.entries[froms[arc]], contest.judges[tos[arc]]) for arc in used]
