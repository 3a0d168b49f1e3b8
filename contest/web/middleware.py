"""What every request passes: the time it arrived, whether it can be read, the way to sign in, and back to a form."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from http import HTTPStatus
from typing import cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from contest.web.arrival import arrival_of
from contest.web.charset import OTHER_CHARSET
from contest.web.lines import one_line

Handler = Callable[[HttpRequest], HttpResponse]
METHODS = ["GET", "HEAD", "POST"]
"""What pages are asked with."""
WITH_FILES = "multipart/form-data"
"""How a form with files is sent; any other may be sent so too."""


class SignInNeeded(Exception):
    """Raised where nobody in particular asks for something that belongs to somebody."""


class SecondFactorNeeded(Exception):
    """Raised where an office holder without a second factor asks for a desk that demands one."""


def arrival(handler: Handler) -> Handler:
    """Stamp the request with the time it arrived, before anything can hold it up; deadlines go by this stamp.

    It has arrived when all of it has. Only a form with files is not read here: the page says how much it takes, and
    `arrived_at` stamps it anew.
    """

    def stamped(request: HttpRequest) -> HttpResponse:
        if request.content_type != WITH_FILES:
            with suppress(UnreadablePostError):
                request.body  # noqa: B018 - read, so that the stamp is later than its last byte
        request.arrived_at = arrival_of(request)  # type: ignore[attr-defined]
        return handler(request)

    return stamped


def readable(handler: Handler) -> Handler:
    """Answer 400 to what no browser of ours sends: text in another charset than UTF-8, NUL in address or cookie.

    NUL in a query is taken out: no database holds it, and no person types it.
    """

    def checked(request: HttpRequest) -> HttpResponse:
        if request.META.get("CONTENT_TYPE") == OTHER_CHARSET:
            return render(request, "400.html", status=400)
        if "\0" in request.path_info or any("\0" in name + value for name, value in request.COOKIES.items()):
            return render(request, "400.html", status=400)
        if any("\0" in str(value) for values in request.GET.lists() for value in values[1]):
            query = request.GET.copy()
            for key, values in query.lists():
                query.setlist(key, [str(value).replace("\0", "") for value in values])
            request.GET = query  # type: ignore[assignment]
        return handler(request)

    return checked


def usual_methods(handler: Handler) -> Handler:
    """Answer 405 to every method but those that pages have."""
    return require_http_methods(METHODS)(handler)


def pages_of_forms(handler: Handler) -> Handler:
    """Lead back who opens the address of a form by itself, as Enter in the address bar does: to the page it is on.

    It comes after the page's guard: whoever may not send the form gets that answer. What is no form's says 405; what
    answers programs says so itself.
    """

    def led(request: HttpRequest) -> HttpResponse:
        answer = handler(request)
        if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED or answer.get("Content-Type") == "application/json":
            return answer
        above = _page_above(request.path_info) if request.method in ("GET", "HEAD") else None
        if above is not None:
            return HttpResponseRedirect(reverse(above.view_name, args=above.args, kwargs=above.kwargs))
        page = render(request, "405.html", status=answer.status_code)
        page["Allow"] = answer["Allow"]
        return page

    return led


def _page_above(address: str) -> ResolverMatch | None:
    """Give the nearest address above one that leads to a page; a file is none."""
    parts = address.strip("/").split("/")
    for length in range(len(parts) - 1, 0, -1):
        with suppress(Resolver404):
            found = resolve(f"/{'/'.join(parts[:length])}/")
            if found.url_name and not found.url_name.endswith("-file"):
                return found
    return None


def typed(request: HttpRequest, name: str) -> str:
    """Give a text that was posted outside a form, as one line."""
    return one_line(str(request.POST.get(name, "")))


def arrived_at(request: HttpRequest) -> datetime:
    """Give the time the request had arrived, all of it, by the server's clock."""
    if request.content_type == WITH_FILES and not hasattr(request, "arrived_whole"):
        request.POST  # noqa: B018 - read to its end
        request.arrived_at = arrival_of(request)  # type: ignore[attr-defined]
        request.arrived_whole = True  # type: ignore[attr-defined]
    return cast(datetime, request.arrived_at)  # type: ignore[attr-defined]


class SignInWhereNeeded:
    """Turn `SignInNeeded` into the sign-in page, which leads back to what was asked for."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.handler(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer the two exceptions above; leave every other to Django."""
        if isinstance(exception, SignInNeeded):
            answer: HttpResponse = redirect_to_login(request.get_full_path())
        elif isinstance(exception, SecondFactorNeeded):
            answer = redirect_to_login(request.get_full_path(), login_url=reverse("mfa_activate_totp"))
        else:
            return None
        if getattr(request, "htmx", False):
            return HttpResponseClientRedirect(answer["Location"])
        return answer
