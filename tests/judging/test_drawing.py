"""The draw as it is shown, taken, refused and done anew, and who is drawn for what."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from contest.judging.drawing import propose_draw
from contest.judging.models import Reading, RoundEntry
from contest.judging.numbers import blind_numbers
from contest.judging.operations import (
    draw_again,
    open_round,
    seat_judge,
    unseat_judge,
)
from contest.judging.queries import passed_after_draw
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.announcement import RoundAnnounced
from contest.notice.models import Contest
from contest.notice.operations import end_appointment
from contest.outbox.models import Message
from contest.people.models import User
from contest.phrases import Refusal
from contest.screening.operations import disqualify_entry, return_entry
from tests.judging.making import closed, judge, opened, pass_it, passed, prepared, readings, seat_of
from tests.judging.test_rounds import refusal
from tests.making import hand_in_entry, make_contest, make_person

pytestmark = pytest.mark.django_db


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


def test_who_did_not_go_on_to_the_next_round_did_not_pass_too_late() -> None:
    final = RoundAnnounced("final", "终评", 1, "mean", takes="number", takes_figure=Decimal(1))
    contest = make_contest(round_plans=(RoundAnnounced("reading", "初评", 1, "mean"), final))
    best, other = passed(contest, 1), passed(contest, 2)
    closed(contest, {best.pk: 90, other.pk: 80}, [judge(contest, 1)])
    round_ = opened(contest, [judge(contest, 2)], "final")
    assert list(passed_after_draw(round_)) == []
    later = passed(contest, 3)
    assert list(passed_after_draw(round_)) == [later]


def test_a_text_that_is_read_is_not_exchanged(contest: Contest, organiser: User) -> None:
    entry = passed(contest, 1)
    opened(contest, [judge(contest, 1), judge(contest, 2)])
    until = timezone.now() + timedelta(days=1)
    with pytest.raises(Refusal) as refused:
        return_entry(entry=entry, manuscript=entry.manuscripts.get(), note="改", until=until, actor=organiser)
    assert refused.value.code == "in-round"
    entry.refresh_from_db()
    assert entry.state == "eligible"
