"""The prize board, and the public results."""

from collections import Counter

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.awards import operations
from contest.awards.forms import ConfirmForm, TieForm
from contest.awards.models import BoundaryDecision, PrizeList
from contest.awards.queries import (
    Proposal,
    changes_until,
    decisive_round,
    may_still_change,
    propose,
    published,
    standing_decisions,
    unit_lines,
)
from contest.notice.access import signed_in
from contest.notice.models import Contest, Tier
from contest.phrases import Refusal
from contest.web.middleware import arrived_at, typed
from contest.web.wording import say


def prizes(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the prize list: proposed, with what is still to decide, or as it was confirmed."""
    return _board(request, contest)


def _board(
    request: HttpRequest,
    contest: Contest,
    *,
    tie_form: TieForm | None = None,
    confirm_form: ConfirmForm | None = None,
) -> HttpResponse:
    status = 422 if tie_form or confirm_form else 200
    confirmed = PrizeList.objects.filter(contest=contest).select_related("round", "confirmed_by").first()
    if confirmed is not None:
        return render(
            request,
            "awards/confirmed.html",
            {
                "contest": contest,
                "list": confirmed,
                "awards": confirmed.awards.select_related("entry"),
                "unit_awards": confirmed.unit_awards.all(),
            },
        )
    round_ = decisive_round(contest)
    if round_ is None:
        return render(request, "awards/no_round.html", {"contest": contest, "rounds": contest.rounds.all()})
    prefetch_related_objects([contest], "tiers")
    try:
        proposal = propose(round_)
    except Refusal as refusal:
        # Something changed under a decision that was taken: it must be taken again.
        stuck = {"contest": contest, "why": refusal.phrase, "decisions": standing_decisions(round_)}
        return render(request, "awards/stuck.html", stuck, status=409)
    won = Counter(proposal.entries[award.entry].unit_id for award in proposal.allocation.awards)
    lines = unit_lines(contest, {unit: count for unit, count in won.items() if unit is not None})
    ties = proposal.allocation.open_ties
    unit_tier = _unit_tier(contest)
    still_open = may_still_change(contest, arrived_at(request))
    return render(
        request,
        "awards/board.html",
        {
            "contest": contest,
            "round": round_,
            "proposal": proposal,
            "tiers": _tiers_shown(proposal),
            "ties": [(tie, tie_form or TieForm(proposal=proposal, tie=tie)) for tie in ties],
            "decisions": proposal.decisions,
            "lines": lines,
            "unit_tier": unit_tier,
            "still_open": still_open,
            "until": changes_until(contest, arrived_at(request)) if still_open else None,
            "form": confirm_form or ConfirmForm(lines=lines, unit_tier=unit_tier),
            "chosen": confirm_form.cleaned_data.get("units", []) if confirm_form else [],
        },
        status=status,
    )


def _unit_tier(contest: Contest) -> Tier | None:
    """Give the unit prize, if the notice has one."""
    return next((tier for tier in contest.tiers.all() if tier.kind == Tier.Kind.UNIT), None)


def _tiers_shown(proposal: Proposal) -> list[dict[str, object]]:
    """Give each tier with its awards and their entries, and how many of its places stay vacant."""
    given = Counter(award.tier for award in proposal.allocation.awards)
    return [
        {
            "tier": tier,
            "vacant": max(0, tier.quota - given[tier.key]),
            "awards": [
                (award, proposal.entries[award.entry]) for award in proposal.allocation.awards if award.tier == tier.key
            ],
        }
        for tier in proposal.tiers
    ]


@require_POST
def decide_tie(request: HttpRequest, contest: Contest, tier: str) -> HttpResponse:
    """Decide a tie."""
    round_ = decisive_round(contest)
    try:
        proposal = propose(round_) if round_ else None
    except Refusal:
        return _board(request, contest)
    tie = next((tie for tie in proposal.allocation.open_ties if tie.tier == tier), None) if proposal else None
    if proposal is None or tie is None:
        messages.error(request, _("这里现在没有待定的同分，请看最新的名单。"))
        return redirect("prizes", contest=contest.slug)
    form = TieForm(request.POST, proposal=proposal, tie=tie)
    if not form.is_valid():
        return _board(request, contest, tie_form=form)
    try:
        operations.decide_boundary(
            contest=contest,
            tier_key=tier,
            admitted=form.cleaned_data["admitted"],
            quota=form.cleaned_data["quota"],
            reason=form.cleaned_data["reason"],
            actor=signed_in(request),
        )
    except Refusal as refusal:
        form.add_error(None, say(refusal.phrase))
        return _board(request, contest, tie_form=form)
    return redirect("prizes", contest=contest.slug)


@require_POST
def revoke_tie(request: HttpRequest, contest: Contest, pk: int) -> HttpResponse:
    """Open a decided tie again."""
    decision = get_object_or_404(
        BoundaryDecision.objects.select_related("round"), pk=pk, round__contest=contest, revoked_at=None
    )
    try:
        operations.revoke_boundary(
            contest=contest,
            decision=decision,
            reason=typed(request, "reason"),
            actor=signed_in(request),
        )
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    return redirect("prizes", contest=contest.slug)


@require_POST
def confirm(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Freeze the list."""
    lines = unit_lines(contest, {})
    form = ConfirmForm(request.POST, lines=lines, unit_tier=_unit_tier(contest))
    if not form.is_valid():
        return _board(request, contest, confirm_form=form)
    try:
        operations.confirm_prizes(
            contest=contest,
            inputs_hash=form.cleaned_data["inputs_hash"],
            units=form.cleaned_data["units"],
            units_reason=form.cleaned_data["units_reason"],
            actor=signed_in(request),
        )
    except Refusal as refusal:
        form.add_error(None, say(refusal.phrase))
        return _board(request, contest, confirm_form=form)
    messages.success(request, _("获奖名单已确认。公布之前，公众看不到。"))
    return redirect("prizes", contest=contest.slug)


@require_POST
def publish(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the confirmed list to the public."""
    try:
        operations.publish_prizes(contest=contest, actor=signed_in(request))
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
    else:
        messages.success(request, _("获奖名单已公布。"))
    return redirect("prizes", contest=contest.slug)


def results(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the published results; before that, the answer that nothing is there."""
    found = published(contest)
    if found is None:
        raise Http404
    return render(request, "awards/results.html", {"contest": contest, "list": found})
