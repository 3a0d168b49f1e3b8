"""What the office does from the board: seats, reminders, one reading more, an office that ended."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contest.judging.drawing import propose_draw
from contest.judging.models import Judge, Reading, Round
from contest.judging.operations import open_round, set_seat
from contest.judging.redrawing import leave_round, read_once_more, take_in
from contest.judging.reminding import remind_judges
from contest.ledger.models import Event
from contest.notice.announcement import RoundAnnounced
from contest.notice.models import Contest
from contest.notice.operations import end_appointment
from contest.outbox.models import Message
from contest.people.models import User
from contest.phrases import Refusal
from tests.judging.making import judge, passed, prepared, readings, seat_of, submit
from tests.making import body_of, make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


def test_a_seat_says_what_a_judge_reads_and_each_change_is_on_record() -> None:
    contest = make_contest(round_plans=(RoundAnnounced("reading", "初评", 1, "mean", groups=2),))
    person, actor = judge(contest, 1), organiser_of(contest)
    round_ = prepared(contest, [person])
    seat = seat_of(round_, person)
    for _ in range(2):
        seat = set_seat(judge=seat, group=2, capacity=5, genres=["诗歌", "散文"], actor=actor)
    assert (seat.group, seat.capacity, seat.genres) == (2, 5, ["散文", "诗歌"])
    event = Event.objects.get(action="round.seat_change")
    assert event.after == {
        "judge": person.name,
        "group": 2,
        "capacity": 5,
        "genres": ["散文", "诗歌"],
        "was": {"group": None, "capacity": None, "genres": []},
    }
    with pytest.raises(Refusal, match="这一轮没有第 3 组"):
        set_seat(judge=seat, group=3, capacity=None, genres=[], actor=actor)


def test_a_seat_stays_as_it_is_once_the_round_is_open(round_: Round, judges: list[User]) -> None:
    with pytest.raises(Refusal, match="这一轮已经开始"):
        set_seat(
            judge=seat_of(round_, judges[0]), group=None, capacity=1, genres=[], actor=organiser_of(round_.contest)
        )


def test_who_has_readings_left_is_reminded_once_and_again_after_twenty_hours(round_: Round, judges: list[User]) -> None:
    actor, done = organiser_of(round_.contest), judges[0]
    for one in readings(round_):
        if one.judge.person == done:
            submit(one, 30, 40)
    Message.objects.all().delete()
    first = remind_judges(round_=round_, actor=actor)
    assert [line.name for line in first.now] == [one.name for one in judges[1:]]
    assert first.before == ()
    assert [message.person for message in Message.objects.order_by("pk")] == judges[1:]
    assert Message.objects.filter(person=judges[1]).get().body == (
        "春潮主题征文的初评，您还有 3 篇没有提交，请在“评阅”中评完。已经提交的不必再看。"
    )
    again = remind_judges(round_=round_, actor=actor)
    assert (again.now, [line.name for line in again.before]) == ((), [one.name for one in judges[1:]])
    Judge.objects.filter(person=judges[1]).update(reminded_at=timezone.now() - timedelta(hours=21))
    assert [line.name for line in remind_judges(round_=round_, actor=actor).now] == [judges[1].name]
    assert [event.after["reminded"] for event in Event.objects.filter(action="round.remind").order_by("pk")] == [
        [one.name for one in judges[1:]],
        [judges[1].name],
    ]


def test_one_judge_can_be_reminded_alone(round_: Round, judges: list[User]) -> None:
    seat = seat_of(round_, judges[2])
    assert [line.pk for line in remind_judges(round_=round_, actor=organiser_of(round_.contest), only=seat.pk).now] == [
        seat.pk
    ]


def test_nobody_is_reminded_of_nothing(round_: Round) -> None:
    for one in readings(round_):
        submit(one, 30, 40)
    with pytest.raises(Refusal, match="没有要提醒的评委"):
        remind_judges(round_=round_, actor=organiser_of(round_.contest))


def test_an_office_that_ended_closes_every_page_of_its_readings_at_once(round_: Round, judges: list[User]) -> None:
    own = next(one for one in readings(round_) if one.judge.person == judges[0])
    slug, client = round_.contest.slug, signed_in_client(judges[0])
    pages = [reverse("reading-list", args=[slug])]
    pages += [reverse(name, args=[slug, own.token]) for name in ("reading", "reading-file")]
    for page in pages:
        answer = client.get(page)
        assert (answer.status_code, bool(body_of(answer))) == (200, True)
    end_appointment(appointment=judges[0].appointments.get(), actor=organiser_of(round_.contest))
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    sheet = {"mark-theme": 30, "mark-language": 40}
    for name in ("save-reading", "submit-reading", "reopen-reading"):
        assert client.post(reverse(name, args=[slug, own.token]), sheet).status_code == 404
    own.refresh_from_db()
    assert (own.submitted_at, own.saved_at) == (None, None)


def test_reading_once_more_takes_entries_and_a_reason(round_: Round) -> None:
    actor, row = organiser_of(round_.contest), round_.entries.get(number=1)
    with pytest.raises(Refusal, match="请先勾选要加评的作品"):
        read_once_more(entries=[], reason="相差大", actor=actor)
    with pytest.raises(Refusal, match="请写明加评的原因"):
        read_once_more(entries=[row], reason=" ", actor=actor)


def test_who_reads_instead_does_not_count_as_one_reading_more(round_: Round, judges: list[User]) -> None:
    row = round_.entries.get(number=1)
    actor = organiser_of(round_.contest)
    first = row.readings.order_by("pk")[0]
    end_appointment(appointment=first.judge.person.appointments.get(), actor=actor)
    read_once_more(entries=[row], reason="相差大", actor=actor)
    leave_round(judge=first.judge, leaving=Judge.Leaving.REFUSED, reason="解除职务", actor=actor)
    assert [one.origin for one in row.readings.order_by("pk")] == ["draw", "draw", "extra", "instead"]
    assert Reading.objects.filter(round_entry=row).standing().count() == 3


def test_what_came_in_late_keeps_its_number_of_readings(contest: Contest, round_: Round) -> None:
    late = passed(contest, 7)
    take_in(round_=round_, actor=organiser_of(contest))
    first = readings(round_, late)[0]
    leave_round(judge=first.judge, leaving=Judge.Leaving.REFUSED, reason="出差", actor=organiser_of(contest))
    assert Reading.objects.filter(round_entry__entry=late).standing().count() == 2


def test_a_round_with_seats_set_opens_by_them(contest: Contest, judges: list[User]) -> None:
    for number in (1, 2, 3):
        passed(contest, number)
    round_ = prepared(contest, judges[:3])
    set_seat(judge=seat_of(round_, judges[0]), group=None, capacity=1, genres=[], actor=organiser_of(contest))
    open_round(round_=round_, inputs_hash=propose_draw(round_).inputs_hash, actor=organiser_of(contest))
    loads = [Reading.objects.filter(judge=seat_of(round_, one)).count() for one in judges[:3]]
    assert loads[0] == 1
    assert sum(loads) == 6
