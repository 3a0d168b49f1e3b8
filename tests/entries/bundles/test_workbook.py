"""The summary sheet to download: filled in, it is read back as it was meant."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from contest.entries.bundles.reading import consent_columns
from contest.entries.bundles.summary import SheetRow, read_summary
from contest.entries.bundles.workbook import write_template
from contest.notice.models import Contest
from contest.phrases import Refusal
from contest.workbooks.reader import read_rows, read_sheets

pytestmark = pytest.mark.django_db


def template_of(contest: Contest) -> BytesIO:
    out = BytesIO()
    write_template(contest, out)
    out.seek(0)
    return out


def test_the_columns_that_a_unit_expects(contest: Contest) -> None:
    page = load_workbook(template_of(contest)).worksheets[0]
    assert page.title == "汇总表"
    assert [cell.value for cell in page[3]] == [
        "序号",
        "作品题目",
        "作者姓名",
        "所在单位",
        "联系电话",
        "体裁",
        "笔名",
        "同意发表",
        "文件名",
    ]
    lists = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation if rule.type == "list"}
    assert lists == {"H4:H503": "'选项'!$H$1:$H$2"}
    assert page["E4"].number_format == "@"


def test_genres_and_the_use_of_ai_are_asked_where_the_contest_asks(contest: Contest) -> None:
    contest.genres, contest.asks_ai_use = ["散文", "诗歌"], True
    page, choices = load_workbook(template_of(contest)).worksheets
    assert "人工智能使用情况" in [cell.value for cell in page[3]]
    lists = [rule.formula1 for rule in page.data_validations.dataValidation if rule.type == "list"]
    assert [[cell.value for (cell,) in choices[one.partition("!")[2]]] for one in lists] == [
        ["散文", "诗歌"],
        ["是", "否"],
    ]


def test_genres_are_offered_whatever_they_are_called(contest: Contest) -> None:
    contest.genres = ["诗,歌", *(f"{'体裁' * 19}{number}" for number in range(12))]
    assert [row[5] for row in read_rows(template_of(contest), "选项")] == contest.genres


def test_an_empty_template_is_no_summary(contest: Contest) -> None:
    sheets = read_sheets(template_of(contest), at_most=3)
    with pytest.raises(Refusal) as refusal:
        read_summary(sheets, consent_columns(contest))
    assert refusal.value.code == "no-rows"


def test_filled_in_it_is_read_as_it_was_meant(contest: Contest) -> None:
    book = load_workbook(template_of(contest))
    for column, value in enumerate([1, "灯火", "林晓", None, "013812345678", "散文", "小河", "否", "05.docx"], start=1):
        book.worksheets[0].cell(4, column, value)
    out = BytesIO()
    book.save(out)
    assert read_summary(read_sheets(out, at_most=3), consent_columns(contest)) == (
        SheetRow(
            4,
            title="灯火",
            author="林晓",
            phone="013812345678",
            genre="散文",
            pen_name="小河",
            file_name="05.docx",
            consents={"publish": False},
        ),
    )
