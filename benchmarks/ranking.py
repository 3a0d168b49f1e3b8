"""Ranking by marks: how well it finds the winners of contests whose truth is known, and what a large one costs."""

import csv
import resource
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import correlation, mean
from typing import Final

from benchmarks.lines import Line, at_least, at_most
from benchmarks.place import ROOT, Place, process_environment
from contest.judging.fairness import fairness
from contest.judging.scoring import Method
from tests.judging.simulating import SCENARIOS, TIERS, Scenario, Simulated, simulate

LEAST_FOUND: Final = 0.645
LEAST_OF_MEAN: Final = 0.99
LEAST_CORRELATION: Final = 0.95
LEAST_FLAGGED: Final = 0.95
LEAST_LEFT_ALONE: Final = 0.97
MOST_APART: Final = 0.04
MOST_CPU: Final = 3.0

_BOUNDS: Final = (0.05, 0.2, 0.4, 0.6, 0.8, 0.95)
_READ_BY_EACH: Final = 150


@dataclass(slots=True)
class _Tally:
    """What is counted over the contests of one scenario."""

    by_mean: list[float] = field(default_factory=list)
    by_severity: list[float] = field(default_factory=list)
    known: list[float] = field(default_factory=list)
    correlations: list[float] = field(default_factory=list)
    odd: list[bool] = field(default_factory=list)
    ordinary: list[bool] = field(default_factory=list)
    said: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, contest: Simulated) -> None:
        """Rank a contest, look at it, and hold both against its truth."""
        report = fairness(contest.totals, Method.SEVERITY, TIERS)
        self.by_mean.append(contest.found({entry.key: entry.raw_mean for entry in report.entries}))
        self.by_severity.append(contest.found({entry.key: entry.standing.score for entry in report.entries}))
        self.known.append(contest.found(contest.known()))
        ordinary = [judge for judge in report.judges if judge.key not in contest.odd]
        self.correlations.append(
            correlation(
                [float(judge.severity or 0) for judge in ordinary], [contest.severity[judge.key] for judge in ordinary]
            )
        )
        self.odd += [judge.flagged for judge in report.judges if judge.key in contest.odd]
        self.ordinary += [judge.flagged for judge in ordinary]
        self.said += [(float(entry.p_prize or 0), contest.is_winner(entry.key)) for entry in report.entries]

    def apart(self) -> tuple[float, str]:
        """Give how far what was said lies from what happened where that is farthest, and all of it."""
        told = []
        for low, high in pairwise(_BOUNDS):
            some = [(said, won) for said, won in self.said if low <= said < high]
            if some:
                told.append((mean(said for said, _ in some), mean(won for _, won in some)))
        return max(abs(said - won) for said, won in told), " ".join(f"{said:.2f}:{won:.2f}" for said, won in told)


def measure_ranking(place: Place, *, contests: int, entries: int) -> list[Line]:
    """Judge so many contests of every kind, and rank a contest of so many entries in a process of its own."""
    tallies = {}
    for scenario in SCENARIOS:
        tally = tallies[scenario.name] = _Tally()
        for number in range(contests):
            tally.add(simulate(scenario, number))
    return [*_drawn(tallies["drawn"]), *_odd(tallies), *_scenarios(tallies), _cost(place, entries)]


def _drawn(tally: _Tally) -> Iterable[Line]:
    found, known = mean(tally.by_severity), mean(tally.known)
    against = f"mean {mean(tally.by_mean):.3f}, all known {known:.3f}"
    yield at_least("ranking, drawn: winners found", f"{found:.3f}", against, found, LEAST_FOUND, "{:.3f}")
    told = mean(tally.correlations)
    yield at_least("ranking, drawn: severity and truth", f"r {told:.3f}", "the aim", told, LEAST_CORRELATION, "{:.3f}")
    apart, all_of_it = tally.apart()
    yield at_most("ranking, drawn: said and happened", all_of_it, "the aim", apart, MOST_APART, "{:.3f}")


def _odd(tallies: dict[str, _Tally]) -> Iterable[Line]:
    for name in ("one at random", "one all maximum"):
        share = mean(tallies[name].odd)
        measured = f"{sum(tallies[name].odd)} of {len(tallies[name].odd)}"
        yield at_least(f"ranking, {name}: flagged", measured, "the aim", share, LEAST_FLAGGED)
    ordinary = [flagged for tally in tallies.values() for flagged in tally.ordinary]
    alone = 1 - mean(ordinary)
    measured = f"{sum(ordinary)} of {len(ordinary):,} flagged"
    yield at_least("ranking: ordinary judges left alone", measured, "the aim", alone, LEAST_LEFT_ALONE, "{:.3f}")


def _scenarios(tallies: dict[str, _Tally]) -> Iterable[Line]:
    for name, tally in tallies.items():
        by_severity, by_mean = mean(tally.by_severity), mean(tally.by_mean)
        yield at_least(
            f"ranking, {name}: severity to mean",
            f"{by_severity:.3f}",
            f"{by_mean:.3f}",
            by_severity / by_mean,
            LEAST_OF_MEAN,
        )


def _cost(place: Place, entries: int) -> Line:
    """The CPU of the command with report, its start included."""
    judges = max(3 * entries // _READ_BY_EACH, 3)
    contest = simulate(Scenario("large", entries=entries, judges=judges), 1)
    criteria, scores = place.folder / "criteria.csv", place.folder / "scores.csv"
    _write(criteria, ("criterion", "weight", "min", "max", "step"), [("total", 1, 0, 100, "0.01")])
    marks = [(one.entry, one.judge, "total", one.total) for one in contest.totals]
    _write(scores, ("entry_id", "judge_id", "criterion", "score"), marks)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [
            *(sys.executable, ROOT / "manage.py", "rank_scores", "--criteria", criteria, "--scores", scores),
            *("--method", "severity", "--tiers", "3,6,10"),
            *("--out", place.folder / "ranking.csv", "--report", place.folder / "report.csv"),
        ],
        env=process_environment({}),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return at_most(f"rank {entries:,} x 3: CPU, s", f"{spent:.2f} s", "the aim", spent, MOST_CPU)


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
