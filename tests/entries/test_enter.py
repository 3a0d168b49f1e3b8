"""A file that came by mail or in a bundle, handed in at once: the same checks, the same receipt."""

from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from contest.entries.models import Entry, EntryAuthor, Receipt, Way
from contest.entries.operations import Fields, TooLate, enter
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.models import Contest
from contest.outbox.models import Message
from contest.people.models import User
from contest.phrases import Refusal
from tests.entries.making import FIELDS, closing, give, take, traces
from tests.entries.test_storage import files
from tests.making import docx_bytes

pytestmark = pytest.mark.django_db


def bundled(
    contest: Contest,
    person: User,
    *,
    fields: Fields = FIELDS,
    content: bytes | None = None,
    agreed: set[str] | None = None,
    at: datetime | None = None,
) -> Receipt:
    return enter(
        contest=contest,
        way=Way.BUNDLE,
        name="稿件/林晓.docx",
        content=ContentFile(docx_bytes() if content is None else content),
        fields=fields,
        arrived_at=at or timezone.now(),
        actor=person,
        entrant=person,
        agreed=agreed,
    )


def mailed(contest: Contest) -> Receipt:
    return enter(
        contest=contest,
        way=Way.MAIL,
        name="十周年-潮声纪念馆-灯火-林晓.docx",
        content=ContentFile(docx_bytes()),
        fields=FIELDS,
        arrived_at=timezone.now(),
        actor=None,
        reply_to="linxiao@example.org",
    )


def test_one_entry_one_receipt(contest: Contest, person: User) -> None:
    at = timezone.now()
    receipt = bundled(contest, person, at=at, agreed={"original"})
    entry = Entry.objects.get()
    manuscript = entry.manuscripts.get()
    assert (entry.state, entry.way, entry.entrant, entry.manuscript) == ("received", "bundle", person, manuscript)
    assert (entry.unit_name, entry.title, entry.author, entry.received_at) == ("潮声纪念馆", "灯火", "林晓", at)
    assert entry.unit is not None
    assert entry.unit.name == "潮声纪念馆"
    assert (manuscript.received_name, manuscript.canonical_name) == (
        "稿件/林晓.docx",
        "十周年-潮声纪念馆-灯火-林晓.docx",
    )
    assert (receipt.entry, receipt.sha256, receipt.received_at) == (entry, manuscript.sha256, at)
    assert len(receipt.secret) == 9
    assert list(receipt.declarations.values_list("key", "agreed")) == [("original", True), ("publish", False)]
    assert files() == [manuscript.stored_name]
    event = Event.objects.latest("sequence")
    assert (event.action, event.actor) == ("entry.move", person)
    assert event.after["receipt"] == receipt.number
    assert Message.objects.count() == 0  # one letter tells of the whole bundle
    assert chain_faults() == []


def test_a_mailed_entry_belongs_to_no_account(contest: Contest) -> None:
    receipt = mailed(contest)
    entry = Entry.objects.get()
    assert (entry.entrant, entry.reply_to, entry.way) == (None, "linxiao@example.org", "mail")
    assert receipt.declarations.count() == 0  # nobody was asked
    assert Event.objects.latest("sequence").actor is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.update(way=Way.WEB)


def test_the_draft_on_the_page_stays_what_it_is(contest: Contest, person: User) -> None:
    draft = take(contest, person).entry
    bundled(contest, person)
    assert [e.state for e in Entry.objects.order_by("pk")] == ["draft", "received"]
    assert take(contest, person).entry == draft


@pytest.mark.parametrize(
    ("fields", "content", "agreed", "code"),
    [
        (FIELDS, b"", None, "empty"),
        (FIELDS, b"MZ nothing to read", None, "text"),
        (FIELDS, None, set[str](), "not-pledged"),
        (Fields("潮声纪念馆", "", "林晓"), None, None, "empty-field"),
        (Fields(" ", "灯火", "林晓"), None, None, "empty-field"),
    ],
)
def test_what_is_refused_leaves_nothing(
    contest: Contest, person: User, fields: Fields, content: bytes | None, agreed: set[str] | None, code: str
) -> None:
    before = traces()
    with pytest.raises(Refusal) as caught:
        bundled(contest, person, fields=fields, content=content, agreed=agreed)
    assert caught.value.code == code
    assert (traces(), files()) == (before, [])


def test_the_time_of_receipt_decides(contest: Contest, person: User) -> None:
    grace = timedelta(seconds=contest.grace_seconds)
    with pytest.raises(TooLate):
        bundled(contest, person, at=closing(contest) + grace + timedelta(microseconds=1))
    assert bundled(contest, person, at=closing(contest) + grace).entry.state == "received"


def test_authors_are_kept_one_by_one_and_anew_for_each_receipt(contest: Contest, person: User) -> None:
    entry = bundled(contest, person, fields=Fields("潮声纪念馆", "灯火", "林 晓、周行")).entry
    rows = EntryAuthor.objects.values_list("position", "name", "key")
    assert list(rows) == [(1, "林 晓", "林晓"), (2, "周行", "周行")]
    take(contest, person, entry=entry)
    give(entry, person, fields=Fields("潮声纪念馆", "灯火", "周行"))
    assert list(rows.all()) == [(1, "周行", "周行")]


@pytest.mark.parametrize("author", ["ß" * 55, "ΐ" * 40, "\ufdfa" * 40])
def test_a_name_that_grows_when_it_is_compared_is_cut_where_its_column_ends(
    contest: Contest, person: User, author: str
) -> None:
    bundled(contest, person, fields=Fields("潮声纪念馆", "灯火", author))
    assert [(row.name, len(row.key)) for row in EntryAuthor.objects.all()] == [(author, 100)]
