"""Reads of the sheets on offer and of the exports that were kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contest.exports.offers import Offer, offers_of, standing_of
from contest.exports.selecting.models import NamedExport
from contest.judging.models import Round
from contest.notice.models import Contest
from contest.people.models import User


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A kept export, and the sheet that it is of, where that is still on offer."""

    kept: NamedExport
    offer: Offer | None


def offer_called(contest: Contest, key: str) -> Offer | None:
    """Give the sheet on offer with a key."""
    return next((offer for offer in offers_of(standing_of(contest)) if offer.key == key), None)


def by_round(offers: Sequence[Offer]) -> Mapping[Round | None, Sequence[Offer]]:
    """Give the sheets that are of no round, then those of each round."""
    found: dict[Round | None, list[Offer]] = {None: []}
    for offer in offers:
        found.setdefault(offer.round, []).append(offer)
    return found


def kept_lines(contest: Contest, person: User, offers: Sequence[Offer]) -> Sequence[KeptLine]:
    """Give the office's kept exports, then the person's own: one query."""
    by_key = {offer.key: offer for offer in offers}
    found = NamedExport.objects.for_person(person).filter(contest=contest)
    lines = [KeptLine(kept, by_key.get(kept.sheet)) for kept in found]
    return sorted(lines, key=lambda line: not line.kept.is_of_office)
