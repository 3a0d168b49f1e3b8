"""The sheets on offer: those of the workbook, each by a key that stays, and all of the same state."""

from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from contest.awards.models import PrizeList
from contest.exports.offers import offers_of, standing_of
from contest.judging.models import Round
from contest.judging.operations import prepare_round
from contest.notice.announcement import RoundAnnounced
from contest.notice.models import Contest
from contest.workbooks.plain import values_of
from contest.workbooks.reader import read_rows
from contest.workbooks.writer import write_workbook
from tests.awards.units.making import judged_entries, ranking_units
from tests.exports.reading import sheets_of, workbook_of
from tests.exports.walking import Walked, closed_round, mark, opened_round, three_essays
from tests.making import make_contest

pytestmark = pytest.mark.django_db


def keys(contest: Contest) -> list[str]:
    return [offer.key for offer in offers_of(standing_of(contest))]


def test_they_grow_with_the_contest(walked: Walked) -> None:
    assert keys(walked.contest) == ["entries", "days", "prizes", "units", "ledger"]
    prepare_round(contest=walked.contest, key="reading", actor=walked.organiser)
    assert keys(walked.contest) == ["entries", "days", "prizes", "units", "ledger"]


def test_every_sheet_of_the_workbook_is_one_of_them(walked: Walked, prizes: PrizeList) -> None:
    offers = offers_of(standing_of(walked.contest))
    assert [offer.key for offer in offers] == [
        "entries", "days", "marks-reading", "progress-reading", "spread-reading", "ranking-reading", "prizes", "units",
        "fair-judges-reading", "fair-near-reading", "ledger",
    ]  # fmt: skip
    made = [offer.make() for offer in offers]
    assert [sheet.title for sheet in made if sheet] == load_workbook(workbook_of(walked.contest)).sheetnames[1:]
    assert [offer.name for offer in offers][6:] == ["获奖", "单位", "公平·评委", "公平·边界", "账本"]


def test_while_a_round_is_open_a_sheet_holds_what_the_workbook_holds(walked: Walked) -> None:
    mark(opened_round(walked), {("灯火", "评委甲"): (35, 55)}, "开头好。")
    offers = {offer.key: offer for offer in offers_of(standing_of(walked.contest))}
    workbook = sheets_of(walked.contest)
    for key in ("marks-reading", "progress-reading", "ranking-reading", "prizes"):
        sheet = offers[key].make()
        assert sheet is not None
        out = BytesIO()
        write_workbook([sheet], out)
        assert read_rows(out, sheet.title) == workbook[sheet.title]
    assert sorted(len(row) for row in workbook["评分·初评"][1:]) == [3, 3, 3, 3, 3, 8]


def test_the_workbook_has_the_ranking_that_counts_and_the_others_are_on_offer() -> None:
    plans = (RoundAnnounced("reading", "初评", 2, "mean"), RoundAnnounced("final", "终评", 2, "mean"))
    walked = three_essays(round_plans=plans)
    first = closed_round(walked)
    now, rules = timezone.now(), {"position": 2, "readings": 2, "method": "mean", "seed": "s"}
    final = Round.objects.create(
        contest=walked.contest, key="final", name="终评", state="closed", opened_at=now, closed_at=now, **rules
    )
    criterion = first.criteria.all()[0]
    criterion.pk, criterion.round = None, final
    criterion.save()
    assert [key for key in keys(walked.contest) if key.startswith("ranking")] == ["ranking-reading", "ranking-final"]
    assert [title for title in sheets_of(walked.contest) if title.startswith("排名")] == ["排名·终评"]


def test_units_have_figures_where_the_workbook_has_formulas() -> None:
    contest = ranking_units()
    judged_entries(contest, (("甲厂", 90), ("乙厂", 80), ("乙厂", 50)))
    units = next(offer for offer in offers_of(standing_of(contest)) if offer.key == "units").make()
    assert units is not None
    headings = [column.heading for column in units.columns]
    assert not {"重算得分", "按得分排序"} & set(headings)
    for row in values_of(units):
        named = dict(zip(headings, row, strict=True))
        assert sum(value for heading, value in named.items() if heading.endswith("·得分")) == named["得分"]  # type: ignore[misc]


def test_to_say_what_there_is_costs_the_same_however_much_it_is(
    walked: Walked, prizes: PrizeList, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    empty = make_contest("autumn")
    with django_assert_num_queries(4):  # without a round nothing can have been decided on it
        offers_of(standing_of(empty))
    with django_assert_num_queries(5):
        offers_of(standing_of(walked.contest))
