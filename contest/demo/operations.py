"""Fills an empty site with the marked demo, by the same verbs that a real contest goes through.

Three contests show every stage: one takes entries, is screened and judged; one waits for a decision on a tie;
one is published. Nothing here knows a shortcut into a table.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from contest.awards.operations import confirm_prizes, publish_prizes
from contest.awards.proposing import propose
from contest.awards.units.operations import decide_unit_tie
from contest.awards.units.queries import proposed_units, unit_table
from contest.demo.arrivals import add_older_text, docx_of, send_bundle, send_mails
from contest.demo.essays import Essay, essays
from contest.entries.declarations import objection_in
from contest.entries.forms import NO_AI
from contest.entries.models import Entry
from contest.entries.operations import Fields, hand_in, take_file
from contest.entries.units.operations import settle_unit
from contest.entries.units.queries import unit_cards, units_of
from contest.judging.drawing import propose_draw
from contest.judging.marking import save_reading, submit_reading
from contest.judging.models import Reading, Round
from contest.judging.operations import (
    close_round,
    open_round,
    prepare_round,
    seat_judge,
)
from contest.judging.promising import promise
from contest.notice.announcement import Announcement, TierAnnounced
from contest.notice.models import Contest, Office
from contest.notice.operations import announce, appoint, open_contest
from contest.notice.parsing import parse_notice
from contest.people.models import User
from contest.people.operations import set_password
from contest.screening.checklist import Answered
from contest.screening.evidence import checklist_of
from contest.screening.operations import pass_entry, return_entry
from contest.screening.originality.tasks import compare_texts

_TYPED_UNITS: Mapping[int, str] = {16: "滨江退役军人服务站"}
"""Units as their authors typed them, where that is not how others of the same unit did."""
_AS_IT_CAME = frozenset({15, 20})
"""The essays whose authors left the layout as a new file has it."""

PASSWORD = "yanshi-2025"  # noqa: S105  (the demo's own; the demo refuses production settings)
_NOTICE = Path(__file__).parent.parent / "notice" / "notices" / "70th-anniversary.toml"
_VALUES = Path(__file__).parent / "values.toml"

OFFICES: Sequence[tuple[str, str, Office]] = (
    ("organiser@example.org", "演示组织者", Office.ORGANISER),
    ("screener@example.org", "演示审稿员", Office.SCREENER),
    ("observer@example.org", "演示监督员", Office.OBSERVER),
)
JUDGES: Sequence[tuple[str, str, str]] = tuple(
    (f"judge{number}@example.org", f"演示评委{name}", unit)
    for number, (name, unit) in enumerate(
        (("甲", "潮声纪念馆"), ("乙", ""), ("丙", ""), ("丁", "浦岸中学"), ("戊", ""), ("己", "")), 1
    )
)
CONTACT = ("contact@example.org", "演示联络员", "潮声纪念馆")
"""The unit contact: login, name, unit."""


@dataclass(frozen=True, slots=True)
class _Stage:
    """One of the demo's contests: which essays it has, and its quotas."""

    slug: str
    suffix: str
    numbers: Sequence[int]
    quotas: Mapping[str, int]


_TAKING = _Stage("demo", "", range(11, 21), {"first": 3, "second": 5, "third": 8})
_DECIDING = _Stage("demo-deciding", "（演示：评奖中）", range(1, 9), {"first": 1, "second": 2, "third": 3})
_PUBLISHED = _Stage(
    "demo-published", "（演示：已公布）", (9, 10, 21, 22, 23, 24), {"first": 1, "second": 1, "third": 2}
)


@transaction.atomic
def load_demo() -> bool:
    """Load the demo into a site that has none yet; give whether anything was done."""
    if Contest.objects.filter(slug=_TAKING.slug).exists():
        return False
    now = timezone.now().replace(microsecond=0)
    people = {essay.number: _person(f"entrant{essay.number:02}@example.org", essay.author) for essay in essays()}
    _taking_entries(people, now)
    _waiting_for_a_decision(people, now)
    _published(people, now)
    _settle_units()
    return True


def _person(login: str, name: str) -> User:
    person = User.objects.create_user(login, name=name)
    set_password(person=person, password=PASSWORD)
    return person


def _announce(stage: _Stage, closes_at: datetime) -> tuple[Contest, User]:
    notice = parse_notice(_NOTICE.read_text(encoding="utf-8"), _VALUES.read_text(encoding="utf-8"))
    announcement: Announcement = replace(
        notice,
        slug=stage.slug,
        title=notice.title + stage.suffix,
        opens_at=closes_at - timedelta(days=400),
        closes_at=closes_at,
        tiers=tuple(_with_quota(tier, stage.quotas) for tier in notice.tiers),
    )
    contest, _ = announce(announcement=announcement, actor=None)
    for login, name, office in OFFICES:
        appoint(contest=contest, login=login, name=name, office=office, actor=None)
    for login, name, unit in JUDGES:
        appoint(contest=contest, login=login, name=name, office=Office.JUDGE, unit_name=unit, actor=None)
    for login, _name, _office in (*OFFICES, *JUDGES):
        person = User.objects.get(login=login)
        if not person.has_usable_password():
            set_password(person=person, password=PASSWORD)
    organiser = User.objects.get(login=OFFICES[0][0])
    open_contest(contest=contest, actor=organiser)
    return contest, organiser


def _with_quota(tier: TierAnnounced, quotas: Mapping[str, int]) -> TierAnnounced:
    return replace(tier, quota=quotas.get(tier.key, tier.quota))


def _hand_in(contest: Contest, essay: Essay, person: User, at: datetime) -> Entry:
    """Hand in an essay as its author would: a .docx under the name that the notice asks for, most laid out right."""
    essay = replace(essay, unit=_TYPED_UNITS.get(essay.number, essay.unit))
    content = docx_of(essay, official=essay.number not in _AS_IT_CAME)
    manuscript = take_file(
        contest=contest,
        person=person,
        name=f"{contest.label}-{essay.unit}-{essay.title}-{essay.author}.docx",
        content=ContentFile(content),
        arrived_at=at,
    )
    agreed = {consent.key for consent in contest.consents.all() if consent.required or essay.number % 4}
    hand_in(
        entry=manuscript.entry,
        person=person,
        fields=Fields(
            essay.unit,
            essay.title,
            essay.author,
            genre=next((genre for genre in contest.genres if genre in essay.genre), contest.genres[-1]),
            ai_use="查资料、改错别字。" if essay.number % 5 == 0 else NO_AI,
        ),
        agreed=agreed,
        arrived_at=at,
        objection_meant=True if objection_in(manuscript) else None,
    )
    return Entry.objects.select_related("contest", "manuscript").get(pk=manuscript.entry_id)


def _enter(stage: _Stage, contest: Contest, people: Mapping[int, User], until: datetime) -> dict[int, Entry]:
    chosen = [essay for essay in essays() if essay.number in stage.numbers]
    return {
        essay.number: _hand_in(contest, essay, people[essay.number], until - timedelta(hours=7 * (len(chosen) - index)))
        for index, essay in enumerate(chosen)
    }


def _pass(entry: Entry, actor: User) -> None:
    answers = {point.key: Answered(holds=True) for point in checklist_of(entry)}
    pass_entry(entry=entry, manuscript=entry.manuscripts.get(), actor=actor, answers=answers)


def _open(contest: Contest, organiser: User) -> Round:
    round_ = prepare_round(contest=contest, key="first-reading", actor=organiser)
    for login, _, unit in JUDGES:
        seat_judge(round_=round_, person=User.objects.get(login=login), unit_name=unit, actor=organiser)
    open_round(round_=round_, inputs_hash=propose_draw(round_).inputs_hash, actor=organiser)
    for seat in round_.judges.select_related("person"):
        promise(judge=seat, actor=seat.person)
    return round_


def _marks(reading: Reading, worth: int, off: int = 0) -> dict[str, Decimal]:
    """Give marks for an essay worth so many of 100; the first is `off` above that."""
    marks = {
        criterion.key: (criterion.maximum * worth / 100).quantize(Decimal(1))
        for criterion in reading.judge.round.criteria.all()
    }
    first = next(iter(marks))
    return {**marks, first: marks[first] + off}


def _submit_all(round_: Round, worth: Mapping[int, int]) -> None:
    """Let every judge mark every essay; the judges of one essay differ, but their mean is its worth (by entry)."""
    seen: Counter[int] = Counter()
    for reading in _readings(round_):
        entry = reading.round_entry.entry_id
        marks = _marks(reading, worth[entry], off=(1, 0, -1)[seen[entry]])
        submit_reading(reading=reading, marks=marks, comment="", actor=reading.judge.person)
        seen[entry] += 1


def _readings(round_: Round) -> list[Reading]:
    return list(
        Reading.objects.filter(judge__round=round_)
        .select_related("judge__person", "judge__round", "round_entry__entry")
        .order_by("judge_id", "round_entry__number")
    )


def _taking_entries(people: Mapping[int, User], now: datetime) -> None:
    deadline = now.replace(month=8, day=20, hour=10, minute=0, second=0, microsecond=0)
    if deadline < now + timedelta(days=30):
        deadline = deadline.replace(year=deadline.year + 1)
    contest, organiser = _announce(_TAKING, deadline)
    screener = User.objects.get(login=OFFICES[1][0])
    entries = _enter(_TAKING, contest, people, now)
    for number in (11, 12, 13, 14, 15, 16, 18):
        _pass(entries[number], screener)
    returned = entries[19]
    return_entry(
        entry=returned,
        manuscript=returned.manuscripts.get(),
        note="文末声明不同意删改，与提交时勾选的授权不一致，请确认后重新提交。",
        until=now + timedelta(days=14),
        actor=screener,
    )
    _what_else_comes(contest, organiser, now)
    round_ = _open(contest, organiser)
    for number, reading in enumerate(_readings(round_)):
        marks = _marks(reading, worth=74 + 3 * (reading.round_entry.number % 6), off=number % 3)
        if number % 3 == 0:
            submit_reading(reading=reading, marks=marks, comment="", actor=reading.judge.person)
        elif number % 3 == 1:
            first = dict(list(marks.items())[:1])
            save_reading(reading=reading, marks=first, comment="先记一笔：开头很好。")


def _what_else_comes(contest: Contest, organiser: User, now: datetime) -> None:
    """Let a unit's bundle and two mails come in, and an older text be compared with."""
    login, name, unit = CONTACT
    appoint(contest=contest, login=login, name=name, office=Office.UNIT_CONTACT, unit_name=unit, actor=organiser)
    contact = User.objects.get(login=login)
    set_password(person=contact, password=PASSWORD)
    written = {essay.number: essay for essay in essays()}
    send_bundle(contest, contact, unit, written, now - timedelta(hours=2))
    send_mails(contest, written, now - timedelta(hours=3))
    add_older_text(contest, written, organiser)
    while compare_texts():
        pass


def _settle_units() -> None:
    """Settle every unit that looks like no other; those that do are left to be decided."""
    organiser = User.objects.get(login=OFFICES[0][0])
    for contest in Contest.objects.all():
        for card in unit_cards(contest, organiser, list(units_of(contest))):
            if not card.proposed:
                settle_unit(unit=card.unit, contest=contest, actor=organiser)


def _waiting_for_a_decision(people: Mapping[int, User], now: datetime) -> None:
    contest, organiser = _announce(_DECIDING, now - timedelta(days=2))
    screener = User.objects.get(login=OFFICES[1][0])
    entries = _enter(_DECIDING, contest, people, now - timedelta(days=3))
    for entry in entries.values():
        _pass(entry, screener)
    round_ = _open(contest, organiser)
    # Two essays of one worth meet at the last place of the second tier.
    worth = {1: 93, 2: 89, 3: 86, 4: 86, 5: 83, 6: 80, 7: 77, 8: 74}
    _submit_all(round_, {entry.pk: worth[number] for number, entry in entries.items()})
    close_round(round_=round_, actor=organiser)


def _published(people: Mapping[int, User], now: datetime) -> None:
    contest, organiser = _announce(_PUBLISHED, now - timedelta(days=60))
    screener = User.objects.get(login=OFFICES[1][0])
    entries = _enter(_PUBLISHED, contest, people, now - timedelta(days=61))
    for entry in entries.values():
        _pass(entry, screener)
    round_ = _open(contest, organiser)
    _submit_all(round_, {entry.pk: 70 + 4 * place for place, entry in enumerate(entries.values())})
    close_round(round_=round_, actor=organiser)
    proposal = propose(round_)
    # Two units are equal, and there is a place for one of them.
    table = unit_table(contest, proposal)
    if table.allocation is not None:
        tied = table.allocation.open_tie
        decide_unit_tie(contest=contest, tied=tied, chosen=tied[:1], reason="演示：复议后选定。", actor=organiser)
    confirm_prizes(
        contest=contest,
        inputs_hash=proposal.inputs_hash,
        units=[one.unit for one in proposed_units(contest, proposal)],
        units_reason="演示：按单位计分办法选定。",
        actor=organiser,
    )
    publish_prizes(contest=contest, actor=organiser)
