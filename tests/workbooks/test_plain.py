"""The same rows as CSV and as JSON: read back by what reads such files."""

import csv
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest

from contest.workbooks.cells import CellValue
from contest.workbooks.plain import write_csv, write_json
from contest.workbooks.writer import SHANGHAI, Column, Kind, Sheet

COLUMNS = [Column("题目", 30), Column("得分", 9, Kind.DECIMAL), Column("收稿", 20, Kind.MOMENT)]


def csv_of(*rows: Sequence[CellValue], columns: Sequence[Column] = COLUMNS) -> list[list[str]]:
    out = BytesIO()
    write_csv(Sheet("表", columns, rows), out, zone=SHANGHAI)
    return list(csv.reader(out.getvalue().decode("utf-8-sig").splitlines(keepends=True)))


def json_of(*rows: Sequence[CellValue], columns: Sequence[Column] = COLUMNS) -> Any:
    out = BytesIO()
    write_json(Sheet("表", columns, rows), out, zone=SHANGHAI)
    return json.loads(out.getvalue())


def test_csv_begins_with_a_mark_by_which_excel_knows_utf_8() -> None:
    out = BytesIO()
    write_csv(Sheet("表", COLUMNS, [["灯火", 1, None]]), out, zone=SHANGHAI)
    assert out.getvalue() == b"\xef\xbb\xbf" + "题目,得分,收稿\r\n灯火,1,\r\n".encode()


def test_figures_and_moments_stand_in_csv_as_people_read_them() -> None:
    at = datetime(2026, 5, 1, 16, 30, 5, 999_999, tzinfo=UTC)
    rows = csv_of(["灯火", Decimal("89.5000"), at], ["渡口", Decimal("-0.25"), None], ["栈桥", Decimal(90), at])
    assert rows[1:] == [
        ["灯火", "89.5", "2026-05-02 00:30:05"],
        ["渡口", "-0.25", ""],
        ["栈桥", "90", "2026-05-02 00:30:05"],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(A1)", "＝1", "\t=1", " =1", "\n=1", "'x", "#N/A", "\r=1"])
def test_a_text_in_csv_is_no_formula(text: str) -> None:
    (row,) = csv_of([text, 1, None])[1:]
    assert row[0] == "'" + text.replace("\r", "\n")


@pytest.mark.parametrize("text", ["灯火", "a=b", "3-4", '他说"好"', "一,二", "甲\n乙", " 灯", ""])
def test_any_other_text_in_csv_is_what_it_was(text: str) -> None:
    (row,) = csv_of([text, 1, None])[1:]
    assert row[0] == text


def test_a_heading_is_no_formula_either() -> None:
    assert csv_of(columns=[Column("=1+1", 8)]) == [["'=1+1"]]


def test_control_characters_are_seen_in_both() -> None:
    assert csv_of(["灯\x07火\x00", 1, None])[1][0] == "灯␇火␀"
    assert json_of(["灯\x07火\ud83d", 1, None])[0]["题目"] == "灯␇火\ufffd"


def test_json_has_an_object_for_each_row() -> None:
    at = datetime(2026, 5, 1, 16, 30, 5, tzinfo=UTC)
    assert json_of(["=1+1", Decimal("89.5000"), at], [None, 90, date(2026, 5, 1)], ["栈桥", True, None]) == [
        {"题目": "=1+1", "得分": 89.5, "收稿": "2026-05-02T00:30:05+08:00"},
        {"题目": None, "得分": 90, "收稿": "2026-05-01"},
        {"题目": "栈桥", "得分": True, "收稿": None},
    ]
    assert json_of() == []


def test_json_takes_no_two_columns_of_one_name() -> None:
    with pytest.raises(ValueError, match="one heading"):
        json_of(columns=[Column("题目", 8), Column("题目", 8)])


@pytest.mark.parametrize("row", [["一"], ["一", 2, None, 4]])
def test_a_row_that_does_not_fit_the_columns_is_refused_by_json(row: list[CellValue]) -> None:
    with pytest.raises(ValueError, match="zip"):
        json_of(row)


def test_rows_are_taken_one_at_a_time() -> None:
    taken = 0

    def rows(out: BytesIO) -> Any:
        nonlocal taken
        for number in range(3):
            assert str(number - 1) in out.getvalue().decode("utf-8-sig") or not number
            taken += 1
            yield [str(number), number, None]

    for write in (write_csv, write_json):
        out = BytesIO()
        write(Sheet("表", COLUMNS, rows(out)), out, zone=SHANGHAI)
    assert taken == 6
