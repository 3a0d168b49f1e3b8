"""Comparing a new text with all that are known, and what the index takes, as it grows."""

import random
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.filling import han
from benchmarks.lines import Line, at_most, milliseconds
from benchmarks.memory import most_memory
from contest.demo.essays import essays
from contest.notice.models import Contest
from contest.notice.operations import announce
from contest.notice.parsing import parse_notice
from contest.screening.originality.comparing import compare, learned
from contest.screening.originality.index import new_text, shelve_fresh
from contest.screening.originality.models import ComparedText, FreshPrints, ReferenceText, Shelf, Shelving, TextMatch

MOST_QUERY: Final = 0.2
MOST_INSERT: Final = 0.1
MOST_KILOBYTES: Final = 8.0
_AT_ONCE: Final = 500
_SIGNS: Final = 1_000
_COPIER_IN: Final = 50

_NOTICE: Final = Path(__file__).parent.parent / "contest" / "notice" / "notices" / "70th-anniversary.toml"


def measure_originality(*, sizes: Sequence[int], samples: int) -> list[Line]:
    """Fill the index to each of these sizes in turn, and measure there new texts that come one by one.

    Some of them copy a passage from one that is known, so that there is something to align and to keep.
    """
    contest, _ = announce(announcement=parse_notice(_NOTICE.read_text(encoding="utf-8")), actor=None)
    lot = random.Random(5)
    texts = _essays(lot)
    lines: list[Line] = []
    first: list[float] = []
    spent = 0.0
    known = 0
    for size in sizes:
        began = time.perf_counter()
        _build(contest, texts, size - known)
        spent += time.perf_counter() - began
        each = _bytes() / size / 1000
        rarity = learned()
        inserts, queries = [], []
        for text in islice(texts, samples):
            began = time.perf_counter()
            one = _added(contest, [text])[0]
            inserts.append(time.perf_counter() - began)
            began = time.perf_counter()
            compare(one, rarity)
            queries.append(time.perf_counter() - began)
        known = size + samples
        first = first or queries
        what = f"compare with {size:,}"
        growth = f"{median(queries) / median(first):.2f} x {sizes[0]:,}"
        lines += [
            at_most(f"{what}: p95, s", milliseconds(queries), growth, _high(queries), MOST_QUERY, "{:.3f}"),
            at_most(f"{what}: insert p95, s", milliseconds(inserts), "the aim", _high(inserts), MOST_INSERT, "{:.3f}"),
            at_most(f"{what}: kB an entry", f"{each:.1f} kB", "the aim", each, MOST_KILOBYTES, "{:.1f}"),
        ]
    memory = most_memory() / 1e6
    lines.append(Line(f"build {sizes[-1]:,} in one go, s", f"{spent:.0f} s", f"{memory:.0f} MB", f"{spent:.1f}"))
    return lines


def _essays(lot: random.Random) -> Iterator[str]:
    """Give texts without end: sentences of their own, phrases that many write, now and then a passage copied."""
    parts = [part for essay in essays() for one in essay.paragraphs for part in one.split("，")]
    phrases = [part for part in parts if 4 <= len(part) <= 14]
    common = phrases[:40]
    before = han(lot, _SIGNS, _SIGNS)
    while True:
        text = ""
        while len(text) < _SIGNS:
            text += han(lot, 8, 30) + "，" + lot.choice(common if lot.random() < 0.2 else phrases) + "。"
        if lot.random() < 1 / _COPIER_IN:
            text = text[:400] + before[200:350] + text[550:]
        before = text
        yield text[:_SIGNS]


def _build(contest: Contest, texts: Iterator[str], count: int) -> None:
    while count > 0:
        _added(contest, list(islice(texts, min(count, _AT_ONCE))))
        count -= _AT_ONCE
    ComparedText.objects.filter(compared_at=None).update(compared_at=timezone.now())
    while shelve_fresh(at_least=1):
        pass


@transaction.atomic
def _added(contest: Contest, texts: Sequence[str]) -> list[ComparedText]:
    made = [new_text(text) for text in texts]
    references = ReferenceText.objects.bulk_create(
        [ReferenceText(contest=contest, title="", sha256=f"{random.getrandbits(256):064x}") for _ in made]
    )
    for one, reference in zip(made, references, strict=True):
        one.row.reference = reference
    rows = ComparedText.objects.bulk_create([one.row for one in made])
    FreshPrints.objects.bulk_create([FreshPrints(text=one.row, prints=one.prints) for one in made])
    return rows


def _bytes() -> int:
    """Give how many bytes the index takes, texts and all."""
    tables = [model._meta.db_table for model in (ComparedText, FreshPrints, Shelf, Shelving, TextMatch)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sizes = "SELECT sum(pg_total_relation_size(name::regclass)) FROM unnest(%s::text[]) AS name"
            cursor.execute(sizes, [tables])
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return int(cursor.fetchone()[0])


def _high(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
