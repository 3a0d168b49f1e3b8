"""What the desk shows of a sealed contest before its deadline: numbers, and nothing that could be opened."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from contest.notice.models import Contest
from contest.notice.queries import intake, is_sealed
from contest.screening.queries import tabs

P = ParamSpec("P")
ContestPage = Callable[Concatenate[HttpRequest, Contest, P], HttpResponseBase]


def numbers_while_sealed(page: ContestPage[P]) -> Callable[..., HttpResponseBase]:
    """Give the page, or how many entries there are while the contest is sealed."""

    @wraps(page)
    def shown(request: HttpRequest, contest: Contest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        now = timezone.now()
        if not is_sealed(contest, now):
            return page(request, contest, *args, **kwargs)
        return render(
            request,
            "screening/sealed.html",
            {"contest": contest, "tabs": tabs(contest), "closes_at": intake(contest, now).closes_at},
        )

    return shown
