"""Write a worksheet of which only some cells can be filled in, and which tells when something else was changed.

Every column has a key, which stands in a hidden row above the headings: whoever reads the sheet finds a column by it,
wherever it stands and whatever its heading says. What tells that the sheet is the one that was given out stands on a
sheet of its own, which Excel doesn't offer to show. No clock is in the file: the same given twice makes the same bytes.
"""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from tempfile import TemporaryFile
from typing import IO, BinaryIO, Final, cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from contest.workbooks.cells import CellValue, safe_text, sheet_titles, visible

PIECE: Final = 30_000
"""Signs of the seal in one cell; the next piece stands below."""

_TEXT: Final = "@"
_PAPER_A4: Final = 9
_LONGEST_MESSAGE: Final = 255
_LONGEST_TITLE: Final = 32
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_CORE: Final = "docProps/core.xml"
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_RULE: Final = Side(style="thin", color="FF999999")
_BORDER: Final = Border(left=_RULE, right=_RULE, top=_RULE, bottom=_RULE)
_SHADE: Final = PatternFill("solid", fgColor="FFE7E6E6")


class Use(Enum):
    """What a column is for: given and locked, a number or words to fill in, the sum of the numbers, or hidden."""

    GIVEN = "given"
    NUMBER = "number"
    WORDS = "words"
    TOTAL = "total"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class NumberRule:
    """From where to where a number may go, in which steps, what it weighs in the sum, and what is said of others."""

    minimum: Decimal
    maximum: Decimal
    step: Decimal
    weight: Decimal
    fault: str


@dataclass(frozen=True, slots=True)
class LockedColumn:
    """One column: key, heading, width in characters, use; `note` stands below the heading."""

    key: str
    heading: str
    width: float
    use: Use = Use.GIVEN
    note: str = ""
    rule: NumberRule | None = None


@dataclass(frozen=True, slots=True)
class Seal:
    """What tells that a sheet is the one that was given out: a text, and the title of the sheet that it stands on."""

    title: str
    text: str


def write_locked_form(
    title: str,
    lines: Sequence[str],
    columns: Sequence[LockedColumn],
    rows: Sequence[Sequence[CellValue]],
    out: BinaryIO,
    *,
    sheet: str,
    seal: Seal,
) -> None:
    """Write the form to `out` as an .xlsx workbook; a row has a value for each column, the sum's is left out."""
    book = Workbook()
    worksheet = book.worksheets[0]
    worksheet.title, hidden = sheet_titles([sheet, seal.title])
    _write_top(worksheet, title, lines, columns)
    first = len(lines) + 5
    for place, row in enumerate(rows, start=first):
        for number, (column, value) in enumerate(zip(columns, row, strict=True), start=1):
            _fill(_cell(worksheet, place, number), column, _total(columns, place) if column.use is Use.TOTAL else value)
    for number, column in enumerate(columns, start=1):
        if rows and column.rule is not None:
            letter = get_column_letter(number)
            worksheet.add_data_validation(
                _validation(column, column.rule, letter, first, f"{letter}{first}:{letter}{first + len(rows) - 1}")
            )
    _prepare_page(worksheet, first)
    _write_seal(book.create_sheet(hidden), seal.text)
    book.properties.title = visible(title)
    book.properties.creator = ""
    book.properties.created = datetime(*_EPOCH)  # noqa: DTZ001  (a cell's time has no zone)
    with cast(BinaryIO, TemporaryFile()) as made:
        book.save(made)
        _copy_without_clock(made, out)


def _write_top(worksheet: Worksheet, title: str, lines: Sequence[str], columns: Sequence[LockedColumn]) -> None:
    """Write the title, what is said of the form, the hidden row of keys, the headings and the notes below them."""
    shown = max((place for place, one in enumerate(columns, 1) if one.use is not Use.HIDDEN), default=1)
    last = get_column_letter(shown)
    for number, text in enumerate([title, *lines], start=1):
        worksheet.merge_cells(f"A{number}:{last}{number}")
        cell = _cell(worksheet, number, 1)
        _say(cell, text)
        cell.alignment = Alignment(horizontal="center" if number == 1 else "left", vertical="center", wrap_text=True)
        worksheet.row_dimensions[number].height = 32
    worksheet.cell(1, 1).font = Font(bold=True, size=16)
    keys = len(lines) + 2
    worksheet.row_dimensions[keys].hidden = True
    for place, column in enumerate(columns, start=1):
        dimension = worksheet.column_dimensions[get_column_letter(place)]
        dimension.width, dimension.hidden = column.width, column.use is Use.HIDDEN
        _say(_cell(worksheet, keys, place), column.key)
        for row, text in ((keys + 1, column.heading), (keys + 2, column.note)):
            cell = _cell(worksheet, row, place)
            _say(cell, text)
            cell.font = Font(bold=row == keys + 1)
            cell.fill, cell.border = _SHADE, _BORDER
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    worksheet.row_dimensions[keys + 2].height = 32


def _cell(worksheet: Worksheet, row: int, column: int) -> Cell:
    return cast(Cell, worksheet.cell(row, column))


def _fill(cell: Cell, column: LockedColumn, value: CellValue) -> None:
    cell.border = _BORDER
    cell.alignment = Alignment(vertical="top", wrap_text=column.use in (Use.GIVEN, Use.WORDS))
    cell.protection = Protection(locked=column.use not in (Use.NUMBER, Use.WORDS))
    if column.use is Use.WORDS:
        cell.number_format = _TEXT  # what is typed stays text, whatever sign it begins with
    if column.use is Use.TOTAL:
        cell.value = cast(str, value)
        cell.data_type = "f"
    elif isinstance(value, str):
        _say(cell, value)
    elif value is not None:
        cell.value = value


def _say(cell: Cell, text: str) -> None:
    """Put a text into a cell so that it stays one."""
    safe = safe_text(text)
    cell.value = safe.text
    cell.data_type = "s"
    cell.quotePrefix = safe.quoted


def _total(columns: Sequence[LockedColumn], row: int) -> str:
    """Give the formula of the weighted sum, which shows nothing while a number is missing."""
    numbers = [
        (f"{get_column_letter(place)}{row}", column.rule)
        for place, column in enumerate(columns, start=1)
        if column.rule is not None
    ]
    count = "+".join(f"ISNUMBER({cell})" for cell, _ in numbers)
    total = "+".join(f"{cell}*{_plain(rule.weight)}" for cell, rule in numbers)
    return f'=IF({count}={len(numbers)},{total},"")'


def _validation(column: LockedColumn, rule: NumberRule, letter: str, first: int, cells: str) -> DataValidation:
    """Give what Excel itself refuses: a number outside its range, and one between two steps."""
    minimum, maximum = _plain(rule.minimum), _plain(rule.maximum)
    if rule.step == 1 and rule.minimum % 1 == 0:
        found = DataValidation(type="whole", operator="between", formula1=minimum, formula2=maximum)
    else:
        cell = f"{letter}{first}"
        steps = f"MOD(ROUND(({cell}-({minimum}))*100,4),{_plain(rule.step * 100)})=0"
        found = DataValidation(
            type="custom", formula1=f"AND(ISNUMBER({cell}),{cell}>={minimum},{cell}<={maximum},{steps})"
        )
    found.allow_blank = True
    found.showErrorMessage = found.showInputMessage = True
    found.errorTitle = found.promptTitle = visible(column.heading)[:_LONGEST_TITLE]
    found.error = found.prompt = visible(rule.fault)[:_LONGEST_MESSAGE]
    found.add(cells)
    return found


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _prepare_page(worksheet: Worksheet, first: int) -> None:
    """Lock what isn't to be filled in, without a password: it keeps from slips, and the seal tells of the rest."""
    worksheet.protection.sheet = True
    worksheet.protection.formatColumns = worksheet.protection.formatRows = False  # these may be done
    worksheet.freeze_panes = f"C{first}"
    worksheet.print_title_rows = f"{first - 2}:{first - 1}"
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = _PAPER_A4
    worksheet.page_setup.fitToWidth = 1
    worksheet.page_setup.fitToHeight = 0


def _write_seal(worksheet: Worksheet, seal: str) -> None:
    worksheet.sheet_state = "veryHidden"
    worksheet.protection.sheet = True
    for row, start in enumerate(range(0, len(seal), PIECE), start=1):
        _say(_cell(worksheet, row, 1), seal[start : start + PIECE])


def _copy_without_clock(made: IO[bytes], out: BinaryIO) -> None:
    """Copy a workbook; its parts lose the time at which they were written."""
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == _CORE:
                content = _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            copy = zipfile.ZipInfo(part.filename, _EPOCH)
            copy.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(copy, content)
