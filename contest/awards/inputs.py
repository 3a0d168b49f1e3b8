"""All that a prize list is made of, its fingerprint, and the facts about entries that the plan's rules ask for.

A person is known here by a number that stands for nothing: whoever has all inputs can make the list and its
fingerprint again without knowing a name.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from contest.awards.plan import About, Allocation, Decision, Plan, SeatsDecision, Within
from contest.awards.ranking import Ranked, rank
from contest.awards.tiers import ALLOCATION_VERSION, allocate

INPUTS_VERSION: Final = "2"
"""What the fingerprint of the inputs covers, and in which form."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a prize list is made of; `scores` and `about` in the order in which the fingerprint takes them."""

    method: str
    scores: Mapping[str, Decimal | None]
    plan: Plan
    about: Mapping[str, About]
    valid: Mapping[tuple[Within, str], int]
    decisions: tuple[Decision, ...] = ()

    @property
    def ranking(self) -> tuple[Ranked, ...]:
        """The entries by their places."""
        return rank(self.scores)

    def allocation(self) -> Allocation:
        """Give out the prizes. Raises `Refusal` where plan or decisions can't be."""
        return allocate(self.ranking, self.plan, self.decisions, self.about, self.valid)

    def digest(self) -> str:
        """Give the SHA-256 over everything that the list depends on."""
        tiers = self.plan.tiers
        asked = {tier.within for tier in tiers}
        told = {
            "version": ALLOCATION_VERSION,
            "method": self.method,
            "scores": [[entry, _text(score)] for entry, score in self.scores.items()],
            "plan": [
                [[tier.key, tier.quota, _text(tier.share), tier.within, _text(tier.minimum)] for tier in tiers],
                self.plan.one_prize,
                self.plan.reserve,
                [rule.key for rule in self.plan.tie_rules],
            ],
            "about": [
                [
                    entry,
                    sorted(one.people),
                    one.group if Within.GROUP in asked else "",
                    one.genre if Within.GENRE in asked else "",
                    [_text(one.values.get(rule.key)) for rule in self.plan.tie_rules],
                ]
                for entry, one in self.about.items()
            ],
            "valid": sorted([str(within), division, count] for (within, division), count in self.valid.items()),
            "decisions": sorted(map(_plain, self.decisions)),
        }
        return hashlib.sha256(json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def numbered_people(people: Mapping[str, Iterable[str]]) -> Mapping[str, frozenset[str]]:
    """Give for each entry its people as numbers, in the order in which they first appear, entries by their keys."""
    numbers: dict[str, str] = {}
    return {
        entry: frozenset(numbers.setdefault(person, str(len(numbers) + 1)) for person in sorted(people[entry]))
        for entry in sorted(people)
    }


def mean_marks(marks: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal | None]:
    """Give each entry the mean of its marks on a criterion."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    counts: Counter[str] = Counter()
    for entry, value in marks:
        sums[entry] += value
        counts[entry] += 1
    return {entry: total / counts[entry] for entry, total in sums.items()}


def most_firsts(totals: Iterable[tuple[object, str, Decimal]]) -> dict[str, Decimal | None]:
    """Give by entry how many judges gave it their highest total; of (judge, entry, total)."""
    by_judge: dict[object, dict[str, Decimal]] = defaultdict(dict)
    for judge, entry, total in totals:
        by_judge[judge][entry] = total
    firsts: dict[str, Decimal | None] = {}
    for own in by_judge.values():
        best = max(own.values())
        for entry, total in own.items():
            firsts[entry] = (firsts.get(entry) or Decimal(0)) + (total == best)
    return firsts


def count_valid(plan: Plan, genres: Mapping[str, int], groups: Sequence[str]) -> dict[tuple[Within, str], int]:
    """Give how many valid entries there are by division, where a tier is a share of them.

    `genres` counts all valid entries by genre, `groups` holds the group of each that is ranked.
    """
    asked = {tier.within for tier in plan.tiers if tier.share is not None}
    valid: dict[tuple[Within, str], int] = {}
    if asked - {Within.GROUP}:
        valid[Within.ALL, ""] = sum(genres.values())
        valid |= {(Within.GENRE, genre): count for genre, count in genres.items()}
    if Within.GROUP in asked:
        valid |= {(Within.GROUP, group): count for group, count in Counter(groups).items()}
    return valid


def _text(value: Decimal | None) -> str | None:
    """Give a number in the one form that it has, whatever digits the database gives it."""
    return None if value is None else f"{value.normalize():f}"


def _plain(decision: Decision) -> list[str]:
    if isinstance(decision, SeatsDecision):
        return [decision.tier, decision.division, "seats", str(decision.seats), decision.reason]
    tie = [",".join(sorted(decision.tied)), ",".join(sorted(decision.admitted))]
    return [decision.tier, decision.division, "tie", *tie, decision.reason]
