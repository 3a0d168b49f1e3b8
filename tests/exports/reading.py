"""The results workbook, read back."""

from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

from contest.exports.results import write_results
from contest.notice.models import Contest
from contest.workbooks.reader import read_rows

MADE_AT = datetime(2026, 6, 1, 12, 0, 5, tzinfo=ZoneInfo("Asia/Shanghai"))


def workbook_of(contest: Contest, made_by: str = "组织者") -> BytesIO:
    """Give the workbook of a contest."""
    out = BytesIO()
    write_results(contest, out, made_by=made_by, made_at=MADE_AT)
    out.seek(0)
    return out


def sheets_of(contest: Contest) -> dict[str, list[list[Any]]]:
    """Give each sheet's rows, the heading first."""
    book = workbook_of(contest)
    return {title: read_rows(book, title) for title in load_workbook(book, read_only=True).sheetnames}
