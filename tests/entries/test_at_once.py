"""Two requests at the same moment, over two connections."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from contest.entries.bundles.models import Bundle, BundlePart
from contest.entries.claiming import claim_entry
from contest.entries.models import Entry, EntryState, Manuscript, Receipt, Way
from contest.entries.operations import Fields, enter, hand_in, move, take_file, withdraw
from contest.entries.units.models import Unit
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.outbox.models import Message
from contest.people.models import User
from contest.phrases import Refusal
from tests.entries.bundles.making import contact_of, manuscript, sent, zipped
from tests.entries.test_storage import files
from tests.entries.together import at_once, shared_database
from tests.making import docx_bytes, hand_in_entry, make_contest, make_person, organiser_of

pytestmark = pytest.mark.django_db(transaction=True)

FIELDS = Fields("潮声纪念馆", "灯火", "林晓")
NAME = "十周年-潮声纪念馆-灯火-林晓.docx"


def test_a_double_click_gives_one_receipt(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        contest, person = make_contest(), make_person()
        entry = take_file(
            contest=contest, person=person, name=NAME, content=ContentFile(docx_bytes()), arrived_at=timezone.now()
        ).entry
        events = Event.objects.count()

        def press() -> str:
            receipt = hand_in(entry=entry, person=person, fields=FIELDS, agreed={"original"}, arrived_at=timezone.now())
            return receipt.number

        first, second = at_once(press, press)
        assert first == second == Receipt.objects.get().number
        assert Event.objects.count() == events + 1
        assert Message.objects.filter(person=person).count() == 1
        assert Unit.objects.count() == 1
        assert Receipt.objects.get().declarations.count() == 2
        assert chain_faults() == []


def test_two_uploads_make_two_versions_of_one_draft(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        contest, person = make_contest(), make_person()

        def upload() -> int:
            return take_file(
                contest=contest,
                person=person,
                name=NAME,
                content=ContentFile(docx_bytes()),
                arrived_at=timezone.now(),
            ).version

        assert sorted(map(str, at_once(upload, upload, upload))) == ["1", "2", "3"]
        assert Entry.objects.count() == 1
        assert files() == sorted(Manuscript.objects.values_list("stored_name", flat=True))
        assert chain_faults() == []


def test_two_people_of_a_new_unit_found_it_once(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        contest = make_contest()
        people = [make_person(f"e{number}@example.org") for number in range(3)]
        entries = [
            take_file(
                contest=contest, person=one, name=NAME, content=ContentFile(docx_bytes()), arrived_at=timezone.now()
            ).entry
            for one in people
        ]

        def press(number: int) -> str:
            return hand_in(
                entry=entries[number],
                person=people[number],
                fields=FIELDS,
                agreed={"original"},
                arrived_at=timezone.now(),
            ).number

        numbers = at_once(lambda: press(0), lambda: press(1), lambda: press(2))
        assert {str(number) for number in numbers} == set(Receipt.objects.values_list("number", flat=True))
        assert (Unit.objects.count(), Receipt.objects.count()) == (1, 3)
        assert chain_faults() == []


def test_decided_and_withdrawn_at_once_one_of_them_wins(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        contest, person = make_contest(), make_person()
        entry = hand_in_entry(contest, person)
        organiser = organiser_of(contest)
        events = Event.objects.count()

        def pass_it() -> str:
            return move(entry=Entry.objects.get(pk=entry.pk), to=EntryState.ELIGIBLE, actor=organiser).state

        def take_back() -> str:
            return withdraw(entry=Entry.objects.get(pk=entry.pk), person=person, arrived_at=timezone.now()).state

        answers = at_once(pass_it, take_back)
        refusals = [one for one in answers if isinstance(one, Refusal)]
        (won,) = [one for one in answers if isinstance(one, str)]
        assert len(refusals) == 1
        assert Entry.objects.get().state == won
        assert Event.objects.count() == events + 1


def test_of_two_entries_at_once_only_as_many_stand_as_may(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        contest, person = make_contest(most_per_author=1), make_person()
        first = hand_in_entry(contest, person, author="周行")
        second = hand_in_entry(contest, person, title="渡口", author="王海")
        for entry in (first, second):
            take_file(
                contest=contest,
                person=person,
                name=NAME,
                content=ContentFile(docx_bytes(entry.title + "改")),
                arrived_at=timezone.now(),
                entry=entry,
            )

        def press(entry: Entry, unit: str) -> str:
            fields = Fields(unit, entry.title, "林晓")
            return hand_in(
                entry=entry, person=person, fields=fields, agreed={"original"}, arrived_at=timezone.now()
            ).number

        answers = at_once(lambda: press(first, "潮声纪念馆"), lambda: press(second, "潮声　纪念馆"))
        (refusal,) = [one for one in answers if isinstance(one, Refusal)]
        assert refusal.code == "too-many-entries"
        assert len([one for one in answers if isinstance(one, str)]) == 1
        assert set(Entry.objects.values_list("author", flat=True)) in ({"林晓", "周行"}, {"林晓", "王海"})
        assert chain_faults() == []


def test_two_people_claim_one_entry_and_one_has_it(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        contest = make_contest()
        people = [make_person(f"e{number}@example.org") for number in range(2)]
        receipt = enter(
            contest=contest,
            way=Way.MAIL,
            name=NAME,
            content=ContentFile(docx_bytes()),
            fields=FIELDS,
            arrived_at=timezone.now(),
            actor=None,
        )

        def claim(person: User) -> int | None:
            return claim_entry(number=receipt.number, secret=receipt.secret, person=person).entrant_id

        answers = at_once(*(lambda one=one: claim(one) for one in people))
        (refusal,) = [one for one in answers if isinstance(one, Refusal)]
        assert refusal.code == "no-such-receipt"
        assert [one for one in answers if isinstance(one, int)] == [Entry.objects.get().entrant_id]
        assert Event.objects.filter(action="entry.claim").count() == 1
        assert chain_faults() == []


def test_one_bundle_sent_twice_at_once_is_one(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        contest = make_contest()
        contact = contact_of(contest)
        packed = zipped({"灯火.docx": manuscript("灯火", "林晓"), "江岸.docx": manuscript("江岸", "孙七")})

        def send() -> str:
            return sent(contest, contact, zip=packed).token

        first, second = at_once(send, send)
        assert first == second == Bundle.objects.get().token
        assert files() == [BundlePart.objects.get().stored_name]
        assert Event.objects.filter(action="bundle.receive").count() == 1
