"""Reads of the prize list as it was frozen, of the marks under it, and of what units did."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from contest.awards.models import PrizeList
from contest.entries.models import OUT_OF_THE_CONTEST, Entry, EntryState
from contest.entries.units.models import Unit
from contest.judging.models import Mark, Round, RoundState
from contest.notice.models import Contest
from contest.notice.queries import intake


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


class SubmittedMark(NamedTuple):
    """One mark that counts: which reading, the entry's number, the judge (by person), the criterion, the mark."""

    reading: int
    number: int
    person: int
    criterion: int
    value: Decimal


def submitted_marks(round_: Round) -> list[SubmittedMark]:
    """Give every submitted mark of a round, by number, judge and criterion."""
    return list(each_submitted_mark(round_))


def each_submitted_mark(round_: Round) -> Iterator[SubmittedMark]:
    """Give them one at a time."""
    marks = (
        Mark.objects.filter(criterion__round=round_, reading__ended_at=None)
        .exclude(reading__submitted_at=None)
        .order_by("reading__round_entry__number", "reading__judge__person_id", "criterion__position")
        .values_list("reading_id", "reading__round_entry__number", "reading__judge__person_id", "criterion_id", "value")
    )
    return (SubmittedMark(*mark) for mark in marks.iterator(chunk_size=2000))


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


def confirmed_list(contest: Contest) -> PrizeList | None:
    """Give the contest's confirmed prize list, if there is one, be it public or not."""
    lists = PrizeList.objects.filter(contest=contest)
    return lists.select_related("contest", "round__contest", "confirmed_by").first()


def published(contest: Contest) -> PrizeList | None:
    """Give the contest's prize list if the public may see it."""
    found = confirmed_list(contest)
    return found if found is not None and found.published_at is not None else None


def final_lists() -> QuerySet[PrizeList]:
    """Give the prize lists that are public and final, with their contests, the newest first."""
    final = PrizeList.objects.filter(published_at__isnull=False, final_at__isnull=False)
    return final.exclude(contest__opened_at=None).select_related("contest").order_by("-published_at", "-id")


@dataclass(frozen=True, slots=True)
class Totals:
    """How many entries came, and how many were valid; `kinds` by genre, where the contest asks for one."""

    received: int
    valid: int
    kinds: tuple[tuple[str, int, int], ...]


def totals(contest: Contest) -> Totals:
    """Give the totals that a public notice states: one query."""
    counted = (
        contest.entries.exclude(state__in=OUT_OF_THE_CONTEST)
        .values_list("genre")
        .order_by("genre")
        .annotate(received=Count("pk"), valid=Count("pk", filter=Q(state=EntryState.ELIGIBLE)))
    )
    kinds = tuple((genre, received, valid) for genre, received, valid in counted)
    named = tuple(kind for kind in kinds if kind[0])
    return Totals(sum(kind[1] for kind in kinds), sum(kind[2] for kind in kinds), named)
