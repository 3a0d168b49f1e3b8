"""The results workbook in another program: LibreOffice opens it, and comes to the figures that we show."""

import shutil
import subprocess
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from contest.awards.units.queries import unit_table
from tests.awards.making import confirm
from tests.awards.units.making import ranking_units
from tests.exports.evaluating import evaluated
from tests.exports.reading import workbook_of
from tests.exports.test_units import EVERY_FACT, counted

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.skipif(
        not list(Path("/usr/lib/libreoffice/program").glob("libsclo.so")) or shutil.which("soffice") is None,
        reason="LibreOffice Calc is not installed",
    ),
]
ALWAYS_ANEW = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""
"""Of the program's settings: what a formula comes to is computed when a file is opened, whatever the file says."""


def through_calc(book: BytesIO, folder: Path) -> Path:
    """Give a workbook's file as LibreOffice has it: opened, computed and saved."""
    (folder / "profile/user").mkdir(parents=True)
    (folder / "profile/user/registrymodifications.xcu").write_text(ALWAYS_ANEW, encoding="utf-8")
    (folder / "results.xlsx").write_bytes(book.getvalue())
    (folder / "saved").mkdir()
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "saved"),
            str(folder / "results.xlsx"),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder / "saved/results.xlsx"


def charts_in(book: BytesIO | Path) -> int:
    """Give how many charts a workbook has."""
    with ZipFile(book) as package:
        return sum(name.startswith("xl/charts/chart") for name in package.namelist())


def plain(value: Any) -> Any:
    """Give a value as it is compared: numbers to nine places, moments to the second, an empty text as nothing."""
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    return round(float(value), 9) if isinstance(value, int | float) and not isinstance(value, bool) else value or None


def test_every_cell_is_there_and_every_formula_comes_to_the_figure_shown(tmp_path: Path) -> None:
    contest = ranking_units(unit_terms=EVERY_FACT)
    counted(contest)
    confirm(contest, list(unit_table(contest).chosen))
    book = workbook_of(contest)
    saved = through_calc(book, tmp_path)
    ours, theirs = load_workbook(book), load_workbook(saved, data_only=True)
    assert theirs.sheetnames == ours.sheetnames
    assert charts_in(saved) == charts_in(book) > 0
    formulas = 0
    for sheet in ours:
        cells = {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row}
        formulas += sum(isinstance(value, str) and value.startswith("=") for value in cells.values())
        found = {place: plain(theirs[sheet.title][place].value) for place in cells}
        assert found == {place: plain(value) for place, value in evaluated(cells).items()}, sheet.title
    assert formulas > 0
