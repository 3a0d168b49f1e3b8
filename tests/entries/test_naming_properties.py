"""What holds of every name and of every field, by any rule: fields come back, and nothing is ever half read."""

import re
import unicodedata
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.entries.naming import MAX_NAME_BYTES, SHORTENED, canonical_name, read_name, tidy_field
from contest.entries.naming_likeness import says_nothing
from contest.notice.pattern import FIELD_NAMES, NameRule, parse_rule
from contest.phrases import Refusal

RULES = [
    parse_rule("70周年-{unit}-{title}-{author}", (".docx", ".doc"), ("上海警备区成立70周年",)),
    parse_rule("强军杯_{author}_{title}", (".docx",)),
    parse_rule("十周年+{title}+{author}+{unit}", (".docx",)),
    parse_rule("A~{unit}~{author}~{title}", (".pdf",)),
    parse_rule("第3届&{author}&{unit}&{title}", (".pdf",)),
    parse_rule("CON#{unit}#{title}#{author}", (".wps",)),
]
UNITS = ["复旦大学", "73-2部队", "某旅二营", "A公司", "无", "“好八连”", "上海_某部", "好八连(机关)"]
AUTHORS = ["李明", "张三、李四", "阿依古丽·买买提", "John Smith", "中尉李明", "宣传科集体", "欧阳明月", "战英"]
SIGNS = [
    *"红旗的我一-_+=~#@&（）()《》【】[]·.。、，,：:！？?*/\\|<>\"' 　1290aZ—–－﹣＋＿～\u200b\u202e\u0301é😀v改新",
    *("副本", "(1)", "终稿", ".docx", "70周年", "作者：", "题目：", "13812345678", "2025"),
]
TITLES = st.lists(st.sampled_from(SIGNS), max_size=14).map("".join) | st.text(max_size=40)
NAMES = st.lists(st.sampled_from([*SIGNS, *UNITS, *AUTHORS, "-", "_", "70周年-", "强军杯_"]), max_size=12).map("".join)


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(RULES), st.sampled_from(UNITS), TITLES, st.sampled_from(AUTHORS))
def test_a_canonical_name_is_safe_and_gives_its_fields_back(rule: NameRule, unit: str, title: str, author: str) -> None:
    if says_nothing("title", tidy_field(rule, "title", title)):
        with pytest.raises(Refusal, match="请填写作品题目。"):
            canonical_name(rule, unit, title, author, rule.endings[0])
        return
    name = canonical_name(rule, unit, title, author, rule.endings[0])
    assert len(name.encode()) <= MAX_NAME_BYTES
    assert unicodedata.is_normalized("NFC", name)
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ud800-\udfff]|[. ]$', name)
    assert not re.match(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", name, re.IGNORECASE)
    reading = read_name(name, rule)
    assert reading.verdict == "ok"
    given_fields = {"unit": unit, "title": title, "author": author}
    for field in rule.fields:
        value = {"unit": reading.unit, "title": reading.title, "author": reading.author}[field]
        tidy = tidy_field(rule, field, given_fields[field])
        assert tidy_field(rule, field, tidy) == tidy
        assert value == tidy or (field == "title" and (value or "").endswith(SHORTENED))


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(RULES), NAMES | st.text(max_size=60), st.lists(st.sampled_from(UNITS), max_size=2))
def test_an_answer_is_whole_whatever_the_name(rule: NameRule, name: str, known: list[str]) -> None:
    reading = read_name(name, rule, known)
    assert reading.name == name
    if reading.verdict == "refuse":
        assert reading.canonical is None
        assert [problem.code for problem in reading.problems][1:] == ["shape"]
        return
    assert reading.canonical is not None
    assert (reading.verdict == "ok") == (reading.canonical == name) == (not reading.problems)
    again = read_name(reading.canonical, rule, known)
    assert (again.verdict, again.canonical) == ("ok", reading.canonical)
    assert (again.unit, again.author) == (reading.unit, reading.author)
    assert again.title == reading.title or (again.title or "").endswith(SHORTENED)


@pytest.mark.parametrize(
    "part",
    [
        *(
            "1",
            "-",
            " -",
            "- ",
            "·",
            "(1)",
            "（",
            "《",
            "《》",
            "《a",
            "【",
            "[",
            "/",
            "\\",
            "%E5",
            "\u0301",
            "\u200b",
            "征",
            "征文",
        ),
        *(
            "70周年",
            "最终",
            "改1",
            "v1",
            "1.",
            "1-",
            "-1",
            ".docx",
            "docx",
            "副本",
            "张",
            "张 ",
            "张·",
            "长",
            "上将",
            "李",
            "一",
        ),
        *("区局", "市", "预备役师", "=?utf-8?B?", "copy of ", "作者：", "？", "、"),
    ],
)
def test_no_name_keeps_anybody_waiting(part: str) -> None:
    started = process_time()
    for shape in (
        "{}",
        "{}x",
        "70周年{}x",
        "70周年-{}-李明.docx",
        "70周年-复旦大学-红旗-{}x.docx",
        "70周年-复旦大学-红旗-李明{}x.docx",
    ):
        for size in (380, 100_000):
            read_name(shape.format(part * (size // len(part))), RULES[0])
    for field in FIELD_NAMES:
        tidy_field(RULES[0], field, part * (380 // len(part)))
    assert process_time() - started < 5
