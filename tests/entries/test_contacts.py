"""How whoever sent an entry can be reached, in the spelling in which it is compared."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from contest.entries.claiming import claim_entry
from contest.entries.contacts import contact_key
from contest.entries.models import Entry, EntryContact, Receipt, Way
from contest.entries.operations import Fields, enter, hand_in, take_file
from contest.notice.models import Contest
from contest.people.models import User
from tests.making import docx_bytes, entrant_of, hand_in_entry, make_person
from tests.screening.bundled import bundled

MIGRATION = import_module("contest.migrations.0010_entry_contacts")


def mailed(contest: Contest, address: str) -> Receipt:
    return enter(
        contest=contest,
        way=Way.MAIL,
        name="灯火.docx",
        content=ContentFile(docx_bytes()),
        fields=Fields("潮声纪念馆", "灯火", "林晓"),
        arrived_at=timezone.now(),
        actor=None,
        reply_to=address,
    )


def hand_in_again(entry: Entry) -> None:
    """Let the entrant hand in another version."""
    person, at = entrant_of(entry), timezone.now()
    content = ContentFile(docx_bytes("江岸", "孙七", paragraphs=("灯又亮了。",)))
    take_file(contest=entry.contest, person=person, name="江岸.docx", content=content, arrived_at=at, entry=entry)
    hand_in(
        entry=entry,
        person=person,
        fields=Fields(entry.unit_name, "江岸", "孙七"),
        agreed={one.key for one in entry.contest.consents.all()},
        arrived_at=at,
    )


def contacts(entry: Entry) -> list[str]:
    return list(entry.contacts.values_list("key", flat=True))


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("13812345678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("１３８ １２３４ ５６７８", "13812345678"),
        ("+44 20 7946 0000", "+442079460000"),
        ("021-5555 0000", "02155550000"),
        ("Lin@Example.ORG", "lin@example.org"),
        ("问老周", "问老周"),
        ("İ" * 240 + "@example.org", ("i̇" * 240)[:254]),
    ],
)
def test_a_contact_has_one_spelling(written: str, key: str) -> None:
    assert contact_key(written) == key


@given(st.text(alphabet="0138+-()@. 86a８\u200b\tİ电", max_size=60) | st.emails() | st.text(max_size=254))
@example("86 138 1234 5678")
@example("0086-13812345678")
@example("a" * 250 + "@example.org")
def test_those_from_before_are_spelled_in_the_same_way(written: str) -> None:
    assert MIGRATION.key_of(written) == contact_key(written)


@pytest.mark.django_db
def test_an_entry_keeps_those_of_its_entrant(contest: Contest) -> None:
    person = make_person("138 1234 5678")
    entry = hand_in_entry(contest, person)
    assert contacts(entry) == ["13812345678"]
    User.objects.filter(pk=person.pk).update(email="lin@example.org")
    person.refresh_from_db()
    assert contacts(hand_in_entry(contest, person, title="渡口")) == ["13812345678", "lin@example.org"]


@pytest.mark.django_db
def test_a_mailed_entry_keeps_its_address_and_who_claims_it(contest: Contest) -> None:
    receipt = mailed(contest, "Lin@Example.org")
    assert contacts(receipt.entry) == ["lin@example.org"]
    claim_entry(number=receipt.number, secret=receipt.secret, person=make_person("13812345678"))
    assert contacts(receipt.entry) == ["lin@example.org", "13812345678"]
    assert contacts(mailed(contest, "").entry) == []


@pytest.mark.django_db
def test_an_entry_of_a_bundle_keeps_the_telephone_of_its_row_also_when_revised(contest: Contest) -> None:
    entry = bundled(contest, phone="138 1234 5678")
    assert contacts(entry) == ["13812345678"]
    hand_in_again(entry)
    assert contacts(entry) == ["13812345678"]
    assert contacts(bundled(contest, title="堤岸")) == []


@pytest.mark.django_db
def test_entries_from_before_get_what_their_verbs_would_have_kept(contest: Contest) -> None:
    hand_in_entry(contest, make_person("13800000001"))
    receipt = mailed(contest, "Lin@Example.org")
    claim_entry(number=receipt.number, secret=receipt.secret, person=make_person("13800000002"))
    bundled(contest, phone="021-5555 0000")
    Entry.objects.create(contest=contest, entrant=make_person("13800000003"))
    kept = list(EntryContact.objects.order_by("entry", "id").values_list("entry", "key"))
    EntryContact.objects.all().delete()
    MIGRATION.keep_contacts(apps, None)
    assert list(EntryContact.objects.order_by("entry", "id").values_list("entry", "key")) == kept
    assert [key for _, key in kept] == ["13800000001", "lin@example.org", "13800000002", "02155550000"]
