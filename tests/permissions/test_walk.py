"""Every address, every visitor, reading and writing, held against the one table."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contest.awards.proposing import propose
from contest.awards.queries import decisive_round
from contest.ledger.models import Event
from tests.permissions.api_table import OPERATIONS
from tests.permissions.site import ABSENT, VISITORS, Site, everything, sign_in_page
from tests.permissions.table import BACK, DECIDED, FOR_AN_ACCOUNT, FOR_THE_PUBLIC, PAGES
from tests.permissions.walking import (
    ADDRESSES,
    CONTEST_PAGES,
    RECORDS_READING,
    Nowhere,
    Walks,
    address_of,
    ask,
    body_of,
    is_led_back,
    said,
    undone,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def nowhere(site: Site) -> Nowhere:
    """What is told of a contest that isn't there."""
    return Nowhere(site)


@pytest.fixture(scope="module")
def walks(site: Site) -> Walks:
    """Everybody's walks."""
    return Walks(site)


# --- the table is whole -------------------------------------------------------------------------------------------


def test_every_address_has_its_line() -> None:
    """A new page without a line here, or a line without a page, stops everything."""
    assert set(ADDRESSES) == set(PAGES) | set(FOR_THE_PUBLIC) | set(FOR_AN_ACCOUNT) | set(OPERATIONS)
    assert not set(PAGES) & set(FOR_THE_PUBLIC)


def test_a_line_speaks_of_known_visitors() -> None:
    assert {visitor for page in PAGES.values() for visitor in page.who} <= set(VISITORS)


# --- the walk -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("visitor", VISITORS)
def test_each_page_opens_for_whom_it_should(walks: Walks, visitor: str, method: str) -> None:
    expected: dict[str, int | str] = {}
    for name, page in PAGES.items():
        if visitor in page.who:
            expected[name] = page.get if method == "GET" else page.post
        else:
            for_nobody = page.nobody_reads if method == "GET" else "sign in"
            in_the_room = BACK if (method, page.get) == ("GET", BACK) and visitor in page.room else 404
            expected[name] = for_nobody if visitor == "nobody" else in_the_room
    assert walks.walk(visitor, method).outcomes == expected


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("visitor", VISITORS)
def test_what_is_hidden_answers_as_what_is_not_there(
    site: Site, walks: Walks, nowhere: Nowhere, visitor: str, method: str
) -> None:
    """The same status, the same headers, the same words: nothing tells the one from the other."""
    client, told = site.client(visitor), walks.walk(visitor, method).told
    for name, page in PAGES.items():
        places = {page.places.get(place, place) for place in ADDRESSES[name]}
        if visitor in page.who or not places:
            continue
        hidden = told[name]
        if "contest" in places and visitor not in page.room:
            assert hidden == nowhere.tells(client, visitor, method, name), name
        if absent := {place: ABSENT[place] for place in places - {"contest"}}:
            wrong = address_of(name, site, **absent)
            with undone():
                missing = said(ask(client, method, name, site, wrong), wrong)
            assert hidden == missing, (name, wrong)


@pytest.mark.parametrize("visitor", VISITORS)
def test_who_is_let_in_finds_nothing_at_a_wrong_address(site: Site, visitor: str) -> None:
    client = site.client(visitor)
    for name, page in PAGES.items():
        for place in ADDRESSES[name]:
            known_as = page.places.get(place, place)
            if visitor not in page.who or visitor == "nobody":
                continue
            nowhere = address_of(name, site, **{known_as: ABSENT[known_as]})
            with undone():
                answers = [ask(client, method, name, site, nowhere) for method in ("GET", "POST")]
            if known_as == "tier":  # a tie that was just decided: the board says so
                assert [is_led_back(answers[0], nowhere), answers[1].status_code] == [True, 302]
                continue
            back = page.get == BACK and is_led_back(answers[0], nowhere)
            assert back or answers[0].status_code == 404, (name, nowhere)
            assert answers[1].status_code == 404, (name, nowhere)


@pytest.mark.parametrize("visitor", [visitor for visitor in VISITORS if visitor != "nobody"])
def test_the_way_back_from_a_form_ends_on_a_page(site: Site, visitor: str) -> None:
    client = site.client(visitor)
    for name, page in PAGES.items():
        if page.get == BACK and visitor in page.who:
            answer = client.get(address_of(name, site), follow=True)
            assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8"), name
            assert "Content-Disposition" not in answer, name


def test_things_of_one_contest_are_not_found_under_another(site: Site) -> None:
    """The organiser of another contest puts this one's tokens and numbers into addresses of their own."""
    client = site.client("other organiser")
    for name in CONTEST_PAGES:
        page = PAGES[name]
        places = {page.places.get(place, place) for place in ADDRESSES[name]} - {"contest", "tier", "kind", "form"}
        if not places:
            continue
        for method in ("GET", "POST"):
            address = address_of(name, site, contest=site.elsewhere.slug)
            nowhere = address_of(name, site, contest=site.elsewhere.slug, **{place: ABSENT[place] for place in places})
            with undone():
                assert said(ask(client, method, name, site, address), address) == said(
                    ask(client, method, name, site, nowhere), nowhere
                ), name


@pytest.mark.parametrize("visitor", ["nobody", "stranger", "organiser", "other organiser"])
def test_a_contest_that_was_not_opened_is_not_there(site: Site, nowhere: Nowhere, visitor: str) -> None:
    """Nobody but its own office knows of it; whatever somebody is in other contests, here they are strangers."""
    client = site.client(visitor)
    for name in CONTEST_PAGES:
        for method in ("GET", "POST"):
            address = address_of(name, site, contest=site.unopened.slug)
            with undone():
                closed = said(ask(client, method, name, site, address), address)
            assert closed == nowhere.tells(client, visitor, method, name), name
    for address in (reverse("home"), reverse("contests")):
        assert site.unopened.title not in client.get(address).content.decode()


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("visitor", VISITORS)
def test_while_a_round_is_read_prizes_are_as_hidden(site: Site, visitor: str, method: str) -> None:
    """The pages that the walk finds in the decided contest, in the one whose last round is open."""
    client = site.client(visitor)
    for name, page in PAGES.items():
        if page.contest == DECIDED and visitor not in page.who:
            address = address_of(name, site, contest=site.contest.slug)
            with undone():
                answer = ask(client, method, name, site, address)
            if visitor == "nobody":
                assert answer.headers.get("Location") == sign_in_page(address), name
            else:
                assert answer.status_code == 404, name


def test_while_a_round_is_read_the_organiser_decides_nothing(site: Site) -> None:
    client = site.client("organiser")
    before = everything()
    for name, page in PAGES.items():
        if page.contest == DECIDED and name != "prizes-file":  # that somebody took a file is on record
            client.post(address_of(name, site, contest=site.contest.slug), dict(page.sent(site)))
    assert everything() == before


# --- nothing changes that should not ------------------------------------------------------------------------------


@pytest.mark.parametrize("visitor", VISITORS)
def test_reading_changes_nothing(site: Site, walks: Walks, visitor: str) -> None:
    assert not walks.walk(visitor, "GET").changed
    client = site.client(visitor)
    before = everything()
    for name in FOR_THE_PUBLIC:
        if name != "favicon.ico":
            address = reverse(name, args=_link(name))
            body_of(client.get(address), address)  # type: ignore[arg-type]
    assert everything() == before


@pytest.mark.parametrize("visitor", VISITORS)
def test_who_is_not_let_in_changes_nothing(walks: Walks, visitor: str) -> None:
    assert not walks.walk(visitor, "POST").changed


def test_an_observer_changes_nothing_at_all(site: Site) -> None:
    client = site.client("observer")
    before = everything()
    for name in PAGES:
        if name not in RECORDS_READING:
            address = address_of(name, site)
            body_of(ask(client, "POST", name, site, address), address)
    assert everything() == before


def test_taking_the_results_is_on_record(site: Site) -> None:
    address = address_of("workbook", site)
    events = Event.objects.count()
    body_of(site.client("observer").get(address), address)  # type: ignore[arg-type]
    newest = Event.objects.latest("sequence")
    assert Event.objects.count() == events + 1
    assert (newest.action, newest.actor) == ("results.export", site.people["observer"])


# --- pages of no contest ------------------------------------------------------------------------------------------


def _link(name: str) -> list[str]:
    return {"set-password": ["x", "y"], "verify": ["x"]}.get(name, [])


@pytest.mark.parametrize("name", [*FOR_THE_PUBLIC])
def test_pages_for_the_public(site: Site, name: str) -> None:
    address = "/favicon.ico" if name == "favicon.ico" else reverse(name, args=_link(name))
    with undone():
        assert (Client().get(address).status_code, Client().post(address).status_code) == FOR_THE_PUBLIC[name]


@pytest.mark.parametrize("name", sorted(FOR_AN_ACCOUNT))
def test_pages_about_an_account_send_nobody_away(site: Site, name: str) -> None:
    address = reverse(name)
    before = everything()
    answers = [Client().get(address), Client().post(address)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert everything() == before


@pytest.mark.parametrize("visitor", ["nobody", "stranger", "entrant", "organiser"])
@pytest.mark.parametrize(
    "address",
    [
        "/entries/%00/",
        "/entries/%00/receipt/",
        "/c/spring/screening/%00/",
        "/c/spring/reading/%00/",
        "/entries/" + "x" * 3000 + "/",
        "/entries/%F0%9F%8C%8A/",
    ],
)
def test_no_address_is_a_failure(site: Site, visitor: str, address: str) -> None:
    """A sign that a database can't hold leads nowhere, like any other wrong address."""
    with undone():
        assert site.client(visitor).get(address).status_code in (302, 400, 404)


def test_the_site_has_something_to_show(site: Site) -> None:
    """The walk would prove little on an empty site."""
    assert site.contest.rounds.filter(state="open", closed_at=None, opened_at__lte=timezone.now()).exists()
    assert not site.decided.rounds.exclude(state="closed").exists()
    round_ = decisive_round(site.decided)
    assert round_ is not None
    assert [tie.tier for tie in propose(round_).allocation.open_ties] == ["second"]
    assert site.decision.round == round_
    assert site.awarded.certificates.standing().count() == 2
    for person in site.people.values():
        offices = {
            contest: sorted(person.appointments.filter(contest=contest).values_list("office", flat=True))
            for contest in (site.contest, site.decided, site.awarded)
        }
        assert offices[site.contest] == offices[site.decided] == offices[site.awarded], person
