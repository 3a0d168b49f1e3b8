"""How sheets leave: in one of three forms, and that somebody took them is on record."""

from collections.abc import Mapping, Sequence
from typing import BinaryIO

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.web.files import CONTENT_TYPES, attachment, made_file
from contest.workbooks.plain import Form, write_plain
from contest.workbooks.writer import Sheet, write_workbook


def file_of(contest: Contest, sheets: Sequence[Sheet], form: str) -> BinaryIO:
    """Write sheets as a workbook, or the first of them as CSV or JSON; there is no other form (`Http404`)."""
    if form not in CONTENT_TYPES:
        raise Http404

    def write(out: BinaryIO) -> None:
        if form in list(Form):
            write_plain(sheets[0], out, form=Form(form), zone=contest.zone)
        else:
            write_workbook(sheets, out, title=contest.title, zone=contest.zone)

    out, _told = made_file(write)
    return out


def taken(
    request: HttpRequest,
    contest: Contest,
    out: BinaryIO,
    name: str,
    ending: str,
    action: Action = Action.RESULTS_EXPORT,
    what: Mapping[str, object] | None = None,
) -> HttpResponseBase:
    """Give a file that was made; that somebody took it is on record, with `what` it is."""
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
