"""Lists in pages."""

from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

PER_PAGE = 50
Row = TypeVar("Row", bound=Model)


def page_of(request: HttpRequest, rows: "QuerySet[Row, Any]", per_page: int = PER_PAGE) -> "Page[Row]":
    """Give the page that the address asks for (`?page=`); what is no page number gives the nearest."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def address_with(request: HttpRequest, **changes: object) -> str:
    """Give the query of this page with some values changed; an empty value takes one out."""
    query = request.GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query[key] = str(value)
    return "?" + query.urlencode()
