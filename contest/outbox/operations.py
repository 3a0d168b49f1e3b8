"""Queueing messages and letters; giving a contest wordings of its own."""

import logging
from collections.abc import Mapping

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.outbox.catalogue import LETTERS, standard
from contest.outbox.models import LetterKind, LetterWording, Message
from contest.outbox.queries import own_wording
from contest.outbox.wording import Wording, faults, filled, tidy
from contest.phrases import Phrase, Refusal, gettext_noop

logger = logging.getLogger(__name__)


class WordingRefused(Refusal):
    """A wording that can't be used; `faults` says by field what is wrong."""

    def __init__(self, faults: Mapping[str, Phrase]) -> None:
        super().__init__("bad-wording", gettext_noop("有地方需要改正，请看各项旁的说明。"))
        self.faults = faults


def queue(
    *,
    subject: str,
    body: str,
    person: AbstractBaseUser | None = None,
    address: str = "",
    contest: str = "",
    at_once: bool = False,
) -> Message:
    """Put a message on the person's page, and in the queue for mail; it belongs to the caller's transaction.

    It is mailed to `address`, or else to the person's own; a message to an address alone is on nobody's page.
    Unless `at_once`, it waits a while for others to the same address. Raises `IntegrityError` for a message to nobody.
    """
    own_address = getattr(person, person.get_email_field_name(), "") if person is not None else ""
    return Message.objects.create(
        person_id=person.pk if person is not None else None,
        address=address or own_address,
        contest=contest,
        subject=subject[:200],
        body=body,
        at_once=at_once,
    )


def write(
    kind: LetterKind,
    *,
    contest: str,
    values: Mapping[str, str],
    person: AbstractBaseUser | None = None,
    address: str = "",
) -> Message:
    """Queue a letter of the contest (by its slug), in its own wording or the standard one.

    `values` fills every place that the catalogue names for the kind. Raises as `queue` does.
    """
    letter = filled(wording_in_use(kind, contest), {name: values[name] for name in LETTERS[kind].places})
    return queue(
        person=person,
        address=address,
        contest=contest,
        subject=letter.subject,
        body=letter.body,
        at_once=LETTERS[kind].at_once,
    )


def wording_in_use(kind: LetterKind, contest: str) -> Wording:
    """Give the wording by which a contest's letters are written: its own, unless that can't be used any more."""
    own = own_wording(kind, contest)
    if own is None:
        return standard(kind)
    wrong = faults(own, known=LETTERS[kind].places, needed=LETTERS[kind].needed)
    if wrong:
        logger.warning("The wording of %s in %s can't be used: %s", kind, contest, ", ".join(wrong))
        return standard(kind)
    return own


def checked(kind: LetterKind, wording: Wording) -> Wording:
    """Give a wording as it would be kept. Raises `WordingRefused` when it can't be used."""
    kept = tidy(wording)
    wrong = faults(kept, known=LETTERS[kind].places, needed=LETTERS[kind].needed)
    if wrong:
        raise WordingRefused(wrong)
    return kept


@transaction.atomic
def reword(*, kind: LetterKind, contest: str, wording: Wording, actor: AbstractBaseUser) -> Wording:
    """Give a contest its own wording of a letter; the same wording changes nothing. Raises `WordingRefused`."""
    kept = checked(kind, wording)
    before = own_wording(kind, contest)
    if kept == (before or standard(kind)):
        return kept
    LetterWording.objects.update_or_create(
        contest=contest, kind=kind, defaults={"subject": kept.subject, "body": kept.body}
    )
    record(
        actor=actor,
        action=Action.LETTER_REWORD,
        subject=(Subject.LETTER, str(kind)),
        contest=contest,
        before=_as_json(before or standard(kind)),
        after=_as_json(kept),
    )
    return kept


@transaction.atomic
def restore(*, kind: LetterKind, contest: str, actor: AbstractBaseUser) -> None:
    """Let a letter be written by the standard wording again; the ledger keeps the contest's own."""
    before = own_wording(kind, contest)
    deleted, _each = LetterWording.objects.filter(contest=contest, kind=kind).delete()
    if before is not None and deleted:
        record(
            actor=actor,
            action=Action.LETTER_RESTORE,
            subject=(Subject.LETTER, str(kind)),
            contest=contest,
            before=_as_json(before),
            after=_as_json(standard(kind)),
        )


def mark_read(*, person: AbstractBaseUser) -> None:
    """Mark all messages of a person as seen."""
    Message.objects.filter(person_id=person.pk).unread().update(read_at=timezone.now())


def _as_json(wording: Wording) -> dict[str, object]:
    return {"subject": wording.subject, "body": wording.body}
