"""Takes files and hands them in, as the entrant does; counts what an operation leaves behind."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from contest.entries.models import Entry, Manuscript, Receipt
from contest.entries.operations import Fields, hand_in, take_file
from contest.ledger.models import Event
from contest.notice.models import Contest
from contest.outbox.models import Message
from contest.people.models import User
from contest.screening.operations import return_entry
from tests.making import docx_bytes, hand_in_entry, organiser_of

NAME = "十周年-潮声纪念馆-灯火-林晓.docx"
FIELDS = Fields("潮声纪念馆", "灯火", "林晓")
ALL = {"original", "publish"}


def upload(name: str = NAME, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, docx_bytes() if content is None else content)


def take(
    contest: Contest,
    person: User,
    name: str = NAME,
    content: bytes | None = None,
    at: datetime | None = None,
    entry: Entry | None = None,
) -> Manuscript:
    return take_file(
        contest=contest,
        person=person,
        name=name,
        content=ContentFile(docx_bytes() if content is None else content),
        arrived_at=at or timezone.now(),
        entry=entry,
    )


def give(
    entry: Entry,
    person: User,
    fields: Fields = FIELDS,
    agreed: set[str] | None = None,
    at: datetime | None = None,
) -> Receipt:
    return hand_in(
        entry=entry,
        person=person,
        fields=fields,
        agreed=ALL if agreed is None else agreed,
        arrived_at=at or timezone.now(),
    )


def traces() -> tuple[int, int, int, int, int]:
    """Count all that an operation could leave behind."""
    rows = (Entry, Manuscript, Receipt, Event, Message)
    return tuple(model.objects.count() for model in rows)  # type: ignore[return-value]


def closing(contest: Contest) -> datetime:
    assert contest.closes_at is not None
    return contest.closes_at


def returned(contest: Contest, person: User, until: datetime) -> Entry:
    entry = hand_in_entry(contest, person)
    return_entry(
        entry=entry,
        manuscript=entry.manuscripts.get(),
        note="请删去署名。",
        until=until,
        actor=organiser_of(contest),
    )
    return Entry.objects.get(pk=entry.pk)
