"""The sheets of a round: every mark, each judge's progress, and how the totals are spread."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby, pairwise
from operator import attrgetter

from django.utils.translation import gettext as _

from contest.awards.queries import SubmittedMark, each_submitted_mark
from contest.judging.board import JudgeLine, Progress
from contest.judging.models import Reading, Round
from contest.judging.plots import BINS
from contest.judging.scoring import Method
from contest.web.wording import figure
from contest.workbooks.cells import CellValue
from contest.workbooks.pages import Chart
from contest.workbooks.writer import Column, Kind, Sheet

CHUNK = 2000


def marks_sheet(round_: Round, known: Sequence[SubmittedMark] | None = None) -> Sheet:
    """Give every reading of a round with its marks; `known` are the submitted ones, if they are at hand."""
    criteria = list(round_.criteria.all())
    place = {criterion.pk: index for index, criterion in enumerate(criteria)}
    by_severity = round_.method == Method.SEVERITY
    columns = [
        Column(_("编号"), 8, Kind.WHOLE),
        Column(_("题目"), 34),
        Column(_("评委"), 14),
        *(Column(criterion.name, 10, Kind.DECIMAL) for criterion in criteria),
        Column(_("合计"), 10, Kind.DECIMAL),
        *([Column(_("校正后合计"), 12, Kind.DECIMAL)] if by_severity else []),
        Column(_("提交时间"), 20, Kind.MOMENT),
        Column(_("评语"), 60, wrap=True),
    ]

    def rows() -> Iterator[Sequence[CellValue]]:
        readings = (
            Reading.objects.filter(judge__round=round_)
            .standing()
            .order_by("round_entry__number", "judge__person_id")
            .values_list(
                "pk",
                "round_entry__number",
                "round_entry__entry__title",
                "judge__person__name",
                "total",
                "judge__severity",
                "submitted_at",
                "comment",
            )
        )
        by_reading = groupby(each_submitted_mark(round_) if known is None else known, key=attrgetter("reading"))
        upcoming = next(by_reading, None)
        nothing: list[CellValue] = [None] * len(criteria)
        for pk, number, title, judge, total, severity, submitted_at, comment in readings.iterator(chunk_size=CHUNK):
            values = nothing.copy()
            if upcoming is not None and upcoming[0] == pk:
                for mark in upcoming[1]:
                    values[place[mark.criterion]] = mark.value
                upcoming = next(by_reading, None)
            totals = (total, adjusted(total, severity)) if by_severity else (total,)
            yield number, title, judge, *values, *totals, submitted_at, comment if submitted_at else None

    return Sheet(_("评分·%(round)s") % {"round": round_.name}, columns, rows())


def adjusted(total: Decimal | None, severity: Decimal | None) -> Decimal | None:
    """Give a reading's total without its judge's severity, where both are known."""
    return None if total is None or severity is None else total - severity


def progress_sheet(round_: Round, progress: Progress) -> Sheet:
    """Give how far each judge of a round is."""
    columns = [
        Column(_("评委"), 14),
        Column(_("单位"), 26),
        Column(_("组别"), 8, Kind.WHOLE),
        Column(_("进度"), 12),
        Column(_("评阅"), 8, Kind.WHOLE),
        Column(_("已动笔"), 9, Kind.WHOLE),
        Column(_("已提交"), 9, Kind.WHOLE),
        Column(_("平均分"), 10, Kind.DECIMAL),
        Column(_("承诺保密"), 20, Kind.MOMENT),
        Column(_("最近保存"), 20, Kind.MOMENT),
        Column(_("最近提醒"), 20, Kind.MOMENT),
        Column(_("退出原因"), 40, wrap=True),
    ]
    rows: list[Sequence[CellValue]] = [
        (
            line.name,
            line.unit,
            line.group,
            _how_far(line),
            line.assigned,
            line.begun,
            line.submitted,
            line.mean,
            line.promised_at,
            line.last_at,
            line.reminded_at,
            line.left_reason,
        )
        for line in progress.judges
    ]
    return Sheet(_("评委进度·%(round)s") % {"round": round_.name}, columns, rows)


def _how_far(line: JudgeLine) -> str:
    if not line.assigned and line.left_at is None:
        return _("没有要评的")
    words = {"withdrawn": _("已退出"), "submitted": _("已评完"), "begun": _("评阅中"), "untouched": _("未开始")}
    return words[line.state]


def _spread(progress: Progress) -> Counter[Decimal]:
    """Give how many totals of a round begin at each tenth of the full mark."""
    spread: Counter[Decimal] = Counter()
    for line in progress.judges:
        spread.update({bar.low: bar.count for bar in line.bars})
    return spread


def spread_sheet(round_: Round, progress: Progress) -> Sheet | None:
    """Give how many totals of a round lie in each tenth of the full mark; None where there are no totals yet."""
    spread, full = _spread(progress), progress.full
    if not spread:
        return None
    steps = [full * tenth / BINS for tenth in range(BINS + 1)]
    rows = [
        (_("%(low)s～%(high)s") % {"low": figure(low), "high": figure(high)}, spread[low])
        for low, high in pairwise(steps)
    ]
    columns = [Column(_("合计"), 14), Column(_("份数"), 9, Kind.WHOLE)]
    title = _("合计分布·%(round)s") % {"round": round_.name}
    return Sheet(title, columns, rows, chart=Chart(title, values=1))
