"""Where the site demands it, an office holder needs a second factor; an entrant never does."""

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import is_mfa_enabled
from django.urls import reverse
from pytest_django import Settings

from contest.notice.models import Contest, Office
from contest.people.models import User
from contest.people.operations import set_password
from tests.making import PASSWORD, appointed, make_person, organiser_of, signed_in_client

DESKS = {
    Office.ORGANISER: "desk",
    Office.SCREENER: "screening",
    Office.OBSERVER: "ledger",
    Office.JUDGE: "reading-list",
}


@pytest.fixture(autouse=True)
def demanded(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = True


@pytest.mark.parametrize(("office", "name"), DESKS.items())
def test_a_desk_opens_with_a_second_factor_only(contest: Contest, office: Office, name: str) -> None:
    holder = organiser_of(contest) if office == Office.ORGANISER else appointed(contest, office)
    address = reverse(name, args=[contest.slug])
    answer = signed_in_client(holder).get(address)
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"{reverse('mfa_activate_totp')}?next={address}",
    )
    TOTP.activate(holder, generate_totp_secret())
    assert signed_in_client(holder).get(address).status_code == 200


def test_a_saved_mark_of_a_judge_without_one_is_sent_to_the_set_up_page(contest: Contest) -> None:
    judge = appointed(contest, Office.JUDGE)
    answer = signed_in_client(judge).post(
        reverse("save-reading", args=[contest.slug, "x"]), headers={"hx-request": "true"}
    )
    assert answer["HX-Redirect"].startswith(reverse("mfa_activate_totp"))


def test_an_entrant_is_not_asked(contest: Contest, person: User) -> None:
    client = signed_in_client(person)
    for page in ("contest-home", "hand-in"):
        assert client.get(reverse(page, args=[contest.slug])).status_code == 200


def test_nothing_is_demanded_where_the_site_does_not_ask(contest: Contest, settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False
    answer = signed_in_client(organiser_of(contest)).get(reverse("desk", args=[contest.slug]))
    assert answer.status_code == 200


def test_a_second_factor_is_set_up_on_the_pages_and_the_desk_opens(contest: Contest) -> None:
    holder = make_person("screener@example.org", "苏黎")
    appointed(contest, Office.SCREENER, login=holder.login)
    holder.refresh_from_db()
    set_password(person=holder, password=PASSWORD)
    desk = reverse("screening", args=[contest.slug])
    client = signed_in_client(holder)
    set_up = client.get(desk)["Location"]
    again = client.get(set_up)["Location"]
    assert again.startswith(reverse("account_reauthenticate"))
    assert client.post(again, {"password": PASSWORD})["Location"] == set_up
    assert client.get(set_up).status_code == 200
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post(set_up, {"code": code})
    assert is_mfa_enabled(holder)
    assert client.get(desk).status_code == 200
