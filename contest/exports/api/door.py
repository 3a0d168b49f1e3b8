"""Who stands at the door of the API, and which contest they may read: the same rules as beside the pages.

A token is its person's: it opens what they may see in a contest, and nothing that judges see. A session's cookie opens
nothing here.
"""

from collections.abc import Callable
from typing import Final

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from contest.notice.models import Contest
from contest.notice.rules import may_have_tokens, may_see_contest, may_see_desk
from contest.people.models import ApiToken
from contest.people.operations import note_use
from contest.people.rules import Verdict, Visitor
from contest.people.tokens import hash_of

Rule = Callable[[Visitor, Contest], Verdict]


class SecondFactorMissing(Exception):
    """The site asks office holders for a second factor, and the token's person has none."""


class Token(HttpBearer):
    """Lets in who shows a token that stands, of somebody with a desk office in some contest.

    Where none is `required`, nobody in particular comes in too; but a token that opens nothing is refused even there,
    so that it is noticed.
    """

    def __init__(self, *, required: bool) -> None:
        super().__init__()
        self._required = required

    def __call__(self, request: HttpRequest) -> ApiToken | AnonymousUser | None:
        """Give the token shown; nobody, where none is and none is required; None for who is not let in."""
        if not self._required and self.header not in request.headers:
            return AnonymousUser()
        shown: ApiToken | None = super().__call__(request)
        return shown

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:  # noqa: ARG002
        """Give the token that this is the secret of, if it opens anything."""
        found = ApiToken.objects.standing(timezone.now()).select_related("person").filter(secret_hash=hash_of(token))
        shown = found.first()
        return shown if shown is not None and may_have_tokens(shown.person).allowed else None


def token_shown(request: HttpRequest) -> ApiToken | None:
    """Give the token that let the request in, if any did."""
    shown = request.auth  # type: ignore[attr-defined]  # the library puts there what the door gave
    return shown if isinstance(shown, ApiToken) else None


def visitor_of(request: HttpRequest) -> Visitor:
    """Give the person whose token was shown, or nobody."""
    shown = token_shown(request)
    return AnonymousUser() if shown is None else shown.person


def read_contest(request: HttpRequest, slug: str, rule: Rule) -> Contest:
    """Give the contest for whoever may read it; to anybody else it is as if there were none."""
    found = Contest.objects.select_related("prize_list").filter(slug=slug).first()
    visitor = visitor_of(request)
    if found is None or not rule(visitor, found).allowed:
        raise Http404
    shown = token_shown(request)
    if shown is not None and may_see_desk(shown.person, found).allowed:
        demand_second_factor(shown)
        note_use(token=shown, contest=found.slug, on=timezone.localdate())
    return found


def read_site(request: HttpRequest) -> Visitor:
    """Give who reads what belongs to no contest."""
    shown = token_shown(request)
    if shown is not None:
        demand_second_factor(shown)
        note_use(token=shown, contest="", on=timezone.localdate())
    return visitor_of(request)


def demand_second_factor(token: ApiToken) -> None:
    """Go on unless the site asks for a second factor that the person has not."""
    if settings.STAFF_SECOND_FACTOR and not is_mfa_enabled(token.person):
        raise SecondFactorMissing


FOR_THE_PUBLIC: Final = may_see_contest
"""The rule of what a contest shows to everybody once it was opened."""
