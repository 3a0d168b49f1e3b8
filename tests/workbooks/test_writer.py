"""Workbooks are read back with openpyxl, cell by cell."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.properties import PageSetupProperties

from contest.workbooks.cells import CUT_MARK, CellValue
from contest.workbooks.pages import Chart
from contest.workbooks.writer import Column, Kind, Sheet, write_workbook

TEXT = Column("题目", 30)
moment = datetime.fromisoformat


def written(*sheets: Sheet, **properties: Any) -> Workbook:
    out = BytesIO()
    write_workbook(sheets, out, **properties)
    out.seek(0)
    return load_workbook(out)


def column_of(*values: CellValue, column: Column = TEXT) -> list[Any]:
    """Write `values` under one heading, and give the cells below it."""
    book = written(Sheet("表", [column], ([value] for value in values)))
    return [book["表"].cell(row=row, column=1) for row in range(2, len(values) + 2)]


def test_the_page_is_ready_to_read_filter_and_print() -> None:
    columns = [Column("编号", 8, Kind.WHOLE), Column("题目", 36.5, wrap=True)]
    sheet = written(Sheet("名单", columns, [[1, "甲"], [2, "乙"]]))["名单"]
    assert [[cell.value for cell in row] for row in sheet.rows] == [["编号", "题目"], [1, "甲"], [2, "乙"]]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B3"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr == PageSetupProperties(fitToPage=True)
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [8, 36.5]
    assert [cell.font.bold for cell in sheet[1]] == [True, True]
    assert [cell.alignment.wrap_text for cell in sheet[2]] == [None, True]
    assert [cell.alignment.vertical for cell in sheet[2]] == ["top", "top"]


def test_a_page_says_what_it_is_of_and_all_of_it_is_printed() -> None:
    sheet: Any = written(Sheet("A&B", [TEXT], [["甲"], ["乙"]]), title="研发&D\x01" + "长" * 100)["A&B"]
    assert sheet.oddHeader.left.text == "研发&&D␁" + "长" * 75
    assert (sheet.oddHeader.right.text, sheet.oddFooter.center.text) == ("&A", "第 &P 页，共 &N 页")
    assert sheet.print_area == "'A&B'!$A$1:$A$3"


def test_signs_that_xml_needs_stay_what_they_are() -> None:
    texts = ["<b>&amp;", "]]>", " 两头有空 ", '"引"', "a\tb", "&#65;"]
    assert [cell.value for cell in column_of(*texts)] == texts


def test_a_chart_draws_a_column_by_the_names_in_the_first() -> None:
    out = BytesIO()
    columns = [Column("日期", 12), Column("篇数", 8, Kind.WHOLE)]
    rows: list[list[CellValue]] = [["一日", 3], ["二日", 5]]
    write_workbook([Sheet("甲's 表", columns, rows, chart=Chart("每日=1+1", values=1))], out)
    sheet: Any = load_workbook(out)["甲's 表"]
    (chart,) = sheet._charts
    (series,) = chart.series
    assert (series.cat.numRef.f, series.val.numRef.f) == ("'甲''s 表'!$A$2:$A$3", "'甲''s 表'!$B$2:$B$3")
    assert series.tx.strRef.f == "'甲''s 表'!B1"
    assert [run.t for run in chart.title.tx.rich.p[0].r] == ["每日=1+1"]
    assert (chart.x_axis.delete, chart.y_axis.delete) == (False, False)
    assert sheet.print_area == "'甲''s 表'!$A$1:$R$24"


def test_where_there_is_nothing_to_draw_there_is_no_chart() -> None:
    out = BytesIO()
    write_workbook([Sheet("表", [TEXT, TEXT], [], chart=Chart("图", values=1))], out)
    assert getattr(load_workbook(out)["表"], "_charts", None) == []


def test_the_workbook_tells_who_made_it() -> None:
    properties = written(Sheet("表", [TEXT], []), title="结果\x01表", creator="征文办公室").properties
    assert (properties.title, properties.creator) == ("结果␁表", "征文办公室")


@pytest.mark.parametrize(
    ("kind", "value", "read", "number_format"),
    [
        (Kind.TEXT, "散文", "散文", "General"),
        (Kind.WHOLE, 12, 12, "General"),
        (Kind.DECIMAL, Decimal("92.35"), 92.35, "0.00##"),
        (Kind.DECIMAL, 90, 90, "0.00##"),
        (Kind.DECIMAL, "缺评", "缺评", "General"),
        (Kind.DECIMAL, True, True, "General"),
        (Kind.PERCENT, 0.625, 0.625, "0.0%"),
        (Kind.DAY, date(2025, 8, 20), moment("2025-08-20"), "yyyy-mm-dd"),
        (Kind.MOMENT, moment("2025-08-20T18:00:00"), moment("2025-08-20T18:00:00"), "yyyy-mm-dd hh:mm:ss"),
        (
            Kind.MOMENT,
            datetime(2025, 8, 20, 16, 30, tzinfo=UTC),
            moment("2025-08-21T00:30:00"),
            "yyyy-mm-dd hh:mm:ss",
        ),
        (Kind.MOMENT, None, None, "General"),
    ],
)
def test_values_are_read_back_with_their_format(kind: Kind, value: CellValue, read: object, number_format: str) -> None:
    (cell,) = column_of(value, column=Column("值", 12, kind))
    assert (cell.value, cell.number_format) == (read, number_format)


def test_a_stray_date_does_not_change_the_format_of_a_column() -> None:
    stray, mark = column_of(date(2025, 8, 20), Decimal("88.5"), column=Column("得分", 8, Kind.DECIMAL))
    assert (stray.value, stray.number_format) == (moment("2025-08-20"), "yyyy-mm-dd")
    assert (mark.value, mark.number_format) == (88.5, "0.00##")


@pytest.mark.parametrize("wrap", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://example.org","题目")',
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(1)",
        "＝1+1",
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
    ],
)
def test_text_from_a_person_is_never_a_formula_nor_an_error(text: str, wrap: bool) -> None:
    quoted, after = column_of(text, "平常的题目", column=Column("题目", 30, wrap=wrap))
    assert (quoted.value, quoted.data_type, quoted.quotePrefix) == (text, "s", True)
    assert (after.value, after.data_type, after.quotePrefix) == ("平常的题目", "s", False)


def test_a_heading_is_text_too() -> None:
    (sheet,) = written(Sheet("表", [Column("=1+1", 8), Column("#N/A", 8)], [])).worksheets
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in sheet[1]] == [
        ("=1+1", "s", True),
        ("#N/A", "s", True),
    ]


def test_control_characters_are_seen_and_break_nothing() -> None:
    texts = ["潮\x00声", "\x0b", "换行\n制表\t", "半个\ud83d字", "\u3000\u3000首行", "𠮷", ""]
    assert [cell.value for cell in column_of(*texts)] == [
        "潮␀声",
        "␋",
        "换行\n制表\t",
        "半个\ufffd字",
        "\u3000\u3000首行",
        "𠮷",
        None,
    ]


def test_a_text_too_long_for_a_cell_is_marked_and_noted() -> None:
    out = BytesIO()
    essay = "海" * 40_000
    sheets = [Sheet("说明", [TEXT, Column("全文", 60, wrap=True)], [["短", "文"], ["长", essay]])]
    notes = write_workbook(sheets, out)
    mark = CUT_MARK % 40_000
    kept = 32_767 - len(mark)
    note = f"工作表“说明”B3 单元格：原文 40000 字，超出上限，只写入前 {kept} 字。"
    assert [str(note) for note in notes] == [note]
    out.seek(0)
    book = load_workbook(out)
    assert book.sheetnames == ["说明", "说明（2）"]
    assert book["说明"]["B3"].value == "海" * kept + mark
    assert [[cell.value for cell in row] for row in book["说明（2）"].rows] == [["说明"], [note]]


def test_without_a_cut_there_are_no_notes() -> None:
    out = BytesIO()
    assert write_workbook([Sheet("表", [TEXT], [["文"]])], out) == ()
    out.seek(0)
    assert load_workbook(out).sheetnames == ["表"]


def test_titles_are_made_legal_and_unique() -> None:
    sheets = [Sheet(title, [TEXT], []) for title in ("初评/甲组", "初评/甲组", "", "a" * 40)]
    assert written(*sheets).sheetnames == ["初评／甲组", "初评／甲组（2）", "工作表", "a" * 31]


def test_rows_are_taken_one_at_a_time() -> None:
    alive = 0
    most = 0

    class Row(list[CellValue]):
        def __init__(self, number: int) -> None:
            nonlocal alive, most
            super().__init__([number, "文"])
            alive += 1
            most = max(most, alive)

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    columns = [Column("编号", 8, Kind.WHOLE), TEXT]
    sheet = written(Sheet("表", columns, (Row(number) for number in range(500))))["表"]
    assert sheet.max_row == 501
    assert most <= 2


@pytest.mark.parametrize("row", [["一"], ["一", "二", "三"]])
def test_a_row_that_does_not_fit_the_columns_is_refused(row: list[CellValue]) -> None:
    with pytest.raises(ValueError, match="argument 2"):
        write_workbook([Sheet("表", [TEXT, TEXT], [row])], BytesIO())


def test_a_workbook_given_up_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows() -> Iterator[list[CellValue]]:
        yield ["一"]
        assert len(list(tmp_path.iterdir())) == 2
        raise ConnectionError("the table is gone")

    with pytest.raises(ConnectionError):
        write_workbook([Sheet("表", [TEXT], [["零"]]), Sheet("表", [TEXT], rows())], BytesIO())
    assert list(tmp_path.iterdir()) == []
