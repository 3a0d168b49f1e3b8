"""The screening desk: one entry, its masks, its files, and what is decided about it."""

from io import BytesIO
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.entries.models import Entry, Manuscript
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.notice.rules import may_decide
from contest.phrases import Refusal
from contest.screening import operations
from contest.screening.blinding import Choice, blinded_of
from contest.screening.checklist import Answers, unopposed
from contest.screening.evidence import checklist_of
from contest.screening.forms import HOLDS, ChecklistForm, DecisionForm, MaskTextForm, SpotForm, UndoForm
from contest.screening.looking import note_look, others_looking
from contest.screening.models import Outcome
from contest.screening.pages import Filled, entry_page
from contest.screening.previews import previews
from contest.screening.searching.asking import carried
from contest.screening.searching.queries import next_of
from contest.web.files import attachment
from contest.web.wording import inside_marks, say

NOTHING_FILLED = Filled()


def entry(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Show one entry: the manuscript as judges would see it with what was masked, the facts, the decision."""
    found, person = _entry(contest, token), signed_in(request)
    if may_decide(person, contest).allowed:
        note_look(entry=found, person=person, at=timezone.now())
    return _entry_page(request, contest, found)


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
    request: HttpRequest, contest: Contest, found: Entry, filled: Filled = NOTHING_FILLED, status: int = 200
) -> HttpResponse:
    if found.manuscript is None:  # a constraint forbids it for what was handed in
        raise Http404
    search = request.GET.get("q")
    shown = entry_page(signed_in(request), contest, found, found.manuscript, filled, search, timezone.now())
    return render(request, "screening/entry.html", shown, status=status)


@require_POST
def looks(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Note that somebody still has an entry before them, and say who else has."""
    found, person, now = _entry(contest, token), signed_in(request), timezone.now()
    note_look(entry=found, person=person, at=now)
    return render(request, "screening/_looking.html", {"looking": others_looking(found, person, now)})


@require_POST
def letters(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Show the letters that the decisions would send, by what is written so far."""
    found, form = _entry(contest, token), DecisionForm(request.POST, contest=contest)
    form.is_valid()
    values = form.cleaned_data
    shown = previews(
        found,
        note=values.get("note", ""),
        until=form.until_in(contest.zone),
        reason=form.reasons.get(values.get("reason", "")),
    )
    return render(request, "screening/_letters.html", {"previews": shown})


@require_POST
def masks(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Mask or show one place of the manuscript, or mask a text wherever it stands."""
    found = _entry(contest, token)
    form = (MaskTextForm if request.POST.get("choice") in (Choice.ADD, Choice.REMOVE) else SpotForm)(request.POST)
    if not form.is_valid():
        text_form = form if isinstance(form, MaskTextForm) else None
        if "text" not in form.errors or text_form is None:  # no page of ours sent it
            messages.error(request, _("没有这样的遮盖办法，请刷新页面再试。"))
        return _entry_page(request, contest, found, Filled(masks=text_form), status=422)
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
            return _entry_page(request, contest, found, Filled(masks=form), status=409)
        messages.error(request, say(refusal.phrase))
        return redirect("screen-entry", contest=contest.slug, token=token)
    return redirect(reverse("screen-entry", args=[contest.slug, token]) + carried(request.GET.get("q")) + "#masks")


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
    """Take a decision and go on to the next entry that waits; the button `tick` only confirms points of the page."""
    found = _entry(contest, token)
    points = checklist_of(found)
    form = DecisionForm(request.POST, contest=contest)
    checklist = ChecklistForm(request.POST, points=points)
    if "tick" in request.POST:
        typed = {name: request.POST.get(checklist.add_prefix(name), "") for name in checklist.fields}
        ticked = {key: typed[key] or HOLDS for key in unopposed(points)}
        kept = Filled(
            DecisionForm(contest=contest, initial=request.POST.dict()),
            ChecklistForm(points=points, initial=typed | ticked),
        )
        return _entry_page(request, contest, found, kept)
    if not all([form.is_valid(), checklist.is_valid()]):
        return _entry_page(request, contest, found, Filled(form, checklist), status=422)
    manuscript = get_object_or_404(found.manuscripts, version=form.cleaned_data["version"])
    try:
        _decide(form, checklist.answers(), found, manuscript, request, contest.zone)
    except Refusal as refusal:
        form.add_error(None, say(refusal.phrase))
        return _entry_page(request, contest, _entry(contest, token), Filled(form, checklist), status=409)
    _say_decided(request, contest, found, Outcome(form.cleaned_data["outcome"]))
    search = request.GET.get("q")
    following = next_of(contest, search, found)
    if following is None:
        return redirect(reverse("screening", args=[contest.slug]) + carried(search))
    return redirect(reverse("screen-entry", args=[contest.slug, following.token]) + carried(search))


def _decide(
    form: DecisionForm, answers: Answers, found: Entry, manuscript: Manuscript, request: HttpRequest, zone: ZoneInfo
) -> None:
    values, actor, seen = form.cleaned_data, signed_in(request), form.cleaned_data["seen"] or 0
    match values["outcome"]:
        case Outcome.PASS:
            operations.pass_entry(entry=found, manuscript=manuscript, actor=actor, answers=answers, seen=seen)
        case Outcome.RETURN:
            operations.return_entry(
                entry=found,
                manuscript=manuscript,
                note=values["note"],
                until=form.until_in(zone) or timezone.now(),
                actor=actor,
                answers=answers,
                seen=seen,
            )
        case Outcome.DISQUALIFY:
            operations.disqualify_entry(
                entry=found,
                manuscript=manuscript,
                reason=form.reasons[values["reason"]],
                note=values["note"],
                actor=actor,
                answers=answers,
                seen=seen,
            )


def _say_decided(request: HttpRequest, contest: Contest, found: Entry, outcome: Outcome) -> None:
    """Say what was decided, and beside it the way to undo it."""
    said = _("《%(title)s》：%(outcome)s。") % {"title": inside_marks(found.title), "outcome": outcome.label}
    if outcome is Outcome.RETURN:
        messages.success(request, said)
        return
    address = reverse("screen-entry", args=[contest.slug, found.token]) + "#undo"
    messages.success(request, format_html('{} <a href="{}">{}</a>', said, address, _("撤销这个决定")))


@require_POST
def undo(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Undo the newest decision: the entry waits again."""
    found, form = _entry(contest, token), UndoForm(request.POST)
    if not form.is_valid():
        return _entry_page(request, contest, found, Filled(undo=form), status=422)
    try:
        operations.undo_decision(
            entry=found,
            reason=form.cleaned_data["reason"],
            actor=signed_in(request),
            seen=form.cleaned_data["seen"] or 0,
        )
    except Refusal as refusal:
        form.add_error(None, say(refusal.phrase))
        return _entry_page(request, contest, _entry(contest, token), Filled(undo=form), status=409)
    messages.success(request, _("决定已撤销，稿件回到等待审查。"))
    return redirect("screen-entry", contest=contest.slug, token=token)


def file(request: HttpRequest, contest: Contest, token: str, version: int) -> HttpResponseBase:  # noqa: ARG001
    """Give a manuscript as it was handed in, under the name the rule spells."""
    manuscript = get_object_or_404(_entry(contest, token).manuscripts, version=version)
    return attachment(manuscript.open(), manuscript.canonical_name or f"{contest.label}-{version}{manuscript.ending}")
