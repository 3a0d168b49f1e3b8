"""One process that writes one workbook and says what it cost.

`python -m benchmarks.writing desk FILE SLUG` writes the results workbook of a contest;
`python -m benchmarks.writing bare FILE CELLS` writes the cells kept in the file CELLS with openpyxl alone;
`python -m benchmarks.writing rows FILE COUNT` writes so many rows of one list as the product does, `bare-rows` the same
with openpyxl alone.
Printed as JSON: `cpu`, the seconds of CPU that the writing took, and `memory`, the most bytes the process held.
"""

import json
import pickle
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.memory import most_memory

CPU = time.process_time
ZONE = ZoneInfo("Asia/Shanghai")


def main(kind: str, out: Path, source: str) -> None:
    """Write, and print what it cost."""
    write = WRITERS[kind](out, source)
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


def _bare(out: Path, source: str) -> Callable[[], None]:
    sheets: Sequence[tuple[str, Sequence[Sequence[Any]]]] = pickle.loads(Path(source).read_bytes())
    return lambda: _alone(out, sheets)


def _alone(out: Path, sheets: Iterable[tuple[str, Iterable[Sequence[Any]]]]) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, rows in sheets:
        worksheet = book.create_sheet(title)
        for row in rows:
            worksheet.append(row)
    book.save(out)


def _rows(out: Path, count: str) -> Callable[[], None]:
    from contest.workbooks.writer import Column, Kind, Sheet, write_workbook

    kinds = (Kind.WHOLE, Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.MOMENT, Kind.DECIMAL, Kind.DECIMAL, Kind.TEXT)
    columns = [Column(heading, 16, kind) for heading, kind in zip(HEADINGS, kinds, strict=True)]

    def write() -> None:
        with out.open("wb") as file:
            write_workbook([Sheet(LIST, columns, _made(int(count)))], file)

    return write


def _bare_rows(out: Path, count: str) -> Callable[[], None]:
    return lambda: _alone(out, [(LIST, chain([HEADINGS], _made(int(count), zone=None)))])


def _made(count: int, zone: tzinfo | None = ZONE) -> Iterator[tuple[Any, ...]]:
    """Give the rows of a list; a moment without a zone is what openpyxl alone can write."""
    for number in range(count):
        score = Decimal(number * 7919 % 1_000_000).scaleb(-4)
        moment = datetime(2025, 8, 1, 8, 0, tzinfo=zone) + timedelta(seconds=37 * number)
        unit, reason = f"第{number % 400}单位", f"得分{score}，第{number + 1}名"
        yield number + 1, f"江上的灯 {number}", f"作者{number % 7000}", unit, moment, score, score - 1, reason


LIST = "名单"
HEADINGS = ("名次", "题目", "作者", "单位", "收稿时间", "得分", "简单平均", "依据")
WRITERS: Mapping[str, Callable[[Path, str], Callable[[], None]]] = {
    "desk": _desk,
    "bare": _bare,
    "rows": _rows,
    "bare-rows": _bare_rows,
}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
