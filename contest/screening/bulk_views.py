"""Deciding on many entries at once: the page that shows what it touches, and the one that says how it went."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.screening.bulk import AT_MOST, Pin, Plan, carry_out, plan
from contest.screening.bulk_forms import BulkForm
from contest.screening.models import Outcome
from contest.screening.queue_views import STEPS, queue_address
from contest.screening.searching.asking import search_of
from contest.screening.searching.meanings import Search
from contest.screening.searching.queries import entries_of

ALL = "all"


@require_POST
def consider(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show what a decision on the ticked entries, or on all of the search, would touch; nothing changes yet."""
    search, outcome = search_of(contest, request.POST.get("q", "")), _outcome(request)
    total = 0
    if request.POST.get("scope") == ALL and not search.faults:
        found = entries_of(contest, search)
        total = found.count()
        pins = [Pin.of(entry) for entry in found.select_related("manuscript")[:AT_MOST]]
    else:
        pins = _pins(request)
    if not pins or outcome is None:
        messages.error(request, _why_nothing(request, search, outcome))
        return redirect(queue_address(contest, search))
    until = (timezone.now() + timedelta(days=7)).astimezone(contest.zone).replace(hour=18, minute=0, tzinfo=None)
    form = BulkForm(contest=contest, outcome=outcome, initial={"outcome": outcome, "until": until})
    return _page(request, contest, search, outcome, plan(contest, pins, outcome), form, left=max(0, total - AT_MOST))


@require_POST
def decide(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Take the decision, entry by entry, and say how it went."""
    search, outcome, pins = search_of(contest, request.POST.get("q", "")), _outcome(request), _pins(request)
    if not pins or outcome is None:
        messages.error(request, _why_nothing(request, search, outcome))
        return redirect(queue_address(contest, search))
    planned = plan(contest, pins, outcome)
    form = BulkForm(request.POST, contest=contest, outcome=outcome)
    if not form.is_valid():
        return _page(request, contest, search, outcome, planned, form, status=422)
    done = carry_out(planned, form.step(contest.zone), actor=signed_in(request))
    return render(
        request,
        "screening/bulk_done.html",
        {"contest": contest, "outcome": outcome, "done": done, "back": queue_address(contest, search)},
    )


def _page(
    request: HttpRequest,
    contest: Contest,
    search: Search,
    outcome: Outcome,
    planned: Plan,
    form: BulkForm,
    *,
    left: int = 0,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "screening/bulk.html",
        {
            "contest": contest,
            "search": search,
            "outcome": outcome,
            "plan": planned,
            "form": form,
            "left": left,
            "at_most": AT_MOST,
            "back": queue_address(contest, search),
        },
        status=status,
    )


def _outcome(request: HttpRequest) -> Outcome | None:
    return next((step for step in STEPS if step == request.POST.get("outcome")), None)


def _pins(request: HttpRequest) -> list[Pin]:
    return [pin for pin in map(Pin.read, request.POST.getlist("entry")) if pin is not None]


def _why_nothing(request: HttpRequest, search: Search, outcome: Outcome | None) -> str:
    if outcome is None:
        return _("没有这样的决定，请刷新页面再试。")
    if request.POST.get("scope") == ALL:
        return _("查找条件里还有看不懂的地方，请先改好。") if search.faults else _("这次查找没有稿件。")
    return _("还没有勾选稿件。")
