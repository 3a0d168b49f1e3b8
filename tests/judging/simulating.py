"""Contests whose truth is known: what each entry is worth, and how generous each judge is.

Of the variance of a total 52 % is the entry's worth, 11 % the judge's severity and the rest chance, as studies of
essay marking report. Totals run from 0 to 100 with a standard deviation of 10.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

import numpy as np

from contest.judging.draw import JudgeSeat, draw_readings
from contest.judging.ranking import scores
from contest.judging.scoring import Method
from contest.judging.severity import ReadingTotal, Severities, face

TIERS: Final = (3, 6, 10)

_WORTH, _SEVERITY, _CHANCE = 0.52, 0.11, 0.37
_DEVIATION: Final = 10.0

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One kind of contest. `by_panels` parts the judges, so that no judge connects one part's entries with another's.

    `finalists` get two readings more in a second round. `tails` are the degrees of freedom of chance, `narrow` the
    share of judges who use half of the scale, `criteria` how many marks of whole points make a total, each of them cut
    off at its ends. The first judges are odd: `at_random` of them mark at random, `all_maximum` give the maximum.
    """

    name: str
    entries: int = 300
    judges: int = 12
    readings: int = 3
    by_panels: int = 1
    conflicts: float = 0.0
    finalists: int = 0
    tails: float | None = None
    narrow: float = 0.0
    level: float = 70.0
    criteria: int = 0
    at_random: int = 0
    all_maximum: int = 0
    leaving: bool = False
    seldom: bool = False


SCENARIOS: Final = (
    Scenario("drawn"),
    Scenario("conflicts", conflicts=0.25),
    Scenario("panels", by_panels=4),
    Scenario("everyone reads all", entries=60, judges=5, readings=5),
    Scenario("two, then finalists", readings=2, finalists=60),
    Scenario("heavy tails", tails=3.0),
    Scenario("narrow scales", narrow=0.34),
    Scenario("whole points, 3 criteria", criteria=3),
    Scenario("whole points, ceiling", criteria=5, level=88.0),
    Scenario("one at random", at_random=1),
    Scenario("one all maximum", all_maximum=1),
    Scenario("one leaves half-way", leaving=True),
    Scenario("one reads three", seldom=True),
)


@dataclass(frozen=True, slots=True)
class Simulated:
    """A contest: what its judges gave, and the truth behind it. `odd` are the judges who don't mark as they should."""

    totals: tuple[ReadingTotal, ...]
    worth: Mapping[str, float]
    severity: Mapping[str, float]
    odd: frozenset[str] = field(default=frozenset())

    def is_winner(self, entry: str) -> bool:
        """Say whether an entry is worth enough for a prize."""
        return entry in _best(self.worth)

    def found(self, scores: Mapping[str, float] | Mapping[str, Decimal]) -> float:
        """Give the share of the true winners who get a prize by these scores."""
        return len(_best(self.worth) & _best(scores)) / sum(TIERS)

    def known(self) -> Mapping[str, Decimal]:
        """Give the scores that entries would have were all severities known."""
        off = Severities({judge: face(value) for judge, value in self.severity.items()}, None, 1)
        return scores(self.totals, Method.SEVERITY, off)


def simulate(scenario: Scenario, number: int) -> Simulated:
    """Give the scenario's contest with this number: always the same one."""
    chance = np.random.default_rng([number, *scenario.name.encode()])
    entries = [f"E{place:05}" for place in chance.permutation(scenario.entries)]
    judges = [f"J{place:03}" for place in range(scenario.judges)]
    worth = dict(zip(entries, chance.normal(0, _DEVIATION * _WORTH**0.5, len(entries)), strict=True))
    severity = dict(zip(judges, chance.normal(0, _DEVIATION * _SEVERITY**0.5, len(judges)), strict=True))
    odd = judges[: scenario.at_random + scenario.all_maximum]
    narrow = set(judges[len(odd) : len(odd) + round(scenario.narrow * len(judges))])
    give = _giver(scenario, chance)

    def total(entry: str, judge: str) -> ReadingTotal:
        if judge in odd[: scenario.at_random]:
            value = chance.normal(scenario.level, _DEVIATION)
        elif judge in odd:
            value = np.inf
        else:
            noise = chance.normal() if scenario.tails is None else _of_tails(chance, scenario.tails)
            own = (worth[entry] + noise * _DEVIATION * _CHANCE**0.5) * (0.5 if judge in narrow else 1.0)
            value = scenario.level + severity[judge] + own
        return ReadingTotal(entry, judge, give(float(value)))

    pairs = _pairs(scenario, entries, judges, chance, number)
    totals = [total(entry, judge) for entry, judge in pairs]
    if scenario.finalists:
        totals += [total(*pair) for pair in _final(scenario, totals, judges)]
    return Simulated(tuple(totals), worth, severity, frozenset(odd))


def _best(scores: Mapping[str, float] | Mapping[str, Decimal], seats: int = sum(TIERS)) -> frozenset[str]:
    """The entries with the highest scores, equal ones by a key that says nothing of them."""
    return frozenset(sorted(scores, key=lambda entry: (-scores[entry], entry[::-1]))[:seats])


def _pairs(
    scenario: Scenario, entries: list[str], judges: list[str], chance: np.random.Generator, number: int
) -> Pairs:
    """Who reads what, by the real draw."""
    parts = scenario.by_panels
    pairs: Pairs = []
    for part in range(parts):
        own, panel = entries[part::parts], judges[part::parts]
        units = {judge: chance.random() for judge in panel}
        conflicts = [
            (entry, judge)
            for entry in own
            for judge in panel
            if scenario.conflicts and abs(chance.random() - units[judge]) < scenario.conflicts / 2
        ]
        seats = [JudgeSeat(judge, 3 if scenario.seldom and judge == judges[-1] else None) for judge in panel]
        pairs += draw_readings(own, seats, scenario.readings, conflicts, str(number)).readings
    if scenario.leaving:
        left = [pair for pair in pairs if pair[1] == judges[-1]]
        gone = set(left[len(left) // 2 :])
        pairs = [pair for pair in pairs if pair not in gone]
    return pairs


def _final(scenario: Scenario, totals: list[ReadingTotal], judges: list[str]) -> Pairs:
    """Two judges more for each of the best of the first round, in turn."""
    read: dict[str, dict[str, Decimal]] = {}
    for one in totals:
        read.setdefault(one.entry, {})[one.judge] = one.total
    means = {entry: sum(own.values(), Decimal(0)) / len(own) for entry, own in read.items()}
    pairs = []
    turn = 0
    for entry in sorted(_best(means, scenario.finalists)):
        fresh = [judge for judge in judges if judge not in read[entry]]
        pairs += [(entry, fresh[(turn + step) % len(fresh)]) for step in (0, 5)]
        turn += 2
    return pairs


def _giver(scenario: Scenario, chance: np.random.Generator) -> Callable[[float], Decimal]:
    """How a judge's opinion becomes a total: as it is, or by several marks of whole points within their range."""
    if not scenario.criteria:
        return lambda value: Decimal(round(min(value, 100.0) * 100)).scaleb(-2)
    most = 100 / scenario.criteria

    def by_criteria(value: float) -> Decimal:
        apart = chance.normal(0, 2.0, scenario.criteria)
        marks = min(value, 200.0) / scenario.criteria + apart - apart.mean()
        return Decimal(int(np.clip(np.round(marks), 0, round(most)).sum()))

    return by_criteria


def _of_tails(chance: np.random.Generator, freedom: float) -> float:
    """A deviation with heavy tails and variance 1."""
    return float(chance.standard_t(freedom) / (freedom / (freedom - 2)) ** 0.5)
