"""What is said of a row before it is entered: the weightiest first, each with what to do."""

from dataclasses import replace
from typing import Any, TypeVar

import pytest

from contest.entries.bundles.considering import FileFacts, Measure, RowFacts, Told, Weight, consider, told, weightiest
from contest.entries.bundles.matching import How
from contest.notice.pattern import parse_rule
from contest.phrases import Phrase

RULE = parse_rule("十周年-{unit}-{title}-{author}", [".docx"])
MEASURE = Measure(RULE, "潮声纪念馆", 1500, ("散文", "诗歌"))
FILE = FileFacts("灯火.docx", title="灯火", author="林晓", words=900)
ROW = RowFacts(title="灯火", author="林晓", genre="散文", how=How.CANONICAL, certain=True)

Facts = TypeVar("Facts", RowFacts, FileFacts)


def codes(row: RowFacts, file: FileFacts | None) -> list[tuple[str, str]]:
    return [(finding.code, str(finding.weight)) for finding in consider(row, file, MEASURE)]


def changed(facts: Facts, **changes: Any) -> Facts:
    return replace(facts, **changes)


def test_of_a_row_that_is_right_nothing_is_said() -> None:
    assert codes(ROW, FILE) == []
    assert weightiest(()) is Weight.ADVICE


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"author": "李四"}, [("other-author", "doubt")]),
        ({"title": "灯下"}, [("other-title", "doubt")]),
        ({"certain": False, "how": How.NEAR}, [("proposed", "doubt")]),
        ({"again": 3}, [("said-twice", "doubt")]),
        ({"unclear": (Phrase("看不懂"),)}, [("unclear-answer", "doubt")]),
        ({"fault": Phrase("太晚"), "genre": ""}, [("refused", "doubt"), ("genre", "advice")]),
        ({"genre": "小说"}, [("genre", "doubt")]),
        ({"unit": "潮声纪念馆"}, []),
        ({"unit": "潮声纪念馆宣教部"}, []),
        ({"unit": "浦岸中学"}, []),
        ({"unit": "潮声记念馆"}, [("near-unit", "doubt")]),
        ({"unit": "潮声纪念"}, []),
        ({"unit": "潮生纪念管"}, [("near-unit", "doubt")]),
        ({"unit": "长" * 120, "author": "长" * 60}, [("name-too-long", "wrong"), ("other-author", "doubt")]),
    ],
)
def test_what_a_row_is_told(changes: dict[str, object], said: list[tuple[str, str]]) -> None:
    assert codes(changed(ROW, **changes), FILE) == said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"fault": Phrase("坏了")}, [("bad-file", "wrong")]),
        ({"twin": True}, [("twin", "doubt")]),
        ({"twin_name": "乙.docx"}, [("twin-here", "doubt")]),
        ({"secrecy": "机密★10年"}, [("secrecy", "doubt")]),
        ({"objection": "本人不同意修改。"}, [("objection-unanswered", "wrong")]),
        ({"words": 1501}, []),
        ({"words": 3000}, [("words", "advice")]),
    ],
)
def test_what_a_file_brings(changes: dict[str, object], said: list[tuple[str, str]]) -> None:
    assert codes(ROW, changed(FILE, **changes)) == said


@pytest.mark.parametrize(
    ("said", "named", "found"),
    [
        ("潮声记念馆", "潮声纪念馆", ["other-unit"]),
        ("浦岸中学", "潮声纪念馆", ["other-unit"]),
        ("浦岸一中", "浦岸二中", ["other-unit"]),
        ("浦岸中学", "浦岸中学", []),
        ("潮声 纪念馆", "潮声纪念馆", []),
        ("潮声纪念馆宣教部", "潮声纪念馆", []),
        ("", "潮声纪念馆", []),
        # Where row and file agree, nearness to the bundle's own unit is no slip.
        ("潮声记念馆", "潮声记念馆", []),
    ],
)
def test_a_unit_that_the_files_name_contradicts(said: str, named: str, found: list[str]) -> None:
    row, file = changed(ROW, unit=said), changed(FILE, unit=named)
    assert [code for code, _ in codes(row, file)] == found


def test_a_contest_that_asks_for_the_use_of_ai_is_told_it() -> None:
    asking = replace(MEASURE, asks_ai_use=True)
    assert [(one.code, one.weight) for one in consider(ROW, FILE, asking)] == [("no-ai-use", Weight.DOUBT)]
    assert consider(replace(ROW, ai_use="没有使用"), FILE, asking) == ()


@pytest.mark.parametrize(("meant", "said"), [(True, [("objection", "advice")]), (False, [])])
def test_an_objection_that_is_answered_for(meant: bool, said: list[tuple[str, str]]) -> None:
    row = changed(ROW, objection_meant=meant)
    assert codes(row, changed(FILE, objection="本人不同意修改。")) == said


def test_without_a_file_the_row_waits_or_chooses() -> None:
    assert codes(changed(ROW, how=How.NOTHING), None) == [("no-file", "wrong")]
    found = consider(
        RowFacts(title="灯火", author="林晓", genre="散文", candidates=("1.docx", "2.docx")), None, MEASURE
    )
    assert [str(finding.phrase) for finding in found] == [
        "分不清是哪个文件，可能是：“1.docx”、“2.docx”。请在“更正”里选定。"
    ]


def test_what_a_row_leaves_open_its_file_says_and_else_the_bundle() -> None:
    assert told(RowFacts(), FileFacts("x", text_title="哨位"), "馆") == Told("馆", "哨位", "")
    assert told(RowFacts(unit="某连", title="灯下"), FILE, "馆") == Told("某连", "灯下", "林晓")
    assert told(RowFacts(), changed(FILE, unit="西馆"), "馆") == Told("西馆", "灯火", "林晓")


def test_a_title_out_of_the_text_is_to_be_looked_at() -> None:
    row = RowFacts(author="林晓", genre="散文", how=How.OWN, certain=True)
    assert codes(row, FileFacts("x.docx", text_title="哨位")) == [("text-title", "doubt")]
