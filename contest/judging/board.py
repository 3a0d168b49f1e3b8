"""What the office's board shows of a round: each judge's progress, and each entry's marks as they lie."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import (
    Avg,
    Case,
    Count,
    Exists,
    F,
    FloatField,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Floor, Least

from contest.judging import plots
from contest.judging.advancing import Takes
from contest.judging.drawing import kept_rounds, who_goes_on
from contest.judging.models import Judge, Reading, Round, RoundEntry
from contest.judging.queries import criterion_rules, following_plan
from contest.judging.rules_in_words import rules_in_words
from contest.judging.scoring import full_mark
from contest.notice.announcement import RoundAnnounced
from contest.notice.models import Appointment, Office
from contest.phrases import Phrase

PER_PAGE = 50
_JUST_UNDER = 1e-9  # a mark on the line between two tenths belongs to the upper one, whatever a float makes of it


@dataclass(frozen=True, slots=True)
class JudgeLine:
    """One judge of a round: how far they are, how they mark, whether they may still read."""

    pk: int
    name: str
    unit: str
    group: int | None
    promised_at: datetime | None
    assigned: int
    begun: int
    submitted: int
    mean: Decimal | None
    last_at: datetime | None
    reminded_at: datetime | None
    in_office: bool
    left_at: datetime | None
    left_reason: str
    was_replaced: bool
    bars: tuple[plots.Bar, ...]

    @property
    def left(self) -> int:
        """How many are still to be submitted."""
        return self.assigned - self.submitted

    @property
    def state(self) -> str:
        """Left, done with all readings, under way, or not begun."""
        if self.left_at is not None:
            return "withdrawn"
        if not self.left:
            return "submitted"
        return "begun" if self.begun else "untouched"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round is, judge by judge and in all."""

    judges: tuple[JudgeLine, ...]
    full: Decimal

    @property
    def assigned(self) -> int:
        """How many readings there are."""
        return sum(line.assigned for line in self.judges)

    @property
    def submitted(self) -> int:
        """How many of them are submitted."""
        return sum(line.submitted for line in self.judges)

    @property
    def unread(self) -> int:
        """How many are not."""
        return self.assigned - self.submitted

    @property
    def untouched(self) -> int:
        """How many judges have not begun."""
        return sum(1 for line in self.judges if line.state == "untouched")

    @property
    def behind(self) -> list[JudgeLine]:
        """The judges who still have something to read, and may."""
        return [line for line in self.judges if line.left and line.in_office and line.left_at is None]


def progress_of(round_: Round) -> Progress:
    """Give each judge's progress in a round, by name, with the spread of their own totals: three queries."""
    standing, voted = Q(readings__ended_at=None), Q(voted_at__isnull=False)
    in_office = Appointment.objects.filter(
        contest=round_.contest_id, office=Office.JUDGE, ended_at=None, person=OuterRef("person")
    )
    judges = (
        round_.judges.select_related("person")
        .annotate(
            assigned=Count("readings", filter=standing),
            begun=Count("readings", filter=standing & (Q(readings__saved_at__isnull=False) | voted)),
            submitted=Count("readings", filter=standing & (Q(readings__submitted_at__isnull=False) | voted)),
            mean=Avg("readings__total", filter=standing),
            last_at=Max("readings__saved_at"),
            in_office=Exists(in_office),
        )
        .order_by("person__name", "pk")
    )
    full = full_mark(criterion_rules(round_))
    counts = _tenths(round_, full)
    return Progress(
        tuple(
            JudgeLine(
                pk=one.pk,
                name=one.person.name,
                unit=one.unit_name,
                group=one.group,
                promised_at=one.promised_at,
                assigned=one.assigned,
                begun=one.begun,
                submitted=one.submitted,
                mean=None if one.mean is None else round(Decimal(one.mean), 2),
                last_at=one.last_at,
                reminded_at=one.reminded_at,
                in_office=one.in_office,
                left_at=one.left_at,
                left_reason=one.left_reason,
                was_replaced=one.left_as == Judge.Leaving.REPLACED,
                bars=plots.histogram(counts.get(one.pk, {}), full),
            )
            for one in judges
        ),
        full,
    )


def _tenths(round_: Round, full: Decimal) -> Mapping[int, Mapping[int, int]]:
    """Give by judge how many of their totals lie in each tenth of the full mark."""
    tenth = Floor(Cast("total", FloatField()) * (plots.BINS / float(full)) + _JUST_UNDER)
    rows = (
        Reading.objects.filter(judge__round=round_)
        .standing()
        .exclude(total=None)
        .annotate(tenth=Least(Cast(tenth, IntegerField()), Value(plots.BINS - 1)))
        .order_by()
        .values_list("judge", "tenth")
        .annotate(number=Count("pk"))
    )
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    for judge, place, number in rows:
        counts[judge][place] = number
    return counts


class Show(StrEnum):
    """Which entries the board lists."""

    ALL = "all"
    BEHIND = "behind"
    FAR = "far"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry of a round: its readings done and wanted, its totals as they lie, those of earlier rounds apart."""

    pk: int
    token: str
    number: int
    title: str
    group: int | None
    done: int
    standing: int
    wanted: int
    totals: tuple[Decimal, ...]
    earlier: tuple[Decimal, ...]
    spread: Decimal | None
    is_far: bool
    dots: tuple[plots.Dot, ...]

    @property
    def lacking(self) -> int:
        """How many readings have no judge."""
        return self.wanted - self.standing

    @property
    def state(self) -> str:
        """Short of judges, done, under way, or not begun."""
        if self.lacking > 0:
            return "short"
        if self.done == self.standing:
            return "submitted"
        return "begun" if self.done else "untouched"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries each list of the board has, and for how many far apart nobody was asked to read once more."""

    all: int
    behind: int
    far: int
    short: int
    to_read_once_more: int
    unscored: int


@dataclass(frozen=True, slots=True)
class EntryBoard:
    """One page of a round's entries, and how many each list has."""

    page: "Page[RoundEntry]"
    lines: tuple[EntryLine, ...]
    counts: Counts


def board_of_entries(
    round_: Round, full: Decimal, *, show: Show = Show.ALL, by_spread: bool = False, page: str | None = None
) -> EntryBoard:
    """Give one page of a round's entries with all totals that count: four queries, however many there are."""
    kept = kept_rounds(round_)
    rows = weighed(round_, kept)
    counts = Counts(
        **rows.aggregate(
            all=Count("pk"),
            behind=Count("pk", filter=_SHOWN[Show.BEHIND]),
            far=Count("pk", filter=_SHOWN[Show.FAR]),
            short=Count("pk", filter=_SHOWN[Show.SHORT]),
            to_read_once_more=Count("pk", filter=TO_READ_ONCE_MORE),
            unscored=Count("pk", filter=Q(readings_done=0)),
        )
    )
    order = [F("spread").desc(nulls_last=True), "number"] if by_spread else ["number"]
    paginator = Paginator(rows.filter(_SHOWN[show]).select_related("entry").order_by(*order), PER_PAGE)
    paginator.count = getattr(counts, show)
    found = paginator.get_page(page)
    entries: list[Any] = list(found.object_list)  # with what `weighed` adds
    now, earlier = _totals(round_, kept, [row.entry_id for row in entries])
    lines = tuple(
        EntryLine(
            pk=row.pk,
            token=row.entry.token,
            number=row.number,
            title=row.entry.title,
            group=row.group,
            done=row.done,
            standing=row.standing,
            wanted=row.wanted,
            totals=tuple(now[row.entry_id]),
            earlier=tuple(earlier[row.entry_id]),
            spread=row.spread,
            is_far=bool(row.is_far),
            dots=plots.strip(now[row.entry_id], full, earlier[row.entry_id]),
        )
        for row in entries
    )
    return EntryBoard(found, lines, counts)


_SHOWN = {
    Show.ALL: Q(),
    Show.BEHIND: Q(done__lt=F("standing")),
    Show.FAR: Q(is_far=1),
    Show.SHORT: Q(standing__lt=F("wanted")),
}
TO_READ_ONCE_MORE = Q(is_far=1, extra=0, done=F("standing"))
"""Entries whose marks are all there and lie far apart, while nobody was asked to read them once more."""


def weighed(round_: Round, kept: Iterable[Round] = ()) -> QuerySet[RoundEntry]:
    """Give a round's entries that still stand with how many readings they have, want and got, and how far marks lie.

    Totals of `kept` rounds count in the spread and nowhere else.
    """
    read = "entry__rounds__readings"
    standing = Q(**{f"{read}__isnull": False, f"{read}__ended_at": None})
    finished = Q(**{f"{read}__submitted_at__isnull": False}) | Q(**{f"{read}__judge__voted_at__isnull": False})
    here = Q(entry__rounds__round=round_)
    extra = Count(read, filter=here & Q(**{f"{read}__origin": Reading.Origin.EXTRA}))
    rows = RoundEntry.objects.filter(
        round=round_, entry__state="eligible", entry__rounds__round__in=[round_, *kept]
    ).annotate(
        done=Count(read, filter=here & standing & finished),
        standing=Count(read, filter=here & standing),
        extra=extra,
        spread=Max(f"{read}__total", filter=standing) - Min(f"{read}__total", filter=standing),
    )
    return rows.annotate(
        wanted=F("extra") + round_.readings if round_.readings else F("standing"),
        is_far=Value(0)
        if round_.far_apart is None
        else Case(When(spread__gt=round_.far_apart, then=1), default=0, output_field=IntegerField()),
    )


def _totals(
    round_: Round, kept: Iterable[Round], entries: Iterable[int]
) -> tuple[defaultdict[int, list[Decimal]], defaultdict[int, list[Decimal]]]:
    """Give by entry the totals of this round, and those of the rounds whose marks it keeps; lowest first."""
    now: defaultdict[int, list[Decimal]] = defaultdict(list)
    earlier: defaultdict[int, list[Decimal]] = defaultdict(list)
    rows = (
        Reading.objects.filter(judge__round__in=[round_, *kept], round_entry__entry__in=list(entries))
        .standing()
        .exclude(total=None)
        .order_by("total", "pk")
    )
    for entry, in_round, total in rows.values_list("round_entry__entry", "judge__round", "total"):
        if total is not None:
            (now if in_round == round_.pk else earlier)[entry].append(total)
    return now, earlier


@dataclass(frozen=True, slots=True)
class GoingOn:
    """Who would go on to the round of this name as the figures stand, and who shares the last place."""

    name: str
    entries: frozenset[str]
    tied: frozenset[str]


def going_on(round_: Round) -> GoingOn | None:
    """Give who would go on to the round that follows; None where there is none, or it takes in all."""
    begun = next((one for one in round_.contest.rounds.all() if one.position > round_.position), None)
    following = begun or following_plan(round_)
    if following is None or following.takes == Takes.ALL:
        return None
    found = who_goes_on(round_, following)
    return GoingOn(following.name, found.entries, found.tied)


def rules_of(round_: Round) -> tuple[Phrase, ...]:
    """Give the rules of a round in words."""
    before = [one.name for one in round_.contest.rounds.all() if one.position < round_.position]
    rules = RoundAnnounced(**{field.name: getattr(round_, field.name) for field in fields(RoundAnnounced)})
    return rules_in_words(rules, before[-1] if before else "")


def entries_to_read_once_more(round_: Round) -> list[RoundEntry]:
    """Give the entries whose marks are all there and lie far apart, and that nobody was asked to read once more."""
    return list(weighed(round_, kept_rounds(round_)).filter(TO_READ_ONCE_MORE).select_related("round"))
