"""From the ranking to the prizes.

The rule in words. Tiers are filled in the order of the plan, each by rank, until its quota is reached; nobody
is passed over. Where entries with the same figure reach across the end of a tier (more of them than seats are
left), the allocation stops there: it names the tie and gives out nothing in the tiers below until a decision
is recorded. A decision states, with its reason, which entries of the tie are admitted and how many seats the
tier has now: more than planned, as many, or fewer; seats it doesn't fill stay vacant. Entries of the tie that
were not admitted stand first in line for the next tier. Unmarked entries never get a prize.

The outcome depends on ranking, plan and decisions only, never on the order in which they come.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from contest.awards.ranking import Ranked
from contest.phrases import Phrase, Refusal, gettext_noop

ALLOCATION_VERSION = "1"


@dataclass(frozen=True, slots=True)
class TierQuota:
    """One tier of the plan; `quota` is its number of seats (0: the tier stays vacant)."""

    key: str
    name: str
    quota: int


@dataclass(frozen=True, slots=True)
class BoundaryDecision:
    """What the committee decided about one tier: its seats from now on, whom of the tie it admits, and why.

    `admitted` names the entries of the tie at the tier's end that get in. It is empty where the decision only
    changes the number of seats and no tie is concerned, or where nobody of the tie gets in.
    """

    tier: str
    admitted: frozenset[str]
    quota: int
    reason: str


@dataclass(frozen=True, slots=True)
class Award:
    """One prize: the entry, its tier, the place and figure it rests on, and the sentence that explains it."""

    entry: str
    tier: str
    place: int
    score: Decimal
    why: Phrase


@dataclass(frozen=True, slots=True)
class OpenTie:
    """A tie that waits for a decision: more `entries` with the same figure than `seats_left` in the tier."""

    tier: str
    seats_left: int
    entries: tuple[str, ...]
    score: Decimal


@dataclass(frozen=True, slots=True)
class Allocation:
    """The prizes in the order of tiers and places, and the tie, if any, at which the allocation stopped."""

    awards: tuple[Award, ...]
    open_ties: tuple[OpenTie, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every tier has been dealt with; only a complete allocation can be confirmed."""
        return not self.open_ties


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An entry in line for a prize; `passed_by`: why a decision kept it out of the tier above."""

    entry: str
    place: int
    score: Decimal
    passed_by: str = ""


def allocate(
    ranking: Iterable[Ranked],
    tiers: Sequence[TierQuota],
    decisions: Iterable[BoundaryDecision] = (),
) -> Allocation:
    """Give out the prizes: `tiers` from the highest down, `decisions` at most one a tier.

    Raises `Refusal` where the plan names a tier twice or has a negative quota, and where a decision has no
    reason, is about an unknown tier, comes twice, names entries that are not in the tie, admits more than it
    has seats for, or leaves out entries of a tie that its own number of seats lets in whole.
    """
    decided = _decisions_by_tier(tiers, decisions)
    line = [
        _Candidate(ranked.entry, ranked.place, ranked.score)
        for ranked in ranking
        if ranked.place is not None and ranked.score is not None
    ]
    line.sort(key=lambda candidate: (candidate.place, candidate.entry))
    awards: list[Award] = []
    for tier in tiers:
        decision = decided.get(tier.key)
        if decision is None:
            sure, tie = _fill(line, tier.quota)
            if tie:
                awards.extend(_award(candidate, tier, None, False) for candidate in line[:sure])
                names = tuple(candidate.entry for candidate in tie)
                return Allocation(tuple(awards), (OpenTie(tier.key, tier.quota - sure, names, tie[0].score),))
            admitted: frozenset[str] = frozenset()
        else:
            sure, tie = _fill(line, decision.quota)
            admitted = decision.admitted
            _check_admitted(line, tier, decision)
        awards.extend(_award(candidate, tier, decision, False) for candidate in line[:sure])
        awards.extend(_award(candidate, tier, decision, True) for candidate in tie if candidate.entry in admitted)
        passed = [
            _Candidate(candidate.entry, candidate.place, candidate.score, decision.reason if decision else "")
            for candidate in tie
            if candidate.entry not in admitted
        ]
        line = passed + line[sure + len(tie) :]
    return Allocation(tuple(awards), ())


def _decisions_by_tier(
    tiers: Sequence[TierQuota], decisions: Iterable[BoundaryDecision]
) -> dict[str, BoundaryDecision]:
    """The decisions by their tier's key, once plan and decisions have been found sound in themselves."""
    keys = {tier.key for tier in tiers}
    if len(keys) < len(tiers) or any(tier.quota < 0 for tier in tiers):
        raise Refusal("bad-plan", gettext_noop("奖项设置有误：奖项不能重复，名额不能是负数，请更正。"))
    decided: dict[str, BoundaryDecision] = {}
    for decision in decisions:
        if decision.tier not in keys or decision.tier in decided:
            raise Refusal(
                "no-such-tier",
                gettext_noop("关于“%(tier)s”的决定无法对应：没有这个奖项，或已有一项决定。"),
                tier=decision.tier,
            )
        if decision.quota < 0 or not decision.reason.strip():
            raise Refusal(
                "bad-decision",
                gettext_noop("关于“%(tier)s”的决定须写明理由，名额不能是负数。"),
                tier=decision.tier,
            )
        decided[decision.tier] = decision
    return decided


def _fill(line: Sequence[_Candidate], quota: int) -> tuple[int, Sequence[_Candidate]]:
    """How many at the head of `line` surely fit into `quota` seats, and the tie across the last seat."""
    if quota >= len(line):
        return len(line), ()
    if quota == 0 or line[quota - 1].place != line[quota].place:
        return quota, ()
    place = line[quota].place
    first = last = quota
    while first and line[first - 1].place == place:
        first -= 1
    while last < len(line) and line[last].place == place:
        last += 1
    return first, line[first:last]


def _check_admitted(line: Sequence[_Candidate], tier: TierQuota, decision: BoundaryDecision) -> None:
    """Raise `Refusal` unless the decision's names and its number of seats speak of the same tie.

    The tie meant is the one across the last seat as decided. Where there is none any more, it is the tie
    across the last seat as planned: let in whole by a grown quota, it must be named whole; kept out whole by
    a smaller one, none of it may be named.
    """
    sure, tie = _fill(line, decision.quota)
    settled = not tie
    if settled:
        _, tie = _fill(line, tier.quota)
    names = {candidate.entry for candidate in tie}
    if not decision.admitted <= names:
        raise Refusal(
            "not-in-the-tie",
            gettext_noop("关于“%(tier)s”的决定列入了不在同分之列的作品：%(entries)s，请更正。"),
            tier=tier.name,
            entries="、".join(sorted(decision.admitted - names)),
        )
    within = names <= {candidate.entry for candidate in line[:sure]}
    seats = (len(names) if within else 0) if settled else decision.quota - sure
    if len(decision.admitted) > seats:
        raise Refusal(
            "more-than-seats",
            gettext_noop("“%(tier)s”按决定有%(quota)s个名额，容不下列入的全部同分作品，请增加名额或减少列入。"),
            tier=tier.name,
            quota=decision.quota,
        )
    if settled and within and decision.admitted != names:
        raise Refusal(
            "tie-left-out",
            gettext_noop("“%(tier)s”按决定有%(quota)s个名额，同分作品都能列入：请全部列入，或减少名额。"),
            tier=tier.name,
            quota=decision.quota,
        )


def _award(candidate: _Candidate, tier: TierQuota, decision: BoundaryDecision | None, by_name: bool) -> Award:
    """The award with the sentence that explains it; `by_name` says that the decision admitted the entry."""
    quota = decision.quota if decision else tier.quota
    params: dict[str, object] = {
        "place": candidate.place,
        "score": candidate.score,
        "tier": tier.name,
        "quota": quota,
        "planned": tier.quota,
        "reason": decision.reason if decision else "",
        "passed": candidate.passed_by,
    }
    if by_name:
        template = gettext_noop("得分%(score)s，第%(place)s名，名额边界同分，经决定列入%(tier)s：%(reason)s")
    elif quota != tier.quota:
        template = gettext_noop(
            "得分%(score)s，第%(place)s名，在%(tier)s名额内；名额经决定由%(planned)s个改为%(quota)s个：%(reason)s"
        )
    elif candidate.passed_by:
        template = gettext_noop(
            "得分%(score)s，第%(place)s名，同分未列入上一奖项（%(passed)s），按名次在%(tier)s的%(quota)s个名额内"
        )
    else:
        template = gettext_noop("得分%(score)s，第%(place)s名，在%(tier)s的%(quota)s个名额内")
    return Award(candidate.entry, tier.key, candidate.place, candidate.score, Phrase(template, params))
