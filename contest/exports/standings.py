"""The ranking, the prizes and the units of a contest as sheets; here alone the confirmed list is read."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from contest.awards.models import PrizeList
from contest.awards.proposing import decisions_on, propose
from contest.awards.versions import versions_of
from contest.entries.models import EntryState
from contest.exports.marks import adjusted
from contest.judging.drawing import kept_rounds
from contest.judging.figures import totals_of
from contest.judging.models import Judge, Round, RoundEntry, RoundState
from contest.judging.scoring import Method
from contest.web.wording import inside_marks, said_list, say
from contest.workbooks.cells import CellValue
from contest.workbooks.writer import Column, Kind, Sheet

CHUNK = 2000


def tiers_won(confirmed: PrizeList) -> Mapping[int, str]:
    """Give by entry (primary key) the name of the tier that it won."""
    return dict(confirmed.awards.standing().values_list("entry_id", "tier_name"))


def ranking_sheet(round_: Round) -> Sheet:
    """Give the ranking of a round with every total that counts in it, as given and without the judge's severity."""
    by_severity, shows_mean = round_.method == Method.SEVERITY, round_.method not in (Method.MEAN, Method.VOTES)
    totals = _totals_by_entry(round_)
    width = max(map(len, totals.values()), default=0)
    columns = [
        Column(_("名次"), 8, Kind.WHOLE),
        Column(_("得分"), 11, Kind.DECIMAL),
        *([Column(_("平均分"), 11, Kind.DECIMAL)] if shows_mean else []),
        *([Column(_("校正"), 11, Kind.DECIMAL)] if by_severity else []),
        Column(_("评阅数"), 9, Kind.WHOLE),
        Column(_("编号"), 8, Kind.WHOLE),
        Column(_("题目"), 34),
        Column(_("作者"), 16),
        Column(_("单位"), 26),
    ]
    for number in range(1, width // (3 if by_severity else 2) + 1):
        columns += [
            Column(_("评委 %(number)s") % {"number": number}, 12),
            Column(_("合计 %(number)s") % {"number": number}, 10, Kind.DECIMAL),
        ]
        if by_severity:
            columns.append(Column(_("校正后 %(number)s") % {"number": number}, 11, Kind.DECIMAL))

    def rows() -> Iterator[Sequence[CellValue]]:
        place, before = 0, None
        entries = RoundEntry.objects.filter(round=round_, entry__state=EntryState.ELIGIBLE).order_by(
            "-by_score", "number"
        )
        values = entries.values_list(
            "entry__token", "score", "raw_mean", "readings_done", "number", "entry__title", "entry__author",
            "entry__unit__name",
        )  # fmt: skip
        found: Iterable[Any] = values.iterator(chunk_size=CHUNK)
        for counted, (token, score, mean, *row) in enumerate(found, 1):
            if score != before:
                place, before = counted, score
            figures: list[CellValue] = [None if score is None else place, score]
            if shows_mean:
                figures.append(mean)
            if by_severity:
                figures.append(None if score is None or mean is None else score - mean)
            given = totals.get(token, [])
            yield (*figures, *row, *given, *[None] * (width - len(given)))

    return Sheet(_("排名·%(round)s") % {"round": round_.name}, columns, rows())


def _totals_by_entry(round_: Round) -> Mapping[str, list[CellValue]]:
    """Give by entry (token) the cells of its readings: who read it, the total, and the total without their severity."""
    judges = Judge.objects.filter(round__in=[round_, *kept_rounds(round_)])
    names = {str(person): name for person, name in judges.values_list("person_id", "person__name")}
    severities = {str(person): severity for person, severity in round_.judges.values_list("person_id", "severity")}
    by_severity = round_.method == Method.SEVERITY
    cells: dict[str, list[CellValue]] = defaultdict(list)
    for one in totals_of(round_):
        cells[one.entry] += [names[one.judge], one.total]
        if by_severity:
            cells[one.entry].append(adjusted(one.total, severities.get(one.judge)))
    return cells


def prizes_sheet(confirmed: PrizeList | None, round_: Round | None) -> Sheet:
    """Give the confirmed prizes, or what the rules propose now."""
    columns = [
        Column(_("奖项"), 14),
        Column(_("名次"), 8, Kind.WHOLE),
        Column(_("得分"), 11, Kind.DECIMAL),
        Column(_("题目"), 34),
        Column(_("作者"), 16),
        Column(_("单位"), 26),
        Column(_("依据"), 60, wrap=True),
    ]
    rows: list[Sequence[CellValue]] = []
    if confirmed is not None:
        rows += [
            (award.tier_name, award.place, award.score, award.title, award.author, award.unit_name, award.reason)
            for award in confirmed.awards.standing()
        ]
        rows += [
            (award.tier_name, None, None, "", "", award.unit_name, award.reason)
            for award in confirmed.unit_awards.standing()
        ]
    elif round_ is not None and round_.state == RoundState.CLOSED:
        proposal = propose(round_)
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


def decisions_sheet(confirmed: PrizeList | None, round_: Round) -> Sheet:
    """Give what was decided about the prizes, each with the versions of the list that rest on it."""
    versions = versions_of(confirmed) if confirmed is not None else []
    names = dict(round_.contest.tiers.values_list("key", "name"))
    rows: list[Sequence[CellValue]] = []
    for one in decisions_on(round_):
        tier = " ".join(filter(None, (names.get(one.tier_key, one.tier_key), one.division)))
        admitted = said_list([f"《{inside_marks(entry.title)}》" for entry in one.admitted.all()])
        rows.append(
            (
                tier,
                one.get_kind_display(),
                one.seats,
                one.get_manner_display() if one.seats is None else None,
                None if one.seats is not None else admitted or _("无人入选"),
                said_list([f"《{inside_marks(title)}》{votes}" for title, votes in one.votes_told]) or None,
                one.reason,
                one.decided_by.name,
                one.decided_at,
                one.revoked_at,
                said_list([str(version.number) for version in versions if one.stood_at(version.confirmed_at)]),
            )
        )
    columns = [
        Column(_("奖项"), 14),
        Column(_("事项"), 9),
        Column(_("名额"), 8, Kind.WHOLE),
        Column(_("怎么定的"), 20),
        Column(_("入选"), 40, wrap=True),
        Column(_("得票"), 30, wrap=True),
        Column(_("理由"), 60, wrap=True),
        Column(_("经办"), 14),
        Column(_("时间"), 20, Kind.MOMENT),
        Column(_("撤销"), 20, Kind.MOMENT),
        Column(_("依它确认的版本"), 16),
    ]
    return Sheet(_("评奖决定"), columns, rows)
