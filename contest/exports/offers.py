"""Every sheet that leaves, by a key that stays: the workbook has them all, and each can be taken by itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

from django.utils.translation import gettext as _

from contest.awards.models import PrizeList
from contest.awards.proposing import decisions_on
from contest.awards.queries import SubmittedMark, confirmed_list, decisive_round
from contest.exports.fairness import judges_sheet, near_sheet
from contest.exports.ledger import ledger_sheet
from contest.exports.marks import marks_sheet, progress_sheet, spread_sheet
from contest.exports.register import days_sheet, entries_sheet
from contest.exports.standings import decisions_sheet, prizes_sheet, ranking_sheet
from contest.exports.units import units_sheet
from contest.judging.board import Progress, progress_of
from contest.judging.fairness_page import FairnessPage, fairness_page
from contest.judging.models import Reading, Round, RoundState
from contest.judging.scoring import Method
from contest.notice.models import Contest
from contest.workbooks.writer import Sheet


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a contest stands: its rounds that were opened, the one whose ranking counts, the confirmed list."""

    contest: Contest
    rounds: Sequence[Round]
    decisive: Round | None
    confirmed: PrizeList | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A sheet that can be made: its key, what it is called, of which round it is, whether the workbook has it.

    Where there turns out to be nothing to compare, no sheet is made.
    """

    key: str
    name: str
    make: Callable[[], Sheet | None]
    round: Round | None = None
    in_workbook: bool = True


def standing_of(contest: Contest) -> Standing:
    """Give where a contest stands."""
    rounds = list(contest.rounds.exclude(state=RoundState.PREPARED))
    decisive = decisive_round(contest) or (rounds[-1] if rounds else None)
    return Standing(contest, rounds, decisive, confirmed_list(contest))


def offers_of(
    standing: Standing, marks: Sequence[SubmittedMark] | None = None, *, live: bool = False
) -> Sequence[Offer]:
    """Give the sheets of a contest in the order of the workbook.

    `marks` are those of the decisive round, if they are at hand. Where they are `live`, sheets have formulas.
    """
    contest, confirmed, decisive = standing.contest, standing.confirmed, standing.decisive
    totals = Reading.objects.filter(judge__round__contest=contest).standing().exclude(total=None)
    judged = set(totals.order_by().values_list("judge__round", flat=True).distinct())
    prizes = _("获奖") if confirmed else _("获奖（建议）")
    return [
        Offer("entries", _("来稿"), partial(entries_sheet, contest)),
        Offer("days", _("每日收稿"), partial(days_sheet, contest)),
        *(
            offer
            for one in standing.rounds
            for offer in _course(one, marks if one == decisive else None, has_totals=one.pk in judged)
        ),
        *(
            Offer(f"ranking-{one.key}", _("排名"), partial(ranking_sheet, one), one, in_workbook=one == decisive)
            for one in standing.rounds
        ),
        Offer("prizes", prizes, partial(prizes_sheet, confirmed, decisive)),
        *(
            Offer("decisions", _("评奖决定"), partial(decisions_sheet, confirmed, one))
            for one in (decisive,)
            if one and decisions_on(one).exists()
        ),
        Offer("units", _("单位"), partial(units_sheet, contest, confirmed, live=live)),
        *(offer for one in standing.rounds for offer in _fairness(one)),
        Offer("ledger", _("账本"), partial(ledger_sheet, contest)),
    ]


def _course(round_: Round, marks: Sequence[SubmittedMark] | None, *, has_totals: bool) -> Iterator[Offer]:
    @cache
    def progress() -> Progress:
        return progress_of(round_)

    yield Offer(f"marks-{round_.key}", _("评分"), partial(marks_sheet, round_, marks), round_)
    yield Offer(f"progress-{round_.key}", _("评委进度"), lambda: progress_sheet(round_, progress()), round_)
    if has_totals:
        yield Offer(f"spread-{round_.key}", _("合计分布"), lambda: spread_sheet(round_, progress()), round_)


def _fairness(round_: Round) -> Iterator[Offer]:
    @cache
    def page() -> FairnessPage | None:
        return fairness_page(round_)

    def made(sheet: Callable[[FairnessPage, Round], Sheet]) -> Sheet | None:
        found = page()
        return sheet(found, round_) if found else None

    if round_.state == RoundState.CLOSED and round_.method != Method.VOTES:
        yield Offer(f"fair-judges-{round_.key}", _("公平·评委"), partial(made, judges_sheet), round_)
        yield Offer(f"fair-near-{round_.key}", _("公平·边界"), partial(made, near_sheet), round_)
