"""The page that shows what a correction of a confirmed list would do, and does it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from contest.awards.chain import Chain, chain_of
from contest.awards.correcting import correct_prizes
from contest.awards.forms import CorrectForm, SeatsForm, TieForm
from contest.awards.models import PrizeList
from contest.awards.objections.models import Objection
from contest.awards.queries import confirmed_list
from contest.awards.units.forms import CorrectedUnitsForm
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
    chain = chain_of(aim.confirmed, aim.entry)
    data = request.POST if request.method == "POST" else None
    form, units = _form(aim, data), _units_form(chain, data)
    sound = [one.is_valid() for one in (form, units) if one is not None]  # both say what is wrong
    if all(sound):
        try:
            correct_prizes(
                confirmed=aim.confirmed,
                chain_hash=form.cleaned_data["chain_hash"],
                reason=form.cleaned_data["reason"],
                public_reason=form.cleaned_data["public_reason"],
                entry=aim.entry,
                disqualified_for=form.cleaned_data.get("because"),
                objection=aim.objection,
                units=units.wanted if units else None,
                actor=signed_in(request),
            )
        except Refusal as refusal:
            form.add_error(None, say(refusal.phrase))
        else:
            messages.success(request, _("获奖名单已更正，原来的名单仍可查看。"))
            return redirect("prizes", contest=contest.slug)
    return correcting_page(request, aim, form=form, units_form=units)


def _form(aim: Aim, data: QueryDict | None) -> CorrectForm:
    return CorrectForm(data, contest=aim.confirmed.contest, disqualifies=aim.entry is not None)


def _units_form(chain: Chain, data: QueryDict | None) -> CorrectedUnitsForm | None:
    """Give the form on the prize to units where there is something to choose: none while formula and list agree."""
    if chain.units is None or chain.units.is_named:
        return None
    return CorrectedUnitsForm(data, chain=chain.units, auto_id="units_%s")


def correcting_page(
    request: HttpRequest,
    aim: Aim,
    *,
    form: CorrectForm | None = None,
    units_form: CorrectedUnitsForm | None = None,
    tie_form: TieForm | None = None,
    seats_form: SeatsForm | None = None,
) -> HttpResponse:
    """Give the page of a correction, with a form that is to be mended if there is one."""
    chain = chain_of(aim.confirmed, aim.entry)
    form, units_form = form or _form(aim, None), units_form or _units_form(chain, None)
    is_wrong = form.errors or tie_form or seats_form or (units_form and units_form.errors)
    entries = chain.proposal.entries
    context = {
        "contest": aim.confirmed.contest,
        "list": aim.confirmed,
        "entry": aim.entry,
        "objection": aim.objection if aim.objection and aim.objection.settled_at is None else None,
        "chain": chain,
        "hash": chain.hash,
        "moved": [(before, entries[after.entry], chain.proposal.tier(after.tier)) for before, after in chain.moved],
        "gained": [(entries[award.entry], chain.proposal.tier(award.tier), award) for award in chain.gained],
        "shifted": chain.shifted,
        "ties": ties_shown(chain.proposal, tie_form),
        "decisions": chain.proposal.decisions,
        "stale": chain.proposal.stale,
        "seats_form": seats_form or SeatsForm(proposal=chain.proposal),
        "certificates": chain.certificates,
        "form": form,
        "units_form": units_form,
    }
    return render(request, "awards/correct.html", context, status=422 if is_wrong else 200)


def _objection(confirmed: PrizeList, number: str) -> Objection | None:
    """Give the objection that is named."""
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        return None
    return confirmed.objections.filter(number=int(number)).first()
