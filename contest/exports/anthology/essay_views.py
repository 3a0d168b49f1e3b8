"""One essay of the anthology: its text, its versions, and the page on which it is edited."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.entries.models import Entry
from contest.exports.anthology import operations
from contest.exports.anthology.differences import differences, is_changed
from contest.exports.anthology.forms import EditForm
from contest.exports.anthology.markup import blocks_of, text_of
from contest.exports.anthology.queries import Line, line_of, missing_from, names_in, own_text, version_text
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.web.middleware import typed
from contest.web.wording import say


def essay(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Show an essay as it is printed, what of its manuscript is not, and its versions; of one that may not be, why."""
    line = _line(contest, token)
    context: dict[str, Any] = {"contest": contest, "line": line}
    if line.fault is None:
        context |= _texts(line)
    return render(request, "exports/anthology/essay.html", context)


def edit(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Edit the text of an essay, where its author allows it."""
    line = _line(contest, token)
    if line.fault is not None or line.edit_fault is not None:
        return redirect("anthology-essay", contest=contest.slug, token=token)
    if request.method != "POST":
        try:
            text = version_text(line.manuscript, line.award.title, line.newest)
        except Refusal as refusal:
            messages.error(request, say(refusal.phrase))
            return redirect("anthology-essay", contest=contest.slug, token=token)
        return _editor(request, line, EditForm(initial={"text": text, "base": line.newest}))
    form = EditForm(request.POST)
    if not form.is_valid():
        return _editor(request, line, form, status=422)
    try:
        version = operations.edit_essay(entry=line.entry, **form.cleaned_data, actor=signed_in(request))
    except Refusal as refusal:
        return _refused(request, contest, token, form, refusal)
    messages.success(request, _("已存为编辑第 %(number)s 稿。") % {"number": version.number})
    return redirect("anthology-essay", contest=contest.slug, token=token)


def compare(request: HttpRequest, contest: Contest, token: str, number: int) -> HttpResponse:
    """Show a version of an essay held against the one before."""
    line = _line(contest, token)
    if line.fault is not None:
        raise Http404
    version = get_object_or_404(line.manuscript.essay_versions.select_related("made_by"), number=number)
    before = version_text(line.manuscript, line.award.title, number - 1)
    context = {"contest": contest, "line": line, "version": version, "before": number - 1}
    return render(request, "exports/anthology/compare.html", context | _compared(before, version.text))


@require_POST
def restore(request: HttpRequest, contest: Contest, token: str, number: int) -> HttpResponse:
    """Make an older version the newest again."""
    line = _line(contest, token)
    if number:
        get_object_or_404(line.manuscript.essay_versions, number=number)
    try:
        version = operations.restore_version(
            entry=line.entry, number=number, reason=typed(request, "reason"), actor=signed_in(request)
        )
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    else:
        messages.success(request, _("已存为编辑第 %(number)s 稿。") % {"number": version.number})
    return redirect("anthology-essay", contest=contest.slug, token=token)


def _line(contest: Contest, token: str) -> Line:
    """Give an essay on the list; an entry that is not on it has no page here."""
    entry = get_object_or_404(Entry, contest=contest, token=token)
    line = line_of(contest, entry.token)
    if line is None:
        raise Http404
    return line


def _texts(line: Line) -> dict[str, Any]:
    """Give the text that is printed, what is to be said of it, and the versions; where it can't be read, why."""
    versions = list(line.manuscript.essay_versions.select_related("made_by").order_by("-number"))
    try:
        own = own_text(line.manuscript, line.award.title)
    except Refusal as refusal:
        return {"unread": refusal.phrase, "versions": versions}
    edited = next((one.text for one in versions if one.number == line.version), None)
    blocks = own.blocks if edited is None else blocks_of(edited)
    missing = missing_from(own) if edited is None else ()
    return {
        "blocks": blocks,
        "set_aside": own.set_aside if edited is None else (),
        "remarks": (*missing, *names_in(line.manuscript, line.essay.byline, blocks)),
        "versions": versions,
    }


def _editor(request: HttpRequest, line: Line, form: EditForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {"contest": line.entry.contest, "line": line, "form": form, **more}
    return render(request, "exports/anthology/edit.html", context, status=status)


def _refused(request: HttpRequest, contest: Contest, token: str, form: EditForm, refusal: Refusal) -> HttpResponse:
    """Show what was typed again; after somebody else's version with what differs, to be saved on top of that."""
    line = _line(contest, token)
    if refusal.code != "changed":
        form.add_error(None, say(refusal.phrase))
        return _editor(request, line, form, status=422)
    anew = EditForm({**request.POST.dict(), "base": line.newest})
    anew.add_error(None, say(refusal.phrase))
    newest = version_text(line.manuscript, line.award.title, line.newest)
    written = text_of(blocks_of(form.cleaned_data["text"]))
    return _editor(request, line, anew, status=409, **_compared(newest, written))


def _compared(before: str, after: str) -> dict[str, Any]:
    lines = differences(before, after)
    return {"differences": lines, "changes": sum(map(is_changed, lines))}
