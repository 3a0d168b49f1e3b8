"""Taking a file: what is stored, filled in, refused, put on record."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from contest.entries.models import Entry
from contest.entries.operations import Fields, TooLate, keep_fields
from contest.entries.units.operations import unit_called
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal
from tests.documents.parts import ole
from tests.entries.making import take, traces
from tests.entries.test_storage import files
from tests.making import docx_bytes, hand_in_entry, make_contest, make_person

pytestmark = pytest.mark.django_db


def test_the_first_file_begins_the_draft(contest: Contest, person: User) -> None:
    at = timezone.now()
    content = docx_bytes()
    manuscript = take(contest, person, content=content, at=at)
    entry = Entry.objects.get()
    assert (entry.state, entry.entrant, entry.contest) == ("draft", person, contest)
    assert (entry.unit_name, entry.title, entry.author) == ("潮声纪念馆", "灯火", "林晓")
    assert (entry.unit, entry.manuscript, entry.received_at) == (None, None, None)
    assert len(entry.token) == 22
    assert manuscript.version == 1
    assert manuscript.received_name == "十周年-潮声纪念馆-灯火-林晓.docx"
    assert manuscript.canonical_name == ""
    assert manuscript.sha256 == hashlib.sha256(content).hexdigest()
    assert (manuscript.size, manuscript.kind, manuscript.uploaded_at) == (len(content), "docx", at)
    assert manuscript.words == 36  # title, byline and text, with their punctuation
    event = Event.objects.latest("sequence")
    assert (event.action, event.subject_key, event.actor) == ("manuscript.upload", entry.token, person)
    assert event.after == {"version": 1, "sha256": manuscript.sha256, "size": len(content)}
    assert chain_faults() == []


def test_every_further_file_is_a_version_of_the_one_draft(contest: Contest, person: User) -> None:
    first = take(contest, person)
    second = take(contest, person, content=docx_bytes(paragraphs=["另一稿。"]))
    third = take(contest, person, entry=first.entry)
    assert [one.version for one in (first, second, third)] == [1, 2, 3]
    assert {one.entry_id for one in (first, second, third)} == {first.entry_id}
    assert files() == sorted(one.stored_name for one in (first, second, third))
    with first.open() as stored:
        assert stored.read() == docx_bytes()


def test_what_was_typed_is_not_overwritten_by_a_later_name(contest: Contest, person: User) -> None:
    entry = take(contest, person).entry
    keep_fields(entry=entry, fields=Fields("江声晚报", "", "林晓、周行"))
    take(contest, person, name="十周年-潮声纪念馆-渡口-林晓.docx")
    entry.refresh_from_db()
    assert (entry.unit_name, entry.title, entry.author) == ("江声晚报", "渡口", "林晓、周行")


@pytest.mark.parametrize(
    ("name", "filled"),
    [
        ("十周年-潮声纪念馆-灯火-林晓.docx", ("潮声纪念馆", "灯火", "林晓")),
        ("十周年_潮声纪念馆_灯火_林晓.docx", ("潮声纪念馆", "灯火", "林晓")),
        # Nothing certain in the name: the title comes from the text, the author from the account.
        ("新建文档.docx", ("", "灯火", "林晓")),
        ("", ("", "灯火", "林晓")),
        ("x" * 500 + ".docx", ("", "灯火", "林晓")),
        ("../../etc/passwd", ("", "灯火", "林晓")),
        ("\u202ecod.exe", ("", "灯火", "林晓")),
        ("十周年-潮声纪念馆-灯火-林晓.exe", ("潮声纪念馆", "灯火", "林晓")),
    ],
)
def test_a_bad_name_stops_nobody(contest: Contest, person: User, name: str, filled: tuple[str, ...]) -> None:
    manuscript = take(contest, person, name=name)
    entry = manuscript.entry
    assert (entry.unit_name, entry.title, entry.author) == filled
    assert manuscript.received_name == name[:400]
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{40}", manuscript.stored_name)


def test_a_unit_known_from_elsewhere_helps_to_read_the_name(contest: Contest, person: User) -> None:
    unit_called("沙角民兵哨所")
    entry = take(contest, person, name="十周年 沙角民兵哨所 灯火 林晓.docx").entry
    assert (entry.unit_name, entry.title, entry.author) == ("沙角民兵哨所", "灯火", "林晓")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"just words", "text"),
        (b"PK\x03\x04" + b"\0" * 40, "damaged"),
        (b"%PDF-1.7\n%\xe2\xe3", "kind-not-taken"),
        (b"{\\rtf1\\ansi hello}", "kind-not-taken"),
        (ole("WordDocument", "1Table"), "kind-not-taken"),
        (ole("EncryptedPackage", "EncryptionInfo"), "encrypted"),
        (docx_bytes()[:-60], "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_and_leaves_nothing(
    contest: Contest, person: User, content: bytes, code: str
) -> None:
    before = traces()
    with pytest.raises(Refusal) as refused:
        take(contest, person, content=content)
    assert refused.value.code == code
    assert "。" in str(refused.value)
    assert "%(" not in str(refused.value)
    assert (traces(), files()) == (before, [])


def test_too_large_a_file_is_refused(contest: Contest, person: User, settings: Settings) -> None:
    content = docx_bytes()
    settings.MANUSCRIPT_MAX_BYTES = len(content) - 1
    with pytest.raises(Refusal) as refused:
        take(contest, person, content=content)
    assert (refused.value.code, files()) == ("too-large", [])
    settings.MANUSCRIPT_MAX_BYTES = len(content)
    assert take(contest, person, content=content).version == 1


def test_no_more_versions_than_the_site_allows(contest: Contest, person: User, settings: Settings) -> None:
    settings.MANUSCRIPT_MAX_VERSIONS = 2
    kept = [take(contest, person).stored_name, take(contest, person).stored_name]
    before = traces()
    with pytest.raises(Refusal) as refused:
        take(contest, person)
    assert (refused.value.code, sorted(kept), traces()) == ("too-many-versions", files(), before)


def test_no_more_files_an_hour_than_the_site_allows(contest: Contest, person: User, settings: Settings) -> None:
    settings.MANUSCRIPT_UPLOADS_AN_HOUR = 2
    now = timezone.now()
    for minutes in (61, 30, 1):
        take(contest, person, at=now - timedelta(minutes=minutes))
    with pytest.raises(Refusal) as refused:
        take(contest, person, at=now)
    assert refused.value.code == "too-many-uploads"
    assert take(contest, make_person("other@example.org"), at=now).version == 1
    assert take(contest, person, at=now + timedelta(minutes=30)).version == 4


def test_no_version_for_an_entry_that_was_decided_meanwhile(contest: Contest, person: User) -> None:
    entry = hand_in_entry(contest, person)
    Entry.objects.filter(pk=entry.pk).update(state="eligible")
    kept = files()
    with pytest.raises(TooLate):
        take(contest, person, entry=entry)
    assert (files(), entry.manuscripts.count()) == (kept, 1)


def test_a_transaction_that_fails_leaves_no_orphan(contest: Contest, person: User) -> None:
    """The file is written before the row; when there can be no row, it goes again."""
    kept = take(contest, make_person("other@example.org")).stored_name
    gone = Entry.objects.create(contest=contest, entrant=person)
    Entry.objects.filter(pk=gone.pk).delete()
    before = traces()
    with pytest.raises(Entry.DoesNotExist):
        take(contest, person, entry=gone)
    assert (files(), traces()) == ([kept], before)


@pytest.mark.parametrize(
    ("opens", "closes", "at", "taken"),
    [
        (None, 30, 0, True),
        (None, -1, 0, False),
        (1, 30, 0, False),
        (-1, 30, 0, True),
    ],
)
def test_files_are_taken_between_opening_and_deadline(
    person: User, opens: int | None, closes: int, at: int, taken: bool
) -> None:
    now = timezone.now()
    contest = make_contest(
        opens_at=None if opens is None else now + timedelta(days=opens), closes_at=now + timedelta(days=closes)
    )
    if taken:
        assert take(contest, person, at=now).version == 1
    else:
        with pytest.raises(TooLate):
            take(contest, person, at=now)
        assert files() == []


def test_a_contest_that_was_not_opened_takes_nothing(person: User) -> None:
    with pytest.raises(TooLate):
        take(make_contest(opened=False), person)
