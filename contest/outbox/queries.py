"""Reads of messages, of what could not be delivered, and of the wordings that contests keep."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet

from contest.ledger.actions import Subject
from contest.ledger.models import Event
from contest.outbox.catalogue import LETTERS, Letter
from contest.outbox.models import LetterKind, LetterWording, Mail, MailQuerySet, Message
from contest.outbox.wording import Wording


def messages_of(person: AbstractBaseUser) -> QuerySet[Message]:
    """Give a person's messages, the newest first; `contest.web.pages.page_of` shows them in pages."""
    return Message.objects.filter(person_id=person.pk)


def unread_count(person: AbstractBaseUser) -> int:
    """Give how many messages a person has not seen."""
    return messages_of(person).filter(read_at=None).count()


def own_wording(kind: LetterKind, contest: str) -> Wording | None:
    """Give a contest's own wording of a letter, or None where the standard one holds."""
    kept = LetterWording.objects.filter(contest=contest, kind=kind).first()
    return Wording(kept.subject, kept.body) if kept else None


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One kind of letter in a contest: what it is, and when and by whom it was last worded anew."""

    kind: LetterKind
    letter: Letter
    is_own: bool
    changed: Event | None


def letter_lines(contest: str) -> Sequence[LetterLine]:
    """Give every kind of letter, as it stands in a contest."""
    own = set(LetterWording.objects.filter(contest=contest).values_list("kind", flat=True))
    changes = Event.objects.about(contest).filter(subject_kind=Subject.LETTER).order_by("sequence")
    last = {event.subject_key: event for event in changes}
    return [LetterLine(kind, letter, str(kind) in own, last.get(str(kind))) for kind, letter in LETTERS.items()]


def changes_of(kind: LetterKind, contest: str) -> QuerySet[Event]:
    """Give the events by which a contest's wording of a letter came to be, the newest first."""
    return Event.objects.about(contest).filter(subject_kind=Subject.LETTER, subject_key=str(kind))


def undelivered(contest: str) -> MailQuerySet:
    """Give the mails with messages of a contest that a mail server has refused and none has taken yet."""
    return Mail.objects.unsent().exclude(fault="").filter(messages__contest=contest).distinct()
