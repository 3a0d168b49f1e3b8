"""Write a workbook that a person can open, filter and print, row by row.

Rows are taken one at a time, so ten thousand of them need no more memory than one. Cells are styled only
where a number format, a wrapped line or the mark of text asks for it, because a style costs about as much as
the cell.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, tzinfo
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from contest.phrases import Phrase, gettext_noop
from contest.workbooks.cells import CellValue, is_plain, safe_text, safe_value, sheet_titles, visible
from contest.workbooks.formulas import Formula

SHANGHAI = ZoneInfo("Asia/Shanghai")

NOTES_TITLE = "说明"
CUT = gettext_noop("工作表“%(sheet)s”%(cell)s 单元格：原文 %(full)s 字，超出上限，只写入前 %(kept)s 字。")

_LAST_ROW = 1_048_576
_PAPER_A4 = 9


class Kind(Enum):
    """What a column holds; the value is the number format its cells get, if they need one."""

    TEXT = ""
    WHOLE = "0"
    DECIMAL = "0.00##"
    PERCENT = "0.0%"
    DAY = "yyyy-mm-dd"
    MOMENT = "yyyy-mm-dd hh:mm:ss"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its width in characters of the default font (a Han character takes two)."""

    heading: str
    width: float
    kind: Kind = Kind.TEXT
    wrap: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet. `rows` is gone through once; every row has one value, or one formula, for each column."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[CellValue | Formula]]


def write_workbook(
    sheets: Sequence[Sheet], out: BinaryIO, *, title: str = "", creator: str = "", zone: tzinfo = SHANGHAI
) -> tuple[Phrase, ...]:
    """Write `sheets` to `out` as an .xlsx workbook; moments are shown in `zone`.

    Gives a note for every text that was too long for a cell. The same notes stand in a last sheet, "说明",
    which is there only when there is one.

    Raises:
        ValueError: a row with more or fewer values than columns, or more rows than a worksheet holds.
        TypeError: a value that a cell can't hold.
    """
    book = Workbook(write_only=True)
    _start_cells_at_the_top(book)
    book.properties.title = visible(title)
    book.properties.creator = visible(creator)
    *titles, notes_title = sheet_titles([*(sheet.title for sheet in sheets), NOTES_TITLE])
    notes: list[Phrase] = []
    try:
        for sheet, legal_title in zip(sheets, titles, strict=True):
            _write_sheet(book, legal_title, sheet, zone, notes)
        if notes:
            lines = Sheet(notes_title, [Column(NOTES_TITLE, 100, wrap=True)], ([str(note)] for note in notes))
            _write_sheet(book, notes_title, lines, zone, [])
        book.save(out)
    except BaseException:
        _discard(book)
        raise
    return tuple(notes)


def _write_sheet(book: Workbook, title: str, sheet: Sheet, zone: tzinfo, notes: list[Phrase]) -> None:
    worksheet = book.create_sheet(title)
    _prepare_page(worksheet, sheet.columns)
    cuts: list[_Cut] = []
    pens = [_Pen(worksheet, place, column, zone, cuts) for place, column in enumerate(sheet.columns, start=1)]
    # openpyxl would try each cell as a value first, and make a new one after each style: half the cost of a row.
    worksheet._values_to_row = _placed
    worksheet.append([_heading(worksheet, column) for column in sheet.columns])
    last = 1
    for last, row in enumerate(sheet.rows, start=2):
        if last > _LAST_ROW:
            raise ValueError(f"worksheet {title!r} has more than {_LAST_ROW - 1} rows")
        worksheet.append([pen.draw(value) for pen, value in zip(pens, row, strict=True)])
        for cut in cuts:
            params = {"sheet": title, "cell": f"{cut.letter}{last}", "full": cut.full, "kept": cut.kept}
            notes.append(Phrase(CUT, params))
        cuts.clear()
    worksheet.auto_filter.ref = f"A1:{get_column_letter(len(pens))}{last}"


def _placed(cells: Iterable[Cell | None], row: int) -> Iterator[Cell]:
    for column, cell in enumerate(cells, start=1):
        if cell is not None:
            cell.column, cell.row = column, row
            yield cell


@dataclass(frozen=True, slots=True)
class _Cut:
    """A text that was too long: the letter of its column, its characters, and how many of them went in."""

    letter: str
    full: int
    kept: int


class _Look(Cell):
    """A cell that is drawn again and again: it looks its style up once, where openpyxl would each time."""

    __slots__ = ("has_style", "style_id")

    def settle(self) -> "_Look":
        """Keep the style that the cell has now."""
        for name in self.__slots__:
            setattr(self, name, getattr(Cell, name).fget(self))
        return self


class _Pen:
    """Draws the cells of one column.

    It uses one cell again and again for each look, which holds because a write-only worksheet writes a row
    out before the next one is drawn. What it had to cut, it adds to `cuts`.
    """

    __slots__ = ("_cuts", "_dated", "_letter", "_numbered", "_plain", "_quoted", "_text", "_worksheet", "_zone")

    def __init__(self, worksheet: Any, place: int, column: Column, zone: tzinfo, cuts: list[_Cut]) -> None:
        kind = column.kind
        self._letter = get_column_letter(place)
        self._zone = zone
        self._cuts = cuts
        self._worksheet = worksheet
        self._plain = _Look(worksheet, row=1, column=1).settle()
        self._text = _styled(worksheet, wrap=True) if column.wrap else self._plain
        self._quoted = _styled(worksheet, wrap=column.wrap, quoted=True)
        self._numbered: Cell = self._plain
        self._dated: Cell | None = None
        if kind in (Kind.DECIMAL, Kind.PERCENT):
            self._numbered = _styled(worksheet, number_format=kind.value)
        elif kind in (Kind.DAY, Kind.MOMENT):
            self._dated = _styled(worksheet, number_format=kind.value)

    def draw(self, value: CellValue | Formula) -> Cell | None:
        """Give the cell that the worksheet shall write for `value`."""
        if isinstance(value, str):
            return self._draw_text(value)
        if isinstance(value, Formula):
            return _filled(self._numbered, value.text, "f")
        safe = safe_value(value, self._zone)
        if safe is None:
            return None
        if isinstance(safe, str):
            return self._draw_text(safe)
        if isinstance(safe, bool):
            return _filled(self._plain, safe, "b")
        if isinstance(safe, date):
            if self._dated is None:
                stray = WriteOnlyCell(self._worksheet)
                stray.value = safe  # openpyxl gives a date a format of its own
                return stray
            return _filled(self._dated, safe, "d")
        return _filled(self._numbered, safe, "n")

    def _draw_text(self, text: str) -> Cell:
        look = self._text
        if not is_plain(text):
            safe = safe_text(text)
            if safe.kept is not None:
                self._cuts.append(_Cut(self._letter, len(text), safe.kept))
            text = safe.text
            if safe.quoted:
                look = self._quoted
        return _filled(look, text, "s")


def _filled(look: Any, value: object, kind: str) -> Cell:
    """Put a value that is safe already into a cell; openpyxl's own way would examine it again and guess its kind."""
    look._value, look.data_type = value, kind
    filled: Cell = look
    return filled


def _styled(worksheet: Any, *, wrap: bool = False, quoted: bool = False, number_format: str = "") -> _Look:
    cell = _Look(worksheet, row=1, column=1)
    cell.alignment = Alignment(vertical="top", wrap_text=wrap)
    if number_format:
        cell.number_format = number_format
    if quoted:
        cell.quotePrefix = True
    return cell.settle()


def _heading(worksheet: Any, column: Column) -> Cell:
    safe = safe_text(column.heading)
    cell = WriteOnlyCell(worksheet)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    cell.quotePrefix = safe.quoted
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="FFE7E6E6")
    cell.value = safe.text
    cell.data_type = "s"
    return cell


def _prepare_page(worksheet: Any, columns: Sequence[Column]) -> None:
    """Widths, the frozen heading and the printed page; all of it must be set before the first row."""
    for index, column in enumerate(columns, start=1):
        worksheet.column_dimensions[get_column_letter(index)].width = column.width
    worksheet.freeze_panes = "A2"
    worksheet.print_title_rows = "1:1"
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = _PAPER_A4
    worksheet.page_setup.fitToWidth = 1
    worksheet.page_setup.fitToHeight = 0
    worksheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _start_cells_at_the_top(book: Any) -> None:
    """Align cells without a style like the wrapped ones beside them, at no cost per cell.

    openpyxl has no public way to change the look that cells have by default, the first of its list.
    """
    style = StyleArray()
    style.alignmentId = book._alignments.add(Alignment(vertical="top"))
    book._cell_styles[0] = style


def _discard(book: Workbook) -> None:
    """Remove the temporary files of a workbook that won't be finished.

    openpyxl itself would leave them until the process ends, which for a server may be months.
    """
    worksheets: list[Any] = list(book.worksheets)
    for worksheet in worksheets:
        # A sheet torn inside a cell fails again when it is closed; the first fault is the one to tell.
        with suppress(Exception):
            worksheet.close()
        if worksheet._writer is not None and Path(worksheet._writer.out).exists():
            worksheet._writer.cleanup()
