"""The queue: a search as a page, as a workbook, and under a name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.entries.models import EntryState
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.notice.rules import may_decide, may_open_manuscripts, may_screen
from contest.phrases import Refusal
from contest.screening.models import Outcome
from contest.screening.searching.asking import carried, in_order, in_state, search_of
from contest.screening.searching.exporting import write_search, write_search_plain
from contest.screening.searching.forms import SaveSearchForm
from contest.screening.searching.help import help_lines
from contest.screening.searching.meanings import Search, Sort
from contest.screening.searching.models import SavedSearch
from contest.screening.searching.operations import forget_search, save_search
from contest.screening.searching.queries import kept_searches, rows_of, tabs_of
from contest.screening.searching.reading import LONGEST
from contest.screening.searching.rows import Row, heading
from contest.screening.searching.vocabulary import SORTED_BY, Key
from contest.web.files import CONTENT_TYPES, attachment, made_file
from contest.web.pages import page_of
from contest.web.wording import say
from contest.workbooks.plain import Form

STEPS = (Outcome.PASS, Outcome.RETURN, Outcome.DISQUALIFY)
"""What can be decided for many at once."""


FIGURES = frozenset({Key.WORDS, Key.COPIED})
"""Columns of figures."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A state, the same search in it, and how many that finds."""

    label: str
    search: str
    count: int | None
    is_here: bool


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a column: the search sorted by it, and which way it is sorted now."""

    key: Key
    name: str
    search: str
    direction: str


def queue_address(contest: Contest, search: Search) -> str:
    """Give the address of a search."""
    return reverse("screening", args=[contest.slug]) + carried(search.text)


def queue(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the queue: the entries of a search, page by page; what waits, at first."""
    search = search_of(contest, request.GET.get("q", in_state(EntryState.RECEIVED)))
    return queue_page(request, contest, search, SaveSearchForm(initial={"q": search.text}))


def queue_page(
    request: HttpRequest, contest: Contest, search: Search, save_form: SaveSearchForm, status: int = 200
) -> HttpResponse:
    """Give the page of a search."""
    person = signed_in(request)
    page = page_of(request, rows_of(contest, search))
    return render(
        request,
        "screening/queue.html",
        {
            "contest": contest,
            "search": search,
            "carried": carried(search.text),
            "longest": LONGEST,
            "tabs": _tabs(contest, search),
            "heads": _heads(search),
            "page": page,
            "rows": [Row(entry, contest) for entry in page],
            "help": help_lines(),
            "kept": kept_searches(contest, person),
            "save_form": save_form,
            "may_screen": may_screen(person, contest).allowed,
            "may_open": may_open_manuscripts(person, contest).allowed,
            "may_decide": may_decide(person, contest).allowed,
            "steps": STEPS,
            "figures": FIGURES,
        },
        status=status,
    )


def workbook(request: HttpRequest, contest: Contest) -> HttpResponseBase:
    """Give a search as a workbook, all of its rows; that somebody took it is on record."""
    by = signed_in(request).name
    return _taken(request, contest, "xlsx", lambda search, out: write_search(contest, search, out, made_by=by))


def plain(request: HttpRequest, contest: Contest, form: str) -> HttpResponseBase:
    """Give the same rows as CSV or JSON."""
    if form not in list(Form):
        raise Http404
    return _taken(request, contest, form, lambda search, out: write_search_plain(contest, search, out, form=Form(form)))


def _taken(
    request: HttpRequest, contest: Contest, ending: str, write: Callable[[Search, BinaryIO], int]
) -> HttpResponseBase:
    search = search_of(contest, request.GET.get("q", in_state(EntryState.RECEIVED)))
    if search.faults:
        messages.error(request, _("查找条件里还有看不懂的地方，请先改好再导出。"))
        return redirect(queue_address(contest, search))
    now = timezone.now()
    out, count = made_file(lambda file: write(search, file))
    if request.method != "HEAD":  # which takes nothing along
        record(
            actor=signed_in(request),
            action=Action.QUEUE_EXPORT,
            subject=(Subject.CONTEST, contest.slug),
            contest=contest.slug,
            after={"search": search.text, "entries": count},
        )
    name = f"{contest.label}-{_('稿件')}-{now.astimezone(contest.zone):%Y%m%d-%H%M}.{ending}"
    return attachment(out, name, CONTENT_TYPES[ending])


@require_POST
def save(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Keep a search under a name."""
    form = SaveSearchForm(request.POST)
    search = search_of(contest, request.POST.get("q", ""))
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            save_search(
                contest=contest,
                name=name,
                search=search,
                for_office=form.cleaned_data["for_office"],
                actor=signed_in(request),
            )
        except Refusal as refusal:
            form.add_error(None, say(refusal.phrase))
        else:
            messages.success(request, _("查找“%(name)s”已保存。") % {"name": name})
            return redirect(queue_address(contest, search))
    return queue_page(request, contest, search, form, status=422)


@require_POST
def forget(request: HttpRequest, contest: Contest, pk: int) -> HttpResponse:
    """Take away the name of one's own search, or the office's."""
    person = signed_in(request)
    saved = get_object_or_404(SavedSearch.objects.for_person(person), contest=contest, pk=pk)
    forget_search(saved=saved)
    messages.success(request, _("查找“%(name)s”已删去。") % {"name": saved.name})
    return redirect(queue_address(contest, search_of(contest, saved.text)))


def _tabs(contest: Contest, search: Search) -> Sequence[Tab]:
    states = [
        Tab(str(tab.state.label), in_state(tab.state, search), tab.count, search.states == {tab.state})
        for tab in tabs_of(contest, search)
    ]
    everywhere = not search.asks_for_state or search.states == {"all"}
    return [*states, Tab(_("全部"), in_state("all", search), None, everywhere)]


def _heads(search: Search) -> Sequence[Head]:
    first = search.sorts[0] if search.sorts else Sort(Key.RECEIVED)
    heads = []
    for key in search.columns:
        is_sorted = key is first.key
        following = in_order(Sort(key, is_sorted and not first.descending), search) if key in SORTED_BY else ""
        direction = ("descending" if first.descending else "ascending") if is_sorted else ""
        heads.append(Head(key, heading(key), following, direction))
    return heads
