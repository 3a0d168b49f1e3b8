"""The page that shows what a correction of a confirmed list would do, and does it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contest.awards.correcting import Chain, chain_of, correct_prizes
from contest.awards.forms import CorrectForm
from contest.awards.models import PrizeList
from contest.awards.objections.models import Objection
from contest.awards.queries import confirmed_list
from contest.awards.views import ties_shown
from contest.entries.models import Entry
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.web.wording import say


def correct(request: HttpRequest, contest: Contest, token: str = "") -> HttpResponse:
    """Show what taking an entry out would do to the confirmed list, or what has changed by itself; do it when told."""
    confirmed = confirmed_list(contest)
    if confirmed is None:
        raise Http404
    entry = get_object_or_404(Entry.objects.select_related("unit"), contest=contest, token=token) if token else None
    objection = _objection(confirmed, request.POST.get("objection") or request.GET.get("objection", ""))
    chain = chain_of(confirmed, entry)
    form = CorrectForm(
        request.POST if request.method == "POST" else None,
        contest=contest,
        disqualifies=entry is not None,
        initial={"inputs_hash": chain.proposal.inputs_hash},
    )
    if form.is_valid():
        try:
            correct_prizes(
                confirmed=confirmed,
                inputs_hash=form.cleaned_data["inputs_hash"],
                reason=form.cleaned_data["reason"],
                public_reason=form.cleaned_data["public_reason"],
                entry=entry,
                disqualified_for=form.cleaned_data.get("because"),
                objection=objection,
                actor=signed_in(request),
            )
        except Refusal as refusal:
            form.add_error(None, say(refusal.phrase))
            chain = chain_of(confirmed, entry)
        else:
            messages.success(request, _("获奖名单已更正，原来的名单仍可查看。"))
            return redirect("prizes", contest=contest.slug)
    return _page(request, confirmed, entry, objection, chain, form)


def _page(
    request: HttpRequest,
    confirmed: PrizeList,
    entry: Entry | None,
    objection: Objection | None,
    chain: Chain,
    form: CorrectForm,
) -> HttpResponse:
    entries = chain.proposal.entries
    context = {
        "contest": confirmed.contest,
        "list": confirmed,
        "entry": entry,
        "objection": objection,
        "chain": chain,
        "hash": chain.proposal.inputs_hash,
        "moved": [(before, entries[after.entry], chain.proposal.tier(after.tier)) for before, after in chain.moved],
        "gained": [(entries[award.entry], chain.proposal.tier(award.tier), award) for award in chain.gained],
        "ties": ties_shown(chain.proposal),
        "certificates": chain.certificates,
        "form": form,
    }
    return render(request, "awards/correct.html", context, status=422 if form.errors else 200)


def _objection(confirmed: PrizeList, number: str) -> Objection | None:
    """Give the objection that is named, while it is not settled."""
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        return None
    return confirmed.objections.filter(number=int(number), settled_at=None).first()
