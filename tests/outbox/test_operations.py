"""Messages: always on the person's page, mailed where there is mail, never lost."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from pytest_django import Settings

from contest.outbox.models import Message
from contest.outbox.operations import mail_waiting, mark_read, queue
from contest.people.models import User
from tests.making import make_person, signed_in_client
from tests.outbox.smtp import Mailbox, closed_port, mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(db: None) -> list[Message]:
    """Three messages to three people with e-mail."""
    return [
        queue(person=make_person(f"a{number}@example.org", f"甲{number}"), subject=f"第{number}封", body="正文")
        for number in (1, 2, 3)
    ]


@pytest.fixture
def mail_on(settings: Settings) -> None:
    settings.MAIL_CONFIGURED = True


@pytest.fixture
def server(mail_on: None, settings: Settings) -> Iterator[Mailbox]:
    """A real mail server on loopback."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with mail_server() as mailbox:
        settings.EMAIL_PORT = mailbox.port
        yield mailbox


def waiting() -> list[str]:
    return [message.subject for message in Message.objects.to_be_mailed()]


def test_without_a_mail_server_messages_wait_on_the_page(three: list[Message]) -> None:
    assert mail_waiting() == 0
    assert waiting() == ["第1封", "第2封", "第3封"]
    assert mail.outbox == []


def test_messages_go_out_once_oldest_first(three: list[Message], mail_on: None) -> None:
    assert mail_waiting() == 3
    assert [(message.subject, message.to, message.body) for message in mail.outbox] == [
        ("第1封", ["a1@example.org"], "正文"),
        ("第2封", ["a2@example.org"], "正文"),
        ("第3封", ["a3@example.org"], "正文"),
    ]
    assert mail_waiting() == 0
    assert Message.objects.filter(mailed_at=None).count() == 0


def test_at_most_so_many_at_once(three: list[Message], mail_on: None) -> None:
    assert mail_waiting(at_most=2) == 2
    assert waiting() == ["第3封"]


def test_somebody_without_e_mail_is_not_mailed(mail_on: None) -> None:
    person = make_person("13812345678", "王海")
    queue(person=person, subject="回执", body="正文")
    assert mail_waiting() == 0
    assert [message.subject for message in Message.objects.unread()] == ["回执"]


def test_a_subject_is_one_line(mail_on: None, person: User) -> None:
    queue(person=person, subject="题目\r\nBcc: x@example.org\n《灯火》", body="正文")
    assert mail_waiting() == 1
    assert mail.outbox[0].subject == "题目 Bcc: x@example.org 《灯火》"
    assert mail.outbox[0].recipients() == ["author@example.org"]


def test_a_long_subject_is_cut(person: User) -> None:
    assert queue(person=person, subject="长" * 300, body="").subject == "长" * 200


def test_a_closed_port_loses_nothing(three: list[Message], mail_on: None, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port()
    with pytest.raises(ConnectionRefusedError):
        mail_waiting()
    assert waiting() == ["第1封", "第2封", "第3封"]


def test_a_server_takes_the_messages(three: list[Message], server: Mailbox) -> None:
    assert mail_waiting() == 3
    assert server.taken == ["a1@example.org", "a2@example.org", "a3@example.org"]
    assert waiting() == []


def test_a_server_that_goes_away_half_way_gets_the_rest_next_time(three: list[Message], server: Mailbox) -> None:
    server.closes_after = 1
    with pytest.raises(OSError, match="closed"):
        mail_waiting()
    assert waiting() == ["第2封", "第3封"]
    server.closes_after = None
    assert mail_waiting() == 2
    assert server.taken == ["a1@example.org", "a2@example.org", "a3@example.org"]


@pytest.mark.parametrize("answer", ["550 no such mailbox", "451 try again later"])
def test_one_refused_address_does_not_hold_up_the_others(three: list[Message], server: Mailbox, answer: str) -> None:
    server.refusals["a1@example.org"] = answer
    assert mail_waiting() == 2
    assert server.taken == ["a2@example.org", "a3@example.org"]
    assert waiting() == ["第1封"]
    server.refusals.clear()
    assert mail_waiting() == 1
    assert waiting() == []


def test_the_command_says_how_many_went_out(three: list[Message], mail_on: None) -> None:
    out = StringIO()
    call_command("mail_waiting", stdout=out)
    assert out.getvalue() == "3 mailed\n"


def test_read_messages_are_read_by_their_owner_only(three: list[Message]) -> None:
    mark_read(person=three[0].person)
    assert sorted(message.subject for message in Message.objects.unread()) == ["第2封", "第3封"]


def test_the_page_shows_ones_own_messages_and_marks_them_read(three: list[Message]) -> None:
    client = signed_in_client(three[0].person)
    page = client.get(reverse("my-entries")).content.decode()
    assert "第1封" in page
    assert "第2封" not in page
    assert client.get(reverse("messages-read")).status_code == 405
    client.post(reverse("messages-read"))
    assert sorted(message.subject for message in Message.objects.unread()) == ["第2封", "第3封"]
