"""The decisions that a prize list waits for; who took one is led back to the page on which they took it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.awards import operations
from contest.awards.committee_views import committee_page
from contest.awards.correcting_views import Aim, aim_of, correcting_page
from contest.awards.forms import SeatsForm, TieForm
from contest.awards.models import PrizeDecision
from contest.awards.proposing import propose
from contest.awards.queries import confirmed_list, decisive_round
from contest.awards.views import board_page
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.web.middleware import typed
from contest.web.wording import say


@require_POST
def decide_tie(request: HttpRequest, contest: Contest, tier: str) -> HttpResponse:
    """Decide a tie; `correcting` names the entry that a correction is about to take out, if the tie comes of that."""
    round_, aim = decisive_round(contest), _aim(request, contest)
    without = aim.without if aim else []
    proposal = propose(round_, without=without) if round_ else None
    tie = next((tie for tie in proposal.allocation.open_ties if tie.tier == tier), None) if proposal else None
    if proposal is None or tie is None:
        messages.error(request, _("这里现在没有待定的同分，请看最新的名单。"))
        return _back(request, contest, aim)
    form = TieForm(request.POST, proposal=proposal, tie=tie)
    if form.is_valid():
        try:
            operations.decide_tie(
                contest=contest,
                tie=tie,
                admitted=form.cleaned_data["admitted"],
                manner=PrizeDecision.Manner(form.cleaned_data["manner"]),
                votes=form.votes,
                reason=form.cleaned_data["reason"],
                actor=signed_in(request),
                without=without,
            )
        except Refusal as refusal:
            form.add_error(None, say(refusal.phrase))
        else:
            messages.success(request, _("决定已记下。"))
            return _back(request, contest, aim)
    if _on_the_board(request):
        return committee_page(request, contest, tie_form=form)
    return correcting_page(request, aim, tie_form=form) if aim else board_page(request, contest, tie_form=form)


@require_POST
def decide_seats(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Let a tier have more places, or fewer."""
    round_, aim = decisive_round(contest), _aim(request, contest)
    if round_ is None:
        return _back(request, contest)
    form = SeatsForm(request.POST, proposal=propose(round_, without=aim.without if aim else []))
    if form.is_valid():
        tier, _slash, division = form.cleaned_data["tier"].partition("/")
        try:
            operations.decide_seats(
                contest=contest,
                tier_key=tier,
                division=division,
                seats=form.cleaned_data["seats"],
                reason=form.cleaned_data["reason"],
                actor=signed_in(request),
            )
        except Refusal as refusal:
            form.add_error(None, say(refusal.phrase))
        else:
            messages.success(request, _("决定已记下。"))
            return _back(request, contest, aim)
    if _on_the_board(request):
        return committee_page(request, contest, seats_form=form)
    return correcting_page(request, aim, seats_form=form) if aim else board_page(request, contest, seats_form=form)


@require_POST
def revoke_decision(request: HttpRequest, contest: Contest, pk: int) -> HttpResponse:
    """Let a decision hold no longer. Where a list is confirmed, the page of its correction shows what comes of it."""
    decision = get_object_or_404(
        PrizeDecision.objects.select_related("round"), pk=pk, round__contest=contest, revoked_at=None
    )
    try:
        operations.revoke_decision(
            contest=contest,
            decision=decision,
            reason=typed(request, "reason"),
            actor=signed_in(request),
        )
    except Refusal as refusal:
        messages.error(request, say(refusal.phrase))
        return redirect("prizes", contest=contest.slug)
    messages.success(request, _("原来的决定已撤销。"))
    aim = _aim(request, contest)
    if aim is None and confirmed_list(contest) is not None:
        return redirect("correct-prizes-as-decided", contest=contest.slug)
    return _back(request, contest, aim)


def _on_the_board(request: HttpRequest) -> bool:
    """Say whether the decision is taken on the committee's board, where no names stand."""
    return "board" in request.POST


def _aim(request: HttpRequest, contest: Contest) -> Aim | None:
    """Give the correction on whose page the decision is taken, if it is one's."""
    if "correcting" not in request.POST:
        return None
    return aim_of(contest, typed(request, "correcting"), typed(request, "objection"))


def _back(request: HttpRequest, contest: Contest, aim: Aim | None = None) -> HttpResponse:
    if aim is not None:
        return redirect(aim.address)
    return redirect(reverse("committee" if _on_the_board(request) else "prizes", args=[contest.slug]))
