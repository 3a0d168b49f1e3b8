"""The pages with long lists behind them, at two sizes: how many queries, and how much slower the larger is."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.filling import Filled
from benchmarks.lines import Line, at_most, milliseconds
from benchmarks.place import Place, using
from contest.judging.forms import ScoreSheet
from contest.judging.marking import reopen_reading, submit_reading
from contest.judging.models import Reading
from contest.judging.queries import criterion_rules
from contest.people.models import User

MOST_QUERIES = 12
MOST_GROWTH = 1.5


@dataclass(frozen=True, slots=True)
class PageKind:
    """A page, who opens it, its address in a contest, and whether the aims hold for it.

    What a page sends by itself has `fields`, by how often it was sent before; `after` puts back what that changed.
    """

    what: str
    visitor: Callable[[Filled], User]
    address: Callable[[Filled], str]
    aimed: bool = True
    fields: Callable[[Filled, int], Mapping[str, object]] | None = None
    after: Callable[[Filled], None] | None = None


@dataclass(slots=True)
class Visit:
    """One page in one database: who is signed in, how many queries it took, the seconds it took each time."""

    client: Client
    address: str
    fields: Callable[[int], Mapping[str, object]] | None = None
    sent: int = 0
    queries: int = 0
    seconds: list[float] = field(default_factory=list)

    def warm(self) -> None:
        """Open the page until nothing is new to it, and count its queries."""
        for _ in range(3):
            given = self._given()
            with CaptureQueriesContext(connection) as captured:
                self._open(given)
        self.queries = len(captured)

    def time(self) -> None:
        """Open the page once more and keep how long it took."""
        given = self._given()
        start = time.perf_counter()
        self._open(given)
        self.seconds.append(time.perf_counter() - start)

    def _given(self) -> Mapping[str, object] | None:
        return None if self.fields is None else self.fields(self.sent)

    def _open(self, given: Mapping[str, object] | None) -> None:
        if given is None:
            status = self.client.get(self.address).status_code
        else:
            status = self.client.post(self.address, given, headers={"HX-Request": "true"}).status_code
            self.sent += 1
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


def _saving(filled: Filled) -> str:
    """Take the judge's first reading back, so that it can be marked again."""
    reading = _first(filled)
    reopen_reading(reading=reading, actor=filled.judge)
    return reverse("save-reading", kwargs={"contest": filled.contest.slug, "token": reading.token})


def _marks(filled: Filled, sent: int) -> Mapping[str, object]:
    """Give the sheet of the judge's first reading, all of it marked, by turns with one mark more and one less."""
    reading = _first(filled)
    given = {rule.key: rule.maximum - sent % 2 for rule in criterion_rules(filled.round)}
    marks = {ScoreSheet.mark_name(key): mark for key, mark in given.items()}
    return {**marks, "comment": "好", "revision": reading.revision}


def _submit(filled: Filled) -> None:
    marks: dict[str, Decimal | None] = {rule.key: rule.maximum for rule in criterion_rules(filled.round)}
    submit_reading(reading=_first(filled), marks=marks, comment="好", actor=filled.judge)


def _first(filled: Filled) -> Reading:
    own = Reading.objects.filter(judge__person=filled.judge).select_related("judge__round__contest", "round_entry")
    return own.order_by("round_entry__number")[0]


PAGES = (
    PageKind("staff list, waiting", _organiser, _in_contest("screening")),
    PageKind("staff list, all", _organiser, _in_contest("screening", "?state=all")),
    PageKind("staff list, last page", _organiser, _in_contest("screening", "?state=all&page=100000"), aimed=False),
    PageKind("staff list, a search", _organiser, _in_contest("screening", "?state=all&q=中学"), aimed=False),
    PageKind("ranking", _organiser, _ranking),
    PageKind("ranking, last page", _organiser, lambda filled: _ranking(filled) + "?page=100000", aimed=False),
    PageKind("judge's list", _judge, _in_contest("reading-list")),
    PageKind("judge's reading page", _judge, _reading),
    PageKind("a saved mark", _judge, _saving, fields=_marks, after=_submit),
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
                fields = None if page.fields is None else partial(page.fields, filled)
                visits[name] = Visit(client, page.address(filled), fields)
                visits[name].warm()
        for _ in range(rounds):
            for name, _filled in both:
                with using(place, name):
                    visits[name].time()
        for name, filled in both:
            if page.after is not None:
                with using(place, name):
                    page.after(filled)
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
