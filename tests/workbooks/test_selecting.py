"""Columns in an order of one's own, and rows by conditions: the same values, one at a time."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.workbooks.cells import CellValue
from contest.workbooks.conditions import read_condition
from contest.workbooks.formulas import Formula
from contest.workbooks.pages import Chart
from contest.workbooks.selecting import Glance, glance, in_order, selected, with_own_headings
from contest.workbooks.writer import SHANGHAI, Column, Kind, Sheet

COLUMNS = [Column("题目", 30), Column("得分", 9, Kind.DECIMAL), Column("单位", 20)]
ROWS: list[Sequence[CellValue]] = [("灯火", Decimal(89), "甲厂"), ("渡口", None, "乙厂"), ("栈桥", Decimal(77), "甲厂")]


def chosen(rows: Sequence[Sequence[CellValue]], headings: Sequence[str], **typed: str) -> Sheet:
    by_heading = {column.heading: column for column in COLUMNS}
    conditions = {heading: read_condition(text, by_heading[heading]) for heading, text in typed.items()}
    return selected(Sheet("表", COLUMNS, rows), headings, conditions, zone=SHANGHAI)


def test_columns_stand_in_the_order_asked_for_with_all_that_they_are() -> None:
    sheet = chosen(ROWS, ["单位", "题目"])
    assert (sheet.title, sheet.columns) == ("表", [COLUMNS[2], COLUMNS[0]])
    assert list(sheet.rows) == [["甲厂", "灯火"], ["乙厂", "渡口"], ["甲厂", "栈桥"]]


def test_a_condition_may_ask_for_a_column_that_is_not_shown() -> None:
    assert list(chosen(ROWS, ["题目"], 得分=">=80、空", 单位="甲").rows) == [["灯火"]]


@given(
    rows=st.lists(
        st.tuples(st.text(max_size=4), st.none() | st.integers(-5, 5), st.sampled_from(["甲厂", "乙厂", ""]))
    ),
    headings=st.permutations(["题目", "得分", "单位"]).flatmap(
        lambda order: st.integers(1, 3).map(lambda count: order[:count])
    ),
    low=st.integers(-5, 5),
)
def test_what_comes_is_what_one_would_pick_by_hand(
    rows: list[tuple[str, int | None, str]], headings: list[str], low: int
) -> None:
    names = ["题目", "得分", "单位"]
    by_hand = [
        [row[names.index(heading)] for heading in headings]
        for row in rows
        if row[1] is not None and row[1] >= low and "甲" in row[2]
    ]
    assert list(chosen(rows, headings, 得分=f">={low}", 单位="甲").rows) == by_hand
    assert list(chosen(rows, headings).rows) == [[row[names.index(one)] for one in headings] for row in rows]


def test_rows_are_taken_one_at_a_time() -> None:
    taken: list[int] = []

    def rows() -> Iterator[Sequence[CellValue]]:
        for number in range(100_000):
            taken.append(number)
            yield f"第{number}篇", Decimal(number), "甲厂"

    coming = iter(selected(Sheet("表", COLUMNS, rows()), ["得分"], {}, zone=SHANGHAI).rows)
    assert taken == []
    assert (next(coming), next(coming), taken) == ([Decimal(0)], [Decimal(1)], [0, 1])


def test_a_glance_gives_the_first_rows_and_how_many_there_are() -> None:
    assert glance(chosen(ROWS, ["题目"]), 2) == Glance([["灯火"], ["渡口"]], 3)
    assert glance(chosen([], ["题目"]), 2) == Glance([], 0)


def test_a_heading_that_stands_twice_gets_a_number() -> None:
    columns = [Column("合计", 9, Kind.DECIMAL), Column("合计", 10), Column("合计（2）", 9), Column("合\x00计", 9)]
    sheet = with_own_headings(Sheet("表", columns, [(1, 2, 3, 4)], chart=Chart("图", 1)))
    assert [column.heading for column in sheet.columns] == ["合计", "合计（2）", "合计（2）（2）", "合␀计"]
    assert (sheet.columns[1].kind, sheet.rows, sheet.chart) == (Kind.TEXT, [(1, 2, 3, 4)], Chart("图", 1))


def test_neither_a_chart_nor_a_formula_comes_along() -> None:
    sheet = Sheet("表", COLUMNS, [("灯火", Formula("=1"), "甲厂")], chart=Chart("图", 1))
    picked = selected(sheet, ["题目"], {}, zone=SHANGHAI)
    assert picked.chart is None
    with pytest.raises(ValueError, match="formulas"):
        list(picked.rows)


@pytest.mark.parametrize(
    ("numbers", "order"),
    [
        ([1, 2, 3, 4], "abcd"),
        ([1, 2, 3, 1], "dabc"),
        ([3, 2, 3, 4], "bcad"),
        ([4, 2, 3, 4], "bcda"),
        ([2, 1, 3, 4], "bacd"),
        ([1, None, 3, 4], "acdb"),
        ([1, 2, None, None], "abcd"),
        ([1, 2.5, 3, 0], "dabc"),
        ([], ""),
    ],
)
def test_a_number_says_where_a_column_goes(numbers: list[float | None], order: str) -> None:
    assert "".join(in_order(list(zip("abcd", numbers, strict=False)))) == order
