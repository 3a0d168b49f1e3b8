"""What the page of one sheet shows: its columns as they were chosen, and the first rows that come of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Final

from contest.exports.selecting.asking import Asked, sign_of
from contest.phrases import Phrase
from contest.web.wording import figure
from contest.workbooks.cells import CellValue
from contest.workbooks.conditions import possible
from contest.workbooks.selecting import glance
from contest.workbooks.writer import Kind

ROWS_SHOWN: Final = 10
SIGNS_SHOWN: Final = 80
"""Of a long text in the rows shown."""

_FIGURES: Final = (Kind.WHOLE, Kind.DECIMAL, Kind.PERCENT)


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column: what it is called in an address, its place where it is shown, its condition and what that may be."""

    sign: str
    heading: str
    place: int | None
    typed: str
    possible: Phrase
    fault: Phrase | None


@dataclass(frozen=True, slots=True)
class Preview:
    """The columns that are shown and the first rows, each with whether it holds figures; how many rows there are."""

    columns: Sequence[tuple[str, bool]]
    rows: Sequence[Sequence[tuple[str, bool]]]
    count: int


def column_lines(asked: Asked) -> Sequence[ColumnLine]:
    """Give the columns that are shown, in their order, then the others."""
    places = {heading: place for place, heading in enumerate(asked.columns, 1)}
    lines = [
        ColumnLine(
            sign=sign_of(column.heading),
            heading=column.heading,
            place=places.get(column.heading),
            typed=asked.typed.get(column.heading, ""),
            possible=possible(column.kind),
            fault=asked.faults.get(column.heading),
        )
        for column in asked.sheet.columns
    ]
    return sorted(lines, key=lambda line: line.place or len(lines) + 1)


def preview(asked: Asked, zone: tzinfo) -> Preview:
    """Give what comes of it, which goes through all of its rows to count them."""
    sheet = asked.made(zone)
    seen, kinds = glance(sheet, ROWS_SHOWN), [column.kind for column in sheet.columns]
    return Preview(
        [(column.heading, column.kind in _FIGURES) for column in sheet.columns],
        [
            [(_shown(value, kind, zone), kind in _FIGURES) for value, kind in zip(row, kinds, strict=True)]
            for row in seen.rows
        ],
        seen.count,
    )


def _shown(value: CellValue, kind: Kind, zone: tzinfo) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value if value.tzinfo is None else value.astimezone(zone):%Y-%m-%d %H:%M}"
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f"{value:.1%}" if kind is Kind.PERCENT else figure(Decimal(str(value)))
    text = str(value)
    return text if len(text) <= SIGNS_SHOWN else f"{text[:SIGNS_SHOWN]}…"
