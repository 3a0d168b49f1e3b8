"""Requests are in UTF-8. What says otherwise is marked before Django makes a request of it."""

import codecs
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.utils.http import parse_header_parameters

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]

OTHER_CHARSET: Final = "text/plain; charset=other"
"""The Content-Type of a request that says another charset; `middleware.readable` answers it."""


def in_utf8(application: Application) -> Application:
    """Wrap a WSGI application: a Content-Type with another charset, or that can't be parsed, becomes `OTHER_CHARSET`.

    Django reads the Content-Type while it makes the request, where a fault would be nobody's to answer.
    """

    def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not _says_utf8(environ.get("CONTENT_TYPE", "")):
            environ["CONTENT_TYPE"] = OTHER_CHARSET
        return application(environ, start_response)

    return wrapped


def _says_utf8(content_type: str) -> bool:
    try:
        _, parameters = parse_header_parameters(content_type)
        return codecs.lookup(parameters.get("charset", "utf-8")).name == "utf-8"
    except (LookupError, ValueError):
        return False
