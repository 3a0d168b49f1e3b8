"""A sheet as CSV that Excel opens without running anything, and as JSON for programs: the same rows, one at a time."""

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from io import TextIOWrapper
from typing import BinaryIO

from contest.workbooks.cells import CellValue, calls_for_quotes, visible
from contest.workbooks.formulas import Formula
from contest.workbooks.writer import Sheet


class Form(StrEnum):
    """What a sheet can be written as, besides a workbook; the value is the ending of the file."""

    CSV = "csv"
    JSON = "json"


def values_of(sheet: Sheet) -> Iterator[Sequence[CellValue]]:
    """Give the rows of a sheet, one at a time; one with formulas is a workbook's alone (`ValueError`)."""
    for row in sheet.rows:
        values = [value for value in row if not isinstance(value, Formula)]
        if len(values) < len(row):
            raise ValueError(f"{sheet.title!r} has formulas")
        yield values


def write_plain(sheet: Sheet, out: BinaryIO, *, form: Form, zone: tzinfo) -> None:
    """Write a sheet to `out` in one of the two forms."""
    write = {Form.CSV: write_csv, Form.JSON: write_json}[form]
    write(sheet, out, zone=zone)


def write_csv(sheet: Sheet, out: BinaryIO, *, zone: tzinfo) -> None:
    """Write a sheet to `out` as CSV with a byte order mark; moments are shown in `zone`.

    A text that Excel would take for a formula gets an apostrophe before it, figures none.
    """
    text = TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    lines = csv.writer(text)
    lines.writerow([_shown(column.heading, zone) for column in sheet.columns])
    for row in values_of(sheet):
        lines.writerow([_shown(value, zone) for value in row])
    text.detach()


def write_json(sheet: Sheet, out: BinaryIO, *, zone: tzinfo) -> None:
    """Write a sheet to `out` as a JSON list of objects, the headings their keys; moments carry the offset of `zone`.

    Raises:
        ValueError: two columns with one heading.
    """
    keys = [visible(column.heading) for column in sheet.columns]
    if len(set(keys)) < len(keys):
        raise ValueError(f"two columns of {sheet.title!r} have one heading")
    out.write(b"[")
    for piece in _objects(sheet, keys, zone):
        out.write(piece.encode())
    out.write(b"\n]\n")


def _objects(sheet: Sheet, keys: list[str], zone: tzinfo) -> Iterator[str]:
    comma = ""
    for row in values_of(sheet):
        named = dict(zip(keys, (_plain(value, zone) for value in row), strict=True))
        yield f"{comma}\n{json.dumps(named, ensure_ascii=False, allow_nan=False)}"
        comma = ","


def _shown(value: CellValue, zone: tzinfo) -> str:
    """Give a value as a cell of CSV."""
    if value is None:
        return ""
    if isinstance(value, str):
        seen = visible(value)
        return f"'{seen}" if calls_for_quotes(seen) else seen
    if isinstance(value, datetime):
        return f"{_local(value, zone):%Y-%m-%d %H:%M:%S}"
    return str(_plain(value, zone))


def _plain(value: CellValue, zone: tzinfo) -> str | int | float | bool | None:
    """Give a value as JSON has it; of a mark the figure without trailing zeros, exactly."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return _local(value, zone).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return visible(value) if isinstance(value, str) else value


def _local(value: datetime, zone: tzinfo) -> datetime:
    return value.replace(tzinfo=zone) if value.tzinfo is None else value.astimezone(zone)
