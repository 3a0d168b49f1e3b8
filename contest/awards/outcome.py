"""What an entrant is told of an entry once the list is final: the rounds it reached, comments, where its mark lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from contest.awards.models import Award
from contest.entries.models import Entry, EntryState
from contest.judging.models import Reading, RoundEntry
from contest.judging.own_totals import Column, bars, columns


@dataclass(frozen=True, slots=True)
class Spread:
    """Where a figure lies among all of its round: `above` is how many percent of the others are lower."""

    round_name: str
    score: Decimal
    count: int
    above: int
    columns: Sequence[Column]

    @property
    def own(self) -> int:
        """Which column holds the figure."""
        return next(number for number, one in enumerate(self.columns) if one.bar.start <= self.score < one.bar.end)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an entry. Comments bear no names, and come in an order that tells nothing of who wrote them."""

    rounds: Sequence[str]
    award: Award | None
    comments: Sequence[str]
    spread: Spread | None


def outcome_of(entry: Entry) -> Outcome:
    """Give what became of an entry: as much as its contest tells."""
    rows = list(RoundEntry.objects.filter(entry=entry).select_related("round").order_by("round__position"))
    comments: list[str] = []
    if entry.contest.tells_comments:
        readings = Reading.objects.filter(round_entry__entry=entry, ended_at=None).exclude(submitted_at=None)
        comments = sorted(filter(None, (text.strip() for text in readings.values_list("comment", flat=True))))
    last = rows[-1] if rows else None
    return Outcome(
        [row.round.name for row in rows],
        entry.awards.filter(until_version=None).first(),
        comments,
        _spread(last) if last is not None and entry.contest.tells_place else None,
    )


def _spread(row: RoundEntry) -> Spread | None:
    if row.score is None:
        return None
    scores = list(
        RoundEntry.objects.filter(round=row.round_id, entry__state=EntryState.ELIGIBLE)
        .exclude(score=None)
        .exclude(pk=row.pk)
        .values_list("score", flat=True)
    )
    lower = sum(1 for score in scores if score is not None and score < row.score)
    every = [score for score in (*scores, row.score) if score is not None]
    above = lower * 100 // len(scores) if scores else 0
    return Spread(row.round.name, row.score, len(every), above, columns(bars(every)))
