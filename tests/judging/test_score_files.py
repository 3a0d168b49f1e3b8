"""Criteria and marks as CSV files hold them: every fault with its line, all of them at once."""

from decimal import Decimal

import pytest

from contest.judging.score_files import Criteria, read_criteria, read_scores, safe_cell
from contest.judging.scoring import CriterionRule
from contest.judging.severity import ReadingTotal

TWO = Criteria(
    (
        CriterionRule("主题", Decimal("0.6"), Decimal(0), Decimal(100), Decimal(1)),
        CriterionRule("语言", Decimal("0.4"), Decimal(0), Decimal(100), Decimal("0.5")),
    ),
    (),
)
ONE = Criteria(TWO.rules[:1], ())
HEAD = "entry_id,judge_id,criterion,score\n"


def faults(text: str | bytes, criteria: Criteria = TWO) -> list[tuple[int, str]]:
    content = text if isinstance(text, bytes) else (HEAD + text).encode()
    found = read_scores(content, criteria)
    assert found.totals == ()
    return [(fault.line, str(fault.what)) for fault in found.faults]


def criteria_faults(text: str) -> list[tuple[int, str]]:
    return [(fault.line, str(fault.what)) for fault in read_criteria(text.encode()).faults]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_criteria_are_read_with_or_without_a_byte_order_mark(mark: str, end: str) -> None:
    lines = ["criterion,weight,min,max,step", "主题,0.6,0,100,1", " 语言 , .4,0,100,0.5", ""]
    assert read_criteria((mark + end.join(lines)).encode()) == TWO


def test_columns_may_stand_in_any_order_with_others_between() -> None:
    content = "score,note,Criterion,judge_id,entry_id\n80,好,主题,J1,E1\n".encode()
    assert read_scores(content, ONE).totals == (ReadingTotal("E1", "J1", Decimal("48.0")),)


def test_what_is_wrong_with_criteria_is_told_all_together() -> None:
    text = (
        "criterion,weight,min,max,step\n主题,1,0,100,1\n主题,1,0,100,1\n,1,0,10,1\n语言,很重,0,１００,1\n文采,1,5,5,1\n"
    )
    assert criteria_faults(text) == [
        (3, "评分项“主题”在第2行已经有了。"),
        (4, "“criterion”一栏是空的。"),
        (5, "“weight”一栏的“很重”不是数字。"),
        (5, "“max”一栏的“１００”不是数字。"),
        (6, "评分项“文采”的设置有误：权重和分值间隔须大于0，最高分须大于最低分。"),
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "文件是空的。"),
        ("\n\n", "文件是空的。"),
        ("criterion,weight,min,max,step\n", "一个评分项也没有。"),
        ("criterion,min,max\n", "缺少这些栏：weight、step。第一行应是栏名。"),
        ("criterion,weight,min,max,step,min\n", "这些栏不止一个：min。"),
    ],
)
def test_a_file_that_is_no_table_of_criteria_is_told_of(text: str, fault: str) -> None:
    assert criteria_faults(text) == [(1, fault)]


def test_totals_are_the_weighted_sums() -> None:
    content = (HEAD + "E1,J1,主题,80\nE1,J1,语言,90.5\nE2,J1,语言,70\nE2,J1,主题,60\n").encode()
    assert read_scores(content, TWO).totals == (
        ReadingTotal("E1", "J1", Decimal("84.2")),
        ReadingTotal("E2", "J1", Decimal("64.0")),
    )


def test_what_is_wrong_with_marks_is_told_all_together_in_the_order_of_lines() -> None:
    text = (
        "E1,J1,主题,80\n"
        "E1,J1,主题,81\n"
        "E1,J1,语言,101\n"
        "E1,J2,主题,80.5\n"
        "E1,J2,文采,80\n"
        "E2,J1,主题,八十\n"
        "E2,J1,语言\n"
        "E2,,主题,80\n"
        "E3,J1,主题,1e2\n"
    )
    assert faults(text) == [
        (3, "评委J1对作品E1“主题”的分数在第2行已经有了。"),
        (4, "分数101不在0至100之间，请重新填写。"),
        (5, "分数80.5须从0起以1为一档，请重新填写。"),
        (6, "没有“文采”这一评分项。"),
        (7, "分数“八十”不是数字。"),
        (7, "评委J1对作品E2还缺“语言”的分数，请补齐，或者整份不填。"),
        (8, "有3栏，应有4栏。"),
        (9, "“judge_id”一栏是空的。"),
        (10, "分数“1e2”不是数字。"),
        (10, "评委J1对作品E3还缺“语言”的分数，请补齐，或者整份不填。"),
    ]


def test_a_reading_without_any_mark_is_missing_and_its_entry_may_be_unmarked() -> None:
    content = (HEAD + "E1,J1,主题,80\nE1,J2,主题,\nE2,J2,主题, \n").encode()
    found = read_scores(content, ONE)
    assert found.totals == (ReadingTotal("E1", "J1", Decimal("48.0")),)
    assert found.unmarked == ("E2",)


def test_a_zero_is_a_mark() -> None:
    assert read_scores((HEAD + "E1,J1,主题,0\n").encode(), ONE).totals[0].total == 0


def test_a_file_in_another_coding_is_told_of_with_the_first_line_that_shows_it() -> None:
    assert faults(HEAD.encode() + b"E1,J1,a,80\n" + "E2,J1,主题,80\n".encode("gbk")) == [
        (3, "不是UTF-8编码，请另存为“CSV UTF-8”后重试。")
    ]


@pytest.mark.parametrize("text", ['E1,J1,"主题,80\nE2,J1,主题,80\n', 'E1,J1,"主题"x,80\n'])
def test_quotes_that_do_not_close_are_a_fault(text: str) -> None:
    assert [what for _, what in faults(text)] == ["读不出来：引号不成对，或者夹有不能用的字符。"]


def test_what_can_not_be_seen_is_not_repeated_in_a_message() -> None:
    assert faults("E1,J1,\x1b[31m主题,80\n") == [(2, "没有“\ufffd[31m主题”这一评分项。")]
    assert faults(f"E1,J1,{'长' * 50},80\n") == [(2, f"没有“{'长' * 40}…”这一评分项。")]


def test_while_criteria_have_faults_marks_are_not_held_against_them() -> None:
    broken = read_criteria("criterion,weight,min,max,step\n主题,x,0,100,1\n".encode())
    assert faults("E1,J1,主题,80\nE1,J1,语言,八十\n", broken) == [(3, "分数“八十”不是数字。")]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "＝", "\t"])
def test_a_text_that_begins_like_a_formula_is_kept_a_text(begin: str) -> None:
    assert safe_cell(f"{begin}1+1") == f"'{begin}1+1"
    assert safe_cell(f"E{begin}1") == f"E{begin}1"
