"""Reads behind the statistics of a contest: counts alone, made in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from contest.awards.models import PrizeList
from contest.awards.statistics import Column, Group, Grouped, by_days, by_length, grouped
from contest.entries.models import Entry, EntryState
from contest.judging.own_totals import Column as LengthColumn
from contest.judging.own_totals import columns
from contest.notice.models import Contest


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is shown of a contest. `tiers` are prizes with how many have them, of a list that was confirmed."""

    received: int
    valid: int
    days: tuple[Column, ...]
    genres: Grouped
    units: Grouped
    lengths: Sequence[LengthColumn]
    tiers: tuple[tuple[str, int], ...]

    @property
    def busiest(self) -> int:
        """The largest number of a day's column."""
        return max((one.number for one in self.days), default=0)

    @property
    def largest_tier(self) -> int:
        """The largest number of prizes of a kind."""
        return max((number for _, number in self.tiers), default=0)


def statistics_of(contest: Contest, prize_list: PrizeList | None) -> Statistics:
    """Give the statistics of a contest in six queries at most, however many entries there are."""
    entries = contest.entries.handed_in()
    genres = _groups(entries, "genre")
    days = entries.annotate(day=TruncDate("received_at", tzinfo=contest.zone)).values("day").order_by("day")
    words = contest.entries.eligible().values_list("manuscript__words", flat=True)
    return Statistics(
        received=sum(one.received for one in genres),
        valid=sum(one.valid for one in genres),
        days=by_days({row["day"]: row["number"] for row in days.annotate(number=Count("pk"))}),
        genres=grouped([one for one in genres if one.name]),
        units=grouped(_groups(entries.filter(unit__isnull=False), "unit_id", "unit__name")),
        lengths=columns(by_length([one for one in words if one])),
        tiers=_tiers(prize_list) if prize_list is not None else (),
    )


def _groups(entries: QuerySet[Entry], *by: str) -> list[Group]:
    """Give entries counted by some values, of which the last is the group's name."""
    counted: QuerySet[Any] = entries.order_by(*by).values_list(*by)
    rows = counted.annotate(
        received=Count("pk", distinct=True),
        valid=Count("pk", distinct=True, filter=Q(state=EntryState.ELIGIBLE)),
        people=Count("authors__key", distinct=True),
    )
    return [Group(*row[-4:]) for row in rows]


def _tiers(prize_list: PrizeList) -> tuple[tuple[str, int], ...]:
    works = prize_list.awards.standing().values_list("tier_name").annotate(number=Count("pk")).order_by("tier_position")
    units = prize_list.unit_awards.standing().values_list("tier_name").annotate(number=Count("pk")).order_by("tier_key")
    return (*works, *units)
