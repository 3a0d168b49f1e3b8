"""The prize list as it would be now: from the figures stored, the plan of the notice, and the decisions taken."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import OuterRef, QuerySet, Subquery

from contest.awards.inputs import Inputs, count_valid, mean_marks, most_firsts, numbered_people
from contest.awards.models import PrizeDecision
from contest.awards.plan import (
    About,
    Allocation,
    Decision,
    Plan,
    SeatsDecision,
    TieDecision,
    TierQuota,
    TieRule,
    Within,
)
from contest.awards.ranking import Ranked
from contest.entries.models import Entry, EntryAuthor, EntryState
from contest.entries.units.queries import standing_for
from contest.judging.drawing import kept_rounds
from contest.judging.models import Mark, Reading, Round, RoundEntry
from contest.notice.announcement import MOST_FIRSTS
from contest.notice.models import Contest, Tier
from contest.phrases import Phrase, gettext_noop

_FIRSTS: Final = Phrase(gettext_noop("第一名多的"))


@dataclass(frozen=True, slots=True)
class Proposal:
    """The prize list as ranking, plan and decisions give it, and what it was computed from.

    `entries` are the entries that the allocation names, by key; `stale` are decisions whose tie is gone. `inputs_hash`
    covers everything that the list depends on: what is confirmed is what was shown.
    """

    round: Round
    ranking: tuple[Ranked, ...]
    plan: Plan
    allocation: Allocation
    decisions: tuple[PrizeDecision, ...]
    stale: tuple[PrizeDecision, ...]
    entries: Mapping[str, Entry]
    inputs_hash: str

    @property
    def is_unmarked(self) -> bool:
        """No entry has a figure: there is nothing to rank."""
        return all(ranked.score is None for ranked in self.ranking)

    def tier(self, key: str) -> TierQuota:
        """Give a tier of the plan."""
        return next(tier for tier in self.plan.tiers if tier.key == key)


def propose(round_: Round, *, without: Collection[str] = ()) -> Proposal:
    """Compute the prize list of a round; `without` are entries (tokens) that are left out as if disqualified."""
    rows = list(
        RoundEntry.objects.filter(round=round_, entry__state=EntryState.ELIGIBLE)
        .exclude(entry__token__in=without)
        .order_by("entry__token")
        .values_list("entry__token", "score", "entry__genre", "group")
    )
    plan = plan_of(round_.contest, round_)
    taken = tuple(standing_decisions(round_))
    decisions = tuple(decided(one) for one in taken)
    inputs = Inputs(
        method=round_.method,
        scores={token: score for token, score, *_rest in rows},
        plan=plan,
        about=_about(round_, plan, rows),
        valid=_valid(round_, plan, rows, without),
        decisions=decisions,
    )
    allocation = inputs.allocation()
    named = {award.entry for award in allocation.awards}.union(
        *(tie.entries for tie in allocation.open_ties), (one.entry for one in allocation.reserve)
    )
    entries = {entry.token: entry for entry in Entry.objects.filter(token__in=named).select_related("unit")}
    stale = tuple(row for row, one in zip(taken, decisions, strict=True) if one in allocation.stale)
    return Proposal(round_, inputs.ranking, plan, allocation, taken, stale, entries, inputs.digest())


def plan_of(contest: Contest, round_: Round) -> Plan:
    """Give what the notice says of the prizes to people; tie rules by the names that the round's criteria have."""
    names = {criterion.key: criterion.name for criterion in round_.criteria.all()} if contest.tie_rules else {}
    return Plan(
        tiers=tuple(
            TierQuota(tier.key, tier.name, tier.quota or 0, tier.share, Within(tier.within), tier.minimum)
            for tier in contest.tiers.all()
            if tier.kind == Tier.Kind.PERSON
        ),
        one_prize=contest.one_prize,
        reserve=contest.reserve,
        tie_rules=tuple(
            TieRule(key, _FIRSTS if key == MOST_FIRSTS else names[key])
            for key in contest.tie_rules
            if key == MOST_FIRSTS or key in names
        ),
    )


def standing_decisions(round_: Round) -> QuerySet[PrizeDecision]:
    """Give the decisions on prizes that stand."""
    return decisions_on(round_).filter(revoked_at=None)


def decisions_on(round_: Round) -> QuerySet[PrizeDecision]:
    """Give every decision on prizes, those that were revoked too, in turn, with the name of the tier."""
    tier = Tier.objects.filter(contest=round_.contest_id, key=OuterRef("tier_key"))
    found = PrizeDecision.objects.filter(round=round_).annotate(tier_name=Subquery(tier.values("name")[:1]))
    return found.select_related("decided_by").prefetch_related("admitted", "tied").order_by("pk")


def decided(row: PrizeDecision) -> Decision:
    """Give a decision on prizes as the rule takes it."""
    if row.kind == PrizeDecision.Kind.SEATS:
        return SeatsDecision(row.tier_key, row.seats or 0, row.reason, row.division)
    return TieDecision(
        row.tier_key,
        frozenset(entry.token for entry in row.tied.all()),
        frozenset(entry.token for entry in row.admitted.all()),
        row.reason,
        row.division,
    )


Row = tuple[str, Decimal | None, str, int | None]
"""An entry of the round: token, figure, genre, group."""


def _about(round_: Round, plan: Plan, rows: Sequence[Row]) -> dict[str, About]:
    """Give what the plan's rules ask of each entry."""
    people = people_in(round_) if plan.one_prize else {}
    values = {rule.key: _values(round_, rule.key) for rule in plan.tie_rules}
    return {
        token: About(
            people.get(token, frozenset()),
            "" if group is None else str(group),
            genre,
            {key: found.get(token) for key, found in values.items()},
        )
        for token, _score, genre, group in rows
    }


def people_in(round_: Round) -> Mapping[str, frozenset[str]]:
    """Give by entry of a round (token) the numbers of its authors.

    A person is a name in a unit (as merged by now): two of one name in two units are taken for two.
    """
    authors = EntryAuthor.objects.filter(entry__rounds__round=round_)
    found = list(authors.values_list("entry__token", "entry__unit_id", "key"))
    units = standing_for({unit for _token, unit, _key in found if unit is not None})
    people: dict[str, list[str]] = defaultdict(list)
    for token, unit, key in found:
        people[token].append(f"{key}@{units.get(unit or 0, '')}")
    return numbered_people(people)


def _values(round_: Round, key: str) -> dict[str, Decimal | None]:
    """Give by entry what a tie rule goes by: its mean mark on a criterion, or how many judges placed it first."""
    rounds = [round_, *kept_rounds(round_)]
    if key == MOST_FIRSTS:
        readings = (
            Reading.objects.filter(judge__round__in=rounds).standing().exclude(submitted_at=None).exclude(total=None)
        )
        totals = readings.values_list("judge_id", "round_entry__entry__token", "total").iterator(chunk_size=2000)
        return most_firsts((judge, token, total) for judge, token, total in totals if total is not None)
    marks = Mark.objects.filter(criterion__round__in=rounds, criterion__key=key, reading__ended_at=None)
    submitted = marks.exclude(reading__submitted_at=None)
    return mean_marks(submitted.values_list("reading__round_entry__entry__token", "value").iterator(chunk_size=2000))


def _valid(round_: Round, plan: Plan, rows: Sequence[Row], without: Collection[str]) -> dict[tuple[Within, str], int]:
    """Give how many valid entries there are by division, where a tier is a share of them."""
    genres: Mapping[str, int] = {}
    if any(tier.share is not None for tier in plan.tiers):
        eligible = round_.contest.entries.filter(state=EntryState.ELIGIBLE).exclude(token__in=without)
        genres = Counter(eligible.values_list("genre", flat=True))
    return count_valid(plan, genres, ["" if group is None else str(group) for *_rest, group in rows])
