"""Doors close and open at the very next request: offices, accounts, results, contests."""

import pytest
from django.urls import reverse

from contest.awards.operations import confirm_prizes, publish_prizes
from contest.awards.proposing import propose
from contest.awards.queries import decisive_round
from contest.notice.models import Appointment, Contest, Office
from contest.notice.operations import end_appointment, open_contest
from contest.people.models import User
from tests.awards.making import decide
from tests.making import appointed
from tests.permissions.site import VISITORS, Site, sign_in_page
from tests.permissions.table import PAGES
from tests.permissions.walking import address_of, ask, undone

pytestmark = pytest.mark.django_db


# --- access ends at once ------------------------------------------------------------------------------------------

OWN_DESK = {"screener": "screening", "judge": "reading-list", "organiser": "appointments", "observer": "ledger"}


@pytest.mark.parametrize("visitor", OWN_DESK)
def test_an_ended_office_closes_its_doors_at_the_next_request(site: Site, visitor: str) -> None:
    client = site.client(visitor)
    address = address_of(OWN_DESK[visitor], site)
    assert client.get(address).status_code == 200
    for contest in (site.contest, site.decided, site.awarded, site.objection.prize_list.contest):
        held = Appointment.objects.get(contest=contest, person=site.people[visitor])
        another = appointed(contest, Office.ORGANISER, login="another@spring.example")
        end_appointment(appointment=held, actor=another)
    stranger = site.client("stranger")
    for name, page in PAGES.items():
        if visitor in page.who and "stranger" not in page.who:
            for method in ("GET", "POST"):
                where = address_of(name, site)
                with undone():
                    assert ask(client, method, name, site, where).status_code == 404, name
                    assert ask(stranger, method, name, site, where).status_code == 404, name


@pytest.mark.parametrize("visitor", ["entrant", "judge", "organiser"])
def test_a_closed_account_is_nobody_at_the_next_request(site: Site, visitor: str) -> None:
    client = site.client(visitor)
    assert client.get(reverse("my-entries")).status_code == 200
    User.objects.filter(pk=site.people[visitor].pk).update(is_active=False)
    for name, page in PAGES.items():
        if "nobody" not in page.who:
            address = address_of(name, site)
            for method in ("GET", "POST"):
                with undone():
                    answer = ask(client, method, name, site, address)
                if page.nobody_reads == "sign in" or method == "POST":
                    assert answer.headers.get("Location") == sign_in_page(address), name


def test_a_new_office_opens_its_doors_at_the_next_request(site: Site) -> None:
    client = site.client("stranger")
    address = address_of("ledger", site)
    assert client.get(address).status_code == 404
    Appointment.objects.create(contest=site.contest, person=site.people["stranger"], office="observer")
    assert client.get(address).status_code == 200


# --- results ------------------------------------------------------------------------------------------------------


def test_results_open_for_everybody_at_once(site: Site) -> None:
    """Confirmed is not published; published is for all, and the office's pages stay the office's."""
    organiser = site.people["organiser"]
    decide(site.decided, [], actor=organiser)
    round_ = decisive_round(site.decided)
    assert round_ is not None
    confirm_prizes(
        contest=site.decided,
        inputs_hash=propose(round_).inputs_hash,
        units=[],
        units_reason="",
        actor=organiser,
    )
    address = address_of("results", site)
    assert {site.client(visitor).get(address).status_code for visitor in VISITORS} == {404}
    publish_prizes(contest=site.decided, actor=organiser)
    assert {site.client(visitor).get(address).status_code for visitor in VISITORS} == {200}
    board = address_of("prizes", site)
    assert {visitor for visitor in VISITORS if site.client(visitor).get(board).status_code == 200} == {
        "organiser",
        "observer",
    }


def test_a_contest_once_opened_is_there_for_everybody(site: Site) -> None:
    address = reverse("contest-home", args=[site.unopened.slug])
    assert site.client("stranger").get(address).status_code == 404
    open_contest(contest=Contest.objects.get(pk=site.unopened.pk), actor=site.people["organiser"])
    assert {site.client(visitor).get(address).status_code for visitor in VISITORS} == {200}
