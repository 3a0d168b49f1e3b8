"""Read the rows of a workbook that came from outside, and give up early on one that is out of measure."""

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, TypeAlias, TypeVar, cast

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from contest.phrases import Phrase, gettext_noop
from contest.workbooks.cells import CELL_LIMIT, unescaped

ReadValue: TypeAlias = str | int | float | bool | datetime | time | timedelta | None


class Formula(Enum):
    """Stands where a cell holds a formula, whatever that gave."""

    FORMULA = "="


FORMULA: Final = Formula.FORMULA
TypedValue: TypeAlias = ReadValue | Formula
Value = TypeVar("Value", ReadValue, TypedValue)

MAX_UNPACKED = 48 * 1024 * 1024
"""Bytes the parts of a workbook may take when unpacked."""

_CHUNK = 1 << 20
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref=[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})[\"']")
_LONGEST_RANGE = 200

MAX_PARTS = 2_000
MAX_CELLS = 2_000_000
"""Cells that may be gone through, empty ones included."""
MAX_SIGNS = 10_000_000
"""Signs in all cells together: a text that stands in the file once may stand in any number of cells."""
_TAGS_A_CELL = 5
_TAGS_BESIDES = 100_000
_MOST_ATTRIBUTES = 1_000
_LONG_TAG = 5 * _MOST_ATTRIBUTES  # a shorter one has no room for so many
_ATTRIBUTE = re.compile(rb"=\s*[\"']")
_DECLARING = (b"<!ENTITY", b"<!ATTLIST")
_LONGEST_SIGN = 9
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)")
_ENCODINGS = frozenset({b"utf-8", b"utf8", b"us-ascii", b"utf-16"})
_LONGEST_DECLARATION = 500
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe \t\r\n"

NOT_A_WORKBOOK = gettext_noop("无法读取这个文件：请用 Excel 或 WPS 打开，另存为 .xlsx 工作簿后再上传。")
TOO_LARGE = gettext_noop("工作簿过大：请只保留需要的工作表和行，另存后再上传。")
NO_SUCH_SHEET = gettext_noop("工作簿里没有工作表“%(wanted)s”，现有：%(present)s。")


class UnreadableWorkbook(Exception):
    """A workbook that can't or won't be read; `phrase` tells the person who sent it what to do."""

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(str(phrase))
        self.phrase = phrase


@dataclass(slots=True)
class _Signs:
    """So many signs of text may still come."""

    left: int

    def read(self, value: Value) -> Value | str:
        """Give a value as its cell holds it, and count it."""
        if not isinstance(value, str):
            return value
        # Cut before anything else is done with it: a sheet may refer to one long text from every cell.
        text = value[:CELL_LIMIT]
        self.spend(text)
        return unescaped(text)

    def spend(self, value: ReadValue, cells: int = 1) -> None:
        """Count a value that stands in so many cells."""
        if isinstance(value, str):
            self.left -= len(value) * cells
            if self.left < 0:
                raise UnreadableWorkbook(Phrase(TOO_LARGE))


def read_rows(
    source: Path | BinaryIO,
    sheet: str | int = 0,
    *,
    max_unpacked: int = MAX_UNPACKED,
    max_cells: int = MAX_CELLS,
) -> list[list[ReadValue]]:
    """Give the values of one worksheet, named by its title or its place (0 is the first).

    `source` is a file or a seekable stream. Formulas give the values they had when the workbook was saved. A text
    is cut where a cell ends. Every row ends with its last value, and the list with its last row that has one.

    Raises:
        UnreadableWorkbook: not an .xlsx workbook, damaged, too large, or without that worksheet.
    """
    with _kept_quiet():
        return _read(source, sheet, max_unpacked, max_cells)


def read_sheets(
    source: Path | BinaryIO,
    *,
    at_most: int,
    max_unpacked: int = MAX_UNPACKED,
    max_cells: int = MAX_CELLS,
    max_signs: int = MAX_SIGNS,
) -> dict[str, list[list[ReadValue]]]:
    """Give the values of the first worksheets, by title; what stands in merged cells stands in each of them.

    All worksheets together may have `max_cells` cells, and `max_signs` signs in them. Otherwise as `read_rows`.
    """
    with _kept_quiet():
        _check_size(source, max_unpacked, max_cells)
        book = load_workbook(source, read_only=True, data_only=True, keep_links=False)
        try:
            sheets: dict[str, list[list[ReadValue]]] = {}
            left, signs = max_cells, _Signs(max_signs)
            for worksheet in cast(list[Any], book.worksheets[:at_most]):
                worksheet.reset_dimensions()
                rows = _rows(worksheet.iter_rows(values_only=True), left, signs)
                with zipfile.ZipFile(source) as archive, archive.open(worksheet._worksheet_path) as part:
                    _spread(rows, _merged(part), left, signs)
                left -= sum(map(len, rows))
                sheets[worksheet.title] = rows
            return sheets
        finally:
            book.close()


def read_as_typed(
    source: Path | BinaryIO, *, at_most: int, max_unpacked: int = MAX_UNPACKED, max_cells: int = MAX_CELLS
) -> dict[str, list[list[TypedValue]]]:
    """Give the values of the first worksheets, by title, as somebody typed them: of a formula only that it is one.

    All worksheets together may have `max_cells` cells. Otherwise as `read_rows`.
    """
    with _kept_quiet():
        _check_size(source, max_unpacked, max_cells)
        book = load_workbook(source, read_only=True, data_only=False, keep_links=False)
        try:
            sheets: dict[str, list[list[TypedValue]]] = {}
            left, signs = max_cells, _Signs(MAX_SIGNS)
            for worksheet in cast(list[Any], book.worksheets[:at_most]):
                worksheet.reset_dimensions()
                typed = (tuple(map(_typed, row)) for row in worksheet.iter_rows())
                sheets[worksheet.title] = rows = _rows(typed, left, signs)
                left -= sum(map(len, rows))
            return sheets
        finally:
            book.close()


def _typed(cell: Any) -> TypedValue:
    return FORMULA if cell.data_type == "f" else cast(ReadValue, cell.value)


@contextmanager
def _kept_quiet() -> Iterator[None]:
    """Turn what the parsers of a damaged workbook fail with into the one error for its sender."""
    try:
        with warnings.catch_warnings():
            # openpyxl tells of every feature it leaves out; only values are wanted here.
            warnings.simplefilter("ignore")
            yield
    except (UnreadableWorkbook, FileNotFoundError, PermissionError):
        raise
    except Exception as fault:
        # A damaged workbook makes its parsers fail in every way there is.
        raise UnreadableWorkbook(Phrase(NOT_A_WORKBOOK)) from fault


def _check_size(source: Path | BinaryIO, max_unpacked: int, max_cells: int) -> None:
    with zipfile.ZipFile(source) as archive:
        parts = archive.infolist()
        # zipfile never gives more of a part than its declared size, so the sum is a true bound.
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > max_unpacked:
            raise UnreadableWorkbook(Phrase(TOO_LARGE))
        # openpyxl makes objects of all that stands in some parts, whether a cell needs it or not.
        left = max_cells * _TAGS_A_CELL + _TAGS_BESIDES
        for part in parts:
            with archive.open(part) as content:
                before = b""
                while chunk := content.read(_CHUNK):
                    # An encoding of two bytes shows the same signs; any other may write them otherwise.
                    plain = chunk.replace(b"\0", b"") if b"\0" in chunk else chunk
                    if (not before and _reads_otherwise(plain)) or _unfolds(before + plain):
                        raise UnreadableWorkbook(Phrase(NOT_A_WORKBOOK))
                    left -= plain.count(b"<") - plain.count(b"</")
                    if left < 0:
                        raise UnreadableWorkbook(Phrase(TOO_LARGE))
                    before = plain[-_LONGEST_SIGN:]


def _reads_otherwise(start: bytes) -> bool:
    """Say whether a part that begins so declares another encoding than workbooks have."""
    bare = start.lstrip(_BEFORE_XML)
    if not bare.startswith(b"<?xml"):
        return False
    declaration, ended, _ = bare[:_LONGEST_DECLARATION].partition(b"?>")
    return not ended or not _ENCODINGS.issuperset(map(bytes.lower, _ENCODING.findall(declaration)))


def _unfolds(content: bytes) -> bool:
    """Say whether a part declares what an XML parser would put in many times over, or has a tag without measure."""
    if any(sign in content for sign in _DECLARING):
        return True
    long = (piece for piece in content.split(b"<") if len(piece) > _LONG_TAG)
    return any(len(_ATTRIBUTE.findall(piece)) > _MOST_ATTRIBUTES for piece in long)


def _merged(part: IO[bytes]) -> Iterator[str]:
    """Give the ranges of merged cells that a worksheet's part lists, each as `A1:B2`."""
    held = b""
    while chunk := part.read(_CHUNK):
        held += chunk
        end = 0
        for found in _MERGED.finditer(held):
            end = found.end()
            yield found[1].decode("ascii")
        held = held[max(end, len(held) - _LONGEST_RANGE) :]


def _spread(rows: list[list[ReadValue]], ranges: Iterable[str], most: int, signs: _Signs) -> None:
    """Put the value of merged cells into each of them, in the rows there are."""
    width = max(map(len, rows), default=0)
    for text in ranges:
        left, top, right, bottom = cast(tuple[int, int, int, int], range_boundaries(text))
        bottom, right = min(bottom, len(rows)), min(right, width)
        most -= max(0, bottom - top + 1) * max(0, right - left + 1) + 1
        if most < 0:
            raise UnreadableWorkbook(Phrase(TOO_LARGE))
        if top > bottom or left > len(rows[top - 1]):
            continue
        value = rows[top - 1][left - 1]
        signs.spend(value, (bottom - top + 1) * (right - left + 1))
        for row in rows[top - 1 : bottom]:
            row.extend([None] * (right - len(row)))
            row[left - 1 : right] = [value] * (right - left + 1)


def _read(source: Path | BinaryIO, sheet: str | int, max_unpacked: int, max_cells: int) -> list[list[ReadValue]]:
    _check_size(source, max_unpacked, max_cells)
    book = load_workbook(source, read_only=True, data_only=True, keep_links=False)
    try:
        worksheets = {worksheet.title: worksheet for worksheet in book.worksheets}
        titles = list(worksheets)
        if isinstance(sheet, int) and 0 <= sheet < len(titles):
            sheet = titles[sheet]
        if sheet not in worksheets:
            wanted = sheet if isinstance(sheet, str) else sheet + 1
            present = "、".join(titles)
            raise UnreadableWorkbook(Phrase(NO_SUCH_SHEET, {"wanted": wanted, "present": present}))
        worksheet = worksheets[sheet]
        # The size a worksheet declares for itself is often wrong, and never to be trusted.
        worksheet.reset_dimensions()
        found = cast(Iterable[tuple[ReadValue, ...]], worksheet.iter_rows(values_only=True))
        return _rows(found, max_cells, _Signs(MAX_SIGNS))
    finally:
        book.close()


def _rows(found: Iterable[tuple[Value, ...]], max_cells: int, signs: _Signs) -> list[list[Value]]:
    rows: list[list[Value]] = []
    filled = seen = 0
    for row in found:
        # An empty row counts too: a file of one line can claim a million of them.
        seen += len(row) + 1
        if seen > max_cells:
            raise UnreadableWorkbook(Phrase(TOO_LARGE))
        values = [signs.read(value) for value in row]
        while values and values[-1] is None:
            values.pop()
        rows.append(values)
        if values:
            filled = len(rows)
    return rows[:filled]
