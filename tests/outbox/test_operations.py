"""Messages: worded and addressed when they are queued, always on the person's page."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from contest.outbox.models import Message
from contest.outbox.operations import mark_read, queue
from contest.outbox.queries import messages_of, unread_count
from contest.people.models import User
from tests.making import make_person, signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(db: None) -> list[Message]:
    """Three messages to three people with e-mail."""
    return [
        queue(person=make_person(f"a{number}@example.org", f"甲{number}"), subject=f"第{number}封", body="正文")
        for number in (1, 2, 3)
    ]


def test_a_message_goes_to_the_persons_page_and_address(person: User) -> None:
    message = queue(person=person, subject="回执", body="正文")
    assert (message.person, message.address, message.at_once) == (person, "author@example.org", False)


def test_the_address_is_the_one_that_the_person_had_then(person: User) -> None:
    message = queue(person=person, subject="回执", body="正文")
    person.email = "new@example.org"
    person.save()
    assert Message.objects.get() == message
    assert Message.objects.get().address == "author@example.org"


def test_somebody_without_e_mail_has_the_page() -> None:
    person = make_person("13812345678", "王海")
    queue(person=person, subject="回执", body="正文")
    assert list(Message.objects.to_be_mailed()) == []
    assert [message.subject for message in messages_of(person)] == ["回执"]


def test_a_message_may_go_to_an_address_without_account() -> None:
    message = queue(address="linxiao@example.org", subject="回执", body="正文")
    assert (message.person, message.address) == (None, "linxiao@example.org")


def test_a_given_address_counts_before_the_persons_own(person: User) -> None:
    assert queue(person=person, address="other@example.org", subject="回执", body="").address == "other@example.org"


def test_a_message_to_nobody_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        queue(subject="回执", body="正文")


def test_a_long_subject_is_cut(person: User) -> None:
    assert queue(person=person, subject="长" * 300, body="").subject == "长" * 200


def test_read_messages_are_read_by_their_owner_only(three: list[Message]) -> None:
    owner = three[0].person
    assert owner is not None
    assert unread_count(owner) == 1
    mark_read(person=owner)
    assert unread_count(owner) == 0
    assert sorted(message.subject for message in Message.objects.unread()) == ["第2封", "第3封"]


def test_the_page_shows_ones_own_messages_and_marks_them_read(three: list[Message]) -> None:
    owner = three[0].person
    assert owner is not None
    client = signed_in_client(owner)
    page = client.get(reverse("my-entries")).content.decode()
    assert "第1封" in page
    assert "第2封" not in page
    assert client.get(reverse("messages-read"))["Location"] == reverse("my-entries")
    client.post(reverse("messages-read"))
    assert sorted(message.subject for message in Message.objects.unread()) == ["第2封", "第3封"]
