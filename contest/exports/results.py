"""The results workbook: entries, every mark, ranking, prizes, units, ledger, and a cover that says how it came about.

Rows stream from the database into the file; only the marks of the deciding round are held, since the cover tells
their hash before the sheet lists them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from django.utils.translation import gettext as _

from contest.awards.queries import SubmittedMark, marks_hash, submitted_marks
from contest.awards.tiers import ALLOCATION_VERSION
from contest.exports.offers import Standing, offers_of, standing_of
from contest.exports.snapshot import one_state
from contest.ledger.queries import head
from contest.notice.models import Contest
from contest.notice.part_forms import METHOD_NAMES
from contest.web.wording import zone_name
from contest.workbooks.cells import CellValue
from contest.workbooks.writer import Column, Sheet, write_workbook

Row = Sequence[CellValue]


def write_results(contest: Contest, out: BinaryIO, *, made_by: str, made_at: datetime) -> None:
    """Write the workbook of a contest to `out`: one consistent state, with the confirmed list where there is one."""
    with one_state():
        standing = standing_of(contest)
        # Read once: the cover tells their hash, the sheet lists them.
        marks = submitted_marks(standing.decisive) if standing.decisive else []
        made = [offer.make() for offer in offers_of(standing, marks, live=True) if offer.in_workbook]
        sheets = [_cover(standing, marks, made_by, made_at), *(sheet for sheet in made if sheet)]
        write_workbook(sheets, out, title=contest.title, creator="", zone=contest.zone)


def _cover(standing: Standing, marks: Sequence[SubmittedMark], made_by: str, made_at: datetime) -> Sheet:
    contest, round_, confirmed = standing.contest, standing.decisive, standing.confirmed
    sequence, digest = head()
    rows: list[Row] = [
        [_("征文"), contest.title],
        [_("缘由"), contest.occasion],
        [_("导出时间"), f"{made_at.astimezone(contest.zone):%Y-%m-%d %H:%M:%S} {zone_name(contest.time_zone)}"],
        [_("导出人"), made_by],
        [_("账本末端"), f"#{sequence} {digest}"],
    ]
    if contest.is_demo:
        rows.insert(0, [_("演示"), _("本工作簿的内容和数值均为演示。")])
    if round_ is not None:
        rows += [
            [_("评定轮次"), round_.name],
            [_("每篇评阅数"), round_.readings],
            [_("合分方法"), str(METHOD_NAMES[round_.method])],
            [_("抽签种子"), round_.seed],
            [_("抽签规则版本"), round_.draw_version],
            [_("合分规则版本"), round_.scoring_version],
            [_("定奖规则版本"), confirmed.rules["allocation"] if confirmed else ALLOCATION_VERSION],
            [_("评分指纹（SHA-256）"), marks_hash(round_, marks)],
        ]
    if confirmed is None:
        rows.append([_("获奖名单"), _("尚未确认，以下为按规则算出的建议。")])
    else:
        at = f"{confirmed.confirmed_at.astimezone(contest.zone):%Y-%m-%d %H:%M:%S}"
        rows += [
            [
                _("获奖名单"),
                _("已由 %(name)s 于 %(at)s 确认。") % {"name": confirmed.confirmed_by.name, "at": at},
            ],
            [_("名单指纹（SHA-256）"), confirmed.inputs_hash],
            [_("确认时评分指纹（SHA-256）"), confirmed.rules["marks"]],
        ]
    return Sheet(_("封面"), [Column(_("项目"), 26), Column(_("内容"), 90, wrap=True)], rows)
