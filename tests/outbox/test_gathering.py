"""One mail rather than many: what waits for one address goes out together; what can't wait goes at once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.outbox.mailing import AT_ONCE_IN_A_WHILE, MOST_IN_ONE, as_mail, gather, mail_waiting
from contest.outbox.models import Mail, Message
from contest.people.models import User
from tests.making import make_person
from tests.outbox.making import let_pass, queued

pytestmark = pytest.mark.django_db


def gathered() -> list[list[str]]:
    """Gather, and give the subjects in each new mail, in the order of the mails."""
    before = set(Mail.objects.values_list("pk", flat=True))
    gather(timezone.now())
    new = Mail.objects.exclude(pk__in=before).order_by("pk")
    return [[message.subject for message in mail.messages.order_by("pk")] for mail in new]


def test_a_message_waits_for_others(person: User) -> None:
    queued("一", person=person, minutes_ago=9)
    assert gathered() == []
    queued("二", person=person, minutes_ago=1)
    assert gathered() == []
    Message.objects.update(queued_at=timezone.now() - timedelta(minutes=11))
    assert gathered() == [["一", "二"]]
    assert gathered() == []


def test_it_waits_an_hour_at_most(person: User) -> None:
    queued("一", person=person, minutes_ago=61)
    queued("二", person=person, minutes_ago=1)
    assert gathered() == [["一", "二"]]


def test_what_is_urgent_goes_at_once_and_takes_the_rest_along(person: User) -> None:
    queued("一", person=person, minutes_ago=1)
    assert gathered() == []
    queued("急", person=person, at_once=True)
    assert gathered() == [["一", "急"]]


def test_many_urgent_ones_are_gathered_after_a_while(person: User) -> None:
    for number in range(AT_ONCE_IN_A_WHILE):
        queued(f"急{number}", person=person, at_once=True)
        assert gathered() == [[f"急{number}"]]
    queued("再急", person=person, at_once=True)
    assert gathered() == []
    queued("又急", address="other@example.org", at_once=True)
    assert gathered() == [["又急"]]
    let_pass(minutes=11)
    assert gathered() == [["再急"]]


def test_each_address_gets_its_own() -> None:
    queued("甲", person=make_person("a@example.org", "甲"), minutes_ago=11)
    queued("乙", person=make_person("b@example.org", "乙"), minutes_ago=11)
    queued("投稿", address="a@example.org", minutes_ago=11)
    assert gathered() == [["甲", "投稿"], ["乙"]]


def test_a_great_many_go_in_several_mails(person: User) -> None:
    for number in range(MOST_IN_ONE + 1):
        queued(f"{number}", person=person, minutes_ago=11)
    assert [len(subjects) for subjects in gathered()] == [MOST_IN_ONE, 1]


def test_one_message_is_the_mail(person: User, mail_on: None) -> None:
    queued("回执", person=person, body="正文", minutes_ago=11)
    assert mail_waiting() == 1
    (sent,) = mail.outbox
    assert (sent.subject, sent.body, sent.to) == ("回执", "正文", ["author@example.org"])


def test_several_messages_are_listed_and_then_given_in_full(person: User, mail_on: None) -> None:
    queued("通过审查：《灯火》", person=person, body="《灯火》已通过资格审查。", minutes_ago=12)
    queued("获奖：《灯火》", person=person, body="一等奖。\n祝贺您！", minutes_ago=11)
    assert mail_waiting() == 1
    (sent,) = mail.outbox
    assert sent.subject == "2 封信：通过审查：《灯火》 等"
    assert sent.body == (
        "您有 2 封信：\n\n1. 通过审查：《灯火》\n2. 获奖：《灯火》"
        "\n\n----------------\n\n1. 通过审查：《灯火》\n\n《灯火》已通过资格审查。"
        "\n\n----------------\n\n2. 获奖：《灯火》\n\n一等奖。\n祝贺您！"
    )


def test_a_mail_says_that_a_machine_wrote_it_and_keeps_its_identity(person: User) -> None:
    queued("回执", person=person, at_once=True)
    gather(timezone.now())
    made = Mail.objects.get()
    first, again = as_mail(made).message(), as_mail(Mail.objects.get()).message()
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Message-ID"] == again["Message-ID"] == made.message_id
    assert made.message_id.endswith("@localhost>")
    assert first["Date"] == again["Date"]
    queued("后来的", person=person, at_once=True)
    gather(timezone.now())
    assert as_mail(made).body == "正文"


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 90), st.booleans(), st.sampled_from("ab")), max_size=12))
def test_no_message_is_forgotten_and_none_is_in_two_mails(messages: list[tuple[int, bool, str]]) -> None:
    for number, (minutes_ago, at_once, address) in enumerate(messages):
        queued(str(number), address=f"{address}@example.org", minutes_ago=minutes_ago, at_once=at_once)
    gather(timezone.now())
    gather(timezone.now() + timedelta(hours=2))
    kept = Message.objects.filter(mail__isnull=False).order_by("pk")
    assert [message.subject for message in kept] == [str(number) for number in range(len(messages))]
    assert all(message.mail is not None and message.mail.address == message.address for message in kept)
    Message.objects.all().delete()
    Mail.objects.all().delete()
