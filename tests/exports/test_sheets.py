"""The sheets that say how the results came about: totals without severities, progress, what is drawn, the ledger."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from contest.judging.models import Round
from contest.ledger.models import Event
from contest.notice.announcement import RoundAnnounced
from tests.exports.reading import sheets_of, workbook_of
from tests.exports.walking import CLOSE_MARKS, Walked, closed_round, mark, opened_round, three_essays

pytestmark = pytest.mark.django_db


def test_by_severity_every_total_stands_as_given_and_without_its_judge() -> None:
    walked = three_essays(round_plans=(RoundAnnounced("reading", "初评", 2, "severity"),))
    round_ = closed_round(walked, CLOSE_MARKS)
    sheets = sheets_of(walked.contest)
    severity = {judge.person.name: judge.severity or Decimal(0) for judge in round_.judges.select_related("person")}
    assert all(severity.values())
    heading, *rows = sheets["排名·初评"]
    assert heading == [
        "名次", "得分", "平均分", "校正", "评阅数", "编号", "题目", "作者", "单位",
        "评委 1", "合计 1", "校正后 1", "评委 2", "合计 2", "校正后 2",
    ]  # fmt: skip
    for row in rows:
        assert Decimal(str(row[1])) == Decimal(str(row[2])) + Decimal(str(row[3]))
        for judge, total, adjusted in (row[9:12], row[12:15]):
            assert Decimal(str(total)) - severity[judge] == Decimal(str(adjusted))
    heading, *rows = sheets["评分·初评"]
    assert heading[5:7] == ["合计", "校正后合计"]
    assert all(Decimal(str(row[5])) - severity[row[2]] == Decimal(str(row[6])) for row in rows)


def test_how_far_each_judge_is(walked: Walked) -> None:
    round_ = opened_round(walked)
    mark(round_, {("灯火", "评委甲"): (35, 55)})
    heading, *rows = sheets_of(walked.contest)["评委进度·初评"]
    assert heading[:8] == ["评委", "单位", "组别", "进度", "评阅", "已动笔", "已提交", "平均分"]
    assert [row[:8] for row in rows] == [
        ["评委乙", None, None, "评阅中", 3, 3, 0, None],
        ["评委甲", None, None, "评阅中", 3, 3, 1, 90],
    ]


def test_how_the_totals_are_spread(walked: Walked, closed: Round) -> None:
    rows = sheets_of(walked.contest)["合计分布·初评"]
    assert rows[0] == ["合计", "份数"]
    assert [row[0] for row in rows[1:]] == [f"{low}～{low + 10}" for low in range(0, 100, 10)]
    assert [row[1] for row in rows[1:]] == [0, 0, 0, 0, 0, 0, 0, 2, 3, 1]


def test_how_many_came_in_on_each_day(walked: Walked) -> None:
    assert sheets_of(walked.contest)["每日收稿"] == [
        ["收稿日期", "篇数", "累计"],
        *([datetime.fromisoformat(f"2026-05-0{day}"), 1, day] for day in (1, 2, 3)),
    ]


def test_the_ledger_stands_in_it_from_its_first_event_on(walked: Walked) -> None:
    heading, *rows = sheets_of(walked.contest)["账本"]
    assert heading == ["序号", "时间", "经办", "事项", "对象", "对象编号", "内容", "原因", "本条指纹（SHA-256）"]
    events = list(Event.objects.filter(contest=walked.contest.slug).order_by("sequence"))
    assert [(row[0], row[3], row[8]) for row in rows] == [(one.sequence, one.action_name, one.hash) for one in events]
    assert ["检查文稿", "来稿"] not in [row[3:5] for row in rows]
    handed_in = next(row for row in rows if row[3] == "稿件状态")
    assert "状态：草稿 → 已收稿" in handed_in[6].splitlines()


def test_what_came_in_and_how_totals_are_spread_is_drawn(walked: Walked, closed: Round) -> None:
    book = load_workbook(workbook_of(walked.contest))
    charts: dict[str, Any] = {sheet.title: getattr(sheet, "_charts", []) for sheet in book}
    drawn = {title: [chart.series[0].val.numRef.f for chart in found] for title, found in charts.items() if found}
    assert drawn == {"每日收稿": ["'每日收稿'!$B$2:$B$4"], "合计分布·初评": ["'合计分布·初评'!$B$2:$B$11"]}
