"""What the API gives, by the glossary's words: figures as text, times with their zone, unknown as null."""

from typing import Any

from pydantic import BaseModel

from contest.exports.api.values import Figure, Moment

# --- the contest --------------------------------------------------------------------------------------------------


class ContestLine(BaseModel):
    """A contest, and what the token's person holds there."""

    contest: str
    title: str
    occasion: str
    is_demo: bool
    time_zone: str
    opens_at: Moment | None
    closes_at: Moment | None
    intake: str
    results_published_at: Moment | None
    offices: list[str]


class Contests(BaseModel):
    """Contests, the newest first."""

    contests: list[ContestLine]
    next: str | None


class TierAnnounced(BaseModel):
    """A class of prizes; an unknown quota is null."""

    key: str
    kind: str
    name: str
    quota: int | None
    share: Figure | None
    within: str
    minimum: Figure | None


class ContactAnnounced(BaseModel):
    """Whom to ask."""

    name: str
    telephone: str | None


class Notice(BaseModel):
    """The notice as its page shows it; what is not announced is null."""

    contest: str
    title: str
    occasion: str
    theme: str
    who_may_enter: str
    requirements: list[str]
    rights: str
    word_limit: int | None
    layout_profile: str
    word_processor: str | None
    naming_rule: str
    endings: list[str]
    genres: list[str]
    asks_ai_use: bool
    most_per_author: int | None
    most_per_entrant: int | None
    mailbox: str | None
    hosts: list[str]
    co_organisers: list[str]
    sealed: bool
    is_demo: bool
    time_zone: str
    opens_at: Moment | None
    closes_at: Moment | None
    tiers: list[TierAnnounced]
    contact_points: list[ContactAnnounced]


class PublishedAward(BaseModel):
    """One prize as published."""

    tier: str
    title: str
    author: str
    unit: str


class PublishedUnitAward(BaseModel):
    """One prize to a unit as published."""

    tier: str
    unit: str


class Results(BaseModel):
    """The results as published."""

    contest: str
    title: str
    version: int
    published_at: Moment
    objections_until: Moment | None
    final_at: Moment | None
    awards: list[PublishedAward]
    unit_awards: list[PublishedUnitAward]


# --- entries ------------------------------------------------------------------------------------------------------


class FlagShown(BaseModel):
    """What about an entry asks for a look: evidence, never a verdict; `words` for one entry only."""

    kind: str
    certain: bool
    words: str | None = None


class EntryLine(BaseModel):
    """An entry as a search shows it: the token, and the columns that were asked for."""

    token: str
    title: str
    author: str | None = None
    unit: str | None = None
    state: str | None = None
    words: int | None = None
    received_at: Moment | None = None
    copied: int | None = None
    flags: list[FlagShown] | None = None
    layout: str | None = None
    secrecy: str | None = None
    objection: str | None = None
    check: str | None = None
    genre: str | None = None
    way: str | None = None
    decision: str | None = None
    screener: str | None = None
    receipt: str | None = None


class Entries(BaseModel):
    """One page of a search. While a contest is sealed there are numbers alone, and the time until which it is."""

    search: str
    columns: list[str]
    counts: dict[str, int]
    sealed_until: Moment | None
    is_sealed: bool
    entries: list[EntryLine]
    next: str | None


class ManuscriptShown(BaseModel):
    """One version of a manuscript, without its text."""

    version: int
    received_name: str
    canonical_name: str
    sha256: str
    size: int
    kind: str
    words: int | None
    uploaded_at: Moment


class DecisionShown(BaseModel):
    """One decision of screening."""

    outcome: str
    reason: str
    version: int
    decided_by: str
    decided_at: Moment


class DeclarationShown(BaseModel):
    """What was declared with the receipt, in the words that stood there."""

    key: str
    wording: str
    agreed: bool


class CheckShown(BaseModel):
    """How the check of the manuscript ended."""

    state: str
    layout: str
    secrecy: str
    objection: str


class EntryShown(BaseModel):
    """One entry, as its page shows it, without the text."""

    token: str
    title: str
    author: str
    unit: str
    unit_id: int
    unit_as_written: str
    genre: str
    pen_name: str
    ai_use: str
    state: str
    way: str
    received_at: Moment
    return_until: Moment | None
    receipt: str
    check: CheckShown
    flags: list[FlagShown]
    declarations: list[DeclarationShown]
    decisions: list[DecisionShown]
    manuscripts: list[ManuscriptShown]


class UnitLine(BaseModel):
    """A unit with entries in the contest."""

    id: int
    name: str
    superior: str | None
    spellings: list[str]
    entries: int
    is_settled: bool


class Units(BaseModel):
    """One page of the units."""

    units: list[UnitLine]
    next: str | None


# --- judging ------------------------------------------------------------------------------------------------------


class RoundLine(BaseModel):
    """A round: announced, or begun. Its state is null until it is prepared."""

    key: str
    name: str
    rules: list[str]
    method: str
    readings: int
    state: str | None
    opened_at: Moment | None
    closed_at: Moment | None


class Rounds(BaseModel):
    """The rounds in order."""

    rounds: list[RoundLine]


class JudgeShown(BaseModel):
    """How far one judge is."""

    name: str
    unit: str
    group: int | None
    state: str
    assigned: int
    begun: int
    submitted: int
    mean: Figure | None
    last_at: Moment | None


class Progress(BaseModel):
    """How far a round is."""

    round: str
    state: str
    assigned: int
    submitted: int
    judges: list[JudgeShown]


class RankedShown(BaseModel):
    """An entry in the ranking; without a figure it has no place."""

    place: int | None
    score: Figure | None
    mean: Figure | None
    readings: int
    number: int
    token: str
    title: str
    author: str
    unit: str


class Ranking(BaseModel):
    """One page of the ranking of a round, as the marks stand."""

    round: str
    state: str
    method: str
    entries: list[RankedShown]
    next: str | None


# --- prizes and ledger --------------------------------------------------------------------------------------------


class AwardShown(BaseModel):
    """One prize, proposed or confirmed, with its grounds."""

    tier: str
    place: int
    score: Figure
    token: str
    title: str
    author: str
    unit: str
    reason: str


class UnitAwardShown(BaseModel):
    """One prize to a unit."""

    tier: str
    unit: str
    reason: str


class TieShown(BaseModel):
    """A tie that waits for a decision: more entries of one figure than places left."""

    tier: str
    places_left: int
    score: Figure
    entries: list[str]


class Prizes(BaseModel):
    """The prize list: none yet, proposed, confirmed, public (open to objections), or published (final)."""

    state: str
    round: str | None
    inputs_hash: str | None
    confirmed_at: Moment | None
    confirmed_by: str | None
    version: int | None
    published_at: Moment | None
    objections_until: Moment | None
    final_at: Moment | None
    awards: list[AwardShown]
    unit_awards: list[UnitAwardShown]
    ties: list[TieShown]


class EventShown(BaseModel):
    """One event of the ledger. Sequence and hashes run through the whole site."""

    sequence: int
    at: Moment
    actor: str
    action: str
    subject_kind: str
    subject_key: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str
    previous_hash: str
    hash: str


class Ledger(BaseModel):
    """One page of a contest's events, the newest first, and the end of the whole chain."""

    head_sequence: int
    head_hash: str
    events: list[EventShown]
    next: str | None
