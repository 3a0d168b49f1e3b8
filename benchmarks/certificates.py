"""Certificates to print and each as a file of its own, against typst alone with the same texts."""

import json
import subprocess
import sys
from typing import Final

from benchmarks.lines import Line, at_most
from benchmarks.place import ROOT, process_environment

MOST_SECONDS: Final = 10.0
MOST_MEGABYTES: Final = 300.0


def measure_certificates(*, certificates: int) -> list[Line]:
    """Set so many each way, each in a process of its own."""
    cost = {kind: _set(kind, certificates) for kind in ("print", "single", "bare")}
    what, bare = f"certificates, {certificates:,}", cost["bare"]
    seconds = {kind: f"{one['cpu']:.2f} s, {one['wall']:.2f} s by the clock" for kind, one in cost.items()}
    megabytes = {kind: one["memory"] / 1e6 for kind, one in cost.items()}
    lines = [
        at_most(f"{what} to print: CPU, s", seconds["print"], seconds["bare"], cost["print"]["cpu"], MOST_SECONDS),
        at_most(
            f"{what} to print: memory, MB",
            f"{megabytes['print']:.0f} MB",
            f"{megabytes['bare']:.0f} MB",
            megabytes["print"],
            MOST_MEGABYTES,
            "{:.0f}",
        ),
    ]
    for kind, name in (("print", "to print"), ("single", "each a file")):
        ratio = cost[kind]["cpu"] / bare["cpu"]
        lines.append(Line(f"{what} {name}: CPU to typst alone", seconds[kind], seconds["bare"], f"{ratio:.2f}"))
    size = cost["single"]["bytes"] / certificates / 1000
    lines.append(Line(f"{what} each a file: kB", f"{size:.1f} kB", f"{megabytes['single']:.0f} MB", f"{size:.1f}"))
    return lines


def _set(kind: str, certificates: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.setting", kind, str(certificates)],
        cwd=ROOT,
        env=process_environment({}),
        stdout=subprocess.PIPE,
        check=True,
    )
    cost: dict[str, float] = json.loads(done.stdout)
    return cost
