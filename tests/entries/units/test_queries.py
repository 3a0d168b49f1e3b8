"""Reads of units: what is offered, suggested, and counts as the same for a conflict of interest."""

import pytest
from django.utils import timezone

from contest.entries.operations import withdraw
from contest.entries.units.models import Unit
from contest.entries.units.operations import add_spelling, merge_units, place_unit, settle_unit, unit_called
from contest.entries.units.queries import (
    known_spellings,
    lines_of,
    offered,
    proposed_for,
    spelled_in,
    standing_for,
    suggested_names,
    units_of,
)
from contest.notice.models import Contest
from contest.people.models import User
from tests.entries.units.making import entry_of, unit_of
from tests.making import make_contest, organiser_of

pytestmark = pytest.mark.django_db


def test_the_list_has_the_unsettled_first_then_those_with_most_entries(contest: Contest, organiser: User) -> None:
    few, many, new = unit_of(contest, "甲厂"), unit_of(contest, "乙厂", 3), unit_of(contest, "丙厂")
    unit_of(make_contest("autumn"), "丁厂")
    for unit in (few, many):
        settle_unit(unit=unit, contest=contest, actor=organiser)
    entry = many.entries.latest("pk")
    assert entry.entrant is not None
    withdraw(entry=entry, person=entry.entrant, arrived_at=timezone.now())
    rows = units_of(contest)
    assert list(rows) == [new, few, many]
    assert [(vars(row)["here"], vars(row)["touched"]) for row in rows] == [(1, 1), (1, 1), (2, 3)]
    assert [(vars(row)["elsewhere"], vars(row)["withdrawn"]) for row in rows] == [(0, 0), (0, 0), (0, 1)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("复旦", {"复旦大学"}),
        ("FUDAN", {"复旦大学"}),
        ("大学", {"复旦大学", "同济大学"}),
        ("清华", set()),
        ("同济 大", {"同济大学"}),
    ],
)
def test_searched_by_any_spelling(contest: Contest, organiser: User, words: str, found: set[str]) -> None:
    unit, _ = unit_of(contest, "复旦大学"), unit_of(contest, "同济大学")
    add_spelling(unit=unit, name="Fudan University", contest=contest, actor=organiser)
    assert {row.name for row in units_of(contest, words)} == found


def test_what_nobody_has_settled_elsewhere_stays_there(contest: Contest) -> None:
    elsewhere = make_contest("autumn")
    private, settled, own = unit_of(elsewhere, "张三家"), unit_of(elsewhere, "同济大学"), unit_of(contest, "复旦大学")
    settle_unit(unit=settled, contest=elsewhere, actor=organiser_of(elsewhere))
    assert set(offered(contest)) == {settled, own}
    assert {one.name for one in known_spellings(contest).known} == {"同济大学", "复旦大学"}
    assert private not in offered(contest)


def test_the_nearest_units_under_their_canonical_names(contest: Contest, organiser: User) -> None:
    garrison, new = unit_of(contest, "上海警备区政治工作局"), unit_of(contest, "警备区政工处")
    add_spelling(unit=garrison, name="警备区政工局", contest=contest, actor=organiser)
    (first, *_) = proposed_for([new], known_spellings(contest))[new.pk]
    assert (first.unit, first.name, first.likeness.name, first.is_above, first.is_here) == (
        garrison.pk,
        "上海警备区政治工作局",
        "警备区政工局",
        False,
        True,
    )


def test_only_settled_names_are_suggested_the_most_used_if_they_are_many(contest: Contest, organiser: User) -> None:
    unit_of(contest, "没人看过的单位")
    for name, entries in (("乙厂", 2), ("甲厂", 1), ("丙厂", 1)):
        settle_unit(unit=unit_of(contest, name, entries), contest=contest, actor=organiser)
    assert suggested_names() == sorted(["甲厂", "乙厂", "丙厂"])
    assert suggested_names(2) == sorted(["乙厂", "丙厂"])
    merge_units(absorbed=unit_called("乙厂"), into=unit_called("甲厂"), contest=contest, actor=organiser)
    assert suggested_names() == sorted(["甲厂", "丙厂"])


def test_spellings_in_a_file_name(contest: Contest, organiser: User) -> None:
    unit = unit_of(contest, "复旦大学")
    add_spelling(unit=unit, name="复旦", contest=contest, actor=organiser)
    unit_of(contest, "同济大学")
    assert sorted(spelled_in("十周年-复旦大学-灯火-林晓.docx")) == ["复旦", "复旦大学"]


def test_what_counts_as_the_same_unit(contest: Contest, organiser: User) -> None:
    names = ("上海警备区", "宝山区人武部", "宝山区人武部政工科", "静安区人武部", "宝山人武部", "江声晚报")
    garrison, district, office, other, short, paper = (unit_of(contest, name) for name in names)
    place_unit(unit=district, parent="上海警备区", contest=contest, actor=organiser)
    place_unit(unit=other, parent="上海警备区", contest=contest, actor=organiser)
    place_unit(unit=office, parent="宝山区人武部", contest=contest, actor=organiser)
    merge_units(absorbed=short, into=district, contest=contest, actor=organiser)
    lines = lines_of({"宝山人武部", "宝山区人武部政工科", "江声晚报", "从来没有的单位"})
    assert lines == {
        "宝山人武部": {garrison.pk, district.pk, office.pk, short.pk},
        "宝山区人武部政工科": {garrison.pk, district.pk, office.pk, short.pk},
        "江声晚报": {paper.pk},
    }
    assert lines_of(set()) == {}


def test_the_unit_that_a_unit_is_by_now(contest: Contest, organiser: User) -> None:
    one, two, three = (unit_of(contest, name) for name in ("政工局", "警备区政工局", "上海警备区政治工作局"))
    merge_units(absorbed=one, into=two, contest=contest, actor=organiser)
    merge_units(absorbed=two, into=three, contest=contest, actor=organiser)
    assert standing_for([one.pk, two.pk, three.pk]) == dict.fromkeys([one.pk, two.pk, three.pk], three.pk)


def test_an_entry_by_a_spelling_leads_to_its_unit(contest: Contest, organiser: User) -> None:
    unit = unit_of(contest, "复旦大学")
    add_spelling(unit=unit, name="复旦", contest=contest, actor=organiser)
    entry = entry_of(contest, "复旦")
    assert (entry.unit, entry.unit_name) == (unit, "复旦")
    assert Unit.objects.count() == 1
