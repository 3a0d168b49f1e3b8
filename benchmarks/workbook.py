"""The results workbook, against openpyxl alone writing the same cells; each time in a process of its own."""

import json
import pickle
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from openpyxl import load_workbook

from benchmarks.filling import READINGS, Filled
from benchmarks.lines import Line, at_most
from benchmarks.place import ROOT, Place, process_environment

MOST_CPU_RATIO = 1.3
MOST_MEGABYTES = 300.0


def measure_workbook(place: Place, filled: Filled, *, times: int) -> list[Line]:
    """Write the workbook and the bare one in turn, so many times each, and compare the medians."""
    environment = place.environment("large")
    ours, theirs = place.folder / "desk.xlsx", place.folder / "bare.xlsx"
    cells = place.folder / "cells.pickle"
    desk, bare = [], []
    for _ in range(times):
        desk.append(_write(environment, "desk", ours, filled.contest.slug))
        if not cells.exists():
            cells.write_bytes(pickle.dumps(_cells_of(ours)))
        bare.append(_write(environment, "bare", theirs, str(cells)))
    cpu, bare_cpu = (median(one["cpu"] for one in runs) for runs in (desk, bare))
    memory, bare_memory = (max(one["memory"] for one in runs) / 1e6 for runs in (desk, bare))
    what = f"workbook, {filled.entries:,} x {READINGS}"
    return [
        at_most(f"{what}: CPU", f"{cpu:.2f} s", f"{bare_cpu:.2f} s", cpu / bare_cpu, MOST_CPU_RATIO),
        at_most(f"{what}: memory, MB", f"{memory:.0f} MB", f"{bare_memory:.0f} MB", memory, MOST_MEGABYTES, "{:.0f}"),
    ]


def measure_rows(place: Place, *, rows: int, times: int) -> list[Line]:
    """Write one long list and the bare one in turn, so many times each, and compare the medians."""
    environment = place.environment("large")
    runs: dict[str, list[dict[str, float]]] = {"rows": [], "bare-rows": []}
    for _ in range(times):
        for kind, done in runs.items():
            done.append(_write(environment, kind, place.folder / f"{kind}.xlsx", str(rows)))
    cpu, bare_cpu = (median(one["cpu"] for one in done) for done in runs.values())
    memory, bare_memory = (max(one["memory"] for one in done) / 1e6 for done in runs.values())
    return [
        Line(f"a list of {rows:,} rows: CPU", f"{cpu:.2f} s", f"{bare_cpu:.2f} s", f"{cpu / bare_cpu:.2f}"),
        Line(f"a list of {rows:,} rows: memory, MB", f"{memory:.0f} MB", f"{bare_memory:.0f} MB", f"{memory:.0f}"),
    ]


def _write(environment: Mapping[str, str], kind: str, out: Path, source: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.writing", kind, str(out), source],
        cwd=ROOT,
        env=process_environment(environment),
        stdout=subprocess.PIPE,
        check=True,
    )
    cost: dict[str, float] = json.loads(done.stdout)
    return cost


def _cells_of(workbook: Path) -> list[tuple[str, list[tuple[object, ...]]]]:
    book = load_workbook(workbook, read_only=True)
    return [(sheet.title, list(sheet.iter_rows(values_only=True))) for sheet in book.worksheets]
