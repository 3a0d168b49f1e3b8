"""The page of the prize list, as it is proposed or as it was confirmed; and the verbs on the whole of it."""

from collections import Counter

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.awards import operations
from contest.awards.forms import ConfirmForm, SeatsForm, TieForm
from contest.awards.models import PrizeList
from contest.awards.proposing import Proposal, decisions_on, propose
from contest.awards.queries import changes_until, confirmed_list, decisive_round, may_still_change, unit_lines
from contest.awards.units.queries import formula_table, grounds_of
from contest.awards.units.table import fingerprint
from contest.awards.versions import number_of_version, versions_of
from contest.notice.access import signed_in
from contest.notice.models import Contest, Tier
from contest.phrases import Refusal
from contest.web.middleware import arrived_at
from contest.web.wording import say


def prizes(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the prize list: proposed, with what is still to decide, or as it was confirmed."""
    return board_page(request, contest)


def board_page(
    request: HttpRequest,
    contest: Contest,
    *,
    tie_form: TieForm | None = None,
    seats_form: SeatsForm | None = None,
    confirm_form: ConfirmForm | None = None,
) -> HttpResponse:
    """Give the page of the list, with a form that is to be mended if there is one."""
    status = 422 if tie_form or seats_form or confirm_form else 200
    confirmed = confirmed_list(contest)
    if confirmed is not None and status != 422:
        return _confirmed(request, contest, confirmed)
    round_ = decisive_round(contest)
    if round_ is None:
        return render(request, "awards/no_round.html", {"contest": contest, "rounds": contest.rounds.all()})
    prefetch_related_objects([contest], "tiers")
    proposal = propose(round_)
    won = Counter(proposal.entries[award.entry].unit_id for award in proposal.allocation.awards)
    lines = unit_lines(contest, {unit: count for unit, count in won.items() if unit is not None})
    unit_tier = _unit_tier(contest)
    units = formula_table(contest, proposal)
    form = confirm_form or ConfirmForm(lines=lines, unit_tier=unit_tier, initial={"units_reason": grounds_of(units)})
    still_open = may_still_change(contest, arrived_at(request))
    return render(
        request,
        "awards/board.html",
        {
            "contest": contest,
            "round": round_,
            "proposal": proposal,
            "decisions": proposal.decisions,
            "stale": proposal.stale,
            "tiers": tiers_shown(proposal),
            "ties": ties_shown(proposal, tie_form),
            "reserve": [(one.number, proposal.entries[one.entry]) for one in proposal.allocation.reserve],
            "seats_form": seats_form or SeatsForm(proposal=proposal),
            "lines": lines,
            "unit_tier": unit_tier,
            "still_open": still_open,
            "until": changes_until(contest, arrived_at(request)) if still_open else None,
            "by_formula": units is not None,
            "units_hash": fingerprint(units),
            "units_wait": units is not None and not units.is_complete,
            "form": form,
            "chosen": confirm_form.cleaned_data.get("units", []) if confirm_form else units.chosen if units else (),
        },
        status=status,
    )


def _confirmed(request: HttpRequest, contest: Contest, confirmed: PrizeList) -> HttpResponse:
    number = number_of_version(request.GET.get("version", ""), confirmed.version)
    if number is None:
        raise Http404
    version = versions_of(confirmed)[number - 1]
    taken = list(decisions_on(confirmed.round))
    behind = [one for one in taken if one.stood_at(version.confirmed_at)]
    stand = [one for one in taken if one.revoked_at is None]
    objections = list(confirmed.objections.all())
    context = {
        "contest": contest,
        "list": confirmed,
        "version": version,
        "awards": confirmed.awards.of_version(number).select_related("entry"),
        "unit_awards": confirmed.unit_awards.of_version(number),
        "decisions": behind,
        "decided_anew": number == confirmed.version and stand != behind,
        "corrections": confirmed.corrections.select_related("corrected_by", "entry"),
        "objections": len(objections),
        "waiting": sum(1 for one in objections if one.settled_at is None),
        "is_over": confirmed.objections_until is not None and arrived_at(request) >= confirmed.objections_until,
    }
    return render(request, "awards/confirmed.html", context)


def _unit_tier(contest: Contest) -> Tier | None:
    """Give the unit prize, if the notice has one."""
    return next((tier for tier in contest.tiers.all() if tier.kind == Tier.Kind.UNIT), None)


def tiers_shown(proposal: Proposal) -> list[dict[str, object]]:
    """Give each tier, in each division, with its awards and their entries, and how far it is filled."""
    return [
        {
            "tier": proposal.tier(filled.tier),
            "filled": filled,
            "awards": [
                (award, proposal.entries[award.entry])
                for award in proposal.allocation.awards
                if (award.tier, award.division) == (filled.tier, filled.division)
            ],
        }
        for filled in proposal.allocation.filled
    ]


def ties_shown(proposal: Proposal, typed_form: TieForm | None = None) -> list[tuple[object, ...]]:
    """Give each open tie with the form that decides it."""
    return [
        (tie, proposal.tier(tie.tier), typed_form or TieForm(proposal=proposal, tie=tie))
        for tie in proposal.allocation.open_ties
    ]


@require_POST
def confirm(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Freeze the list."""
    lines = unit_lines(contest, {})
    form = ConfirmForm(request.POST, lines=lines, unit_tier=_unit_tier(contest))
    if not form.is_valid():
        return board_page(request, contest, confirm_form=form)
    try:
        operations.confirm_prizes(
            contest=contest,
            inputs_hash=form.cleaned_data["inputs_hash"],
            units_hash=form.cleaned_data["units_hash"],
            units=form.cleaned_data["units"],
            units_reason=form.cleaned_data["units_reason"],
            actor=signed_in(request),
        )
    except Refusal as refusal:
        if refusal.code == "already-confirmed":
            messages.error(request, say(refusal.phrase))
            return redirect("prizes", contest=contest.slug)
        form.add_error(None, say(refusal.phrase))
        return board_page(request, contest, confirm_form=form)
    messages.success(request, _("获奖名单已确认。公布之前，公众看不到。"))
    return redirect("prizes", contest=contest.slug)


@require_POST
def publish(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the confirmed list to the public."""
    try:
        confirmed = operations.publish_prizes(contest=contest, actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    else:
        done = _("获奖名单已公布。") if confirmed.final_at else _("获奖名单已开始公示。")
        messages.success(request, done)
    return redirect("prizes", contest=contest.slug)


@require_POST
def finalise(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Make the public list final."""
    try:
        operations.finalise_prizes(contest=contest, actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    else:
        messages.success(request, _("获奖名单已定稿，获奖稿件的投稿人会收到消息。"))
    return redirect("prizes", contest=contest.slug)
