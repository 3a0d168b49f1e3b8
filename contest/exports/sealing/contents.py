"""What a package holds, file by file. Nobody is named: an entry is known by its key, a judge, a unit and an author by
a number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from contest.awards.plan import Within
from contest.exports.sealing.judged import Draws, Marks
from contest.judging.advancing import Takes, Ties
from contest.judging.scoring import Method

FORMAT: Final = 2


@dataclass(frozen=True, slots=True)
class About:
    """`package.json`: which contest, which list, and where the ledger stood: its last event and that one's hash."""

    format: int
    contest: str
    title: str
    is_demo: bool
    version: int
    confirmed_at: datetime
    confirmed_by: str
    published_at: datetime | None
    final_at: datetime | None
    rules: Mapping[str, str]
    ledger_events: int
    ledger_last: int
    ledger_hash: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is marked in a round, and in which range."""

    key: str
    name: str
    weight: Decimal
    minimum: Decimal
    maximum: Decimal
    step: Decimal


@dataclass(frozen=True, slots=True)
class RoundRules:
    """A round as it was announced and prepared; `versions` are those of the draw and of the figures."""

    key: str
    name: str
    position: int
    readings: int
    method: Method
    takes: Takes
    takes_figure: Decimal | None
    takes_per_group: bool
    ties: Ties
    keeps_marks: bool
    groups: int
    votes: int | None
    secret: bool
    threshold: Decimal | None
    draw: str
    scoring: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Tier:
    """One prize of the plan."""

    key: str
    name: str
    kind: str
    quota: int | None
    share: Decimal | None
    within: Within
    minimum: Decimal | None


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the formula for units."""

    key: str
    fact: str
    weight: Decimal
    tier: str
    cap: Decimal | None
    per: Decimal
    tie_order: int | None


@dataclass(frozen=True, slots=True)
class Rules:
    """`rules.json`: the notice as far as results come of it; the formula as it was frozen with the list."""

    rounds: tuple[RoundRules, ...]
    tiers: tuple[Tier, ...]
    one_prize: bool
    reserve: int
    tie_rules: tuple[str, ...]
    formula: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that was handed in: its unit and authors by number, its manuscript by number and SHA-256.

    `text` is the SHA-256 of the text for judges: its title, a new line, and the text as HTML.
    """

    key: str
    state: str
    unit: int | None
    people: tuple[str, ...]
    genre: str
    manuscript: int | None
    sha256: str
    text: str


@dataclass(frozen=True, slots=True)
class Entries:
    """`entries.json`."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class PrizeDecision:
    """What was decided of a tie, or of the places of a tier."""

    round: str
    kind: str
    tier: str
    division: str
    tied: tuple[str, ...]
    admitted: tuple[str, ...]
    manner: str
    votes: Mapping[str, int]
    seats: int | None
    reason: str
    at: datetime
    by: str
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class UnitDecision:
    """What was decided of a tie of units, or which units get the prize whatever the formula says."""

    kind: str
    tied: tuple[int, ...]
    chosen: tuple[int, ...]
    reason: str
    at: datetime
    by: str
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of the list: the version it made, and the entry that lost its place, if one did."""

    version: int
    entry: str | None
    reason: str
    public_reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class MethodDecision:
    """That another method made the figures of a round."""

    round: str
    before: str
    after: str
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """`decisions.json`."""

    prizes: tuple[PrizeDecision, ...]
    units: tuple[UnitDecision, ...]
    corrections: tuple[Correction, ...]
    methods: tuple[MethodDecision, ...]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """What was counted of a unit, and what came of it."""

    unit: int
    entered: int
    valid: int
    on_time: int | None
    checked: int | None
    layout: int | None
    advanced: int | None
    awarded: Mapping[str, int] | None
    violations: int
    authors: int
    head_count: int | None
    mark: Decimal | None
    place: int
    total: Decimal
    is_in: bool


@dataclass(frozen=True, slots=True)
class UnitTable:
    """The units as a version of the list froze them."""

    scores: str
    quota: int
    rows: tuple[UnitRow, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the list: by which rules and from which fingerprints it was made, and the units as it froze them.

    `is_known` as with a redraw.
    """

    version: int
    confirmed_at: datetime
    rules: Mapping[str, str]
    inputs_hash: str
    is_known: bool
    reserve: tuple[tuple[int, str], ...]
    units: UnitTable | None


@dataclass(frozen=True, slots=True)
class Award:
    """A prize of an entry, and in which versions of the list it stands."""

    entry: str
    tier: str
    division: str
    place: int
    score: Decimal
    since: int
    until: int | None


@dataclass(frozen=True, slots=True)
class UnitAward:
    """A prize of a unit, and in which versions of the list it stands."""

    unit: int
    tier: str
    since: int
    until: int | None


@dataclass(frozen=True, slots=True)
class Prizes:
    """`prizes.json`."""

    round: str
    versions: tuple[Version, ...]
    awards: tuple[Award, ...]
    unit_awards: tuple[UnitAward, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """A line of `ledger.jsonl`: an event as it is hashed, or, without its content, that it was there."""

    sequence: int
    action: str
    previous: str
    hash: str
    content: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Package:
    """All of a package but its ledger, which is read line by line."""

    about: About
    rules: Rules
    entries: Entries
    draws: Draws
    marks: Marks
    decisions: Decisions
    prizes: Prizes
    ledger: tuple[Event, ...] = ()


PARTS: Final[Mapping[str, tuple[str, type]]] = {
    "package.json": ("about", About),
    "rules.json": ("rules", Rules),
    "entries.json": ("entries", Entries),
    "draws.json": ("draws", Draws),
    "marks.json": ("marks", Marks),
    "decisions.json": ("decisions", Decisions),
    "prizes.json": ("prizes", Prizes),
}
"""The files of a package, each with the field that it fills."""
LEDGER: Final = "ledger.jsonl"
SUMS: Final = "SHA256SUMS"
