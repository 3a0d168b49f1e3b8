"""Mail by a real server that refuses, breaks off, is down and comes back: nothing is lost, nothing is hammered."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from contest.outbox.mailing import LEASE, LONGEST_WAIT, MOST_ATTEMPTS, gather, mail_waiting, try_again
from contest.outbox.models import Mail, Message
from contest.outbox.queries import undelivered
from contest.people.models import User
from tests.entries.together import at_once, shared_database
from tests.making import make_person
from tests.outbox.making import let_pass, queued, unsent
from tests.outbox.smtp import Mailbox, closed_port, mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(db: None) -> None:
    """Three messages to three people with e-mail."""
    for number in (1, 2, 3):
        queued(f"第{number}封", person=make_person(f"a{number}@example.org", f"甲{number}"), at_once=True)


def waits() -> list[timedelta]:
    """How long each unsent mail waits, to the nearest second."""
    now = timezone.now()
    return [timedelta(seconds=round((mail.due_at - now).total_seconds())) for mail in Mail.objects.unsent()]


def test_without_a_mail_server_messages_wait_on_the_page(three: None) -> None:
    assert mail_waiting() == 0
    assert unsent() == ["第1封", "第2封", "第3封"]
    assert mail.outbox == []


def test_messages_go_out_once(three: None, mail_on: None) -> None:
    assert mail_waiting() == 3
    assert [(message.subject, message.to, message.body) for message in mail.outbox] == [
        ("第1封", ["a1@example.org"], "正文"),
        ("第2封", ["a2@example.org"], "正文"),
        ("第3封", ["a3@example.org"], "正文"),
    ]
    assert mail_waiting() == 0
    assert unsent() == []


def test_at_most_so_many_at_once(three: None, mail_on: None) -> None:
    assert mail_waiting(at_most=2) == 2
    assert unsent() == ["第3封"]


def test_a_subject_is_one_line(mail_on: None, person: User) -> None:
    queued("题目\r\nBcc: x@example.org\n《灯火》", person=person, at_once=True)
    assert mail_waiting() == 1
    assert mail.outbox[0].subject == "题目 Bcc: x@example.org 《灯火》"
    assert mail.outbox[0].recipients() == ["author@example.org"]


@pytest.mark.parametrize(
    "address", ["a@example.org, b@example.org", "a@example.org\nBcc: b@example.org", "甲", "A <a@example.org>"]
)
def test_what_is_no_single_address_gets_nothing(server: Mailbox, address: str) -> None:
    queued("回执", address=address, at_once=True)
    assert mail_waiting() == 0
    assert server.taken == []
    assert unsent() == ["回执"]


def test_the_server_gets_what_was_written(person: User, server: Mailbox) -> None:
    queued("已收到：《灯火》", person=person, body="您的《灯火》已经收到。\n.一行以点开头\n回执 7K2M", at_once=True)
    assert mail_waiting() == 1
    (taken,) = server.mails
    assert taken["Subject"] == "已收到：《灯火》"
    assert taken["To"] == "author@example.org"
    assert taken["Auto-Submitted"] == "auto-generated"
    assert taken["Message-ID"] == Mail.objects.get().message_id
    assert taken.get_content().splitlines()[0] == "您的《灯火》已经收到。"


def test_a_closed_port_loses_nothing_and_counts_against_no_mail(three: None, mail_on: None, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port()
    for _ in range(3):
        with pytest.raises(ConnectionRefusedError):
            mail_waiting()
    assert unsent() == ["第1封", "第2封", "第3封"]
    assert set(Mail.objects.values_list("attempts", "fault")) == {(0, "")}


def test_a_server_that_comes_back_gets_everything(three: None, mailbox: Mailbox) -> None:
    with pytest.raises(OSError, match="refused"):
        mail_waiting()
    with mail_server(mailbox):
        assert mail_waiting() == 3
    assert mailbox.taken == ["a1@example.org", "a2@example.org", "a3@example.org"]
    assert unsent() == []


def test_nobody_is_called_for_nothing(person: User, server: Mailbox) -> None:
    queued("不急", person=person)
    assert mail_waiting() == 0
    assert server.connections == 0


def test_a_server_that_goes_away_between_two_mails(three: None, server: Mailbox) -> None:
    server.closes_after = 1
    with pytest.raises(OSError, match="closed"):
        mail_waiting()
    assert unsent() == ["第2封", "第3封"]
    server.closes_after = None
    assert mail_waiting() == 1  # the one that met the closed door waits a minute
    let_pass(minutes=1)
    assert mail_waiting() == 1
    assert sorted(server.taken) == ["a1@example.org", "a2@example.org", "a3@example.org"]
    assert unsent() == []


def test_a_server_that_breaks_off_in_the_middle_of_a_mail(three: None, server: Mailbox) -> None:
    server.breaks_off = "begun"
    with pytest.raises(OSError, match=r"closed|reset"):
        mail_waiting()
    assert server.taken == []
    assert unsent() == ["第1封", "第2封", "第3封"]
    server.breaks_off = ""
    assert mail_waiting() == 2  # one bad mail does not keep the others
    let_pass(minutes=1)
    assert mail_waiting() == 1
    assert sorted(server.taken) == ["a1@example.org", "a2@example.org", "a3@example.org"]


def test_a_mail_taken_without_a_word_comes_twice_and_is_known_as_the_same(person: User, server: Mailbox) -> None:
    queued("回执", person=person, at_once=True)
    server.breaks_off = "taken"
    with pytest.raises(OSError, match="closed"):
        mail_waiting()
    server.breaks_off = ""
    let_pass(minutes=1)
    assert mail_waiting() == 1
    assert len(server.message_ids) == 2
    assert set(server.message_ids) == {Mail.objects.get().message_id}


@pytest.mark.parametrize("answer", ["550 no such mailbox", "451 try again later"])
def test_one_refused_address_does_not_hold_up_the_others(three: None, server: Mailbox, answer: str) -> None:
    server.refusals["a1@example.org"] = answer
    assert mail_waiting() == 2
    assert server.taken == ["a2@example.org", "a3@example.org"]
    assert unsent() == ["第1封"]
    assert Mail.objects.unsent().get().fault == answer
    server.refusals.clear()
    let_pass(minutes=1)
    assert mail_waiting() == 1
    assert (unsent(), Mail.objects.exclude(fault="").count()) == ([], 0)


def test_a_server_that_ends_the_conversation_with_421(three: None, server: Mailbox) -> None:
    server.refusals["a1@example.org"] = "421 too busy"
    with pytest.raises(OSError, match="connect"):
        mail_waiting()
    server.refusals.clear()
    let_pass(minutes=1)
    assert mail_waiting() == 3


def test_a_refused_mail_waits_ever_longer_and_then_rests(person: User, server: Mailbox) -> None:
    queued("回执", person=person, at_once=True, contest="spring")
    server.refusals["author@example.org"] = "550 no such mailbox"
    seen = []
    for _ in range(MOST_ATTEMPTS):
        assert mail_waiting() == 0
        seen += waits()
        calls = server.connections
        assert mail_waiting() == 0
        assert server.connections == calls  # nobody is asked before the time
        let_pass(seconds=seen[-1].total_seconds())
    assert seen[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert seen[-1] == LONGEST_WAIT
    assert mail_waiting() == 0
    assert server.connections == calls
    assert [mail.fault for mail in undelivered("spring")] == ["550 no such mailbox"]
    assert list(undelivered("autumn")) == []
    server.refusals.clear()
    assert try_again() == 1
    assert mail_waiting() == 1
    assert list(undelivered("spring")) == []


def test_a_process_that_ended_while_it_sent_leaves_the_mail_to_the_next(person: User, server: Mailbox) -> None:
    """Its claim lies in the row as the killed process left it."""
    queued("回执", person=person, at_once=True)
    gather(timezone.now())
    Mail.objects.update(due_at=timezone.now() + LEASE, attempts=1)
    assert mail_waiting() == 0
    let_pass(seconds=LEASE.total_seconds())
    assert mail_waiting() == 1
    assert server.taken == ["author@example.org"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_mail_nothing_twice(tmp_path: Path, server: Mailbox) -> None:
    with shared_database(tmp_path):
        for number in range(20):
            queued(f"{number}", address=f"a{number % 10}@example.org", at_once=True)
        workers: list[Callable[[], int]] = [mail_waiting, mail_waiting, mail_waiting]
        sent = at_once(*workers)
        assert sum(number for number in sent if isinstance(number, int)) == Mail.objects.count()
        assert not [error for error in sent if isinstance(error, Exception)]
        assert sorted(server.taken) == sorted(Mail.objects.values_list("address", flat=True))
        assert len(set(server.message_ids)) == len(server.message_ids)
        assert Message.objects.filter(mail__sent_at__isnull=False).count() == 20


def test_the_command_says_how_many_went_out(three: None, server: Mailbox) -> None:
    server.refusals["a1@example.org"] = "550 no such mailbox"
    out = StringIO()
    call_command("mail_waiting", stdout=out)
    server.refusals.clear()
    call_command("mail_waiting", stdout=out)
    call_command("mail_waiting", "--again", stdout=out)
    assert out.getvalue() == "2 mailed\n0 mailed\n1 mailed\n"
