"""The office's page of the essays on the list: what their authors allow, what is held back, what is shown in public."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.awards.models import PrizeList
from contest.awards.publication import operations
from contest.awards.publication.queries import essays_of
from contest.awards.publication.reading import public_text
from contest.awards.publication.showing import address_of, lines_of, rows_of, shown_essays
from contest.awards.queries import confirmed_list
from contest.entries.models import Entry
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.web.middleware import typed
from contest.web.wording import say


def publication(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show each essay on the list with what its author allows and what stands in the way of publishing it."""
    confirmed = _confirmed(contest)
    lines = lines_of(confirmed)
    context = {
        "contest": contest,
        "list": confirmed,
        "lines": lines,
        "readable": sum(1 for line in lines if line.is_public),
        "pen_names": any(line.essay.has_pen_name for line in lines),
    }
    return render(request, "awards/publication.html", context)


def preview(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Show an essay as the public would read it, whatever stands in the way."""
    essay = next((one for one in essays_of(_confirmed(contest)) if one.entry.token == token), None)
    if essay is None:
        raise Http404
    context = {"contest": contest, "essay": essay, "is_preview": True}
    try:
        context["text"] = public_text(essay)
    except Refusal as refusal:
        context["refused"] = say(refusal.phrase)
    return render(request, "awards/essay.html", context)


@require_POST
def show(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Switch on or off that the contest's essays are read in public."""
    shown = typed(request, "shown") == "yes"
    step = partial(operations.show_essays, contest=contest, shown=shown)
    return _done(request, contest, step, _("获奖文章已公开。") if shown else _("获奖文章不再公开。"))


@require_POST
def hold(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Hold an essay back."""
    step = partial(operations.hold_publication, entry=_entry(contest, token), reason=typed(request, "reason"))
    return _done(request, contest, step, _("已记下：这篇文章暂不发表。"))


@require_POST
def lift(request: HttpRequest, contest: Contest, token: str) -> HttpResponse:
    """Let an essay be published again."""
    step = partial(operations.lift_publication_hold, entry=_entry(contest, token), reason=typed(request, "reason"))
    return _done(request, contest, step, _("已恢复发表。"))


def _done(request: HttpRequest, contest: Contest, step: Callable[..., object], words: str) -> HttpResponse:
    """Take a step, and lead back to where it was asked for with what came of it."""
    try:
        step(actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    else:
        messages.success(request, words)
    return redirect("publication", contest=contest.slug)


def _confirmed(contest: Contest) -> PrizeList:
    confirmed = confirmed_list(contest)
    if confirmed is None:
        raise Http404
    return confirmed


def _entry(contest: Contest, token: str) -> Entry:
    """Give an entry that stands on the list."""
    on_the_list = _confirmed(contest).awards.standing().values("entry")
    return get_object_or_404(Entry.objects.select_related("contest"), token=token, pk__in=on_the_list)


def public_essays(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show everybody the essays that may be read, by tier; where there is none, nothing is there."""
    rows = rows_of(shown_essays(contest))
    if not rows:
        raise Http404
    return render(request, "awards/essays.html", {"contest": contest, "rows": rows})


def public_essay(request: HttpRequest, contest: Contest, essay: str) -> HttpResponse:
    """Show everybody one essay. One that may not be read, by whatever cause, answers as a wrong address does."""
    shown = {address_of(one.entry): one for one in shown_essays(contest)}
    if essay not in shown:
        raise Http404
    try:
        text = public_text(shown[essay])
    except Refusal as unreadable:
        raise Http404 from unreadable
    addresses = list(shown)
    place = addresses.index(essay)
    context = {
        "contest": contest,
        "essay": shown[essay],
        "text": text,
        "before": addresses[place - 1] if place else "",
        "after": addresses[place + 1] if place + 1 < len(addresses) else "",
        "place": place + 1,
        "count": len(addresses),
    }
    return render(request, "awards/essay.html", context)
