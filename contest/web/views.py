"""Pages that belong to no room: errors, health."""

import errno
import sys

from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template import loader


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """400."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """403."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404: the one answer for what is hidden and for what does not exist."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """500, or 503 where only disk or database fail for now: without the request, since anything may be broken."""
    if not _will_pass(sys.exception()):
        return HttpResponse(loader.get_template("500.html").render(), status=500)
    return HttpResponse(loader.get_template("503.html").render(), status=503, headers={"Retry-After": "120"})


def _will_pass(trouble: BaseException | None) -> bool:
    """Say whether trouble lies outside the product and ends without it: a full disk, a database that restarts."""
    full = isinstance(trouble, OSError) and trouble.errno in (errno.ENOSPC, errno.EDQUOT)
    return full or isinstance(trouble, (OperationalError, InterfaceError))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Say that the form is too old, when its token no longer fits the session."""
    return render(request, "web/stale_form.html", status=403)


def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer `ok` when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Send browsers that ask at the root to the icon."""
    return HttpResponsePermanentRedirect(staticfiles_storage.url("favicon.svg"))
