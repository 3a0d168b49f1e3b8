"""Who reads what changes while a round is open, and no mark is lost."""

import pytest

from contest.judging.marking import reopen_reading
from contest.judging.models import Judge, Round
from contest.judging.operations import close_round
from contest.judging.queries import readings_of
from contest.judging.redrawing import leave_round, read_once_more, replace_judge, take_in
from contest.judging.relating import declare_relation
from contest.ledger.models import Event
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal
from tests.judging.making import judge, opened, pairs, passed, readings, seat_of, submit
from tests.making import organiser_of

pytestmark = pytest.mark.django_db


def test_who_leaves_keeps_what_they_submitted_and_the_rest_is_drawn(round_: Round, judges: list[User]) -> None:
    seat = seat_of(round_, judges[0])
    own = [one for one in readings(round_) if one.judge_id == seat.pk]
    submit(own[0], 30, 50)
    redraw = leave_round(judge=seat, leaving=Judge.Leaving.REFUSED, reason="出差", actor=judges[0])
    assert sorted(one.round_entry.number for one in redraw.readings) == [one.round_entry.number for one in own[1:]]
    assert {number for person, number in pairs(round_) if person == judges[0].pk} == {own[0].round_entry.number}
    assert all(sum(1 for _, read in pairs(round_) if read == number) == 2 for number in range(1, 7))
    own[0].round_entry.refresh_from_db()
    assert own[0].round_entry.score == 80
    assert not readings_of(judges[0], round_.contest).exists()
    with pytest.raises(Refusal, match="已经退出这一轮"):
        leave_round(judge=seat, leaving=Judge.Leaving.REFUSED, reason="", actor=judges[0])


def test_who_left_takes_no_mark_back_that_goes_on_counting(round_: Round, judges: list[User]) -> None:
    found = submit(readings(round_)[0], 30, 50)
    leave_round(judge=found.judge, leaving=Judge.Leaving.REFUSED, reason="出差", actor=found.judge.person)
    with pytest.raises(Refusal, match="已经退出这一轮"):
        reopen_reading(reading=found, actor=found.judge.person)
    found.refresh_from_db()
    assert (found.submitted_at is None, str(found.total)) == (False, "80.0000")


def test_another_takes_the_place_and_what_they_may_not_read_goes_to_others(
    contest: Contest, round_: Round, judges: list[User]
) -> None:
    seat = seat_of(round_, judges[0])
    numbers = [one.round_entry.number for one in readings(round_) if one.judge_id == seat.pk]
    barred = next(one.round_entry for one in readings(round_) if one.judge_id == seat.pk)
    successor = judge(contest, 9, unit=barred.entry.unit_name)
    redraw = replace_judge(
        judge=seat,
        person=successor,
        unit_name=barred.entry.unit_name,
        reason="生病",
        actor=organiser_of(contest),
    )
    assert len(redraw.readings) == len(numbers)
    assert {number for person, number in pairs(round_) if person == successor.pk} == set(numbers) - {barred.number}
    assert sum(1 for _, number in pairs(round_) if number == barred.number) == 2
    for person in (successor, organiser_of(contest)):
        with pytest.raises(Refusal, match="接替的人要是本次征文的评委"):
            replace_judge(
                judge=seat_of(round_, judges[1]), person=person, unit_name="", reason="换", actor=organiser_of(contest)
            )


def test_who_takes_the_place_of_another_takes_over_all_that_nothing_keeps_them_from(
    contest: Contest, round_: Round, judges: list[User]
) -> None:
    seat = seat_of(round_, judges[0])
    numbers = {one.round_entry.number for one in readings(round_) if one.judge_id == seat.pk}
    successor = judge(contest, 9)
    replace_judge(judge=seat, person=successor, unit_name="", reason="生病", actor=organiser_of(contest))
    assert {number for person, number in pairs(round_) if person == successor.pk} == numbers
    assert not Event.objects.filter(action="round.redraw").exists()


def test_marks_far_apart_are_read_once_more(round_: Round) -> None:
    row = round_.entries.get(number=1)
    read_once_more(entries=[row], reason="两份评分相差 30 分", actor=organiser_of(round_.contest))
    assert [one.origin for one in readings(round_, row.entry)].count("extra") == 1
    assert len(pairs(round_)) == 13
    read_once_more(entries=[row], reason="再加", actor=organiser_of(round_.contest))
    with pytest.raises(Refusal, match="没有还能评这些作品的评委"):
        read_once_more(entries=[row], reason="再加", actor=organiser_of(round_.contest))
    assert len(readings(round_, row.entry)) == 4


def test_where_nobody_is_left_the_entry_is_short_and_it_is_said_why(contest: Contest) -> None:
    two = [judge(contest, 1), judge(contest, 2)]
    passed(contest, 1)
    round_ = opened(contest, two)
    redraw = declare_relation(reading=readings(round_)[0], reason="", actor=two[0])
    assert redraw.readings == ()
    ((obstacle,),) = (redraw.obstacles,)
    assert [(short.wanted, short.placed) for short in obstacle.short] == [(2, 1)]


def test_what_passes_after_the_draw_can_be_taken_in(contest: Contest, round_: Round) -> None:
    with pytest.raises(Refusal, match="没有可以补入"):
        take_in(round_=round_, actor=organiser_of(contest))
    late = passed(contest, 7)
    take_in(round_=round_, actor=organiser_of(contest))
    assert round_.entries.get(entry=late).number == 7
    assert len(readings(round_, late)) == 2


def test_nothing_is_redrawn_once_the_round_is_closed(contest: Contest, round_: Round) -> None:
    close_round(round_=round_, actor=organiser_of(contest), unmarked=True)
    with pytest.raises(Refusal, match="评审已经结束"):
        declare_relation(reading=readings(round_)[0], reason="", actor=organiser_of(contest))


def test_a_redraw_can_be_computed_again(contest: Contest, round_: Round) -> None:
    first = readings(round_)[0]
    declare_relation(reading=first, reason="", actor=first.judge.person)
    round_.refresh_from_db()
    event = Event.objects.get(action="round.redraw")
    assert event.after["seed"] == f"{round_.seed}/1"
    assert [number for number, _ in event.after["readings"]] == [first.round_entry.number]
