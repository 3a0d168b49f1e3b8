"""The office's pages about units: the list with what is to be decided, and one unit with all its spellings."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.entries.units import operations
from contest.entries.units.models import Unit
from contest.entries.units.operations import LONGEST
from contest.entries.units.queries import (
    contests_using,
    known_spellings,
    merges_into,
    offered,
    organised_by,
    proposed_for,
    standing,
    unit_cards,
    unit_spelled,
    units_of,
    unsettled,
)
from contest.entries.units.rules import may_change_unit
from contest.entries.units.spelling import unit_key
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.web.lines import one_line
from contest.web.middleware import typed
from contest.web.pages import page_of
from contest.web.wording import say

PER_PAGE = 25


def units(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the units of a contest, those that nobody has settled first, each with the units it may be."""
    words = request.GET.get("q", "").strip()
    page = page_of(request, units_of(contest, words), PER_PAGE)
    context = {
        "contest": contest,
        "words": words,
        "page": page,
        "cards": unit_cards(contest, signed_in(request), list(page)),
        "unsettled": unsettled(contest),
    }
    return render(request, "entries/units/list.html", context)


def unit(request: HttpRequest, contest: Contest, pk: int) -> HttpResponse:
    """Show one unit: its entries, its spellings, what stands above and below it, and what was merged into it.

    With `?into=` it says what a merge into the unit of that name would touch, before anything is done.
    """
    found = get_object_or_404(units_of(contest), pk=pk)
    target = one_line(request.GET.get("into", ""))[:LONGEST]
    into = _called(contest, target) if target else None
    used = contests_using([found.pk])[found.pk]
    proposed = proposed_for([found], known_spellings(contest), most=5, least=0)[found.pk]
    context = {
        "contest": contest,
        "unit": found,
        "spellings": found.spellings.all(),
        "below": standing().filter(parent=found).order_by("name"),
        "page": page_of(request, found.entries.filter(contest=contest).handed_in().order_by("received_at", "id")),
        "merges": merges_into(found),
        "proposed": proposed,
        "may_change": may_change_unit(organised_by(signed_in(request)), used).allowed,
        "target": target,
        "into": into if into != found else None,
        "longest": LONGEST,
    }
    return render(request, "entries/units/unit.html", context)


def _called(contest: Contest, name: str) -> Unit | None:
    """Give the unit of that name, among those that the contest may merge another into."""
    called = unit_spelled(unit_key(name))
    return offered(contest).filter(pk=called.pk).first() if called else None


@require_POST
def act(request: HttpRequest, contest: Contest, pk: int) -> HttpResponse:
    """Do one of the organiser's steps on a unit, named by the button that was pressed."""
    found, actor = get_object_or_404(units_of(contest), pk=pk), signed_in(request)
    then, other = found, ""
    try:
        match request.POST.get("act"):
            case "settle":
                operations.settle_unit(unit=found, contest=contest, actor=actor)
                done = _("“%(name)s”已认定为单独的单位。")
            case "name":
                found = then = operations.name_unit(
                    unit=found, name=typed(request, "name"), contest=contest, actor=actor
                )
                done = _("名称已改为“%(name)s”。")
            case "spell":
                operations.add_spelling(unit=found, name=typed(request, "name"), contest=contest, actor=actor)
                done = _("写法已记在“%(name)s”名下。")
            case "unspell":
                spelling = get_object_or_404(found.spellings, pk=_number(request, "spelling"))
                operations.remove_spelling(spelling=spelling, contest=contest, actor=actor)
                done = _("“%(name)s”的写法已去掉一个。")
            case "place":
                operations.place_unit(unit=found, parent=typed(request, "parent"), contest=contest, actor=actor)
                done = _("“%(name)s”的上级单位已改好。")
            case "below":
                operations.place_unit(unit=found, parent=typed(request, "parent"), contest=contest, actor=actor)
                operations.settle_unit(unit=found, contest=contest, actor=actor)
                done = _("“%(name)s”已认定为下级单位。")
            case "merge":
                then = get_object_or_404(offered(contest), pk=_number(request, "into"))
                operations.merge_units(
                    absorbed=found,
                    into=then,
                    contest=contest,
                    actor=actor,
                    reason=typed(request, "reason"),
                    shown=_number(request, "shown"),
                )
                other = then.name
                done = _("“%(name)s”已并入“%(other)s”。要撤销，请在“%(other)s”的“合并记录”里。")
            case "part":
                merge = get_object_or_404(merges_into(found), pk=_number(request, "merge"))
                operations.undo_merge(merge=merge, contest=contest, actor=actor)
                other = merge.absorbed.name
                done = _("“%(other)s”已从“%(name)s”分出，恢复为单独的单位。")
            case _:
                raise Http404
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
        then = found
    else:
        messages.success(request, done % {"name": found.name, "other": other})
    return _back(request, contest, units_of(contest).filter(pk=then.pk))


def _number(request: HttpRequest, name: str) -> int:
    """Give a posted number; what is none leads nowhere."""
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise Http404
    return int(text)


def _back(request: HttpRequest, contest: Contest, then: QuerySet[Unit]) -> HttpResponse:
    """Lead back to where the button was: the list as it stood, or the unit, while the contest has entries of it."""
    shown = None if "list" in request.POST else then.first()
    if shown is not None:
        return redirect("unit", contest=contest.slug, pk=shown.pk)
    query = urlencode({name: value for name in ("q", "page") if (value := typed(request, name))})
    return redirect(reverse("units", args=[contest.slug]) + (f"?{query}" if query else ""))
