"""The judge's reading room."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.judging import marking
from contest.judging.forms import ScoreSheet
from contest.judging.marking import MarksRefused
from contest.judging.models import Reading, RoundState
from contest.judging.packets.queries import seats
from contest.judging.queries import blind_entry, blind_file, criterion_rules, neighbours, reading_lines, readings_of
from contest.judging.scoring import full_mark
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.web.files import attachment
from contest.web.wording import figure, say


def reading_list(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show a judge the essays to read, and how far they are."""
    lines = reading_lines(readings_of(signed_in(request), contest))
    done = sum(1 for line in lines if line.submitted_at is not None)
    following = next((line for line in lines if line.submitted_at is None), None)
    return render(
        request,
        "judging/reading_list.html",
        {
            "contest": contest,
            "lines": lines,
            "done": done,
            "following": following,
            "packet": seats(contest).filter(person=signed_in(request), round__state=RoundState.OPEN).first(),
        },
    )


def _reading(request: HttpRequest, contest: Contest, token: str) -> Reading:
    """Give the judge's own reading, or the answer that nothing is there."""
    return get_object_or_404(
        readings_of(signed_in(request), contest).select_related("judge__round", "round_entry"), token=token
    )


def reading(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Show the reading room: the text, and the score sheet as it was last kept."""
    found = _reading(request, contest, token)
    return _reading_page(request, contest, found, _kept_sheet(found))


def reading_file(request: HttpRequest, contest: Contest, token: str) -> HttpResponseBase:
    """Give the judge the blind copy as a file, under its number."""
    found = _reading(request, contest, token)
    name = _("%(number)s 号.docx") % {"number": found.round_entry.number}
    return attachment(default_storage.open(blind_file(found)), name)


def _kept_sheet(found: Reading) -> ScoreSheet:
    """Give the score sheet as it was last kept."""
    marks = found.marks.values_list("criterion__key", "value")
    initial = {ScoreSheet.mark_name(key): figure(value) for key, value in marks}
    return ScoreSheet(criteria=list(found.judge.round.criteria.all()), initial={"comment": found.comment, **initial})


def _reading_page(
    request: HttpRequest,
    contest: Contest,
    found: Reading,
    sheet: ScoreSheet,
    status: int = 200,
    not_taken: ScoreSheet | None = None,
) -> HttpResponse:
    """Show the reading room with a score sheet; `not_taken` is what was typed and could not be taken."""
    return render(
        request,
        "judging/reading.html",
        {
            "contest": contest,
            "reading": found,
            "entry": blind_entry(found),
            "round": found.judge.round,
            "is_open": found.judge.round.state == RoundState.OPEN,
            "sheet": sheet,
            "not_taken": not_taken,
            "full": full_mark(criterion_rules(found.judge.round)),
            "beside": neighbours(found),
        },
        status=status,
    )


@require_POST
def save(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Keep unfinished marks, sent by the page itself while the judge writes, or by its button where no script runs."""
    found = _reading(request, contest, token)
    sheet = ScoreSheet(request.POST, criteria=list(found.judge.round.criteria.all()))
    sheet.is_valid()
    by_itself = getattr(request, "htmx", False)
    try:
        saved = marking.save_reading(reading=found, marks=sheet.marks(), comment=sheet.comment_typed())
    except Refusal as refusal:
        if not by_itself:
            return _not_taken(request, contest, token, sheet, refusal)
        return render(request, "judging/_saved.html", {"contest": contest, "refusal": say(refusal.phrase)}, status=409)
    sheet.add_faults(saved.faults)
    if by_itself:
        return render(request, "judging/_saved.html", {"contest": contest, "reading": saved.reading, "sheet": sheet})
    if sheet.errors:
        return _reading_page(request, contest, found, sheet, status=422)
    messages.success(request, _("第 %(number)s 号已存为草稿，还没有提交。") % {"number": found.round_entry.number})
    return redirect("reading", contest=contest.slug, token=token)


def _not_taken(request: HttpRequest, contest: Contest, token: str, sheet: ScoreSheet, refusal: Refusal) -> HttpResponse:
    """Show what was typed and could not be taken beside what stands."""
    sheet.add_error(None, say(refusal.phrase))
    found = _reading(request, contest, token)
    return _reading_page(request, contest, found, _kept_sheet(found), status=409, not_taken=sheet)


@require_POST
def submit(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Submit the score sheet and go on to the next essay; an incomplete one is kept and shown again."""
    found = _reading(request, contest, token)
    sheet = ScoreSheet(request.POST, criteria=list(found.judge.round.criteria.all()))
    try:
        readable = sheet.is_valid()
        if readable:
            marking.submit_reading(
                reading=found, marks=sheet.marks(), comment=sheet.comment_typed(), actor=signed_in(request)
            )
        else:
            marking.save_reading(reading=found, marks=sheet.marks(), comment=sheet.comment_typed())
            return _reading_page(request, contest, found, sheet, status=422)
    except MarksRefused as refused:
        marking.save_reading(reading=found, marks=sheet.marks(), comment=sheet.comment_typed())
        sheet.add_faults(refused.faults)
        sheet.add_error(None, say(refused.phrase))
        return _reading_page(request, contest, found, sheet, status=422)
    except Refusal as refusal:
        return _not_taken(request, contest, token, sheet, refusal)
    messages.success(request, _("第 %(number)s 号已提交。") % {"number": found.round_entry.number})
    following = readings_of(signed_in(request), contest).filter(submitted_at=None, judge=found.judge).first()
    if following is None:
        return redirect("reading-list", contest=contest.slug)
    return redirect("reading", contest=contest.slug, token=following.token)


@require_POST
def reopen(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Take a submitted score sheet back to change it."""
    found = _reading(request, contest, token)
    try:
        marking.reopen_reading(reading=found, actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    return redirect("reading", contest=contest.slug, token=token)
