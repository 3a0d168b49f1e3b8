"""The verbs on objections: make one while the list is public, write on it, settle it."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from contest.awards.objections.models import Objection, ObjectionFile, ObjectionNote
from contest.awards.queries import published
from contest.entries.models import Entry
from contest.entries.storage import stored, with_rows
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.outbox.operations import queue
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop
from contest.web.lines import one_line


def object_to_prizes(
    *,
    contest: Contest,
    name: str,
    contact: str,
    about: str,
    grounds: str,
    arrived_at: datetime,
    entry: Entry | None = None,
    files: Sequence[File[bytes]] = (),
) -> Objection:
    """Take an objection to the list that is public, with the files that belong to it, and give it a number.

    Raises `Refusal` when no list of the contest is public, or its time was over when the objection arrived.
    """
    names = stored(files)
    with with_rows(names):
        Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
        public = published(contest)
        if public is None or not public.takes_objections_at(arrived_at):
            raise Refusal("not-public", gettext_noop("现在不是公示期，不能提出异议。"))
        last = public.objections.aggregate(last=Max("number"))["last"] or 0
        objection = Objection.objects.create(
            prize_list=public,
            number=last + 1,
            token=secrets.token_urlsafe(16),
            entry=entry,
            about=about,
            name=name,
            contact=contact,
            grounds=grounds,
            received_at=arrived_at,
        )
        ObjectionFile.objects.bulk_create(
            ObjectionFile(
                objection=objection,
                stored_name=stored_name,
                received_name=one_line(file.name or "")[:255],
                size=file.size or 0,
                sha256=_sha256(file),
            )
            for file, stored_name in zip(files, names, strict=True)
        )
        record(
            actor=None,
            action=Action.OBJECTION_RECEIVE,
            subject=(Subject.OBJECTION, f"{contest.slug}/{objection.number}"),
            contest=contest.slug,
            after={"entry": entry.token if entry else "", "files": len(names)},
        )
    return objection


@transaction.atomic
def write_on_objection(*, objection: Objection, text: str, is_answer: bool, actor: User) -> ObjectionNote:
    """Write on an objection: an answer, which whoever made it reads, or a note of the office.

    Raises `Refusal` without a text.
    """
    locked = _locked(objection)
    if not text.strip():
        raise Refusal("no-text", gettext_noop("请写明内容。"))
    note = ObjectionNote.objects.create(
        objection=locked, text=text.strip(), is_answer=is_answer, written_by=actor, written_at=timezone.now()
    )
    record(
        actor=actor,
        action=Action.OBJECTION_NOTE,
        subject=(Subject.OBJECTION, f"{locked.prize_list.contest.slug}/{locked.number}"),
        contest=locked.prize_list.contest.slug,
        after={"answer": is_answer},
    )
    if is_answer:
        _tell(locked, text.strip())
    return note


@transaction.atomic
def settle_objection(*, objection: Objection, upheld: bool, answer: str, actor: User) -> Objection:
    """Say what became of an objection, once, with the answer that whoever made it reads.

    Raises `Refusal` without an answer, or when it was settled before.
    """
    locked = unsettled(objection)
    if not answer.strip():
        raise Refusal("no-answer", gettext_noop("请写明结论和理由，提出异议的人会看到。"))
    locked.state = Objection.State.UPHELD if upheld else Objection.State.DISMISSED
    locked.settled_at, locked.settled_by = timezone.now(), actor
    locked.save(update_fields=["state", "settled_at", "settled_by"])
    ObjectionNote.objects.create(
        objection=locked, text=answer.strip(), is_answer=True, written_by=actor, written_at=locked.settled_at
    )
    record(
        actor=actor,
        action=Action.OBJECTION_SETTLE,
        subject=(Subject.OBJECTION, f"{locked.prize_list.contest.slug}/{locked.number}"),
        contest=locked.prize_list.contest.slug,
        after={"state": locked.state},
        reason=answer.strip(),
    )
    _tell(locked, answer.strip())
    return locked


def unsettled(objection: Objection) -> Objection:
    """Lock an objection and give it; raises `Refusal` when it was settled before."""
    locked = _locked(objection)
    if locked.settled_at is not None:
        raise Refusal("settled-already", gettext_noop("这件异议已经有了结论。"))
    return locked


def _locked(objection: Objection) -> Objection:
    locked = Objection.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("prize_list__contest").get(pk=objection.pk)


def _tell(objection: Objection, text: str) -> None:
    """Mail what was answered, where the contact is an address; otherwise it is found by the link alone."""
    if "@" in objection.contact:
        contest = objection.prize_list.contest
        with override(settings.LANGUAGE_CODE):
            subject = _("关于第 %(number)s 号异议：%(contest)s") % {
                "number": objection.number,
                "contest": contest.title,
            }
        queue(subject=subject, body=text, address=objection.contact, contest=contest.slug)


def _sha256(file: File[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()
