"""What the frame of every page shows: the contest it belongs to, and the visitor's offices there."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from contest.notice.models import Contest
from contest.notice.queries import offices_of


def current_contest(request: HttpRequest) -> dict[str, Any]:
    """Give `frame_contest` and `frame_offices`, fetched only if the template asks."""
    contest: Any = getattr(request, "contest", None) or SimpleLazyObject(Contest.objects.current)
    return {
        "frame_contest": contest,
        "frame_offices": SimpleLazyObject(
            lambda: offices_of(contest, request.user) if contest and hasattr(request, "user") else frozenset()
        ),
    }
