"""A list that somebody filled in, read wherever its table begins."""

from datetime import UTC, datetime

import pytest

from contest.notice.tables import MOST_ROWS, Heading, Line, folded, read_table, text_of, too_long
from contest.phrases import Refusal
from contest.workbooks.reader import ReadValue

HEADINGS = (Heading("name", ("姓名", "名字"), 10, 5), Heading("phone", ("手机号", "电话"), 10, 20))


@pytest.mark.parametrize(
    "rows",
    [
        [["姓名", "手机号"], ["林晓", 13812345678]],
        [
            ["评委名单"],
            [None, "请如实填写"],
            ["序号", "姓 名", "电话（必填）"],
            [1, "林晓", "13812345678"],
            [None, None],
        ],
        [["手机号", "备注", "名字", "姓名"], [13812345678.0, "好", "林晓", "别名"]],
    ],
)
def test_the_table_is_found_by_its_headings(rows: list[list[object]]) -> None:
    (line,) = read_table({"封面": [], "名单": rows}, HEADINGS, ("name", "phone"))  # type: ignore[dict-item]
    assert (line.number, line.texts) == (
        len(rows) - (rows[-1] == [None, None]),
        {"name": "林晓", "phone": "13812345678"},
    )


def test_rows_keep_the_numbers_that_excel_shows() -> None:
    found = read_table({"": [["姓名"], ["甲"], [], [" "], ["乙"]]}, HEADINGS, ("name",))
    assert [(line.number, line.texts["name"]) for line in found] == [(2, "甲"), (5, "乙")]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "no-headings"),
        ([["姓名"], ["林晓"]], "no-headings"),
        ([["姓名", "手机号"], ["", None]], "no-rows"),
        ([["姓名", "手机号"], *([["林晓", "1"]] * (MOST_ROWS + 1))], "too-many-rows"),
    ],
)
def test_what_is_no_such_list_is_refused(rows: list[list[str]], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_table({"名单": rows}, HEADINGS, ("name", "phone"))
    assert refused.value.code == code


def test_a_text_that_is_too_long_is_told_and_not_silently_cut() -> None:
    (line,) = read_table({"": [["姓名"], ["一二三四五六七八"]]}, HEADINGS, ("name",))
    assert [str(fault) for fault in too_long(line, HEADINGS)] == ["“姓名”超过 5 字，请改短。"]


def test_several_things_in_one_cell_are_told_apart() -> None:
    assert Line(2, {"genres": "散文、 诗歌；散文,报告文学"}).several("genres") == ("散文", "诗歌", "报告文学")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (3.0, "3"),
        (True, "是"),
        (datetime(2026, 5, 1, tzinfo=UTC), "2026-05-01"),
        ("#REF!", ""),
        (" a\nb ", "a b"),
    ],
)
def test_a_cell_is_read_as_a_person_sees_it(value: ReadValue, text: str) -> None:
    assert text_of(value) == text


def test_headings_are_compared_without_blanks_and_remarks() -> None:
    assert folded("  单位 名称（全称） ") == folded("单位名称：")
