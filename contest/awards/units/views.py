"""The units' table with every number behind every score, the decisions on it, and what the office enters of units."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from contest.awards.queries import confirmed_list
from contest.awards.units import operations
from contest.awards.units.columns import cell_of, columns_of, sorted_rows
from contest.awards.units.forms import DecisionForm, FigureFormSet, UnitTieForm
from contest.awards.units.models import UnitDecision, UnitFigure
from contest.awards.units.queries import (
    figures_of,
    proposal_now,
    standing_unit_decisions,
    unit_table,
    units_here,
    waits_for,
)
from contest.awards.versions import number_of_version
from contest.entries.units.models import Unit
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.notice.unit_rules import formula_in_words
from contest.phrases import Refusal
from contest.web.middleware import typed
from contest.web.pages import page_of
from contest.web.wording import say


def unit_scores(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the table."""
    return _table(request, contest)


def _table(
    request: HttpRequest,
    contest: Contest,
    *,
    tie_form: UnitTieForm | None = None,
    override_form: DecisionForm | None = None,
) -> HttpResponse:
    confirmed = confirmed_list(contest)
    version = number_of_version(request.GET.get("version", ""), confirmed.version if confirmed else 1)
    if version is None:
        raise Http404
    proposal = None if confirmed else proposal_now(contest)
    waiting = None if confirmed else waits_for(contest, proposal)
    table = unit_table(contest, proposal, version)
    columns = columns_of(table.rules)
    by = request.GET.get("sort", "")
    rows = sorted_rows(table.rows, columns, by)
    is_ranked = rows == list(table.rows) and bool(table.rules.formula)
    is_tied = waiting is None and any(row.is_tied for row in rows)
    return render(
        request,
        "awards/units/table.html",
        {
            "contest": contest,
            "table": table,
            "rules": formula_in_words(table.rules.formula, table.rules.tiers) if table.rules.formula else (),
            "columns": columns,
            "sort": by,
            "rows": [
                (row, [cell_of(row, column) for column in columns], is_ranked and number == table.rules.quota > 0)
                for number, row in enumerate(rows)
            ],
            "confirmed": confirmed,
            "version": version,
            "waiting": waiting,
            "decisions": standing_unit_decisions(contest),
            "tie_form": tie_form or (UnitTieForm(rows=table.rows, auto_id="tie_%s") if is_tied else None),
            "override_form": override_form
            or DecisionForm(rows=table.rows, initial={"chosen": list(table.chosen)}, auto_id="override_%s"),
        },
        status=422 if tie_form or override_form else 200,
    )


@require_POST
def decide(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Decide a tie across the end of the unit prize."""
    table = unit_table(contest)
    if not any(row.is_tied for row in table.rows):
        messages.error(request, _("这里现在没有待定的同分，请看最新的名单。"))
        return redirect("unit-scores", contest=contest.slug)
    form = UnitTieForm(request.POST, rows=table.rows, auto_id="tie_%s")
    if form.is_valid():
        values = form.cleaned_data
        try:
            operations.decide_unit_tie(
                contest=contest,
                tied=values["tied"],
                chosen=values["chosen"],
                reason=values["reason"],
                actor=signed_in(request),
            )
        except Refusal as refusal:
            form.add_error(None, say(refusal.phrase))
        else:
            messages.success(request, _("决定已记下。"))
            return redirect("unit-scores", contest=contest.slug)
    return _table(request, contest, tie_form=form)


@require_POST
def override(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Choose other units than the formula does."""
    form = DecisionForm(request.POST, rows=unit_table(contest).rows, auto_id="override_%s")
    if form.is_valid():
        values = form.cleaned_data
        try:
            operations.override_units(
                contest=contest, chosen=values["chosen"], reason=values["reason"], actor=signed_in(request)
            )
        except Refusal as refusal:
            form.add_error(None, say(refusal.phrase))
        else:
            messages.success(request, _("决定已记下。"))
            return redirect("unit-scores", contest=contest.slug)
    return _table(request, contest, override_form=form)


@require_POST
def revoke(request: HttpRequest, contest: Contest, pk: int) -> HttpResponse:
    """Take a decision back."""
    decision = get_object_or_404(UnitDecision, pk=pk, contest=contest, revoked_at=None)
    try:
        operations.revoke_unit_decision(
            contest=contest, decision=decision, reason=typed(request, "reason"), actor=signed_in(request)
        )
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    else:
        messages.success(request, _("决定已撤销。"))
    return redirect("unit-scores", contest=contest.slug)


def figures(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Enter head-counts and the committee's marks, a page of units at a time."""
    page = page_of(request, units_here(contest))
    known = figures_of(contest)
    initial = [_initial(unit, known.get(unit.pk)) for unit in page]
    formset = FigureFormSet(request.POST if request.method == "POST" else None, initial=initial)
    problem = ""
    if request.method == "POST" and formset.is_valid():
        wanted = [operations.Figures(**form.cleaned_data) for form in formset if form.cleaned_data.get("unit")]
        try:
            changed = operations.enter_figures(contest=contest, figures=wanted, actor=signed_in(request))
        except Refusal as refusal:
            problem = say(refusal.phrase)
        else:
            saved = ngettext("已保存 %(count)s 个单位的改动。", "已保存 %(count)s 个单位的改动。", changed)
            messages.success(request, saved % {"count": changed})
            return redirect(request.get_full_path())
    return render(
        request,
        "awards/units/figures.html",
        {"contest": contest, "page": page, "formset": formset, "problem": problem},
        status=422 if formset.is_bound else 200,
    )


def _initial(unit: Unit, figure: UnitFigure | None) -> dict[str, Any]:
    """Give what a unit's row shows; what was entered of one merged into it is shown, and not yet its own."""
    if figure is None:
        return {"unit": unit.pk, "name": unit.name, "revision": 0}
    return {
        "unit": unit.pk,
        "name": unit.name,
        "revision": figure.revision if figure.unit_id == unit.pk else 0,
        "head_count": figure.head_count,
        "committee_mark": figure.committee_mark,
        "note": figure.note,
    }
