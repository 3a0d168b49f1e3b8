"""That the measurements can be taken and reported; never how long anything takes."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import pytest

from benchmarks.lines import Line, at_least, at_most, milliseconds, table
from tests.judging.simulating import SCENARIOS

ROOT = Path(__file__).resolve().parent.parent.parent
REAL = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data")) / "manuscripts/docx/2e42567d9ec79adf.docx"
MANUSCRIPTS = ["made manuscript", "real manuscript"] if REAL.exists() else ["made manuscript"]
ZIP = which("zip")
AIMED = {
    "hand in an entry, 1 client": "≥ 0.50",
    "hand in an entry, 8 clients": "≥ 0.50",
    "staff list, waiting: queries": "≤ 12",
    "staff list, waiting: time": "≤ 1.50",
    "staff list, all: queries": "≤ 12",
    "staff list, all: time": "≤ 1.50",
    "ranking: queries": "≤ 12",
    "ranking: time": "≤ 1.50",
    "judge's list: queries": "≤ 12",
    "judge's list: time": "≤ 1.50",
    "judge's reading page: queries": "≤ 12",
    "judge's reading page: time": "≤ 1.50",
    "a saved mark: queries": "≤ 12",
    "a saved mark: time": "≤ 1.50",
    "the largest worker, MB": "≤ 300",
    "workbook, 40 x 3: CPU": "≤ 1.30",
    "workbook, 40 x 3: memory, MB": "≤ 300",
    **({"archive, 40 files: speed of zip -0": "≥ 0.80", "archive, 40 files: memory, MB": "≤ 150"} if ZIP else {}),
    **{f"{manuscript}: CPU, ms": "≤ 60.0" for manuscript in MANUSCRIPTS},
    **{f"{manuscript}: memory, MB": "≤ 60.0" for manuscript in MANUSCRIPTS},
    **{f"compare with {size}: p95, s": "≤ 0.200" for size in (20, 40)},
    **{f"compare with {size}: insert p95, s": "≤ 0.100" for size in (20, 40)},
    **{f"compare with {size}: kB an entry": "≤ 8.0" for size in (20, 40)},
    "ranking, drawn: winners found": "≥ 0.645",
    "ranking, drawn: severity and truth": "≥ 0.950",
    "ranking, drawn: said and happened": "≤ 0.040",
    "ranking, one at random: flagged": "≥ 0.95",
    "ranking, one all maximum: flagged": "≥ 0.95",
    "ranking: ordinary judges left alone": "≥ 0.970",
    **{f"ranking, {scenario.name}: severity to mean": "≥ 0.99" for scenario in SCENARIOS},
    "rank 40 x 3: CPU, s": "≤ 3.00",
    "draw 40 x 8 x 3: CPU, ms": "≤ 2000.0",
    "draw 40 x 8 x 3: heaviest load to lightest": "≤ 1.01",
    "draw 40 x 8 x 3: comparison groups": "≤ 1",
    "allocate to 40: CPU, ms": "≤ 1000.0",
    "certificates, 4 to print: CPU, s": "≤ 10.00",
    "certificates, 4 to print: memory, MB": "≤ 300",
}
SOLVERS = ["a full flow"] if find_spec("ortools") else []
INFORMING = {
    *(["archive, 40 files: made once"] if ZIP else []),
    *(f"draw to {other}: {what}" for other in ("chance", *SOLVERS) for what in ("SD of pairs", "CPU")),
    "a list of 40 rows: CPU",
    "a list of 40 rows: memory, MB",
    "allocate to 40: CPU to sorting alone",
    "build 40 in one go, s",
    "certificates, 4 to print: CPU to typst alone",
    "certificates, 4 each a file: CPU to typst alone",
    "certificates, 4 each a file: kB",
    "the deadline: acknowledged, each file whole",
    "the hand-in request, p95 in s",
    "its upload, 1 client",
    "its hand-in request, 1 client",
    "its upload, 8 clients",
    "its hand-in request, 8 clients",
    "staff list, last page: queries",
    "staff list, last page: time",
    "staff list, a search: queries",
    "staff list, a search: time",
    "ranking, last page: queries",
    "ranking, last page: time",
    *(
        f"{manuscript} to {other}: {what}"
        for manuscript in MANUSCRIPTS
        for other in ("python-docx", "mammoth", "inspection")
        for what in ("CPU", "memory")
    ),
}


def test_a_quick_run_reports_every_measurement() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick"], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    heading, _rule, *rows = done.stdout.partition("\n\n")[2].splitlines()
    assert heading.split() == ["what", "measured", "against", "figure", "aim", "reached"]
    cells = [re.split(r" {2,}", row.strip()) for row in rows]
    assert {row[0]: row[4] for row in cells if len(row) == 6} == AIMED
    assert {row[0] for row in cells if len(row) == 4} == INFORMING
    assert len(cells) == len(AIMED) + len(INFORMING)
    assert {row[5] for row in cells if len(row) == 6} <= {"yes", "NO"}
    assert all(float(row[3]) > 0 for row in cells)


@pytest.mark.parametrize(
    ("line", "reached"),
    [
        (at_most("queries", "12", "12", 12, 12, "{:.0f}"), True),
        (at_most("queries", "13", "12", 13, 12, "{:.0f}"), False),
        (at_least("rate", "5/s", "10/s", 0.5, 0.5), True),
        (at_least("rate", "4/s", "10/s", 0.4, 0.5), False),
    ],
)
def test_an_aim_is_reached_at_its_limit(line: Line, reached: bool) -> None:
    assert line.reached is reached


def test_times_are_given_as_median_and_95th_percentile() -> None:
    assert milliseconds([number / 1000 for number in range(101)]) == "50.0/95.0 ms"
    assert milliseconds([0.002]) == "2.0/2.0 ms"


def test_the_table_says_what_missed_its_aim_and_leaves_the_rest_open() -> None:
    assert table([at_least("rate", "4/s", "10/s", 0.4, 0.5), Line("page", "3 ms", "2 ms", "1.50")]).splitlines() == [
        "what  measured  against  figure  aim     reached",
        "----  --------  -------  ------  ------  -------",
        "rate  4/s       10/s     0.40    ≥ 0.50  NO",
        "page  3 ms      2 ms     1.50",
    ]
