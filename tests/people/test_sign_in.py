"""Signing up and signing in, by telephone and by e-mail, through the pages, without any mail."""

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contest.notice.models import Office
from contest.people.models import User
from tests.making import PASSWORD, appointed, make_contest, make_person, signed_in_client

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def sign_up(contact: str, name: str = "林晓", password: str = PASSWORD) -> tuple[Client, int, str]:
    client = Client()
    answer = client.post(
        reverse("account_signup"),
        {"name": name, "username": contact, "password1": password, "password2": password},
    )
    return client, answer.status_code, answer.get("Location", answer.content.decode())


def sign_in(contact: str, password: str = PASSWORD, address: str = "192.0.2.1") -> Client:
    client = Client(REMOTE_ADDR=address)
    client.post(reverse("account_login"), {"login": contact, "password": password})
    return client


def who(client: Client) -> int | None:
    key = client.session.get("_auth_user_id")
    return int(key) if key else None


@pytest.mark.parametrize(
    ("typed", "stored", "again"),
    [
        ("138 1234 5678", {"login": "13812345678", "phone": "13812345678", "email": ""}, "+86 138-1234-5678"),
        (
            "Lin@Example.org",
            {"login": "lin@example.org", "phone": "", "email": "lin@example.org"},
            "lin@EXAMPLE.org",
        ),
    ],
)
def test_sign_up_and_sign_in_again(typed: str, stored: dict[str, str], again: str) -> None:
    client, status, where = sign_up(typed)
    assert (status, where) == (302, reverse("my-entries"))
    person = User.objects.get()
    assert {name: getattr(person, name) for name in stored} == stored
    assert person.name == "林晓"
    assert who(client) == person.pk
    client.post(reverse("account_logout"))
    assert who(client) is None
    assert who(sign_in(again)) == person.pk
    assert mail.outbox == []


@pytest.mark.parametrize("again", ["13812345678", "+86 138 1234 5678", "１３８１２３４５６７８"])
def test_a_contact_has_one_account(again: str) -> None:
    sign_up("13812345678")
    client, status, page = sign_up(again, name="王海")
    assert (status, who(client)) == (200, None)
    assert "这个手机号或邮箱已经注册过，请直接登录。" in page
    assert 'value="王海"' in page
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("contact", "name", "password", "words"),
    [
        ("林晓", "林晓", PASSWORD, "请填写手机号（如 13812345678）或电子邮箱（如 zhang@example.com）。"),
        ("13812345678", "", PASSWORD, "这个字段是必填项。"),
        ("13812345678", "林晓", "12345678", "密码"),
        ("13812345678", "林晓", "short", "密码太短，至少要有 8 个字符。"),
    ],
)
def test_sign_up_refused(contact: str, name: str, password: str, words: str) -> None:
    _, status, page = sign_up(contact, name, password)
    assert status == 200
    assert words in page
    assert not User.objects.exists()


@pytest.mark.parametrize("login", ["author@example.org", "nobody@example.org", "林晓", "\x00", ""])
def test_a_wrong_password_and_a_stranger_get_the_same_answer(login: str) -> None:
    make_person()
    client = Client()
    answer = client.post(reverse("account_login"), {"login": login, "password": "not the password"})
    assert (answer.status_code, who(client)) == (200, None)
    page = answer.content.decode()
    assert "用户名" not in page
    assert ("手机号、邮箱或密码不正确，请核对后再试。" in page) == bool(login.strip("\0"))


def test_the_libraries_say_it_in_our_words(person: User) -> None:
    assert "你的" not in sign_up("13812345678", password="short")[2]
    client = signed_in_client(person)
    for name in ("account_change_password", "mfa_index", "mfa_activate_totp"):
        page = client.get(reverse(name), follow=True).content.decode()
        assert not [words for words in ("你的", "双因素", "用户名") if words in page], name
    factor = client.get(reverse("mfa_index")).content.decode()
    assert "两步验证" in factor
    assert f'<p class="kicker"><a href="{reverse("home")}">首页</a></p>' in factor


def test_a_name_is_kept_as_people_see_it() -> None:
    sign_up("13812345678", name="林\u202e晓\u200b\r\n Lin")
    assert User.objects.get().name == "林晓 Lin"
    assert make_person("other@example.org", "王\u2066\n海").name == "王 海"


def test_an_account_without_a_password_lets_nobody_in() -> None:
    make_person(password=None)
    assert who(sign_in("author@example.org", "")) is None
    assert who(sign_in("author@example.org", "!")) is None


def test_an_inactive_account_lets_nobody_in() -> None:
    person = make_person()
    person.is_active = False
    person.save()
    assert who(sign_in("author@example.org")) is None


def test_guessing_is_slowed_for_the_account_at_that_address_and_nowhere_else(no_limits_used: None) -> None:
    person, other = make_person(), make_person("other@example.org", "王海")
    for _ in range(5):
        assert who(sign_in("author@example.org", "guess", "192.0.2.1")) is None
    assert who(sign_in("author@example.org", PASSWORD, "192.0.2.1")) is None
    assert who(sign_in("AUTHOR@example.org ", PASSWORD, "192.0.2.1")) is None
    assert who(sign_in("other@example.org", PASSWORD, "192.0.2.1")) == other.pk
    assert who(sign_in("author@example.org", PASSWORD, "192.0.2.2")) == person.pk


def test_nobody_locks_a_person_out_from_elsewhere(no_limits_used: None) -> None:
    person = make_person()
    for number in range(30):
        sign_in("author@example.org", "guess", f"198.51.100.{number}")
    assert who(sign_in("author@example.org", PASSWORD, "192.0.2.1")) == person.pk


def test_the_senders_word_on_its_address_is_not_taken(no_limits_used: None) -> None:
    make_person()
    for number in range(20):
        client = Client(REMOTE_ADDR="192.0.2.1", headers={"x-forwarded-for": f"198.51.100.{number}"})
        client.post(reverse("account_login"), {"login": f"guess{number}@example.org", "password": "guess"})
    client = Client(REMOTE_ADDR="192.0.2.1", headers={"x-forwarded-for": "198.51.100.99"})
    client.post(reverse("account_login"), {"login": "author@example.org", "password": PASSWORD})
    assert who(client) is None
    assert who(sign_in("author@example.org", PASSWORD, "192.0.2.2")) is not None


def test_signing_in_leads_back_to_the_page_asked_for_and_to_no_other_site() -> None:
    make_person()
    for following, where in ((reverse("my-entries"), reverse("my-entries")), ("//elsewhere.invalid/", "/mine/")):
        answer = Client().post(
            reverse("account_login"),
            {"login": "author@example.org", "password": PASSWORD, "next": following},
        )
        assert answer["Location"] == where


@pytest.mark.parametrize(
    ("office", "page"),
    [
        (Office.ORGANISER, "desk"),
        (Office.SCREENER, "desk"),
        (Office.OBSERVER, "desk"),
        (Office.JUDGE, "reading-list"),
        (Office.UNIT_CONTACT, "bundles"),
    ],
)
def test_signing_in_leads_to_ones_work(office: Office, page: str) -> None:
    contest = make_contest()
    make_person()
    person = appointed(contest, office, login="author@example.org", name="林晓", unit_name="潮声纪念馆")
    person.set_password(PASSWORD)
    person.save()
    sent = {"login": "author@example.org", "password": PASSWORD}
    lands = reverse(page, args=[contest.slug])
    assert Client().post(reverse("account_login"), sent)["Location"] == lands
    assert Client().post(reverse("account_login"), {**sent, "next": "/contests/"})["Location"] == "/contests/"
    person.appointments.update(ended_at=timezone.now())
    assert Client().post(reverse("account_login"), sent)["Location"] == reverse("my-entries")


def test_a_unit_contact_waits_for_the_contest_to_open() -> None:
    contest = make_contest(opened=False)
    make_person()
    person = appointed(contest, Office.UNIT_CONTACT, login="author@example.org", unit_name="潮声纪念馆")
    person.set_password(PASSWORD)
    person.save()
    answer = sign_in("author@example.org")
    assert who(answer) == person.pk
    sent = {"login": "author@example.org", "password": PASSWORD}
    assert Client().post(reverse("account_login"), sent)["Location"] == reverse("my-entries")


def test_with_a_second_factor_the_password_alone_does_not_open_the_door() -> None:
    person = make_person()
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    client = sign_in("author@example.org")
    assert who(client) is None
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert (wrong.status_code, who(client)) == (200, None)
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert who(client) == person.pk


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_login", "account_logout", "account_inactive", "account_change_password",
     "account_reauthenticate", "mfa_index"],
)  # fmt: skip
def test_account_pages_open(name: str) -> None:
    person = make_person()
    client = sign_in("author@example.org") if name not in ("account_signup", "account_login") else Client()
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert 'lang="zh' in answer.content.decode()
    assert person.pk
