"""The slip on paper by which a judge who uses no mail comes in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from contest.judging.models import Judge
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.notice.operations import issue_link
from contest.people.links import link_parts
from contest.phrases import Refusal
from contest.typeset.qr import code_of
from contest.web.middleware import typed
from contest.web.wording import say


@require_POST
def judge_slip(request: HttpRequest, contest: Contest, key: str) -> HttpResponse:
    """Show the slip for a judge of the round, to be printed: the way in, as an address and as a code.

    Whoever has no password yet gets a link to set one; that it was made is on record.
    """
    seats = Judge.objects.filter(round__contest=contest, round__key=key, left_at=None)
    pk = typed(request, "judge")
    seat = get_object_or_404(seats.select_related("round", "person"), pk=pk if pk.isdecimal() else None)
    address = reverse("reading-list", args=[contest.slug])
    is_new = not seat.person.has_usable_password()
    if is_new:
        try:
            person = issue_link(contest=contest, login=seat.person.login, actor=signed_in(request))
        except Refusal as refusal:
            messages.error(request, say(refusal.phrase))
            return redirect("round", contest=contest.slug, key=key)
        uid, token = link_parts(person)
        address = reverse("set-password", kwargs={"uid": uid, "token": token})
    whole = request.build_absolute_uri(address)
    return render(
        request,
        "judging/slip.html",
        {
            "contest": contest,
            "seat": seat,
            "is_new": is_new,
            "address": whole,
            "site": request.build_absolute_uri("/"),
            "code": code_of(whole),
        },
    )
