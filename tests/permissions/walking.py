"""A walk over every address of the site: what each visitor is told there."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.permissions.site import ABSENT, Site, everything, sign_in_page
from tests.permissions.table import BACK, PAGES, Page

RECORDS_READING = {
    "workbook", "queue-workbook", "queue-file", "ranking-file", "prizes-file", "archive-file", "packet-file",
    "judge-packet-file", "register-template", "past-winners-file", "sealed-results-file", "book-file",
    "export-file", "kept-export-file",
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


def values_of(name: str, page: Page, values: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Give what stands in a page's address."""
    given = {**values, "contest": values[page.contest], **changes}
    return {place: given[page.places.get(place, place)] for place in ADDRESSES[name]}


def address_of(name: str, site: Site, **changes: Any) -> str:
    """Give the address of a page of the site, with some of its values changed."""
    page = PAGES[name]
    return reverse(name, kwargs=values_of(name, page, site.values, **changes))


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


@dataclass(frozen=True, slots=True)
class Walked:
    """What came of asking for every page once: by page what became of it, and, where the visitor isn't let in, all that
    was told. `changed`: something is not as it was though it should be.
    """

    outcomes: Mapping[str, int | str]
    told: Mapping[str, Told]
    changed: bool


class Walks:
    """Every visitor's walk over all pages, reading or writing; each is gone once.

    What may change something is undone at once; what may not is left to show whether it did.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.gone: dict[tuple[str, str], Walked] = {}

    def walk(self, visitor: str, method: str) -> Walked:
        """Give what a visitor found."""
        if (visitor, method) not in self.gone:
            with undone():
                self.gone[visitor, method] = self._walk(visitor, method)
        return self.gone[visitor, method]

    def _walk(self, visitor: str, method: str) -> Walked:
        # A browser in which an office's page was open says a little more on every page: it is not used for the others.
        let_in, not_let_in, before = self.site.client(visitor), self.site.client(visitor), everything()
        outcomes: dict[str, int | str] = {}
        told: dict[str, Told] = {}
        for name, page in PAGES.items():
            address = address_of(name, self.site)
            client = let_in if visitor in page.who else not_let_in
            may_change = name in RECORDS_READING if method == "GET" else visitor in page.who
            with undone() if may_change else nullcontext():
                answer = ask(client, method, name, self.site, address)
                all_told = said(answer, address)
            outcomes[name] = outcome(answer, method, address)
            if visitor not in page.who:
                told[name] = all_told
        return Walked(outcomes, told, changed=everything() != before)


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
