"""Preparing a round, seating judges, opening, closing."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from contest.judging.marking import save_reading
from contest.judging.models import Judge, Mark, Reading, Round, RoundEntry
from contest.judging.operations import (
    close_round,
    draw_again,
    open_round,
    prepare_round,
    seat_judge,
    unseat_judge,
)
from contest.judging.queries import progress, readings_of
from contest.ledger.models import Event
from contest.notice.announcement import RoundAnnounced
from contest.notice.models import Contest, Office
from contest.notice.operations import announce, end_appointment
from contest.people.models import User
from contest.phrases import Refusal
from contest.screening.models import BlindText
from tests.judging.making import judge, marks, opened, passed, prepared, readings, seat_of, submit
from tests.making import an_announcement, appointed, make_contest, make_person, organiser_of

pytestmark = pytest.mark.django_db


def refusal(step: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        step()
    assert "%(" not in str(refused.value)
    return refused.value.code


# --- preparing ----------------------------------------------------------------------------------------------------


def test_a_round_is_prepared_with_its_rules(contest: Contest, organiser: User) -> None:
    round_ = prepare_round(contest=contest, key="reading", actor=organiser)
    assert (round_.name, round_.position, round_.readings, round_.method) == ("初评", 1, 2, "mean")
    assert (round_.state, round_.inputs_hash, round_.draw_version, round_.scoring_version) == ("prepared", "", "2", "1")
    assert len(round_.seed) == 32
    rows = [(c.key, c.name, c.weight, c.minimum, c.maximum, c.step, c.position) for c in round_.criteria.all()]
    assert rows == [
        ("theme", "主题", Decimal(1), Decimal(0), Decimal(40), Decimal(1), 1),
        ("language", "语言", Decimal(1), Decimal(0), Decimal(60), Decimal(1), 2),
    ]
    event = Event.objects.latest("sequence")
    assert (event.action, event.actor, event.subject_key) == ("round.prepare", organiser, "spring/reading")
    rules = {"takes": "all", "ties": "all", "groups": 1}
    rules |= dict.fromkeys(("keeps_marks", "takes_per_group", "secret"), False)
    unsaid = dict.fromkeys(("takes_figure", "far_apart", "votes", "threshold"))
    known = {"key": "reading", "name": "初评", "readings": 2, "method": "mean", "seed": round_.seed}
    assert event.after == known | rules | unsaid


def test_a_later_notice_does_not_touch_a_prepared_round(contest: Contest, organiser: User) -> None:
    round_ = prepare_round(contest=contest, key="reading", actor=organiser)
    announcement = an_announcement()
    changed = replace(
        announcement,
        criteria=(replace(announcement.criteria[0], maximum=Decimal(90)), announcement.criteria[1]),
        round_plans=(RoundAnnounced("reading", "初评", 9, "median"),),
    )
    announce(announcement=changed, actor=organiser)
    round_.refresh_from_db()
    assert (round_.readings, round_.method) == (2, "mean")
    assert round_.criteria.get(key="theme").maximum == 40


def test_what_stands_in_the_way_of_a_round(organiser: User, contest: Contest) -> None:
    assert refusal(lambda: prepare_round(contest=contest, key="final", actor=organiser)) == "no-such-round"
    prepare_round(contest=contest, key="reading", actor=organiser)
    assert refusal(lambda: prepare_round(contest=contest, key="reading", actor=organiser)) == "round-under-way"
    for slug, changes, code in (
        ("no-criteria", {"criteria": ()}, "unknown-values"),
        ("no-rounds", {"round_plans": ()}, "unknown-values"),
        ("trimmed", {"round_plans": (RoundAnnounced("reading", "初评", 4, "trimmed"),)}, "too-few-for-trimmed"),
    ):
        other = make_contest(slug, **changes)
        assert refusal(partial(prepare_round, contest=other, key="reading", actor=organiser_of(other))) == code
    assert Round.objects.count() == 1


def test_one_round_at_a_time(organiser: User) -> None:
    contest = make_contest(
        "two",
        round_plans=(RoundAnnounced("first", "初评", 1, "mean"), RoundAnnounced("final", "终评", 1, "mean")),
    )
    actor = organiser_of(contest)
    passed(contest)
    first = opened(contest, [judge(contest)], "first")
    assert refusal(lambda: prepare_round(contest=contest, key="final", actor=actor)) == "round-under-way"
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.create(contest=contest, key="final", name="终评", position=2, readings=1, method="mean", seed="s")
    close_round(round_=first, actor=actor, unmarked=True)
    final = prepare_round(contest=contest, key="final", actor=actor)
    assert (final.position, final.state) == (2, "prepared")
    assert final.seed != first.seed


# --- seating ------------------------------------------------------------------------------------------------------


def test_a_judge_is_seated_and_leaves(contest: Contest, organiser: User) -> None:
    person = judge(contest, unit="潮声 纪念馆")
    round_ = prepared(contest, [person])
    seat = seat_of(round_, person)
    assert (seat.unit_name, seat.unit_key) == ("潮声 纪念馆", "潮声纪念馆")
    assert Event.objects.latest("sequence").after == {"judge": person.name, "unit": "潮声 纪念馆"}
    events = Event.objects.count()
    assert seat_judge(round_=round_, person=person, unit_name="别处", actor=organiser) == seat
    assert Event.objects.count() == events
    unseat_judge(judge=seat, actor=organiser)
    assert Judge.objects.count() == 0
    assert Event.objects.latest("sequence").action == "round.unseat"


def test_only_judges_of_the_contest_are_seated(contest: Contest, organiser: User) -> None:
    round_ = prepared(contest, [])
    other = judge(make_contest("autumn"))
    former = judge(contest, 2)
    end_appointment(appointment=former.appointments.get(), actor=organiser)
    for person in (make_person(), other, former, organiser, appointed(contest, Office.SCREENER)):
        seat = partial(seat_judge, round_=round_, person=person, unit_name="", actor=organiser)
        assert refusal(seat) == "no-judge"


def test_after_the_opening_nobody_comes_or_goes(contest: Contest, organiser: User) -> None:
    passed(contest)
    judges = [judge(contest, 1), judge(contest, 2)]
    late = judge(contest, 3)
    round_ = opened(contest, judges)
    for step in (
        lambda: seat_judge(round_=round_, person=late, unit_name="", actor=organiser),
        lambda: unseat_judge(judge=seat_of(round_, judges[0]), actor=organiser),
        lambda: draw_again(round_=round_, reason="再来", actor=organiser),
        lambda: open_round(round_=round_, inputs_hash=round_.inputs_hash, actor=organiser),
    ):
        assert refusal(step) == "already-open"
    assert Judge.objects.count() == 2


# --- closing ------------------------------------------------------------------------------------------------------


def test_closed_with_what_was_read(contest: Contest, organiser: User) -> None:
    for number in (1, 2):
        passed(contest, number)
    round_ = opened(contest, [judge(contest, 1), judge(contest, 2)])
    first, second, third, _ = readings(round_)
    submit(first, 30, 50)
    submit(second, 31, 50)
    save_reading(reading=third, marks=marks(1, 1), comment="")
    assert sorted((line.assigned, line.submitted) for line in progress(round_)) == [(2, 1), (2, 1)]
    closed = close_round(round_=round_, actor=organiser)
    assert (closed.state, closed.closed_at is not None) == ("closed", True)
    assert Event.objects.latest("sequence").after == {"unread": 2}
    scores = dict(RoundEntry.objects.values_list("number", "score"))
    assert scores == {1: Decimal("80.5"), 2: None}  # unread is missing, never zero
    assert refusal(lambda: close_round(round_=round_, actor=organiser)) == "not-open"
    for reading in (first, third):
        assert refusal(partial(submit, reading, 1, 1)) == "round-closed"
    assert refusal(lambda: save_reading(reading=third, marks={}, comment="")) == "round-closed"


def test_a_round_without_any_mark_is_closed_only_knowingly(contest: Contest, organiser: User) -> None:
    passed(contest)
    round_ = opened(contest, [judge(contest, 1), judge(contest, 2)])
    save_reading(reading=readings(round_)[0], marks=marks(1, 1), comment="")
    assert refusal(lambda: close_round(round_=round_, actor=organiser)) == "unmarked"
    assert close_round(round_=round_, actor=organiser, unmarked=True).state == "closed"


def test_a_round_that_is_not_open_is_not_closed(contest: Contest, organiser: User) -> None:
    round_ = prepared(contest, [])
    assert refusal(lambda: close_round(round_=round_, actor=organiser)) == "not-open"


def test_before_the_opening_a_judge_sees_nothing(contest: Contest) -> None:
    passed(contest)
    judges = [judge(contest, 1), judge(contest, 2)]
    round_ = prepared(contest, judges)
    text = BlindText.objects.get()
    row = RoundEntry.objects.create(round=round_, entry=text.manuscript.entry, blind_text=text, number=1)
    Reading.objects.create(judge=seat_of(round_, judges[0]), round_entry=row)
    assert list(readings_of(judges[0], contest)) == []


# --- what the database holds --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "open"},
        {"state": "open", "opened_at": timezone.now()},
        {"state": "closed", "opened_at": timezone.now()},
        {"opened_at": timezone.now()},
        {"state": "asleep"},
    ],
)
def test_a_round_opens_and_closes_in_turn(contest: Contest, wrong: dict[str, object]) -> None:
    round_ = prepared(contest, [])
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=round_.pk).update(**wrong)


def test_once_is_once(contest: Contest) -> None:
    for number in (1, 2):
        passed(contest, number)
    round_ = opened(contest, [judge(contest, 1), judge(contest, 2)])
    reading = readings(round_)[0]
    submit(reading, 1, 1)
    row, other = RoundEntry.objects.order_by("number")
    for doubled in (
        lambda: Reading.objects.create(judge=reading.judge, round_entry=reading.round_entry),
        lambda: Judge.objects.create(round=round_, person=reading.judge.person),
        lambda: RoundEntry.objects.filter(pk=other.pk).update(number=row.number),
        lambda: RoundEntry.objects.filter(pk=other.pk).update(entry=row.entry),
        lambda: RoundEntry.objects.filter(pk=other.pk).update(score=1, readings_done=0),
        lambda: Reading.objects.filter(pk=reading.pk).update(total=None),
        lambda: Mark.objects.filter(criterion__key="theme").update(value=41),
        lambda: Mark.objects.filter(criterion__key="theme").update(value=-1),
        lambda: (
            Mark.objects.filter(criterion__key="theme")
            .get()
            .criterion.marks.create(reading=reading, value=1, minimum=0, maximum=40)
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            doubled()
