"""Write a worksheet that people fill in: a title, advice, headings, and empty rows with lists to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from contest.workbooks.cells import safe_text, sheet_titles, visible

_TEXT = "@"
_PAPER_A4 = 9
_LONGEST_PROMPT = 255
_CHOICES = "选项"


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column to fill in: its heading, its width in characters, what may be chosen, and what is said of it.

    Without `choices` anything may be typed; what is typed stays the text it is, a telephone number too.
    """

    heading: str
    width: float
    choices: tuple[str, ...] = ()
    advice: str = ""


def write_blank_form(
    title: str, lines: Sequence[str], columns: Sequence[FormColumn], out: BinaryIO, *, sheet: str, rows: int
) -> None:
    """Write the form to `out` as an .xlsx workbook with so many empty rows.

    What may be chosen stands on a hidden sheet: within a rule, no choice may hold a comma, nor all be long together.
    """
    book = Workbook()
    worksheet = book.worksheets[0]
    worksheet.title, beside = sheet_titles([sheet, _CHOICES])
    if any(column.choices for column in columns):
        _write_choices(book.create_sheet(beside), columns)
    last = get_column_letter(len(columns))
    for number, text in enumerate([title, *lines], start=1):
        worksheet.merge_cells(f"A{number}:{last}{number}")
        cell = worksheet.cell(number, 1, safe_text(text).text)
        cell.data_type = "s"
        cell.alignment = Alignment(horizontal="center" if number == 1 else "left", vertical="center", wrap_text=True)
        if number == 1:
            cell.font = Font(bold=True, size=16)
            worksheet.row_dimensions[1].height = 32
    heading = 2 + len(lines)
    first, end = heading + 1, heading + rows
    rule = Side(style="thin", color="FF999999")
    border = Border(left=rule, right=rule, top=rule, bottom=rule)
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        worksheet.column_dimensions[letter].width = column.width
        cell = worksheet.cell(heading, place, safe_text(column.heading).text)
        cell.data_type = "s"
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFE7E6E6")
        cell.border = border
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        for row in range(first, end + 1):
            empty = worksheet.cell(row, place)
            empty.number_format = _TEXT
            empty.border = border
            empty.alignment = Alignment(vertical="center", wrap_text=True)
        if column.choices or column.advice:
            worksheet.add_data_validation(
                _rule(column, f"{letter}{first}:{letter}{end}", f"'{beside}'!${letter}$1:${letter}")
            )
    worksheet.row_dimensions[heading].height = 36
    worksheet.freeze_panes = f"A{first}"
    worksheet.print_title_rows = f"{heading}:{heading}"
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = _PAPER_A4
    worksheet.page_setup.fitToWidth = 1
    worksheet.page_setup.fitToHeight = 0
    book.properties.title = visible(title)
    book.properties.creator = ""
    book.save(out)


def _write_choices(hidden: Worksheet, columns: Sequence[FormColumn]) -> None:
    """Put what may be chosen in each column below each other, in the same column."""
    hidden.sheet_state = "hidden"
    for place, column in enumerate(columns, start=1):
        for row, choice in enumerate(column.choices, start=1):
            hidden.cell(row, place, safe_text(choice).text).data_type = "s"


def _rule(column: FormColumn, cells: str, choices: str) -> DataValidation:
    """The list of a column, or only its advice; `choices` is where the list begins, and the column of its end."""
    listed = f"{choices}${len(column.choices)}"
    rule = DataValidation(type="list", formula1=listed) if column.choices else DataValidation()
    rule.allow_blank = True
    rule.showErrorMessage = bool(column.choices)
    rule.showInputMessage = bool(column.advice)
    rule.promptTitle = column.heading[:32]
    rule.prompt = column.advice[:_LONGEST_PROMPT]
    rule.add(cells)
    return rule
