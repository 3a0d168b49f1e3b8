"""The workbooks of a bundle: the summary sheet to fill in, and the list of receipts."""

from typing import BinaryIO

from django.utils.translation import gettext as _

from contest.entries.bundles.headings import OTHER_NAMES, Column
from contest.entries.bundles.models import Bundle
from contest.entries.bundles.queries import receipts_of
from contest.entries.bundles.reading import consent_columns
from contest.entries.operations import name_rule
from contest.notice.models import Contest
from contest.workbooks.blank_form import FormColumn, write_blank_form
from contest.workbooks.cells import CellValue
from contest.workbooks.writer import Column as ListColumn
from contest.workbooks.writer import Kind, Sheet, write_workbook

EMPTY_ROWS = 500
_WIDTHS: dict[Column, float] = {
    "number": 6, "title": 32, "author": 14, "unit": 26, "phone": 16, "genre": 10, "pen_name": 14,
    "ai_use": 24, "file_name": 40,
}  # fmt: skip


def write_template(contest: Contest, out: BinaryIO) -> None:
    """Write the summary sheet of a contest, ready to be filled in: in Chinese, as the units fill it in."""
    rule = name_rule(contest)
    advice = {
        "unit": "写全称。不填，就是上传时填写的单位。",
        "author": "几位作者之间用顿号。",
        "pen_name": "发表时要用笔名才填。",
        "file_name": "压缩包里的文件名。文件按规则命名的，可以不填。",
    }
    choices: dict[Column, tuple[str, ...]] = {"genre": tuple(contest.genres)}
    columns = [
        FormColumn(OTHER_NAMES[name][0], width, choices.get(name, ()), advice.get(name, ""))
        for name, width in _WIDTHS.items()
        if name != "ai_use" or contest.asks_ai_use
    ]
    asked = [FormColumn(one.heading, 11, ("是", "否"), one.wording) for one in consent_columns(contest)]
    write_blank_form(
        f"{contest.title}汇总表",
        [
            f"每篇稿件填一行。稿件放进一个 .zip 压缩包，文件名最好是“{rule.shown()}{rule.endings[0]}”。"
            "与本表一起上传，系统会把文件和各行对上，核对之后再提交。"
        ],
        [*columns[:-1], *asked, columns[-1]],
        out,
        sheet="汇总表",
        rows=EMPTY_ROWS,
    )


def write_receipts(bundle: Bundle, out: BinaryIO) -> None:
    """Write the list of a bundle's entries with their receipts."""
    columns = [
        ListColumn(_("序号"), 6, Kind.WHOLE),
        ListColumn(_("作品题目"), 32, wrap=True),
        ListColumn(_("作者姓名"), 16),
        ListColumn(_("所在单位"), 26, wrap=True),
        ListColumn(_("回执编号"), 17),
        ListColumn(_("查询码"), 11),
        ListColumn(_("收到时间"), 20, Kind.MOMENT),
        ListColumn(_("规范文件名"), 50, wrap=True),
        ListColumn("SHA-256", 66),
    ]
    rows: list[list[CellValue]] = []
    for row in receipts_of(bundle):
        receipt = row.entry.receipts.all()[0] if row.entry else None
        if receipt is not None:
            rows.append(
                [
                    row.position,
                    receipt.title,
                    receipt.author,
                    receipt.unit_name,
                    receipt.number,
                    receipt.secret,
                    receipt.received_at,
                    receipt.canonical_name,
                    receipt.sha256,
                ]
            )
    contest = bundle.contest
    write_workbook([Sheet(_("回执"), columns, rows)], out, title=contest.title, zone=contest.zone)
