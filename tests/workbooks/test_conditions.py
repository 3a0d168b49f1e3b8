"""Conditions as people type them: what they let through, how they are written again, what is said of others."""

import unicodedata
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.comparisons import Comparison
from contest.phrases import Refusal
from contest.workbooks.cells import CellValue
from contest.workbooks.conditions import (
    LONGEST,
    Between,
    Compared,
    Condition,
    Filled,
    Test,
    Words,
    read_condition,
    written,
)
from contest.workbooks.writer import SHANGHAI, Column, Kind

NOON = datetime(2025, 6, 1, 4, 0, 59, tzinfo=UTC)  # 12:00 in Shanghai


def holds(typed: str, value: CellValue, kind: Kind = Kind.TEXT) -> bool:
    return read_condition(typed, Column("列", 10, kind)).holds(value, SHANGHAI)


def refusal(typed: str, kind: Kind) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_condition(typed, Column("得分", 10, kind))
    return caught.value


@pytest.mark.parametrize(
    ("typed", "through", "kept_out"),
    [
        ("灯", ["灯火", "江上的灯"], ["渡口", "", None]),
        ("灯、渡", ["灯火", "渡口"], ["栈桥"]),
        ("灯； 渡;", ["灯火", "渡口"], ["栈桥"]),
        ("=灯火", ["灯火"], ["江上灯火", "灯"]),
        ("＝灯火、渡", ["灯火", "大渡口"], ["江上灯火"]),
        ("ＡＢc", ["xabC", "ａｂｃ"], ["ab"]),
        ('"甲、乙"', ["甲、乙合写"], ["甲", "乙"]),
        ('="说 ""好"""', ['说 "好"'], ['他说 "好"']),
        ('"灯', ['"灯'], ["灯"]),
        ("空", ["", None], ["空", "灯"]),
        ("非空", ["灯"], ["", None]),
        ("Empty", [None], ["empty"]),
        ("not empty", ["灯"], [None]),
        ('"空"', ["天空"], [None, ""]),
        ("空、灯", [None, "灯火"], ["天空"]),
        (">=3", ["分数>=3"], ["4"]),
    ],
)
def test_words_in_a_text(typed: str, through: list[CellValue], kept_out: list[CellValue]) -> None:
    assert [holds(typed, value) for value in through] == [True] * len(through)
    assert [holds(typed, value) for value in kept_out] == [False] * len(kept_out)


@pytest.mark.parametrize(
    ("typed", "through", "kept_out"),
    [
        ("80", [80, Decimal("80.00"), 80.0], [79, None, "80", True]),
        ("=80", [80], [81]),
        (">=80", [80, 81], [79, None]),
        ("＞＝８０", [80], [79]),
        ("≥80", [80], [79]),
        ("=>80", [80], [79]),
        ("> 80", [Decimal("80.01")], [80]),
        ("≤3", [3, -5], [Decimal("3.1"), None]),
        ("<3", [2], [3]),
        ("1-3", [1, 2, 3], [0, 4]),
        ("1–3", [1, 3], [4]),
        ("1～3", [1, 3], [4]),
        ("3—1", [1, 3], [4]),
        ("１至３", [2], [4]),
        ("-3--1", [-2], [0]),
        ("1、5；7-9", [1, 5, 8], [2, 6]),
        ("1,200", [1200], [1]),
        ("空", [None, ""], [0]),
        ("非空、", [0], [None]),
        ("12.50", [Decimal("12.5")], [12]),
    ],
)
def test_figures(typed: str, through: list[CellValue], kept_out: list[CellValue]) -> None:
    assert [holds(typed, value, Kind.DECIMAL) for value in through] == [True] * len(through)
    assert [holds(typed, value, Kind.WHOLE) for value in kept_out] == [False] * len(kept_out)


def test_in_a_column_of_shares_a_figure_is_percent() -> None:
    assert [holds(">=95", value, Kind.PERCENT) for value in (0.95, Decimal("0.96"), 0.94)] == [True, True, False]
    assert holds("50%-90%", 0.9, Kind.PERCENT)


@pytest.mark.parametrize(
    ("typed", "is_in"),
    [
        ("2025-06-01", True),
        ("2025年6月1日", True),
        ("２０２５／０６／０１", True),
        ("2025-06-02", False),
        (">=2025-06-01", True),
        (">2025-06-01", False),
        ("≤2025-06-01", True),
        ("2025-05-01～2025-06-01", True),
        ("2025-05-01-2025-05-31", False),
        ("2025-06-01 12:00", True),
        ("<2025-06-01 12：00", False),
        (">2025-06-01 11:59", True),
        ("非空", True),
    ],
)
def test_a_moment_is_that_of_the_zone_to_the_minute(typed: str, is_in: bool) -> None:
    assert holds(typed, NOON, Kind.MOMENT) is is_in
    assert holds(typed, datetime.fromisoformat("2025-06-01T12:00:59"), Kind.MOMENT) is is_in


def test_a_late_evening_elsewhere_is_the_next_day_here() -> None:
    assert holds("2025-06-02", datetime(2025, 6, 1, 16, 0, tzinfo=UTC), Kind.MOMENT)
    assert not holds("2025-06-01", None, Kind.MOMENT)


def test_a_day_has_no_minutes() -> None:
    assert holds("2025-06-01～2025-06-30", date(2025, 6, 30), Kind.DAY)
    assert refusal("2025-06-01 12:00", Kind.DAY).code == "condition"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("八十", Kind.DECIMAL), (">=", Kind.DECIMAL), ("1-", Kind.WHOLE), ("80%", Kind.DECIMAL), ("1;x", Kind.WHOLE),
        ("1,20", Kind.WHOLE), ("", Kind.WHOLE), ("9" * 16, Kind.WHOLE), ("2025-02-30", Kind.MOMENT),
        ("0001-01-01", Kind.DAY), ("2025-06-01～2025-06-02 10:00", Kind.MOMENT), ("80", Kind.DAY),
        ("=", Kind.TEXT), ("甲、=", Kind.TEXT), ('""', Kind.TEXT), ("、", Kind.TEXT), ("甲" * (LONGEST + 1), Kind.TEXT),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused(typed: str, kind: Kind) -> None:
    assert refusal(typed, kind).code == "condition"


def test_a_refusal_names_the_column_and_what_can_be_written() -> None:
    assert str(refusal("八十", Kind.DECIMAL)) == "“得分”的条件“八十”看不懂。可以写：80、>=80、<=3、1-3、空、非空。"


# --- written again ------------------------------------------------------------------------------------------------

_texts = st.text(min_size=1, max_size=30).map(lambda text: unicodedata.normalize("NFC", text)).filter(str.strip)
_figures = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
_days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))
_minutes = st.datetimes(datetime.fromisoformat("1900-01-01"), datetime.fromisoformat("2200-12-31")).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


def _measures(bounds: st.SearchStrategy[Decimal] | st.SearchStrategy[date]) -> st.SearchStrategy[Test]:
    one: st.SearchStrategy[Test] = st.builds(Compared, st.sampled_from(Comparison), bounds)
    two: st.SearchStrategy[Test] = st.builds(Between, bounds, bounds).map(
        lambda test: Between(min(test.low, test.high), max(test.low, test.high))
    )
    return st.one_of(st.builds(Filled, st.booleans()), one, two)


_TESTS = {
    Kind.TEXT: st.one_of(st.builds(Filled, st.booleans()), st.builds(Words, _texts, st.booleans())),
    Kind.DECIMAL: _measures(_figures),
    Kind.PERCENT: _measures(_figures),
    Kind.DAY: _measures(_days),
    Kind.MOMENT: st.one_of(_measures(_days), _measures(_minutes)),
}


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    """Give any condition that fits into its box."""
    kind = draw(st.sampled_from(list(_TESTS)))
    return Condition(kind, tuple(draw(st.lists(_TESTS[kind], min_size=1, max_size=2))))


@given(condition=conditions(), english=st.booleans())
def test_a_condition_that_was_written_is_read_as_it_was(condition: Condition, english: bool) -> None:
    assert read_condition(written(condition, english=english), Column("列", 9, condition.kind)) == condition


@given(typed=st.text(max_size=40), kind=st.sampled_from(list(_TESTS)))
def test_whatever_is_typed_is_read_or_refused(typed: str, kind: Kind) -> None:
    with suppress(Refusal):
        condition = read_condition(typed, Column("列", 9, kind))
        again = written(condition)
        assert len(again) > LONGEST or read_condition(again, Column("列", 9, kind)) == condition


@pytest.mark.parametrize(
    ("typed", "kind", "again"),
    [
        ("＞＝８０；１～３", Kind.DECIMAL, ">=80、1-3"),
        ("2025年6月1日到2025/6/30", Kind.DAY, "2025-06-01~2025-06-30"),
        ("95", Kind.PERCENT, "95%"),
        ('灯; "空";空', Kind.TEXT, '灯、"空"、空'),
    ],
)
def test_it_is_written_in_one_way(typed: str, kind: Kind, again: str) -> None:
    assert written(read_condition(typed, Column("列", 9, kind))) == again
    assert written(read_condition("空", Column("列", 9, kind)), english=True) == "empty"
