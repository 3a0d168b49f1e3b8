"""Reads of the prize list: the proposal as the rules give it now, or the list as it was frozen."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from contest.awards.models import BoundaryDecision, PrizeList
from contest.awards.ranking import Ranked, rank
from contest.awards.tiers import ALLOCATION_VERSION, Allocation, TierQuota, allocate
from contest.awards.tiers import BoundaryDecision as Decided
from contest.entries.models import OUT_OF_THE_CONTEST, Entry, EntryState
from contest.entries.units.models import Unit
from contest.judging.models import Mark, Round, RoundEntry, RoundState
from contest.notice.models import Contest, Tier
from contest.notice.queries import intake


@dataclass(frozen=True, slots=True)
class Proposal:
    """The prize list as ranking, tiers and decisions give it, and what it was computed from.

    `entries` are the entries that the allocation names, by key. `inputs_hash` covers scores, tiers and
    decisions: what is confirmed is what was shown.
    """

    round: Round
    ranking: tuple[Ranked, ...]
    tiers: tuple[TierQuota, ...]
    allocation: Allocation
    decisions: tuple[BoundaryDecision, ...]
    entries: Mapping[str, Entry]
    inputs_hash: str

    @property
    def is_unmarked(self) -> bool:
        """No entry has a figure: there is nothing to rank."""
        return all(ranked.score is None for ranked in self.ranking)


def may_still_change(contest: Contest, at: datetime) -> bool:
    """Say whether entries may come in after the moment `at`: before the deadline, or a returned one before its date."""
    return intake(contest, at).state != "closed" or _returned(contest, at).exists()


def changes_until(contest: Contest, at: datetime) -> datetime | None:
    """Give the moment from which nothing comes in any more, as far as it is known at the moment `at`."""
    dates = [*_returned(contest, at).values_list("return_until", flat=True), contest.closes_at]
    return max((date for date in dates if date is not None), default=None)


def _returned(contest: Contest, at: datetime) -> QuerySet[Entry]:
    return contest.entries.filter(state=EntryState.RETURNED, return_until__gte=at)


def decisive_round(contest: Contest) -> Round | None:
    """Give the round whose marks decide: the last one that was closed."""
    return contest.rounds.filter(state=RoundState.CLOSED).order_by("-position").first()


def propose(round_: Round) -> Proposal:
    """Compute the prize list of a round from the figures stored, the contest's tiers and the decisions taken."""
    rows = list(
        RoundEntry.objects.filter(round=round_, entry__state=EntryState.ELIGIBLE).values_list("entry__token", "score")
    )
    ranking = rank(dict(rows))
    tiers = tuple(
        TierQuota(tier.key, tier.name, tier.quota or 0)
        for tier in round_.contest.tiers.all()
        if tier.kind == Tier.Kind.PERSON
    )
    taken = tuple(standing_decisions(round_))
    decisions = tuple(
        Decided(
            tier=decision.tier_key,
            admitted=frozenset(entry.token for entry in decision.admitted.all()),
            quota=decision.quota,
            reason=decision.reason,
        )
        for decision in taken
    )
    allocation = allocate(ranking, tiers, decisions)
    named = {award.entry for award in allocation.awards}.union(*(tie.entries for tie in allocation.open_ties))
    entries = {entry.token: entry for entry in Entry.objects.filter(token__in=named).select_related("unit")}
    inputs = {
        "version": ALLOCATION_VERSION,
        "method": round_.method,
        "scores": sorted([token, None if score is None else str(score)] for token, score in rows),
        "tiers": [[tier.key, tier.quota] for tier in tiers],
        "decisions": sorted([d.tier, sorted(d.admitted), d.quota, d.reason] for d in decisions),
    }
    digest = hashlib.sha256(json.dumps(inputs, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
    return Proposal(round_, ranking, tiers, allocation, taken, entries, digest)


class SubmittedMark(NamedTuple):
    """One mark that counts: which reading, the entry's number, the judge (by person), the criterion, the mark."""

    reading: int
    number: int
    person: int
    criterion: int
    value: Decimal


def submitted_marks(round_: Round) -> list[SubmittedMark]:
    """Give every submitted mark of a round, by number, judge and criterion."""
    marks = (
        Mark.objects.filter(criterion__round=round_, reading__ended_at=None)
        .exclude(reading__submitted_at=None)
        .order_by("reading__round_entry__number", "reading__judge__person_id", "criterion__position")
        .values_list("reading_id", "reading__round_entry__number", "reading__judge__person_id", "criterion_id", "value")
    )
    return [SubmittedMark(*mark) for mark in marks.iterator(chunk_size=2000)]


def marks_hash(round_: Round, marks: Iterable[SubmittedMark] | None = None) -> str:
    """Give the SHA-256 over the submitted marks of a round (`marks`, if at hand): number, judge, criterion, mark."""
    keys = dict(round_.criteria.values_list("pk", "key"))
    digest = hashlib.sha256()
    for mark in submitted_marks(round_) if marks is None else marks:
        digest.update(f"{mark.number},{mark.person},{keys[mark.criterion]},{mark.value}\n".encode())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class UnitLine:
    """What a unit did in a contest: entries handed in, entries that passed, entries that win."""

    unit: Unit
    handed_in: int
    eligible: int
    awarded: int


def unit_lines(contest: Contest, awarded: Mapping[int, int]) -> list[UnitLine]:
    """Give each unit with entries in the contest, the most awarded and the most entries first.

    `awarded` is the number of prizes by unit (primary key). The order is no ranking: the notice names no rule.
    """
    handed = ~Q(entries__state__in=OUT_OF_THE_CONTEST)
    units = (
        Unit.objects.filter(entries__contest=contest)
        .annotate(
            handed_in=Count("entries", filter=handed & Q(entries__contest=contest)),
            eligible=Count("entries", filter=Q(entries__state=EntryState.ELIGIBLE, entries__contest=contest)),
        )
        .filter(handed_in__gt=0)
    )
    lines = [UnitLine(unit, unit.handed_in, unit.eligible, awarded.get(unit.pk, 0)) for unit in units]
    return sorted(lines, key=lambda line: (-line.awarded, -line.eligible, -line.handed_in, line.unit.name))


def published(contest: Contest) -> PrizeList | None:
    """Give the contest's prize list if the public may see it, with its awards: three queries."""
    return (
        PrizeList.objects.filter(contest=contest)
        .exclude(published_at=None)
        .prefetch_related("awards", "unit_awards")
        .first()
    )


def standing_decisions(round_: Round) -> QuerySet[BoundaryDecision]:
    """Give the decisions on ties that stand."""
    return (
        BoundaryDecision.objects.filter(round=round_, revoked_at=None)
        .select_related("decided_by")
        .prefetch_related("admitted")
    )
