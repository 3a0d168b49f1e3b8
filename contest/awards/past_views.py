"""What the public sees of the past: contests of this site with a final list, and past winners as they were printed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from contest.awards.queries import final_lists
from contest.screening.past.models import PastWinner
from contest.screening.past.queries import as_printed, years
from contest.web.pages import page_of

WINNERS_A_PAGE = 200


def past(request: HttpRequest) -> HttpResponse:
    """List the contests whose list is final, the newest first, and the years of past winners; or one of these years."""
    asked = request.GET.get("year", "")
    return _year(request, asked) if asked else _contests(request)


def _contests(request: HttpRequest) -> HttpResponse:
    return render(request, "awards/past.html", {"page": page_of(request, final_lists()), "years": years()})


def _year(request: HttpRequest, asked: str) -> HttpResponse:
    if not (asked.isascii() and asked.isdigit() and len(asked) == 4):
        raise Http404
    page = page_of(request, PastWinner.objects.standing().filter(year=int(asked)), WINNERS_A_PAGE)
    if not page.object_list:
        raise Http404
    context = {"year": asked, "years": years(), "page": page, "contests": list(as_printed(page))}
    return render(request, "awards/past_year.html", context)
