"""The page of the sealed results: what they are, who took them with which SHA-256, and the file."""

from typing import BinaryIO

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from contest.awards.queries import confirmed_list
from contest.exports.sealing.operations import Sealed, seal_results
from contest.ledger.actions import Action
from contest.ledger.models import Event
from contest.notice.access import signed_in
from contest.notice.models import Contest
from contest.web.files import ZIP, attachment, made_file
from contest.web.pages import page_of


def sealed(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show what the package is for and what is in it, and who has taken it, the newest first."""
    takings = Event.objects.about(contest.slug).filter(action=Action.RESULTS_SEAL)
    context = {"contest": contest, "list": confirmed_list(contest), "page": page_of(request, takings)}
    return render(request, "exports/sealed.html", context)


def file(request: HttpRequest, contest: Contest) -> HttpResponseBase:
    """Give the package as things stand; that somebody took it is on record, with its SHA-256."""
    if confirmed_list(contest) is None:
        raise Http404
    person, on_record = signed_in(request), request.method != "HEAD"

    def write(out: BinaryIO) -> Sealed:
        return seal_results(contest=contest, out=out, actor=person, on_record=on_record)

    out, told = made_file(write)
    name = f"{contest.label}征文结果封装包-第{told.version}版-{told.sha256[:12]}.zip"
    return attachment(out, name, ZIP)
