"""Lists in pages by a cursor: the place after which the next page begins. It holds when rows come in between."""

from collections.abc import Callable, Sequence
from typing import Annotated, Final, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Query

from contest.phrases import Refusal, gettext_noop

LARGEST: Final = 200
Limit = Annotated[int, Query(ge=1, le=LARGEST, description=_("一页最多几条，不超过 200"))]
Cursor = Annotated[str, Query(max_length=100, description=_("上一页的 next；不写就从头读"))]
Row = TypeVar("Row", bound=Model)
USUAL: Final = 50


def page_from(rows: QuerySet[Row], limit: int, cursor_of: Callable[[Row], object]) -> tuple[Sequence[Row], str | None]:
    """Give the first rows, so many as asked for, and the cursor of the next page if there is one."""
    found = list(rows[: limit + 1])
    return found[:limit], str(cursor_of(found[limit - 1])) if len(found) > limit else None


def number_in(cursor: str) -> int:
    """Give the number that a cursor is. Raises `Refusal` where it is none."""
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise bad_cursor()
    return int(cursor)


def bad_cursor() -> Refusal:
    """Give the refusal of a cursor that no page ended with."""
    return Refusal("bad-cursor", gettext_noop("cursor 不对。请用上一页的 next，或从头读。"))
