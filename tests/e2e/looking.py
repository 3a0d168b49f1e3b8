"""What must hold of every page, whoever opens it: looked at wide and narrow."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from playwright.sync_api import Page, Response, ViewportSize

WIDE = ViewportSize(width=1280, height=800)
NARROW = ViewportSize(width=360, height=740)
_MADE_OF = """() => [...new Set([...document.querySelectorAll('*')].map(
    (part) => [part.tagName, part.getAttribute('class'), part.getAttribute('role'), part.getAttribute('type')].join('.')
))].sort().join(' ')"""
_BYTES = re.compile(r"/files?/|/mail/$|\.(docx|xlsx|zip|csv|json|pdf)$")


class Looker:
    """Goes wherever a person's pages lead, once to each kind of page of each contest, and notes what is wrong.

    What is `known` was gone through by somebody, in some contest: pages of one view that are made of the same parts. Of
    their like, only the width is measured again.
    """

    def __init__(self, page: Page, site_url: str, known: set[tuple[str, str]]) -> None:
        self.page = page
        self.site_url = site_url
        self.known = known
        self.faults: list[str] = []
        self.opened: dict[str, str] = {}
        page.on("console", lambda message: self._note(f"console: {message.text}", message.type in ("error", "warning")))
        page.on("pageerror", lambda error: self._note(f"page error: {error}"))
        # Leaving a page aborts what it still loads; that is no failure.
        page.on("requestfailed", lambda asked: self._note(f"fails: {asked.url}", asked.failure != "net::ERR_ABORTED"))
        page.on("request", lambda request: self._note(f"asks {request.url}", not self._is_ours(request.url)))

    def _is_ours(self, url: str) -> bool:
        return url.startswith((self.site_url, "data:"))

    def _note(self, fault: str, really: bool = True) -> None:
        if really:
            self.faults.append(f"{self.page.url.removeprefix(self.site_url)}: {fault}")

    def look_round(self, *doors: str) -> None:
        """Open these addresses and whatever their links lead to."""
        waiting = list(doors)
        while waiting:
            address = waiting.pop(0)
            kind = kind_of(address)
            if kind in self.opened:
                continue
            self.opened[kind] = address
            self.look_at(self.page.goto(address))
            waiting.extend(self._links())

    def _links(self) -> Iterator[str]:
        for url in self.page.eval_on_selector_all("a[href]", "links => links.map((link) => link.href)"):
            parts = urlsplit(url)
            if self._is_ours(url) and not _BYTES.search(parts.path):
                yield parts.path + (f"?{parts.query}" if parts.query else "")

    def look_at(self, answer: Response | None) -> None:
        """Hold the open page against the rules."""
        status = answer.status if answer else 0
        self._note(f"answers {status}", status != 200)
        self._note(
            f"{self.page.locator('h1').count()} headings of the first level", self.page.locator("h1").count() != 1
        )
        language = self.page.locator("html").get_attribute("lang")
        self._note(f"language {language!r}", language not in ("zh-hans", "en"))
        make = resolve(urlsplit(self.page.url).path).view_name, str(self.page.evaluate(_MADE_OF))
        for size in (NARROW, WIDE):
            self.page.set_viewport_size(size)
            width = size["width"]
            over = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            self._note(f"{over} px too wide at {width} px", over > 0)
            if make not in self.known:
                for violation in Axe().run(self.page).response["violations"]:
                    where = "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:3])
                    self._note(f"{violation['id']} at {width} px: {where}")
        self.known.add(make)


def kind_of(address: str) -> str:
    """Give what kind of page an address is: its view, its contest, and what its query is about."""
    parts = urlsplit(address)
    match = resolve(parts.path)
    about = sorted(pair.partition("=")[0] for pair in parts.query.split("&") if pair)
    return " ".join([match.view_name, str(match.kwargs.get("contest", "")), *about]).strip()
