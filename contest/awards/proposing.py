"""The prize list as it would be now: from the figures stored, the plan of the notice, and the decisions taken."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet

from contest.awards.models import PrizeDecision
from contest.awards.plan import (
    About,
    Allocation,
    Decision,
    Plan,
    SeatsDecision,
    TieDecision,
    TierQuota,
    TieRule,
    Within,
)
from contest.awards.ranking import Ranked, rank
from contest.awards.tiers import ALLOCATION_VERSION, allocate
from contest.entries.models import Entry, EntryAuthor, EntryState
from contest.entries.units.queries import standing_for
from contest.judging.drawing import kept_rounds
from contest.judging.models import Mark, Reading, Round, RoundEntry
from contest.notice.announcement import MOST_FIRSTS
from contest.notice.models import Contest, Tier
from contest.phrases import Phrase, gettext_noop

_FIRSTS: Final = Phrase(gettext_noop("第一名多的"))


@dataclass(frozen=True, slots=True)
class Proposal:
    """The prize list as ranking, plan and decisions give it, and what it was computed from.

    `entries` are the entries that the allocation names, by key; `stale` are decisions whose tie is gone. `inputs_hash`
    covers everything that the list depends on: what is confirmed is what was shown.
    """

    round: Round
    ranking: tuple[Ranked, ...]
    plan: Plan
    allocation: Allocation
    decisions: tuple[PrizeDecision, ...]
    stale: tuple[PrizeDecision, ...]
    entries: Mapping[str, Entry]
    inputs_hash: str

    @property
    def is_unmarked(self) -> bool:
        """No entry has a figure: there is nothing to rank."""
        return all(ranked.score is None for ranked in self.ranking)

    def tier(self, key: str) -> TierQuota:
        """Give a tier of the plan."""
        return next(tier for tier in self.plan.tiers if tier.key == key)


def propose(round_: Round, *, without: Collection[str] = ()) -> Proposal:
    """Compute the prize list of a round; `without` are entries (tokens) that are left out as if disqualified."""
    rows = list(
        RoundEntry.objects.filter(round=round_, entry__state=EntryState.ELIGIBLE)
        .exclude(entry__token__in=without)
        .order_by("entry__token")
        .values_list("entry__token", "score", "entry_id", "entry__unit_id", "entry__genre", "group")
    )
    ranking = rank({token: score for token, score, *_rest in rows})
    plan = plan_of(round_.contest, round_)
    about = _about(round_, plan, rows)
    valid = _valid(round_, plan, rows, without)
    taken = tuple(standing_decisions(round_))
    decisions = [_decided(one) for one in taken]
    allocation = allocate(ranking, plan, decisions, about, valid)
    named = {award.entry for award in allocation.awards}.union(
        *(tie.entries for tie in allocation.open_ties), (one.entry for one in allocation.reserve)
    )
    entries = {entry.token: entry for entry in Entry.objects.filter(token__in=named).select_related("unit")}
    stale = tuple(row for row, one in zip(taken, decisions, strict=True) if one in allocation.stale)
    return Proposal(
        round_,
        ranking,
        plan,
        allocation,
        taken,
        stale,
        entries,
        _hash(round_, rows, plan, about, valid, decisions),
    )


def plan_of(contest: Contest, round_: Round) -> Plan:
    """Give what the notice says of the prizes to people; tie rules by the names that the round's criteria have."""
    names = {criterion.key: criterion.name for criterion in round_.criteria.all()} if contest.tie_rules else {}
    return Plan(
        tiers=tuple(
            TierQuota(tier.key, tier.name, tier.quota or 0, tier.share, Within(tier.within), tier.minimum)
            for tier in contest.tiers.all()
            if tier.kind == Tier.Kind.PERSON
        ),
        one_prize=contest.one_prize,
        reserve=contest.reserve,
        tie_rules=tuple(
            TieRule(key, _FIRSTS if key == MOST_FIRSTS else names[key])
            for key in contest.tie_rules
            if key == MOST_FIRSTS or key in names
        ),
    )


def standing_decisions(round_: Round) -> QuerySet[PrizeDecision]:
    """Give the decisions on prizes that stand."""
    return (
        PrizeDecision.objects.filter(round=round_, revoked_at=None)
        .select_related("decided_by")
        .prefetch_related("admitted", "tied")
        .order_by("pk")
    )


def _decided(row: PrizeDecision) -> Decision:
    if row.kind == PrizeDecision.Kind.SEATS:
        return SeatsDecision(row.tier_key, row.seats or 0, row.reason, row.division)
    return TieDecision(
        row.tier_key,
        frozenset(entry.token for entry in row.tied.all()),
        frozenset(entry.token for entry in row.admitted.all()),
        row.reason,
        row.division,
    )


Row = tuple[str, Decimal | None, int, int | None, str, int | None]
"""An entry of the round: token, figure, primary key, its unit's, genre, group."""


def _about(round_: Round, plan: Plan, rows: Sequence[Row]) -> dict[str, About]:
    """Give what the plan's rules ask of each entry.

    A person is a name in a unit (as merged by now): two of one name in two units are taken for two.
    """
    people: dict[int, list[str]] = defaultdict(list)
    if plan.one_prize:
        units = standing_for({unit for _token, _score, _pk, unit, *_rest in rows if unit is not None})
        unit_of = {pk: units.get(unit or 0, "") for _token, _score, pk, unit, *_rest in rows}
        authors = EntryAuthor.objects.filter(entry__rounds__round=round_).values_list("entry_id", "key")
        for entry, key in authors.iterator(chunk_size=2000):
            if entry in unit_of:
                people[entry].append(f"{key}@{unit_of[entry]}")
    values = {rule.key: _values(round_, rule.key) for rule in plan.tie_rules}
    return {
        token: About(
            frozenset(people.get(pk, ())),
            "" if group is None else str(group),
            genre,
            {key: found.get(token) for key, found in values.items()},
        )
        for token, _score, pk, _unit, genre, group in rows
    }


def _values(round_: Round, key: str) -> dict[str, Decimal | None]:
    """Give by entry what a tie rule goes by: its mean mark on a criterion, or how many judges placed it first."""
    rounds = [round_, *kept_rounds(round_)]
    if key == MOST_FIRSTS:
        return _firsts(rounds)
    marks = (
        Mark.objects.filter(criterion__round__in=rounds, criterion__key=key, reading__ended_at=None)
        .exclude(reading__submitted_at=None)
        .values_list("reading__round_entry__entry__token", "value")
    )
    sums: dict[str, Decimal] = defaultdict(Decimal)
    counts: Counter[str] = Counter()
    for token, value in marks.iterator(chunk_size=2000):
        sums[token] += value
        counts[token] += 1
    return {token: total / counts[token] for token, total in sums.items()}


def _firsts(rounds: Sequence[Round]) -> dict[str, Decimal | None]:
    """Give by entry how many judges gave it their highest total, in each round by itself."""
    readings = (
        Reading.objects.filter(judge__round__in=rounds)
        .standing()
        .exclude(submitted_at=None)
        .exclude(total=None)
        .values_list("judge_id", "round_entry__entry__token", "total")
    )
    by_judge: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for judge, token, total in readings.iterator(chunk_size=2000):
        by_judge[judge][token] = total or Decimal(0)
    firsts: dict[str, Decimal | None] = {}
    for totals in by_judge.values():
        best = max(totals.values())
        for token, total in totals.items():
            firsts[token] = (firsts.get(token) or Decimal(0)) + (total == best)
    return firsts


def _valid(round_: Round, plan: Plan, rows: Sequence[Row], without: Collection[str]) -> dict[tuple[Within, str], int]:
    """Give how many valid entries there are by division, where a tier is a share of them."""
    asked = {tier.within for tier in plan.tiers if tier.share is not None}
    valid: dict[tuple[Within, str], int] = {}
    if asked - {Within.GROUP}:
        eligible = round_.contest.entries.filter(state=EntryState.ELIGIBLE).exclude(token__in=without)
        genres = Counter(eligible.values_list("genre", flat=True))
        valid[Within.ALL, ""] = genres.total()
        valid |= {(Within.GENRE, genre): count for genre, count in genres.items()}
    if Within.GROUP in asked:
        groups = Counter("" if row[5] is None else str(row[5]) for row in rows)
        valid |= {(Within.GROUP, group): count for group, count in groups.items()}
    return valid


def _hash(
    round_: Round,
    rows: Sequence[Row],
    plan: Plan,
    about: Mapping[str, About],
    valid: Mapping[tuple[Within, str], int],
    decisions: Sequence[Decision],
) -> str:
    """Give the SHA-256 over everything that the list depends on."""
    inputs = {
        "version": ALLOCATION_VERSION,
        "method": round_.method,
        "scores": [[token, _text(score)] for token, score, *_rest in rows],
        "plan": [
            [[tier.key, tier.quota, _text(tier.share), tier.within, _text(tier.minimum)] for tier in plan.tiers],
            plan.one_prize,
            plan.reserve,
            [rule.key for rule in plan.tie_rules],
        ],
        "about": [
            [
                token,
                sorted(one.people),
                one.division(Within.GROUP) if any(tier.within is Within.GROUP for tier in plan.tiers) else "",
                one.division(Within.GENRE) if any(tier.within is Within.GENRE for tier in plan.tiers) else "",
                [_text(one.values.get(rule.key)) for rule in plan.tie_rules],
            ]
            for token, one in about.items()
        ],
        "valid": sorted([str(within), division, count] for (within, division), count in valid.items()),
        "decisions": sorted(map(_plain, decisions)),
    }
    return hashlib.sha256(json.dumps(inputs, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _text(value: Decimal | None) -> str | None:
    """Give a number in the one form that it has, whatever digits the database gives it."""
    return None if value is None else f"{value.normalize():f}"


def _plain(decision: Decision) -> list[str]:
    if isinstance(decision, SeatsDecision):
        return [decision.tier, decision.division, "seats", str(decision.seats), decision.reason]
    tie = [",".join(sorted(decision.tied)), ",".join(sorted(decision.admitted))]
    return [decision.tier, decision.division, "tie", *tie, decision.reason]
