"""Fills a database with a contest of any size, as it stands when judging is done, straight into the tables."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

import contest
from contest.documents.blind import BlindCopy, make_blind
from contest.documents.identity import Identity
from contest.documents.reader import read_docx
from contest.documents.writer import write_docx
from contest.entries.models import CheckState, Entry, EntryState, Manuscript, ManuscriptCheck, Receipt
from contest.entries.receipts import new_number
from contest.entries.storage import storage_name
from contest.entries.units.models import SpellingKind, Unit, UnitSpelling
from contest.entries.units.spelling import unit_key
from contest.judging.models import Judge, Mark, Reading, Round, RoundEntry, RoundState
from contest.judging.operations import prepare_round
from contest.judging.queries import criterion_rules
from contest.judging.scoring import Method, aggregate, weighted_mark
from contest.notice.announcement import CriterionAnnounced
from contest.notice.models import Appointment, Contest, Office
from contest.notice.operations import announce, appoint, open_contest
from contest.notice.parsing import parse_notice
from contest.people.models import User
from contest.screening.models import BlindText

READINGS = 3
ENTRIES_PER_JUDGE = 50
ENTRIES_PER_UNIT = 25
CRITERIA = tuple(
    CriterionAnnounced(key, name, "", Decimal(1), Decimal(0), Decimal(20), Decimal(1))
    for key, name in (("theme", "主题"), ("truth", "内容"), ("build", "结构"), ("language", "语言"), ("spirit", "立意"))
)
_HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 2500)]
_NOTICE = Path(contest.__file__).parent / "notice" / "notices" / "70th-anniversary.toml"
_VALUES = Path(contest.__file__).parent / "demo" / "values.toml"


@dataclass(frozen=True, slots=True)
class Filled:
    """A contest with `entries` judged entries, and a tenth as many that wait to be screened."""

    contest: Contest
    round: Round
    organiser: User
    judge: User
    entries: int


def han(lot: random.Random, least: int, most: int) -> str:
    """Give some Han characters."""
    return "".join(lot.choices(_HAN, k=lot.randint(least, most)))


def manuscript_bytes(lot: random.Random, characters: int) -> bytes:
    """Give a .docx with about so many characters; 6,600 make 15 kB, since these pack worse than prose does."""
    paragraphs = ["，".join(han(lot, 6, 14) for _ in range(9)) + "。" for _ in range(max(1, characters // 100))]
    return write_docx(han(lot, 4, 10), f"{han(lot, 5, 8)}　{han(lot, 2, 3)}", paragraphs, None)


@transaction.atomic
def fill(entries: int, lot: random.Random) -> Filled:
    """Fill an empty database with one contest; the same lot gives the same contest."""
    notice = parse_notice(_NOTICE.read_text(encoding="utf-8"), _VALUES.read_text(encoding="utf-8"))
    announcement = replace(notice, genres=(), asks_ai_use=False, most_per_author=None, criteria=CRITERIA)
    made, _ = announce(announcement=announcement, actor=None)
    organiser = appoint(
        contest=made, login="organiser@example.org", name="组织者", office=Office.ORGANISER, actor=None
    ).person
    open_contest(contest=made, actor=organiser)
    round_ = prepare_round(contest=made, key=announcement.round_plans[0].key, actor=organiser)
    now = timezone.now()
    judges = _judges(made, round_, max(READINGS, entries // ENTRIES_PER_JUDGE), lot)
    handed_in = _entries(made, entries + entries // 10, now, lot)
    Entry.objects.filter(pk__in=Subquery(Entry.objects.order_by("id").values("pk")[:entries])).update(
        state=EntryState.ELIGIBLE
    )
    _readings(round_, judges, _round_entries(round_, handed_in[:entries], lot), now, lot)
    round_.state, round_.opened_at = RoundState.OPEN, now
    round_.inputs_hash = hashlib.sha256(b"drawn by turns").hexdigest()
    round_.save()
    return Filled(made, round_, organiser, judges[0].person, entries)


def refresh_statistics() -> None:
    """Let the database know what it holds, as its own housekeeping would after a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def close(round_: Round) -> None:
    """End the round, so that the workbook proposes prizes."""
    round_.state, round_.closed_at = RoundState.CLOSED, timezone.now()
    round_.save()


def _people(kind: str, count: int, lot: random.Random) -> list[User]:
    return User.objects.bulk_create(
        User(login=(address := f"{kind}{number}@example.org"), email=address, name=han(lot, 2, 3), password="!")
        for number in range(count)
    )


def _judges(contest: Contest, round_: Round, count: int, lot: random.Random) -> list[Judge]:
    people = _people("judge", count, lot)
    Appointment.objects.bulk_create(
        Appointment(contest=contest, person=person, office=Office.JUDGE) for person in people
    )
    now = timezone.now()
    return Judge.objects.bulk_create(Judge(round=round_, person=person, promised_at=now) for person in people)


def _entries(contest: Contest, count: int, now: datetime, lot: random.Random) -> list[Manuscript]:
    """Make received entries, each of its own entrant, and give their manuscripts."""
    names = {han(lot, 6, 10) + "中学" for _ in range(max(1, count // ENTRIES_PER_UNIT))}
    units = Unit.objects.bulk_create(Unit(name=name, key=unit_key(name)) for name in sorted(names))
    UnitSpelling.objects.bulk_create(
        UnitSpelling(unit=unit, name=unit.name, key=unit.key, kind=SpellingKind.CANONICAL) for unit in units
    )
    # Not handed in until they have a manuscript, which the next table holds: a constraint says so.
    entries = Entry.objects.bulk_create(
        Entry(
            contest=contest,
            entrant=person,
            unit=(unit := lot.choice(units)),
            unit_name=unit.name,
            title=han(lot, 4, 12),
            author=person.name,
            state=EntryState.WITHDRAWN,
        )
        for person in _people("entrant", count, lot)
    )
    manuscripts = Manuscript.objects.bulk_create(
        Manuscript(
            entry=entry,
            version=1,
            received_name=f"{entry.unit_name}-{entry.title}-{entry.author}.docx",
            canonical_name=f"{contest.label}-{entry.unit_name}-{entry.title}-{entry.author}.docx",
            stored_name=storage_name(),
            sha256=lot.randbytes(32).hex(),
            size=lot.randint(8_000, 30_000),
            kind="docx",
            words=lot.randint(900, 1600),
            uploaded_at=now - timedelta(minutes=count - number),
        )
        for number, entry in enumerate(entries)
    )
    ManuscriptCheck.objects.bulk_create(
        ManuscriptCheck(
            manuscript=manuscript,
            state=CheckState.CHECKED,
            title=manuscript.entry.title,
            layout="pass",
            checked_at=manuscript.uploaded_at,
        )
        for manuscript in manuscripts
    )
    newest = Manuscript.objects.filter(entry=OuterRef("pk"))
    Entry.objects.filter(contest=contest).update(
        manuscript=Subquery(newest.values("pk")[:1]),
        received_at=Subquery(newest.values("uploaded_at")[:1]),
        state=EntryState.RECEIVED,
    )
    Receipt.objects.bulk_create(
        Receipt(
            entry=manuscript.entry,
            manuscript=manuscript,
            number=new_number(),
            received_at=manuscript.uploaded_at,
            unit_name=manuscript.entry.unit_name,
            title=manuscript.entry.title,
            author=manuscript.entry.author,
            canonical_name=manuscript.canonical_name,
            sha256=manuscript.sha256,
        )
        for manuscript in manuscripts
    )
    return manuscripts


def _blind_copies(lot: random.Random) -> list[BlindCopy]:
    return [make_blind(read_docx(manuscript_bytes(lot, 1500)), Identity()) for _ in range(20)]


def _round_entries(round_: Round, manuscripts: Sequence[Manuscript], lot: random.Random) -> list[RoundEntry]:
    copies = _blind_copies(lot)
    texts = BlindText.objects.bulk_create(
        BlindText(
            manuscript=manuscript,
            title=manuscript.entry.title,
            html=copies[number % len(copies)].html,
            words=manuscript.words or 0,
            docx_name=storage_name(),
        )
        for number, manuscript in enumerate(manuscripts)
    )
    numbers = lot.sample(range(1, len(texts) + 1), len(texts))
    return [
        RoundEntry(round=round_, entry=text.manuscript.entry, blind_text=text, number=number, readings_done=READINGS)
        for text, number in zip(texts, numbers, strict=True)
    ]


def _readings(
    round_: Round, judges: Sequence[Judge], entries: list[RoundEntry], now: datetime, lot: random.Random
) -> None:
    """Give each entry to three judges in turn, with all marks submitted and the figures they make."""
    criteria, rules = list(round_.criteria.all()), criterion_rules(round_)
    sheets = [
        [
            {rule.key: Decimal(lot.randint(int(rule.maximum / 2), int(rule.maximum))) for rule in rules}
            for _ in range(READINGS)
        ]
        for _ in entries
    ]
    totals = [[weighted_mark(marks, rules) for marks in sheet] for sheet in sheets]
    for entry, of_judges in zip(entries, totals, strict=True):
        entry.score = aggregate(of_judges, Method(round_.method))
    stored = RoundEntry.objects.bulk_create(entries)
    readings = Reading.objects.bulk_create(
        Reading(
            judge=judges[(READINGS * place + turn) % len(judges)],
            round_entry=entry,
            comment=han(lot, 10, 30),
            saved_at=now,
            submitted_at=now,
            total=total,
        )
        for place, (entry, of_judges) in enumerate(zip(stored, totals, strict=True))
        for turn, total in enumerate(of_judges)
    )
    Mark.objects.bulk_create(
        Mark(
            reading=reading,
            criterion=criterion,
            value=marks[criterion.key],
            minimum=criterion.minimum,
            maximum=criterion.maximum,
        )
        for reading, marks in zip(readings, (marks for sheet in sheets for marks in sheet), strict=True)
        for criterion in criteria
    )
