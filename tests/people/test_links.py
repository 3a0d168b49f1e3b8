"""The link by which a person sets a password: once, for that person, and nobody else."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlsafe_base64_encode

from contest.ledger.models import Event
from contest.people.links import link_parts, person_of_link
from contest.people.models import User
from tests.making import PASSWORD, make_person, signed_in_client

pytestmark = pytest.mark.django_db
NEW = "new-moon-over-water"


@pytest.fixture
def newcomer() -> User:
    """Somebody whose account the office opened."""
    return make_person("13812345678", "王海", password=None)


def address(person: User) -> str:
    uid, token = link_parts(person)
    return reverse("set-password", kwargs={"uid": uid, "token": token})


def test_a_link_sets_the_password_once(newcomer: User) -> None:
    link = address(newcomer)
    client = Client()
    page = client.get(link)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "您的密码至少要有 8 个字符。" in page.content.decode()
    assert "Referrer-Policy" not in page or page["Referrer-Policy"] == "same-origin"  # a form must send its origin
    answer = client.post(link, {"password1": NEW, "password2": NEW})
    assert (answer.status_code, answer["Location"]) == (302, reverse("account_login"))
    newcomer.refresh_from_db()
    assert newcomer.check_password(NEW)
    event = Event.objects.get()
    assert (event.action, event.actor_id, event.subject_key) == (
        "person.set_password",
        newcomer.pk,
        str(newcomer.pk),
    )
    assert NEW not in f"{event.before}{event.after}{event.reason}"
    assert client.get(link).status_code == 404
    assert client.post(link, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 404
    newcomer.refresh_from_db()
    assert newcomer.check_password(NEW)


def test_a_new_password_ends_other_sessions() -> None:
    person = make_person()
    elsewhere = signed_in_client(person)
    assert elsewhere.get(reverse("my-entries")).status_code == 200
    Client().post(address(person), {"password1": NEW, "password2": NEW})
    assert elsewhere.get(reverse("my-entries")).status_code == 302


def test_a_link_made_before_a_sign_in_or_a_change_is_void(newcomer: User) -> None:
    before = address(newcomer)
    newcomer.set_password(PASSWORD)
    newcomer.save()
    assert Client().get(before).status_code == 404
    current = address(newcomer)
    client = Client()
    client.post(reverse("account_login"), {"login": newcomer.login, "password": PASSWORD})
    assert Client().get(current).status_code == 404


def test_another_persons_link_does_not_fit(newcomer: User) -> None:
    other = make_person()
    uid, _ = link_parts(newcomer)
    _, token = link_parts(other)
    assert Client().get(reverse("set-password", kwargs={"uid": uid, "token": token})).status_code == 404


def test_a_link_of_a_closed_account_is_void(newcomer: User) -> None:
    link = address(newcomer)
    newcomer.is_active = False
    newcomer.save()
    assert Client().get(link).status_code == 404


@pytest.mark.parametrize("place", [0, 3, -1])
def test_a_tampered_token_is_void(newcomer: User, place: int) -> None:
    uid, token = link_parts(newcomer)
    letters = list(token)
    letters[place] = "0" if letters[place] != "0" else "1"
    assert Client().get(reverse("set-password", kwargs={"uid": uid, "token": "".join(letters)})).status_code == 404


@pytest.mark.parametrize(
    "inside", [b"", b"0", b"-1", b"abc", b"\xff\xfe", b"1.0", b"9" * 40, b"-" + b"9" * 40, "１".encode()]
)
def test_a_made_up_person_is_nobody(inside: bytes) -> None:
    assert person_of_link(urlsafe_base64_encode(inside)) is None


@pytest.mark.parametrize("uid", ["x", "===", "%00", "词"])
def test_what_is_no_base64_is_nobody(uid: str) -> None:
    assert person_of_link(uid) is None


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (NEW, NEW + "x", "两次输入的密码不一样，请再输一遍。"),
        ("12345678", "12345678", "密码"),
        ("13812345678", "13812345678", "密码"),
    ],
)
def test_a_bad_password_is_refused_and_the_link_still_works(
    newcomer: User, first: str, second: str, words: str
) -> None:
    link = address(newcomer)
    answer = Client().post(link, {"password1": first, "password2": second})
    assert answer.status_code == 200
    assert words in answer.content.decode()
    newcomer.refresh_from_db()
    assert not newcomer.has_usable_password()
    assert Client().get(link).status_code == 200
