"""A summary sheet is read however people fill it in, and nothing is read in it that does not stand there."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.entries.bundles.headings import OTHER_NAMES, ConsentColumn
from contest.entries.bundles.summary import SheetRow, answer, read_summary
from contest.notice.tables import text_of
from contest.phrases import Refusal
from contest.workbooks.reader import ReadValue

CONSENTS = [ConsentColumn("publish", "同意主办单位发表这篇文稿。"), ConsentColumn("film", "同意改编成电影。")]
HEADINGS = ["序号", "作品题目", "作者姓名", "所在单位"]


def read(*rows: Sequence[ReadValue], name: str = "汇总表") -> tuple[SheetRow, ...]:
    return read_summary({name: rows}, CONSENTS)


def test_a_plain_sheet() -> None:
    assert read(HEADINGS, [1, "灯火", "林晓", "潮声纪念馆"], [2, "哨位", "李四", None]) == (
        SheetRow(2, unit="潮声纪念馆", title="灯火", author="林晓"),
        SheetRow(3, title="哨位", author="李四"),
    )


def test_titles_above_blank_rows_within_and_notes_below() -> None:
    rows = read(
        ["某部主题征文汇总表"] * 4,
        ["填报单位：某部", None, None, "填报日期：2026年8月"],
        [],
        HEADINGS,
        ["示例", "我的父亲", "张三", "某连"],
        [1, "灯火", "林晓", "某连"],
        [2, None, None, None],
        [None, "  ", None],
        HEADINGS,
        [3, "哨位", "李四", "某连"],
        ["合计", None, "2篇"],
        ["注：一式两份。"] * 4,
        ["填表人：周联络", None, "联系电话：021-5555"],
        ["负责人（签字）", None, "王某"],
    )
    assert [(row.line, row.title) for row in rows] == [(6, "灯火"), (10, "哨位")]


@pytest.mark.parametrize(
    "headings",
    [
        ["姓名", "单位", "题目"],
        ["作 者", "单　位", "标题"],
        ["作者（必填）", "工作单位*", "《篇名》"],
        ["作者姓名：", "作者单位", "作品名称"],
    ],
)
def test_columns_in_another_order_under_other_names(headings: list[str]) -> None:
    assert read(headings, ["林晓", "潮声纪念馆", "灯火"]) == (
        SheetRow(2, unit="潮声纪念馆", title="灯火", author="林晓"),
    )


def test_of_two_columns_for_one_thing_the_nearer_name_counts() -> None:
    rows = read(["报送单位", "所在单位", "题目", "作者"], ["机关", "某连", "灯火", "林晓"])
    assert rows[0].unit == "某连"


def test_headings_in_two_lines_as_under_merged_cells() -> None:
    rows = read(
        ["序号", "作品", "作品", "作者信息", "作者信息"],
        ["序号", "题目", "体裁", "姓名", "联系电话"],
        [1, "灯火", "散文", "林晓", 13812345678],
    )
    assert rows == (SheetRow(3, title="灯火", genre="散文", author="林晓", phone="13812345678"),)


def test_numbers_full_width_signs_and_padded_names() -> None:
    rows = read(
        ["题目", "作者", "电话", "文件名"],
        ["《灯火》", "林　晓", 13812345678.0, "05"],
        ["１９２１年的灯", "欧阳 建国", "０２１－５５５５", 7.0],
        [1921, "王 小 明", None, None],
    )
    assert [(row.title, row.author, row.phone, row.file_name) for row in rows] == [
        ("灯火", "林晓", "13812345678", "05"),
        ("１９２１年的灯", "欧阳 建国", "021-5555", "7"),
        ("1921", "王 小 明", "", ""),
    ]


def test_consents_by_their_usual_heading_or_their_wording() -> None:
    rows = read(
        ["题目", "作者", "是否同意发表", "同意改编成电影。"],
        ["甲文", "甲", "√", "不同意"],
        ["乙文", "乙", None, True],
        ["丙文", "丙", "要看稿费", "否"],
    )
    assert [row.consents for row in rows] == [{"publish": True, "film": False}, {"film": True}, {"film": False}]
    assert [str(phrase) for phrase in rows[2].unclear] == ["“同意发表”一栏填的是“要看稿费”，请改为“是”或“否”。"]


def test_a_title_that_begins_like_a_note_is_no_note() -> None:
    rows = read(["题目", "作者"], ["合计三十年", "林晓"], ["说明书里的父亲", "李四"])
    assert [row.title for row in rows] == ["合计三十年", "说明书里的父亲"]


def test_errors_of_formulas_are_nothing() -> None:
    assert read(["题目", "作者", "单位"], ["灯火", "林晓", "#N/A"])[0].unit == ""


def test_the_first_sheet_with_headings_counts() -> None:
    sheets = {
        "封面": [["某部"]],
        "名单": [["题目", "作者"], ["灯火", "林晓"]],
        "旧": [["题目", "作者"], ["旧文", "旧人"]],
    }
    assert [row.title for row in read_summary(sheets, CONSENTS)] == ["灯火"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "no-headings"),
        ([["张三", "李四"], ["王五", "赵六"]], "no-headings"),
        ([["作者"], ["林晓"]], "no-headings"),
        ([["单位", "电话"], ["某连", "1"]], "no-headings"),
        ([HEADINGS], "no-rows"),
        ([HEADINGS, [1], [2]], "no-rows"),
        ([HEADINGS, *([n, "文", "林晓", ""] for n in range(1_001))], "too-many-rows"),
    ],
)
def test_what_is_no_summary_sheet_is_refused(rows: list[list[ReadValue]], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(*rows)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *((text, True) for text in ("是", " √ ", "Ｙ", "同 意。", "1")),
        *((text, False) for text in ("否", "×", "不同意")),
        *((text, None) for text in ("", "也许", "同意但要署名")),
    ],
)
def test_answers(text: str, said: bool | None) -> None:
    assert answer(text) is said


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (3.0, "3"), (3.5, "3.5"), (True, "是"), ("a\n b\u200b", "a b"), ("#REF!", "")]
)
def test_values_as_people_see_them(value: ReadValue, text: str) -> None:
    assert text_of(value) == text


TITLES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=9)


@given(
    st.lists(st.tuples(TITLES, TITLES), min_size=1, max_size=20),
    st.permutations(["title", "author", "unit", "phone"]),
    st.data(),
)
def test_the_order_and_the_names_of_columns_do_not_matter(
    said: list[tuple[str, str]], order: list[str], data: st.DataObject
) -> None:
    headings = [data.draw(st.sampled_from(OTHER_NAMES[name])) for name in order]  # type: ignore[index]
    rows = [
        [{"title": "题" + title, "author": "张" + author, "unit": "某连", "phone": "1"}[name] for name in order]
        for title, author in said
    ]
    assert [(row.title, row.author, row.unit, row.phone) for row in read(headings, *rows)] == [
        ("题" + title, "张" + author, "某连", "1") for title, author in said
    ]


CELLS = st.one_of(st.none(), st.text(max_size=8), st.integers(), st.floats(allow_nan=False), st.booleans())


@given(st.lists(st.lists(CELLS, max_size=6), max_size=12))
def test_no_sheet_is_a_failure(rows: list[list[ReadValue]]) -> None:
    try:
        found = read(*rows)
    except Refusal:
        return
    assert all(row.title or row.author or row.file_name for row in found)
