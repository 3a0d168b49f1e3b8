"""Names and titles hold what people see, on one line."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from contest.web.fields import LineField, within_years
from contest.web.lines import one_line

HIDDEN = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\u200c\u200d\u2060\ufeff"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (f"灯{HIDDEN}火", "灯火"),
        ("灯\r\n火\t\x0b光", "灯 火 光"),
        ("灯\u2028火\u2029", "灯 火"),
        ("灯\x00\x07\x1b火\x7f\x9f", "灯火"),
        ("  Two   words ", "Two words"),
        ("　潮声　纪念馆　", "潮声 纪念馆"),
        ("𠮷野", "𠮷野"),
        ("é", "é"),
        ("\ud83c灯", "灯"),
        (HIDDEN, ""),
    ],
)
def test_what_cannot_be_seen_is_not_kept(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


@given(st.text())
def test_a_line_is_one_line_and_stays_as_it_is(text: str) -> None:
    line = one_line(text)
    assert one_line(line) == line
    assert line == line.strip()
    assert not {unicodedata.category(sign) for sign in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_a_field_cleans_before_it_checks() -> None:
    assert LineField(max_length=2).clean(f"灯{HIDDEN}\n") == "灯"
    assert LineField(required=False).clean(HIDDEN) == ""
    with pytest.raises(ValidationError):
        LineField().clean(HIDDEN)
    with pytest.raises(ValidationError):
        LineField(max_length=2).clean("一二三")


@pytest.mark.parametrize(("year", "taken"), [(1, False), (1999, False), (2000, True), (2200, True), (9999, False)])
def test_a_time_lies_in_the_years_of_people(year: int, taken: bool) -> None:
    moment = timezone.localtime().replace(year=year, month=6, day=1)
    if taken:
        within_years(moment)
    else:
        with pytest.raises(ValidationError, match="2000 年到 2200 年"):
            within_years(moment)
