"""Preparing a round, seating judges, drawing, opening, closing."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from contest.judging.models import Judge, Mark, Reading, Round, RoundEntry
from contest.judging.numbers import blind_numbers
from contest.judging.operations import (
    close_round,
    draw_again,
    open_round,
    prepare_round,
    save_reading,
    seat_judge,
    unseat_judge,
)
from contest.judging.queries import passed_after_draw, progress, propose_draw, readings_of
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.announcement import RoundAnnounced
from contest.notice.models import Contest, Office
from contest.notice.operations import announce, end_appointment
from contest.outbox.models import Message
from contest.people.models import User
from contest.phrases import Refusal
from contest.screening.models import BlindText
from contest.screening.operations import disqualify_entry, return_entry
from tests.judging.making import judge, marks, opened, pass_it, passed, prepared, readings, seat_of, submit
from tests.making import an_announcement, appointed, hand_in_entry, make_contest, make_person, organiser_of

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
    assert (round_.state, round_.inputs_hash, round_.draw_version, round_.scoring_version) == ("prepared", "", "1", "1")
    assert len(round_.seed) == 32
    rows = [(c.key, c.name, c.weight, c.minimum, c.maximum, c.step, c.position) for c in round_.criteria.all()]
    assert rows == [
        ("theme", "主题", Decimal(1), Decimal(0), Decimal(40), Decimal(1), 1),
        ("language", "语言", Decimal(1), Decimal(0), Decimal(60), Decimal(1), 2),
    ]
    event = Event.objects.latest("sequence")
    assert (event.action, event.actor, event.subject_key) == ("round.prepare", organiser, "spring/reading")
    assert event.after == {"seed": round_.seed, "readings": 2, "method": "mean"}


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


# --- the draw -----------------------------------------------------------------------------------------------------


def test_the_draw_as_it_was_shown_is_the_draw(contest: Contest, organiser: User) -> None:
    entries = [passed(contest, number) for number in range(1, 6)]
    judges = [judge(contest, number) for number in range(1, 5)]
    round_ = prepared(contest, judges)
    shown = propose_draw(round_)
    assert propose_draw(round_) == shown
    open_round(round_=round_, inputs_hash=shown.inputs_hash, actor=organiser)
    round_.refresh_from_db()
    assert (round_.state, round_.inputs_hash) == ("open", shown.inputs_hash)
    drawn = {(r.round_entry.entry.token, str(r.judge.person_id)) for r in readings(round_)}
    assert drawn == set(shown.draw.readings)
    assert Counter(token for token, _ in drawn) == dict.fromkeys((entry.token for entry in entries), 2)
    assert sorted(Counter(one for _, one in drawn).values()) == [2, 2, 3, 3]
    numbers = dict(RoundEntry.objects.values_list("entry__token", "number"))
    assert numbers == blind_numbers([entry.token for entry in entries], round_.seed)
    assert sorted(numbers.values()) == [1, 2, 3, 4, 5]
    assert all(row.blind_text.manuscript_id == row.entry.manuscript_id for row in RoundEntry.objects.all())
    event = Event.objects.latest("sequence")
    assert event.after == {
        "inputs_hash": shown.inputs_hash,
        "seed": round_.seed,
        "entries": 5,
        "judges": 4,
        "readings": 10,
    }
    for person in judges:
        letter = Message.objects.get(person=person)
        assert letter.subject == "请评阅：春潮主题征文 初评"
        assert f"请您评阅 {shown.draw.loads[str(person.pk)]} 篇" in letter.body
    assert chain_faults() == []


def test_numbers_tell_nothing_of_the_order_of_arrival() -> None:
    keys = [f"entry-{number:03}" for number in range(100)]
    numbers = blind_numbers(keys, "seed")
    assert sorted(numbers.values()) == list(range(1, 101))
    assert numbers == blind_numbers(list(reversed(keys)), "seed")
    assert numbers != blind_numbers(keys, "another seed")
    assert sum(numbers[key] == place for place, key in enumerate(keys, 1)) < 10


def test_the_draw_is_refused_once_anything_changed(contest: Contest, organiser: User) -> None:
    entry = passed(contest, 1)
    passed(contest, 2)
    judges = [judge(contest, number) for number in range(1, 4)]
    round_ = prepared(contest, judges[:2])

    def changed_by(change: Callable[[], object]) -> None:
        shown = propose_draw(round_).inputs_hash
        change()
        round_.refresh_from_db()
        assert propose_draw(round_).inputs_hash != shown
        assert refusal(lambda: open_round(round_=round_, inputs_hash=shown, actor=organiser)) == "draw-changed"

    changed_by(lambda: passed(contest, 3))
    changed_by(lambda: seat_judge(round_=round_, person=judges[2], unit_name="", actor=organiser))
    changed_by(lambda: unseat_judge(judge=seat_of(round_, judges[0]), actor=organiser))
    changed_by(lambda: seat_judge(round_=round_, person=judges[0], unit_name="第2厂", actor=organiser))
    changed_by(lambda: draw_again(round_=round_, reason="抽签时停电", actor=organiser))
    reason = contest.disqualification_reasons.get()
    changed_by(
        lambda: disqualify_entry(entry=entry, manuscript=entry.manuscripts.get(), reason=reason, actor=organiser)
    )
    assert refusal(lambda: open_round(round_=round_, inputs_hash="", actor=organiser)) == "draw-changed"
    assert Reading.objects.count() == RoundEntry.objects.count() == 0
    open_round(round_=round_, inputs_hash=propose_draw(round_).inputs_hash, actor=organiser)


def test_nobody_reads_what_is_their_own(contest: Contest) -> None:
    """Neither an entry handed in oneself, nor one of the own unit in any spelling, nor one under the own name."""
    entries = [passed(contest, number) for number in range(1, 5)]
    own, unit, name = judge(contest, 1), judge(contest, 2, unit="第２ 厂"), judge(contest, 3, name="周行")
    by_judge = hand_in_entry(contest, own, unit="别处", title="评委自己的")
    with_name = hand_in_entry(contest, make_person("co@example.org", "吴一"), author="吴一、周行", unit="外地")
    for entry in (by_judge, with_name):
        pass_it(entry)
    others = [judge(contest, number) for number in range(4, 6)]
    round_ = opened(contest, [own, unit, name, *others])
    met = {(r.judge.person_id, r.round_entry.entry_id) for r in readings(round_)}
    for person, entry in ((own, by_judge), (unit, entries[1]), (name, with_name)):
        assert (person.pk, entry.pk) not in met
    assert propose_draw(round_).conflicts == 3


@pytest.mark.parametrize("typed", ["周 行", "周　行", "周行 ", "吴一 周行", "周\u200b行"])
def test_a_name_with_blanks_is_the_same_name(contest: Contest, typed: str) -> None:
    """Two-character names are often written apart: that must not put an author's essay into their own hands."""
    pass_it(hand_in_entry(contest, make_person("co@example.org", "吴一"), author=typed))
    round_ = prepared(contest, [judge(contest, 1, name="周行"), judge(contest, 2)])
    assert propose_draw(round_).conflicts == 1


def test_too_few_judges(contest: Contest, organiser: User) -> None:
    passed(contest, 1)
    passed(contest, 2)
    round_ = prepared(contest, [judge(contest, 1), judge(contest, 2, unit="第1厂")])
    proposal = propose_draw(round_)
    assert [(one.wanted, one.placed) for one in proposal.draw.shortfalls] == [(2, 1)]
    assert proposal.judges_lacking == 0
    assert [(entry.title, number) for entry, number in proposal.kept_short] == [("第1篇", 1)]
    assert refusal(lambda: open_round(round_=round_, inputs_hash=proposal.inputs_hash, actor=organiser)) == "kept-short"
    assert Reading.objects.count() == 0


@pytest.mark.parametrize(("unit", "kept_short"), [("", []), ("第1厂", [("第1篇", 1)])])
def test_one_judge_short(contest: Contest, organiser: User, unit: str, kept_short: list[tuple[str, int]]) -> None:
    """Everybody waits for the one more judge; who has a conflict besides lacks another."""
    passed(contest, 1)
    passed(contest, 2)
    round_ = prepared(contest, [judge(contest, 1, unit=unit)])
    proposal = propose_draw(round_)
    assert proposal.judges_lacking == 1
    assert [(entry.title, number) for entry, number in proposal.kept_short] == kept_short
    assert (
        refusal(lambda: open_round(round_=round_, inputs_hash=proposal.inputs_hash, actor=organiser))
        == "too-few-judges"
    )


def test_nothing_to_read(contest: Contest, organiser: User) -> None:
    round_ = prepared(contest, [judge(contest, 1), judge(contest, 2)])
    shown = propose_draw(round_).inputs_hash
    assert refusal(lambda: open_round(round_=round_, inputs_hash=shown, actor=organiser)) == "nothing-to-read"


def test_a_new_draw_is_on_record_with_its_reason(contest: Contest, organiser: User) -> None:
    round_ = prepared(contest, [])
    before = round_.seed
    assert refusal(lambda: draw_again(round_=round_, reason="　", actor=organiser)) == "no-reason"
    after = draw_again(round_=round_, reason=" 停电 ", actor=organiser).seed
    round_.refresh_from_db()
    assert round_.seed == after != before
    event = Event.objects.latest("sequence")
    assert (event.action, event.reason, event.after) == ("round.draw_again", "停电", {"seed": after, "was": before})


def test_a_judge_whose_office_ended_is_not_drawn(contest: Contest, organiser: User) -> None:
    """Who can't open the reading room any more must not be given essays that then stay unread."""
    passed(contest)
    judges = [judge(contest, number) for number in range(1, 4)]
    round_ = prepared(contest, judges)
    end_appointment(appointment=judges[0].appointments.get(), actor=organiser)
    assert str(judges[0].pk) not in propose_draw(round_).draw.loads


def test_what_passes_later_is_named_apart(contest: Contest) -> None:
    passed(contest, 1)
    round_ = opened(contest, [judge(contest, 1), judge(contest, 2)])
    assert list(passed_after_draw(round_)) == []
    later = passed(contest, 2)
    assert list(passed_after_draw(round_)) == [later]
    assert RoundEntry.objects.count() == 1


def test_a_text_that_is_read_is_not_exchanged(contest: Contest, organiser: User) -> None:
    entry = passed(contest, 1)
    opened(contest, [judge(contest, 1), judge(contest, 2)])
    until = timezone.now() + timedelta(days=1)
    with pytest.raises(Refusal) as refused:
        return_entry(entry=entry, manuscript=entry.manuscripts.get(), note="改", until=until, actor=organiser)
    assert refused.value.code == "in-round"
    entry.refresh_from_db()
    assert entry.state == "eligible"


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
