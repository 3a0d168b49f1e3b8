"""The page of archives: ask for one, see how far it is, take it."""

from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from contest.awards.queries import confirmed_list
from contest.exports.archives.forms import ArchiveForm
from contest.exports.archives.operations import ask_for_archive, make_at_once, take_archive
from contest.exports.archives.streaming import archive_part
from contest.exports.models import IN_THE_MAKING, Archive
from contest.exports.rules import may_ask_for_archives
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.web.files import ZIP, attachment_in_parts, part_of_request
from contest.web.pages import page_of
from contest.web.wording import say


def archives(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the archives of a contest, the newest first, and the form for a new one."""
    return _page(request, contest, ArchiveForm(has_prizes=confirmed_list(contest) is not None))


@require_POST
def ask(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Have an archive made: a small one at once, a large one in the background."""
    form = ArchiveForm(request.POST, has_prizes=confirmed_list(contest) is not None)
    if not form.is_valid():
        return _page(request, contest, form, status=422)
    given = form.cleaned_data
    try:
        archive = ask_for_archive(
            contest=contest, grouping=given["grouping"], states=given["states"], actor=signed_in(request)
        )
    except Refusal as refusal:
        form.add_error(None, say(refusal.phrase))
        return _page(request, contest, form, status=422)
    make_at_once(archive)
    return redirect("archives", contest=contest.slug)


def progress(request: HttpRequest, contest: Contest, archive: str) -> HttpResponse:
    """Say how far an archive is, for a page that waits; when it is done the page is fetched anew."""
    found = get_object_or_404(Archive, contest=contest, token=archive)
    if found.state not in IN_THE_MAKING:
        return HttpResponseClientRefresh()
    return render(request, "exports/_progress.html", {"contest": contest, "archive": found})


def file(request: HttpRequest, contest: Contest, archive: str) -> HttpResponseBase:
    """Give an archive, or the part of it asked for; that somebody took it is on record."""
    found = get_object_or_404(Archive.objects.ready(), contest=contest, token=archive)
    length, etag, stands_at = found.length or 0, found.etag, found.stands_at or found.asked_at
    part = part_of_request(request, length=length, etag=etag)
    if request.method != "HEAD" and not (part and part.is_empty):
        take_archive(archive=found, actor=signed_in(request), goes_on=part is not None and part.start > 0)
    name = f"{contest.label}征文归档-{stands_at.astimezone(contest.zone):%Y%m%d-%H%M}.zip"
    return attachment_in_parts(request, partial(archive_part, found), name, ZIP, length=length, etag=etag)


def _page(request: HttpRequest, contest: Contest, form: ArchiveForm, status: int = 200) -> HttpResponse:
    page = page_of(request, contest.archives.select_related("asked_by"))
    context = {
        "contest": contest,
        "form": form,
        "page": page,
        "waits": any(one.state in IN_THE_MAKING for one in page),
        "may_ask": may_ask_for_archives(request.user, contest).allowed,
    }
    return render(request, "exports/archives.html", context, status=status)
