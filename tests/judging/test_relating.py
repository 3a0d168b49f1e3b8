"""Relations: what a judge must not read is taken from them, wherever a round is open, and comes back by no accident."""

import pytest
from django.test import Client
from django.urls import reverse

from contest.entries.units.operations import merge_units, undo_merge
from contest.judging.draw import Bar
from contest.judging.drawing import propose_draw
from contest.judging.marking import save_reading
from contest.judging.models import Reading, Relation, Round
from contest.judging.relating import declare_relation, relate, relieve, take_back_relation
from contest.judging.relations import come_to_light, search
from contest.ledger.models import Event
from contest.notice.models import Contest
from contest.outbox.models import Message
from contest.people.models import User
from contest.phrases import Refusal
from tests.judging.making import handed_in, judge, marks, opened, pairs, passed, prepared, readings, submit
from tests.making import end_intake, make_contest, organiser_of

pytestmark = pytest.mark.django_db


def test_who_declares_a_relation_is_relieved_and_another_is_drawn(round_: Round) -> None:
    before, first = pairs(round_), readings(round_)[0]
    person, number = first.judge.person, first.round_entry.number
    submit(first, 30, 50)
    redraw = declare_relation(reading=first, reason="同乡", actor=person)
    ((drawn,),) = (redraw.readings,)
    assert (drawn.round_entry.number, drawn.origin) == (number, Reading.Origin.INSTEAD)
    assert pairs(round_) == before - {(person.pk, number)} | {(drawn.judge.person_id, number)}
    assert drawn.judge.person_id != person.pk
    first.refresh_from_db()
    assert (first.ended_as, str(first.total), first.marks.count()) == ("relation", "80.0000", 2)
    assert (drawn.round_entry.score, Relation.objects.get().reason) == (None, "同乡")
    assert Event.objects.filter(action="relation.declare").get().reason == "同乡"
    assert Message.objects.filter(person=drawn.judge.person, subject__startswith="请加评").count() == 1
    assert declare_relation(reading=first, reason="又一次", actor=person).readings == ()
    with pytest.raises(Refusal, match="已经不归您评阅"):
        save_reading(reading=first, marks=marks(1, 1), comment="")


def test_a_relation_holds_in_later_draws_too(contest: Contest, judges: list[User]) -> None:
    entry, other = passed(contest, 1), passed(contest, 2, unit="第9厂")
    round_ = prepared(contest, judges[:3])
    relate(contest=contest, person=judges[0], entry=entry, reason="师生", actor=organiser_of(contest))
    assert other.unit is not None
    relate(contest=contest, person=judges[1], unit=other.unit, reason="曾在该单位", actor=organiser_of(contest))
    readers = propose_draw(round_).draw.readings
    assert (entry.token, str(judges[0].pk)) not in readers
    assert (other.token, str(judges[1].pk)) not in readers
    assert len(readers) == 4


def test_a_relation_to_a_unit_holds_under_the_name_that_it_is_merged_into(contest: Contest, judges: list[User]) -> None:
    entry, same = passed(contest, 1, unit="江声社"), passed(contest, 2, unit="江声晚报社")
    round_, organiser = prepared(contest, judges[:3]), organiser_of(contest)
    assert entry.unit is not None
    assert same.unit is not None
    relate(contest=contest, person=judges[0], unit=entry.unit, reason="曾在该单位", actor=organiser)
    merge = merge_units(absorbed=entry.unit, into=same.unit, contest=contest, actor=organiser)
    readers = [person for _, person in propose_draw(round_).draw.readings]
    assert sorted(readers) == sorted(str(one.pk) for one in (judges[1], judges[2]) for _ in range(2))
    undo_merge(merge=merge, contest=contest, actor=organiser)
    barred = {(entry.token, str(judges[0].pk))}
    assert propose_draw(round_).conflicts == len(barred)
    assert not barred & set(propose_draw(round_).draw.readings)


def test_what_the_office_puts_on_record_takes_what_is_being_read(contest: Contest, round_: Round) -> None:
    first = readings(round_)[0]
    person, row, before = first.judge.person, first.round_entry, pairs(round_)
    submit(first, 30, 50)
    redraw = relate(
        contest=contest, person=person, unit=row.entry.unit, reason="曾在该单位", actor=organiser_of(contest)
    )
    (drawn,) = redraw.readings
    assert pairs(round_) == before - {(person.pk, row.number)} | {(drawn.judge.person_id, row.number)}
    first.refresh_from_db()
    row.refresh_from_db()
    assert (first.ended_as, str(first.total), row.score) == ("relation", "80.0000", None)
    again = relate(contest=contest, person=person, unit=row.entry.unit, reason="又一次", actor=organiser_of(contest))
    assert (again.readings, contest.relations.count()) == ((), 1)


def test_a_relation_to_what_another_judge_reads_changes_nothing(
    contest: Contest, round_: Round, judges: list[User]
) -> None:
    entry = readings(round_)[0].round_entry.entry
    readers = {one.judge.person_id for one in readings(round_, entry)}
    other, before = next(one for one in judges if one.pk not in readers), pairs(round_)
    assert relate(contest=contest, person=other, entry=entry, reason="师生", actor=organiser_of(contest)).readings == ()
    assert pairs(round_) == before


def test_a_relation_taken_back_holds_no_longer_and_stays_on_record(contest: Contest, judges: list[User]) -> None:
    entry, organiser = passed(contest, 1), organiser_of(contest)
    round_ = prepared(contest, judges[:2])
    relate(contest=contest, person=judges[0], entry=entry, reason="师生", actor=organiser)
    relation = contest.relations.get()
    assert len(propose_draw(round_).draw.readings) == 1
    with pytest.raises(Refusal, match="请写明撤销的原因"):
        take_back_relation(relation=relation, reason=" ", actor=organiser)
    take_back_relation(relation=relation, reason="记错了人", actor=organiser)
    assert len(propose_draw(round_).draw.readings) == 2
    with pytest.raises(Refusal, match="已经撤销"):
        take_back_relation(relation=relation, reason="再撤", actor=organiser)
    event = Event.objects.get(action="relation.end")
    assert (event.reason, event.before) == ("记错了人", {"entry": entry.token, "unit": "", "reason": "师生"})
    relate(contest=contest, person=judges[0], entry=entry, reason="确是师生", actor=organiser)
    assert (contest.relations.count(), len(propose_draw(round_).draw.readings)) == (2, 1)


def test_units_merged_after_the_draw_show_who_must_be_relieved(contest: Contest, office: Client) -> None:
    entry = passed(contest, 1, unit="江声社")
    homes = {}
    for number, name in enumerate(("东厂", "西厂", "南厂"), 2):
        homes[judge(contest, number, unit=name).pk] = passed(contest, number, unit=name).unit
    people = list(User.objects.filter(pk__in=homes))
    round_, organiser = opened(contest, people), organiser_of(contest)
    address = reverse("round", args=[contest.slug, round_.key])
    first, before = readings(round_, entry)[0], pairs(round_)
    number, person, home = first.round_entry.number, first.judge.person, homes[first.judge.person_id]
    (free,) = set(homes) - {one.judge.person_id for one in readings(round_, entry)}
    submit(first, 30, 50)
    assert come_to_light(round_) == []
    assert "应当回避" not in office.get(address).content.decode()
    with pytest.raises(Refusal, match="现在没有要回避的评阅"):
        relieve(round_=round_, actor=organiser)
    assert entry.unit is not None
    assert home is not None
    merge_units(absorbed=entry.unit, into=home, contest=contest, actor=organiser)
    (met,) = come_to_light(round_)
    assert (met.reading, met.bar) == (first, Bar.OWN_UNIT)
    assert f"第 {number} 号，{person.name}：本单位的作品" in office.get(address).content.decode()
    act = reverse("act-on-round", args=[contest.slug, round_.key])
    assert "要回避的评阅已经结束。" in office.post(act, {"act": "relieve"}, follow=True).content.decode()
    first.refresh_from_db()
    assert (first.ended_as, str(first.total), first.round_entry.score) == ("relation", "80.0000", None)
    assert pairs(round_) == before - {(person.pk, number)} | {(free, number)}
    assert come_to_light(round_) == []
    event = Event.objects.get(action="relation.declare")
    assert (event.subject_key, event.after["judge"], event.reason) == (first.token, person.name, "本单位的作品")


def test_while_the_contest_is_sealed_no_search_names_an_entry() -> None:
    contest = make_contest(sealed=True)
    entry = handed_in(contest, 1)
    receipt = entry.receipts.get().number
    for words in (entry.title, entry.author, receipt):
        assert search(contest, words).entries == {}
    end_intake(contest)
    for words in (entry.title, entry.author, receipt):
        assert list(search(contest, words).entries.values()) == [entry]
