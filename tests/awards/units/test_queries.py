"""What is counted of units, and the table that is made of it."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contest.awards.units.facts import UnitFacts
from contest.awards.units.operations import Figures, enter_figures
from contest.awards.units.queries import proposed_units, unit_facts, unit_table
from contest.entries.models import Entry, ManuscriptCheck
from contest.entries.units.operations import merge_units, place_unit, undo_merge, unit_called
from contest.judging.operations import close_round
from contest.notice.announcement import RoundAnnounced
from contest.notice.models import Contest
from contest.screening.operations import disqualify_entry
from tests.awards.units.making import judged_entries, ranking_units, unit_named
from tests.judging.making import closed, handed_in, judge, opened, passed, readings, submit
from tests.making import end_intake, entrant_of, hand_in_entry, make_contest, make_person, organiser_of

pytestmark = pytest.mark.django_db


def known(contest: Contest, unit: str, **figures: object) -> None:
    values = {"head_count": None, "committee_mark": None, "note": "", "revision": 0, **figures}
    enter_figures(
        contest=contest,
        figures=[Figures(unit_named(unit), **values)],  # type: ignore[arg-type]
        actor=organiser_of(contest),
    )


def test_every_number_of_a_unit(contest: Contest) -> None:
    entries = [passed(contest, number, unit="甲厂") for number in (1, 2)]
    entries += [handed_in(contest, 3, unit="甲厂"), handed_in(contest, 4, unit="乙厂")]
    hand_in_entry(contest, entrant_of(entries[0]), title="又一篇", unit="甲厂")
    disqualify_entry(
        entry=entries[2],
        manuscript=entries[2].manuscripts.get(),
        reason=contest.disqualification_reasons.get(),
        actor=organiser_of(contest),
    )
    passed(make_contest("autumn"), 1, unit="甲厂")
    Entry.objects.create(contest=contest, entrant=make_person("draft@example.org", "周草"))
    end_intake(contest)
    on_time, late = contest.closes_at, entries[1]
    Entry.objects.filter(contest=contest).handed_in().exclude(pk=late.pk).update(received_at=on_time)
    for entry, layout in zip(entries, ("pass", "advise", "unverified", "pass"), strict=True):
        ManuscriptCheck.objects.filter(manuscript=entry.manuscript).update(layout=layout)
    ManuscriptCheck.objects.filter(manuscript__entry__title="又一篇").update(layout="")
    known(contest, "甲厂", head_count=30, committee_mark=Decimal("88.5"))
    awarded = {unit_named("甲厂"): {"first": 1}}
    assert unit_facts(contest, awarded) == [
        UnitFacts(
            unit=unit_named("甲厂"), name="甲厂", entered=4, valid=2, on_time=3, checked=2, layout=1, advanced=None,
            awarded={"first": 1}, violations=1, authors=3, head_count=30, mark=Decimal("88.5"),
        ),
        UnitFacts(
            unit=unit_named("乙厂"), name="乙厂", entered=1, on_time=1, checked=1, layout=1, awarded={}, authors=1,
        ),
    ]  # fmt: skip


def test_what_nobody_can_know_yet_is_missing() -> None:
    contest = make_contest(layout_profile="free")
    passed(contest, 1, unit="甲厂")
    (one,) = unit_facts(contest, None)
    assert (one.checked, one.layout, one.advanced, one.awarded, one.head_count, one.mark) == (None,) * 6


def test_who_came_into_a_later_round() -> None:
    plans = (
        RoundAnnounced("first", "初评", 2, "mean"),
        RoundAnnounced("final", "终评", 2, "mean", takes="number", takes_figure=Decimal(2)),
    )
    contest = make_contest(round_plans=plans)
    entries = [passed(contest, number, unit=unit) for number, unit in enumerate(("甲厂", "甲厂", "乙厂"), 1)]
    judges = [judge(contest, 1), judge(contest, 2)]
    closed(contest, {entry.pk: score for entry, score in zip(entries, (90, 70, 80), strict=True)}, judges, "first")
    assert [one.advanced for one in unit_facts(contest, None)] == [None, None]
    final = opened(contest, judges, "final")
    for reading in readings(final):
        submit(reading, 30, 50)
    close_round(round_=final, actor=organiser_of(contest))
    assert {one.name: one.advanced for one in unit_facts(contest, None)} == {"甲厂": 1, "乙厂": 1}


def test_a_merged_unit_counts_as_one_and_keeps_its_own_figures(contest: Contest) -> None:
    for number, unit in enumerate(("上海印染厂", "印染厂", "乙厂"), 1):
        passed(contest, number, unit=unit)
    known(contest, "印染厂", head_count=20)
    merge = merge_units(
        absorbed=unit_called("印染厂"), into=unit_called("上海印染厂"), contest=contest, actor=organiser_of(contest)
    )
    assert {one.name: (one.entered, one.head_count) for one in unit_facts(contest, None)} == {
        "上海印染厂": (2, 20),
        "乙厂": (1, None),
    }
    known(contest, "上海印染厂", head_count=500)
    assert {one.name: one.head_count for one in unit_facts(contest, None)} == {"上海印染厂": 500, "乙厂": None}
    undo_merge(merge=merge, contest=contest, actor=organiser_of(contest))
    assert {one.name: one.head_count for one in unit_facts(contest, None)} == {
        "上海印染厂": 500, "印染厂": 20, "乙厂": None,
    }  # fmt: skip


def test_a_unit_below_another_counts_by_itself_and_says_what_stands_above(contest: Contest) -> None:
    passed(contest, 1, unit="甲厂")
    passed(contest, 2, unit="甲厂一车间")
    place_unit(unit=unit_called("甲厂一车间"), parent="甲厂", contest=contest, actor=organiser_of(contest))
    assert [(one.name, one.above, one.entered) for one in unit_facts(contest, None)] == [
        ("甲厂", "", 1),
        ("甲厂一车间", "甲厂", 1),
    ]


def test_the_table_by_the_formula_of_the_notice() -> None:
    contest = ranking_units()
    judged_entries(contest, [("甲厂", 90), ("乙厂", 80), ("乙厂", 70), ("乙厂", 60), ("乙厂", 50), ("丙厂", 40)])
    known(contest, "丙厂", head_count=2)
    table = unit_table(contest)
    assert [(row.facts.name, row.place, row.total, row.is_in) for row in table.rows] == [
        ("甲厂", 1, 8, True),
        ("乙厂", 2, 7, True),
        ("丙厂", 3, Decimal("3.5"), False),
    ]
    assert [(one.name, str(one.sentence)) for one in proposed_units(contest)] == [
        (
            "甲厂",
            "得分8（报送篇数1乘1得1、“一等奖”篇数1乘5得5、获奖篇数1乘2得2、参与率（报送篇数÷人数）没有数据，不计分、"
            "取消资格篇数0乘-2得0），第1名，在优秀组织奖的2个名额内",
        ),
        (
            "乙厂",
            "得分7（报送篇数4，封顶计3，乘1得3、“一等奖”篇数0乘5得0、获奖篇数2乘2得4、参与率（报送篇数÷人数）没有数据，不计分、"
            "取消资格篇数0乘-2得0），第2名，在优秀组织奖的2个名额内",
        ),
    ]


def test_without_a_formula_nothing_is_proposed(contest: Contest) -> None:
    judged_entries(contest, [("甲厂", 90), ("乙厂", 80)])
    assert proposed_units(contest) == ()
    assert [(row.facts.name, row.place) for row in unit_table(contest).rows] == [("乙厂", None), ("甲厂", None)]


def test_the_table_costs_the_same_at_few_and_many() -> None:
    counts = []
    for slug, units in (("few", 2), ("many", 14)):
        contest = ranking_units(slug)
        judged_entries(contest, [(f"第{number}厂", 50 + number) for number in range(units)])
        known(contest, "第1厂", head_count=9)
        with CaptureQueriesContext(connection) as captured:
            assert len(unit_table(Contest.objects.get(pk=contest.pk)).rows) == units
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[0] <= 17
