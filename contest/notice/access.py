"""Fetch and authorise in one step: no page of a contest is reached by another way.

`urls.py` names the rule beside each page, so the list of URLs is the matrix of permissions. Whoever may not see a
thing gets the answer that a thing which does not exist gets.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase

from contest.notice.idle import WATCHED, hold_office
from contest.notice.models import Contest
from contest.notice.queries import offices_of
from contest.notice.rules import may_enter, may_see_contest
from contest.people.models import User
from contest.people.rules import Verdict, Visitor
from contest.web.middleware import SecondFactorNeeded, SignInNeeded

P = ParamSpec("P")
ContestPage = Callable[Concatenate[HttpRequest, Contest, P], HttpResponseBase]
Rule = Callable[[Visitor, Contest], Verdict]
FOR_EVERYBODY: frozenset[Rule] = frozenset({may_see_contest, may_enter})
"""Rules that let in without an office: their pages ask for none, and cost nobody a look at it."""


def signed_in(request: HttpRequest) -> User:
    """Give the person who asks; raises `SignInNeeded` when it is nobody in particular."""
    if not isinstance(request.user, User):
        raise SignInNeeded
    return request.user


def demand(request: HttpRequest, verdict: Verdict) -> None:
    """Go on if the verdict allows it; otherwise ask nobody to sign in and tell anybody that there is nothing."""
    if verdict.allowed:
        return
    if not request.user.is_authenticated:
        raise SignInNeeded
    raise Http404


def demand_second_factor(request: HttpRequest, contest: Contest) -> None:
    """Where the site asks for it, an office holder needs a second factor before a desk opens."""
    if not settings.STAFF_SECOND_FACTOR or not isinstance(request.user, User):
        return
    if holds_office(request.user, contest) and not is_mfa_enabled(request.user):
        raise SecondFactorNeeded


def holds_office(person: User, contest: Contest) -> bool:
    """Say whether the person has a desk in the contest, or judges there."""
    return bool(offices_of(contest, person) & WATCHED)


def unstored(response: HttpResponseBase) -> HttpResponseBase:
    """Keep the page out of every cache: it was made for one person."""
    response["Cache-Control"] = "no-store, private"
    return response


def open_to(rule: Rule, page: ContestPage[P]) -> Callable[..., HttpResponseBase]:
    """Give the page of the contest named in the address, open to whom the rule allows."""

    @wraps(page)
    def guarded(request: HttpRequest, contest: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        found = Contest.objects.select_related("prize_list").filter(slug=contest).first()
        if found is None:
            if not request.user.is_authenticated:
                raise SignInNeeded
            raise Http404
        demand(request, rule(request.user, found))
        demand_second_factor(request, found)
        if rule not in FOR_EVERYBODY and holds_office(signed_in(request), found):
            hold_office(request)
        request.contest = found  # type: ignore[attr-defined]  # for the page's frame
        return unstored(page(request, found, *args, **kwargs))

    return guarded
