"""The results workbook: what was handed in, every mark, the ranking, the prizes, the units, and a cover sheet.

Rows stream from the database into the file; only the marks of the deciding round are held, since the cover tells
their hash before the sheet lists them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import BinaryIO

from django.db import transaction
from django.db.models import CharField, F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from contest.awards.models import PrizeList
from contest.awards.proposing import Proposal, propose
from contest.awards.queries import SubmittedMark, decisive_round, marks_hash, submitted_marks
from contest.awards.tiers import ALLOCATION_VERSION
from contest.entries.models import Declaration, EntryState, Receipt
from contest.exports.fairness import fairness_sheets
from contest.exports.units import units_sheet
from contest.judging.models import Reading, Round, RoundEntry, RoundState
from contest.ledger.queries import head
from contest.notice.announcement import OBJECTION
from contest.notice.models import Contest
from contest.notice.part_forms import METHOD_NAMES
from contest.phrases import Refusal
from contest.web.wording import say, zone_name
from contest.workbooks.cells import CellValue
from contest.workbooks.writer import Column, Kind, Sheet, write_workbook

CHUNK = 2000
Row = Sequence[CellValue]


@transaction.atomic
def write_results(contest: Contest, out: BinaryIO, *, made_by: str, made_at: datetime) -> None:
    """Write the workbook of a contest to `out`: one consistent state, with the confirmed list where there is one."""
    rounds = list(contest.rounds.exclude(state=RoundState.PREPARED))
    decisive = decisive_round(contest) or (rounds[-1] if rounds else None)
    confirmed = PrizeList.objects.filter(contest=contest).select_related("confirmed_by", "round").first()
    # Read once: the cover tells their hash, the sheet lists them.
    marks = {decisive: submitted_marks(decisive)} if decisive else {}
    sheets = [_cover(contest, decisive, marks, confirmed, made_by, made_at), _entries(contest)]
    sheets += [_marks(round_, marks) for round_ in rounds]
    if decisive is not None:
        sheets.append(_ranking(decisive))
    sheets.append(_prizes(confirmed, decisive))
    sheets.append(units_sheet(contest, confirmed))
    sheets += fairness_sheets(rounds)
    write_workbook(sheets, out, title=contest.title, creator="", zone=contest.zone)


def _cover(
    contest: Contest,
    round_: Round | None,
    marks: Mapping[Round, Sequence[SubmittedMark]],
    confirmed: PrizeList | None,
    made_by: str,
    made_at: datetime,
) -> Sheet:
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
            [_("定奖规则版本"), ALLOCATION_VERSION],
            [_("评分指纹（SHA-256）"), marks_hash(round_, marks[round_])],
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


def _entries(contest: Contest) -> Sheet:
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

    def rows() -> Iterator[Row]:
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
                "genre",
                "pen_name",
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


def _marks(round_: Round, known: Mapping[Round, Sequence[SubmittedMark]]) -> Sheet:
    criteria = list(round_.criteria.all())
    place = {criterion.pk: index for index, criterion in enumerate(criteria)}
    columns = [
        Column(_("编号"), 8, Kind.WHOLE),
        Column(_("题目"), 34),
        Column(_("评委"), 14),
        *(Column(criterion.name, 10, Kind.DECIMAL) for criterion in criteria),
        Column(_("合计"), 10, Kind.DECIMAL),
        Column(_("提交时间"), 20, Kind.MOMENT),
        Column(_("评语"), 60, wrap=True),
    ]

    def rows() -> Iterator[Row]:
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
                "submitted_at",
                "comment",
            )
        )
        by_reading = groupby(known.get(round_) or submitted_marks(round_), key=attrgetter("reading"))
        upcoming = next(by_reading, None)
        for pk, number, title, judge, total, submitted_at, comment in readings.iterator(chunk_size=CHUNK):
            values: list[CellValue] = [None] * len(criteria)
            if upcoming is not None and upcoming[0] == pk:
                for mark in upcoming[1]:
                    values[place[mark.criterion]] = mark.value
                upcoming = next(by_reading, None)
            yield (number, title, judge, *values, total, submitted_at, comment if submitted_at else None)

    return Sheet(_("评分·%(round)s") % {"round": round_.name}, columns, rows())


def _ranking(round_: Round) -> Sheet:
    columns = [
        Column(_("名次"), 8, Kind.WHOLE),
        Column(_("得分"), 11, Kind.DECIMAL),
        Column(_("评阅数"), 9, Kind.WHOLE),
        Column(_("编号"), 8, Kind.WHOLE),
        Column(_("题目"), 34),
        Column(_("作者"), 16),
        Column(_("单位"), 26),
    ]

    def rows() -> Iterator[Row]:
        place, before = 0, None
        entries = RoundEntry.objects.filter(round=round_, entry__state=EntryState.ELIGIBLE).order_by(
            "-by_score", "number"
        )
        values = entries.values_list(
            "score", "readings_done", "number", "entry__title", "entry__author", "entry__unit__name"
        )
        for counted, row in enumerate(values.iterator(chunk_size=CHUNK), 1):
            score = row[0]
            if score != before:
                place, before = counted, score
            yield (place if score is not None else None, *row)

    return Sheet(_("排名·%(round)s") % {"round": round_.name}, columns, rows())


def _prizes(confirmed: PrizeList | None, round_: Round | None) -> Sheet:
    columns = [
        Column(_("奖项"), 14),
        Column(_("名次"), 8, Kind.WHOLE),
        Column(_("得分"), 11, Kind.DECIMAL),
        Column(_("题目"), 34),
        Column(_("作者"), 16),
        Column(_("单位"), 26),
        Column(_("依据"), 60, wrap=True),
    ]
    rows: list[Row] = []
    if confirmed is not None:
        rows += [
            (award.tier_name, award.place, award.score, award.title, award.author, award.unit_name, award.reason)
            for award in confirmed.awards.standing()
        ]
        rows += [
            (award.tier_name, None, None, "", "", award.unit_name, award.reason)
            for award in confirmed.unit_awards.all()
        ]
    elif round_ is not None and round_.state == RoundState.CLOSED and (proposal := _proposal(round_)) is not None:
        names = {tier.key: tier.name for tier in proposal.plan.tiers}
        for award in proposal.allocation.awards:
            entry = proposal.entries[award.entry]
            rows.append(
                (
                    names[award.tier],
                    award.place,
                    award.score,
                    entry.title,
                    entry.author,
                    entry.unit_name,
                    say(award.why),
                )
            )
    title = _("获奖") if confirmed else _("获奖（建议）")
    return Sheet(title, columns, rows)


def _proposal(round_: Round) -> Proposal | None:
    """Give the proposed list, or nothing while a decision on a tie no longer fits."""
    try:
        return propose(round_)
    except Refusal:
        return None
