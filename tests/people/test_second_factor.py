"""Where the site demands it, an office holder needs a second factor; an entrant never does."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse
from pytest_django import Settings

from contest.notice.models import Contest, Office
from contest.people.models import User
from tests.making import appointed, organiser_of, signed_in_client

DESKS = {
    Office.ORGANISER: "desk",
    Office.SCREENER: "screening",
    Office.OBSERVER: "ledger",
    Office.JUDGE: "reading-list",
}


@pytest.fixture(autouse=True)
def demanded(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = True


@pytest.mark.parametrize(("office", "page"), DESKS.items())
def test_a_desk_opens_with_a_second_factor_only(contest: Contest, office: Office, page: str) -> None:
    holder = organiser_of(contest) if office == Office.ORGANISER else appointed(contest, office)
    address = reverse(page, args=[contest.slug])
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
