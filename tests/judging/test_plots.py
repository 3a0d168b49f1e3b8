"""Where the marks of the small drawings stand."""

from decimal import Decimal

from contest.judging.plots import Bar, Dot, histogram, strip


def test_the_fullest_tenth_has_the_whole_height_and_no_other_is_lost() -> None:
    assert histogram({7: 40, 9: 20, 0: 1}, Decimal(50)) == (
        Bar(Decimal(0), 0, 19, 1, 1),
        Bar(Decimal(35), 70, 0, 20, 40),
        Bar(Decimal(45), 90, 10, 10, 20),
    )
    assert histogram({}, Decimal(100)) == ()


def test_equal_totals_stand_above_each_other_and_earlier_ones_are_told_apart() -> None:
    assert strip([Decimal(80), Decimal("80.2")], Decimal(100), [Decimal(80)]) == (
        Dot(80, 14, earlier=True),
        Dot(80, 10),
        Dot(80, 6),
    )
