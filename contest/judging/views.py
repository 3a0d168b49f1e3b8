"""The office's desk: where the contest stands, and what is to be done next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from contest.notice.announcement import unknowns_that_matter
from contest.notice.models import Contest
from contest.notice.queries import announcement_of, intake
from contest.screening.queries import tabs
from contest.web.middleware import arrived_at
from contest.work.queries import work_state


def desk(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the office where the contest stands and what is to be done next."""
    announcement = announcement_of(contest)
    return render(
        request,
        "judging/desk.html",
        {
            "contest": contest,
            "intake": intake(contest, arrived_at(request)),
            "unknown": unknowns_that_matter(announcement),
            "tabs": tabs(contest),
            "rounds": contest.rounds.all(),
            "work": work_state(arrived_at(request)),
        },
    )
