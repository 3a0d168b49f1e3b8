"""The verbs on entries: take a file into the draft, hand in, withdraw; and the one gate of every state."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import CharField, F, Value

from contest.documents.inspection import inspect
from contest.entries.checking import ending_of
from contest.entries.letters import letter
from contest.entries.manuscripts import keep_inspection, layout_profile
from contest.entries.models import Declaration, Entry, EntryState, Manuscript, Receipt, Unit
from contest.entries.naming import canonical_name, read_name
from contest.entries.receipts import new_number
from contest.entries.rules import may_hand_in, may_revise, may_see_own, may_withdraw
from contest.entries.states import may_follow
from contest.entries.storage import storage_name
from contest.entries.units import unit_key
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.notice.pattern import FIELD_NAMES, NameRule, parse_rule
from contest.outbox.operations import queue
from contest.people.models import User
from contest.phrases import Phrase, Refusal, gettext_noop
from contest.web.lines import one_line


class TooLate(Refusal):
    """The request arrived after the deadline and its grace; the draft is kept."""


@dataclass(frozen=True, slots=True)
class Fields:
    """What an entrant says of an entry."""

    unit: str
    title: str
    author: str


def name_rule(contest: Contest) -> NameRule:
    """Give the naming rule of a contest."""
    return parse_rule(contest.name_pattern, tuple(contest.endings))


@transaction.atomic
def move(
    *,
    entry: Entry,
    to: EntryState,
    actor: User,
    reason: str = "",
    return_until: datetime | None = None,
    also: Mapping[str, object] | None = None,
) -> Entry:
    """Take an entry to its next state: the only way there is.

    Locks the row, holds the step against the table, stores it, queues the entrant's letter and writes one
    event, all or nothing. `also` adds what else changed to the event. Raises `Refusal` for a step that can't
    follow.
    """
    locked = _locked(entry)
    _move(locked, to, actor, reason, return_until, also)
    entry.state, entry.return_until = locked.state, locked.return_until
    return locked


def _locked(entry: Entry) -> Entry:
    """Lock an entry's row, and no other: a contest's row locked with it would let in one entrant at a time."""
    return (
        Entry.objects.select_for_update(of=("self",), no_key=True)
        .select_related("contest__prize_list")
        .get(pk=entry.pk)
    )


def _move(
    locked: Entry,
    to: EntryState,
    actor: User,
    reason: str = "",
    return_until: datetime | None = None,
    also: Mapping[str, object] | None = None,
    fields: Collection[str] = (),
) -> None:
    """Take a locked entry to its next state, storing what else was set on it in `fields`."""
    if not may_follow(locked.state, to):
        raise Refusal(
            "no-such-step",
            gettext_noop("稿件现在的状态是“%(now)s”，不能改为“%(to)s”。请刷新页面看最新情况。"),
            now=locked.get_state_display(),
            to=to.label,
        )
    before = locked.state
    locked.state, locked.return_until = to, return_until
    locked.save(update_fields=["state", "return_until", *fields])
    words = letter(locked, reason)
    if words:
        queue(person=locked.entrant, subject=words[0], body=words[1])
    record(
        actor=actor,
        action=Action.ENTRY_MOVE,
        subject=(Subject.ENTRY, locked.token),
        contest=locked.contest.slug,
        before={"state": before},
        after={"state": str(to), **(also or {})},
        reason=reason,
    )


def take_file(
    *,
    contest: Contest,
    person: User,
    name: str,
    content: UploadedFile[bytes] | ContentFile[bytes],
    arrived_at: datetime,
    entry: Entry | None = None,
) -> Manuscript:
    """Take an uploaded file as the next version of an entry, or of the person's draft, and give it back.

    The file is on the disk before its row is written. Unit, title and author are filled in where they are
    still empty and the name, or the text, says them for certain. Raises `Refusal` for a file that is too
    large or can't be read, and `TooLate`.
    """
    verdict = may_hand_in(contest, arrived_at) if entry is None else may_revise(person, entry, arrived_at)
    if not verdict.allowed:
        raise _closed()
    _hold_pace(person, arrived_at)
    if (content.size or 0) > settings.MANUSCRIPT_MAX_BYTES:
        raise too_large()
    content.seek(0)
    inspection = inspect(cast(BinaryIO, content), layout_profile(contest))
    if inspection.fault is not None and not inspection.pending:
        raise Refusal(inspection.fault.code, inspection.fault.phrase.template, **inspection.fault.phrase.params)
    if ending_of(inspection.kind, name) not in contest.endings:
        raise Refusal(
            "kind-not-taken",
            gettext_noop("这次征文只收 %(endings)s 文件。请用 Word 或 WPS 另存为其中一种，再上传。"),
            endings="、".join(contest.endings),
        )
    content.seek(0)
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    reading = read_name(name, name_rule(contest), known_units=_known_units(name))
    said = {
        "unit_name": (reading.unit or "")[:120],
        "title": one_line(reading.title or inspection.title or "")[:200],
        "author": (reading.author or person.name)[:100],
    }
    content.seek(0)
    stored = default_storage.save(storage_name(), content)
    try:
        with transaction.atomic():
            if entry is None:
                entry, begun = Entry.objects.select_for_update(no_key=True).get_or_create(
                    contest=contest, entrant=person, state=EntryState.DRAFT, defaults=said
                )
            else:
                entry, begun = _locked_to_revise(entry, person, arrived_at), False
            version = 1 if begun else _next_version(entry)
            manuscript = Manuscript.objects.create(
                entry=entry,
                version=version,
                received_name=name[:400],
                stored_name=stored,
                sha256=digest.hexdigest(),
                size=content.size or 0,
                kind=str(inspection.kind),
                words=inspection.words.words if inspection.words else None,
                uploaded_at=arrived_at,
            )
            keep_inspection(manuscript, inspection, arrived_at)
            if entry.state == EntryState.DRAFT and not begun:
                for field, value in said.items():
                    setattr(entry, field, getattr(entry, field) or value)
                entry.save(update_fields=list(said))
            record(
                actor=person,
                action=Action.MANUSCRIPT_UPLOAD,
                subject=(Subject.ENTRY, entry.token),
                contest=contest.slug,
                after={"version": manuscript.version, "sha256": manuscript.sha256, "size": manuscript.size},
            )
    except BaseException:
        default_storage.delete(stored)
        raise
    return manuscript


def _locked_to_revise(entry: Entry, person: User, at: datetime) -> Entry:
    """Lock an entry that gets another version. Raises `TooLate` when it was decided since the page was opened."""
    locked = _locked(entry)
    if not may_revise(person, locked, at).allowed:
        raise _closed()
    return locked


def _next_version(entry: Entry) -> int:
    """Give the number of a locked entry's next version. Raises `Refusal` past `MANUSCRIPT_MAX_VERSIONS`."""
    last = entry.manuscripts.order_by("-version").first()
    if last is not None and last.version >= settings.MANUSCRIPT_MAX_VERSIONS:
        raise Refusal("too-many-versions", gettext_noop("这篇稿件已经传了很多稿，不能再传；如有需要，请与联系人联系。"))
    return last.version + 1 if last else 1


def _closed() -> TooLate:
    return TooLate("closed", gettext_noop("现在不收稿件。已存的草稿还在，可以查看。"))


def _hold_pace(person: User, at: datetime) -> None:
    """Keep one person from filling the disk. Raises `Refusal` past `MANUSCRIPT_UPLOADS_AN_HOUR`."""
    sent = Manuscript.objects.filter(entry__entrant=person, uploaded_at__gt=at - timedelta(hours=1)).count()
    if sent >= settings.MANUSCRIPT_UPLOADS_AN_HOUR:
        raise Refusal("too-many-uploads", gettext_noop("一小时内上传的文件太多，请过一会儿再传。"))


def too_large() -> Refusal:
    """Give the refusal for a file over the limit."""
    return Refusal(
        "too-large",
        gettext_noop("文件超过 %(limit)s MB。请删去图片或压缩图片后再传。"),
        limit=settings.MANUSCRIPT_MAX_BYTES // (1024 * 1024),
    )


def _known_units(name: str) -> list[str]:
    """Give the units whose name stands in a file name: the only ones that help to read it."""
    said = Unit.objects.alias(said=Value(name, output_field=CharField()))
    return list(said.filter(said__contains=F("name")).values_list("name", flat=True))


@transaction.atomic
def keep_fields(*, entry: Entry, fields: Fields) -> None:
    """Keep in the draft what was typed, so that nothing is lost when it can't be handed in."""
    locked = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    if locked.state == EntryState.DRAFT:
        locked.unit_name, locked.title, locked.author = (
            fields.unit[:120],
            fields.title[:200],
            fields.author[:100],
        )
        locked.save(update_fields=["unit_name", "title", "author"])


@transaction.atomic
def hand_in(*, entry: Entry, person: User, fields: Fields, agreed: Collection[str], arrived_at: datetime) -> Receipt:
    """Hand in the newest manuscript of an entry and give its receipt.

    `arrived_at` is when the request reached the server: it decides the deadline. Handing in the same
    manuscript twice gives the first receipt again. Raises `TooLate`, and `Refusal` when there is no file, a
    field is empty, or a required declaration is missing.
    """
    locked = _locked(entry)
    contest = locked.contest
    manuscript = locked.manuscripts.select_related("receipt").order_by("-version").first()
    if manuscript is None:
        raise Refusal("no-file", gettext_noop("还没有稿件。请先放入文件。"))
    given: Receipt | None = getattr(manuscript, "receipt", None)
    if given is not None and locked.state != EntryState.WITHDRAWN and may_see_own(person, locked).allowed:
        return given
    if not may_revise(person, locked, arrived_at).allowed:
        raise TooLate(
            "too-late",
            gettext_noop("提交到达时已过截稿时间，没有收下。草稿还在，可以查看；如有特殊情况，请与联系人联系。"),
        )
    locked.entrant = person
    consents = list(contest.consents.all())
    if any(consent.required and consent.key not in agreed for consent in consents):
        raise Refusal("not-pledged", gettext_noop("请先勾选必须的承诺。"))
    if not fields.unit.strip():
        raise Refusal("empty-field", gettext_noop("请填写%(field)s。"), field=Phrase(FIELD_NAMES["unit"]))
    unit, _ = Unit.objects.get_or_create(key=unit_key(fields.unit), defaults={"name": fields.unit})
    manuscript.canonical_name = canonical_name(
        name_rule(contest), unit=fields.unit, title=fields.title, author=fields.author, extension=manuscript.ending
    )
    manuscript.save(update_fields=["canonical_name"])
    locked.unit, locked.unit_name, locked.title, locked.author = (
        unit,
        fields.unit,
        fields.title,
        fields.author,
    )
    locked.manuscript = manuscript
    locked.received_at = locked.received_at or arrived_at
    receipt = Receipt.objects.create(
        entry=locked,
        manuscript=manuscript,
        number=new_number(),
        received_at=arrived_at,
        unit_name=fields.unit,
        title=fields.title,
        author=fields.author,
        canonical_name=manuscript.canonical_name,
        sha256=manuscript.sha256,
    )
    Declaration.objects.bulk_create(
        Declaration(
            receipt=receipt,
            key=consent.key,
            wording=consent.wording,
            agreed=consent.key in agreed,
            position=consent.position,
        )
        for consent in consents
    )
    _move(
        locked,
        EntryState.RECEIVED,
        person,
        also={
            "receipt": receipt.number,
            "version": manuscript.version,
            "sha256": manuscript.sha256,
            "unit": fields.unit,
            "title": fields.title,
            "author": fields.author,
            "arrived_at": arrived_at.isoformat(),
            "agreed": sorted(consent.key for consent in consents if consent.key in agreed),
        },
        fields=["unit", "unit_name", "title", "author", "manuscript", "received_at"],
    )
    return receipt


@transaction.atomic
def withdraw(*, entry: Entry, person: User, arrived_at: datetime) -> Entry:
    """Take an entry back, until the deadline; it stays on record. Raises `Refusal` when it is too late."""
    locked = _locked(entry)
    if not may_withdraw(person, locked, arrived_at).allowed:
        raise TooLate("too-late", gettext_noop("现在不能撤回了；如有需要，请与联系人联系。"))
    _move(locked, EntryState.WITHDRAWN, person)
    return locked
