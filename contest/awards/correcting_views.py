"""The page that shows what a correction of a confirmed list would do, and does it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from contest.awards.correcting import chain_of, correct_prizes
from contest.awards.forms import CorrectForm, TieForm
from contest.awards.models import PrizeList
from contest.awards.objections.models import Objection
from contest.awards.queries import confirmed_list
from contest.awards.views import ties_shown
from contest.entries.models import Entry
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.web.wording import say


@dataclass(frozen=True, slots=True)
class Aim:
    """What a correction is about: the confirmed list, the entry that is to be taken out, the objection upheld by it."""

    confirmed: PrizeList
    entry: Entry | None
    objection: Objection | None

    @property
    def without(self) -> list[str]:
        """The entries (tokens) that the list is computed without."""
        return [self.entry.token] if self.entry else []

    @property
    def address(self) -> str:
        """Where the page of the correction is."""
        slug = self.confirmed.contest.slug
        page = reverse("correct-prizes", args=[slug, self.entry.token]) if self.entry else _as_decided(slug)
        return f"{page}?objection={self.objection.number}" if self.objection else page


def _as_decided(slug: str) -> str:
    return reverse("correct-prizes-as-decided", args=[slug])


def aim_of(contest: Contest, token: str, number: str) -> Aim:
    """Give what a correction is about, by the entry's token and the objection's number; nothing there is 404."""
    confirmed = confirmed_list(contest)
    if confirmed is None:
        raise Http404
    entry = get_object_or_404(Entry.objects.select_related("unit"), contest=contest, token=token) if token else None
    return Aim(confirmed, entry, _objection(confirmed, number))


def correct(request: HttpRequest, contest: Contest, token: str = "") -> HttpResponse:
    """Show what taking an entry out would do to the confirmed list, or what has changed by itself; do it when told."""
    aim = aim_of(contest, token, request.POST.get("objection") or request.GET.get("objection", ""))
    form = _form(aim, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            correct_prizes(
                confirmed=aim.confirmed,
                inputs_hash=form.cleaned_data["inputs_hash"],
                reason=form.cleaned_data["reason"],
                public_reason=form.cleaned_data["public_reason"],
                entry=aim.entry,
                disqualified_for=form.cleaned_data.get("because"),
                objection=aim.objection,
                actor=signed_in(request),
            )
        except Refusal as refusal:
            form.add_error(None, say(refusal.phrase))
        else:
            messages.success(request, _("获奖名单已更正，原来的名单仍可查看。"))
            return redirect("prizes", contest=contest.slug)
    return correcting_page(request, aim, form=form)


def _form(aim: Aim, data: QueryDict | None) -> CorrectForm:
    return CorrectForm(data, contest=aim.confirmed.contest, disqualifies=aim.entry is not None)


def correcting_page(
    request: HttpRequest, aim: Aim, *, form: CorrectForm | None = None, tie_form: TieForm | None = None
) -> HttpResponse:
    """Give the page of a correction, with a form that is to be mended if there is one."""
    chain = chain_of(aim.confirmed, aim.entry)
    form = form or _form(aim, None)
    entries = chain.proposal.entries
    context = {
        "contest": aim.confirmed.contest,
        "list": aim.confirmed,
        "entry": aim.entry,
        "objection": aim.objection if aim.objection and aim.objection.settled_at is None else None,
        "chain": chain,
        "hash": chain.proposal.inputs_hash,
        "moved": [(before, entries[after.entry], chain.proposal.tier(after.tier)) for before, after in chain.moved],
        "gained": [(entries[award.entry], chain.proposal.tier(award.tier), award) for award in chain.gained],
        "ties": ties_shown(chain.proposal, tie_form),
        "certificates": chain.certificates,
        "form": form,
    }
    return render(request, "awards/correct.html", context, status=422 if form.errors or tie_form else 200)


def _objection(confirmed: PrizeList, number: str) -> Objection | None:
    """Give the objection that is named."""
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        return None
    return confirmed.objections.filter(number=int(number)).first()
