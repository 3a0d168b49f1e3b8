"""A search as a workbook: its columns, all of its rows."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from contest.notice.models import Contest
from contest.screening.searching.meanings import Search
from contest.screening.searching.queries import rows_of
from contest.screening.searching.rows import Row, workbook_column, workbook_value
from contest.workbooks.cells import CellValue
from contest.workbooks.writer import Column, Sheet, write_workbook

_AT_ONCE: Final = 500


def write_search(contest: Contest, search: Search, out: BinaryIO, *, made_by: str) -> int:
    """Write the entries of a search to `out`, in its order and columns, and give how many they are.

    A second sheet says what was searched for.
    """
    count = 0

    def rows() -> Iterator[list[CellValue]]:
        nonlocal count
        for entry in rows_of(contest, search).iterator(chunk_size=_AT_ONCE):
            row = Row(entry, contest)
            count += 1
            yield [workbook_value(row, key) for key in search.columns]

    write_workbook(
        [
            Sheet(_("稿件"), [workbook_column(key) for key in search.columns], rows()),
            Sheet(_("查找条件"), [Column(_("查找条件"), 80, wrap=True)], [[search.text or _("全部")]]),
        ],
        out,
        title=contest.title,
        creator=made_by,
        zone=contest.zone,
    )
    return count
