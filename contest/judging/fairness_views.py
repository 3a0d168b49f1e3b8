"""The fairness report of a round, for organiser and observer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from contest.judging.board_views import round_of
from contest.judging.fairness_page import LISTED, fairness_page
from contest.judging.models import RoundState
from contest.judging.scoring import Method
from contest.notice.models import Contest
from contest.notice.part_forms import METHOD_NAMES


def fairness_report(request: HttpRequest, contest: Contest, key: str) -> HttpResponse:
    """Show the fairness report of a round that was opened; one in preparation has none."""
    found = round_of(contest, key)
    if found.state == RoundState.PREPARED:
        return redirect("round", contest=contest.slug, key=key)
    page = fairness_page(found)
    context = {
        "contest": contest,
        "round": found,
        "is_open": found.state == RoundState.OPEN,
        "by_votes": found.method == Method.VOTES,
        "method": METHOD_NAMES[found.method],
        "fair": page,
        "changes": [(METHOD_NAMES[change.method], change) for change in page.changes] if page else [],
        "most": LISTED,
    }
    return render(request, "judging/fairness.html", context)
