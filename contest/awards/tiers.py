"""From the ranking to the prizes.

The rule in words. Tiers are filled in the order of the plan, each by rank, until its seats are given; nobody is passed
over but by a rule of the plan or by a recorded decision. A tier's seats are a fixed number or a share of the valid
entries (rounded down), for all entries together or in each group or genre by itself. Where the plan says one prize a
person, an entry is passed over whose author, or any of whose authors, has a prize already. Below a tier's least figure
its seats stay vacant.

Where entries with the same figure reach across the end of a tier, the plan's tie rules are asked in order. What they
don't settle stops the allocation: it names the tie and gives out nothing further until a decision is recorded, which
says whom of the tie it admits. More than there are seats: the tier grows by them. Fewer: the rest of the seats stays
vacant. The same is asked where two entries of one author share a figure and only one of them may win. Who was not
admitted stands first in line for the next tier. Besides, a decision may set the seats of a tier, higher or lower.
Unmarked entries never get a prize.

The outcome depends on ranking, plan and decisions only, never on the order in which they come. A decision on a tie that
is not there any more, as after an entry was disqualified, is left aside and named; one that admits two entries of
a person who takes one prize only, as after two units were found to be one, decides nothing: the tie waits again.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple

from contest.awards.plan import (
    About,
    Allocation,
    Award,
    Decision,
    Filled,
    OpenTie,
    Plan,
    Reserve,
    SeatsDecision,
    TieDecision,
    TierQuota,
    TieRule,
    Within,
)
from contest.awards.ranking import Ranked
from contest.phrases import Phrase, Refusal, gettext_noop

ALLOCATION_VERSION: Final = "2"


class _Candidate(NamedTuple):
    """A marked entry that stands in line; a large contest makes many at once."""

    entry: str
    place: int
    score: Decimal
    about: About


_NOBODY: Final = About()


def allocate(
    ranking: Iterable[Ranked],
    plan: Plan,
    decisions: Iterable[Decision] = (),
    about: Mapping[str, About] | None = None,
    valid: Mapping[tuple[Within, str], int] | None = None,
) -> Allocation:
    """Give out the prizes: the plan's tiers from the highest down.

    `about` says by entry what the plan's rules ask, `valid` how many valid entries there are by division, for shares.
    Raises `Refusal` where the plan names a tier twice or has negative seats, and where a decision has no reason, comes
    twice, or admits whom it may not.
    """
    known = about or {}
    line = [
        _Candidate(ranked.entry, ranked.place, ranked.score, known.get(ranked.entry, _NOBODY))
        for ranked in ranking
        if ranked.place is not None and ranked.score is not None
    ]
    line.sort(key=attrgetter("entry"))  # by place, then by entry: two plain sorts cost less than one by pairs
    line.sort(key=attrgetter("place"))
    giving = _Giving(plan, decisions, valid or {})
    divided = {within: _divided(line, within) for within in {tier.within for tier in plan.tiers}}
    for tier in plan.tiers:
        for division, members in divided[tier.within]:
            giving.fill(tier, division, members)
            if giving.open:
                return giving.result(line)
    giving.keep_in_reserve(line)
    return giving.result(line)


def _divided(line: Sequence[_Candidate], within: Within) -> list[tuple[str, Sequence[_Candidate]]]:
    if within is Within.ALL:
        return [("", line)]
    divisions: dict[str, list[_Candidate]] = {}
    for candidate in line:
        divisions.setdefault(candidate.about.division(within), []).append(candidate)
    return sorted(divisions.items())


class _Giving:
    """The prizes while they are being given out."""

    def __init__(self, plan: Plan, decisions: Iterable[Decision], valid: Mapping[tuple[Within, str], int]) -> None:
        self.plan = plan
        self.valid = valid
        self.seats, self.ties = _sorted_out(plan, decisions)
        self.used: set[Decision] = set()
        self.awards: list[Award] = []
        self.given: set[str] = set()
        self.holders: set[str] = set()
        self.filled: list[Filled] = []
        self.open: OpenTie | None = None
        self.passed: dict[str, str] = {}
        self.noted: dict[str, _Why] = {}
        self.reserve: list[Reserve] = []

    def fill(self, tier: TierQuota, division: str, members: Sequence[_Candidate]) -> None:
        """Give the seats of a tier in one division to those who have no prize yet."""
        valid = self.valid.get((tier.within, division))
        planned = tier.seats(sum(1 for _ in self._in_line(members)) if valid is None else valid)
        decided = self.seats.get((tier.key, division))
        if decided is not None:
            self.used.add(decided)
        seats = planned if decided is None else decided.seats
        tally = _Tally(tier, division, planned, seats, decided.reason if decided else "")
        for _, block in groupby(self._in_line(members), key=attrgetter("place")):
            candidates = list(block)
            if tier.minimum is not None and candidates[0].score < tier.minimum:
                below: _Why = _BELOW, {"tier": tier.name, "minimum": tier.minimum}
                self.noted.update((one.entry, below) for one in candidates)
                break
            if tally.left <= 0 or not self._fill_from(tally, candidates):
                break
        self.filled.append(Filled(tier.key, division, planned, tally.seats, tally.given))

    def _in_line(self, members: Sequence[_Candidate]) -> Iterator[_Candidate]:
        """Give those who have no prize yet, one after the other as they are asked for."""
        return (one for one in members if one.entry not in self.given)

    def _fill_from(self, tally: "_Tally", block: Sequence[_Candidate]) -> bool:
        """Give seats to entries with the same figure; False when the tier takes nobody after them."""
        free = self._without_prize(block)
        if len(free) <= tally.left and not self._clash(free):
            self._admit(tally, free)
            return True
        for part, rule in _parted(free, self.plan.tie_rules):
            waiting = self._without_prize(part)
            clash = self._clash(waiting)
            if tally.left <= 0:
                return False
            if len(waiting) <= tally.left and not clash:
                self._admit(tally, waiting, rule=rule)
            elif waiting and not self._decide(tally, waiting, clash):
                return False
        return True

    def _decide(self, tally: "_Tally", tie: Sequence[_Candidate], clash: bool) -> bool:
        """Take the decision on a tie, or stop at it; False when the tier takes nobody after it."""
        tier, names = tally.tier, frozenset(candidate.entry for candidate in tie)
        decision = self.ties.get((tier.key, tally.division, names))
        admitted = [candidate for candidate in tie if decision is not None and candidate.entry in decision.admitted]
        if decision is None or self._clash(admitted):
            entries = tuple(candidate.entry for candidate in tie)
            self.open = OpenTie(tier.key, tally.left, entries, tie[0].score, tally.division, is_own=clash)
            return False
        self.used.add(decision)
        crowded = len(tie) > tally.left
        tally.seats += max(0, len(admitted) - tally.left)
        self._admit(tally, admitted, decision=decision)
        self.passed.update((entry, decision.reason) for entry in names - decision.admitted)
        return not crowded

    def _without_prize(self, block: Sequence[_Candidate]) -> list[_Candidate]:
        """Give those whose people have no prize yet, where one takes one only."""
        if not self.plan.one_prize:
            return list(block)
        free: list[_Candidate] = []
        for one in block:
            if one.about.people.isdisjoint(self.holders):
                free.append(one)
            else:
                self.noted[one.entry] = _ONE_PRIZE, {}
        return free

    def _clash(self, block: Sequence[_Candidate]) -> bool:
        """Say whether two of them are by the same person, who takes one prize only."""
        if not self.plan.one_prize or len(block) < 2:
            return False
        people = [person for candidate in block for person in candidate.about.people]
        return len(set(people)) < len(people)

    def _admit(
        self,
        tally: "_Tally",
        candidates: Sequence[_Candidate],
        *,
        rule: TieRule | None = None,
        decision: TieDecision | None = None,
    ) -> None:
        for one in candidates:
            why = tally.why(one, rule, decision, self.passed.get(one.entry, ""))
            self.awards.append(Award(one.entry, tally.tier.key, one.place, one.score, why, tally.division))
            self.given.add(one.entry)
            self.holders |= one.about.people
        tally.given += len(candidates)

    def keep_in_reserve(self, line: Sequence[_Candidate]) -> None:
        """Put the next in line on the reserve list, those who share the last place of it included."""
        lowest = next((tier.minimum for tier in reversed(self.plan.tiers)), None)
        for _, block in groupby(self._in_line(line), key=attrgetter("place")):
            if len(self.reserve) >= self.plan.reserve:
                break
            free = [one for one in self._without_prize(list(block)) if lowest is None or one.score >= lowest]
            number = len(self.reserve) + 1
            self.reserve += [Reserve(one.entry, number) for one in free]

    def result(self, line: Sequence[_Candidate]) -> Allocation:
        """Give what came of it."""
        self.noted.update((one.entry, (_IN_RESERVE, {"number": one.number})) for one in self.reserve)
        self.noted.update((entry, (_WAITING, {})) for tie in (self.open,) if tie for entry in tie.entries)
        taken: tuple[Decision, ...] = (*self.seats.values(), *self.ties.values())
        stale = [one for one in taken if one not in self.used]
        return Allocation(
            tuple(self.awards),
            (self.open,) if self.open else (),
            tuple(self.filled),
            tuple(self.reserve),
            _LeftOut(line, self.given, self.noted, _AFTER_OPEN if self.open else _BEYOND),
            () if self.open else tuple(stale),
        )


_Why = tuple[str, Mapping[str, object]]
"""The sentence that says why an entry has no prize, and what it names besides place and figure."""


class _LeftOut(Mapping[str, Phrase]):
    """Why each of those in line has no prize; a sentence is made when it is asked for, since most never are."""

    def __init__(
        self, line: Sequence[_Candidate], given: Collection[str], noted: Mapping[str, _Why], otherwise: str
    ) -> None:
        self._line = {one.entry: one for one in line if one.entry not in given}
        self._noted = noted
        self._otherwise: _Why = otherwise, {}

    def __getitem__(self, entry: str) -> Phrase:
        one = self._line[entry]
        template, params = self._noted.get(entry, self._otherwise)
        return Phrase(template, {"place": one.place, "score": one.score, **params})

    def __iter__(self) -> Iterator[str]:
        return iter(self._line)

    def __len__(self) -> int:
        return len(self._line)


@dataclass(slots=True)
class _Tally:
    """A tier in one division while it is filled."""

    tier: TierQuota
    division: str
    planned: int
    seats: int
    reason: str
    given: int = 0

    @property
    def left(self) -> int:
        return self.seats - self.given

    def why(self, one: _Candidate, rule: TieRule | None, decision: TieDecision | None, passed: str) -> Phrase:
        """Give the sentence that explains an award."""
        params = {"place": one.place, "score": one.score, "tier": self.tier.name, "quota": self.seats}
        if decision is not None:
            return Phrase(_BY_DECISION, {**params, "reason": decision.reason})
        if rule is not None:
            return Phrase(_BY_RULE, {**params, "rule": rule.name})
        if self.reason:
            return Phrase(_SEATS_DECIDED, {**params, "planned": self.planned, "reason": self.reason})
        if passed:
            return Phrase(_PASSED, {**params, "passed": passed})
        return Phrase(_BY_RANK, params)


_BY_RANK: Final = gettext_noop("得分%(score)s，第%(place)s名，在%(tier)s的%(quota)s个名额内")
_BY_RULE: Final = gettext_noop("得分%(score)s，第%(place)s名，名额边界同分，“%(rule)s”在先，列入%(tier)s")
_BY_DECISION: Final = gettext_noop("得分%(score)s，第%(place)s名，名额边界同分，经决定列入%(tier)s：%(reason)s")
_SEATS_DECIDED: Final = gettext_noop(
    "得分%(score)s，第%(place)s名，在%(tier)s名额内；名额经决定由%(planned)s个改为%(quota)s个：%(reason)s"
)
_PASSED: Final = gettext_noop(
    "得分%(score)s，第%(place)s名，同分未列入上一奖项（%(passed)s），按名次在%(tier)s的%(quota)s个名额内"
)
_ONE_PRIZE: Final = gettext_noop("得分%(score)s，第%(place)s名；作者已有别的作品获奖，一人一奖")
_BELOW: Final = gettext_noop("得分%(score)s，第%(place)s名；没有达到%(tier)s的最低分%(minimum)s")
_WAITING: Final = gettext_noop("得分%(score)s，第%(place)s名；同分待定")
_AFTER_OPEN: Final = gettext_noop("得分%(score)s，第%(place)s名；前面的同分决定之后才能定")
_IN_RESERVE: Final = gettext_noop("得分%(score)s，第%(place)s名；候补第%(number)s位")
_BEYOND: Final = gettext_noop("得分%(score)s，第%(place)s名；名次在各奖项的名额之后")


def _parted(
    block: Sequence[_Candidate], rules: Sequence[TieRule], settled: TieRule | None = None
) -> Iterator[tuple[list[_Candidate], TieRule | None]]:
    """Part entries with the same figure by the tie rules, best first, each with the rule that set it apart."""
    if len(block) < 2 or not rules:
        yield list(block), settled
        return
    rule, rest = rules[0], rules[1:]
    values = {one.entry: one.about.values.get(rule.key) for one in block}
    figures = [value for value in values.values() if value is not None]
    if len(figures) < len(block):  # a rule that not all of them can be asked by settles nothing
        yield from _parted(block, rest, settled)
        return
    for figure in sorted(set(figures), reverse=True):
        alike = [one for one in block if values[one.entry] == figure]
        yield from _parted(alike, rest, rule if len(alike) < len(block) else settled)


def _sorted_out(
    plan: Plan, decisions: Iterable[Decision]
) -> tuple[dict[tuple[str, str], SeatsDecision], dict[tuple[str, str, frozenset[str]], TieDecision]]:
    """The decisions by what they are about, once plan and decisions have been found sound in themselves."""
    names = {tier.key: tier.name for tier in plan.tiers}
    if len(names) < len(plan.tiers) or any(tier.quota < 0 for tier in plan.tiers):
        raise Refusal("bad-plan", gettext_noop("奖项设置有误：奖项不能重复，名额不能是负数，请更正。"))
    seats: dict[tuple[str, str], SeatsDecision] = {}
    ties: dict[tuple[str, str, frozenset[str]], TieDecision] = {}
    for one in decisions:
        name = names.get(one.tier, one.tier)
        if not one.reason.strip() or (isinstance(one, SeatsDecision) and one.seats < 0):
            raise Refusal("bad-decision", gettext_noop("关于“%(tier)s”的决定须写明理由，名额不能是负数。"), tier=name)
        if isinstance(one, TieDecision) and not one.admitted <= one.tied:
            raise Refusal(
                "not-in-the-tie",
                gettext_noop("关于“%(tier)s”的决定列入了不在同分之列的作品：%(entries)s，请更正。"),
                tier=name,
                entries="、".join(sorted(one.admitted - one.tied)),
            )
        if isinstance(one, SeatsDecision):
            twice = seats.setdefault((one.tier, one.division), one) is not one
        else:
            twice = ties.setdefault((one.tier, one.division, one.tied), one) is not one
        if twice:
            raise Refusal(
                "decided-twice", gettext_noop("关于“%(tier)s”的同一件事有两项决定，请先撤销一项。"), tier=name
            )
    return seats, ties
