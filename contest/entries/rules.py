"""Who may do what with an entry, and when."""

from datetime import datetime

from contest.entries.models import Entry, EntryState, Way
from contest.notice.models import Contest
from contest.notice.queries import has_judged, intake
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


def may_claim(person: Visitor, entry: Entry) -> Verdict:
    """Who holds the receipt of a mailed entry may have it, while it is nobody's and stands; a judge never.

    A judge may be reading the entry by then, and who sends an entry must not be told who reads it.
    """
    if has_judged(entry.contest, person):
        return refused("judges, or judged, in the contest")
    if entry.entrant_id is not None or entry.way != Way.MAIL:
        return refused("is somebody's")
    return refused("was withdrawn") if entry.state == EntryState.WITHDRAWN else ALLOWED


def may_declare(person: Visitor, entry: Entry) -> Verdict:
    """The entrant of a mailed entry declares once what nobody was asked for when it came."""
    own = may_see_own(person, entry)
    if not own.allowed:
        return own
    if entry.way != Way.MAIL or entry.state == EntryState.WITHDRAWN:
        return refused("was asked when it was handed in, or does not stand")
    newest = entry.receipts.first()
    if newest is None or newest.declarations.exists():
        return refused("has declared")
    return ALLOWED


def may_withdraw(person: Visitor, entry: Entry, at: datetime) -> Verdict:
    """The entrant withdraws what may still be revised."""
    return may_revise(person, entry, at)
