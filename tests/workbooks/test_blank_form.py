"""A form to fill in: what was put in stands in it as text, and its lists fit into a cell's rule."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from contest.workbooks.blank_form import FormColumn, write_blank_form
from contest.workbooks.reader import read_rows


def written(*columns: FormColumn, title: str = "汇总表", lines: tuple[str, ...] = ("请填写。",)) -> BytesIO:
    out = BytesIO()
    write_blank_form(title, lines, columns, out, sheet="表/一", rows=5)
    out.seek(0)
    return out


def test_title_advice_headings_and_lists() -> None:
    page = load_workbook(
        written(FormColumn("姓名", 12, advice="写全名"), FormColumn("同意", 8, ("是", "否")))
    ).worksheets[0]
    assert (page.title, page["A1"].value, page["A2"].value) == ("表／一", "汇总表", "请填写。")
    assert [cell.value for cell in page[3]] == ["姓名", "同意"]
    assert sorted(str(cells) for cells in page.merged_cells.ranges) == ["A1:B1", "A2:B2"]
    rules = {str(rule.sqref): (rule.formula1, rule.prompt or "") for rule in page.data_validations.dataValidation}
    assert rules == {"A4:A8": (None, "写全名"), "B4:B8": ("'选项'!$B$1:$B$2", "")}
    assert {page.cell(row, 1).number_format for row in range(4, 9)} == {"@"}


def test_nothing_in_it_is_a_formula() -> None:
    page = load_workbook(written(FormColumn("=1+1", 9), title="=cmd()")).worksheets[0]
    assert [page["A1"].data_type, page["A3"].data_type] == ["s", "s"]
    assert [page["A1"].value, page["A3"].value] == ["=cmd()", "=1+1"]


@pytest.mark.parametrize("choices", [("甲,乙", "丙"), ('"',), ("长" * 200, "长" * 100), ("=1+1", "_x0041_")])
def test_whatever_may_be_chosen_stands_on_a_hidden_sheet(choices: tuple[str, ...]) -> None:
    source = written(FormColumn("名", 9), FormColumn("选", 9, choices))
    page, hidden = load_workbook(source).worksheets
    assert [rule.formula1 for rule in page.data_validations.dataValidation] == [f"'选项'!$B$1:$B${len(choices)}"]
    assert hidden.sheet_state == "hidden"
    assert {hidden.cell(row, 2).data_type for row in range(1, len(choices) + 1)} == {"s"}
    assert read_rows(source, "选项") == [[None, choice] for choice in choices]


def test_a_form_without_choices_has_no_second_sheet() -> None:
    assert len(load_workbook(written(FormColumn("名", 9))).worksheets) == 1
