"""Writes a mail down as it came: its bytes, its files, and what was made of them."""

import hashlib
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.utils import timezone

from contest.entries.mailbox.models import UNSETTLED, Candidate, CandidateState, MailState, ReceivedMail
from contest.entries.mailbox.queries import earlier_candidate, receipt_of_file, same_work
from contest.entries.mailbox.reading import Letter
from contest.entries.mailbox.sorting import Sorted, sort_files
from contest.entries.models import Entry
from contest.entries.naming import Problem
from contest.entries.operations import name_rule
from contest.entries.rules import may_hand_in
from contest.entries.storage import stored, with_rows
from contest.entries.units.queries import spelled_in
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.phrases import Phrase, gettext_noop


@dataclass(frozen=True, slots=True)
class ServerPlace:
    """Where a mail lies on its server; a UID holds as long as the folder keeps its validity (RFC 3501)."""

    folder: str
    uid_validity: int
    uid: int


def keep_mail(
    contest: Contest, raw: bytes, digest: str, letter: Letter, place: ServerPlace | None, *, too_large: bool
) -> tuple[ReceivedMail, bool]:
    """Keep a mail with its candidates: the files first, then the rows, all of them in one transaction.

    Gives the mail, and whether it was kept now: somebody else may have taken the same at the same time.
    """
    now = timezone.now()
    received_at = letter.received_at or now
    files = sort_files(
        letter,
        rule=name_rule(contest),
        known_units=spelled_in("\n".join([letter.subject, *(file.name for file in letter.files)])),
        in_time=may_hand_in(contest, received_at).allowed,
        too_large=too_large,
    )
    contents = {_digest(file): file.content for file in files if file.content}
    names = stored(map(ContentFile, (raw, *contents.values())))
    raw_name, free = names[0], dict(zip(contents, names[1:], strict=True))
    try:
        with with_rows(names):
            mail = ReceivedMail.objects.create(
                contest=contest,
                sha256=digest,
                message_id=letter.message_id,
                sender_name=letter.sender_name,
                sender=letter.sender,
                subject=letter.subject,
                sent_at=letter.sent_at,
                received_at=received_at,
                time_known=letter.received_at is not None,
                text=letter.text,
                automatic=letter.automatic or "",
                remarks=[remark.as_json() for remark in letter.remarks],
                state=MailState.FILED,
                stored_name=raw_name,
                size=len(raw),
                taken_at=now,
                folder=place.folder if place else "",
                uid_validity=place.uid_validity if place else None,
                uid=place.uid if place else None,
            )
            kept = [_keep_candidate(mail, position, file, free) for position, file in enumerate(files, start=1)]
            if kept:
                set_mail_state(mail)
            record(
                actor=None,
                action=Action.MAIL_TAKE,
                subject=(Subject.MAIL, digest[:16]),
                contest=contest.slug,
                after={
                    "sha256": digest,
                    "received_at": received_at.isoformat(),
                    "candidates": [[one.token, str(one.state)] for one in kept],
                },
            )
    except IntegrityError:
        known = ReceivedMail.objects.filter(contest=contest, sha256=digest).first()
        if known is None:
            raise
        return known, False
    return mail, True


def _digest(file: Sorted) -> str:
    return hashlib.sha256(file.content).hexdigest() if file.content else ""


def _keep_candidate(mail: ReceivedMail, position: int, file: Sorted, free: dict[str, str]) -> Candidate:
    """Keep a file under the name in storage that is `free` for its digest: of equal ones in a mail the first has it."""
    digest = _digest(file)
    stored_name = free.pop(digest, "")
    fields = {
        field: file.proposal.value(field) if file.proposal else "" for field in ("unit", "title", "author")
    }  # fmt: skip
    problems, state = list(file.problems), CandidateState.CERTAIN if file.is_certain else CandidateState.DOUBTFUL
    twin = _twin_of(mail, digest) if digest else None
    other = same_work(mail.contest, fields["title"], fields["author"])
    if twin is not None:
        problems, state = [twin, *problems], CandidateState.DUPLICATE
    elif other is not None:
        problems.append(_another_version(other))
        state = CandidateState.DOUBTFUL
    return Candidate.objects.create(
        mail=mail,
        position=position,
        received_name=file.name[:400],
        stored_name=stored_name,
        sha256=digest if stored_name else "",
        size=len(file.content) if stored_name else 0,
        sources={field: str(read.source) for field, read in file.proposal.fields.items()} if file.proposal else {},
        problems=[problem_as_json(problem) for problem in problems],
        state=state,
        **fields,
    )


def _twin_of(mail: ReceivedMail, digest: str) -> Problem | None:
    """What to say of a file that came before; the earliest stands."""
    receipt = receipt_of_file(mail.contest, digest)
    if receipt is not None:
        template = gettext_noop("这个文件已经收过，回执编号 %(number)s，以先收到的为准。")
        return Problem("same-file", Phrase(template, {"number": receipt.number}))
    earlier = earlier_candidate(mail.contest, digest)
    if earlier is not None:
        template = gettext_noop("同一个文件在更早的邮件里，正等待处理：%(mail)s。")
        return Problem("same-file", Phrase(template, {"mail": str(earlier.mail) or earlier.received_name}))
    return None


def _another_version(entry: Entry) -> Problem:
    receipt = entry.receipts.first()
    template = gettext_noop("已经收过这位作者的同题来稿，回执编号 %(number)s。请看是否是修改稿。")
    return Problem("same-work", Phrase(template, {"number": receipt.number if receipt else ""}))


def set_mail_state(mail: ReceivedMail) -> None:
    """Say of a mail whether somebody still has to look at it."""
    is_open = mail.candidates.filter(state__in=UNSETTLED).exists()
    mail.state = MailState.OPEN if is_open else MailState.SETTLED
    mail.save(update_fields=["state"])


def problem_as_json(problem: Problem) -> dict[str, object]:
    """Give what a row keeps of a problem."""
    return {"code": problem.code, "phrase": problem.phrase.as_json()}
