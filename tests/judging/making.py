"""Takes entries down the road by the product's own verbs: passed, drawn, marked, closed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from contest.entries.models import Entry
from contest.judging.drawing import propose_draw
from contest.judging.marking import submit_reading
from contest.judging.models import Judge, Reading, Round
from contest.judging.operations import (
    close_round,
    open_round,
    prepare_round,
    seat_judge,
)
from contest.judging.promising import promise
from contest.notice.models import Contest, Office
from contest.people.models import User
from contest.screening.operations import pass_entry
from tests.making import appointed, hand_in_entry, make_person, organiser_of


def handed_in(contest: Contest, number: int = 1, *, unit: str = "", title: str = "", author: str = "") -> Entry:
    """Give an entry that somebody of their own handed in; title and unit follow from the number unless given."""
    person = make_person(f"entrant{number}@{contest.slug}.example", author or f"周{chr(0x4E00 + number)}")
    return hand_in_entry(contest, person, title=title or f"第{number}篇", unit=unit or f"第{number}厂")


def passed(contest: Contest, number: int = 1, *, unit: str = "", title: str = "", author: str = "") -> Entry:
    """Give an entry that was handed in and passed by the organiser."""
    entry = handed_in(contest, number, unit=unit, title=title, author=author)
    return pass_it(entry)


def pass_it(entry: Entry) -> Entry:
    """Pass the version that was handed in."""
    pass_entry(entry=entry, manuscript=entry.manuscripts.latest("version"), actor=organiser_of(entry.contest))
    return Entry.objects.select_related("contest", "manuscript", "unit").get(pk=entry.pk)


def judge(contest: Contest, number: int = 1, *, name: str = "", unit: str = "") -> User:
    """Appoint a judge."""
    return appointed(
        contest,
        Office.JUDGE,
        login=f"judge{number}@{contest.slug}.example",
        name=name or f"评委{chr(0x7532 + number)}",
        unit_name=unit,
    )


def prepared(contest: Contest, judges: Sequence[User], key: str = "reading") -> Round:
    """Prepare the announced round and seat the judges, each for the unit of the appointment."""
    round_ = prepare_round(contest=contest, key=key, actor=organiser_of(contest))
    for person in judges:
        unit = person.appointments.get(contest=contest, office=Office.JUDGE).unit_name
        seat_judge(round_=round_, person=person, unit_name=unit, actor=organiser_of(contest))
    return round_


def opened(contest: Contest, judges: Sequence[User], key: str = "reading", *, promised: bool = True) -> Round:
    """Prepare the round, seat the judges, confirm the draw; the judges promise confidentiality unless told not to."""
    round_ = prepared(contest, judges, key)
    open_round(round_=round_, inputs_hash=propose_draw(round_).inputs_hash, actor=organiser_of(contest))
    if promised:
        for seat in round_.judges.select_related("person"):
            promise(judge=seat, actor=seat.person)
    round_.refresh_from_db()
    return round_


def readings(round_: Round, entry: Entry | None = None) -> list[Reading]:
    """Give the readings of a round, or of one entry in it, by number and judge."""
    found = Reading.objects.filter(judge__round=round_).select_related("judge__person", "round_entry__entry")
    if entry is not None:
        found = found.filter(round_entry__entry=entry)
    return list(found.order_by("round_entry__number", "judge_id"))


def marks(theme: int | str, language: int | str) -> dict[str, Decimal | None]:
    """Give the marks of the small notice's two criteria."""
    return {"theme": Decimal(theme), "language": Decimal(language)}


def submit(reading: Reading, theme: int | str, language: int | str) -> Reading:
    """Submit a reading as its judge."""
    return submit_reading(reading=reading, marks=marks(theme, language), comment="", actor=reading.judge.person)


def closed(contest: Contest, scores: Mapping[int, int], judges: Sequence[User], key: str = "reading") -> Round:
    """Run the whole round: every judge gives each entry (by primary key) its score out of 100."""
    round_ = opened(contest, judges, key)
    for reading in readings(round_):
        theme = min(40, scores[reading.round_entry.entry_id])
        submit(reading, theme, scores[reading.round_entry.entry_id] - theme)
    return close_round(round_=round_, actor=organiser_of(contest))


def seat_of(round_: Round, person: User) -> Judge:
    """Give the seat of a person in a round."""
    return Judge.objects.get(round=round_, person=person)


def pairs(round_: Round) -> set[tuple[int, int]]:
    """Give who has to read what: person and number."""
    standing = Reading.objects.filter(judge__round=round_).standing()
    return set(standing.values_list("judge__person", "round_entry__number"))
