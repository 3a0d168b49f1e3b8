"""A proposed draw in words: what stands in its way, what would mend it, and which pairs must not meet."""

from dataclasses import dataclass

from contest.entries.models import Entry
from contest.judging.drawing import DrawProposal
from contest.judging.obstacles import phrase_of
from contest.judging.seats import BAR_NAMES, Bar
from contest.phrases import Phrase, gettext_noop

_BAR_NAMES = {**BAR_NAMES, Bar.CONFLICT: gettext_noop("前面的轮次已经评过")}
"""A draw has no other conflict without a kind of its own."""


@dataclass(frozen=True, slots=True)
class ObstacleSaid:
    """What keeps entries short in a proposed draw, in words: why, whichever mends it, and which entries."""

    reasons: tuple[Phrase, ...]
    mends: tuple[Phrase, ...]
    entries: tuple[tuple[Entry, int], ...]


def obstacles_said(proposal: DrawProposal) -> tuple[ObstacleSaid, ...]:
    """Give the obstacles of a proposed draw, with judges by name and the entries that each keeps short."""
    return tuple(
        ObstacleSaid(
            one.phrases,
            tuple(phrase_of(mend, lambda key: proposal.judges[key].person.name) for mend in one.mends),
            tuple((proposal.entries[short.entry], short.wanted - short.placed) for short in one.short),
        )
        for one in proposal.draw.obstacles
    )


def barred_in_words(proposal: DrawProposal) -> list[tuple[Phrase, int]]:
    """Give how many pairs each rule keeps apart in a proposed draw."""
    return [(Phrase(_BAR_NAMES[bar]), number) for bar, number in sorted(proposal.barred.items())]
