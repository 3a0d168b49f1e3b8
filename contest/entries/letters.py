"""What the entrant is told of an entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.translation import override

from contest.entries.models import Entry, EntryState, Way
from contest.outbox.catalogue import LETTERS
from contest.outbox.models import LetterKind
from contest.outbox.operations import wording_in_use, write
from contest.outbox.wording import Wording, filled
from contest.phrases import Phrase
from contest.web.wording import inside_marks, say

LETTER_OF: Final[Mapping[str, LetterKind]] = {
    EntryState.RECEIVED: LetterKind.RECEIVED,
    EntryState.RETURNED: LetterKind.RETURNED,
    EntryState.ELIGIBLE: LetterKind.ELIGIBLE,
    EntryState.DISQUALIFIED: LetterKind.DISQUALIFIED,
    EntryState.WITHDRAWN: LetterKind.WITHDRAWN,
}
"""The letter that is due when an entry has reached a state."""


def tell_entrant(entry: Entry, kind: LetterKind, **values: str) -> None:
    """Queue a letter to whom an entry belongs: the entrant, or the address that it was mailed from.

    In the site's own language, whatever that of the person who moves the entry. What every letter on an entry may
    say of it is filled in; `values` are the rest.
    """
    if entry.entrant is None and not entry.reply_to:
        return
    own_address = entry.entrant.email if entry.entrant is not None else ""
    write(
        kind,
        contest=entry.contest.slug,
        values=_values(entry, values),
        person=entry.entrant,
        address=own_address or entry.reply_to,
    )


def letter_on(entry: Entry, kind: LetterKind, **values: str) -> Wording:
    """Give the letter that `tell_entrant` would queue."""
    filling = _values(entry, values)
    wording = wording_in_use(kind, entry.contest.slug)
    return filled(wording, {name: filling[name] for name in LETTERS[kind].places})


def _values(entry: Entry, more: Mapping[str, str]) -> dict[str, str]:
    return {
        "contest": entry.contest.title,
        "title": inside_marks(entry.title),
        "author": entry.author,
        "unit": entry.unit_name,
        **more,
    }


def until_written(entry: Entry, until: datetime | None) -> str:
    """Give a date as letters on an entry write it, in the contest's zone."""
    return f"{until.astimezone(entry.contest.zone):%Y-%m-%d %H:%M}" if until else ""


def tell_moved(entry: Entry, before: str, reason: str) -> None:
    """Tell the entrant of the state that the entry has just reached; of a draft there is nothing to tell."""
    kind = LETTER_OF.get(entry.state)
    if kind is None:
        return
    if kind == LetterKind.RECEIVED and before in (EntryState.ELIGIBLE, EntryState.DISQUALIFIED):
        kind = LetterKind.REOPENED
    if kind == LetterKind.RECEIVED:
        _tell_received(entry)
        return
    tell_entrant(entry, kind, reason=reason, until=until_written(entry, entry.return_until))


def tell_unreadable(entry: Entry, file_name: str, why: Phrase) -> None:
    """Tell the entrant that a file turned out to be unreadable after it had been taken."""
    with override(settings.LANGUAGE_CODE):
        said = say(why)
    tell_entrant(entry, LetterKind.UNREADABLE, file=file_name, why=said)


def _tell_received(entry: Entry) -> None:
    """Tell of the receipt; who has no account gets its number and secret, the one way to open it."""
    receipts = list(entry.receipts.all()[:2])
    if entry.way == Way.BUNDLE and len(receipts) == 1:
        return  # one letter tells of the whole bundle
    number, secret = (receipts[0].number, receipts[0].secret) if receipts else ("", "")
    if entry.entrant is None:
        tell_entrant(entry, LetterKind.MAIL_RECEIPT, number=number, secret=secret)
    else:
        tell_entrant(entry, LetterKind.RECEIVED, number=number)
