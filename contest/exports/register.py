"""The register of entries, and how many came in on each day."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby
from operator import itemgetter

from django.db.models import CharField, Count, F
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext as _

from contest.entries.models import Declaration, Entry, EntryState, Receipt
from contest.notice.announcement import OBJECTION
from contest.notice.models import Contest
from contest.workbooks.cells import CellValue
from contest.workbooks.pages import Chart
from contest.workbooks.writer import Column, Kind, Sheet

CHUNK = 2000


def entries_sheet(contest: Contest) -> Sheet:
    """Give the entries with what was declared at the newest handing in: one column a consent of the notice."""
    consents = list(contest.consents.all())
    # The word on an objection in the text comes first, then what the notice asks.
    place = {OBJECTION: 0} | {consent.key: index for index, consent in enumerate(consents, 1)}
    columns = [
        Column(_("回执编号"), 16),
        Column(_("收稿时间"), 20, Kind.MOMENT),
        Column(_("单位"), 26),
        Column(_("题目"), 34),
        Column(_("作者"), 16),
        Column(_("状态"), 12),
        Column(_("字数"), 9, Kind.WHOLE),
        Column(_("规范文件名"), 60),
        Column(_("收到时的文件名"), 50),
        Column(_("联系方式"), 24),
        Column("SHA-256", 66),
        Column(_("体裁"), 12),
        Column(_("发表署名"), 16),
        Column(_("人工智能使用情况"), 24),
        Column(_("文中的异议"), 40),
        *(Column(consent.wording, 20) for consent in consents),
    ]
    agreed = {True: _("同意"), False: _("不同意")}
    meant = {True: _("确有此意：%s"), False: _("不是这个意思：%s")}
    labels = {state.value: str(state.label) for state in EntryState}

    def rows() -> Iterator[Sequence[CellValue]]:
        receipts = (
            Receipt.objects.filter(entry__contest=contest, entry__manuscript_id=F("manuscript_id"))
            .exclude(entry__state=EntryState.DRAFT)
            .order_by("entry__received_at", "entry_id")
            .values_list(
                "pk",
                "number",
                "received_at",
                "entry__unit__name",
                "entry__title",
                "entry__author",
                "entry__state",
                "manuscript__words",
                "canonical_name",
                "manuscript__received_name",
                Coalesce("entry__entrant__login", "entry__reply_to", output_field=CharField()),
                "sha256",
                "entry__genre",
                "entry__pen_name",
                "ai_use",
            )
        )
        declarations = (
            Declaration.objects.filter(
                receipt__entry__contest=contest,
                receipt__manuscript_id=F("receipt__entry__manuscript_id"),
                key__in=place,
            )
            .exclude(receipt__entry__state=EntryState.DRAFT)
            .order_by("receipt__entry__received_at", "receipt__entry_id")
            .values_list("receipt_id", "key", "agreed", "wording")
        )
        by_receipt = groupby(declarations.iterator(chunk_size=CHUNK), key=itemgetter(0))
        upcoming = next(by_receipt, None)
        for row in receipts.iterator(chunk_size=CHUNK):
            declared: list[CellValue] = [None] * len(place)
            if upcoming is not None and upcoming[0] == row[0]:
                for _receipt, key, yes, wording in upcoming[1]:
                    declared[place[key]] = meant[yes] % wording if key == OBJECTION else agreed[yes]
                upcoming = next(by_receipt, None)
            yield (*row[1:6], labels[row[6]], *row[7:], *declared)

    return Sheet(_("来稿"), columns, rows())


def days_sheet(contest: Contest) -> Sheet:
    """Give how many entries came in on each day of the contest's zone, drafts and withdrawn ones left out."""
    day = TruncDate("received_at", tzinfo=contest.zone)
    counted = (
        Entry.objects.filter(contest=contest)
        .handed_in()
        .annotate(day=day)
        .order_by("day")
        .values_list("day")
        .annotate(number=Count("pk"))
    )
    found = list(counted)
    sums = accumulate(number for _day, number in found)
    columns = [Column(_("收稿日期"), 14, Kind.DAY), Column(_("篇数"), 9, Kind.WHOLE), Column(_("累计"), 9, Kind.WHOLE)]
    rows = [(day, number, total) for (day, number), total in zip(found, sums, strict=True)]
    return Sheet(_("每日收稿"), columns, rows, chart=Chart(_("每日收稿篇数"), values=1))
