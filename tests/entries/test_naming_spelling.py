"""The name as the rule spells it: safe everywhere, short enough, and it gives its fields back."""

import re
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contest.entries.naming import MAX_NAME_BYTES, canonical_name, read_name, tidy_field
from contest.entries.naming_likeness import says_nothing
from contest.phrases import Refusal
from tests.entries.test_naming import RULE, codes, fields

UNITS = ["复旦大学", "上海警备区某部", "徐汇区人武部", "94321部队", "73-2部队", "新民晚报社", "某旅二营"]
AUTHORS = [
    "李明",
    "欧阳明月",
    "张三、李四",
    "阿依古丽·买买提",
    "John Smith",
    "扎西多吉",
    "中尉李明",
    "宣传科集体",
]


def test_a_canonical_name_is_safe_everywhere() -> None:
    name = canonical_name(RULE, "73-2 部队 ", '《a<b>:"c/d\\e|f?*\x07\u202e》', "Jose\u0301", ".DOCX")
    assert name == "70周年-73－2 部队-a＜b＞：＂c／d＼e｜f？＊-José.docx"
    assert unicodedata.is_normalized("NFC", name)


def test_a_long_title_is_shortened_visibly_and_reported() -> None:
    title = "红旗" * 60
    name = f"70周年-复旦大学-{title}-李明.docx"
    reading = read_name(name, RULE)
    assert (reading.verdict, *fields(reading)) == ("repair", "复旦大学", title, "李明")
    assert codes(reading) == ["shortened"]
    assert reading.canonical is not None
    assert MAX_NAME_BYTES - 3 < len(reading.canonical.encode()) <= MAX_NAME_BYTES
    again = read_name(reading.canonical, RULE)
    assert again.verdict == "ok"
    assert again.title is not None
    assert again.title.endswith("…")
    assert title.startswith(again.title[:-1])


@pytest.mark.parametrize(
    ("unit", "title", "author", "code"),
    [
        ("", "红旗", "李明", "empty-field"),
        ("复旦大学", " \u200b", "李明", "empty-field"),
        ("复旦大学", "红旗", "(1)", "empty-field"),
        ("复旦大学", "作品题目", "李明", "empty-field"),
        ("复旦大学" * 21, "红旗", "李明", "too-long"),
    ],
)
def test_a_name_that_cannot_be_spelled_is_refused(unit: str, title: str, author: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        canonical_name(RULE, unit, title, author, ".docx")
    assert caught.value.code == code


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(UNITS), st.text(max_size=40), st.sampled_from(AUTHORS), st.sampled_from(RULE.endings))
def test_the_canonical_name_gives_its_fields_back(unit: str, title: str, author: str, extension: str) -> None:
    tidy = tidy_field(RULE, "title", title)
    assume(not says_nothing("title", tidy))
    name = canonical_name(RULE, unit, title, author, extension)
    assert len(name.encode()) <= MAX_NAME_BYTES
    assert unicodedata.is_normalized("NFC", name)
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e]', name)
    reading = read_name(name, RULE)
    assert (reading.verdict, *fields(reading)) == ("ok", unit, tidy, author)
    assert reading.extension == extension
