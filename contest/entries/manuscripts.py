"""Stored manuscripts: opened as what they are, checked, and what the check found kept beside them."""

from datetime import datetime
from io import BytesIO
from typing import BinaryIO, cast

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from contest.documents.errors import damaged
from contest.documents.inspection import Inspection, inspect_converted
from contest.documents.kinds import Kind
from contest.documents.mending import mend_layout
from contest.documents.model import Document
from contest.documents.profile import GB_9704, Profile
from contest.documents.reader import read_docx
from contest.entries.checking import found_in, kept_fault, phrase_of
from contest.entries.letters import tell_unreadable
from contest.entries.models import CheckState, EntryState, Manuscript, ManuscriptCheck
from contest.entries.storage import storage_name
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest, LayoutProfile
from contest.phrases import Refusal, gettext_noop


def layout_profile(contest: Contest) -> Profile | None:
    """Give the layout that a contest holds manuscripts against, or None where it leaves it free."""
    if contest.layout_profile == LayoutProfile.FREE:
        return None
    return GB_9704.differing(contest.layout_thresholds)


def docx_of(manuscript: Manuscript) -> bytes:
    """Give the .docx of a stored manuscript: the file itself, or what was made of it when it was checked.

    Raises `Refusal` while the file waits for its check, or when it can't be read here.
    """
    if manuscript.kind == Kind.DOCX:
        with manuscript.open() as stored:
            return cast(bytes, stored.read())
    check = manuscript.check_result
    if check.state != CheckState.CHECKED:
        raise _unread(check)
    with default_storage.open(check.converted_name) as stored:
        return cast(bytes, stored.read())


def document_of(manuscript: Manuscript) -> Document:
    """Give the text of a stored manuscript. Raises `Refusal` as `docx_of`."""
    return read_docx(docx_of(manuscript))


def mended(manuscript: Manuscript) -> BytesIO:
    """Give a copy of a stored manuscript laid out as its contest asks, the text untouched. Raises `Refusal`."""
    profile = layout_profile(manuscript.entry.contest)
    if profile is None or manuscript.kind == Kind.PDF:
        raise Refusal("no-layout", gettext_noop("这份稿件没有可以调整的版式。"))
    return BytesIO(mend_layout(docx_of(manuscript), profile))


def keep_inspection(manuscript: Manuscript, inspection: Inspection, at: datetime) -> ManuscriptCheck:
    """Keep what a look at an uploaded file found; one that must be converted first waits for it."""
    if inspection.pending:
        return ManuscriptCheck.objects.create(manuscript=manuscript, state=CheckState.WAITING)
    return ManuscriptCheck.objects.create(
        manuscript=manuscript, state=CheckState.CHECKED, checked_at=at, **found_in(inspection)
    )


def check_again(check: ManuscriptCheck) -> ManuscriptCheck:
    """Take the long look at a file that waits: convert it, read it, and keep what was found.

    The file is read outside the transaction, since that takes seconds; a check that somebody else finished in
    the meantime stays as it is.
    """
    manuscript = check.manuscript
    with manuscript.open() as stored:
        inspection = inspect_converted(cast(BinaryIO, stored), layout_profile(manuscript.entry.contest))
    return _finish(check, inspection)


def give_up(check: ManuscriptCheck) -> ManuscriptCheck:
    """Call a file unreadable whose check never came to an end."""
    return _finish(check, Inspection(Kind(check.manuscript.kind), fault=damaged().fault))


def _finish(check: ManuscriptCheck, inspection: Inspection) -> ManuscriptCheck:
    manuscript, converted = check.manuscript, ""
    if inspection.docx is not None:
        converted = default_storage.save(storage_name(), ContentFile(inspection.docx))
    kept = False
    try:
        with transaction.atomic():
            locked = ManuscriptCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
            if locked.state == CheckState.WAITING:
                _keep_answer(locked, manuscript, inspection, converted)
                kept = True
    finally:
        if converted and not kept:
            default_storage.delete(converted)
    return locked


def _keep_answer(check: ManuscriptCheck, manuscript: Manuscript, inspection: Inspection, converted: str) -> None:
    check.checked_at, check.fault = timezone.now(), kept_fault(inspection.fault)
    if inspection.pending:
        check.state = CheckState.IMPOSSIBLE
    elif inspection.fault is not None:
        check.state = CheckState.UNREADABLE
        tell_unreadable(manuscript.entry, manuscript.received_name, inspection.fault.phrase)
    else:
        check.state, check.converted_name = CheckState.CHECKED, converted
        for name, value in found_in(inspection).items():
            setattr(check, name, value)
        manuscript.words = inspection.words.words if inspection.words else None
        manuscript.save(update_fields=["words"])
        _fill_title(manuscript, check.title)
    check.save()
    record(
        actor=None,
        action=Action.MANUSCRIPT_CHECK,
        subject=(Subject.ENTRY, manuscript.entry.token),
        contest=manuscript.entry.contest.slug,
        after={"version": manuscript.version, "state": str(check.state), "words": manuscript.words},
    )


def _fill_title(manuscript: Manuscript, title: str) -> None:
    entry = manuscript.entry
    if entry.state == EntryState.DRAFT and not entry.title and title:
        type(entry).objects.filter(pk=entry.pk, state=EntryState.DRAFT, title="").update(title=title)


def _unread(check: ManuscriptCheck) -> Refusal:
    """Give the reason why a manuscript can't be opened now."""
    if check.fault is not None:
        phrase = phrase_of(check.fault)
        return Refusal(str(check.fault["code"]), phrase.template, **phrase.params)
    return Refusal("waiting", gettext_noop("这个文件正在转换，请稍后再看。"))
