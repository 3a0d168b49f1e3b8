"""What the prizes are given by and what comes of it: plan, decisions, awards. `tiers.py` has the rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from contest.phrases import Phrase


class Within(StrEnum):
    """Among whom the seats of a tier are given: all together, or each group or genre by itself."""

    ALL = "all"
    GROUP = "group"
    GENRE = "genre"


@dataclass(frozen=True, slots=True)
class TierQuota:
    """One tier of the plan: so many seats (0: the tier stays vacant), or a `share` of the valid entries in percent."""

    key: str
    name: str
    quota: int = 0
    share: Decimal | None = None
    within: Within = Within.ALL
    minimum: Decimal | None = None

    def seats(self, valid: int) -> int:
        """Give the seats among so many valid entries."""
        return self.quota if self.share is None else int(self.share * valid // 100)


@dataclass(frozen=True, slots=True)
class TieRule:
    """What settles a tie: the higher value under this key stands before; `name` is what people call it."""

    key: str
    name: str | Phrase


@dataclass(frozen=True, slots=True)
class Plan:
    """What the notice says of the prizes to people; `reserve` is how many stand on the reserve list."""

    tiers: tuple[TierQuota, ...]
    one_prize: bool = False
    reserve: int = 0
    tie_rules: tuple[TieRule, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What the plan's rules ask of an entry: its people, group, genre, and by tie rule its value, if it has one."""

    people: frozenset[str] = frozenset()
    group: str = ""
    genre: str = ""
    values: Mapping[str, Decimal | None] = field(default_factory=dict)

    def division(self, within: Within) -> str:
        """Give the division it competes in."""
        return {Within.ALL: "", Within.GROUP: self.group, Within.GENRE: self.genre}[within]


@dataclass(frozen=True, slots=True)
class TieDecision:
    """Whom of a tie, named by all its entries, the committee admits to a tier, and why."""

    tier: str
    tied: frozenset[str]
    admitted: frozenset[str]
    reason: str
    division: str = ""


@dataclass(frozen=True, slots=True)
class SeatsDecision:
    """How many seats a tier has by the committee's decision, and why."""

    tier: str
    seats: int
    reason: str
    division: str = ""


Decision = TieDecision | SeatsDecision


@dataclass(frozen=True, slots=True)
class Award:
    """One prize: the entry, its tier, the place and figure it rests on, and the sentence that explains it."""

    entry: str
    tier: str
    place: int
    score: Decimal
    why: Phrase
    division: str = ""


@dataclass(frozen=True, slots=True)
class OpenTie:
    """A tie that waits for a decision: `entries` with the same figure, not all of which may have the `seats_left`.

    `is_own`: some of them are by the same author, who takes one prize only.
    """

    tier: str
    seats_left: int
    entries: tuple[str, ...]
    score: Decimal
    division: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """How far a tier is filled in one division: seats as planned, as decided, and given."""

    tier: str
    division: str
    planned: int
    seats: int
    given: int

    @property
    def vacant(self) -> int:
        """How many seats stay vacant."""
        return max(0, self.seats - self.given)


@dataclass(frozen=True, slots=True)
class Reserve:
    """A place on the reserve list; entries with the same figure share one."""

    entry: str
    number: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """The prizes in the order of tiers and places, and what else came of it.

    `open_ties` holds the tie, if any, at which the allocation stopped; `left_out` says by entry why it has no prize;
    `stale` are decisions that found nothing to decide.
    """

    awards: tuple[Award, ...]
    open_ties: tuple[OpenTie, ...] = ()
    filled: tuple[Filled, ...] = ()
    reserve: tuple[Reserve, ...] = ()
    left_out: Mapping[str, Phrase] = field(default_factory=dict)
    stale: tuple[Decision, ...] = ()

    @property
    def is_complete(self) -> bool:
        """No tie waits for a decision."""
        return not self.open_ties
