"""The register of entries, corrected in Excel: what came shown cell by cell, and taken in once confirmed."""

from collections.abc import Sequence
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.entries.register.amending import HEADINGS, NEEDED
from contest.entries.register.operations import amend_entries, planned_amendments
from contest.notice.list_pages import ListPages
from contest.notice.models import Contest
from contest.notice.tables import Becomes, Line, Told
from contest.people.models import User
from contest.phrases import gettext_noop


def _plan(contest: Contest, lines: Sequence[Line], person: User) -> list[Told]:
    return [row.told for row in planned_amendments(contest, lines, person)]


PAGES: Final = ListPages(
    address="register",
    above="screening",
    above_words=gettext_noop("审稿"),
    title=gettext_noop("登记表"),
    shown_title=gettext_noop("核对登记表"),
    lead=gettext_noop(
        "导出登记表，在 Excel 里改好题目、作者、单位、体裁、发表署名，再传回来。别的栏不能改，表里没有的稿件不动。"
    ),
    headings=HEADINGS,
    needed=NEEDED,
    plan=_plan,
    form_words=gettext_noop("下载现在的登记表"),
    carries=frozenset({Becomes.CHANGED}),
    as_typed=True,
    lists_same=False,
)


def register(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show what a register would change, cell by cell; before one came, where to put it."""
    return PAGES.show(request, contest)


@require_POST
def take(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Change what was shown."""

    def done(count: int) -> HttpResponse:
        messages.success(request, _("登记表已收下，改了 %(count)s 篇。") % {"count": count})
        return redirect("screening", contest=contest.slug)

    return PAGES.take(request, contest, amend_entries, done)
