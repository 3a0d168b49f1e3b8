"""Values as somebody typed them: a formula is told apart from a text that looks like one."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from contest.workbooks.reader import FORMULA, UnreadableWorkbook, read_as_typed


def book_of(**cells: Any) -> tuple[Workbook, BytesIO]:
    book = Workbook()
    for name, value in cells.items():
        book.worksheets[0][name] = value
    return book, BytesIO()


def test_a_formula_says_only_that_it_is_one() -> None:
    book, out = book_of(A1="=1+1", B1="=1+1", C1=27, D1="２７", E1=27.5, F1=True, A2=None, B2="后")
    page = book.worksheets[0]
    page["B1"].data_type = "s"
    page["C2"] = ArrayFormula("C2:C3", "=SUM(C1:C1)")
    book.save(out)
    assert read_as_typed(out, at_most=1) == {
        "Sheet": [[FORMULA, "=1+1", 27, "２７", 27.5, True], [None, "后", FORMULA]],
    }


def test_no_more_sheets_than_asked_for_and_no_more_cells_than_allowed() -> None:
    book, out = book_of(A1=1)
    book.create_sheet("二")["A1"] = 2
    book.create_sheet("三")["Z9"] = 3
    book.save(out)
    assert list(read_as_typed(out, at_most=2)) == ["Sheet", "二"]
    with pytest.raises(UnreadableWorkbook):
        read_as_typed(out, at_most=3, max_cells=20)


def test_what_is_no_workbook_is_one_fault() -> None:
    with pytest.raises(UnreadableWorkbook):
        read_as_typed(BytesIO(b"PK\x03\x04"), at_most=1)
