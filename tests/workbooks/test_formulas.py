"""Formulas are made of what our code builds; nothing else passes for one."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from contest.workbooks.formulas import Formula, column_letter, constant
from contest.workbooks.writer import Column, Kind, Sheet, write_workbook


@pytest.mark.parametrize(
    "text",
    ["=SUM(B2:D2)", "=IF(COUNT(B2,M2)=2,ROUND(MIN(100,B2*100/M2)*(-0.5)/10,4),0)", "=RANK(J2,$J$2:$J$90)", "=0", "=A1"],
)
def test_what_our_code_builds_is_a_formula(text: str) -> None:
    assert Formula(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "", "=", "SUM(A1)", "=1+1\n", " =A1", "=A1 ", '=HYPERLINK("x")', '="x"', "=cmd|' /C calc'!A0", "=Sheet2!A1",
        "='表'!A1", "=[1]A!B1", "=WEBSERVICE(A1)", "=sum(A1)", "=A1&B1", "=灯火", "=SUMX(A1)", "=A0", "=ABCD1", "=1.",
        "=@A1", "=#REF!", "={1}", "=A1;B1",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a formula of ours"):
        Formula(text)


def test_a_formula_is_written_as_one_and_the_same_text_is_not() -> None:
    out = BytesIO()
    columns = [Column("数", 9, Kind.DECIMAL), Column("文", 9)]
    write_workbook([Sheet("表", columns, [[Formula("=SUM(A3:A4)"), "=SUM(A3:A4)"], [Decimal("1.5"), "x"]])], out)
    out.seek(0)
    live, text = load_workbook(out)["表"][2]
    assert (live.value, live.data_type, live.number_format) == ("=SUM(A3:A4)", "f", "0.00##")
    assert (text.value, text.data_type, text.quotePrefix) == ("=SUM(A3:A4)", "s", True)


def test_columns_have_letters_and_numbers_no_exponent() -> None:
    assert [column_letter(place) for place in (1, 26, 27, 52, 53, 702, 703)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]
    assert [constant(Decimal(number)) for number in ("1E+2", "0.50", "-3")] == ["100", "0.50", "-3"]
