"""The most memory that this process has held. Imports next to nothing, so that a bare interpreter can say it too."""

import os
import resource


def most_memory() -> int:
    """Give the peak in bytes: where there is /proc, what the process inherited at its start doesn't count."""
    if os.path.exists("/proc/self/status"):  # noqa: PTH110 - pathlib is no part of a bare interpreter
        return most_memory_of("self")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def most_memory_of(process: int | str) -> int:
    """Give the peak of a running process in bytes, where there is /proc."""
    with open(f"/proc/{process}/status") as status:  # noqa: PTH123
        peak = next(line for line in status if line.startswith("VmHWM:"))
    return int(peak.split()[1]) * 1024
