"""From figures to places.

The rule in words. The higher figure stands before the lower. Entries with the same figure share a place, and
the places they would have taken are left out after them: 1, 2, 2, 4. An entry without a figure has no place
and stands apart at the end; it is not the last of the ranking, it is not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from contest.phrases import Refusal, gettext_noop


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry with its place (1 is best; None if unmarked) and figure.

    `sharing` holds all entries that share the place, this one among them, in the order of their keys. The
    members of a tie hold the same tuple, so that a tie of thousands costs no more than its length.
    """

    entry: str
    place: int | None
    score: Decimal | None
    sharing: tuple[str, ...]

    @property
    def tied_with(self) -> tuple[str, ...]:
        """The other entries that share this place; empty where there is no tie and for unmarked entries."""
        return tuple(other for other in self.sharing if other != self.entry)


def rank(scores: Mapping[str, Decimal | None]) -> tuple[Ranked, ...]:
    """Rank entries by their official figures: competition ranking, best first, unmarked entries at the end.

    The outcome depends on the figures only, never on the order in which they come. Members of a tie are
    listed by their keys, which says nothing about their merit. Raises `Refusal` for a figure that is no
    number.
    """
    marked = []
    unmarked = []
    for entry, score in sorted(scores.items()):
        if score is None:
            unmarked.append(Ranked(entry, None, None, (entry,)))
        elif score.is_finite():
            marked.append((entry, score))
        else:
            raise Refusal(
                "not-a-number",
                gettext_noop("作品%(entry)s的得分不是数字，请核对。"),
                entry=entry,
            )
    marked.sort(key=itemgetter(1), reverse=True)
    ranking: list[Ranked] = []
    for score, group in groupby(marked, key=itemgetter(1)):
        sharing = tuple(entry for entry, _ in group)
        place = len(ranking) + 1
        ranking.extend(Ranked(entry, place, score, sharing) for entry in sharing)
    return (*ranking, *unmarked)
