"""Who may do what with an entry, and when."""

from datetime import datetime

from contest.entries.models import Entry, EntryState
from contest.notice.models import Contest
from contest.notice.queries import intake
from contest.people.rules import ALLOWED, Verdict, Visitor, refused


def may_see_own(person: Visitor, entry: Entry) -> Verdict:
    """The entrant sees the entry, its receipt and its files."""
    if not person.is_authenticated or not person.is_active:
        return refused("nobody in particular")
    return ALLOWED if entry.entrant_id == person.pk else refused("is not the entrant")


def may_hand_in(contest: Contest, at: datetime) -> Verdict:
    """Entries are taken from the opening until the deadline and its grace."""
    return ALLOWED if intake(contest, at).is_open else refused("the contest takes no entries now")


def may_revise(person: Visitor, entry: Entry, at: datetime) -> Verdict:
    """The entrant works on an entry until the deadline; a returned one until the date it was given."""
    own = may_see_own(person, entry)
    if not own.allowed:
        return own
    if entry.state == EntryState.RETURNED:
        in_time = entry.return_until is not None and at <= entry.return_until
        return ALLOWED if in_time else refused("the time for correction is over")
    if entry.state in (EntryState.DRAFT, EntryState.RECEIVED):
        return may_hand_in(entry.contest, at)
    return refused("the entry is decided")


def may_withdraw(person: Visitor, entry: Entry, at: datetime) -> Verdict:
    """The entrant withdraws what may still be revised."""
    return may_revise(person, entry, at)
