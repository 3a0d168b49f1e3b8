"""The letters that a decision would send, as their reader would get them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contest.entries.letters import letter_on, until_written
from contest.entries.models import Entry
from contest.notice.models import DisqualificationReason
from contest.outbox.models import LetterKind
from contest.outbox.wording import Wording
from contest.screening.models import Outcome
from contest.screening.operations import stated

OPEN: Final = "……"
"""Stands for what is not written yet."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The letter of one outcome."""

    outcome: Outcome
    letter: Wording


def previews(
    entry: Entry, *, note: str = "", until: datetime | None = None, reason: DisqualificationReason | None = None
) -> Sequence[Preview]:
    """Give the letter of each decision by what is written so far; an entry that belongs to nobody gets none."""
    if entry.entrant is None and not entry.reply_to:
        return []
    date = until_written(entry, until) or OPEN
    return [
        Preview(Outcome.PASS, letter_on(entry, LetterKind.ELIGIBLE)),
        Preview(Outcome.RETURN, letter_on(entry, LetterKind.RETURNED, reason=note.strip() or OPEN, until=date)),
        Preview(
            Outcome.DISQUALIFY,
            letter_on(entry, LetterKind.DISQUALIFIED, reason=stated(reason, note) if reason else OPEN),
        ),
    ]
