"""Reads of relations: those on record, and the entries and units that one may be put on record about."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from contest.entries.models import Entry
from contest.entries.units.models import Unit
from contest.entries.units.queries import units_of
from contest.judging.models import Relation
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
