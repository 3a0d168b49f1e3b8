"""A judge's ballot, where a round is decided by votes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext

from contest.judging.models import Judge, RoundState
from contest.judging.queries import reading_lines, readings_of
from contest.judging.scoring import Method
from contest.judging.voting import cast_ballot
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.web.wording import say


def ballot(request: HttpRequest, contest: Contest, key: str) -> HttpResponse:
    """Show a judge's ballot, and take it; one that can't be taken comes back as it was filled in."""
    person = signed_in(request)
    seats = Judge.objects.filter(person=person, left_at=None, round__contest=contest, round__method=Method.VOTES)
    seat = get_object_or_404(
        seats.exclude(promised_at=None).exclude(round__state=RoundState.PREPARED).select_related("round"),
        round__key=key,
    )
    chosen, fault = request.POST.getlist("vote"), ""
    if request.method == "POST":
        try:
            cast_ballot(judge=seat, tokens=chosen, actor=person)
        except Refusal as refusal:
            fault = say(refusal.phrase)
        else:
            number = len(set(chosen))
            said = ngettext("已投出 %(number)s 票，谢谢。", "已投出 %(number)s 票，谢谢。", number)
            messages.success(request, said % {"number": number})
            return redirect("ballot", contest=contest.slug, key=key)
    readings = readings_of(person, contest).filter(judge=seat)
    own = {} if seat.round.secret else dict(readings.values_list("token", "voted"))
    return render(
        request,
        "judging/ballot.html",
        {
            "contest": contest,
            "round": seat.round,
            "seat": seat,
            "lines": [(line, line.token in chosen or own.get(line.token)) for line in reading_lines(readings)],
            "is_open": seat.round.state == RoundState.OPEN and seat.voted_at is None,
            "fault": fault,
        },
        status=409 if fault else 200,
    )
