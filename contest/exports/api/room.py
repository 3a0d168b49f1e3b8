"""One part of the API: operations that read, each described in the reader's language."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final, cast

from django.utils.functional import Promise
from ninja import Router
from pydantic import BaseModel

_TROUBLE: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)


class Trouble(BaseModel):
    """What went wrong: `error` for programs, `message` for people, with what to do; `details` where there are more."""

    error: str
    message: str
    details: list[str] = []


class Room(Router):
    """Operations of one part."""

    def reads(
        self,
        path: str,
        *,
        name: str,
        gives: type[BaseModel],
        summary: Promise,
        description: Promise,
        is_public: bool = False,
        only_what_is_set: bool = False,
    ) -> Callable[..., Any]:
        """Give the decorator that makes a function the operation at this path; a public one needs no token."""
        return self.get(
            path,
            url_name=name,
            operation_id=name,
            response={HTTPStatus.OK: gives} | dict.fromkeys(_TROUBLE, Trouble),
            exclude_unset=only_what_is_set,
            # Said anew for each reader: the library hands both on as they are.
            summary=cast(str, summary),
            description=cast(str, description),
            openapi_extra={"security": [{}]} if is_public else None,
        )
