"""One figure out of many marks: exact, explained, and never a missing mark taken for zero."""

import random
import statistics
from decimal import Decimal, getcontext, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.judging.scoring import (
    CriterionRule,
    Method,
    aggregate,
    check_mark,
    full_mark,
    spread,
    weighted_mark,
)
from contest.phrases import Refusal

THEME = CriterionRule("theme", Decimal("0.4"), Decimal(0), Decimal(100), Decimal("0.5"))
LANGUAGE = CriterionRule("language", Decimal("0.6"), Decimal(0), Decimal(100), Decimal("0.5"))
MARKS = st.decimals(min_value=0, max_value=100, places=2)


def decimals(text: str) -> list[Decimal]:
    return [Decimal(number) for number in text.split()]


@pytest.mark.parametrize("mark", ["0", "0.5", "99.5", "100", "1E+1", "70.50"])
def test_a_mark_on_a_step_within_the_range_may_stand(mark: str) -> None:
    assert check_mark(Decimal(mark), THEME) is None


@pytest.mark.parametrize(
    ("mark", "message"),
    [
        ("100.5", "分数100.5不在0至100之间，请重新填写。"),
        ("-0.5", "分数-0.5不在0至100之间，请重新填写。"),
        ("70.25", "分数70.25须从0起以0.5为一档，请重新填写。"),
        ("NaN", "分数须是数字，请重新填写。"),
        ("Infinity", "分数须是数字，请重新填写。"),
    ],
)
def test_a_wrong_mark_is_explained(mark: str, message: str) -> None:
    assert str(check_mark(Decimal(mark), THEME)) == message


def test_steps_are_counted_from_the_minimum() -> None:
    rule = CriterionRule("style", Decimal(1), Decimal(1), Decimal(10), Decimal(3))
    assert [mark for mark in range(1, 11) if check_mark(Decimal(mark), rule) is None] == [1, 4, 7, 10]


@pytest.mark.parametrize(
    "numbers", ["0 0 10 1", "-1 0 10 1", "1 10 0 1", "1 5 5 1", "1 0 10 0", "NaN 0 10 1", "1 0 Infinity 1"]
)
def test_a_criterion_without_possible_marks_is_refused(numbers: str) -> None:
    with pytest.raises(Refusal, match="评分项“style”的设置有误"):
        CriterionRule("style", *decimals(numbers))


def test_the_weighted_mark_is_exact() -> None:
    marks = {"theme": Decimal("80.5"), "language": Decimal("91.5")}
    assert weighted_mark(marks, [THEME, LANGUAGE]) == Decimal("87.10")
    assert full_mark([THEME, LANGUAGE]) == Decimal(100)


def test_a_missing_mark_is_not_zero() -> None:
    with pytest.raises(Refusal, match="还缺“language”的分数") as caught:
        weighted_mark({"theme": Decimal(80)}, [THEME, LANGUAGE])
    assert caught.value.code == "mark-missing"


def test_a_mark_on_an_unknown_criterion_is_not_dropped() -> None:
    with pytest.raises(Refusal, match="没有“style”这一评分项"):
        weighted_mark({"theme": Decimal(80), "style": Decimal(1)}, [THEME])


@pytest.mark.parametrize(
    ("marks", "method", "figure"),
    [
        ("80", Method.MEAN, "80.0000"),
        ("80 90", Method.MEAN, "85.0000"),
        ("1 1 2", Method.MEAN, "1.3333"),
        ("1 2 2", Method.MEAN, "1.6667"),
        ("0.0001 0", Method.MEAN, "0.0000"),
        ("0.0003 0", Method.MEAN, "0.0002"),
        ("80 0", Method.MEAN, "40.0000"),
        ("60 70 80 90 100", Method.TRIMMED, "80.0000"),
        ("60 60 60 60 100", Method.TRIMMED, "60.0000"),
        ("100 60 100 60 100", Method.TRIMMED, "86.6667"),
        ("70", Method.MEDIAN, "70.0000"),
        ("0 70 100", Method.MEDIAN, "70.0000"),
        ("0 70 75 100", Method.MEDIAN, "72.5000"),
        ("0 9 10 100 200", Method.MEDIAN, "10.0000"),
    ],
)
def test_each_method_gives_its_figure(marks: str, method: Method, figure: str) -> None:
    assert str(aggregate(decimals(marks), method)) == figure


@pytest.mark.parametrize("method", Method)
def test_an_entry_nobody_marked_has_no_figure(method: Method) -> None:
    assert aggregate([], method) is None


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_trimming_fewer_than_five_marks_is_refused(count: int) -> None:
    with pytest.raises(Refusal, match=f"现在只有{count}个") as caught:
        aggregate([Decimal(80)] * count, Method.TRIMMED)
    assert caught.value.code == "too-few-to-trim"


def test_a_mark_that_is_no_number_is_refused() -> None:
    with pytest.raises(Refusal, match="分数须是数字"):
        aggregate(decimals("80 NaN"), Method.MEAN)


def test_spread_is_highest_minus_lowest() -> None:
    assert spread(decimals("80 95.5 71")) == Decimal("24.5")
    assert spread(decimals("80")) is None
    assert spread([]) is None


def test_the_caller_s_decimal_context_changes_nothing() -> None:
    marks = decimals("88.123 91.456 79.999")
    with localcontext() as context:
        context.prec = 3
        assert aggregate(marks, Method.MEAN) == Decimal("86.5260")
        assert spread(marks) == Decimal("11.457")
        assert weighted_mark({"theme": Decimal("88.123")}, [THEME]) == Decimal("35.2492")
    assert getcontext().prec == 28


@settings(deadline=None, max_examples=100)
@given(st.lists(MARKS, min_size=5, max_size=15), st.sampled_from(Method), st.randoms(use_true_random=False))
def test_the_figure_lies_among_the_marks_and_ignores_their_order(
    marks: list[Decimal], method: Method, chance: random.Random
) -> None:
    figure = aggregate(marks, method)
    assert figure is not None
    assert min(marks) <= figure <= max(marks)
    shuffled = list(marks)
    chance.shuffle(shuffled)
    assert aggregate(shuffled, method) == figure


@settings(deadline=None, max_examples=100)
@given(st.lists(MARKS, min_size=1, max_size=15))
def test_the_median_is_a_median(marks: list[Decimal]) -> None:
    assert aggregate(marks, Method.MEDIAN) == statistics.median(marks)


@settings(deadline=None, max_examples=100)
@given(st.lists(MARKS, min_size=5, max_size=9), st.data(), st.sampled_from(Method))
def test_a_higher_mark_never_lowers_the_figure(marks: list[Decimal], data: st.DataObject, method: Method) -> None:
    which = data.draw(st.integers(0, len(marks) - 1))
    better = list(marks)
    better[which] += data.draw(MARKS)
    before, after = aggregate(marks, method), aggregate(better, method)
    assert before is not None
    assert after is not None
    assert after >= before
