"""Units merged and parted: all goes over, is on record, and goes back."""

from pathlib import Path

import pytest

from contest.entries.models import Entry
from contest.entries.units.models import Unit, UnitMerge, UnitSpelling
from contest.entries.units.operations import (
    add_spelling,
    merge_units,
    name_unit,
    place_unit,
    remove_spelling,
    undo_merge,
    unit_called,
)
from contest.entries.units.queries import standing
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal
from tests.entries.together import at_once, shared_database
from tests.entries.units.making import entry_of, spelled, unit_of
from tests.entries.units.test_operations import last_event
from tests.making import make_contest, organiser_of

pytestmark = pytest.mark.django_db


def test_merged_all_goes_over_and_is_on_record(contest: Contest, organiser: User) -> None:
    short, full = unit_of(contest, "警备区政工局", 2), unit_of(contest, "上海警备区政治工作局")
    below = unit_of(contest, "政工局宣传处")
    place_unit(unit=below, parent="警备区政工局", contest=contest, actor=organiser)
    add_spelling(unit=short, name="政工局", contest=contest, actor=organiser)
    merge = merge_units(absorbed=short, into=full, contest=contest, actor=organiser, reason="简称", shown=2)
    short.refresh_from_db()
    below.refresh_from_db()
    assert (short.merged_into, below.parent) == (full, full)
    assert (short.entries.count(), full.entries.count()) == (0, 3)
    assert spelled(full) == [("上海警备区政治工作局", "canonical"), ("政工局", "short"), ("警备区政工局", "seen")]
    assert unit_called("警备区政工局") == unit_called("政工局") == full
    assert list(standing().order_by("pk")) == [full, below]
    assert (merge.entries.count(), merge.spellings.count(), list(merge.children.all())) == (2, 2, [below])
    assert last_event() == (
        "unit.merge",
        "unit",
        str(short.pk),
        {},
        {
            "unit": "警备区政工局",
            "into": "上海警备区政治工作局",
            "entries": 2,
            "spellings": ["警备区政工局", "政工局"],
            "below": ["政工局宣传处"],
        },
        "简称",
    )
    assert chain_faults() == []


def test_parted_all_that_is_still_there_goes_back(contest: Contest, organiser: User) -> None:
    short, full = unit_of(contest, "警备区政工局", 2), unit_of(contest, "上海警备区政治工作局")
    below = unit_of(contest, "政工局宣传处")
    place_unit(unit=below, parent="警备区政工局", contest=contest, actor=organiser)
    add_spelling(unit=short, name="政工局", contest=contest, actor=organiser)
    add_spelling(unit=short, name="政工", contest=contest, actor=organiser)
    merge = merge_units(absorbed=short, into=full, contest=contest, actor=organiser)
    later = entry_of(contest, "政工局", 7)
    first = short_entry(contest, 1)
    Entry.objects.filter(pk=first.pk).update(unit=unit_called("江声晚报"))
    remove_spelling(spelling=UnitSpelling.objects.get(name="政工"), contest=contest, actor=organiser)
    undone = undo_merge(merge=merge, contest=contest, actor=organiser)
    assert (undone.undone_by, undone.undone_at is not None) == (organiser, True)
    short.refresh_from_db()
    below.refresh_from_db()
    assert (short.merged_into, below.parent) == (None, short)
    assert list(short.entries.all()) == [short_entry(contest, 2)]
    assert Entry.objects.get(pk=later.pk).unit == full
    assert Entry.objects.get(pk=first.pk).unit == unit_called("江声晚报")
    assert spelled(short) == [("政工局", "short"), ("警备区政工局", "canonical")]
    assert spelled(full) == [("上海警备区政治工作局", "canonical")]
    assert last_event() == (
        "unit.part",
        "unit",
        str(short.pk),
        {},
        {"unit": "警备区政工局", "from": "上海警备区政治工作局", "entries": 1},
        "",
    )
    with pytest.raises(Refusal) as refusal:
        undo_merge(merge=merge, contest=contest, actor=organiser)
    assert refusal.value.code == "undone-already"


def short_entry(contest: Contest, number: int) -> Entry:
    return Entry.objects.get(contest=contest, unit_name="警备区政工局", title=f"第{number}篇")


def test_a_merge_and_its_undoing_leave_all_as_it_was(contest: Contest, organiser: User) -> None:
    one, other = unit_of(contest, "警备区政工局", 2), unit_of(contest, "上海警备区政治工作局", 2)
    add_spelling(unit=one, name="政工局", contest=contest, actor=organiser)

    def state() -> tuple[object, ...]:
        return (
            list(Unit.objects.order_by("pk").values()),
            list(UnitSpelling.objects.order_by("pk").values()),
            list(Entry.objects.order_by("pk").values_list("pk", "unit", "unit_name")),
        )

    before = state()
    merge = merge_units(absorbed=one, into=other, contest=contest, actor=organiser)
    undo_merge(merge=merge, contest=contest, actor=organiser)
    assert state() == before
    again = merge_units(absorbed=one, into=other, contest=contest, actor=organiser)
    undo_merge(merge=again, contest=contest, actor=organiser)
    assert state() == before


def test_merges_are_undone_from_the_last_one_back(contest: Contest, organiser: User) -> None:
    one, two, three = (unit_of(contest, name) for name in ("政工局", "警备区政工局", "上海警备区政治工作局"))
    first = merge_units(absorbed=one, into=two, contest=contest, actor=organiser)
    second = merge_units(absorbed=two, into=three, contest=contest, actor=organiser)
    assert unit_called("政工局") == three
    assert three.entries.count() == 3
    with pytest.raises(Refusal) as refusal:
        undo_merge(merge=first, contest=contest, actor=organiser)
    assert refusal.value.code == "undo-later-first"
    undo_merge(merge=second, contest=contest, actor=organiser)
    undo_merge(merge=first, contest=contest, actor=organiser)
    assert [unit.entries.count() for unit in (one, two, three)] == [1, 1, 1]
    assert [unit_called(unit.name) for unit in (one, two, three)] == [one, two, three]


def test_the_name_of_the_absorbed_may_become_the_name_of_both(contest: Contest, organiser: User) -> None:
    short, full = unit_of(contest, "政工局"), unit_of(contest, "上海警备区政治工作局")
    merge = merge_units(absorbed=full, into=short, contest=contest, actor=organiser)
    name_unit(unit=short, name="上海警备区政治工作局", contest=contest, actor=organiser)
    with pytest.raises(Refusal) as refusal:
        undo_merge(merge=merge, contest=contest, actor=organiser)
    assert refusal.value.code == "name-in-use"
    name_unit(unit=short, name="政工局", contest=contest, actor=organiser)
    undo_merge(merge=merge, contest=contest, actor=organiser)
    assert unit_called("上海警备区政治工作局") == full


def test_what_stands_in_the_way_of_a_merge(contest: Contest, organiser: User) -> None:
    one, other = unit_of(contest, "政工局"), unit_of(contest, "警备区")
    third = unit_of(contest, "潮声纪念馆")
    place_unit(unit=one, parent="警备区", contest=contest, actor=organiser)
    events = Event.objects.count()

    def code(absorbed: Unit, into: Unit, shown: int | None = None) -> str:
        with pytest.raises(Refusal) as refusal:
            merge_units(absorbed=absorbed, into=into, contest=contest, actor=organiser, shown=shown)
        return refusal.value.code

    assert code(one, one) == "same-unit"
    assert (code(one, other), code(other, one)) == ("units-in-line", "units-in-line")
    assert code(one, third, shown=2) == "merge-changed"
    assert Event.objects.count() == events
    merge_units(absorbed=one, into=third, contest=contest, actor=organiser, shown=1)
    assert (code(one, other), code(other, one)) == ("merged-already", "merged-already")
    assert UnitMerge.objects.count() == 1


def test_an_entry_handed_in_while_two_units_are_merged_is_not_left_behind(
    tmp_path: Path, transactional_db: None
) -> None:
    with shared_database(tmp_path):
        contest = make_contest()
        one, other = unit_of(contest, "政工局"), unit_of(contest, "警备区政工局")
        organiser = organiser_of(contest)

        def merge() -> int:
            return merge_units(absorbed=one, into=other, contest=contest, actor=organiser).pk

        answers = at_once(merge, lambda: entry_of(contest, "政工局", 2).pk, lambda: entry_of(contest, "政工局", 3).pk)
        assert [answer for answer in answers if isinstance(answer, Exception)] == []
        assert one.entries.count() == 0
        assert other.entries.count() == 4
        assert chain_faults() == []
