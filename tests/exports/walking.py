"""Walks a small contest by its verbs: three essays, two judges, two prizes, one unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from contest.awards.models import PrizeList
from contest.awards.operations import confirm_prizes
from contest.awards.proposing import propose
from contest.entries.models import Entry
from contest.judging.drawing import propose_draw
from contest.judging.marking import save_reading, submit_reading
from contest.judging.models import Reading, Round
from contest.judging.operations import (
    close_round,
    open_round,
    prepare_round,
    seat_judge,
)
from contest.notice.models import Contest, Office
from contest.people.models import User
from contest.screening.operations import pass_entry
from tests.making import appointed, end_intake, hand_in_entry, make_contest, make_person, organiser_of

Marks = Mapping[tuple[str, str], tuple[int, int]]
SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = [datetime(2026, 5, day, 9, 30, tzinfo=SHANGHAI) for day in (1, 2, 3)]
MARKS: Marks = {
    ("灯火", "评委甲"): (35, 55),
    ("灯火", "评委乙"): (36, 52),
    ("渡口", "评委甲"): (40, 40),
    ("渡口", "评委乙"): (30, 45),
    ("栈桥", "评委甲"): (30, 50),
    ("栈桥", "评委乙"): (35, 40),
}
"""(essay, judge) → (theme, language)."""
CLOSE_MARKS: Marks = {
    ("灯火", "评委甲"): (40, 56),
    ("灯火", "评委乙"): (35, 50),
    ("渡口", "评委甲"): (34, 48),
    ("渡口", "评委乙"): (29, 42),
    ("栈桥", "评委甲"): (24, 36),
    ("栈桥", "评委乙"): (19, 31),
}
"""One judge gives more than the other for every essay."""


@dataclass(frozen=True, slots=True)
class Walked:
    """A contest on its way."""

    contest: Contest
    organiser: User
    entries: Mapping[str, Entry]


def three_essays(**changes: object) -> Walked:
    """Take three essays and pass them all."""
    contest = make_contest(**changes)  # type: ignore[arg-type]
    organiser = organiser_of(contest)
    entries = {}
    for number, (title, author, unit) in enumerate(
        (("灯火", "林晓", "潮声纪念馆"), ("渡口", "王海", "浦岸中学"), ("栈桥", "周岸", "潮声纪念馆"))
    ):
        person = make_person(f"author{number}@example.org", author)
        entry = hand_in_entry(contest, person, title=title, unit=unit, at=AT[number])
        pass_entry(entry=entry, manuscript=entry.manuscripts.get(), actor=organiser)
        entries[title] = entry
    return Walked(contest, organiser, entries)


def opened_round(walked: Walked) -> Round:
    """Seat two judges and open the round."""
    round_ = prepare_round(contest=walked.contest, key="reading", actor=walked.organiser)
    for number, name in enumerate(("评委甲", "评委乙")):
        judge = appointed(walked.contest, Office.JUDGE, login=f"judge{number}@example.org", name=name)
        seat_judge(round_=round_, person=judge, unit_name="", actor=walked.organiser)
    open_round(round_=round_, inputs_hash=propose_draw(round_).inputs_hash, actor=walked.organiser)
    return round_


def mark(round_: Round, marks: Marks, comment: str = "") -> None:
    """Submit the marks that are given; keep the others as half done."""
    readings = Reading.objects.filter(judge__round=round_).select_related("judge__person", "round_entry__entry")
    for reading in readings:
        judge = reading.judge.person
        given = marks.get((reading.round_entry.entry.title, judge.name))
        if given is None:
            save_reading(reading=reading, marks={"theme": Decimal(1)}, comment="未完")
        else:
            values = {"theme": Decimal(given[0]), "language": Decimal(given[1])}
            submit_reading(reading=reading, marks=values, comment=comment, actor=judge)


def closed_round(walked: Walked, marks: Marks = MARKS, comment: str = "") -> Round:
    """Walk to the end of the round, and past the deadline."""
    round_ = opened_round(walked)
    mark(round_, marks, comment)
    end_intake(walked.contest)
    return close_round(round_=round_, actor=walked.organiser)


def confirmed(walked: Walked, round_: Round, reason: str = "来稿最多。") -> PrizeList:
    """Confirm the proposed list, and the unit of 灯火 for the unit prize."""
    unit = walked.entries["灯火"].unit_id
    assert unit is not None
    return confirm_prizes(
        contest=walked.contest,
        inputs_hash=propose(round_).inputs_hash,
        units=[unit],
        units_reason=reason,
        actor=walked.organiser,
    )
