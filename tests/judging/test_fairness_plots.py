"""Where the drawings of the fairness report have their marks."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from contest.judging.fairness_plots import Box, Interval, Scale, bar, box, interval, quarters


def decimals(*values: float) -> list[Decimal]:
    return [Decimal(str(value)) for value in values]


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        ([61, 94.5], "60", "95"),
        ([-9.48, 9.48], "-10", "10"),
        ([0.12, 0.19], "0.1", "0.2"),
        ([70, 70], "69.9", "70.1"),
        ([0], "-0.1", "0.1"),
        ([3, 12_345], "0", "14000"),
    ],
)
def test_a_scale_ends_at_round_values_and_holds_all(values: Sequence[float], low: str, high: str) -> None:
    assert Scale.over(decimals(*values)) == Scale(Decimal(low), Decimal(high))


def test_values_stand_where_they_lie_between_the_ends() -> None:
    scale = Scale(Decimal(-10), Decimal(10))
    assert [scale.at(value) for value in decimals(-10, 0, 2.5, 10)] == [0, 100, 125, 200]


def test_an_interval_has_its_figure_and_the_shape_that_stands_for_it() -> None:
    drawn = interval(Decimal(2), Decimal(-1), Decimal(5), Scale(Decimal(-10), Decimal(10)))
    assert drawn == Interval(90, 120, 150)
    assert drawn.diamond == "114,12 120,6 126,12 120,18"


def test_a_box_holds_the_middle_half_and_a_few_totals_are_dots() -> None:
    scale = Scale(Decimal(0), Decimal(100))
    assert box(decimals(90, 50, 60, 80, 70), scale) == Box(100, 120, 140, 160, 180)
    assert box(decimals(90, 50, 60, 80, 70), scale).width == 40
    assert box(decimals(90, 50), scale) == Box(100, 120, 140, 160, 180, dots=(100, 180))
    assert box(decimals(75), scale) == Box(150, 150, 150, 150, 150, dots=(150,))


def test_quarters_lie_between_totals_where_none_is_at_the_quarter() -> None:
    assert quarters(decimals(70, 80)) == (Decimal("72.5"), Decimal(75), Decimal("77.5"))


def test_a_bar_is_as_wide_as_the_probability() -> None:
    assert [bar(Decimal(value)) for value in ("0", "0.25", "1")] == [0, 15, 60]
