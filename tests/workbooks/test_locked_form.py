"""A form of which only some cells can be filled in: what is locked, what Excel refuses, what stays text."""

from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from contest.workbooks.cells import CellValue
from contest.workbooks.locked_form import PIECE, LockedColumn, NumberRule, Seal, Use, write_locked_form
from contest.workbooks.reader import read_as_typed


def rule(minimum: str = "0", maximum: str = "40", step: str = "1", weight: str = "1") -> NumberRule:
    return NumberRule(Decimal(minimum), Decimal(maximum), Decimal(step), Decimal(weight), "请填分数。")


def written(
    *rows: list[CellValue],
    first: NumberRule | None = None,
    second: NumberRule | None = None,
    title: str = "评分表",
    seal: str = "ab",
) -> BytesIO:
    out = BytesIO()
    columns = [
        LockedColumn("number", "编号", 7),
        LockedColumn("first", "主题", 10, Use.NUMBER, "0～40", first or rule()),
        LockedColumn("second", "语言", 10, Use.NUMBER, "0～60", second or rule(weight="0.5")),
        LockedColumn("total", "合计", 9, Use.TOTAL),
        LockedColumn("words", "评语", 40, Use.WORDS),
        LockedColumn("stamp", "校验码", 10, Use.HIDDEN),
    ]
    write_locked_form(title, ["请填写。"], columns, rows, out, sheet="表/一", seal=Seal("校验", seal))
    out.seek(0)
    return out


ROW: list[CellValue] = [3, Decimal("30.50"), None, None, "好", "xyz"]


def page_of(source: BytesIO) -> Worksheet:
    return load_workbook(source).worksheets[0]


def test_keys_headings_notes_and_rows() -> None:
    page = page_of(written(ROW))
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["评分表", None, None, None, None, None],
        ["请填写。", None, None, None, None, None],
        ["number", "first", "second", "total", "words", "stamp"],
        ["编号", "主题", "语言", "合计", "评语", "校验码"],
        [None, "0～40", "0～60", None, None, None],
        [3, 30.5, None, '=IF(ISNUMBER(B6)+ISNUMBER(C6)=2,B6*1+C6*0.5,"")', "好", "xyz"],
    ]
    assert page.row_dimensions[3].hidden
    assert page.column_dimensions["F"].hidden
    assert sorted(str(cells) for cells in page.merged_cells.ranges) == ["A1:E1", "A2:E2"]


def test_only_what_is_filled_in_is_unlocked_and_the_page_is_ready_to_print() -> None:
    page = page_of(written(ROW, ROW))
    unlocked = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == {"B6", "C6", "E6", "B7", "C7", "E7"}
    assert page.protection.sheet
    assert (page.protection.password, page.freeze_panes) == (None, "C6")
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
    assert (page.page_setup.fitToWidth, page.print_title_rows) == (1, "$4:$5")


@pytest.mark.parametrize(
    ("given", "kind", "formulas"),
    [
        (rule("0", "40", "1"), "whole", ("0", "40")),
        (
            rule("0", "10", "0.5"),
            "custom",
            ("AND(ISNUMBER(B6),B6>=0,B6<=10,MOD(ROUND((B6-(0))*100,4),50)=0)", None),
        ),
        (
            rule("-1.5", "10", "1"),
            "custom",
            ("AND(ISNUMBER(B6),B6>=-1.5,B6<=10,MOD(ROUND((B6-(-1.5))*100,4),100)=0)", None),
        ),
    ],
)
def test_excel_itself_refuses_what_is_out_of_range_or_off_step(
    given: NumberRule, kind: str, formulas: tuple[str, str | None]
) -> None:
    found = page_of(written(ROW, ROW, first=given)).data_validations.dataValidation[0]
    assert (str(found.sqref), found.type, (found.formula1, found.formula2)) == ("B6:B7", kind, formulas)
    assert (found.showErrorMessage, found.error, found.allow_blank) == (True, "请填分数。", True)


def test_nothing_given_is_a_formula_and_words_stay_words() -> None:
    page = page_of(written([3, None, None, None, "=1+1", "@x"], title="=cmd()"))
    assert [(page[name].value, page[name].data_type) for name in ("A1", "E6", "F6")] == [
        ("=cmd()", "s"),
        ("=1+1", "s"),
        ("@x", "s"),
    ]
    assert (page["E6"].number_format, page["E6"].quotePrefix) == ("@", True)


def test_the_seal_stands_in_pieces_on_a_sheet_that_is_not_offered() -> None:
    seal = "s" * PIECE + "e"
    source = written(ROW, seal=seal)
    assert load_workbook(source).worksheets[1].sheet_state == "veryHidden"
    assert read_as_typed(source, at_most=5)["校验"] == [["s" * PIECE], ["e"]]


def test_the_same_given_twice_makes_the_same_bytes() -> None:
    assert written(ROW).getvalue() == written(ROW).getvalue()
    with ZipFile(written(ROW)) as book:
        assert {part.date_time for part in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = book.read("docProps/core.xml").decode()
    assert core.count("1980-01-01T00:00:00Z") == 2
    assert "openpyxl" not in core


def test_a_form_without_rows_is_a_form() -> None:
    assert page_of(written()).max_row == 5
