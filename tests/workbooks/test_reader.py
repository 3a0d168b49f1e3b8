"""Workbooks from outside are read for their values, or refused with a sentence for the sender."""

import zipfile
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from contest.workbooks.cells import CELL_LIMIT, CellValue
from contest.workbooks.reader import MAX_SIGNS, UnreadableWorkbook, read_rows, read_sheets
from contest.workbooks.writer import Column, Kind, Sheet, write_workbook

NOT_A_WORKBOOK = "无法读取这个文件：请用 Excel 或 WPS 打开，另存为 .xlsx 工作簿后再上传。"
TOO_LARGE = "工作簿过大：请只保留需要的工作表和行，另存后再上传。"

moment = datetime.fromisoformat

SHEET_XML = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
)


def workbook(*rows: list[object]) -> BytesIO:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "汇总表"
    for row in rows:
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


def with_part(book: BytesIO, name: str, content: str | bytes) -> BytesIO:
    """The same workbook with one part replaced."""
    out = BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    out.seek(0)
    return out


def with_sheet_data(sheet_data: str) -> BytesIO:
    return with_part(workbook(["甲"]), "xl/worksheets/sheet1.xml", SHEET_XML % sheet_data)


def test_what_was_written_is_read_again() -> None:
    columns = [
        Column("题目", 20),
        Column("得分", 8, Kind.DECIMAL),
        Column("收到", 20, Kind.MOMENT),
        Column("备注", 9),
    ]
    rows: list[list[CellValue]] = [
        ["=1+1", Decimal("92.35"), moment("2025-08-20T23:59:59"), None],
        ["_x0041_", 90, None, "两行\n文字"],
        [None, None, None, None],
        ["#N/A", None, None, None],
        [None, None, None, None],
    ]
    out = BytesIO()
    write_workbook([Sheet("首页", [Column("无", 8)], []), Sheet("得分", columns, rows)], out)
    assert read_rows(out, "得分") == [
        ["题目", "得分", "收到", "备注"],
        ["=1+1", 92.35, moment("2025-08-20T23:59:59")],
        ["_x0041_", 90, None, "两行\n文字"],
        [],
        ["#N/A"],
    ]
    assert read_rows(out) == [["无"]]
    assert read_rows(out, 1) == read_rows(out, "得分")


def test_a_file_is_read_like_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(workbook(["序号", "姓名"], [1, "甲"]).getvalue())
    assert read_rows(path) == [["序号", "姓名"], [1, "甲"]]


def test_a_formula_gives_its_saved_value_and_never_itself() -> None:
    assert read_rows(workbook(["甲", "=1+1", "乙"])) == [["甲", None, "乙"]]
    assert read_rows(with_sheet_data('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>')) == [[2]]


@pytest.mark.parametrize("wanted", ["名单", 1, -1])
def test_a_missing_sheet_is_named_with_those_there_are(wanted: str | int) -> None:
    name = wanted if isinstance(wanted, str) else wanted + 1
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_rows(workbook(["甲"]), wanted)
    assert str(refusal.value.phrase) == f"工作簿里没有工作表“{name}”，现有：汇总表。"


@pytest.mark.parametrize(
    "content",
    [b"", "序号,姓名\n1,甲".encode(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"PK\x03\x04 torn"],
)
def test_what_is_not_a_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_rows(BytesIO(content))
    assert str(refusal.value) == NOT_A_WORKBOOK


def test_another_kind_of_package_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_rows(out)
    assert str(refusal.value) == NOT_A_WORKBOOK


def test_a_torn_sheet_is_refused() -> None:
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_rows(with_sheet_data('<row r="1"><c r="A1"><v>1</v></row>'))
    assert str(refusal.value) == NOT_A_WORKBOOK


def test_entities_are_not_unfolded() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    sheet = SHEET_XML % '<row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row>'
    bomb = f'<!DOCTYPE worksheet [<!ENTITY e0 "甲">{entities}]>{sheet}'
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_rows(with_part(workbook(["甲"]), "xl/worksheets/sheet1.xml", bomb))
    assert str(refusal.value) == NOT_A_WORKBOOK


@pytest.mark.parametrize(
    "declared",
    [
        f'<!DOCTYPE worksheet [<!ENTITY long "{"a" * 100_000}">]>',
        f'<!DOCTYPE worksheet [<!ATTLIST c note CDATA "{"a" * 100_000}">]>',
        f"<!--{' ' * ((1 << 20) - 28)}--><!DOCTYPE worksheet [<!ENTITY long 'a'>]>",  # between two pieces of reading
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_an_xml_parser_would_put_in_many_times_over_is_refused(declared: str, encoding: str) -> None:
    sheet = f'<?xml version="1.0" encoding="{encoding}"?>{declared}{SHEET_XML % ""}'
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_rows(with_part(workbook(["甲"]), "xl/worksheets/sheet1.xml", sheet.encode(encoding)))
    assert (str(refusal.value), refusal.value.__cause__) == (NOT_A_WORKBOOK, None)


@pytest.mark.parametrize("between", ["", " " * 1_000])
def test_an_encoding_that_hides_what_is_declared_is_refused(between: str) -> None:
    hidden = f'<!DOCTYPE worksheet [<!ENTITY long "a">]>{SHEET_XML % ""}'.encode("cp037")
    sheet = f'<?xml version="1.0"{between} encoding="cp037"?>'.encode() + hidden
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_rows(with_part(workbook(["甲"]), "xl/worksheets/sheet1.xml", sheet))
    assert (str(refusal.value), refusal.value.__cause__) == (NOT_A_WORKBOOK, None)


def test_a_tag_with_attributes_without_end_is_refused() -> None:
    attributes = " ".join(f'a{number}=">"' for number in range(1_001))
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_rows(with_sheet_data(f'<row {attributes} r="1"><c r="A1"><v>1</v></c></row>'))
    assert (str(refusal.value), refusal.value.__cause__) == (NOT_A_WORKBOOK, None)


def test_a_text_as_long_as_a_cell_takes_may_be_full_of_signs() -> None:
    text = 'a="1" ' * 900 + "=" * 20_000
    assert read_rows(workbook([text])) == [[text]]


def test_a_workbook_that_unpacks_too_far_is_refused() -> None:
    swollen = with_sheet_data(" " * 3_000_000)
    assert len(swollen.getvalue()) < 20_000
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_rows(swollen, max_unpacked=2_000_000)
    assert str(refusal.value) == TOO_LARGE


@pytest.mark.parametrize(
    "sheet_data",
    [
        '<row r="999999999"><c r="A999999999"><v>1</v></c></row>',
        "".join(f'<row r="{n}"><c r="ZZ{n}"><v>1</v></c></row>' for n in range(1, 40)),
    ],
)
def test_a_sheet_that_claims_too_many_cells_is_refused(sheet_data: str) -> None:
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_rows(with_sheet_data(sheet_data), max_cells=20_000)
    assert str(refusal.value) == TOO_LARGE


def test_gaps_are_kept_and_trailing_emptiness_is_not() -> None:
    data = '<row r="2"><c r="B2"><v>7</v></c><c r="D2" s="0"/></row><row r="9"><c r="A9" s="0"/></row>'
    assert read_rows(with_sheet_data(data)) == [[], [None, 7]]


# --- several sheets, merged cells ----------------------------------------------------------------------------------


def merged(*cells: str) -> BytesIO:
    book = Workbook()
    page = book.worksheets[0]
    page.title = "名单"
    for row in (["某部名单", None, None], ["甲", "某连", 1], ["乙", None, 2], ["丙", None, None]):
        page.append(row)
    for one in cells:
        page.merge_cells(one)
    book.create_sheet("说明").append(["两行"])
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


def test_a_value_stands_in_each_of_its_merged_cells() -> None:
    assert read_sheets(merged("A1:C1", "B2:B4"), at_most=2) == {
        "名单": [["某部名单"] * 3, ["甲", "某连", 1], ["乙", "某连", 2], ["丙", "某连"]],
        "说明": [["两行"]],
    }
    assert list(read_sheets(merged(), at_most=1)) == ["名单"]


def test_merged_cells_beyond_the_rows_cost_nothing() -> None:
    data = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    ranges = '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    sheet = (SHEET_XML % data).replace("</sheetData>", ranges)
    book = with_part(workbook(["甲"]), "xl/worksheets/sheet1.xml", sheet)
    assert read_sheets(book, at_most=1) == {"汇总表": [[1, 1]]}


def test_merged_ranges_without_end_are_refused() -> None:
    data = '<row r="1"><c r="A1"><v>1</v></c></row>'
    ranges = "<mergeCells>" + '<mergeCell ref="A1:B1"/>' * 30_000 + "</mergeCells>"
    sheet = (SHEET_XML % data).replace("</sheetData>", "</sheetData>" + ranges)
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_sheets(with_part(workbook(["甲"]), "xl/worksheets/sheet1.xml", sheet), at_most=1, max_cells=20_000)
    assert str(refusal.value.phrase) == TOO_LARGE


def test_all_sheets_together_have_their_limit() -> None:
    assert len(read_sheets(merged(), at_most=2, max_cells=30)) == 2
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_sheets(merged(), at_most=2, max_cells=8)
    assert str(refusal.value.phrase) == TOO_LARGE


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn"])
def test_sheets_of_no_workbook_are_refused(content: bytes) -> None:
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_sheets(BytesIO(content), at_most=1)
    assert str(refusal.value) == NOT_A_WORKBOOK


# --- texts without measure -----------------------------------------------------------------------------------------

STRINGS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>'
STRINGS_TYPE = (
    '<Override PartName="/xl/sharedStrings.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
FIRST_STRING = '<c r="A%d" t="s"><v>0</v></c>'


def with_strings(book: BytesIO, strings: str) -> BytesIO:
    """The same workbook with a part of texts that cells may refer to."""
    with zipfile.ZipFile(book) as held:
        types = held.read("[Content_Types].xml").decode().replace("</Types>", STRINGS_TYPE)
    out = with_part(book, "[Content_Types].xml", types)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/sharedStrings.xml", STRINGS % strings)
    return out


def referring(text: str, cells: int) -> BytesIO:
    """Give a workbook in which a text that stands in it once is the value of so many cells, one a row."""
    rows = "".join(f'<row r="{n}">{FIRST_STRING % n}</row>' for n in range(1, cells + 1))
    return with_strings(with_sheet_data(rows), f"<si><t>{text}</t></si>")


def test_a_text_is_cut_where_a_cell_ends_before_its_escapes_are_undone() -> None:
    assert read_rows(referring("_x0041_" + "b" * 200_000, 2)) == [["A" + "b" * (CELL_LIMIT - 7)]] * 2


def test_a_text_that_many_cells_refer_to_counts_in_each() -> None:
    book = referring("字" * 1_000, 50)
    assert len(read_sheets(book, at_most=1, max_signs=50_000)["汇总表"]) == 50
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_sheets(book, at_most=1, max_signs=49_999)
    assert str(refusal.value) == TOO_LARGE
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_rows(referring("字" * CELL_LIMIT, MAX_SIGNS // CELL_LIMIT + 1))
    assert str(refusal.value) == TOO_LARGE


def test_a_text_that_is_spread_over_merged_cells_counts_in_each() -> None:
    book = merged("A1:C1")
    assert read_sheets(book, at_most=1, max_signs=21)
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_sheets(book, at_most=1, max_signs=20)
    assert str(refusal.value) == TOO_LARGE


def test_more_texts_than_cells_could_hold_are_refused() -> None:
    book = with_strings(workbook(["甲"]), "<si/>" * 250_000)
    assert read_rows(book, max_cells=50_000) == [["甲"]]
    with pytest.raises(UnreadableWorkbook) as refusal:
        read_rows(book, max_cells=20_000)
    assert str(refusal.value) == TOO_LARGE
