"""The API as one thing: its addresses, its description (OpenAPI), and what it answers where something is wrong.

Every operation only reads. Whatever is wrong is said as JSON, with what to do; what may not be seen is answered as what
does not exist.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.responses import Response

from contest.exports.api import contests, entries, judging, records
from contest.exports.api.description import Swagger
from contest.exports.api.door import SecondFactorMissing, Token
from contest.notice.access import unstored
from contest.phrases import Refusal
from contest.web.wording import say

READ: Final = ("GET", "HEAD")
Page = Callable[..., HttpResponseBase]

api = NinjaAPI(
    title="征文台",
    version="1",
    description=gettext_lazy(
        "只读接口。令牌在账号页生成，放在 Authorization: Bearer 之后；能读的与本人在网页上能看的相同。"
    ),  # type: ignore[arg-type]  # put into the reader's language when it is asked for
    urls_namespace="api",
    docs=Swagger(),
)
api.add_router("", contests.room, auth=Token(required=False))
for part in (entries, judging, records):
    api.add_router("", part.room, auth=Token(required=True))


def trouble(error: str, message: str, status: HTTPStatus, details: list[str] | None = None) -> Response:
    """Give an answer that says what is wrong."""
    return Response({"error": error, "message": message, "details": details or []}, status=status)


@api.exception_handler(AuthenticationError)
def no_token(request: HttpRequest, fault: AuthenticationError) -> Response:  # noqa: ARG001
    """401: nobody in particular, or a token that opens nothing; which of these is not said."""
    message = _(
        "请在 Authorization 之后写 Bearer 和有效的令牌。令牌过期、撤销或本人不再任职后都会失效，请到账号页重新生成。"
    )
    answer = trouble("no-token", message, HTTPStatus.UNAUTHORIZED)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(SecondFactorMissing)
def no_second_factor(request: HttpRequest, fault: SecondFactorMissing) -> Response:  # noqa: ARG001
    """403: the person must first set up a second factor."""
    return trouble("second-factor", _("本站要求任职人员启用两步验证。请先在网页上启用。"), HTTPStatus.FORBIDDEN)


@api.exception_handler(Http404)
def nothing_there(request: HttpRequest, fault: Http404) -> Response:  # noqa: ARG001
    """404: not there, or not for this token."""
    message = _("没有这个地址，或者令牌的职务不能读它。请核对地址和职务。")
    return trouble("not-found", message, HTTPStatus.NOT_FOUND)


@api.exception_handler(ValidationError)
def bad_parameter(request: HttpRequest, fault: ValidationError) -> Response:  # noqa: ARG001
    """422: a parameter that can't be."""
    details = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in fault.errors]
    return trouble("bad-parameter", _("参数不对，请对照接口说明修改。"), HTTPStatus.UNPROCESSABLE_ENTITY, details)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> Response:  # noqa: ARG001
    """422: what was asked can't be read."""
    return trouble(refusal.code, say(refusal.phrase), HTTPStatus.UNPROCESSABLE_ENTITY)


def _only_read(page: Page) -> Page:
    """Let the page be read, by HEAD too; say as JSON that nothing can be written, and keep answers out of caches."""

    @wraps(page)
    def read(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in READ:
            answer: HttpResponseBase = trouble(
                "read-only", _("接口只能读取，请用 GET。"), HTTPStatus.METHOD_NOT_ALLOWED
            )
            answer["Allow"] = ", ".join(READ)
            return answer
        request.method = "GET"  # the library knows no HEAD; the server leaves the body out
        return unstored(page(request, *args, **kwargs))

    read.csrf_exempt = True  # type: ignore[attr-defined]  # nothing is written, and no cookie opens anything
    return read


def api_urls() -> tuple[list[URLPattern], str]:
    """Give the addresses of the API; at its root is a page that lists them."""
    patterns, app, _namespace = api.urls
    pages = {pattern.name: pattern for pattern in patterns if isinstance(pattern, URLPattern)}
    pages["api-root"].callback = operations_page
    for page in pages.values():
        page.callback = _only_read(page.callback)
    return list(pages.values()), app


def operations_page(request: HttpRequest) -> HttpResponse:
    """Show what can be read, and how."""
    described = api.get_openapi_schema()
    operations = [{"path": path, **told["get"]} for path, told in described["paths"].items()]
    return render(request, "exports/api.html", {"operations": operations, "description": api.description})
