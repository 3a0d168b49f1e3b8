"""A list of units in Excel: the empty one, what came shown row by row, and taken in once confirmed."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.entries.units.listing import planned_units, take_unit_list
from contest.entries.units.unit_list import HEADINGS, NEEDED
from contest.notice.access import signed_in
from contest.notice.lists import becomes_in_words, read_upload, sealed, shown, template_of, unsealed
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.web.wording import say

_WHAT = "units"


def unit_list(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show what a list of units would do, row by row; before one came, where to put it."""
    if request.method != "POST":
        return _page(request, contest)
    person = signed_in(request)
    try:
        handed = read_upload(request, HEADINGS, NEEDED)
        told = [row.told for row in planned_units(contest, handed.lines, person)]
        parcel = sealed(_WHAT, handed, told, contest, person)
    except Refusal as refusal:
        return _page(request, contest, say(refusal.phrase))
    context = {"contest": contest, "shown": shown(told), "parcel": parcel, "words": becomes_in_words()}
    return render(request, "entries/units/list_shown.html", context)


def _page(request: HttpRequest, contest: Contest, refusal: str = "") -> HttpResponse:
    context = {"contest": contest, "refusal": refusal, "template": reverse("unit-list-template", args=[contest.slug])}
    return render(request, "entries/units/list_upload.html", context, status=422 if refusal else 200)


@require_POST
def take(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Take in the list that was shown."""
    person = signed_in(request)
    try:
        handed, digest = unsealed(_WHAT, request, contest, person)
        count = take_unit_list(contest=contest, handed=handed, shown=digest, actor=person)
    except Refusal as refusal:
        return _page(request, contest, say(refusal.phrase))
    messages.success(request, _("单位名单已收下，办了 %(count)s 行。") % {"count": count})
    return redirect("units", contest=contest.slug)


def template(request: HttpRequest, contest: Contest) -> FileResponse:  # noqa: ARG001
    """Give the empty list."""
    return template_of("单位名单", "一行填一个单位。上传后先逐行核对，确认之后才存。", HEADINGS)
