"""Past winners at the desk: the list, as Excel too; a list taken in; one withdrawn."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.access import signed_in
from contest.notice.list_pages import ListPages
from contest.notice.models import Contest
from contest.notice.tables import Becomes, Line, Told
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop
from contest.screening.past.forms import WithdrawWinnerForm
from contest.screening.past.models import PastWinner, PastWinnerQuerySet
from contest.screening.past.operations import planned_winners, take_winner_list, withdraw_winner
from contest.screening.past.winner_list import HEADINGS, NEEDED
from contest.web.files import XLSX, attachment, made_file
from contest.web.pages import page_of
from contest.web.wording import say
from contest.workbooks.cells import CellValue
from contest.workbooks.writer import Column, Kind, Sheet, write_workbook


def _plan(contest: Contest, lines: Sequence[Line], person: User) -> list[Told]:  # noqa: ARG001
    return [row.told for row in planned_winners(contest, lines)]


PAGES: Final = ListPages(
    address="past-list",
    above="past-winners",
    above_words=gettext_noop("往届获奖"),
    title=gettext_noop("往届获奖名单"),
    shown_title=gettext_noop("核对往届获奖名单"),
    lead=gettext_noop("把往届的获奖名单收进来：审稿时会提示同题和同名的来稿，“往届”一页公开题目、作者、单位和奖项。"),
    headings=HEADINGS,
    needed=NEEDED,
    plan=_plan,
    carries=frozenset({Becomes.NEW}),
    as_typed=True,
    lists_same=False,
)


def winners(request: HttpRequest, contest: Contest) -> HttpResponse:
    """List the past winners, those that were withdrawn too."""
    words = _words(request)
    page = page_of(request, _found(words).select_related("taken_in"))
    return render(request, "screening/past/list.html", {"contest": contest, "page": page, "words": words})


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:200]


def _found(words: str) -> PastWinnerQuerySet:
    return PastWinner.objects.all().matching(words)


def workbook(request: HttpRequest, contest: Contest) -> HttpResponseBase:
    """Give those of a search that stand as a workbook, under the headings of the list; that is on record."""
    found = _found(_words(request)).standing()
    fields = ("year", "contest_name", "tier", "title", "author", "unit_name")

    def rows() -> Iterator[Sequence[CellValue]]:
        yield from found.values_list(*fields).iterator(chunk_size=2000)

    kinds = {"year": Kind.WHOLE}
    columns = [Column(_(one.names[0]), one.width, kinds.get(one.key, Kind.TEXT)) for one in HEADINGS]
    sheet = Sheet(_("往届获奖"), columns, rows())
    out, _told = made_file(lambda file: write_workbook([sheet], file, title=sheet.title, zone=contest.zone))
    if request.method != "HEAD":  # which takes nothing along
        record(
            actor=signed_in(request),
            action=Action.RESULTS_EXPORT,
            subject=(Subject.CONTEST, contest.slug),
            contest=contest.slug,
            after={"files": f"{sheet.title}.xlsx"},
        )
    return attachment(out, f"{sheet.title}-{timezone.now().astimezone(contest.zone):%Y%m%d-%H%M}.xlsx", XLSX)


def winner_list(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show what a list of past winners would do, row by row; before one came, where to put it."""
    return PAGES.show(request, contest)


@require_POST
def take(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Take in the list that was shown."""

    def done(count: int) -> HttpResponse:
        messages.success(request, _("往届获奖名单已收下，新增 %(count)s 条。") % {"count": count})
        return redirect("past-winners", contest=contest.slug)

    return PAGES.take(request, contest, take_winner_list, done)


def template(request: HttpRequest, contest: Contest) -> FileResponse:  # noqa: ARG001
    """Give the empty list."""
    return PAGES.empty("一行填一篇获奖作品。上传后先逐行核对，确认之后才存；已经有的不会重复。")


def withdraw(request: HttpRequest, contest: Contest, pk: int) -> HttpResponse:
    """Ask why a past winner that this contest's office took in is to be withdrawn, and withdraw it."""
    winner = get_object_or_404(contest.past_winners, pk=pk)
    form = WithdrawWinnerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_winner(winner=winner, reason=form.cleaned_data["reason"], actor=signed_in(request))
        except Refusal as refusal:
            form.add_error("reason", say(refusal.phrase))
        else:
            messages.success(request, _("已撤下《%(title)s》。") % {"title": winner.title})
            return redirect("past-winners", contest=contest.slug)
    context = {"contest": contest, "winner": winner, "form": form}
    return render(request, "screening/past/withdraw.html", context, status=422 if form.errors else 200)
