"""The verbs on units: found and made, settled, named, spelled, placed."""

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from contest.entries.models import Entry
from contest.entries.units.models import SpellingKind, Unit, UnitMerge, UnitSpelling
from contest.entries.units.operations import (
    add_spelling,
    merge_units,
    name_unit,
    place_unit,
    remove_spelling,
    settle_unit,
    undo_merge,
    unit_called,
)
from contest.ledger.models import Event
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal
from tests.entries.together import at_once, shared_database
from tests.entries.units.making import entry_of, spelled, unit_of
from tests.making import make_contest, make_person, organiser_of

pytestmark = pytest.mark.django_db


def last_event() -> tuple[str, str, str, dict[str, object], dict[str, object], str]:
    event = Event.objects.latest("sequence")
    return event.action, event.subject_kind, event.subject_key, event.before, event.after, event.reason


# --- found and made ------------------------------------------------------------------------------------------------


def test_a_new_name_makes_a_unit_that_nobody_has_settled() -> None:
    unit = unit_called(" 潮声\u200b 纪念馆 ")
    assert (unit.name, unit.key, unit.settled_at, unit.parent, unit.merged_into) == (
        "潮声 纪念馆",
        "潮声纪念馆",
        None,
        None,
        None,
    )
    assert spelled(unit) == [("潮声 纪念馆", "canonical")]
    assert unit_called("潮声纪念馆") == unit
    assert (Unit.objects.count(), UnitSpelling.objects.count(), Event.objects.count()) == (1, 1, 0)


@pytest.mark.parametrize("name", ["", "  ", "\u200b"])
def test_no_name_is_no_unit(name: str) -> None:
    with pytest.raises(Refusal) as refusal:
        unit_called(name)
    assert refusal.value.code == "no-unit-name"


def test_a_unit_from_before_there_were_spellings_is_found() -> None:
    old = Unit.objects.create(name="潮声纪念馆", key="潮声纪念馆")
    assert unit_called("潮声纪念馆") == old
    assert spelled(old) == [("潮声纪念馆", "canonical")]


@pytest.mark.django_db(transaction=True)
def test_two_find_a_new_unit_at_once(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        answers = at_once(*[lambda: unit_called("潮声纪念馆").pk] * 4)
        assert len(set(answers)) == 1
        assert Unit.objects.values_list("pk", flat=True).get() == answers[0]
        assert UnitSpelling.objects.count() == 1


# --- settled, named, spelled ---------------------------------------------------------------------------------------


def test_settled_once(contest: Contest, organiser: User) -> None:
    unit = unit_of(contest, "潮声纪念馆")
    settled = settle_unit(unit=unit, contest=contest, actor=organiser)
    assert settled.settled_at is not None
    assert last_event() == ("unit.settle", "unit", str(unit.pk), {}, {"unit": "潮声纪念馆"}, "")
    events = Event.objects.count()
    assert settle_unit(unit=unit, contest=contest, actor=organiser).settled_at == settled.settled_at
    assert Event.objects.count() == events


def test_a_new_name_and_the_old_one_stays_a_spelling(contest: Contest, organiser: User) -> None:
    unit = unit_of(contest, "政工局")
    named = name_unit(unit=unit, name="上海警备区政治工作局", contest=contest, actor=organiser)
    assert (named.name, named.key) == ("上海警备区政治工作局", "上海警备区政治工作局")
    assert spelled(unit) == [("上海警备区政治工作局", "canonical"), ("政工局", "seen")]
    assert last_event() == (
        "unit.name",
        "unit",
        str(unit.pk),
        {"name": "政工局"},
        {"name": "上海警备区政治工作局"},
        "",
    )
    assert unit_called("政工局") == unit_called("上海警备区政治工作局") == unit
    back = name_unit(unit=unit, name="政工局", contest=contest, actor=organiser)
    assert back.name == "政工局"
    assert spelled(unit) == [("上海警备区政治工作局", "seen"), ("政工局", "canonical")]


def test_the_same_name_written_otherwise(contest: Contest, organiser: User) -> None:
    unit = unit_of(contest, "潮声（集团）")
    name_unit(unit=unit, name="潮声(集团)", contest=contest, actor=organiser)
    assert spelled(unit) == [("潮声(集团)", "canonical")]
    events = Event.objects.count()
    name_unit(unit=unit, name="潮声(集团)", contest=contest, actor=organiser)
    assert Event.objects.count() == events


def test_a_spelling_leads_to_one_unit(contest: Contest, organiser: User) -> None:
    unit, other = unit_of(contest, "复旦大学"), unit_of(contest, "同济大学")
    added = add_spelling(unit=unit, name="复旦", contest=contest, actor=organiser)
    assert (added.kind, added.unit) == (SpellingKind.SHORT, unit)
    assert last_event() == (
        "unit.spell",
        "unit",
        str(unit.pk),
        {},
        {"unit": "复旦大学", "spelling": "复旦"},
        "",
    )
    events = Event.objects.count()
    assert add_spelling(unit=unit, name="复 旦", contest=contest, actor=organiser) == added
    for step in (add_spelling, name_unit):
        with pytest.raises(Refusal) as refusal:
            step(unit=other, name="复旦", contest=contest, actor=organiser)
        assert refusal.value.code == "spelling-taken"
        with pytest.raises(Refusal) as refusal:
            step(unit=other, name=" ", contest=contest, actor=organiser)
        assert refusal.value.code == "no-unit-name"
    assert Event.objects.count() == events
    assert unit_called("复旦") == unit


def test_a_spelling_is_taken_away_again_but_not_the_name(contest: Contest, organiser: User) -> None:
    unit = unit_of(contest, "复旦大学")
    added = add_spelling(unit=unit, name="复旦", contest=contest, actor=organiser)
    entry = entry_of(contest, "复旦", 2)
    remove_spelling(spelling=added, contest=contest, actor=organiser)
    assert last_event() == (
        "unit.unspell",
        "unit",
        str(unit.pk),
        {"unit": "复旦大学", "spelling": "复旦"},
        {},
        "",
    )
    assert Entry.objects.get(pk=entry.pk).unit == unit
    assert unit_called("复旦") != unit
    with pytest.raises(Refusal) as refusal:
        remove_spelling(spelling=unit.spellings.get(), contest=contest, actor=organiser)
    assert refusal.value.code == "spelling-stays"


# --- placed --------------------------------------------------------------------------------------------------------


def test_placed_below_another_without_circles(contest: Contest, organiser: User) -> None:
    office, district = unit_of(contest, "人武部政工科"), unit_of(contest, "宝山区人武部")
    place_unit(unit=office, parent="宝山区人武部", contest=contest, actor=organiser)
    assert last_event() == (
        "unit.place",
        "unit",
        str(office.pk),
        {"parent": ""},
        {"unit": "人武部政工科", "parent": "宝山区人武部"},
        "",
    )
    placed = place_unit(unit=district, parent="上海警备区", contest=contest, actor=organiser)
    assert placed.parent is not None
    assert placed.parent.settled_at is not None, "the office named it itself"
    garrison = placed.parent
    events = Event.objects.count()
    for unit, parent in ((garrison, "人武部政工科"), (district, "人武部政工科"), (district, "宝山区人武部")):
        with pytest.raises(Refusal) as refusal:
            place_unit(unit=unit, parent=parent, contest=contest, actor=organiser)
        assert refusal.value.code == "unit-in-circle"
    place_unit(unit=district, parent="上海警备区", contest=contest, actor=organiser)
    assert Event.objects.count() == events
    place_unit(unit=office, parent="", contest=contest, actor=organiser)
    office.refresh_from_db()
    assert office.parent is None


def test_a_refused_place_makes_no_unit(contest: Contest, organiser: User) -> None:
    other = make_contest("autumn")
    shared = unit_of(contest, "潮声纪念馆")
    unit_of(other, "潮声纪念馆")
    with pytest.raises(Refusal):
        place_unit(unit=shared, parent="从来没有的单位", contest=contest, actor=organiser)
    assert not Unit.objects.filter(name="从来没有的单位").exists()


# --- shared by contests --------------------------------------------------------------------------------------------


def test_what_other_contests_use_is_not_changed_from_one(contest: Contest, organiser: User) -> None:
    elsewhere = make_contest("autumn")
    shared, own = unit_of(contest, "潮声纪念馆"), unit_of(contest, "潮声记念馆")
    unit_of(elsewhere, "潮声纪念馆")
    spelling = add_spelling(unit=shared, name="潮声馆", contest=contest, actor=organiser)
    settle_unit(unit=shared, contest=contest, actor=organiser)
    steps = (
        lambda: name_unit(unit=shared, name="馆", contest=contest, actor=organiser),
        lambda: place_unit(unit=shared, parent="上海", contest=contest, actor=organiser),
        lambda: remove_spelling(spelling=spelling, contest=contest, actor=organiser),
        lambda: merge_units(absorbed=shared, into=own, contest=contest, actor=organiser),
    )
    for step in steps:
        with pytest.raises(Refusal) as refusal:
            step()
        assert refusal.value.code == "unit-shared"
    merge = merge_units(absorbed=own, into=shared, contest=contest, actor=organiser)
    with pytest.raises(Refusal) as refusal:
        undo_merge(merge=merge, contest=elsewhere, actor=organiser_of(elsewhere))
    assert refusal.value.code == "unit-shared"
    undo_merge(merge=merge, contest=contest, actor=organiser)
    assert own.entries.count() == 1


# --- held by the database ------------------------------------------------------------------------------------------


def test_the_database_holds_what_must_hold(contest: Contest, organiser: User) -> None:
    one, other = unit_of(contest, "甲"), unit_of(contest, "乙")
    wrong = (
        lambda: Unit.objects.create(name="甲", key="甲"),
        lambda: Unit.objects.filter(pk=one.pk).update(parent=one),
        lambda: Unit.objects.filter(pk=one.pk).update(merged_into=one),
        lambda: UnitSpelling.objects.create(unit=other, name="甲", key="甲", kind="seen"),
        lambda: UnitSpelling.objects.create(unit=one, name="丙", key="丙", kind="canonical"),
        lambda: UnitMerge.objects.create(absorbed=one, into=one, by=organiser, at=timezone.now()),
        lambda: UnitMerge.objects.create(
            absorbed=one, into=other, by=organiser, at=timezone.now(), undone_at=timezone.now()
        ),
    )
    for step in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            step()
    merge_units(absorbed=one, into=other, contest=contest, actor=organiser)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitMerge.objects.create(absorbed=one, into=other, by=make_person(), at=timezone.now())
