"""A WSGI application that says when each request arrived; run by gunicorn in a process of its own."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

if not settings.configured:
    settings.configure(USE_TZ=True)


def application(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Read the body to its end, however long that takes, and give the time of arrival as it was before that."""
    from django.core.handlers.wsgi import WSGIRequest

    from contest.web.arrival import arrival_of

    arrived = arrival_of(WSGIRequest(environ)).isoformat().encode()
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(arrived))), ("Connection", "close")])
    return [arrived]
