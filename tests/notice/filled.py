"""Lists in Excel as an office fills them in, and what a browser does with them."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contest.workbooks.cells import CellValue
from contest.workbooks.writer import Column, Sheet, write_workbook


def workbook(headings: Sequence[str], rows: Sequence[Sequence[CellValue]]) -> bytes:
    """Give a list with these headings and rows."""
    out = BytesIO()
    write_workbook([Sheet("名单", [Column(name, 20) for name in headings], rows)], out)
    return out.getvalue()


def uploaded(content: bytes) -> dict[str, SimpleUploadedFile]:
    return {"list": SimpleUploadedFile("名单.xlsx", content)}


def parcel_in(answer: Any) -> dict[str, str]:
    """Give what the page of a list hands back when it is confirmed."""
    found = re.search(r'name="parcel" value="([^"]+)"', answer.content.decode())
    assert found is not None, answer.content.decode()
    return {"parcel": found[1]}


def table_in(answer: Any) -> list[tuple[str, ...]]:
    """Give the rows that the page shows: line, name, what becomes of it, what is said."""
    body = answer.content.decode().split("<tbody>")[1].split("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows]
    return [tuple(re.sub(r"<[^>]+>", "", cell).strip() for cell in row) for row in cells]


def confirm(client: Client, page: str, take: str, content: bytes) -> Any:
    """Hand a list over, and confirm what is shown."""
    return client.post(take, parcel_in(client.post(page, uploaded(content))), follow=True)
