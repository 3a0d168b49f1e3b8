"""Plays the judge at the desk: takes the packet, fills the sheet in as Excel would, brings it back."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from contest.judging.models import Judge
from contest.judging.packets.queries import to_take
from contest.judging.packets.writing import write_sheet
from contest.notice.models import Contest
from tests.making import body_of

COLUMNS = {"number": "A", "title": "B", "theme": "C", "language": "D", "total": "E", "comment": "F", "stamp": "G"}
FIRST = 7
"""The sheet's first row of a reading."""


def packet_of(client: Client, contest: Contest) -> zipfile.ZipFile:
    """Take the judge's own packet of the small notice's round."""
    return zipfile.ZipFile(io.BytesIO(body_of(client.get(reverse("packet-file", args=[contest.slug, "reading"])))))


def sheet_of(judge: Judge) -> bytes:
    """Give the mark sheet that the judge would take now."""
    out = io.BytesIO()
    write_sheet(judge, to_take(judge), out)
    return out.getvalue()


def opened_sheet(content: bytes) -> tuple[Workbook, Worksheet]:
    """Open a mark sheet as Excel would."""
    book = load_workbook(io.BytesIO(content))
    return book, book.worksheets[0]


def saved(book: Workbook) -> bytes:
    """Save a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(content: bytes, cells: Mapping[str, Any]) -> bytes:
    """Type into a sheet's cells, by name; a text stays a text, unless it is typed into a mark's or a total's cell."""
    book, page = opened_sheet(content)
    for name, value in cells.items():
        page[name] = value
        if isinstance(value, str) and (name[0] == COLUMNS["comment"] or not value.startswith("=")):
            page[name].data_type = "s"
    return saved(book)


def bring(client: Client, contest: Contest, content: bytes, judge: Judge | None = None) -> Any:
    """Upload a sheet: as the judge, or as the organiser for this one."""
    address = (
        reverse("packet", args=[contest.slug, "reading"])
        if judge is None
        else reverse("judge-packet", args=[contest.slug, "reading", judge.pk])
    )
    return client.post(address, {"sheet": SimpleUploadedFile("评分表.xlsx", content)})


def confirm(shown: Any, client: Client, **given: Any) -> Any:
    """Confirm what was shown."""
    return client.post(shown.context["door"].back, {"parcel": shown.context["parcel"], **given})


def said_of(shown: Any) -> list[tuple[str, str, list[str], list[tuple[str, str, str]]]]:
    """Give what the page says of each row: number, what it becomes, faults and notes by cell, changes."""
    return [
        (line.number, str(line.becomes), [f"{one.cell} {one.phrase}" for one in (*line.faults, *line.notes)], changes)
        for line, changes in shown.context["rows"]
    ]


def inflated(content: bytes) -> bytes:
    """Give all bytes of a file, and of every part of one that is a package, with all that the package says of it."""
    found = [content]
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            found.append(package.comment)
            for part in package.infolist():
                found += [part.filename.encode(), part.comment, part.extra, inflated(package.read(part))]
    return b"\n".join(found)
