"""An office holder's session ends when nothing was asked for a while; an entrant's does not."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from contest.notice.idle import OFFICE, SEEN
from contest.notice.models import Contest, Office
from contest.people.models import User
from tests.making import appointed, signed_in_client

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HOURS = 3600
PAGES = {
    Office.ORGANISER: "desk",
    Office.SCREENER: "screening",
    Office.OBSERVER: "ledger",
    Office.JUDGE: "reading-list",
}


def left_for(client: Client, seconds: float) -> float:
    """Let the session look as if it was last seen so long ago; give when that was."""
    session = client.session
    session[SEEN] -= seconds
    session.save()
    return float(session[SEEN])


@pytest.mark.parametrize(("office", "name"), PAGES.items())
def test_an_office_is_left_after_eight_hours(contest: Contest, office: Office, name: str) -> None:
    client = signed_in_client(appointed(contest, office))
    address = reverse(name, args=[contest.slug])
    assert client.get(address).status_code == 200
    left_for(client, 8 * HOURS - 60)
    assert client.get(address).status_code == 200
    left_for(client, 8 * HOURS + 60)
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('account_login')}?next={address}")
    assert "_auth_user_id" not in client.session
    assert "您已较长时间没有操作，请重新登录。" in client.get(answer["Location"]).content.decode()


def test_every_page_of_the_site_ends_an_idle_office_session(contest: Contest) -> None:
    client = signed_in_client(appointed(contest, Office.JUDGE))
    client.get(reverse("reading-list", args=[contest.slug]))
    left_for(client, 9 * HOURS)
    assert client.get(reverse("my-entries")).status_code == 302
    assert client.get(reverse("home")).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_session_that_never_saw_a_desk_is_idle_from_signing_in(contest: Contest) -> None:
    client = signed_in_client(appointed(contest, Office.ORGANISER))
    left_for(client, 9 * HOURS)
    assert client.get(reverse("my-entries")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_who_is_appointed_while_signed_in_is_watched_from_the_first_desk_page(contest: Contest, person: User) -> None:
    address = reverse("reading-list", args=[contest.slug])
    person = appointed(contest, Office.UNIT_CONTACT, login=person.login)
    fresh, old = signed_in_client(person), signed_in_client(person)
    appointed(contest, Office.JUDGE, login=person.login)
    assert fresh.get(address).status_code == 200
    assert fresh.session[OFFICE] is True
    left_for(fresh, 9 * HOURS)
    assert fresh.get(address).status_code == 302
    left_for(old, 9 * HOURS)
    assert old.get(address).status_code == 302
    assert "_auth_user_id" not in old.session


def test_the_time_is_written_every_few_minutes_only(contest: Contest) -> None:
    client = signed_in_client(appointed(contest, Office.SCREENER))
    address = reverse("screening", args=[contest.slug])
    client.get(address)
    assert client.session[OFFICE] is True
    seen = left_for(client, 200)
    client.get(address)
    assert client.session[SEEN] == seen
    seen = left_for(client, 200)
    client.get(address)
    assert client.session[SEEN] > seen + 390


def test_an_entrant_stays_signed_in_at_no_cost(contest: Contest, person: User) -> None:
    client = signed_in_client(person)
    left_for(client, 13 * 24 * HOURS)
    for name, asked_offices in (("contest-home", 1), ("hand-in", 1), ("check-name", 0)):
        address = reverse(name, args=[contest.slug])
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(address, {"name": "灯火.docx"}) if name == "check-name" else client.get(address)
        assert answer.status_code == 200
        asked = [query["sql"] for query in captured]
        assert not [sql for sql in asked if sql.startswith(("UPDATE", "INSERT"))]
        # The frame of a page asks which offices to show, and nothing asks again.
        assert len([sql for sql in asked if 'FROM "contest_appointment"' in sql]) == asked_offices, name
    assert client.session[OFFICE] is False


def test_the_limit_is_a_setting(contest: Contest, settings: Settings) -> None:
    settings.STAFF_IDLE_MINUTES = 10
    client = signed_in_client(appointed(contest, Office.JUDGE))
    address = reverse("reading-list", args=[contest.slug])
    client.get(address)
    left_for(client, 11 * 60)
    assert client.get(address).status_code == 302
