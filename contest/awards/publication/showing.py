"""Which essays the public may read, and under which address. Asked anew for each page: nothing of it is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from contest.awards.models import PrizeList
from contest.awards.publication.models import PublicationHold
from contest.awards.publication.queries import Essay, essays_of
from contest.awards.publication.reading import fault_of_text, public_title
from contest.awards.publication.uses import USES, Use
from contest.awards.queries import published
from contest.entries.models import Entry
from contest.notice.models import Contest
from contest.phrases import Phrase

READING: Final = (Use.PUBLISH, Use.ONLINE)
"""What an author must allow before an essay stands on a page for everybody."""


def address_of(entry: Entry) -> str:
    """Give what an essay has in its public address: always the same, and nobody can tell the entry by it."""
    return sha256(f"public essay {entry.token}".encode()).hexdigest()[:20]


def shown_essays(contest: Contest) -> list[Essay]:
    """Give the essays that everybody may read now, by tier and title: a place in a tier would tell the name."""
    prize_list = published(contest)
    if prize_list is None or prize_list.final_at is None or not prize_list.shows_essays:
        return []
    found = [essay for essay in essays_of(prize_list) if not _obstacles(essay, *READING)]
    return sorted(found, key=lambda one: (one.award.tier_position, one.award.division, public_title(one)))


def named_addresses(shown: Iterable[Essay]) -> dict[int, str]:
    """Give by award (primary key) where those essays are read that bear their author's name, as the prize list does."""
    return {essay.award.pk: address_of(essay.entry) for essay in shown if not essay.has_pen_name}


@dataclass(frozen=True, slots=True)
class Row:
    """An essay in the public list."""

    essay: Essay
    title: str
    address: str


def rows_of(essays: Iterable[Essay]) -> list[Row]:
    """Give essays as they are listed in public."""
    return [Row(essay, public_title(essay), address_of(essay.entry)) for essay in essays]


@dataclass(frozen=True, slots=True)
class Line:
    """An essay on the office's page: which uses its author allows, and what stands in the way, each thing once."""

    essay: Essay
    allowed: tuple[Phrase, ...]
    obstacles: tuple[Phrase, ...]
    is_public: bool

    @property
    def hold(self) -> PublicationHold | None:
        """That the office holds it back."""
        return next(iter(self.essay.entry.publication_holds.all()), None)


def lines_of(prize_list: PrizeList) -> list[Line]:
    """Give every essay on a list for the office."""
    return [
        Line(
            essay,
            tuple(words for use, words in USES.items() if essay.may(use)),
            _obstacles(essay, *Use),
            not _obstacles(essay, *READING),
        )
        for essay in essays_of(prize_list)
    ]


def _obstacles(essay: Essay, *uses: Use) -> tuple[Phrase, ...]:
    """Give what stands in the way of these uses of an essay, each thing once."""
    found = [essay.faults[use] for use in uses if use in essay.faults]
    text = fault_of_text(essay)
    return tuple({str(one): one for one in [*found, *([text] if text else [])]}.values())
