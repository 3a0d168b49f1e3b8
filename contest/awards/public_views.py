"""What the public sees of the results, and what an entrant sees of their own."""

from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from contest.awards.models import Award
from contest.awards.outcome import outcome_of
from contest.awards.publication.showing import named_addresses, shown_essays
from contest.awards.queries import published, totals
from contest.awards.versions import number_of_version
from contest.entries.models import Entry
from contest.notice.models import Contest
from contest.web.middleware import arrived_at


class Row(NamedTuple):
    """An award on the public list, and where its essay is read; empty where it is not, or under another name."""

    award: Award
    address: str


def results(request: HttpRequest, contest: Contest) -> HttpResponse:
    """Show the published results, or with `?version=` as they were before a correction.

    Before that, the answer is that nothing is there.
    """
    found = published(contest)
    if found is None:
        raise Http404
    version = number_of_version(request.GET.get("version", ""), found.version)
    if version is None:
        raise Http404
    corrections = list(found.corrections.all())
    essays = shown_essays(contest) if version == found.version else []
    addresses = named_addresses(essays)
    context = {
        "contest": contest,
        "list": found,
        "version": version,
        "rows": [Row(award, addresses.get(award.pk, "")) for award in found.awards.of_version(version)],
        "unit_awards": found.unit_awards.of_version(version),
        "corrections": [one for one in corrections if one.version <= version],
        "totals": totals(contest),
        "has_essays": bool(essays),
        "takes_objections": version == found.version and found.takes_objections_at(arrived_at(request)),
    }
    return render(request, "awards/results.html", context)


def outcome(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Tell the entrant what became of an entry, once the list is final."""
    final = published(entry.contest)
    if final is None or final.final_at is None:
        raise Http404
    context = {"contest": entry.contest, "entry": entry, "outcome": outcome_of(entry)}
    return render(request, "awards/outcome.html", context)
