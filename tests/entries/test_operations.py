"""Handing in, revising, withdrawing: what is stored, what is refused, what is put on record."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from contest.entries.models import Declaration, Entry
from contest.entries.operations import Fields, TooLate, keep_fields, withdraw
from contest.entries.units.models import Unit
from contest.ledger.models import Event
from contest.notice.models import Consent, Contest
from contest.notice.operations import announce
from contest.outbox.models import Message
from contest.people.models import User
from contest.phrases import Refusal
from contest.screening.operations import pass_entry
from tests.entries.making import ALL, FIELDS, closing, give, returned, take, traces
from tests.making import an_announcement, docx_bytes, hand_in_entry, make_contest, make_person, organiser_of

pytestmark = pytest.mark.django_db


# --- handing in ---------------------------------------------------------------------------------------------------


def test_the_receipt_says_what_was_handed_in(contest: Contest, person: User) -> None:
    content = docx_bytes()
    manuscript = take(contest, person, name="随便.docx", content=content)
    at = timezone.now()
    receipt = give(manuscript.entry, person, agreed={"original"}, at=at)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", receipt.number)
    assert receipt.sha256 == hashlib.sha256(content).hexdigest()
    with manuscript.open() as stored:
        assert hashlib.sha256(stored.read()).hexdigest() == receipt.sha256
    assert (receipt.unit_name, receipt.title, receipt.author) == ("潮声纪念馆", "灯火", "林晓")
    assert (receipt.received_at, receipt.canonical_name) == (at, "十周年-潮声纪念馆-灯火-林晓.docx")
    entry = Entry.objects.select_related("unit", "manuscript").get()
    assert (entry.state, entry.received_at, entry.manuscript) == ("received", at, manuscript)
    assert entry.unit is not None
    assert (entry.unit.name, entry.unit.key) == ("潮声纪念馆", "潮声纪念馆")
    assert entry.manuscript is not None
    assert entry.manuscript.canonical_name == receipt.canonical_name
    event = Event.objects.latest("sequence")
    assert (event.action, event.actor, event.before) == ("entry.move", person, {"state": "draft"})
    assert event.after == {
        "state": "received",
        "receipt": receipt.number,
        "version": 1,
        "sha256": receipt.sha256,
        "unit": "潮声纪念馆",
        "title": "灯火",
        "author": "林晓",
        "arrived_at": at.isoformat(),
        "agreed": ["original"],
    }
    (letter,) = Message.objects.filter(person=person)
    assert letter.subject == "已收到：《灯火》"


def test_declarations_are_kept_in_the_words_of_that_day(contest: Contest, person: User) -> None:
    receipt = give(take(contest, person).entry, person, agreed={"original", "made-up"})
    Consent.objects.filter(contest=contest).update(wording="后来改过的话。")
    assert list(receipt.declarations.values_list("key", "wording", "agreed", "position")) == [
        ("original", "文稿是本人原创。", True, 1),
        ("publish", "同意发表。", False, 2),
    ]


@pytest.mark.parametrize(
    ("fields", "agreed", "code"),
    [
        (FIELDS, set(), "not-pledged"),
        (FIELDS, {"publish"}, "not-pledged"),
        (Fields(" ", "灯火", "林晓"), ALL, "empty-field"),
        (Fields("潮声纪念馆", "　", "林晓"), ALL, "empty-field"),
        (Fields("潮声纪念馆", "灯火", ""), ALL, "empty-field"),
        (Fields("潮" * 60, "灯火", "林" * 60), ALL, "too-long"),
    ],
)
def test_what_is_missing_is_refused_and_leaves_nothing(
    contest: Contest, person: User, fields: Fields, agreed: set[str], code: str
) -> None:
    entry = take(contest, person).entry
    before = traces()
    with pytest.raises(Refusal) as refused:
        give(entry, person, fields=fields, agreed=agreed)
    assert refused.value.code == code
    assert traces() == before
    assert Unit.objects.count() == Declaration.objects.count() == 0
    entry.refresh_from_db()
    assert entry.state == "draft"


def test_nothing_is_handed_in_without_a_file(contest: Contest, person: User) -> None:
    entry = Entry.objects.create(contest=contest, entrant=person)
    with pytest.raises(Refusal) as refused:
        give(entry, person)
    assert refused.value.code == "no-file"


@pytest.mark.parametrize(
    ("grace", "late_by", "taken"),
    [
        (0, timedelta(0), True),
        (0, timedelta(microseconds=1), False),
        (60, timedelta(seconds=60), True),
        (60, timedelta(seconds=60, microseconds=1), False),
        (60, timedelta(seconds=-1), True),
    ],
)
def test_the_deadline_holds_to_the_second_by_the_time_of_arrival(
    person: User, grace: int, late_by: timedelta, taken: bool
) -> None:
    contest = make_contest(grace_seconds=grace)
    entry = take(contest, person).entry
    at = closing(contest) + late_by
    if taken:
        assert give(entry, person, at=at).received_at == at
        return
    before = traces()
    with pytest.raises(TooLate) as late:
        give(entry, person, fields=Fields("江声晚报", "渡口", "林晓"), at=at)
    assert late.value.code == "too-late"
    assert traces() == before
    keep_fields(entry=entry, fields=Fields("江声晚报", "渡口", "林晓"))
    entry.refresh_from_db()
    assert (entry.state, entry.unit_name, entry.title, entry.author) == ("draft", "江声晚报", "渡口", "林晓")
    assert entry.manuscripts.count() == 1


def test_twice_is_once(contest: Contest, person: User) -> None:
    entry = take(contest, person).entry
    first = give(entry, person)
    before = traces()
    second = give(entry, person, fields=Fields("江声晚报", "渡口", "周行"))
    assert second == first
    assert traces() == before
    entry.refresh_from_db()
    assert entry.title == "灯火"


def test_nobody_else_hands_it_in(contest: Contest, person: User) -> None:
    entry = take(contest, person).entry
    with pytest.raises(Refusal):
        give(entry, make_person("other@example.org", "周行"))
    entry.refresh_from_db()
    assert entry.state == "draft"


def test_nobody_else_is_given_the_receipt(contest: Contest, person: User) -> None:
    entry = hand_in_entry(contest, person)
    with pytest.raises(Refusal):
        give(entry, make_person("other@example.org", "周行"))


def test_spellings_of_a_unit_are_one_unit(contest: Contest) -> None:
    for number, unit in enumerate(("潮声纪念馆", "潮声 纪念馆", "潮声纪念馆　", "江声晚报")):
        hand_in_entry(contest, make_person(f"e{number}@example.org"), unit=unit)
    assert list(Unit.objects.order_by("id").values_list("name", flat=True)) == ["潮声纪念馆", "江声晚报"]
    assert list(Entry.objects.order_by("id").values_list("unit_name", flat=True))[1] == "潮声 纪念馆"


def test_two_receipts_never_share_a_number(contest: Contest, person: User) -> None:
    receipt = give(take(contest, person).entry, person)
    other = hand_in_entry(contest, make_person("other@example.org"))
    with pytest.raises(IntegrityError), transaction.atomic():
        other.receipts.update(number=receipt.number)


# --- revising -----------------------------------------------------------------------------------------------------


def test_a_received_entry_is_handed_in_anew(contest: Contest, person: User) -> None:
    entry = hand_in_entry(contest, person)
    first_time = entry.received_at
    first = entry.receipts.get()
    newer = take(contest, person, content=docx_bytes("灯火（改）"), entry=entry)
    entry.refresh_from_db()
    assert (entry.state, entry.manuscript_id) == ("received", first.manuscript_id)  # the first still counts
    receipt = give(entry, person, fields=Fields("潮声纪念馆", "灯火（改）", "林晓"))
    entry.refresh_from_db()
    assert receipt.number != first.number
    assert (entry.manuscript, entry.title, entry.received_at) == (newer, "灯火（改）", first_time)
    assert list(entry.receipts.values_list("number", flat=True)) == [receipt.number, first.number]
    assert (first.title, first.manuscript.version) == ("灯火", 1)
    event = Event.objects.latest("sequence")
    assert (event.before, event.after["state"], event.after["version"]) == ({"state": "received"}, "received", 2)


@pytest.mark.parametrize(
    ("late_by", "taken"), [(timedelta(0), True), (timedelta(days=-1), True), (timedelta(microseconds=1), False)]
)
def test_a_returned_entry_may_be_mended_until_its_date(person: User, late_by: timedelta, taken: bool) -> None:
    """The date given counts, though the contest's own deadline is long past."""
    contest = make_contest()
    until = closing(contest) + timedelta(days=10)
    entry = returned(contest, person, until)
    at = until + late_by
    if not taken:
        with pytest.raises(TooLate):
            take(contest, person, at=at, entry=entry)
        with pytest.raises(TooLate):
            withdraw(entry=entry, person=person, arrived_at=at)
        return
    take(contest, person, at=at, entry=entry)
    give(entry, person, at=at)
    entry.refresh_from_db()
    assert (entry.state, entry.return_until) == ("received", None)


def test_a_returned_entry_needs_a_new_file(contest: Contest, person: User) -> None:
    """Handing in what was sent back gives the old receipt and changes nothing."""
    entry = returned(contest, person, timezone.now() + timedelta(days=3))
    assert give(entry, person) == entry.receipts.get()
    entry.refresh_from_db()
    assert entry.state == "returned"


def test_what_is_decided_is_not_revised(contest: Contest, person: User) -> None:
    entry = hand_in_entry(contest, person)
    pass_entry(entry=entry, manuscript=entry.manuscripts.get(), actor=organiser_of(contest))
    entry.refresh_from_db()
    with pytest.raises(TooLate):
        take(contest, person, entry=entry)
    with pytest.raises(TooLate):
        withdraw(entry=entry, person=person, arrived_at=timezone.now())


def test_a_new_deadline_holds_for_drafts_begun_before(person: User) -> None:
    contest = make_contest()
    entry = take(contest, person).entry
    announce(announcement=an_announcement(closes_at=timezone.now() - timedelta(days=1)), actor=organiser_of(contest))
    with pytest.raises(TooLate):
        give(entry, person)


# --- withdrawing --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "received"])
def test_withdrawn_and_begun_again(contest: Contest, person: User, state: str) -> None:
    entry = take(contest, person).entry
    if state == "received":
        give(entry, person)
    withdraw(entry=entry, person=person, arrived_at=timezone.now())
    entry.refresh_from_db()
    assert entry.state == "withdrawn"
    assert entry.manuscripts.count() == 1  # nothing is deleted
    assert take(contest, person).entry_id != entry.pk


def test_nobody_else_withdraws_it(contest: Contest, person: User) -> None:
    entry = hand_in_entry(contest, person)
    with pytest.raises(Refusal):
        withdraw(entry=entry, person=organiser_of(contest), arrived_at=timezone.now())
    entry.refresh_from_db()
    assert entry.state == "received"


def test_too_late_to_withdraw(contest: Contest, person: User) -> None:
    entry = hand_in_entry(contest, person)
    with pytest.raises(TooLate):
        withdraw(entry=entry, person=person, arrived_at=closing(contest) + timedelta(seconds=61))
    entry.refresh_from_db()
    assert entry.state == "received"


def test_what_was_withdrawn_is_not_handed_in_again(contest: Contest, person: User) -> None:
    """A forgotten tab must not show a receipt as if the entry stood."""
    entry = hand_in_entry(contest, person)
    withdraw(entry=entry, person=person, arrived_at=timezone.now())
    with pytest.raises(Refusal):
        give(entry, person)


def test_fields_of_what_was_handed_in_are_not_kept_over(contest: Contest, person: User) -> None:
    entry = hand_in_entry(contest, person)
    keep_fields(entry=entry, fields=Fields("江声晚报", "渡口", "周行"))
    entry.refresh_from_db()
    assert (entry.unit_name, entry.title, entry.author) == ("潮声纪念馆", "灯火", "林晓")


def test_long_fields_are_cut_to_their_columns(contest: Contest, person: User) -> None:
    entry = take(contest, person).entry
    keep_fields(entry=entry, fields=Fields("潮" * 300, "灯" * 300, "林" * 300))
    entry.refresh_from_db()
    assert (len(entry.unit_name), len(entry.title), len(entry.author)) == (120, 200, 100)
