"""What the frame of every page shows: the contest it belongs to, the visitor's offices there, the place in the menu."""

from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from contest.notice.models import Contest
from contest.notice.queries import intake, offices_of
from contest.notice.rules import may_see_contest

_OF_A_CONTEST: Final = "c/<slug:contest>/"
_PLACES: Final = {
    "": "front",
    "hand-in": "hand-in",
    "results": "results",
    "mine": "my-entries",
    "entries": "my-entries",
    "bundles": "bundles",
    "reading": "reading-list",
    "desk": "desk",
    "desk/notice": "edit-notice",
    "desk/open": "edit-notice",
    "desk/show": "edit-notice",
    "desk/people": "appointments",
    "units": "desk",
    "mailbox": "desk",
    "register": "screening",
    "screening": "screening",
    "rounds": "rounds",
    "prizes": "prizes",
    "certificates": "prizes",
    "anthology": "prizes",
    "exports": "desk",
    "ledger": "ledger",
    "accounts/login": "account_login",
    "accounts/signup": "account_signup",
}
"""How addresses begin (those of a contest, below it), and the name of the menu's line under which they lie; the front
page, which says the contest's name itself, is the masthead's."""


def place_of(route: str) -> str:
    """Give the name of the menu's line under which an address lies, by its route; forms' addresses have one too."""
    parts = route.removeprefix(_OF_A_CONTEST).split("/")
    return next((_PLACES[start] for start in ("/".join(parts[:2]), parts[0]) if start in _PLACES), "")


def _at_the_door(request: HttpRequest) -> Contest | None:
    """Give the current contest, if this visitor may know of it."""
    contest = Contest.objects.current()
    visible = contest is not None and hasattr(request, "user") and may_see_contest(request.user, contest).allowed
    return contest if visible else None


def _moment_of(request: HttpRequest) -> datetime:
    """Give when the request arrived; of one that no middleware has stamped, now."""
    return getattr(request, "arrived_at", None) or timezone.now()


def current_contest(request: HttpRequest) -> dict[str, Any]:
    """Give `frame_contest`, `frame_takes` and `frame_offices`, fetched only if the template asks, and `frame_place`."""
    contest: Any = getattr(request, "contest", None) or SimpleLazyObject(lambda: _at_the_door(request))
    return {
        "frame_contest": contest,
        "frame_takes": SimpleLazyObject(lambda: contest and intake(contest, _moment_of(request)).is_open),
        "frame_offices": SimpleLazyObject(
            lambda: offices_of(contest, request.user) if contest and hasattr(request, "user") else frozenset()
        ),
        "frame_place": place_of(request.resolver_match.route) if request.resolver_match else "",
    }
