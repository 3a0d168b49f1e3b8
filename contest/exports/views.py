"""What leaves."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from contest.awards.queries import confirmed_list, decisive_round
from contest.exports.register import entries_sheet
from contest.exports.results import write_results
from contest.exports.standings import prizes_sheet, ranking_sheet
from contest.exports.taking import file_of, taken
from contest.judging.models import RoundState
from contest.ledger.actions import Action
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.web.files import made_file
from contest.workbooks.writer import Sheet


def workbook(request: HttpRequest, contest: Contest) -> HttpResponseBase:
    """Give the results workbook; that somebody took it is on record."""
    person, now = signed_in(request), timezone.now()
    out, _told = made_file(lambda file: write_results(contest, file, made_by=person.name, made_at=now))
    return taken(request, contest, out, f"{contest.label}征文结果", "xlsx")


def ranking(request: HttpRequest, contest: Contest, key: str, form: str) -> HttpResponseBase:
    """Give the ranking of a round as a workbook, as CSV or as JSON; that somebody took it is on record."""
    round_ = get_object_or_404(contest.rounds.exclude(state=RoundState.PREPARED), key=key)
    return _sheet(request, contest, ranking_sheet(round_), form)


def prizes(request: HttpRequest, contest: Contest, form: str) -> HttpResponseBase:
    """Give the prizes, confirmed or as the rules propose them, as a workbook, as CSV or as JSON; that is on record."""
    return _sheet(request, contest, prizes_sheet(confirmed_list(contest), decisive_round(contest)), form)


def register(request: HttpRequest, contest: Contest) -> HttpResponseBase:
    """Give the register of entries as a workbook, to be corrected and handed back; that is on record."""
    return _sheet(request, contest, entries_sheet(contest), "xlsx", Action.QUEUE_EXPORT)


def _sheet(
    request: HttpRequest, contest: Contest, sheet: Sheet, form: str, action: Action = Action.RESULTS_EXPORT
) -> HttpResponseBase:
    out = file_of(contest, [sheet], form)
    what = {"files": f"{sheet.title}.{form}"}
    return taken(request, contest, out, f"{contest.label}-{sheet.title}", form, action, what)
