"""The sheets of the fairness report: each judge beside the others, and the entries near a boundary."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from contest.judging.fairness_page import FairnessPage
from contest.judging.models import Round
from contest.web.wording import say
from contest.workbooks.cells import CellValue
from contest.workbooks.writer import Column, Kind, Sheet


def judges_sheet(page: FairnessPage, round_: Round) -> Sheet:
    """Give the judges of a round, each with what is worth a look."""
    columns = [
        Column(_("评委"), 14),
        Column(_("评阅"), 9, Kind.WHOLE),
        Column(_("宽严"), 10, Kind.DECIMAL),
        Column(_("范围下限"), 10, Kind.DECIMAL),
        Column(_("范围上限"), 10, Kind.DECIMAL),
        Column(_("校正时减去"), 12, Kind.DECIMAL),
        Column(_("分散"), 10, Kind.DECIMAL),
        Column(_("一致"), 10, Kind.DECIMAL),
        Column(_("失拟"), 10, Kind.DECIMAL),
        Column(_("值得看一看"), 60, wrap=True),
    ]
    rows = [
        (
            line.name,
            line.report.readings,
            line.severity,
            line.low,
            line.high,
            line.report.taken_off,
            line.spread,
            line.agreement,
            line.outfit,
            "\n".join(say(reason) for reason in line.reasons) or None,
        )
        for line in page.judges
    ]
    return Sheet(_("公平·评委·%(round)s") % {"round": round_.name}, columns, rows)


def near_sheet(page: FairnessPage, round_: Round) -> Sheet:
    """Give the entries near a boundary, each with how likely it belongs into which tier."""
    columns = [
        Column(_("名次"), 8, Kind.WHOLE),
        Column(_("得分"), 11, Kind.DECIMAL),
        Column(_("平均分"), 11, Kind.DECIMAL),
        Column(_("校正"), 11, Kind.DECIMAL),
        Column(_("编号"), 8, Kind.WHOLE),
        Column(_("题目"), 34),
        Column(_("现在"), 14),
        *(Column(_("应在%(tier)s的把握") % {"tier": tier}, 18, Kind.PERCENT) for tier in page.tiers),
        Column(_("不获奖的把握"), 18, Kind.PERCENT),
    ]
    rows: list[Sequence[CellValue]] = [
        (
            line.report.standing.place,
            line.report.standing.score,
            line.report.raw_mean,
            line.report.adjustment,
            line.entry.number,
            line.entry.title,
            _("同分待定") if line.report.standing.open_tie else line.tier or _("不获奖"),
            *(chance.probability for chance in line.chances),
        )
        for line in page.near
    ]
    return Sheet(_("公平·边界·%(round)s") % {"round": round_.name}, columns, rows)
