"""What each row of a register that comes back would change, and why rows are refused: without a database."""

from dataclasses import replace
from typing import Any

import pytest

from contest.entries.register.amending import HEADINGS, Known, plan_amendments
from contest.notice.tables import Becomes, Line
from contest.phrases import Phrase

NUMBER = "0123-4567-89AB"
KNOWN = Known(
    values={"title": "灯火", "author": "林晓", "unit": "潮声纪念馆", "genre": "散文", "pen_name": ""},
    shows={
        "unit": ("潮声馆",),
        "received": ("2026-05-01", "2026-05-01"),
        "state": ("已收稿", "Received"),
        "words": ("1200", ""),
        "canonical_name": ("十周年-潮声纪念馆-灯火-林晓.docx",),
        "received_name": ("灯火.docx",),
        "contact": ("author@example.org",),
        "sha256": ("a" * 64,),
        "ai_use": ("",),
    },
)
AS_EXPORTED = {
    "number": NUMBER,
    **KNOWN.values,
    "received": "2026-05-01",
    "state": "已收稿",
    "words": "1200",
    "canonical_name": "十周年-潮声纪念馆-灯火-林晓.docx",
    "received_name": "灯火.docx",
    "contact": "author@example.org",
    "sha256": "a" * 64,
    "ai_use": "",
}
UNITS = {"潮声纪念馆": "潮声纪念馆", "浦中": "浦岸中学", "浦岸中学": "浦岸中学"}


def a_line(**changes: str) -> Line:
    return Line(2, AS_EXPORTED | changes)


def told(*lines: Line, known: Known = KNOWN, genres: tuple[str, ...] = ("散文", "诗歌")) -> list[tuple[Any, ...]]:
    """Give of each row what becomes of it, what would change, and what is wrong."""
    rows = plan_amendments(lines, {NUMBER: known}, genres, UNITS)
    return [
        (row.told.becomes, [str(one) for one in row.told.notes], [str(one) for one in row.told.faults]) for row in rows
    ]


def faults(line: Line, **others: Any) -> list[str]:
    ((becomes, _notes, said),) = told(line, **others)
    assert becomes == Becomes.WRONG
    return list(said)


def test_a_row_as_it_was_exported_changes_nothing() -> None:
    assert told(a_line()) == [(Becomes.SAME, [], [])]


@pytest.mark.parametrize(
    ("changes", "notes"),
    [
        ({"title": "灯火 长明"}, ["题目：灯火 → 灯火 长明"]),
        ({"author": "林晓、周岸"}, ["作者：林晓 → 林晓、周岸"]),
        ({"unit": "浦岸中学"}, ["单位：潮声纪念馆 → 浦岸中学"]),
        ({"unit": "浦中"}, ["单位：潮声纪念馆 → 浦中（就是“浦岸中学”）"]),
        ({"unit": "江湾小学"}, ["单位：潮声纪念馆 → 江湾小学（新单位，等待认定）"]),
        ({"genre": "诗歌", "pen_name": "江上客"}, ["体裁：散文 → 诗歌", "发表署名：（空） → 江上客"]),
    ],
)
def test_each_changed_cell_is_told_with_old_and_new(changes: dict[str, str], notes: list[str]) -> None:
    assert told(a_line(**changes)) == [(Becomes.CHANGED, notes, [])]


def test_the_spelling_in_which_the_unit_was_handed_in_is_no_change() -> None:
    assert told(a_line(unit="潮声馆")) == [(Becomes.SAME, [], [])]


def test_a_column_that_the_sheet_does_not_have_is_left_alone() -> None:
    absent = frozenset(one.key for one in HEADINGS) - {"number", "title"}
    line = Line(2, dict.fromkeys((one.key for one in HEADINGS), "") | {"number": NUMBER, "title": "渡口"}, absent)
    assert told(line) == [(Becomes.CHANGED, ["题目：灯火 → 渡口"], [])]


def test_a_pen_name_may_be_taken_away() -> None:
    known = replace(KNOWN, values={**KNOWN.values, "pen_name": "江上客"})
    assert told(a_line(pen_name=""), known=known) == [(Becomes.CHANGED, ["发表署名：江上客 → （空）"], [])]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, ["“题目”不能空着。"]),
        ({"author": "、"}, ["“作者”不能空着。"]),
        ({"unit": "\u3000"}, ["“单位”不能空着。"]),
        ({"title": "长" * 201}, ["“题目”超过 200 字，请改短。"]),
        ({"genre": "小说"}, ["通知里没有“小说”这种体裁。可以写：散文、诗歌。"]),
        ({"genre": ""}, ["“体裁”不能空着。"]),
        ({"number": ""}, ["没有写回执编号。请照导出的登记表补上，或删去这一行。"]),
        ({"number": "9999-9999-9999"}, ["没有这个回执编号。登记表里不能添加稿件；请核对，或删去这一行。"]),
    ],
)
def test_what_can_not_be_stored_is_refused(changes: dict[str, str], said: list[str]) -> None:
    assert faults(a_line(**changes)) == said


@pytest.mark.parametrize(
    ("key", "value", "heading", "now"),
    [
        ("sha256", "b" * 64, "SHA-256", "a" * 40 + "…"),
        ("state", "通过审查", "状态", "已收稿"),
        ("received", "2026-05-02 08:00:00", "收稿时间", "2026-05-01"),
        ("words", "12", "字数", "1200"),
        ("contact", "", "联系方式", "author@example.org"),
        ("received_name", "渡口.docx", "收到时的文件名", "灯火.docx"),
        ("ai_use", "没有用", "人工智能使用情况", "（空）"),
    ],
)
def test_a_column_that_may_not_change_refuses_the_row(key: str, value: str, heading: str, now: str) -> None:
    assert faults(a_line(title="渡口", **{key: value})) == [
        f"这几栏不能改：{heading}（现在是{now}）。如果是导出以后才变的，请重新导出登记表再改。"
    ]


def test_several_such_columns_are_told_in_one_sentence() -> None:
    said = "这几栏不能改：状态（现在是已收稿）、字数（现在是1200）。如果是导出以后才变的，请重新导出登记表再改。"
    assert faults(a_line(state="退回修改", words="9")) == [said]


def test_a_time_is_known_by_its_day_and_a_state_in_either_language() -> None:
    assert told(a_line(received="2026-05-01 08:00:00", state="Received", words=""))[0][0] == Becomes.SAME


def test_a_formula_is_refused_wherever_it_stands() -> None:
    assert faults(replace(a_line(title=""), formulas=frozenset({"title"}))) == ["“题目”一格是公式，不收。请改成文字。"]
    assert faults(replace(a_line(sha256=""), formulas=frozenset({"sha256"}))) == [
        "“SHA-256”一格是公式，不收。请改成文字。"
    ]


def test_of_two_rows_with_one_number_neither_is_taken() -> None:
    again = "第 2、7 行是同一个回执编号。请核对，只留一行。"
    rows = told(a_line(title="渡口"), replace(a_line(number="0123 4567 89ab"), number=7))
    assert [(becomes, said) for becomes, _, said in rows] == [(Becomes.WRONG, [again])] * 2


def test_an_older_receipt_is_refused_without_a_word_on_what_has_moved_since() -> None:
    known = replace(KNOWN, is_newest=False)
    older = ["作者后来又交了一稿，这是旧的回执编号。请重新导出登记表再改。"]
    assert faults(a_line(sha256="b" * 64, title="渡口"), known=known) == older


def test_what_may_not_be_amended_is_refused_only_where_something_would_change() -> None:
    known = replace(KNOWN, bar=Phrase("不能再改。"))
    assert told(a_line(), known=known) == [(Becomes.SAME, [], [])]
    assert told(a_line(title="渡口"), known=known) == [(Becomes.WRONG, ["题目：灯火 → 渡口"], ["不能再改。"])]


def test_once_judges_have_a_copy_only_the_genre_changes() -> None:
    known = replace(KNOWN, is_masked=True)
    assert told(a_line(genre="诗歌"), known=known)[0][0] == Becomes.CHANGED
    for key in ("title", "author", "unit", "pen_name"):
        (said,) = faults(a_line(**{key: "江湾"}), known=known)
        assert said.endswith("现在不能改：稿件已通过审查，给评委看的文稿是照原来的写法遮盖的。要改，请先撤销通过。")


def test_without_genres_in_the_notice_the_column_stays_empty() -> None:
    known = replace(KNOWN, values={**KNOWN.values, "genre": ""})
    assert faults(a_line(genre="散文"), known=known, genres=()) == ["通知没有分体裁。请把体裁一栏空着。"]
    assert told(a_line(genre=""), genres=()) == [(Becomes.CHANGED, ["体裁：散文 → （空）"], [])]
