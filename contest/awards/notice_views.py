"""The public notice of a list as a file: for the office once the list is confirmed, for everybody once it is public."""

from io import BytesIO
from typing import Final

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from contest.awards.models import PrizeList
from contest.awards.prize_notice import notice_of
from contest.awards.queries import confirmed_list, published
from contest.documents.prize_notice import write_prize_notice
from contest.notice.models import Contest
from contest.web.files import attachment

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def notice_file(request: HttpRequest, contest: Contest) -> HttpResponseBase:
    """Give the notice of a confirmed list, to be sealed; what nobody knows yet is a marked blank in it."""
    return _file(request, contest, confirmed_list(contest))


def public_notice_file(request: HttpRequest, contest: Contest) -> HttpResponseBase:
    """Give everybody the notice of a public list."""
    return _file(request, contest, published(contest))


def _file(request: HttpRequest, contest: Contest, found: PrizeList | None) -> HttpResponseBase:
    if found is None:
        raise Http404
    notice = notice_of(found, request.build_absolute_uri(reverse("new-objection", args=[contest.slug])))
    return attachment(BytesIO(write_prize_notice(notice)), f"{contest.label}{notice.name}.docx", DOCX)
