"""The units' sheet: live formulas that come to the figures shown, and nothing that a person typed in any of them."""

import re
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from contest.awards.units.operations import Figures, enter_figures
from contest.awards.units.queries import unit_table
from contest.entries.units.models import Unit
from contest.exports.results import write_results
from contest.notice.announcement import FACTS, UnitTermAnnounced
from contest.notice.models import Contest
from contest.screening.operations import disqualify_entry
from tests.awards.making import confirm
from tests.awards.units.making import judged_entries, ranking_units, unit_named
from tests.exports.evaluating import evaluated
from tests.judging.making import handed_in
from tests.making import organiser_of

pytestmark = pytest.mark.django_db

ENTRIES = (("甲厂", 90), ("乙厂", 80), ("乙厂", 50), ("乙厂", 40), ("丙厂", 70), ("丁厂", 60))
EVERY_FACT = (
    *(
        UnitTermAnnounced(f"k{number}", fact, Decimal("0.35"), per=Decimal(3))
        for number, fact in enumerate(FACTS)
        if fact != "violations"
    ),
    UnitTermAnnounced("first", "awarded", Decimal("5.25"), "first", tie_order=1),
    UnitTermAnnounced("bad", "violations", Decimal("-1.5"), cap=Decimal(1)),
)


def sheet_of(contest: Contest) -> Any:
    book = BytesIO()
    write_results(contest, book, made_by="组织者", made_at=timezone.now())
    book.seek(0)
    return load_workbook(book)["单位"]


def cells_of(sheet: Any) -> dict[str, Any]:
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row}


def recomputed(sheet: Any) -> list[dict[str, Any]]:
    """Give each unit's row by heading, its formulas evaluated."""
    cells = evaluated(cells_of(sheet))
    headings = {cell.column_letter: cell.value for cell in sheet[1]}
    return [
        {heading: cells[f"{letter}{line}"] for letter, heading in headings.items()}
        for line in range(2, sheet.max_row + 1)
    ]


def counted(contest: Contest) -> None:
    """Let the units differ in everything that is counted."""
    judged_entries(contest, ENTRIES)
    late = handed_in_late(contest)
    disqualify_entry(
        entry=late,
        manuscript=late.manuscripts.get(),
        reason=contest.disqualification_reasons.get(),
        actor=organiser_of(contest),
    )
    figures = [
        Figures(unit_named("甲厂"), 7, Decimal("88.25"), "", 0),
        Figures(unit_named("乙厂"), 2, None, "", 0),
        Figures(unit_named("丙厂"), None, Decimal("91.75"), "", 0),
    ]
    enter_figures(contest=contest, figures=figures, actor=organiser_of(contest))


def handed_in_late(contest: Contest) -> Any:
    closes_at, contest.closes_at = contest.closes_at, None
    Contest.objects.filter(pk=contest.pk).update(closes_at=timezone.now() + timedelta(days=1))
    contest.refresh_from_db()
    entry = handed_in(contest, 30, unit="丁厂")
    Contest.objects.filter(pk=contest.pk).update(closes_at=closes_at)
    contest.refresh_from_db()
    return entry


@pytest.fixture
def contest() -> Contest:
    """A contest that ranks units by all that can be counted."""
    return ranking_units(unit_terms=EVERY_FACT)


def test_the_formulas_come_to_the_figures_shown(contest: Contest) -> None:
    counted(contest)
    table = unit_table(contest)
    rows = recomputed(sheet_of(contest))
    assert [row["单位"] for row in rows] == [row.facts.name for row in table.rows]
    for row, shown in zip(rows, table.rows, strict=True):
        assert round(Decimal(row["重算得分"]), 4) == round(Decimal(row["得分"]), 4) == shown.total
        points = [value for heading, value in row.items() if heading.endswith("·得分")]
        assert [round(Decimal(one), 4) for one in points] == [one.points for one in shown.points]
        assert row["依据"] == str(shown.why)
        assert row["名次"] == shown.place
    assert len({row["重算得分"] for row in rows}) == 4
    assert [row["按得分排序"] for row in rows] == [1, 2, 3, 4]
    assert [row["单位奖"] for row in rows] == ["优秀组织奖", "优秀组织奖", None, None]


def test_a_number_changed_in_the_sheet_changes_the_score(contest: Contest) -> None:
    counted(contest)
    sheet = sheet_of(contest)
    before = recomputed(sheet)
    heading = next(cell.column_letter for cell in sheet[1] if cell.value == "人数")
    line = next(number for number, row in enumerate(before, 2) if row["单位"] == "丙厂")
    sheet[f"{heading}{line}"] = 4
    after = recomputed(sheet)
    changed = [row["单位"] for row, other in zip(after, before, strict=True) if row["重算得分"] != other["重算得分"]]
    assert changed == ["丙厂"]


def test_once_confirmed_the_sheet_is_the_frozen_one(contest: Contest) -> None:
    counted(contest)
    confirm(contest, list(unit_table(contest).chosen))
    before = recomputed(sheet_of(contest))
    Unit.objects.update(name="改名的厂")
    contest.unit_terms.update(weight=9)
    contest.unit_figures.update(head_count=1)
    assert recomputed(sheet_of(contest)) == before


def test_no_formula_has_anything_in_it_that_a_person_typed(contest: Contest) -> None:
    counted(contest)
    for number, unit in enumerate(Unit.objects.all()):
        Unit.objects.filter(pk=unit.pk).update(name=f'=HYPERLINK("http://example.org",{number})')
    book = BytesIO()
    write_results(contest, book, made_by="=1+1", made_at=timezone.now())
    with ZipFile(book) as package:
        found = [
            formula
            for name in package.namelist()
            if name.startswith("xl/worksheets/")
            for formula in re.findall(r"<f>([^<]*)</f>", package.read(name).decode())
        ]
    assert len(found) == 4 * (len(EVERY_FACT) + 2)
    assert set("".join(found)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789$:()+-*/=,.")
    assert not re.search("HYPERLINK|example", "".join(found))


def test_a_formula_that_only_parts_equals_scores_nothing() -> None:
    contest = ranking_units(unit_terms=(UnitTermAnnounced("n", "entered", Decimal(0), tie_order=1),))
    judged_entries(contest, ENTRIES)
    rows = recomputed(sheet_of(contest))
    assert [(row["重算得分"], row["得分"]) for row in rows] == [(0, 0)] * 4
    assert rows[0]["单位"] == "乙厂"


def test_a_contest_without_prizes_to_people_has_a_sheet_too() -> None:
    contest = ranking_units(unit_terms=(UnitTermAnnounced("n", "awarded", Decimal(1)),))
    contest.tiers.filter(kind="person").delete()
    judged_entries(contest, ENTRIES)
    assert [row["重算得分"] for row in recomputed(sheet_of(contest))] == [0] * 4
