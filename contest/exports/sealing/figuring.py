"""Figures and prizes made again from the marks and decisions that a package holds."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from contest.awards.inputs import Inputs, count_valid, mean_marks, most_firsts
from contest.awards.plan import About, Decision, Plan, SeatsDecision, TieDecision, TierQuota, TieRule
from contest.exports.sealing.contents import Entry, Package, PrizeDecision, RoundRules, Tier, Version
from contest.exports.sealing.judged import Reading, RoundMarks, Row
from contest.judging.scoring import CriterionRule
from contest.judging.severity import ReadingTotal
from contest.notice.announcement import MOST_FIRSTS

PERSON: Final = "person"
ELIGIBLE: Final = "eligible"
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True)
class Results:
    """The results of a package, as they come of what it holds."""

    package: Package

    @cached_property
    def rounds(self) -> Mapping[str, RoundRules]:
        """The rounds by their keys, in their order."""
        return {one.key: one for one in sorted(self.package.rules.rounds, key=lambda one: one.position)}

    @cached_property
    def marks(self) -> Mapping[str, RoundMarks]:
        """The marks by round."""
        return {one.round: one for one in self.package.marks.rounds}

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The entries by their keys."""
        return {one.key: one for one in self.package.entries.entries}

    @cached_property
    def rows(self) -> Mapping[str, Mapping[int, Row]]:
        """The entries of each round, by their numbers."""
        return {key: {row.number: row for row in one.entries} for key, one in self.marks.items()}

    def counting(self, key: str) -> list[str]:
        """Give the rounds whose marks count in a round: itself, and those before it as long as marks are kept."""
        keys = list(self.rounds)
        found = [key]
        for before in reversed(keys[: keys.index(key)]):
            if not self.rounds[found[-1]].keeps_marks:
                break
            found.append(before)
        return found

    def submitted(self, key: str) -> Iterator[tuple[str, Reading]]:
        """Give what counts of a round's readings, each with its entry."""
        rows = self.rows[key]
        for one in self.marks[key].readings:
            if one.total is not None and not one.ended:
                yield rows[one.number].entry, one

    def totals(self, key: str) -> list[ReadingTotal]:
        """Give the totals that count for the entries of a round."""
        own = {row.entry for row in self.marks[key].entries}
        return [
            ReadingTotal(entry, one.judge, one.total)
            for before in self.counting(key)
            for entry, one in self.submitted(before)
            if entry in own and one.total is not None
        ]

    def marks_hash(self, key: str) -> str:
        """Give the SHA-256 over the submitted marks of a round, by number, judge and criterion."""
        order = {one.key: place for place, one in enumerate(self.rounds[key].criteria)}
        lines = sorted(
            (one.number, int(one.judge), order[criterion], value)
            for _entry, one in self.submitted(key)
            for criterion, value in one.marks.items()
        )
        names = list(order)
        text = "".join(f"{number},{judge},{names[at]},{value.quantize(_CENT)}\n" for number, judge, at, value in lines)
        return hashlib.sha256(text.encode()).hexdigest()

    def inputs(self, version: Version) -> Inputs:
        """Give what a version of the list is made of."""
        key = self.package.prizes.round
        taken_out = {one.entry for one in self.package.decisions.corrections if one.version > version.version}
        valid = [one for one in self.entries.values() if one.state == ELIGIBLE or one.key in taken_out]
        standing = {one.key for one in valid}
        rows = [row for row in self.marks[key].entries if row.entry in standing]
        plan = self.plan
        values = {rule.key: self._values(key, rule.key) for rule in plan.tie_rules}
        return Inputs(
            method=version.rules.get("method", ""),
            scores={row.entry: row.figure for row in rows},
            plan=plan,
            about={
                row.entry: About(
                    frozenset(self.entries[row.entry].people) if plan.one_prize else frozenset(),
                    "" if row.group is None else str(row.group),
                    self.entries[row.entry].genre,
                    {rule: found.get(row.entry) for rule, found in values.items()},
                )
                for row in rows
            },
            valid=count_valid(
                plan,
                Counter(one.genre for one in valid),
                ["" if row.group is None else str(row.group) for row in rows],
            ),
            decisions=tuple(map(_decided, self.decisions(version))),
        )

    @cached_property
    def plan(self) -> Plan:
        """The prizes to people as the notice says; a tie rule on a criterion that the round hasn't is none."""
        rules = self.package.rules
        names = {one.key: one.name for one in self.rounds[self.package.prizes.round].criteria}
        return Plan(
            tiers=tuple(_quota(tier) for tier in rules.tiers if tier.kind == PERSON),
            one_prize=rules.one_prize,
            reserve=rules.reserve,
            tie_rules=tuple(
                TieRule(key, names.get(key, key)) for key in rules.tie_rules if key in (*names, MOST_FIRSTS)
            ),
        )

    def decisions(self, version: Version) -> list[PrizeDecision]:
        """Give the decisions on prizes that stood when a version was confirmed."""
        at = version.confirmed_at
        return [
            one
            for one in self.package.decisions.prizes
            if one.round == self.package.prizes.round
            and one.at <= at
            and (one.revoked_at is None or one.revoked_at > at)
        ]

    def _values(self, key: str, rule: str) -> Mapping[str, Decimal | None]:
        counted = [(before, entry, one) for before in self.counting(key) for entry, one in self.submitted(before)]
        if rule == MOST_FIRSTS:
            return most_firsts(
                ((before, one.judge), entry, one.total) for before, entry, one in counted if one.total is not None
            )
        return mean_marks((entry, one.marks[rule]) for _before, entry, one in counted if rule in one.marks)


def criterion_rules(rules: RoundRules) -> list[CriterionRule]:
    """Give what is marked in a round. Raises `Refusal` for a rule under which no mark could be given."""
    return [CriterionRule(one.key, one.weight, one.minimum, one.maximum, one.step) for one in rules.criteria]


def _quota(tier: Tier) -> TierQuota:
    return TierQuota(tier.key, tier.name, tier.quota or 0, tier.share, tier.within, tier.minimum)


def _decided(one: PrizeDecision) -> Decision:
    if one.kind == "seats":
        return SeatsDecision(one.tier, one.seats or 0, one.reason, one.division)
    return TieDecision(one.tier, frozenset(one.tied), frozenset(one.admitted), one.reason, one.division)
