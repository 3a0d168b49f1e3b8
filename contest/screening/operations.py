"""The verbs of screening: pass, return, disqualify."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from contest.documents.blind import BlindCopy, make_blind, mask_text
from contest.documents.identity import Identity
from contest.documents.reader import read_docx
from contest.entries.authors import authors_of
from contest.entries.models import Entry, EntryState, Manuscript
from contest.entries.operations import move
from contest.notice.models import DisqualificationReason
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop
from contest.screening.models import BlindText, Decision, Outcome


def blind_copy(manuscript: Manuscript) -> BlindCopy:
    """Make of a stored manuscript what a judge may see: author, unit and the entrant's contacts taken out."""
    entry = manuscript.entry
    entrant = entry.entrant
    identity = Identity(
        authors=tuple(dict.fromkeys(name for name in (*authors_of(entry.author), entrant.name) if name)),
        units=(entry.unit_name,) if entry.unit_name else (),
        phones=(entrant.phone,) if entrant.phone else (),
        emails=(entrant.email,) if entrant.email else (),
    )
    with manuscript.open() as stored:
        copy = make_blind(read_docx(stored), identity)
    return copy if copy.title else replace(copy, title=mask_text(entry.title, identity))


@transaction.atomic
def pass_entry(*, entry: Entry, manuscript: Manuscript, actor: User) -> Decision:
    """Let an entry go on to the judges; the copy they will see is made now.

    `manuscript` is the version that the screener read. Raises `Refusal` when the entrant has handed in another
    since, when the step can't follow, or when the file can't be read.
    """
    locked = _read_version(entry, manuscript)
    copy = blind_copy(manuscript)
    BlindText.objects.update_or_create(
        manuscript=manuscript,
        defaults={
            "title": copy.title[:200],
            "html": copy.html,
            "words": manuscript.words,
            "masks": [
                {"kind": str(mask.kind), "where": str(mask.where), "index": mask.index, "text": mask.text}
                for mask in copy.masks
            ],
        },
    )
    decision = _decide(locked, manuscript, Outcome.PASS, actor)
    move(
        entry=locked,
        to=EntryState.ELIGIBLE,
        actor=actor,
        also={"version": manuscript.version, "masks": len(copy.masks)},
    )
    return decision


@transaction.atomic
def return_entry(*, entry: Entry, manuscript: Manuscript, note: str, until: datetime, actor: User) -> Decision:
    """Give an entry back to the entrant: what to mend (`note`), until when. Raises `Refusal` as `pass_entry`."""
    if not note.strip():
        raise Refusal("no-note", gettext_noop("请写明需要修改什么。"))
    if until <= timezone.now():
        raise Refusal("date-past", gettext_noop("请给出一个将来的修改期限。"))
    locked = _read_version(entry, manuscript)
    if locked.rounds.exclude(round__state="prepared").exists():
        # A new text would stand under marks that were given to the old one.
        raise Refusal("in-round", gettext_noop("这篇稿件已经进入评审，不能再退回修改。"))
    decision = _decide(locked, manuscript, Outcome.RETURN, actor, reason=note.strip())
    move(
        entry=locked,
        to=EntryState.RETURNED,
        actor=actor,
        reason=note.strip(),
        return_until=until,
        also={"version": manuscript.version, "until": until.isoformat()},
    )
    return decision


@transaction.atomic
def disqualify_entry(
    *, entry: Entry, manuscript: Manuscript, reason: DisqualificationReason, note: str = "", actor: User
) -> Decision:
    """Take an entry out of the contest, for a reason of the notice. Raises `Refusal` as `pass_entry`."""
    locked = _read_version(entry, manuscript)
    wording = f"{reason.wording}：{note.strip()}" if note.strip() else reason.wording
    decision = _decide(locked, manuscript, Outcome.DISQUALIFY, actor, reason_key=reason.key, reason=wording)
    move(
        entry=locked,
        to=EntryState.DISQUALIFIED,
        actor=actor,
        reason=wording,
        also={"version": manuscript.version, "reason": reason.key},
    )
    return decision


def _read_version(entry: Entry, manuscript: Manuscript) -> Entry:
    """Lock the entry and hold that the version which was read is the one handed in."""
    locked = Entry.objects.select_for_update(of=("self",), no_key=True).select_related("contest").get(pk=entry.pk)
    if locked.manuscript_id != manuscript.pk:
        raise Refusal("other-version", gettext_noop("作者刚刚提交了新的一稿，请刷新页面，读过新稿再作决定。"))
    return locked


def _decide(
    entry: Entry,
    manuscript: Manuscript,
    outcome: Outcome,
    actor: User,
    *,
    reason_key: str = "",
    reason: str = "",
) -> Decision:
    return Decision.objects.create(
        entry=entry,
        manuscript=manuscript,
        outcome=outcome,
        reason_key=reason_key,
        reason=reason,
        decided_by=actor,
        decided_at=timezone.now(),
    )
