"""A form to fill in: what was put in stands in it as text, and its lists fit into a cell's rule."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from contest.workbooks.blank_form import FormColumn, write_blank_form


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
    assert rules == {"A4:A8": (None, "写全名"), "B4:B8": ('"是,否"', "")}
    assert {page.cell(row, 1).number_format for row in range(4, 9)} == {"@"}


def test_nothing_in_it_is_a_formula() -> None:
    page = load_workbook(written(FormColumn("=1+1", 9), title="=cmd()")).worksheets[0]
    assert [page["A1"].data_type, page["A3"].data_type] == ["s", "s"]
    assert [page["A1"].value, page["A3"].value] == ["=cmd()", "=1+1"]


@pytest.mark.parametrize("choices", [("甲,乙",), ('"',), ("长" * 300,)])
def test_choices_that_no_list_holds_are_a_fault_of_ours(choices: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="don't fit"):
        written(FormColumn("选", 9, choices))
