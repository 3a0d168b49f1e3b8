"""A list of judges in Excel: the empty one, what came shown row by row, and once confirmed the slips with the links."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.notice.access import signed_in
from contest.notice.judge_list import HEADINGS, MOST, NEEDED
from contest.notice.judge_listing import links_for, planned_judges, take_judge_list
from contest.notice.lists import template_of, told_of_upload, unsealed
from contest.notice.models import Contest
from contest.notice.tables import Line, Told
from contest.people.links import link_parts
from contest.people.models import User
from contest.phrases import Refusal
from contest.web.wording import say

_WHAT = "judges"


def judge_list(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show what a list of judges would do, row by row; before one came, where to put it."""
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
            most=MOST,
        )
    except Refusal as refusal:
        return _page(request, contest, say(refusal.phrase))
    return render(request, "notice/judge_list_shown.html", context)


def _plan(contest: Contest, lines: Sequence[Line], person: User) -> list[Told]:
    return [row.told for row in planned_judges(contest, lines, person)]


def _page(request: HttpRequest, contest: Contest, refusal: str = "") -> HttpResponse:
    context = {"contest": contest, "refusal": refusal, "template": reverse("judge-list-template", args=[contest.slug])}
    return render(request, "notice/judge_list_upload.html", context, status=422 if refusal else 200)


@require_POST
def take(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Appoint the judges who were shown; those without a password get a slip with a link, which is shown once."""
    actor = signed_in(request)
    try:
        handed, digest = unsealed(_WHAT, request, contest, actor)
        people = take_judge_list(contest=contest, handed=handed, shown=digest, actor=actor)
    except Refusal as refusal:
        return _page(request, contest, say(refusal.phrase))
    messages.success(request, _("评委名单已收下，聘任 %(count)s 人。") % {"count": len(people)})
    slips = [(person, _address(request, person)) for person in links_for(contest=contest, people=people, actor=actor)]
    if not slips:
        return redirect("appointments", contest=contest.slug)
    context = {"contest": contest, "slips": slips, "site": request.build_absolute_uri("/")}
    return render(request, "notice/judge_slips.html", context)


def _address(request: HttpRequest, person: User) -> str:
    uid, token = link_parts(person)
    return request.build_absolute_uri(reverse("set-password", kwargs={"uid": uid, "token": token}))


def template(request: HttpRequest, contest: Contest) -> FileResponse:  # noqa: ARG001
    """Give the empty list."""
    return template_of("评委名单", "一行填一位评委。上传后先逐行核对，确认之后才聘任。", HEADINGS)
