"""What the frame of every page shows: the contest it belongs to, and the visitor's offices there."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from contest.notice.models import Contest
from contest.notice.queries import offices_of
from contest.notice.rules import may_see_contest


def _at_the_door(request: HttpRequest) -> Contest | None:
    """Give the current contest, if this visitor may know of it."""
    contest = Contest.objects.current()
    visible = contest is not None and hasattr(request, "user") and may_see_contest(request.user, contest).allowed
    return contest if visible else None


def current_contest(request: HttpRequest) -> dict[str, Any]:
    """Give `frame_contest` and `frame_offices`, fetched only if the template asks."""
    contest: Any = getattr(request, "contest", None) or SimpleLazyObject(lambda: _at_the_door(request))
    return {
        "frame_contest": contest,
        "frame_offices": SimpleLazyObject(
            lambda: offices_of(contest, request.user) if contest and hasattr(request, "user") else frozenset()
        ),
    }
