"""Places in texts, numbers by a pattern, dates in Chinese."""

from datetime import date

import pytest

from contest.phrases import Refusal
from contest.typeset.places import check_number_pattern, chinese_date, filled, numbered


def test_what_was_put_in_is_not_looked_at_again() -> None:
    assert filled("{author}写{title}", {"author": "{title}", "title": "{author}"}) == "{title}写{author}"


@pytest.mark.parametrize(
    ("pattern", "number", "made"),
    [
        ("{label}证字第{number:04}号", 7, "十周年证字第0007号"),
        ("{label}证字第{number:04}号", 12345, "十周年证字第12345号"),
        ("{year}-{number}", 7, "2025-7"),
        ("No. {number:09}", 7, "No. 000000007"),
    ],
)
def test_a_pattern_gives_numbers(pattern: str, number: int, made: str) -> None:
    check_number_pattern(pattern)
    assert numbered(pattern, label="十周年", year=2025, number=number) == made


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("{label}证字第号", "no-number"),
        ("{number}{number:04}", "no-number"),
        ("{label}{label}{number}", "no-number"),
        ("{number:4}", "no-such-place"),
        ("{number:>99999999}", "no-such-place"),
        ("{number:00}", "no-such-place"),
        ("{number.__init__}", "no-such-place"),
        ("{label.__class__}{number}", "no-such-place"),
        ("{author}{number}", "no-such-place"),
        ("{{number}}", "loose-brace"),
        ("{number", "loose-brace"),
    ],
)
def test_a_pattern_that_tells_no_numbers_apart_is_refused(pattern: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_number_pattern(pattern)
    assert refused.value.code == code


def test_a_label_is_no_pattern() -> None:
    assert numbered("{label}{number}", label="{year}{number}", year=2025, number=1) == "{year}{number}1"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2025, 9, 1), "二〇二五年九月一日"),
        (date(2030, 10, 10), "二〇三〇年十月十日"),
        (date(2026, 11, 20), "二〇二六年十一月二十日"),
        (date(2026, 12, 31), "二〇二六年十二月三十一日"),
    ],
)
def test_a_day_is_written_as_documents_do(day: date, written: str) -> None:
    assert chinese_date(day) == written
