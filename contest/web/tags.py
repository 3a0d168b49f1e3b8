"""Template tags of every room."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from contest.web.pages import address_with
from contest.web.wording import before_colon, figure, inside_marks, said_list, say, zone_name

register = template.Library()


register.filter("say", say)


@register.simple_tag
def moment(value: datetime | None, contest: Any = None, *, with_year: bool = False) -> SafeString | str:
    """Give a time written out in the contest's zone: 8月20日 18:00, with the year where it is not this one.

    `with_year` writes the year always: on what is kept or printed.
    """
    if value is None:
        return ""
    zone = contest.zone if contest else timezone.get_current_timezone()
    local = value.astimezone(zone)
    return format_html(
        '<time datetime="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        _written(local, with_year=with_year or local.year != timezone.now().astimezone(zone).year),
    )


def _written(local: datetime, *, with_year: bool) -> str:
    if (get_language() or "").startswith("zh"):
        year = f"{local.year}年" if with_year else ""
        return f"{year}{local.month}月{local.day}日 {local:%H:%M}"
    return f"{local:%d %b %Y %H:%M}" if with_year else f"{local:%d %b %H:%M}"


register.filter("figure", figure)
register.filter("said_list", said_list)
register.filter("inside_marks", inside_marks)
register.filter("before_colon", before_colon)
register.filter("zone_name", zone_name)


@register.inclusion_tag("web/status.html")
def status(state: str, label: str) -> dict[str, str]:
    """Show a state as a word with a shape."""
    return {"state": state, "label": label}


@register.inclusion_tag("web/pager.html", takes_context=True)
def pager(context: template.Context, page: Any) -> dict[str, Any]:
    """Show where a list stands and the ways to its other pages."""
    request = context["request"]
    return {
        "page": page,
        "before": address_with(request, page=page.previous_page_number()) if page.has_previous() else "",
        "after": address_with(request, page=page.next_page_number()) if page.has_next() else "",
    }
