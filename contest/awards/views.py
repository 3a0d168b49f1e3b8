"""The page of the prize list, as it is proposed or as it was confirmed; and the verbs on it."""

from collections import Counter

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contest.awards import operations
from contest.awards.forms import ConfirmForm, SeatsForm, TieForm
from contest.awards.models import PrizeDecision, PrizeList
from contest.awards.proposing import Proposal, propose
from contest.awards.queries import changes_until, confirmed_list, decisive_round, may_still_change, unit_lines
from contest.awards.units.queries import formula_table, grounds_of
from contest.awards.units.table import fingerprint
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
    seats_form: SeatsForm | None = None,
    confirm_form: ConfirmForm | None = None,
) -> HttpResponse:
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
    objections = list(confirmed.objections.all())
    context = {
        "contest": contest,
        "list": confirmed,
        "awards": confirmed.awards.standing().select_related("entry"),
        "unit_awards": confirmed.unit_awards.all(),
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
def decide_tie(request: HttpRequest, contest: Contest, tier: str) -> HttpResponse:
    """Decide a tie; `correcting` names the entry that a correction is about to take out, if the tie comes of that."""
    round_ = decisive_round(contest)
    without = list(filter(None, [typed(request, "correcting")]))
    proposal = propose(round_, without=without) if round_ else None
    tie = next((tie for tie in proposal.allocation.open_ties if tie.tier == tier), None) if proposal else None
    if proposal is None or tie is None:
        messages.error(request, _("这里现在没有待定的同分，请看最新的名单。"))
        return _back(request, contest)
    form = TieForm(request.POST, proposal=proposal, tie=tie)
    if not form.is_valid():
        return _board(request, contest, tie_form=form)
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
        return _board(request, contest, tie_form=form)
    messages.success(request, _("决定已记下。"))
    return _back(request, contest)


@require_POST
def decide_seats(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Let a tier have more places, or fewer."""
    round_ = decisive_round(contest)
    if round_ is None:
        return _back(request, contest)
    form = SeatsForm(request.POST, proposal=propose(round_))
    if not form.is_valid():
        return _board(request, contest, seats_form=form)
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
        return _board(request, contest, seats_form=form)
    messages.success(request, _("决定已记下。"))
    return _back(request, contest)


def _back(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Lead back to the page from which a decision was taken: the list, or its correction."""
    entry = typed(request, "correcting")
    if entry:
        return redirect("correct-prizes", contest=contest.slug, token=entry)
    return redirect("prizes", contest=contest.slug)


@require_POST
def revoke_decision(request: HttpRequest, contest: Contest, pk: int) -> HttpResponse:
    """Let a decision hold no longer."""
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
        return _board(request, contest, confirm_form=form)
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
