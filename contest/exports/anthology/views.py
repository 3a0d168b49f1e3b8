"""The page of the anthology: what stands in it, what stands round it, and the books that were made of it."""

from typing import Final

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from contest.awards.queries import confirmed_list
from contest.entries.models import Entry
from contest.exports.anthology import building, operations
from contest.exports.anthology.forms import WordsForm
from contest.exports.anthology.models import AT_WORK, AnthologyBuild, BuildState
from contest.exports.anthology.queries import anthology_of, is_newest, is_still_right, tiers_of
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.web.files import attachment
from contest.web.middleware import typed
from contest.web.pages import page_of
from contest.web.wording import say

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF: Final = "application/pdf"
FORMS: Final = {"docx": DOCX, "pdf": PDF}


def anthology(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the essays by tier, the texts round them, and the books."""
    return _page(request, contest, WordsForm(anthology=anthology_of(contest)))


@require_POST
def words(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Keep title, foreword and colophon."""
    form = WordsForm(request.POST, anthology=anthology_of(contest))
    if not form.is_valid():
        return _page(request, contest, form, status=422)
    try:
        operations.word_anthology(contest=contest, **form.cleaned_data, actor=signed_in(request))
    except Refusal as refusal:
        now = anthology_of(contest)
        form = WordsForm({**request.POST.dict(), "revision": now.revision}, anthology=now)
        form.add_error(None, say(refusal.phrase))
        return _page(request, contest, form, status=409)
    messages.success(request, _("已保存。"))
    return redirect("anthology", contest=contest.slug)


@require_POST
def move(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Move an essay up or down."""
    to = typed(request, "to")
    if to not in ("up", "down"):
        raise Http404
    entry = _entry(contest, token)
    try:
        operations.move_essay(entry=entry, to="up" if to == "up" else "down", actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    return _back(entry)


@require_POST
def leave_out(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Leave an essay out."""
    entry = _entry(contest, token)
    try:
        operations.leave_out(entry=entry, reason=typed(request, "reason"), actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    return _back(entry)


@require_POST
def take_in(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Take an essay in again."""
    entry = _entry(contest, token)
    try:
        operations.take_in(entry=entry, actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    return _back(entry)


@require_POST
def ask(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Have a book made."""
    try:
        building.ask_for_book(contest=contest, actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    return redirect("anthology", contest=contest.slug)


def progress(request: HttpRequest, contest: Contest, build: str) -> HttpResponse:
    """Say how far a book is, for a page that waits; when it is done the page is fetched anew."""
    found = get_object_or_404(AnthologyBuild, contest=contest, token=build)
    if found.state not in AT_WORK:
        return HttpResponseClientRefresh()
    return render(request, "exports/anthology/_progress.html", {"contest": contest, "build": found})


def file(request: HttpRequest, contest: Contest, build: str, form: str) -> HttpResponseBase:
    """Give a book as .docx or PDF while each essay in it may stand there; that somebody took it is on record."""
    books = AnthologyBuild.objects.select_related("contest")
    found = get_object_or_404(books, contest=contest, token=build, state=BuildState.READY)
    if form not in FORMS:
        raise Http404
    try:
        if request.method == "HEAD":  # which takes nothing along
            building.hold_to_now(found)
        else:
            building.take_book(build=found, form=form, actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
        return redirect("anthology", contest=contest.slug)
    made_at = (found.ready_at or found.asked_at).astimezone(contest.zone)
    content = default_storage.open(found.pdf_name if form == "pdf" else found.docx_name)
    return attachment(content, f"{found.plan['title']}-{made_at:%Y%m%d-%H%M}.{form}", FORMS[form])


def _entry(contest: Contest, token: str) -> Entry:
    return get_object_or_404(Entry.objects.select_related("contest"), contest=contest, token=token)


def _back(entry: Entry) -> HttpResponse:
    """Lead back to the essay's line."""
    return redirect(f"{reverse('anthology', args=[entry.contest.slug])}#essay-{entry.token}")


def _page(request: HttpRequest, contest: Contest, form: WordsForm, status: int = 200) -> HttpResponse:
    kept = anthology_of(contest)
    tiers = tiers_of(contest, kept.order)
    page = page_of(request, contest.anthology_builds.select_related("asked_by"))
    lines = [line for tier in tiers for line in tier.lines]
    context = {
        "contest": contest,
        "form": form,
        "tiers": tiers,
        "prizes": confirmed_list(contest),
        "standing": sum(line.stands for line in lines),
        "lines": len(lines),
        "page": page,
        "books": [(one, is_still_right(one, tiers), is_newest(one, tiers, kept)) for one in page],
        "waits": any(one.state in AT_WORK for one in page),
        "kept": kept,
    }
    return render(request, "exports/anthology/anthology.html", context, status=status)
