"""Reads of past winners: what of an entry is like one of them, and a year as it was printed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q

from contest.entries.authors import name_key
from contest.entries.models import Entry
from contest.entries.units.models import UnitSpelling
from contest.entries.units.spelling import unit_key
from contest.phrases import Phrase, gettext_noop
from contest.screening.past.models import PastAuthor, PastWinner
from contest.screening.past.winner_list import author_keys

_PUBLISHED: Final = gettext_noop("与%(year)s年“%(contest)s”%(tier)s的作品（作者%(author)s）同题，可能发表过。")
_PUBLISHED_BY_SAME: Final = gettext_noop(
    "与%(year)s年“%(contest)s”%(tier)s的作品同题、作者同名（%(author)s），可能发表过。"
)


@dataclass(frozen=True, slots=True)
class Like:
    """A past winner beside an entry, and what of the two is the same as it is compared."""

    winner: PastWinner
    title: bool
    author: bool
    unit: bool

    @property
    def weight(self) -> tuple[bool, bool, bool, int]:
        """What is most alike comes first, then the newest."""
        return (self.title, self.author, self.unit, self.winner.year)


@dataclass(frozen=True, slots=True)
class Past:
    """What of an entry is like past winners: those of the same title, and those that its authors' namesakes won."""

    same_title: tuple[Like, ...] = ()
    same_author: tuple[Like, ...] = ()

    @property
    def in_words(self) -> Phrase | None:
        """The past winner of the same title that is most like the entry, in words."""
        if not self.same_title:
            return None
        like = self.same_title[0]
        winner = like.winner
        params = {
            "year": str(winner.year),
            "contest": winner.contest_name,
            "tier": winner.tier,
            "author": winner.author,
        }
        return Phrase(_PUBLISHED_BY_SAME if like.author else _PUBLISHED, params)


Winners = Mapping[str, dict[int, PastWinner]]


def past_of(entries: Collection[Entry]) -> dict[int, Past]:
    """Give for each entry what is like past winners: two queries at most, however many entries."""
    titles = {name_key(entry.title) for entry in entries} - {""}
    authors = {key for entry in entries for key in author_keys(entry.author)}
    named = PastAuthor.objects.filter(key__in=authors).values("winner")
    by_title: defaultdict[str, dict[int, PastWinner]] = defaultdict(dict)
    by_author: defaultdict[str, dict[int, PastWinner]] = defaultdict(dict)
    for winner in PastWinner.objects.standing().filter(Q(title_key__in=titles) | Q(pk__in=named)):
        by_title[winner.title_key][winner.pk] = winner
        for key in author_keys(winner.author):
            by_author[key][winner.pk] = winner
    if not by_title:
        return {entry.pk: Past() for entry in entries}
    spelled: defaultdict[int, set[str]] = defaultdict(set)
    units = {entry.unit_id for entry in entries if entry.unit_id is not None}
    for unit, key in UnitSpelling.objects.filter(unit__in=units).values_list("unit", "key"):
        spelled[unit].add(key)
    return {entry.pk: _past_of(entry, by_title, by_author, spelled[entry.unit_id or 0]) for entry in entries}


def _past_of(entry: Entry, by_title: Winners, by_author: Winners, spellings: Collection[str]) -> Past:
    title, names = name_key(entry.title), author_keys(entry.author)
    own_unit = {*spellings, unit_key(entry.unit_name)} - {""}
    met = dict(by_title.get(title, {}))
    for key in names:
        met |= by_author.get(key, {})
    likes = [
        Like(
            winner,
            title=winner.title_key == title,
            author=not names.isdisjoint(author_keys(winner.author)),
            unit=winner.unit_key in own_unit,
        )
        for winner in met.values()
    ]
    likes.sort(key=lambda like: like.weight, reverse=True)
    return Past(
        same_title=tuple(like for like in likes if like.title),
        same_author=tuple(like for like in likes if not like.title),
    )


@dataclass(frozen=True, slots=True)
class Year:
    """A year with winners, and how many they are."""

    year: int
    count: int


def years() -> list[Year]:
    """Give the years of which there are winners, the newest first: one query."""
    counted = PastWinner.objects.standing().order_by("-year").values_list("year").annotate(number=Count("pk"))
    return [Year(year, count) for year, count in counted]


@dataclass(frozen=True, slots=True)
class Printed:
    """A contest of a year with its winners by prize, in the order in which they were printed."""

    name: str
    tiers: dict[str, list[PastWinner]]


def as_printed(winners: Iterable[PastWinner]) -> Iterator[Printed]:
    """Give winners of a year by contest and prize."""
    by_contest: dict[str, Printed] = {}
    for winner in winners:
        printed = by_contest.setdefault(winner.contest_key, Printed(winner.contest_name, {}))
        printed.tiers.setdefault(winner.tier, []).append(winner)
    return iter(by_contest.values())
