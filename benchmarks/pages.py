"""The pages with long lists behind them, at two sizes: how many queries, and how much slower the larger is."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.filling import Filled
from benchmarks.lines import Line, at_most, milliseconds
from benchmarks.place import Place, using
from contest.judging.models import Reading
from contest.people.models import User

MOST_QUERIES = 12
MOST_GROWTH = 1.5


@dataclass(frozen=True, slots=True)
class PageKind:
    """A page, who opens it, its address in a contest, and whether the aims hold for it."""

    what: str
    visitor: Callable[[Filled], User]
    address: Callable[[Filled], str]
    aimed: bool = True


@dataclass(slots=True)
class Visit:
    """One page in one database: who is signed in, how many queries it took, the seconds it took each time."""

    client: Client
    address: str
    queries: int = 0
    seconds: list[float] = field(default_factory=list)

    def warm(self) -> None:
        """Open the page until nothing is new to it, and count its queries."""
        for _ in range(3):
            with CaptureQueriesContext(connection) as captured:
                self._open()
        self.queries = len(captured)

    def time(self) -> None:
        """Open the page once more and keep how long it took."""
        start = time.perf_counter()
        self._open()
        self.seconds.append(time.perf_counter() - start)

    def _open(self) -> None:
        status = self.client.get(self.address).status_code
        if status != 200:
            raise RuntimeError(f"{self.address} was answered {status}")


def _organiser(filled: Filled) -> User:
    return filled.organiser


def _judge(filled: Filled) -> User:
    return filled.judge


def _in_contest(name: str, query: str = "") -> Callable[[Filled], str]:
    return lambda filled: reverse(name, kwargs={"contest": filled.contest.slug}) + query


def _ranking(filled: Filled) -> str:
    return reverse("ranking", kwargs={"contest": filled.contest.slug, "key": filled.round.key})


def _reading(filled: Filled) -> str:
    own = Reading.objects.filter(judge__person=filled.judge).order_by("round_entry__number")
    middle = own[own.count() // 2]
    return reverse("reading", kwargs={"contest": filled.contest.slug, "token": middle.token})


PAGES = (
    PageKind("staff list, waiting", _organiser, _in_contest("screening")),
    PageKind("staff list, all", _organiser, _in_contest("screening", "?state=all")),
    PageKind("staff list, last page", _organiser, _in_contest("screening", "?state=all&page=100000"), aimed=False),
    PageKind("staff list, a search", _organiser, _in_contest("screening", "?state=all&q=中学"), aimed=False),
    PageKind("ranking", _organiser, _ranking),
    PageKind("ranking, last page", _organiser, lambda filled: _ranking(filled) + "?page=100000", aimed=False),
    PageKind("judge's list", _judge, _in_contest("reading-list")),
    PageKind("judge's reading page", _judge, _reading),
)


def measure_pages(place: Place, small: Filled, large: Filled, *, rounds: int) -> list[Line]:
    """Open each page in either database in turn, `rounds` times, and compare."""
    both = (("small", small), ("large", large))
    lines = []
    for page in PAGES:
        visits = {}
        for name, filled in both:
            with using(place, name):
                client = Client(SERVER_NAME="127.0.0.1")
                client.force_login(page.visitor(filled))
                visits[name] = Visit(client, page.address(filled))
                visits[name].warm()
        for _ in range(rounds):
            for name, _filled in both:
                with using(place, name):
                    visits[name].time()
        lines += _lines(page, visits["small"], visits["large"], small.entries, large.entries)
    return lines


def _lines(page: PageKind, small: Visit, large: Visit, few: int, many: int) -> list[Line]:
    growth = median(ours / theirs for ours, theirs in zip(large.seconds, small.seconds, strict=True))
    most = max(small.queries, large.queries)
    queries = (f"{page.what}: queries", f"{large.queries} at {many:,}", f"{small.queries} at {few:,}")
    times = (
        f"{page.what}: time",
        f"{milliseconds(large.seconds)} at {many:,}",
        f"{milliseconds(small.seconds)} at {few:,}",
    )
    if not page.aimed:
        return [Line(*queries, str(most)), Line(*times, f"{growth:.2f}")]
    return [at_most(*queries, most, MOST_QUERIES, "{:.0f}"), at_most(*times, growth, MOST_GROWTH)]
