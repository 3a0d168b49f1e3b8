"""`make bench`: measure on this machine, and print one table of ratios with what was aimed at.

Nothing here passes or fails: the figures depend on the machine, the ratios much less so.
"""

import argparse
import os
import platform
import random
from dataclasses import dataclass

import django

from benchmarks.lines import Line, table
from benchmarks.place import Place, own_place, prepare, say, using


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured: entries in either contest, how often, how long."""

    small: int
    large: int
    page_rounds: int
    workbooks: int
    rows: int
    archives: int
    manuscript_rounds: int
    stretches: int
    seconds: float
    deadline_entrants: int
    deadline_seconds: float
    texts: tuple[int, ...]
    text_samples: int
    contests: int
    ranked: int
    drawn_entries: int
    drawn_judges: int
    draws: int
    certificates: int
    awarded: int


FULL = Extent(
    small=1_000, large=10_000, page_rounds=41, workbooks=3, rows=100_000, archives=5,
    manuscript_rounds=41, stretches=5, seconds=2.5,
    deadline_entrants=500, deadline_seconds=9.0,
    texts=(2_000, 20_000, 100_000), text_samples=100,
    contests=100, ranked=10_000,
    drawn_entries=10_000, drawn_judges=200, draws=5,
    certificates=1_000,
    awarded=100_000,
)  # fmt: skip
QUICK = Extent(
    small=20, large=40, page_rounds=3, workbooks=1, rows=40, archives=1, manuscript_rounds=3, stretches=1, seconds=0.5,
    deadline_entrants=8, deadline_seconds=60.0,
    texts=(20, 40), text_samples=3,
    contests=1, ranked=40,
    drawn_entries=40, drawn_judges=8, draws=1,
    certificates=4,
    awarded=40,
)  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the contest desk.")
    parser.add_argument("--quick", action="store_true", help="only try that everything runs; the figures say nothing")
    extent = QUICK if parser.parse_args().quick else FULL
    with own_place() as place:
        os.environ.update(place.environment("large"))
        django.setup()
        lines = measure(place, extent)
        print(_circumstances(extent))
    print(table(lines))


def measure(place: Place, extent: Extent) -> list[Line]:
    """Fill both databases and take every measurement in turn."""
    from django.core.management import call_command

    from benchmarks.allocating import measure_allocation
    from benchmarks.archive import measure_archive
    from benchmarks.certificates import measure_certificates
    from benchmarks.deadline import measure_deadline
    from benchmarks.drawing import measure_drawing
    from benchmarks.filling import close, fill, refresh_statistics
    from benchmarks.handing_in import measure_handing_in
    from benchmarks.manuscripts import measure_manuscripts
    from benchmarks.originality import measure_originality
    from benchmarks.pages import measure_pages
    from benchmarks.ranking import measure_ranking
    from benchmarks.workbook import measure_rows, measure_workbook

    call_command("collectstatic", interactive=False, verbosity=0)
    filled = {}
    for name, entries in (("small", extent.small), ("large", extent.large)):
        say(f"filling a database with {entries:,} entries …")
        prepare(place, name)
        with using(place, name):
            filled[name] = fill(entries, random.Random(entries))
            refresh_statistics()
    say("opening pages …")
    lines = measure_pages(place, filled["small"], filled["large"], rounds=extent.page_rounds)
    say("writing workbooks …")
    close(filled["large"].round)
    lines += measure_workbook(place, filled["large"], times=extent.workbooks)
    lines += measure_rows(place, rows=extent.rows, times=extent.workbooks)
    say("packing archives …")
    with using(place, "large"):
        lines += measure_archive(place, filled["large"], times=extent.archives)
    say("reading manuscripts …")
    lines += measure_manuscripts(place, rounds=extent.manuscript_rounds)
    say("comparing texts …")
    prepare(place, "texts")
    with using(place, "texts"):
        lines += measure_originality(sizes=extent.texts, samples=extent.text_samples)
    say("drawing judges …")
    lines += measure_drawing(entries=extent.drawn_entries, judges=extent.drawn_judges, rounds=extent.draws)
    say("ranking contests …")
    lines += measure_ranking(place, contests=extent.contests, entries=extent.ranked)
    say("giving out prizes …")
    lines += measure_allocation(entries=extent.awarded, rounds=extent.draws)
    say("setting certificates …")
    lines += measure_certificates(certificates=extent.certificates)
    say("handing in …")
    handing_in = measure_handing_in(place, filled["large"], stretches=extent.stretches, seconds=extent.seconds)
    say("letting a deadline pass …")
    with using(place, "small"):
        deadline = measure_deadline(
            place, filled["small"], entrants=extent.deadline_entrants, seconds=extent.deadline_seconds
        )
    return [*handing_in, *deadline, *lines]


def _circumstances(extent: Extent) -> str:
    from django.db import connection

    from benchmarks.serving import WORKERS

    return (
        f"Python {platform.python_version()}, Django {django.get_version()}, {connection.display_name}, "
        f"{os.cpu_count()} cores, gunicorn with {WORKERS} sync workers.\n"
        f"Two databases, {extent.small:,} and {extent.large:,} judged entries; entries are handed in to the larger.\n"
        "Times are p50/p95. The figure is what the aim is about: measured against the other, queries, ms, or MB.\n"
    )


if __name__ == "__main__":
    main()
