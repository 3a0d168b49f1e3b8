"""The sheets of the fairness report: numbers as numbers, one pair for each closed round with marks."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from contest.exports.results import write_results
from contest.judging.fairness_page import fairness_page
from contest.judging.models import Round
from contest.notice.models import Contest
from tests.exports.walking import Marks, Walked, closed_round, mark, opened_round

pytestmark = pytest.mark.django_db

CLOSE: Marks = {
    ("灯火", "评委甲"): (35, 50),
    ("灯火", "评委乙"): (30, 50),
    ("渡口", "评委甲"): (34, 48),
    ("渡口", "评委乙"): (36, 50),
    ("栈桥", "评委甲"): (20, 30),
    ("栈桥", "评委乙"): (25, 30),
}
"""Two essays whose order chance may have made, and one that is far from both."""


@pytest.fixture
def closed(walked: Walked) -> Round:
    """Their round, marked and closed."""
    return closed_round(walked, CLOSE)


def sheets_of(contest: Contest) -> dict[str, list[list[Any]]]:
    """Give the cells of the report's sheets as they stand in the file."""
    out = BytesIO()
    write_results(contest, out, made_by="组织者", made_at=timezone.now())
    out.seek(0)
    book = load_workbook(out)
    return {
        title: [[cell.value for cell in row] for row in book[title].iter_rows()]
        for title in book.sheetnames
        if title.startswith("公平")
    }


def test_each_judge_has_a_row_of_figures(walked: Walked, closed: Round) -> None:
    heading, *rows = sheets_of(walked.contest)["公平·评委·初评"]
    assert heading == [
        "评委", "评阅", "宽严", "范围下限", "范围上限", "校正时减去", "分散", "一致", "失拟", "值得看一看",
    ]  # fmt: skip
    page = fairness_page(closed)
    assert page is not None
    assert [row[0] for row in rows] == [line.name for line in page.judges]
    for row, line in zip(rows, page.judges, strict=True):
        assert row[1] == 3
        figures = (line.severity, line.low, line.high, line.report.taken_off, line.spread, line.agreement, line.outfit)
        assert row[2:9] == [None if figure is None else pytest.approx(float(figure)) for figure in figures]
        assert row[9] is None


def test_each_entry_near_a_boundary_has_its_probabilities(walked: Walked, closed: Round) -> None:
    heading, *rows = sheets_of(walked.contest)["公平·边界·初评"]
    assert heading == [
        "名次", "得分", "平均分", "校正", "编号", "题目", "现在",
        "应在一等奖的把握", "应在二等奖的把握", "不获奖的把握",
    ]  # fmt: skip
    page = fairness_page(closed)
    assert page is not None
    assert [row[5:7] for row in rows[:2]] == [["渡口", "一等奖"], ["灯火", "二等奖"]]
    assert [(row[0], Decimal(str(row[1])), row[5]) for row in rows] == [
        (line.report.standing.place, line.report.standing.score, line.entry.title) for line in page.near
    ]
    for row in rows:
        assert all(isinstance(figure, int | float) and 0 <= figure <= 1 for figure in row[7:])
        assert sum(row[7:]) == pytest.approx(1)


def test_a_title_that_looks_like_a_formula_stays_a_text(walked: Walked, closed: Round) -> None:
    entry = walked.entries["灯火"]
    entry.title = "=1+1"
    entry.save(update_fields=["title"])
    assert "=1+1" in {row[5] for row in sheets_of(walked.contest)["公平·边界·初评"]}
    out = BytesIO()
    write_results(walked.contest, out, made_by="组织者", made_at=timezone.now())
    sheet = load_workbook(out)["公平·边界·初评"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_a_round_that_is_open_or_has_no_marks_has_no_sheets(walked: Walked) -> None:
    assert sheets_of(walked.contest) == {}
    mark(opened_round(walked), {})
    assert sheets_of(walked.contest) == {}
