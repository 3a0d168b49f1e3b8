"""The verbs of screening: choose what is masked; pass, return, disqualify, undo.

Who decides may say by `seen` which decision was the newest that stood on their page, by its number, 0 where there was
none: one that came in since then refuses the step. `answers` is what they say to the points of the checklist.
"""

from collections.abc import Iterator, Sequence
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
from contest.screening.checklist import NO_ANSWERS, Answers, Point, failing, unanswered
from contest.screening.evidence import checklist_of
from contest.screening.models import BlindText, Decision, Masking, Outcome, PointAnswer
from contest.screening.queries import in_opened_round

UNDOABLE = (EntryState.ELIGIBLE, EntryState.DISQUALIFIED)
"""The states of a decision that can be undone."""


def pass_entry(
    *, entry: Entry, manuscript: Manuscript, actor: User, answers: Answers = NO_ANSWERS, seen: int | None = None
) -> Decision:
    """Let an entry go on to the judges; the copy they will see is made now, before any row is locked.

    `manuscript` is the version that the screener read. Raises `Refusal` when the entrant has handed in another
    since, when somebody else has decided, when a point of the checklist is not confirmed, when the step can't follow,
    or when the file can't be read.
    """
    blinded = blinded_of(manuscript)
    with _stored(blinded) as made:
        locked = _read_version(entry, manuscript, seen)
        points = checklist_of(locked)
        _hold_confirmed(points, answers)
        if choices_of(manuscript) != blinded.choices or _named(manuscript.entry) != _named(locked):
            raise Refusal("masks-changed", gettext_noop("遮盖刚刚改过，请刷新页面，看过再作决定。"))
        _keep_blind_text(manuscript, blinded, made)
        decision = _decide(locked, manuscript, Outcome.PASS, actor)
        said = _keep_answers(decision, points, answers)
        move(
            entry=locked,
            to=EntryState.ELIGIBLE,
            actor=actor,
            also={"version": manuscript.version, "masks": len(blinded.copy.masks), **said},
        )
    return decision


@transaction.atomic
def return_entry(
    *,
    entry: Entry,
    manuscript: Manuscript,
    note: str,
    until: datetime,
    actor: User,
    answers: Answers = NO_ANSWERS,
    seen: int | None = None,
) -> Decision:
    """Give an entry back to the entrant: what to mend (`note`), until when. Raises `Refusal` as `pass_entry`."""
    if not note.strip():
        raise Refusal("no-note", gettext_noop("请写明需要修改什么。"))
    if until <= timezone.now():
        raise Refusal("date-past", gettext_noop("请给出一个将来的修改期限。"))
    locked = _read_version(entry, manuscript, seen)
    _refuse_in_prize_list(locked)
    if in_opened_round(locked):
        # A new text would stand under marks that were given to the old one.
        raise Refusal("in-round", gettext_noop("这篇稿件已经进入评审，不能再退回修改。"))
    decision = _decide(locked, manuscript, Outcome.RETURN, actor, reason=note.strip())
    said = _keep_answers(decision, checklist_of(locked), answers)
    move(
        entry=locked,
        to=EntryState.RETURNED,
        actor=actor,
        reason=note.strip(),
        return_until=until,
        also={"version": manuscript.version, "until": until.isoformat(), **said},
    )
    return decision


@transaction.atomic
def disqualify_entry(
    *,
    entry: Entry,
    manuscript: Manuscript,
    reason: DisqualificationReason,
    note: str = "",
    actor: User,
    answers: Answers = NO_ANSWERS,
    seen: int | None = None,
) -> Decision:
    """Take an entry out of the contest, for a reason of the notice.

    Raises `Refusal` as `pass_entry`, and once a confirmed prize list names the entry.
    """
    locked = _read_version(entry, manuscript, seen)
    _refuse_in_prize_list(locked)
    wording = stated(reason, note)
    decision = _decide(locked, manuscript, Outcome.DISQUALIFY, actor, reason_key=reason.key, reason=wording)
    said = _keep_answers(decision, checklist_of(locked), answers)
    move(
        entry=locked,
        to=EntryState.DISQUALIFIED,
        actor=actor,
        reason=wording,
        also={"version": manuscript.version, "reason": reason.key, **said},
    )
    return decision


def stated(reason: DisqualificationReason, note: str) -> str:
    """Give a reason of the notice with what was added to it, as the entrant reads it."""
    return f"{reason.wording}：{note.strip()}" if note.strip() else reason.wording


@transaction.atomic
def undo_decision(*, entry: Entry, reason: str, actor: User, seen: int | None = None) -> Decision:
    """Put an entry that passed, or was disqualified, back among those that wait, for a reason that its entrant reads.

    Raises `Refusal` when it is neither, when somebody else has decided, once a round that reads the entry is open, and
    once a confirmed prize list names it.
    """
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明为什么撤销。"))
    locked = _locked(entry, seen)
    if locked.manuscript is None or locked.state not in UNDOABLE:
        raise Refusal("nothing-to-undo", gettext_noop("这篇稿件现在没有可以撤销的决定，请刷新页面看最新情况。"))
    _refuse_in_prize_list(locked)
    if in_opened_round(locked):
        raise Refusal("in-round", gettext_noop("这篇稿件已经进入评审，决定不能再撤销。"))
    decision = _decide(locked, locked.manuscript, Outcome.UNDO, actor, reason=reason.strip())
    move(
        entry=locked,
        to=EntryState.RECEIVED,
        actor=actor,
        reason=reason.strip(),
        also={"version": locked.manuscript.version},
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


def _named(entry: Entry) -> tuple[str, ...]:
    """Give what a blind copy is made from besides the file: what the office may have amended meanwhile."""
    return entry.title, entry.author, entry.pen_name, entry.unit_name


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


def _locked(entry: Entry, seen: int | None) -> Entry:
    """Lock the entry and hold that no decision came in since the one that was `seen`."""
    locked = (
        Entry.objects.select_for_update(of=("self",), no_key=True)
        .select_related("contest", "manuscript")
        .get(pk=entry.pk)
    )
    newest = locked.decisions.select_related("decided_by").first() if seen is not None else None
    if newest is not None and newest.pk != seen:
        raise Refusal(
            "decided-meanwhile",
            gettext_noop(
                "%(name)s在您打开这一页之后作了决定：%(outcome)s。您写的都还在；请看过“经过”里的决定，再定要不要改。"
            ),
            name=newest.decided_by.name,
            outcome=newest.get_outcome_display(),
        )
    return locked


def _read_version(entry: Entry, manuscript: Manuscript, seen: int | None = None) -> Entry:
    """Lock the entry and hold that the version which was read is the one handed in."""
    locked = _locked(entry, seen)
    if locked.manuscript_id != manuscript.pk:
        raise Refusal("other-version", gettext_noop("作者刚刚提交了新的一稿，请刷新页面，读过新稿再作决定。"))
    return locked


def _hold_confirmed(points: Sequence[Point], answers: Answers) -> None:
    """Refuse to pass what has a point that nobody confirmed, or that fails."""
    missing = unanswered(points, answers)
    if missing:
        names = tuple(point.name for point in missing)
        raise Refusal("unconfirmed", gettext_noop("这些项目还没有确认，不能通过：%(points)s。"), points=names)
    failed = failing(points, answers)
    if failed:
        names = tuple(point.name for point in failed)
        raise Refusal("points-fail", gettext_noop("这些项目标为不符，不能通过：%(points)s。"), points=names)


def _keep_answers(decision: Decision, points: Sequence[Point], answers: Answers) -> dict[str, object]:
    """Keep what was said to the points that were asked, and give what the event says of it."""
    given = [(point, answers[point.key]) for point in points if point.key in answers]
    PointAnswer.objects.bulk_create(
        PointAnswer(
            decision=decision,
            key=point.key,
            holds=answer.holds,
            note=answer.note,
            machine=point.said,
            evidence=point.evidence.as_json(),
        )
        for point, answer in given
    )
    said = {point.key: "holds" if answer.holds else answer.note for point, answer in given}
    return {"checklist": said} if said else {}


def _refuse_in_prize_list(locked: Entry) -> None:
    """Refuse once a confirmed prize list names the entry: what is frozen must not be undone from here."""
    if locked.awards.filter(until_version=None).exists():
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
