"""Marks: kept unfinished, submitted whole, taken back; and the figure that follows from them, exactly."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from contest.judging.marking import (
    MarksRefused,
    reopen_reading,
    save_reading,
    submit_reading,
)
from contest.judging.models import Mark, Reading, Round, RoundEntry
from contest.judging.operations import close_round
from contest.judging.queries import blind_entry, neighbours, place_before, ranked_entries, reading_lines, readings_of
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.announcement import CriterionAnnounced, RoundAnnounced
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal
from tests.entries.together import at_once, shared_database
from tests.judging.making import judge, marks, opened, passed, readings, submit
from tests.making import make_contest, organiser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(contest: Contest) -> Round:
    """An open round: one entry, two judges."""
    passed(contest)
    return opened(contest, [judge(contest, 1), judge(contest, 2)])


@pytest.fixture
def reading(round_: Round) -> Reading:
    """The first judge's reading."""
    return readings(round_)[0]


def stored(reading: Reading) -> dict[str, Decimal]:
    return dict(Mark.objects.filter(reading=reading).values_list("criterion__key", "value"))


# --- drafts -------------------------------------------------------------------------------------------------------


def test_a_draft_needs_no_complete_marks(reading: Reading) -> None:
    events = Event.objects.count()
    saved = save_reading(reading=reading, marks={"theme": Decimal(30), "language": None}, comment="先记一笔")
    assert (saved.faults, stored(reading)) == ({}, {"theme": Decimal(30)})
    assert (saved.reading.comment, saved.reading.submitted_at, saved.reading.total) == ("先记一笔", None, None)
    assert saved.reading.saved_at is not None
    assert Event.objects.count() == events  # a draft is no decision
    row = RoundEntry.objects.get()
    assert (row.score, row.readings_done) == (None, 0)


def test_a_draft_is_written_over_and_emptied(reading: Reading) -> None:
    save_reading(reading=reading, marks=marks(30, 50), comment="一")
    save_reading(reading=reading, marks={"theme": Decimal(31)}, comment="二")
    assert stored(reading) == {"theme": 31, "language": 50}
    save_reading(reading=reading, marks={"theme": None, "language": Decimal(51)}, comment="")
    assert stored(reading) == {"language": 51}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("41", "分数41不在0至40之间，请重新填写。"),
        ("-1", "分数-1不在0至40之间，请重新填写。"),
        ("30.5", "分数30.5须从0起以1为一档，请重新填写。"),
        ("NaN", "分数须是数字，请重新填写。"),
        ("Infinity", "分数须是数字，请重新填写。"),
    ],
)
def test_a_bad_mark_is_named_and_the_good_one_kept(reading: Reading, value: str, words: str) -> None:
    save_reading(reading=reading, marks=marks(20, 50), comment="")
    saved = save_reading(reading=reading, marks={"theme": Decimal(value), "language": Decimal(51)}, comment="")
    assert {key: str(phrase).replace(".00", "") for key, phrase in saved.faults.items()} == {"theme": words}
    assert stored(reading) == {"theme": 20, "language": 51}


def test_marks_on_what_is_not_marked_here_are_left_alone(reading: Reading) -> None:
    save_reading(reading=reading, marks={"beauty": Decimal(9)}, comment="")
    assert stored(reading) == {}


# --- submitting ---------------------------------------------------------------------------------------------------


def test_submitted_and_counted(round_: Round, reading: Reading) -> None:
    done = submit(reading, 33, 51)
    assert done.total == 84
    assert done.submitted_at is not None
    row = RoundEntry.objects.get()
    assert (row.score, row.readings_done) == (Decimal("84.0000"), 1)
    event = Event.objects.latest("sequence")
    assert (event.action, event.subject_key, event.actor) == ("reading.submit", reading.token, reading.judge.person)
    assert event.after["number"] == 1
    assert event.after["marks"] == {"theme": "33", "language": "51"}
    assert Decimal(event.after["total"]) == 84
    submit(readings(round_)[1], 32, 51)
    row.refresh_from_db()
    assert (row.score, row.readings_done) == (Decimal("83.5"), 2)
    assert chain_faults() == []


@pytest.mark.parametrize(
    ("given", "faulty"),
    [
        ({}, {"theme", "language"}),
        ({"theme": Decimal(30)}, {"language"}),
        ({"theme": Decimal(30), "language": None}, {"language"}),
        ({"theme": Decimal(41), "language": None}, {"theme", "language"}),
        ({"theme": Decimal("0.5"), "language": Decimal(60)}, {"theme"}),
    ],
)
def test_submitting_needs_every_mark(reading: Reading, given: Mapping[str, Decimal | None], faulty: set[str]) -> None:
    save_reading(reading=reading, marks=marks(1, 2), comment="草稿")
    events = Event.objects.count()
    with pytest.raises(MarksRefused) as refused:
        submit_reading(reading=reading, marks=given, comment="", actor=reading.judge.person)
    assert set(refused.value.faults) == faulty
    assert stored(reading) == {"theme": 1, "language": 2}  # nothing is stored then, not even the good ones
    reading.refresh_from_db()
    assert (reading.submitted_at, reading.comment, Event.objects.count()) == (None, "草稿", events)
    assert RoundEntry.objects.get().score is None


@pytest.mark.parametrize(("theme", "language"), [(0, 0), (40, 60), (0, 60)])
def test_the_ends_of_the_range_are_marks(reading: Reading, theme: int, language: int) -> None:
    assert submit(reading, theme, language).total == theme + language
    assert RoundEntry.objects.get().score == theme + language


def test_submitting_twice_changes_nothing(reading: Reading) -> None:
    submit(reading, 33, 51)
    events = Event.objects.count()
    assert submit(reading, "33.00", 51).total == 84
    assert stored(reading) == {"theme": 33, "language": 51}
    assert Event.objects.count() == events
    with pytest.raises(Refusal) as refused:
        save_reading(reading=reading, marks=marks(1, 1), comment="")
    assert refused.value.code == "submitted"


@pytest.mark.parametrize(
    ("given", "comment"),
    [
        (marks(34, 51), "好。"),
        (marks(33, 51), "很好。"),
        ({"theme": Decimal(33), "language": None}, "好。"),
        ({"theme": Decimal(33)}, "好。"),
        (marks(99, 51), "好。"),
    ],
)
def test_other_marks_after_submitting_are_refused(
    reading: Reading, given: Mapping[str, Decimal | None], comment: str
) -> None:
    person = reading.judge.person
    submit_reading(reading=reading, marks=marks(33, 51), comment="好。", actor=person)
    events = Event.objects.count()
    with pytest.raises(Refusal) as refused:
        submit_reading(reading=reading, marks=given, comment=comment, actor=person)
    assert refused.value.code == "submitted"
    reading.refresh_from_db()
    assert stored(reading) == {"theme": 33, "language": 51}
    assert (reading.comment, reading.total) == ("好。", Decimal(84))
    assert Event.objects.count() == events


def test_taken_back_changed_and_submitted_again(round_: Round, reading: Reading) -> None:
    submit(reading, 33, 51)
    submit(readings(round_)[1], 20, 20)
    reopened = reopen_reading(reading=reading, actor=reading.judge.person)
    assert (reopened.total, reopened.submitted_at) == (None, None)
    assert stored(reading) == {"theme": 33, "language": 51}
    row = RoundEntry.objects.get()
    assert (row.score, row.readings_done) == (Decimal(40), 1)
    event = Event.objects.latest("sequence")
    assert event.action == "reading.reopen"
    assert Decimal(event.after["was"]["total"]) == 84
    assert reopen_reading(reading=reading, actor=reading.judge.person).total is None
    assert Event.objects.latest("sequence") == event
    submit(reading, 34, 51)
    row.refresh_from_db()
    assert (row.score, row.readings_done) == (Decimal("62.5"), 2)


def test_an_entry_that_nobody_read_has_no_figure(round_: Round, reading: Reading) -> None:
    submit(reading, 0, 0)
    assert RoundEntry.objects.get().score == 0  # a zero that was given is a zero
    reopen_reading(reading=reading, actor=reading.judge.person)
    assert RoundEntry.objects.get().score is None  # and what is missing is none


def test_after_the_end_nothing_is_taken_back(round_: Round, reading: Reading) -> None:
    submit(reading, 33, 51)
    close_round(round_=round_, actor=organiser_of(round_.contest))
    with pytest.raises(Refusal) as refused:
        reopen_reading(reading=reading, actor=reading.judge.person)
    assert refused.value.code == "round-closed"


# --- the figure ---------------------------------------------------------------------------------------------------


def a_round(method: str, count: int) -> Round:
    contest = make_contest(method, round_plans=(RoundAnnounced("reading", "初评", count, method),))
    passed(contest)
    return opened(contest, [judge(contest, number) for number in range(count)])


@pytest.mark.parametrize(
    ("method", "totals", "figures"),
    [
        ("mean", (70, 80, 85), ("70", "75", "78.3333")),
        ("mean", (0, 0, 1), ("0", "0", "0.3333")),
        ("mean", (100, 99, 99), ("100", "99.5", "99.3333")),
        ("median", (70, 90, 71), ("70", "80", "71")),
        ("median", (70, 90, 71, 72), ("70", "80", "71", "71.5")),
        ("trimmed", (10, 70, 80, 85, 100), (None, None, None, None, "78.3333")),
        ("trimmed", (50, 50, 50, 50, 50), (None, None, None, None, "50")),
        ("trimmed", (60, 61, 62, 63, 64, 100), (None, None, None, None, "62", "62.5")),
    ],
)
def test_the_figure_after_each_reading(method: str, totals: tuple[int, ...], figures: tuple[str | None, ...]) -> None:
    round_ = a_round(method, len(totals))
    for done, (reading, total, figure) in enumerate(zip(readings(round_), totals, figures, strict=True), 1):
        submit(reading, min(40, total), total - min(40, total))
        row = RoundEntry.objects.get()
        assert (row.score, row.readings_done) == (None if figure is None else Decimal(figure), done)


def test_weights_and_half_steps_count_exactly() -> None:
    contest = make_contest(
        "weighted",
        criteria=(
            CriterionAnnounced("theme", "主题", "", Decimal("0.35"), Decimal(1), Decimal(10), Decimal("0.5")),
            CriterionAnnounced("language", "语言", "", Decimal("0.65"), Decimal(1), Decimal(10), Decimal("0.1")),
        ),
    )
    passed(contest)
    round_ = opened(contest, [judge(contest, 1), judge(contest, 2)])
    one, two = readings(round_)
    assert submit(one, "7.5", "8.3").total == Decimal("8.0200")
    assert submit(two, "9.5", "8.4").total == Decimal("8.7850")
    assert RoundEntry.objects.get().score == Decimal("8.4025")


@pytest.mark.django_db(transaction=True)
def test_two_judges_submit_at_once_and_both_count(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        round_ = a_round("mean", 3)
        one, two, three = readings(round_)
        answers = at_once(lambda: submit(one, 30, 50), lambda: submit(two, 20, 30), lambda: submit(three, 10, 0))
        assert [answer for answer in answers if isinstance(answer, Exception)] == []
        row = RoundEntry.objects.get()
        assert (row.score, row.readings_done) == (Decimal("46.6667"), 3)
        assert chain_faults() == []


# --- what is read -------------------------------------------------------------------------------------------------


def four_read(contest: Contest) -> tuple[Round, User]:
    """An open round of four entries, all read by both judges; the first judge began."""
    for number in range(1, 5):
        passed(contest, number)
    person = judge(contest, 1)
    return opened(contest, [person, judge(contest, 2)]), person


def test_the_list_of_a_judge(contest: Contest) -> None:
    round_, person = four_read(contest)
    own = [one for one in readings(round_) if one.judge.person == person]
    submit(own[0], 30, 50)
    save_reading(reading=own[2], marks={"theme": Decimal(10)}, comment="")
    save_reading(reading=own[3], marks={"theme": Decimal(10), "language": Decimal(0)}, comment="")
    lines = reading_lines(readings_of(person, contest))
    assert [(line.number, line.state, line.total, line.marked) for line in lines] == [
        (1, "submitted", Decimal(80), 2),
        (2, "untouched", None, 0),
        (3, "begun", None, 1),
        (4, "marked", None, 2),
    ]
    assert [line.token for line in lines] == [one.token for one in own]
    assert {line.title for line in lines} == {f"第{number}篇" for number in range(1, 5)}
    beside = [neighbours(one) for one in own]
    assert [(one.position, one.count, one.done) for one in beside] == [(n, 4, 1) for n in (1, 2, 3, 4)]
    assert [one.before for one in beside] == [None, own[0].token, own[1].token, own[2].token]
    assert [one.after for one in beside] == [own[1].token, own[2].token, own[3].token, None]
    entry = blind_entry(own[1])
    text = own[1].round_entry.blind_text
    assert (entry.number, entry.title, entry.words, entry.html) == (2, text.title, text.words, text.html)


def test_the_ranking_shares_places_and_puts_the_unread_last(contest: Contest) -> None:
    round_, _ = four_read(contest)
    for reading in readings(round_):
        if reading.round_entry.number < 4:
            submit(reading, 30, {1: 40, 2: 50, 3: 40}[reading.round_entry.number])
    ranked = list(ranked_entries(round_))
    assert [(row.number, row.score) for row in ranked] == [(2, 80), (1, 70), (3, 70), (4, None)]
    assert [place_before(round_, Decimal(score)) for score in (80, 70, 0)] == [0, 1, 3]
