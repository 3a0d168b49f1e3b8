"""What leaves."""

from collections.abc import Mapping
from typing import BinaryIO

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from contest.awards.queries import confirmed_list, decisive_round
from contest.exports.register import entries_sheet
from contest.exports.results import write_results
from contest.exports.standings import prizes_sheet, ranking_sheet
from contest.judging.models import RoundState
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.web.files import CONTENT_TYPES, attachment, made_file
from contest.workbooks.plain import Form, write_plain
from contest.workbooks.writer import Sheet, write_workbook


def workbook(request: HttpRequest, contest: Contest) -> HttpResponseBase:
    """Give the results workbook; that somebody took it is on record."""
    person, now = signed_in(request), timezone.now()
    out, _told = made_file(lambda file: write_results(contest, file, made_by=person.name, made_at=now))
    return _taken(request, contest, out, f"{contest.label}征文结果", "xlsx")


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
    if form not in CONTENT_TYPES:
        raise Http404

    def write(out: BinaryIO) -> None:
        if form in list(Form):
            write_plain(sheet, out, form=Form(form), zone=contest.zone)
        else:
            write_workbook([sheet], out, title=contest.title, zone=contest.zone)

    out, _told = made_file(write)
    return _taken(
        request, contest, out, f"{contest.label}-{sheet.title}", form, action, {"files": f"{sheet.title}.{form}"}
    )


def _taken(
    request: HttpRequest,
    contest: Contest,
    out: BinaryIO,
    name: str,
    ending: str,
    action: Action = Action.RESULTS_EXPORT,
    what: Mapping[str, object] | None = None,
) -> HttpResponseBase:
    now = timezone.now()
    if request.method != "HEAD":  # which takes nothing along
        record(
            actor=signed_in(request),
            action=action,
            subject=(Subject.CONTEST, contest.slug),
            contest=contest.slug,
            after=what,
        )
    return attachment(out, f"{name}-{now.astimezone(contest.zone):%Y%m%d-%H%M}.{ending}", CONTENT_TYPES[ending])
