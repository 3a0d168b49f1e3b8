"""What each row of a list of past winners would do: without a database."""

from dataclasses import replace
from typing import Any

import pytest

from contest.notice.tables import Becomes, Line
from contest.screening.past.winner_list import Same, WinnerRow, plan_winners

ROW = {
    "year": "2019",
    "contest": "江风主题征文",
    "tier": "一等奖",
    "title": "灯火",
    "author": "林晓",
    "unit": "潮声纪念馆",
}


def a_line(number: int = 2, /, **changes: str) -> Line:
    return Line(number, ROW | changes)


def plan(*lines: Line, known: dict[Same, str] | None = None) -> tuple[WinnerRow, ...]:
    return plan_winners(lines, known or {}, this_year=2026)


def told(*lines: Line, known: dict[Same, str] | None = None) -> list[tuple[Any, list[str]]]:
    return [
        (row.told.becomes, [str(one) for one in (*row.told.faults, *row.told.notes)])
        for row in plan(*lines, known=known)
    ]


SAME = plan(a_line())[0].same


def test_a_winner_is_added_as_it_was_printed() -> None:
    assert told(a_line()) == [(Becomes.NEW, ["2019年，江风主题征文，一等奖，林晓。"])]
    assert tuple(SAME) == (2019, "江风主题征文", "灯火", "林晓", "潮声纪念馆")


@pytest.mark.parametrize("year", ["2019", "2019年", "２０１９", "2019 年"])
def test_a_year_is_read_in_its_spellings(year: str) -> None:
    (row,) = plan(a_line(year=year))
    assert (row.told.becomes, row.year) == (Becomes.NEW, 2019)


@pytest.mark.parametrize("year", ["", "19", "2019-05-01", "2027", "1899", "去年", "二〇一九", "٢٠١٩"])
def test_what_is_no_year_is_refused(year: str) -> None:
    said = f"“{year}”不是 1900 到 2026 之间的年份。请写四位数字，如 2019。"
    assert told(a_line(year=year)) == [(Becomes.WRONG, [said])]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "“题目”没有写。请补上，或删去这一行。"),
        ({"title": "《》"}, "“题目”没有写。请补上，或删去这一行。"),
        ({"author": ""}, "“作者”没有写。请补上，或删去这一行。"),
        ({"contest": ""}, "“征文”没有写。请补上，或删去这一行。"),
        ({"tier": ""}, "“奖项”没有写。请补上，或删去这一行。"),
        ({"tier": "奖" * 41}, "“奖项”超过 40 字，请改短。"),
        ({"title": "长" * 201}, "“题目”超过 200 字，请改短。"),
    ],
)
def test_what_is_missing_or_too_long_is_refused(changes: dict[str, str], said: str) -> None:
    assert told(a_line(**changes)) == [(Becomes.WRONG, [said])]


def test_a_formula_is_refused() -> None:
    assert told(replace(a_line(year=""), formulas=frozenset({"year"}))) == [
        (Becomes.WRONG, ["“年份”一格是公式，不收。请改成文字。"])
    ]


def test_what_is_there_already_is_not_doubled_however_it_is_spelled() -> None:
    known = {SAME: "一等奖"}
    again = a_line(title="《灯 火》", contest="江风 主题征文", author="作者：林晓", tier="一 等奖")
    assert told(a_line(), again, known=known)[0] == (Becomes.SAME, [])
    assert told(again, known=known) == [(Becomes.SAME, [])]


def test_another_prize_for_the_same_essay_is_refused() -> None:
    said = "这一篇已经有了，奖项是“一等奖”。要改，请先撤下原来的一条。"
    assert told(a_line(tier="二等奖"), known={SAME: "一等奖"}) == [(Becomes.WRONG, [said])]


def test_of_two_rows_with_the_same_essay_the_first_is_taken() -> None:
    rows = told(a_line(2), a_line(5, tier="二等奖"), a_line(6, title="渡口"))
    assert [becomes for becomes, _ in rows] == [Becomes.NEW, Becomes.WRONG, Becomes.NEW]
    assert rows[1][1] == ["与第 2 行是同一篇。请只留一行。"]


def test_the_same_title_of_another_year_author_or_unit_is_another_winner() -> None:
    others = [a_line(3, year="2018"), a_line(4, author="周岸"), a_line(5, unit="浦岸中学"), a_line(6, unit="")]
    assert [becomes for becomes, _ in told(a_line(2), *others)] == [Becomes.NEW] * 5
