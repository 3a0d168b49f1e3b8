"""The ledger as a page."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from contest.ledger.actions import Subject
from contest.ledger.models import Event
from contest.ledger.queries import head, titles_on_record
from contest.ledger.wording import changes
from contest.web.pages import page_of


class Ledgered(Protocol):
    """What has a ledger: anything with a slug and a zone; the ledger knows no contest. Sealed, it names no entry."""

    slug: str
    sealed: bool

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which times are shown."""
        ...


class Shown(NamedTuple):
    """How a page names what was done to: its words, and the address of its page where it has one."""

    words: str
    address: str = ""


def _subject(contest: str, event: Event, titles: Mapping[str, str]) -> Shown:
    """Name an entry by its title on record, a reading by its number; pages are known by name, as they lie floors up."""
    key = event.subject_key
    match event.subject_kind:
        case Subject.ENTRY if key in titles:
            return Shown(f"《{titles[key]}》" if titles[key] else key, reverse("screen-entry", args=[contest, key]))
        case Subject.ROUND:
            name = key.removeprefix(f"{contest}/")
            return Shown(name, reverse("round", args=[contest, name]))
        case Subject.READING if "number" in event.after:
            return Shown(_("第 %(number)s 号") % {"number": event.after["number"]})
        case Subject.LETTER:
            return Shown(key, reverse("letter", args=[contest, key]))
        case _:
            return Shown(key)


def events(request: HttpRequest, contest: Ledgered) -> HttpResponse:
    """Show what happened in a contest, newest first."""
    words = request.GET.get("q", "").strip()[:200]
    page = page_of(request, Event.objects.about(contest.slug).matching(words))
    entries = {event.subject_key for event in page if event.subject_kind == Subject.ENTRY}
    titles = {} if contest.sealed else titles_on_record(contest.slug, entries)
    sequence, digest = head()
    return render(
        request,
        "ledger/events.html",
        {
            "contest": contest,
            "page": page,
            "lines": [
                (event, _subject(contest.slug, event, titles), changes(event.before, event.after)) for event in page
            ],
            "words": words,
            "sequence": sequence,
            "digest": digest,
        },
    )
