"""The screening desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.documents.blind import BlindCopy
from contest.documents.masks import Mask, MaskStatus
from contest.entries.check_pages import shown_check
from contest.entries.checking import traces_of
from contest.entries.limits import namesakes_of
from contest.entries.models import Entry, EntryState, Manuscript
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.notice.queries import limits_of
from contest.notice.rules import may_screen
from contest.phrases import Refusal
from contest.screening import operations
from contest.screening.blinding import Choice, blind_copy, blinded_of, choices_of
from contest.screening.forms import MASK_NAMES, DecisionForm, MaskTextForm, SpotForm
from contest.screening.models import Outcome
from contest.screening.queries import in_opened_round, next_to_screen
from contest.web.files import attachment
from contest.web.wording import say


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


def entry(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Show one entry: the manuscript as judges would see it with what was masked, the facts, the decision."""
    found = _entry(contest, token)
    return _entry_page(request, contest, found, None)


def _entry(contest: Contest, token: str) -> Entry:
    found = (
        Entry.objects.filter(contest=contest, token=token)
        .handed_in()
        .select_related("contest", "unit", "manuscript", "entrant")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _entry_page(
    request: HttpRequest,
    contest: Contest,
    found: Entry,
    form: DecisionForm | None,
    status: int = 200,
    mask_form: MaskTextForm | None = None,
) -> HttpResponse:
    manuscript = found.manuscript
    if manuscript is None:  # a constraint forbids it for what was handed in
        raise Http404
    until = (timezone.now() + timedelta(days=7)).astimezone(contest.zone).replace(hour=18, minute=0, tzinfo=None)
    form = form or DecisionForm(
        contest=contest, initial={"version": manuscript.version, "until": until, "outcome": Outcome.PASS}
    )
    may_decide = may_screen(request.user, contest).allowed and found.state in (
        EntryState.RECEIVED,
        EntryState.ELIGIBLE,
        EntryState.DISQUALIFIED,
    )
    blinded, is_judged = BlindLook.of(manuscript), in_opened_round(found)
    namesakes, foremost_namesakes = namesakes_of(found)
    return render(
        request,
        "screening/entry.html",
        {
            "contest": contest,
            "entry": found,
            "manuscript": manuscript,
            **shown_check(manuscript),
            "traces": traces_of(manuscript.check_result.traces),
            "blinded": blinded,
            "mask_form": mask_form or MaskTextForm(),
            "is_judged": is_judged,
            "may_mask": may_decide and not is_judged,
            "receipt": manuscript.receipt,
            "declarations": manuscript.receipt.declarations.all(),
            "namesakes": namesakes,
            "foremost_namesakes": foremost_namesakes,
            "limits": limits_of(contest),
            "decisions": found.decisions.select_related("decided_by", "manuscript"),
            "versions": found.manuscripts.all(),
            "form": form,
            "may_decide": may_decide,
            "next": next_to_screen(contest, found),
        },
        status=status,
    )


@require_POST
def masks(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Mask or show one place of the manuscript, or mask a text wherever it stands."""
    found = _entry(contest, token)
    form = (MaskTextForm if request.POST.get("choice") in (Choice.ADD, Choice.REMOVE) else SpotForm)(request.POST)
    if not form.is_valid():
        text_form = form if isinstance(form, MaskTextForm) else None
        if "text" not in form.errors or text_form is None:  # no page of ours sent it
            messages.error(request, _("没有这样的遮盖办法，请刷新页面再试。"))
        return _entry_page(request, contest, found, None, status=422, mask_form=text_form)
    manuscript = get_object_or_404(found.manuscripts, version=form.cleaned_data["version"])
    try:
        operations.choose_masks(
            entry=found,
            manuscript=manuscript,
            choice=form.choice_made(),
            chosen=form.chosen(),
            actor=signed_in(request),
        )
    except Refusal as refusal:
        if isinstance(form, MaskTextForm):
            form.add_error("text", say(refusal.phrase))
            return _entry_page(request, contest, found, None, status=409, mask_form=form)
        messages.error(request, say(refusal.phrase))
        return redirect("screen-entry", contest=contest.slug, token=token)
    return redirect(reverse("screen-entry", args=[contest.slug, token]) + "#masks")


def blind_file(request: HttpRequest, contest: Contest, token: str, version: int) -> HttpResponseBase:
    """Give the screener the file that judges would get of a version, as it would be made now."""
    found = _entry(contest, token)
    manuscript = get_object_or_404(found.manuscripts, version=version)
    try:
        made = blinded_of(manuscript)
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
        return redirect("screen-entry", contest=contest.slug, token=token)
    return attachment(BytesIO(made.docx), _("匿名稿.docx"))


@require_POST
def decide(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Take a decision and go on to the next entry that waits."""
    found = _entry(contest, token)
    form = DecisionForm(request.POST, contest=contest)
    if not form.is_valid():
        return _entry_page(request, contest, found, form, status=422)
    manuscript = get_object_or_404(found.manuscripts, version=form.cleaned_data["version"])
    try:
        _decide(form, found, manuscript, request, contest.zone)
    except Refusal as refusal:
        form.add_error(None, say(refusal.phrase))
        found.refresh_from_db()
        return _entry_page(request, contest, found, form, status=409)
    messages.success(
        request,
        _("《%(title)s》：%(outcome)s。")
        % {"title": found.title, "outcome": Outcome(form.cleaned_data["outcome"]).label},
    )
    following = next_to_screen(contest, found)
    if following is None:
        return redirect("screening", contest=contest.slug)
    return redirect("screen-entry", contest=contest.slug, token=following.token)


def _decide(form: DecisionForm, found: Entry, manuscript: Manuscript, request: HttpRequest, zone: ZoneInfo) -> None:
    values, actor = form.cleaned_data, signed_in(request)
    match values["outcome"]:
        case Outcome.PASS:
            operations.pass_entry(entry=found, manuscript=manuscript, actor=actor)
        case Outcome.RETURN:
            until = timezone.make_naive(values["until"]).replace(tzinfo=zone)
            operations.return_entry(entry=found, manuscript=manuscript, note=values["note"], until=until, actor=actor)
        case Outcome.DISQUALIFY:
            operations.disqualify_entry(
                entry=found,
                manuscript=manuscript,
                reason=form.reasons[values["reason"]],
                note=values["note"],
                actor=actor,
            )


def file(request: HttpRequest, contest: Contest, token: str, version: int) -> HttpResponseBase:  # noqa: ARG001
    """Give a manuscript as it was handed in, under the name the rule spells."""
    manuscript = get_object_or_404(_entry(contest, token).manuscripts, version=version)
    return attachment(manuscript.open(), manuscript.canonical_name or f"{contest.label}-{version}{manuscript.ending}")
