"""Reads of screening."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from contest.entries.models import Entry, EntryState
from contest.notice.models import Contest
from contest.screening.searching.asking import in_state

TABS = (EntryState.RECEIVED, EntryState.RETURNED, EntryState.ELIGIBLE, EntryState.DISQUALIFIED)
"""The states that the office deals with, in the order of the work."""


@dataclass(frozen=True, slots=True)
class QueueTab:
    """A state with the number of entries in it."""

    state: EntryState
    count: int

    @property
    def search(self) -> str:
        """The search that finds them."""
        return in_state(self.state)


def tabs(contest: Contest) -> list[QueueTab]:
    """Give each state with its count: one query."""
    counts = dict(Entry.objects.filter(contest=contest).order_by().values_list("state").annotate(number=Count("pk")))
    return [QueueTab(state, counts.get(state, 0)) for state in TABS]


def in_opened_round(entry: Entry) -> bool:
    """Whether a round that reads the entry has been opened: what judges see of it can't change any more."""
    return entry.rounds.exclude(round__state="prepared").exists()


def waiting(contest: Contest, most: int = 15) -> QuerySet[Entry]:
    """Give the entries that have waited longest."""
    found = Entry.objects.filter(contest=contest, state=EntryState.RECEIVED).select_related("unit")
    return found.order_by("received_at", "id")[:most]


def next_to_screen(contest: Contest, after: Entry) -> Entry | None:
    """Give the entry that has waited longest, other than this one."""
    waiting = Entry.objects.filter(contest=contest, state=EntryState.RECEIVED).exclude(pk=after.pk)
    return waiting.order_by("received_at", "id").first()
