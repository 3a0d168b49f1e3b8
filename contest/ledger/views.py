"""The ledger as a page."""

from typing import Protocol
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from contest.ledger.models import Event
from contest.ledger.queries import head
from contest.web.pages import page_of


class Ledgered(Protocol):
    """What has a ledger: anything with a slug and a zone; the ledger knows no contest."""

    slug: str

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which times are shown."""
        ...


def events(request: HttpRequest, contest: Ledgered) -> HttpResponse:
    """Show what happened in a contest, newest first."""
    rows = Event.objects.about(contest.slug)
    words = request.GET.get("q", "").strip()[:200]
    if words:
        rows = (
            rows.filter(subject_key__startswith=words)
            | rows.filter(action__startswith=words)
            | rows.filter(actor_name__contains=words)
        )
    sequence, digest = head()
    return render(
        request,
        "ledger/events.html",
        {
            "contest": contest,
            "page": page_of(request, rows),
            "words": words,
            "sequence": sequence,
            "digest": digest,
        },
    )
