"""The verbs of the mailbox: take a mail; settle a candidate, set it aside, take it up again."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from contest.entries.mailbox.keeping import ServerPlace, keep_mail, problem_as_json, set_mail_state
from contest.entries.mailbox.models import UNSETTLED, Candidate, CandidateState, ReceivedMail
from contest.entries.mailbox.queries import receipt_of_file
from contest.entries.mailbox.reading import Letter, read_letter, unread_letter
from contest.entries.models import Receipt, Way
from contest.entries.naming import Problem
from contest.entries.operations import Fields, enter
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Phrase, Refusal, gettext_noop

logger = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 3
"""A mail, or a file of one, that ends the process so often is left to the office."""

_BROKEN: Final = gettext_noop("系统自动收这一件时出错，没有收下。请看过文件后在这里收稿；仍然不行，请下载处理。")
_OF_THE_MACHINE: Final = (OSError, OperationalError, InterfaceError)
"""Faults of disk, network or database, not of the mail: the run ends with them, and the next one goes on."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that was taken, and whether it was new."""

    mail: ReceivedMail
    is_new: bool


def take_mail(
    *,
    contest: Contest,
    raw: bytes,
    received_at: datetime | None = None,
    place: ServerPlace | None = None,
    too_large: bool = False,
    unread: bool = False,
) -> Taken:
    """Take one mail: keep it, and enter what is certain in it; the rest waits for the office.

    `received_at` is the server's word on when it came; with `too_large` `raw` is its head alone; `unread` keeps it
    without a look at it. A mail that was taken before is given as it is, and what was left undone with it is done: it
    may be taken any number of times.
    """
    digest = hashlib.sha256(raw).hexdigest()
    mail, is_new = ReceivedMail.objects.filter(contest=contest, sha256=digest).first(), False
    if mail is None:
        try:
            letter = unread_letter(received_at) if unread else read_letter(raw, received_at, own_addresses(contest))
            mail = _same_letter(contest, letter)
            if mail is None:
                mail, is_new = keep_mail(contest, raw, digest, letter, place, too_large=too_large)
        except _OF_THE_MACHINE:
            raise
        except Exception:
            logger.exception("What a mail holds could not be kept, so that it is kept unread: %s", digest)
            mail, is_new = keep_mail(contest, raw, digest, unread_letter(received_at), place, too_large=too_large)
    if place is not None and not is_new:
        _note_place(mail, place)
    enter_certain(mail)
    return Taken(mail, is_new)


def own_addresses(contest: Contest) -> tuple[str, ...]:
    """Give the addresses that the contest itself writes from."""
    return tuple(filter(None, (contest.mailbox, settings.DEFAULT_FROM_EMAIL)))


def enter_certain(mail: ReceivedMail) -> None:
    """Enter what is certain in a mail, each file in a transaction of its own.

    What is refused, or fails, waits for the office, and keeps no other from being entered.
    """
    for candidate in mail.candidates.filter(state=CandidateState.CERTAIN).order_by("position"):
        if candidate.attempts >= MOST_ATTEMPTS:
            _doubt(candidate, Problem("broken", Phrase(_BROKEN)))
            continue
        # The attempt is on record before it begins, so that a file which ends the process does not do so for ever.
        Candidate.objects.filter(pk=candidate.pk).update(attempts=F("attempts") + 1)
        fields = Fields(candidate.unit, candidate.title, candidate.author)
        try:
            settle(candidate=candidate, fields=fields, actor=None)
        except Refusal as refusal:
            _doubt(candidate, Problem(refusal.code, refusal.phrase))
        except _OF_THE_MACHINE:
            raise
        except Exception:
            logger.exception("File %s of mail %s could not be entered", candidate.position, mail.pk)
            _doubt(candidate, Problem("broken", Phrase(_BROKEN)))
    mail.refresh_from_db(fields=["state"])


@transaction.atomic
def settle(*, candidate: Candidate, fields: Fields, actor: User | None) -> Receipt:
    """Enter a candidate under the fields given, as of when its mail was received; its sender gets the receipt.

    Raises `TooLate` where that was no time for entries, and `Refusal` for one that is settled already, that has no
    file or one that was handed in before, and as `enter` does.
    """
    locked = _locked(candidate)
    mail = locked.mail
    if locked.state not in UNSETTLED:
        raise _settled_already()
    if not locked.stored_name:
        raise Refusal("no-file", gettext_noop("这里没有可以收的文件。"))
    twin = receipt_of_file(mail.contest, locked.sha256)
    if twin is not None:
        raise Refusal(
            "same-file",
            gettext_noop("这个文件已经收过，回执编号 %(number)s，以先收到的为准。"),
            number=twin.number,
        )
    with locked.open() as stored:
        content = ContentFile(stored.read())
    receipt = enter(
        contest=mail.contest,
        way=Way.MAIL,
        name=locked.received_name,
        content=content,
        fields=fields,
        arrived_at=mail.received_at,
        actor=actor,
        reply_to="" if mail.automatic else mail.sender,
        agreed=None,
    )
    before = {"state": locked.state}
    locked.unit, locked.title, locked.author = fields.unit[:120], fields.title[:200], fields.author[:100]
    locked.entry = receipt.entry
    _move(locked, CandidateState.ENTERED, actor)
    _record(locked, Action.MAIL_SETTLE, actor, before=before, after={"receipt": receipt.number})
    return receipt


@transaction.atomic
def set_aside(*, candidate: Candidate, reason: str, actor: User) -> Candidate:
    """Say of a candidate that it is no entry, and why. Raises `Refusal` without a reason, or once it is settled."""
    locked = _locked(candidate)
    if locked.state not in UNSETTLED:
        raise _settled_already()
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明为什么不作稿件。"))
    before = {"state": locked.state}
    locked.reason = reason.strip()
    _move(locked, CandidateState.SET_ASIDE, actor)
    _record(locked, Action.MAIL_SET_ASIDE, actor, before=before, reason=locked.reason)
    return locked


@transaction.atomic
def take_up_again(*, candidate: Candidate, actor: User) -> Candidate:
    """Put a candidate that was set aside, or taken for a duplicate, back among those that wait. Raises `Refusal`."""
    locked = _locked(candidate)
    if locked.state not in (CandidateState.SET_ASIDE, CandidateState.DUPLICATE):
        raise _settled_already()
    before = {"state": locked.state, "reason": locked.reason}
    locked.reason = ""
    _move(locked, CandidateState.DOUBTFUL, actor)
    _record(locked, Action.MAIL_TAKE_UP, actor, before=before)
    return locked


def _same_letter(contest: Contest, letter: Letter) -> ReceivedMail | None:
    """The mail that this one is again, with other line ends or other headers of the way.

    The same Message-ID alone is no proof, some programs give it twice: files and text must be the same too.
    """
    if not letter.message_id:
        return None
    files = {hashlib.sha256(file.content).hexdigest() for file in letter.files if file.content}
    for mail in ReceivedMail.objects.filter(contest=contest, message_id=letter.message_id, text=letter.text):
        if files <= set(mail.candidates.values_list("sha256", flat=True)):
            return mail
    return None


def _doubt(candidate: Candidate, problem: Problem) -> None:
    """Let a candidate that could not be entered by itself wait for the office, with the reason."""
    with transaction.atomic():
        locked = _locked(candidate)
        if locked.state != CandidateState.CERTAIN:
            return
        locked.problems = [*locked.problems, problem_as_json(problem)]
        _move(locked, CandidateState.DOUBTFUL, None)
        _record(locked, Action.MAIL_DOUBT, None, after={"problem": problem.code})


def _locked(candidate: Candidate) -> Candidate:
    """Lock a candidate's mail and contest, then the candidate; one that was changed since is given as it is now.

    With the contest locked, of two mails with one file the second sees what became of the first; entries that come
    another way don't wait for it.
    """
    mail = (
        ReceivedMail.objects.select_for_update(of=("self", "contest"), no_key=True)
        .select_related("contest__prize_list")
        .get(pk=candidate.mail_id)
    )
    locked = Candidate.objects.select_for_update(of=("self",), no_key=True).get(pk=candidate.pk)
    locked.mail = mail
    return locked


def _move(locked: Candidate, to: CandidateState, actor: User | None) -> None:
    """Take a locked candidate to its next state, and its mail with it."""
    locked.state = to
    settled = to in (CandidateState.ENTERED, CandidateState.SET_ASIDE)
    locked.settled_by, locked.settled_at = (actor, timezone.now()) if settled else (None, None)
    locked.save()
    set_mail_state(locked.mail)


def _note_place(mail: ReceivedMail, place: ServerPlace) -> None:
    """Keep where a mail lies now that was met again: it may have been moved back, or the folder made anew."""
    if (mail.folder, mail.uid_validity, mail.uid) != (place.folder, place.uid_validity, place.uid):
        mail.folder, mail.uid_validity, mail.uid = place.folder, place.uid_validity, place.uid
        mail.marked_at = None
        mail.save(update_fields=["folder", "uid_validity", "uid", "marked_at"])


def _record(
    candidate: Candidate,
    action: Action,
    actor: User | None,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
) -> None:
    """Write the event of a candidate's step."""
    record(
        actor=actor,
        action=action,
        subject=(Subject.MAIL, candidate.token),
        contest=candidate.mail.contest.slug,
        before=before,
        after={"state": str(candidate.state), **(after or {})},
        reason=reason,
    )


def _settled_already() -> Refusal:
    return Refusal("settled-already", gettext_noop("这一件刚刚有人处理过，请刷新页面看最新情况。"))
