"""What leaves."""

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from contest.exports.results import write_results
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.web.files import XLSX, attachment, made_file


def workbook(request: HttpRequest, contest: Contest) -> HttpResponseBase:
    """Give the results workbook; that somebody took it is on record."""
    person, now = signed_in(request), timezone.now()
    out, _ = made_file(lambda file: write_results(contest, file, made_by=person.name, made_at=now))
    if request.method != "HEAD":  # which takes nothing along
        subject = (Subject.CONTEST, contest.slug)
        record(actor=person, action=Action.RESULTS_EXPORT, subject=subject, contest=contest.slug)
    return attachment(out, f"{contest.label}征文结果-{now.astimezone(contest.zone):%Y%m%d-%H%M}.xlsx", XLSX)
