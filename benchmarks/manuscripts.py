"""Reading a manuscript of 5,000 characters, against what others take to read it; each in a process of its own.

One is made here; a real essay of that length is measured too where the folder of real manuscripts is at hand.
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.filling import manuscript_bytes
from benchmarks.lines import Line, at_most, milliseconds
from benchmarks.place import ROOT, Place, process_environment

MOST_MILLISECONDS = 60.0
MOST_MEGABYTES = 60.0
CHARACTERS = 5_000
REAL = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data")) / "manuscripts/docx/2e42567d9ec79adf.docx"
OTHERS = ("python-docx", "mammoth", "inspection")


@dataclass(frozen=True, slots=True)
class _Cost:
    """Seconds of CPU, round by round, and the most megabytes held."""

    seconds: list[float]
    megabytes: float


def measure_manuscripts(place: Place, *, rounds: int) -> list[Line]:
    """Read each file so many times in every way, and compare the medians."""
    made = place.folder / "made.docx"
    made.write_bytes(manuscript_bytes(random.Random(CHARACTERS), CHARACTERS))
    files = {"made manuscript": made, **({"real manuscript": REAL} if REAL.exists() else {})}
    return [line for name, file in files.items() for line in _lines(name, file, rounds)]


def _lines(name: str, file: Path, rounds: int) -> Iterator[Line]:
    """Our time and memory, then ours against what each of the others takes; memory is above a bare interpreter's."""
    bare = int(_output("-c", "from benchmarks.memory import most_memory; print(most_memory())")) / 1e6
    ours, *others = (_read(kind, file, rounds) for kind in ("blind", *OTHERS))
    took, held = median(ours.seconds), ours.megabytes - bare
    own_time, own_memory = milliseconds(ours.seconds), f"{ours.megabytes:.1f} MB"
    python_docx = milliseconds(others[0].seconds)
    yield at_most(f"{name}: CPU, ms", own_time, python_docx, took * 1000, MOST_MILLISECONDS, "{:.1f}")
    yield at_most(f"{name}: memory, MB", own_memory, f"{bare:.1f} MB", held, MOST_MEGABYTES, "{:.1f}")
    for other, cost in zip(OTHERS, others, strict=True):
        time, memory = milliseconds(cost.seconds), f"{cost.megabytes:.1f} MB"
        yield Line(f"{name} to {other}: CPU", own_time, time, f"{took / median(cost.seconds):.2f}")
        yield Line(f"{name} to {other}: memory", own_memory, memory, f"{held / (cost.megabytes - bare):.2f}")


def _read(kind: str, file: Path, rounds: int) -> _Cost:
    cost = json.loads(_output("-m", "benchmarks.reading", kind, str(file), str(rounds)))
    return _Cost(cost["cpu"], cost["memory"] / 1e6)


def _output(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=process_environment({}),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return done.stdout
