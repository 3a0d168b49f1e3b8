"""The statistics of a contest: for everybody once its list is public, for the office at any time."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from contest.awards.models import PrizeList
from contest.awards.queries import confirmed_list, published
from contest.awards.statistics import FEWEST
from contest.awards.statistics_page import statistics_of
from contest.notice.models import Contest


def statistics(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show everybody the statistics; before the list is public, nothing is there."""
    found = published(contest)
    if found is None:
        raise Http404
    return _page(request, contest, found)


def office_statistics(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the office the same page, as it would be now."""
    return _page(request, contest, confirmed_list(contest))


def _page(request: HttpRequest, contest: Contest, found: PrizeList | None) -> HttpResponse:
    context = {
        "contest": contest,
        "is_public": found is not None and found.published_at is not None,
        "statistics": statistics_of(contest, found),
        "fewest": FEWEST,
    }
    return render(request, "awards/statistics.html", context)
