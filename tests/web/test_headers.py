"""What every answer carries, and what no answer may allow."""

import pytest
from django.test import Client
from django.urls import reverse

from contest.notice.models import Contest
from contest.people.models import User
from tests.making import PASSWORD, body_of, docx_bytes, hand_in_entry, organiser_of, signed_in_client

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def policy_of(client: Client, address: str) -> dict[str, list[str]]:
    answer = client.get(address)
    directives = (part.split() for part in answer["Content-Security-Policy"].split(";") if part.strip())
    return {name: values for name, *values in directives}


def test_the_content_policy_allows_our_own_files_and_nothing_inline(contest: Contest, person: User) -> None:
    organiser = signed_in_client(organiser_of(contest))
    slug = contest.slug
    for client, address in (
        (Client(), reverse("home")),
        (Client(), reverse("account_login")),
        (organiser, reverse("desk", args=[slug])),
        (organiser, reverse("edit-notice", args=[slug])),
        (signed_in_client(person), reverse("hand-in", args=[slug])),
        (Client(), "/no-such-page/"),
    ):
        assert policy_of(client, address) == {
            "default-src": ["'none'"],
            "script-src": ["'self'"],
            "style-src": ["'self'"],
            "img-src": ["'self'", "data:"],
            "font-src": ["'self'"],
            "connect-src": ["'self'"],
            "form-action": ["'self'"],
            "frame-ancestors": ["'none'"],
            "base-uri": ["'none'"],
        }


def test_the_other_headers() -> None:
    answer = Client().get(reverse("home"))
    assert {name: answer[name] for name in ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy")} == {
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_personal_page_is_kept_out_of_every_cache(contest: Contest, person: User) -> None:
    entry = hand_in_entry(contest, person)
    client = signed_in_client(person)
    for name, args in (("my-entries", []), ("entry", [entry.token]), ("receipt", [entry.token])):
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 200
        assert "no-store" in answer.get("Cache-Control", ""), name


def test_a_file_leaves_as_an_attachment_that_nothing_runs(contest: Contest, person: User) -> None:
    entry = hand_in_entry(contest, person, title="灯火")
    answer = signed_in_client(person).get(reverse("own-file", args=[entry.token, 1]))
    assert answer.status_code == 200
    assert body_of(answer) == docx_bytes()
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "no-store, private"


def test_the_session_cookie_is_out_of_reach_of_scripts(person: User) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": person.login, "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
