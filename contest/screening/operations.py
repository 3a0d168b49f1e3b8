"""The verbs of screening: choose what is masked; pass, return, disqualify."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from contest.documents.masks import BlindChoices, Spot
from contest.entries.models import Entry, EntryState, Manuscript
from contest.entries.operations import move
from contest.entries.storage import stored, with_rows
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import DisqualificationReason
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop
from contest.screening.blinding import Blinded, Choice, blind_copy, blinded_of, choices_of, with_choice
from contest.screening.models import BlindText, Decision, Masking, Outcome
from contest.screening.queries import in_opened_round


def pass_entry(*, entry: Entry, manuscript: Manuscript, actor: User) -> Decision:
    """Let an entry go on to the judges; the copy they will see is made now, before any row is locked.

    `manuscript` is the version that the screener read. Raises `Refusal` when the entrant has handed in another
    since, when the step can't follow, or when the file can't be read.
    """
    blinded = blinded_of(manuscript)
    with _stored(blinded) as made:
        locked = _read_version(entry, manuscript)
        if choices_of(manuscript) != blinded.choices:
            raise Refusal("masks-changed", gettext_noop("遮盖刚刚改过，请刷新页面，看过再作决定。"))
        _keep_blind_text(manuscript, blinded, made)
        decision = _decide(locked, manuscript, Outcome.PASS, actor)
        move(
            entry=locked,
            to=EntryState.ELIGIBLE,
            actor=actor,
            also={"version": manuscript.version, "masks": len(blinded.copy.masks)},
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
    _refuse_in_prize_list(locked)
    if in_opened_round(locked):
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
    """Take an entry out of the contest, for a reason of the notice.

    Raises `Refusal` as `pass_entry`, and once a confirmed prize list names the entry.
    """
    locked = _read_version(entry, manuscript)
    _refuse_in_prize_list(locked)
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


@transaction.atomic
def choose_masks(
    *, entry: Entry, manuscript: Manuscript, choice: Choice, chosen: Spot | str, actor: User
) -> BlindChoices:
    """Mask or show one place, or mask a text everywhere; what judges will see is made anew where it was made.

    Raises `Refusal` once a round that reads the entry is open, when the manuscript isn't the one handed in, and
    for a place that is not, or no longer, there.
    """
    locked = _read_version(entry, manuscript)
    if in_opened_round(locked):
        raise Refusal("in-round", gettext_noop("这篇稿件已经进入评审，遮盖不能再改。"))
    before = choices_of(manuscript)
    if isinstance(chosen, Spot):
        copy = blind_copy(manuscript, before)
        if chosen not in {mask.spot for mask in (*copy.masks, *copy.suggestions)}:
            raise Refusal("no-such-mask", gettext_noop("文稿里没有这一处，请刷新页面再试。"))
    after = with_choice(before, choice, chosen)
    if after == before:
        return after
    if choice is Choice.ADD and blind_copy(manuscript, after).masks == blind_copy(manuscript, before).masks:
        raise Refusal("not-found", gettext_noop("文中没有找到“%(text)s”，或者已经遮盖了。请核对后再写。"), text=chosen)
    Masking.objects.update_or_create(manuscript=manuscript, defaults={"choices": after.as_json()})
    if BlindText.objects.filter(manuscript=manuscript).exists():
        blinded = blinded_of(manuscript)
        with _stored(blinded) as made:
            _keep_blind_text(manuscript, blinded, made)
    record(
        actor=actor,
        action=Action.MASKS_CHOOSE,
        subject=(Subject.ENTRY, locked.token),
        contest=locked.contest.slug,
        before=before.as_json(),
        after=after.as_json(),
    )
    return after


@contextmanager
def _stored(blinded: Blinded) -> Iterator[str]:
    """Keep the blind copy as a file in storage, for the rows that the block writes; it goes again where that fails."""
    names = stored([ContentFile(blinded.docx)])
    with with_rows(names):
        yield names[0]


def _keep_blind_text(manuscript: Manuscript, blinded: Blinded, docx_name: str) -> None:
    """Keep what judges will see, as text and as file; a file made before goes once this transaction holds."""
    copy = blinded.copy
    replaced = BlindText.objects.filter(manuscript=manuscript).values_list("docx_name", flat=True).first()
    BlindText.objects.update_or_create(
        manuscript=manuscript,
        defaults={
            "title": copy.title[:200],
            "html": copy.html,
            "words": manuscript.words or 0,
            "docx_name": docx_name,
            "masks": [
                {"kind": str(mask.kind), "where": str(mask.where), "index": mask.index, "text": mask.text}
                for mask in copy.masks
            ],
        },
    )
    if replaced:
        transaction.on_commit(lambda: default_storage.delete(replaced))


def _read_version(entry: Entry, manuscript: Manuscript) -> Entry:
    """Lock the entry and hold that the version which was read is the one handed in."""
    locked = Entry.objects.select_for_update(of=("self",), no_key=True).select_related("contest").get(pk=entry.pk)
    if locked.manuscript_id != manuscript.pk:
        raise Refusal("other-version", gettext_noop("作者刚刚提交了新的一稿，请刷新页面，读过新稿再作决定。"))
    return locked


def _refuse_in_prize_list(locked: Entry) -> None:
    """Refuse once a confirmed prize list names the entry: what is frozen must not be undone from here."""
    if locked.awards.exists():
        raise Refusal(
            "in-prize-list", gettext_noop("这篇稿件已经列入确认的获奖名单，不能再改；如有问题，请与组织者商量。")
        )


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
