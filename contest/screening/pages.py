"""What the page of an entry shows: the manuscript as judges would see it, what was found, and the forms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from contest.documents.blind import BlindCopy
from contest.documents.masks import Mask, MaskStatus
from contest.entries.check_pages import shown_check
from contest.entries.checking import traces_of
from contest.entries.limits import namesakes_of
from contest.entries.models import Entry, EntryState, Manuscript
from contest.notice.models import Contest
from contest.notice.queries import limits_of
from contest.notice.rules import may_decide
from contest.people.models import User
from contest.phrases import Refusal
from contest.screening.blinding import blind_copy, choices_of
from contest.screening.evidence import checklist_of
from contest.screening.flags import flags_of
from contest.screening.forms import MASK_NAMES, ChecklistForm, DecisionForm, MaskTextForm, UndoForm
from contest.screening.looking import others_looking
from contest.screening.operations import UNDOABLE
from contest.screening.originality.queries import originality_of
from contest.screening.past.queries import past_of
from contest.screening.previews import previews
from contest.screening.queries import in_opened_round, waiting
from contest.screening.searching.asking import carried
from contest.screening.searching.queries import around, next_of
from contest.web.wording import say

DECIDABLE = (EntryState.RECEIVED, EntryState.ELIGIBLE, EntryState.DISQUALIFIED)


@dataclass(frozen=True, slots=True)
class MaskLine:
    """A mask, or what might be one, and the name of its reason."""

    mask: Mask
    name: str


def _lines(masks: Iterable[Mask]) -> tuple[MaskLine, ...]:
    return tuple(MaskLine(mask, str(MASK_NAMES[mask.kind])) for mask in masks)


@dataclass(frozen=True, slots=True)
class BlindLook:
    """What a screener sees of the blinding: the copy, what is masked and what may be; or why there is none."""

    copy: BlindCopy | None
    masked: tuple[MaskLine, ...] = ()
    suggested: tuple[MaskLine, ...] = ()
    shown: tuple[MaskLine, ...] = ()
    everywhere: tuple[str, ...] = ()
    why_not: str = ""

    @classmethod
    def of(cls, manuscript: Manuscript) -> "BlindLook":
        """Give the look at a stored manuscript."""
        choices = choices_of(manuscript)
        try:
            copy = blind_copy(manuscript, choices)
        except Refusal as refusal:
            return cls(None, why_not=say(refusal.phrase))
        return cls(
            copy,
            masked=_lines(copy.masks),
            suggested=_lines(one for one in copy.suggestions if one.status is MaskStatus.SUGGESTED),
            shown=_lines(one for one in copy.suggestions if one.status is MaskStatus.SHOWN),
            everywhere=choices.everywhere,
        )


@dataclass(frozen=True, slots=True)
class Filled:
    """The forms of the page that come back with what was typed; the others are made fresh."""

    decision: DecisionForm | None = None
    checklist: ChecklistForm | None = None
    undo: UndoForm | None = None
    masks: MaskTextForm | None = None


def entry_page(
    visitor: User,
    contest: Contest,
    entry: Entry,
    manuscript: Manuscript,
    filled: Filled,
    search: str | None,
    at: datetime,
) -> dict[str, Any]:
    """Give all that the page of an entry shows to somebody of the desk, who came with a `search` or without one."""
    may_act = may_decide(visitor, contest).allowed
    is_judged, is_awarded = in_opened_round(entry), entry.awards.exists()
    decisions = list(
        entry.decisions.select_related("decided_by", "manuscript").prefetch_related("answers").order_by("-id")
    )
    namesakes, foremost_namesakes = namesakes_of(entry)
    return {
        "contest": contest,
        "entry": entry,
        "manuscript": manuscript,
        **shown_check(manuscript),
        "traces": traces_of(manuscript.check_result.traces),
        "originality": originality_of(manuscript, visitor),
        "blinded": BlindLook.of(manuscript),
        "mask_form": filled.masks or MaskTextForm(),
        "is_judged": is_judged,
        "may_mask": may_act and entry.state in DECIDABLE and not is_judged,
        "receipt": manuscript.receipt,
        "declarations": manuscript.receipt.declarations.all(),
        "namesakes": namesakes,
        "foremost_namesakes": foremost_namesakes,
        "limits": limits_of(contest),
        "flags": flags_of(contest, [entry])[entry.pk],
        "past": past_of([entry])[entry.pk],
        "decisions": decisions,
        "seen": decisions[0].pk if decisions else 0,
        "versions": entry.manuscripts.all(),
        "form": filled.decision or DecisionForm(contest=contest, initial=_at_first(contest, manuscript)),
        "checklist": filled.checklist or ChecklistForm(points=checklist_of(entry)),
        "undo_form": filled.undo or UndoForm(),
        "previews": previews(entry),
        "may_act": may_act,
        "may_decide": may_act and entry.state in DECIDABLE,
        "may_undo": may_act and entry.state in UNDOABLE and not is_judged and not is_awarded,
        "looking": others_looking(entry, visitor, at),
        "waiting": waiting(contest) if search is None else around(contest, search, entry),
        "is_search": search is not None,
        "next": next_of(contest, search, entry),
        "carried": carried(search),
    }


def _at_first(contest: Contest, manuscript: Manuscript) -> dict[str, object]:
    """Give what the form of a decision holds before anybody writes; the outcome is for a person to choose."""
    until = (timezone.now() + timedelta(days=7)).astimezone(contest.zone).replace(hour=18, minute=0, tzinfo=None)
    return {"version": manuscript.version, "until": until}
