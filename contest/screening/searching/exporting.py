"""A search as a workbook, as CSV or as JSON: its columns, all of its rows."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from contest.notice.models import Contest
from contest.screening.searching.meanings import Search
from contest.screening.searching.queries import rows_of
from contest.screening.searching.rows import Row, workbook_column, workbook_value
from contest.workbooks.cells import CellValue
from contest.workbooks.plain import Form, write_plain
from contest.workbooks.writer import Column, Sheet, write_workbook

_AT_ONCE: Final = 500


def write_search(contest: Contest, search: Search, out: BinaryIO, *, made_by: str) -> int:
    """Write the entries of a search to `out` as a workbook, and give how many they are.

    A second sheet says what was searched for.
    """
    found = _Found(contest, search)
    asked = Sheet(_("查找条件"), [Column(_("查找条件"), 80, wrap=True)], [[search.text or _("全部")]])
    write_workbook([found.sheet(), asked], out, title=contest.title, creator=made_by, zone=contest.zone)
    return found.count


def write_search_plain(contest: Contest, search: Search, out: BinaryIO, *, form: Form) -> int:
    """Write the entries of a search to `out` as CSV or JSON, and give how many they are."""
    found = _Found(contest, search)
    write_plain(found.sheet(), out, form=form, zone=contest.zone)
    return found.count


class _Found:
    """The entries of a search in its order and columns, counted as they go by."""

    def __init__(self, contest: Contest, search: Search) -> None:
        self.contest, self.search, self.count = contest, search, 0

    def sheet(self) -> Sheet:
        """Give them as a sheet."""
        return Sheet(_("稿件"), [workbook_column(key) for key in self.search.columns], self._rows())

    def _rows(self) -> Iterator[list[CellValue]]:
        for entry in rows_of(self.contest, self.search).iterator(chunk_size=_AT_ONCE):
            row = Row(entry, self.contest)
            self.count += 1
            yield [workbook_value(row, key) for key in self.search.columns]
