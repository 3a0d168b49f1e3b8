"""Write a workbook that a person can open, filter and print, row by row.

Rows are taken one at a time, so ten thousand of them need no more memory than one. openpyxl makes the package, its
styles, pages and charts; the rows between are written here, as text, since an object for each cell costs three times
as much.
"""

from collections.abc import Generator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._writer import WorksheetWriter, create_temporary_file

from contest.phrases import Phrase, gettext_noop
from contest.workbooks.cells import CellValue, is_plain, safe_text, safe_value, sheet_titles, visible
from contest.workbooks.formulas import Formula
from contest.workbooks.pages import Chart, finish_page, prepare_page

SHANGHAI = ZoneInfo("Asia/Shanghai")

NOTES_TITLE = "说明"
CUT = gettext_noop("工作表“%(sheet)s”%(cell)s 单元格：原文 %(full)s 字，超出上限，只写入前 %(kept)s 字。")

_LAST_ROW = 1_048_576


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
    """One worksheet. `rows` is gone through once; every row has one value for each column."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[CellValue | Formula]]
    chart: Chart | None = None


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
            _write_sheet(book, legal_title, sheet, zone, notes, title)
        if notes:
            lines = Sheet(notes_title, [Column(NOTES_TITLE, 100, wrap=True)], ([str(note)] for note in notes))
            _write_sheet(book, notes_title, lines, zone, [], title)
        book.save(out)
    except BaseException:
        _discard(book)
        raise
    return tuple(notes)


def _write_sheet(book: Workbook, title: str, sheet: Sheet, zone: tzinfo, notes: list[Phrase], header: str) -> None:
    worksheet: Any = book.create_sheet(title)
    prepare_page(worksheet, (column.width for column in sheet.columns), header)
    cuts: list[_Cut] = []
    pens = [_Pen(worksheet, place, column, zone, cuts) for place, column in enumerate(sheet.columns, start=1)]
    worksheet._writer = _RowWriter(worksheet)
    worksheet._rows = worksheet._writer.take_rows()
    next(worksheet._rows)
    put = worksheet._rows.send
    put(_row(1, (pen.head(column.heading) for pen, column in zip(pens, sheet.columns, strict=True))))
    last = 1
    for last, row in enumerate(sheet.rows, start=2):
        if last > _LAST_ROW:
            raise ValueError(f"worksheet {title!r} has more than {_LAST_ROW - 1} rows")
        put(_row(last, (pen.draw(value, last) for pen, value in zip(pens, row, strict=True))))
        for cut in cuts:
            params = {"sheet": title, "cell": f"{cut.letter}{last}", "full": cut.full, "kept": cut.kept}
            notes.append(Phrase(CUT, params))
        cuts.clear()
    finish_page(worksheet, len(pens), last, sheet.chart)


def _row(number: int, cells: Iterable[str]) -> bytes:
    return f'<row r="{number}">{"".join(cells)}</row>'.encode()


class _RowWriter(WorksheetWriter):
    """openpyxl's writer of a worksheet, which takes rows that are XML already."""

    def __init__(self, worksheet: Any) -> None:
        path = create_temporary_file()
        self._file = Path(path).open("wb")  # noqa: SIM115  (closed with the writer)
        super().__init__(worksheet, self._file)
        self.out = path  # what openpyxl puts into the package, and takes away
        self.write_top()

    def take_rows(self) -> Generator[None, bytes, None]:
        """Put what is sent between the two tags that hold the rows, until closed."""
        xml: Any = self.xf.send(True)
        with xml.element("sheetData"):
            xml.flush()
            with suppress(GeneratorExit):
                while True:
                    self._file.write((yield))
        self.xf.send(None)

    def close(self) -> None:
        """Finish the file."""
        try:
            super().close()
        finally:
            self._file.close()


@dataclass(frozen=True, slots=True)
class _Cut:
    """A text that was too long: the letter of its column, its characters, and how many of them went in."""

    letter: str
    full: int
    kept: int


class _Pen:
    """Writes the cells of one column, each in the style that it asks for. What it had to cut, it adds to `cuts`."""

    __slots__ = ("_cuts", "_dated", "_heading", "_letter", "_numbered", "_quoted", "_text", "_zone")

    def __init__(self, worksheet: Any, place: int, column: Column, zone: tzinfo, cuts: list[_Cut]) -> None:
        kind = column.kind
        self._letter = get_column_letter(place)
        self._zone = zone
        self._cuts = cuts
        self._text = _style(worksheet, wrap=True) if column.wrap else ""
        self._quoted = _style(worksheet, wrap=column.wrap, quoted=True)
        self._heading = _heading_styles(worksheet)
        self._numbered = _style(worksheet, kind) if kind in (Kind.DECIMAL, Kind.PERCENT) else ""
        dated = kind in (Kind.DAY, Kind.MOMENT)
        self._dated = {one: _style(worksheet, kind if dated else one) for one in (Kind.DAY, Kind.MOMENT)}

    def head(self, heading: str) -> str:
        """Give the cell of the column's heading."""
        safe = safe_text(heading)
        return self._text_cell(safe.text, 1, self._heading[safe.quoted])

    def draw(self, value: CellValue | Formula, row: int) -> str:
        """Give the cell of a value in a row, as XML; nothing where there is nothing to show."""
        if value is None or value == "":
            return ""
        if isinstance(value, Formula):
            return f'<c r="{self._letter}{row}"{self._numbered}><f>{escape(value.text[1:])}</f></c>'
        safe = value if isinstance(value, str) else safe_value(value, self._zone)
        if isinstance(safe, str):
            return self._draw_text(safe, row)
        if isinstance(safe, bool):
            return f'<c r="{self._letter}{row}" t="b"><v>{safe:d}</v></c>'
        if isinstance(safe, date):
            style = self._dated[Kind.MOMENT if isinstance(safe, datetime) else Kind.DAY]
            return f'<c r="{self._letter}{row}"{style}><v>{_serial(safe)}</v></c>'
        figure = f"{safe:f}" if isinstance(safe, Decimal) else repr(safe)
        return f'<c r="{self._letter}{row}"{self._numbered}><v>{figure}</v></c>'

    def _draw_text(self, text: str, row: int) -> str:
        style = self._text
        if not is_plain(text):
            safe = safe_text(text)
            if safe.kept is not None:
                self._cuts.append(_Cut(self._letter, len(text), safe.kept))
            text = safe.text
            if safe.quoted:
                style = self._quoted
        return self._text_cell(text, row, style)

    def _text_cell(self, text: str, row: int, style: str) -> str:
        space = "" if text == text.strip() else ' xml:space="preserve"'
        return f'<c r="{self._letter}{row}"{style} t="inlineStr"><is><t{space}>{escape(text)}</t></is></c>'


def _serial(day: date) -> float:
    """Give a day or a moment as Excel counts it."""
    serial: float = to_excel(day)  # type: ignore[no-untyped-call]
    return serial


def _style(worksheet: Any, kind: Kind = Kind.TEXT, *, wrap: bool = False, quoted: bool = False) -> str:
    """Give the attribute that names a style, as a cell has it."""
    cell = WriteOnlyCell(worksheet)
    cell.alignment = Alignment(vertical="top", wrap_text=wrap)
    if kind.value:
        cell.number_format = kind.value
    if quoted:
        cell.quotePrefix = True
    return f' s="{cell.style_id}"'


def _heading_styles(worksheet: Any) -> tuple[str, str]:
    """Give the style of a heading, and of one that must be marked as text."""
    styles = []
    for quoted in (False, True):
        cell = WriteOnlyCell(worksheet)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFE7E6E6")
        cell.quotePrefix = quoted
        styles.append(f' s="{cell.style_id}"')
    return styles[0], styles[1]


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
