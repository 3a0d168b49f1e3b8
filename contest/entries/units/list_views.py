"""A list of units in Excel: the empty one, what came shown row by row, and taken in once confirmed."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.entries.units.listing import planned_units, take_unit_list
from contest.entries.units.unit_list import HEADINGS, NEEDED
from contest.notice.access import signed_in
from contest.notice.lists import template_of, told_of_upload, unsealed
from contest.notice.models import Contest
from contest.notice.tables import Line, Told
from contest.people.models import User
from contest.phrases import Refusal
from contest.web.wording import say

_WHAT = "units"


def unit_list(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show what a list of units would do, row by row; before one came, where to put it."""
    if request.method != "POST":
        return _page(request, contest)
    try:
        context = told_of_upload(
            request,
            contest,
            signed_in(request),
            what=_WHAT,
            headings=HEADINGS,
            needed=NEEDED,
            plan=_plan,
        )
    except Refusal as refusal:
        return _page(request, contest, say(refusal.phrase))
    return render(request, "entries/units/list_shown.html", context)


def _plan(contest: Contest, lines: Sequence[Line], person: User) -> list[Told]:
    return [row.told for row in planned_units(contest, lines, person)]


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
