"""The archive, against `zip -0` packing the same files on the same disk; each time in a process of its own."""

import hashlib
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from django.core.files.storage import default_storage

from benchmarks.filling import Filled
from benchmarks.lines import Line, at_least, at_most
from benchmarks.place import ROOT, Place, process_environment
from contest.entries.models import EntryState, Manuscript
from contest.exports.archives.operations import ask_for_archive
from contest.exports.models import Archive, FileSum, Grouping
from contest.exports.tasks import make_archives

LEAST_SPEED = 0.8
MOST_MEGABYTES = 150.0
SMALLEST, LARGEST = 8_000, 30_000


def measure_archive(place: Place, filled: Filled, *, times: int) -> list[Line]:
    """Pack the manuscripts of the judged entries both ways in turn, so many times each, and compare the medians.

    Where there is no zip there is nothing to compare.
    """
    program = shutil.which("zip")
    if program is None:
        return []
    folder = _store_manuscripts(filled)
    start = time.perf_counter()
    archive = _made(filled)
    making = time.perf_counter() - start
    environment, ours, theirs = place.environment("large"), place.folder / "desk.zip", place.folder / "bare.zip"
    desk, bare = [], []
    for _ in range(times):
        desk.append(_pack(environment, ours, archive))
        theirs.unlink(missing_ok=True)
        start = time.perf_counter()
        subprocess.run([program, "-0", "-r", "-q", str(theirs), "."], cwd=folder, check=True)
        bare.append(time.perf_counter() - start)
    seconds, bare_seconds = median(one["seconds"] for one in desk), median(bare)
    memory, size = max(one["memory"] for one in desk) / 1e6, f"{(archive.length or 0) / 1e6:.0f} MB packed"
    what = f"archive, {archive.files:,} files"
    return [
        at_least(
            f"{what}: speed of zip -0", f"{seconds:.2f} s", f"{bare_seconds:.2f} s", bare_seconds / seconds, LEAST_SPEED
        ),
        at_most(f"{what}: memory, MB", f"{memory:.0f} MB", size, memory, MOST_MEGABYTES, "{:.0f}"),
        Line(f"{what}: made once", f"{making:.1f} s", f"{bare_seconds:.2f} s", f"{making / bare_seconds:.2f}"),
    ]


def _store_manuscripts(filled: Filled) -> Path:
    """Put a file into storage for each manuscript, without waiting for the disk, and give the folder they lie in."""
    lot = random.Random(filled.entries)
    manuscripts = list(Manuscript.objects.filter(entry__contest=filled.contest, entry__state=EntryState.ELIGIBLE))
    for one in manuscripts:
        content = lot.randbytes(lot.randint(SMALLEST, LARGEST))
        path = Path(default_storage.path(one.stored_name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        one.size, one.sha256 = len(content), hashlib.sha256(content).hexdigest()
    Manuscript.objects.bulk_update(manuscripts, ["size", "sha256"], batch_size=500)
    return Path(default_storage.path(""))


def _made(filled: Filled) -> Archive:
    FileSum.objects.all().delete()
    archive = ask_for_archive(
        contest=filled.contest, grouping=Grouping.UNIT, states=[EntryState.ELIGIBLE], actor=filled.organiser
    )
    while make_archives():
        pass
    archive.refresh_from_db()
    return archive


def _pack(environment: Mapping[str, str], out: Path, archive: Archive) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.packing", str(out), archive.token],
        cwd=ROOT,
        env=process_environment(environment),
        stdout=subprocess.PIPE,
        check=True,
    )
    cost: dict[str, float] = json.loads(done.stdout)
    return cost
