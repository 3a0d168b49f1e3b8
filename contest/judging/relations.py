"""Reads of relations: those on record, those that came to light since the draw, and what one may be recorded about."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from contest.entries.models import Entry
from contest.entries.units.models import Unit
from contest.entries.units.queries import units_of
from contest.judging.draw import Bar
from contest.judging.drawing import conflicts_between
from contest.judging.models import Judge, Reading, Relation, Round, RoundState
from contest.ledger.actions import Subject
from contest.ledger.models import Event
from contest.notice.models import Contest
from contest.notice.queries import is_sealed

MOST = 20


@dataclass(frozen=True, slots=True)
class Found:
    """The entries and units that a search gave, by the key under which a form names them."""

    words: str
    entries: dict[str, Entry]
    units: dict[str, Unit]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Each thing by its key, as a form shows it."""
        entries = [(key, f"《{one.title}》{one.author}") for key, one in self.entries.items()]
        return [*((key, one.name) for key, one in self.units.items()), *entries]

    def entry(self, key: str) -> Entry | None:
        """Give the entry under a key."""
        return self.entries.get(key)

    def unit(self, key: str) -> Unit | None:
        """Give the unit under a key."""
        return self.units.get(key)


def search(contest: Contest, words: str) -> Found:
    """Give the entries of a contest by title, author or the number of a receipt, and its units by any spelling.

    While the contest is sealed no entry is named.
    """
    words = words.strip()[:200]
    if not words:
        return Found("", {}, {})
    handed_in = Entry.objects.filter(contest=contest).handed_in()
    if is_sealed(contest, timezone.now()):
        handed_in = handed_in.none()
    by_words = handed_in.matching(words).values("pk")
    entries = (
        handed_in.filter(Q(pk__in=by_words) | Q(receipts__number__iexact=words)).distinct().order_by("title", "pk")
    )
    return Found(
        words,
        {f"entry-{one.pk}": one for one in entries[:MOST]},
        {f"unit-{one.pk}": one for one in units_of(contest, words)[:MOST]},
    )


def relations_of(contest: Contest) -> QuerySet[Relation]:
    """Give the relations on record in a contest: those that hold before those taken back, the newest first."""
    return contest.relations.select_related("person", "entry", "unit", "declared_by", "ended_by").order_by(
        F("ended_at").desc(nulls_first=True), "-declared_at", "-pk"
    )


@dataclass(frozen=True, slots=True)
class Meeting:
    """A reading that its judge should not have, as it is known by now, and why."""

    reading: Reading
    bar: Bar


def meetings(round_: Round, judges: QuerySet[Judge] | None = None) -> list[Meeting]:
    """Give the readings of an open round (of `judges`, or all) that no draw would give any more, by number.

    A ballot that was cast stands.
    """
    seats = (round_.judges.all() if judges is None else judges).filter(voted_at=None).select_related("person")
    people = {str(judge.person_id): judge for judge in seats}
    standing = list(
        Reading.objects.standing()
        .filter(judge__in=seats)
        .select_related("judge__person", "round_entry__entry")
        .order_by("round_entry__number", "pk")
    )
    entries = {one.round_entry.entry.token: one.round_entry.entry for one in standing}
    bars = conflicts_between(round_, entries, people) if entries else {}
    found = ((one, bars.get((one.round_entry.entry.token, str(one.judge.person_id)))) for one in standing)
    return [Meeting(one, bar) for one, bar in found if bar is not None]


def come_to_light(round_: Round) -> list[Meeting]:
    """Give the meetings of an open round if a unit was changed since it opened, as when two were found to be one."""
    changed = round_.state == RoundState.OPEN and Event.objects.filter(
        subject_kind=Subject.UNIT, at__gt=round_.opened_at
    )
    return meetings(round_) if changed and changed.exists() else []
