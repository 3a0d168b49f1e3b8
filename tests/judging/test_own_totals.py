"""A judge's own totals beside one another, and what a criterion's guidance says of ranges of marks."""

from decimal import Decimal

import pytest

from contest.judging.anchors import Anchor, Guidance, read_guidance
from contest.judging.own_totals import Bar, bars, columns, place_among, ranked


def decimals(*totals: str) -> list[Decimal]:
    return [Decimal(total) for total in totals]


def test_equal_totals_share_a_place_and_the_next_is_left_out() -> None:
    totals = dict(zip("abcde", decimals("70", "90", "70.00", "60.5", "95"), strict=True))
    assert ranked(totals) == [(1, "e"), (2, "b"), (3, "a"), (3, "c"), (5, "d")]
    assert ranked({}) == []


def test_a_total_stands_behind_those_that_are_higher() -> None:
    others = decimals("70", "90", "70")
    assert [place_among(Decimal(total), others) for total in ("95", "90", "80", "70", "1")] == [1, 1, 2, 2, 4]
    assert place_among(Decimal(1), []) == 1


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ((), []),
        (("80",), [(80, 81, 1)]),
        (("80", "80.5", "82"), [(80, 81, 2), (81, 82, 0), (82, 83, 1)]),
        (("71", "89.5"), [(70, 72, 1), *((start, start + 2, 0) for start in range(72, 88, 2)), (88, 90, 1)]),
        (("0", "100"), [(0, 20, 1), (20, 40, 0), (40, 60, 0), (60, 80, 0), (80, 100, 0), (100, 120, 1)]),
        (("-0.5", "0.5"), [(-1, 0, 1), (0, 1, 1)]),
        (("-3", "2"), [(-3, -2, 1), (-2, -1, 0), (-1, 0, 0), (0, 1, 0), (1, 2, 0), (2, 3, 1)]),
    ],
)
def test_the_distribution_has_at_most_ten_steps_of_a_round_width(
    totals: tuple[str, ...], expected: list[tuple[int, int, int]]
) -> None:
    found = bars(decimals(*totals))
    assert found == [Bar(*one) for one in expected]
    assert sum(one.number for one in found) == len(totals)


def test_the_highest_bar_is_as_high_as_the_drawing() -> None:
    drawn = columns([Bar(0, 1, 4), Bar(1, 2, 0), Bar(2, 3, 1)])
    assert [(one.left, one.top, one.height) for one in drawn] == [(0, 0, 64), (32, 64, 0), (64, 48, 16)]
    assert columns([]) == []


@pytest.mark.parametrize(
    ("text", "words", "anchors"),
    [
        ("切题。", "切题。", []),
        ("", "", []),
        (
            "切题，立意明确。\n27–30 优秀：立意新\n24-26分：良好\n 0至23 一般",
            "切题，立意明确。",
            [("27–30", "优秀：立意新"), ("24–26", "良好"), ("0–23", "一般")],
        ),
        ("有细节；9分 很好；3.5~4 尚可", "有细节", [("9", "很好"), ("3.5–4", "尚可")]),
        ("20 字以内最好；2025 年以后的事", "20 字以内最好；2025 年以后的事", []),
    ],
)
def test_ranges_of_marks_are_read_out_of_the_guidance(text: str, words: str, anchors: list[tuple[str, str]]) -> None:
    assert read_guidance(text) == Guidance(words, tuple(Anchor(*one) for one in anchors))
