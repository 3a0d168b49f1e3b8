"""Two who change the same round at the same moment: whoever comes second sees what the first did."""

from decimal import Decimal
from pathlib import Path

import pytest

from contest.judging.drawing import propose_draw
from contest.judging.marking import reopen_reading, submit_reading
from contest.judging.models import Reading
from contest.judging.operations import open_round
from contest.judging.redrawing import read_far_once_more, take_in
from contest.judging.relating import relate
from contest.notice.announcement import RoundAnnounced
from contest.phrases import Refusal
from contest.screening.operations import undo_decision
from tests.entries.together import at_once, shared_database
from tests.judging.making import judge, marks, opened, passed, prepared, readings, submit
from tests.making import make_contest, organiser_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_nobody_reads_what_a_relation_keeps_them_from_however_late_it_came(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        contest = make_contest()
        entries = [passed(contest, number) for number in range(1, 4)]
        judges = [judge(contest, number) for number in range(1, 4)]
        round_, organiser = prepared(contest, judges), organiser_of(contest)
        shown = propose_draw(round_).inputs_hash
        answers = at_once(
            lambda: open_round(round_=round_, inputs_hash=shown, actor=organiser),
            *(
                lambda entry=entry: relate(
                    contest=contest, person=judges[0], entry=entry, reason="师生", actor=organiser
                )
                for entry in entries
            ),
        )
        assert not [one for one in answers if isinstance(one, Exception) and not isinstance(one, Refusal)]
        assert not Reading.objects.standing().filter(judge__person=judges[0]).exists()


def test_what_is_taken_in_has_passed_and_its_decision_stands(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        contest = make_contest()
        passed(contest, 1)
        round_, organiser = opened(contest, [judge(contest, 1), judge(contest, 2)]), organiser_of(contest)
        late = passed(contest, 2)
        answers = at_once(
            lambda: take_in(round_=round_, actor=organiser),
            lambda: undo_decision(entry=late, reason="再看一遍", actor=organiser),
        )
        assert [type(one) for one in answers if isinstance(one, Exception)] == [Refusal]
        late.refresh_from_db()
        assert (late.state == "eligible") == round_.entries.filter(entry=late).exists()


def test_marks_and_relations_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        contest = make_contest()
        entries = [passed(contest, number) for number in range(1, 5)]
        judges = [judge(contest, number) for number in range(1, 4)]
        round_, organiser = opened(contest, judges), organiser_of(contest)
        first = readings(round_)[0]

        def marking() -> None:
            for _ in range(4):
                submit_reading(reading=first, marks=marks(30, 50), comment="", actor=first.judge.person)
                reopen_reading(reading=first, actor=first.judge.person)

        def relating() -> None:
            other = next(one for one in judges if one != first.judge.person)
            for entry in entries:
                relate(contest=contest, person=other, entry=entry, reason="师生", actor=organiser)

        assert at_once(marking, relating) == [None, None]


def test_what_lies_far_apart_is_read_once_more_and_not_twice(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        contest = make_contest(round_plans=(RoundAnnounced("reading", "初评", 2, "mean", far_apart=Decimal(10)),))
        passed(contest, 1)
        round_ = opened(contest, [judge(contest, number) for number in range(1, 5)])
        for reading, theme in zip(readings(round_), (10, 40), strict=True):
            submit(reading, theme, 40)

        def asked() -> int:
            return len(read_far_once_more(round_=round_, reason="相差大", actor=organiser_of(contest)).readings)

        answers = at_once(asked, asked)
        assert [one for one in answers if not isinstance(one, Refusal)] == [1]
        assert Reading.objects.filter(origin=Reading.Origin.EXTRA).count() == 1
