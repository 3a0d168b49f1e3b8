"""A list of judges in Excel: the empty one, what came shown row by row, and once confirmed the slips with the links."""

from collections.abc import Sequence
from typing import Final

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.notice.access import signed_in
from contest.notice.judge_list import HEADINGS, MOST, NEEDED
from contest.notice.judge_listing import links_for, planned_judges, take_judge_list
from contest.notice.list_pages import ListPages
from contest.notice.models import Contest
from contest.notice.tables import Line, Told
from contest.people.links import link_parts
from contest.people.models import User
from contest.phrases import gettext_noop


def _plan(contest: Contest, lines: Sequence[Line], person: User) -> list[Told]:
    return [row.told for row in planned_judges(contest, lines, person)]


PAGES: Final = ListPages(
    address="judge-list",
    above="appointments",
    above_words=gettext_noop("人员"),
    title=gettext_noop("评委名单"),
    shown_title=gettext_noop("核对评委名单"),
    lead=gettext_noop("一次聘任多位评委；确认之后，给还没有密码的人打印登录链接。"),
    headings=HEADINGS,
    needed=NEEDED,
    plan=_plan,
    most=MOST,
)


def judge_list(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show what a list of judges would do, row by row; before one came, where to put it."""
    return PAGES.show(request, contest)


@require_POST
def take(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Appoint the judges who were shown; those without a password get a slip with a link, which is shown once."""

    def done(people: Sequence[User]) -> HttpResponse:
        messages.success(request, _("评委名单已收下，聘任 %(count)s 人。") % {"count": len(people)})
        linked = links_for(contest=contest, people=people, actor=signed_in(request))
        if not linked:
            return redirect("appointments", contest=contest.slug)
        slips = [(person, _address(request, person)) for person in linked]
        context = {"contest": contest, "slips": slips, "site": request.build_absolute_uri("/")}
        return render(request, "notice/judge_slips.html", context)

    return PAGES.take(request, contest, take_judge_list, done)


def _address(request: HttpRequest, person: User) -> str:
    uid, token = link_parts(person)
    return request.build_absolute_uri(reverse("set-password", kwargs={"uid": uid, "token": token}))


def template(request: HttpRequest, contest: Contest) -> FileResponse:  # noqa: ARG001
    """Give the empty list."""
    return PAGES.empty("一行填一位评委。上传后先逐行核对，确认之后才聘任。")
