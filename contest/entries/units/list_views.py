"""A list of units in Excel: the empty one, what came shown row by row, and taken in once confirmed."""

from collections.abc import Sequence
from typing import Final

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.entries.units.listing import planned_units, take_unit_list
from contest.entries.units.unit_list import HEADINGS, NEEDED
from contest.notice.list_pages import ListPages
from contest.notice.models import Contest
from contest.notice.tables import Line, Told
from contest.people.models import User
from contest.phrases import gettext_noop


def _plan(contest: Contest, lines: Sequence[Line], person: User) -> list[Told]:
    return [row.told for row in planned_units(contest, lines, person)]


PAGES: Final = ListPages(
    address="unit-list",
    above="units",
    above_words=gettext_noop("各单位"),
    title=gettext_noop("单位名单"),
    shown_title=gettext_noop("核对单位名单"),
    lead=gettext_noop("把单位的全称、别的写法和上级一次收进来，投稿时就能认出来。"),
    headings=HEADINGS,
    needed=NEEDED,
    plan=_plan,
)


def unit_list(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show what a list of units would do, row by row; before one came, where to put it."""
    return PAGES.show(request, contest)


@require_POST
def take(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Take in the list that was shown."""

    def done(count: int) -> HttpResponse:
        messages.success(request, _("单位名单已收下，办了 %(count)s 行。") % {"count": count})
        return redirect("units", contest=contest.slug)

    return PAGES.take(request, contest, take_unit_list, done)


def template(request: HttpRequest, contest: Contest) -> FileResponse:  # noqa: ARG001
    """Give the empty list."""
    return PAGES.empty("一行填一个单位。上传后先逐行核对，确认之后才存。")
