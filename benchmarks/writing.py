"""One process that writes one workbook and says what it cost.

`python -m benchmarks.writing desk FILE SLUG` writes the results workbook of a contest;
`python -m benchmarks.writing bare FILE CELLS` writes the cells kept in the file CELLS with openpyxl alone.
Printed as JSON: `cpu`, the seconds of CPU that the writing took, and `memory`, the most bytes the process held.
"""

import json
import pickle
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.memory import most_memory

CPU = time.process_time


def main(kind: str, out: Path, source: str) -> None:
    """Write, and print what it cost."""
    write = _desk(out, source) if kind == "desk" else _bare(out, Path(source))
    start = CPU()
    write()
    print(json.dumps({"cpu": CPU() - start, "memory": most_memory()}))


def _desk(out: Path, slug: str) -> Callable[[], None]:
    from django.utils import timezone

    import contest.wsgi as _web  # noqa: F401  (as the web's processes set themselves up)
    from contest.exports.results import write_results
    from contest.notice.models import Contest

    contest = Contest.objects.get(slug=slug)

    def write() -> None:
        with out.open("wb") as file:
            write_results(contest, file, made_by="组织者", made_at=timezone.now())

    return write


def _bare(out: Path, source: Path) -> Callable[[], None]:
    from openpyxl import Workbook

    sheets: Sequence[tuple[str, Sequence[Sequence[Any]]]] = pickle.loads(source.read_bytes())

    def write() -> None:
        book = Workbook(write_only=True)
        for title, rows in sheets:
            worksheet = book.create_sheet(title)
            for row in rows:
                worksheet.append(row)
        book.save(out)

    return write


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
