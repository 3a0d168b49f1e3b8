"""Every address, every visitor, reading and writing, held against the one table."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from contest.awards.proposing import propose
from contest.awards.queries import decisive_round
from contest.ledger.models import Event
from tests.permissions.api_table import OPERATIONS
from tests.permissions.site import ABSENT, VISITORS, Site, everything, sign_in_page
from tests.permissions.table import BACK, DECIDED, FOR_AN_ACCOUNT, FOR_THE_PUBLIC, PAGES, Page

pytestmark = pytest.mark.django_db

RECORDS_READING = {
    "workbook", "queue-workbook", "queue-file", "ranking-file", "prizes-file", "archive-file", "packet-file",
    "judge-packet-file", "register-template", "past-winners-file", "sealed-results-file", "book-file",
}  # fmt: skip
"""The pages where reading is itself an event: that somebody took the results, a list, an archive or a judge's packet is
on record."""


Told = tuple[int, str, str, dict[str, str]]
"""All that an answer tells: status, where it leads, its text, its headers."""


def patterns() -> dict[str, list[str]]:
    """Give every address of the site by its name (its route, where it has none), with its places."""
    found: dict[str, list[str]] = {}

    def collect(members: list[URLPattern | URLResolver], places: list[str], space: str = "") -> None:
        for member in members:
            here = [*places, *re.findall(r"<(?:\w+:)?(\w+)>", str(member.pattern))]
            if isinstance(member, URLPattern):
                name = space + (member.name or str(member.pattern))
                assert name not in found, f"{name} names two addresses"
                found[name] = here
            else:
                collect(member.url_patterns, here, f"{member.namespace}:" if member.namespace else space)

    collect(get_resolver().url_patterns, [])
    return found


ADDRESSES = patterns()
CONTEST_PAGES = [name for name in PAGES if "contest" in ADDRESSES.get(name, [])]


def values_of(name: str, page: Page, values: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Give what stands in a page's address."""
    given = {**values, "contest": values[page.contest], **changes}
    return {place: given[page.places.get(place, place)] for place in ADDRESSES[name]}


def address_of(name: str, site: Site, **changes: Any) -> str:
    """Give the address of a page of the site, with some of its values changed."""
    page = PAGES[name]
    return reverse(name, kwargs=values_of(name, page, site.values(), **changes))


@contextmanager
def undone() -> Iterator[None]:
    """Undo what a request changes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(client: Client, method: str, name: str, site: Site, address: str) -> HttpResponse:
    """Send a request as a browser would."""
    if method == "GET":
        return client.get(address)  # type: ignore[return-value]
    return client.post(address, dict(PAGES[name].sent(site)))  # type: ignore[return-value]


def body_of(answer: HttpResponse, address: str) -> str:
    """Give an answer's text without what differs from request to request: tokens and the address itself."""
    if answer.streaming:
        for _ in answer:  # read to its end, a file closes itself
            pass
        return "a file"
    text = answer.content.decode()
    text = re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', r"\1", text)
    return text.replace(address, "{address}")


def is_led_back(answer: HttpResponse, address: str) -> bool:
    """Say whether an answer leads to an address above the one that was asked for."""
    above = answer.headers.get("Location", "")
    return above.endswith("/") and above != address and address.startswith(above)


class Nowhere:
    """What every visitor is told at the addresses of a contest that isn't there; each is asked once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.told: dict[tuple[str, str, str], Told] = {}

    def tells(self, client: Client, visitor: str, method: str, name: str) -> Told:
        """Give what a page of no contest tells a visitor, whose browser this is."""
        known = visitor, method, name
        if known not in self.told:
            address = address_of(name, self.site, contest=ABSENT["contest"])
            with undone():
                self.told[known] = said(ask(client, method, name, self.site, address), address)
        return self.told[known]


@pytest.fixture(scope="module")
def nowhere(site: Site) -> Nowhere:
    """What is told of a contest that isn't there."""
    return Nowhere(site)


def outcome(answer: HttpResponse, method: str, address: str) -> int | str:
    """Give what became of a request, in the table's words."""
    if answer.headers.get("Location") == sign_in_page(address):
        return "sign in"
    return BACK if method == "GET" and is_led_back(answer, address) else answer.status_code


def said(answer: HttpResponse, address: str) -> Told:
    """Give all that an answer tells; where it leads to an address above, that is told by the one asked for."""
    place = BACK if is_led_back(answer, address) else answer.headers.get("Location", "")
    head = {key: value for key, value in answer.items() if key not in ("Location", "Content-Length", "Date")}
    return (
        answer.status_code,
        place.replace(address, "{address}"),
        body_of(answer, address),
        head,
    )


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
def test_each_page_opens_for_whom_it_should(site: Site, visitor: str, method: str) -> None:
    client = site.client(visitor)
    seen: dict[str, int | str] = {}
    expected: dict[str, int | str] = {}
    for name, page in PAGES.items():
        address = address_of(name, site)
        with undone():
            answer = ask(client, method, name, site, address)
            body_of(answer, address)
        seen[name] = outcome(answer, method, address)
        if visitor in page.who:
            expected[name] = page.get if method == "GET" else page.post
        else:
            for_nobody = page.nobody_reads if method == "GET" else "sign in"
            in_the_room = BACK if (method, page.get) == ("GET", BACK) and visitor in page.room else 404
            expected[name] = for_nobody if visitor == "nobody" else in_the_room
    assert seen == expected


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("visitor", VISITORS)
def test_what_is_hidden_answers_as_what_is_not_there(site: Site, nowhere: Nowhere, visitor: str, method: str) -> None:
    """The same status, the same headers, the same words: nothing tells the one from the other."""
    client = site.client(visitor)
    for name, page in PAGES.items():
        places = {page.places.get(place, place) for place in ADDRESSES[name]}
        if visitor in page.who or not places:
            continue
        address = address_of(name, site)
        with undone():
            hidden = said(ask(client, method, name, site, address), address)
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


@pytest.mark.parametrize("visitor", VISITORS)
def test_a_contest_that_was_not_opened_is_not_there(site: Site, nowhere: Nowhere, visitor: str) -> None:
    """Nobody but its own office knows of it; the organiser of another contest is a stranger here."""
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
def test_reading_changes_nothing(site: Site, visitor: str) -> None:
    client = site.client(visitor)
    before = everything()
    for name in [*PAGES, *FOR_THE_PUBLIC]:
        if name in RECORDS_READING or name == "favicon.ico":
            continue
        address = address_of(name, site) if name in PAGES else reverse(name, args=_link(name))
        body_of(client.get(address), address)  # type: ignore[arg-type]
    assert everything() == before


@pytest.mark.parametrize("visitor", VISITORS)
def test_who_is_not_let_in_changes_nothing(site: Site, visitor: str) -> None:
    client = site.client(visitor)
    before = everything()
    for name, page in PAGES.items():
        if visitor not in page.who:
            address = address_of(name, site)
            ask(client, "POST", name, site, address)
    assert everything() == before


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
