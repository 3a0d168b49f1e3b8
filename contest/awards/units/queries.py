"""Reads of units for their prize: what each did, in a few queries however many there are, and the table made of it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext, override

from contest.awards.models import PrizeList
from contest.awards.proposing import Proposal, propose
from contest.awards.queries import confirmed_list, decisive_round
from contest.awards.units.facts import UnitFacts
from contest.awards.units.models import UnitDecision, UnitFigure
from contest.awards.units.scores import Decision
from contest.awards.units.table import Row, Rules, Table, frozen, make_table, thawed
from contest.awards.versions import versions_of
from contest.documents.layout_report import Verdict
from contest.entries.models import OUT_OF_THE_CONTEST, Entry, EntryAuthor, EntryState
from contest.entries.units.models import Unit
from contest.entries.units.queries import standing_for
from contest.judging.models import RoundEntry, RoundState
from contest.notice.models import Contest, LayoutProfile, Tier
from contest.notice.queries import terms_of
from contest.phrases import Phrase, Refusal, gettext_noop
from contest.web.wording import figure, said_list, say

Awarded = Mapping[int, Mapping[str, int]]
"""How many prizes each unit (primary key) has, by tier; a unit without any is left out."""


@dataclass(frozen=True, slots=True)
class UnitProposal:
    """A unit (primary key) that is to get the prize, its score, and the sentence that says why."""

    unit: int
    name: str
    score: Decimal
    sentence: Phrase


def proposed_units(contest: Contest, proposal: Proposal | None = None) -> tuple[UnitProposal, ...]:
    """Give the units that formula and decisions name, best first; none where the notice has no formula.

    `proposal` is the list of prizes to people, where it is at hand.
    """
    return named_in(formula_table(contest, proposal))


def named_in(table: Table | None) -> tuple[UnitProposal, ...]:
    """Give the units that get the prize by formula and decisions, best first."""
    return tuple(
        UnitProposal(row.facts.unit, row.facts.name, row.total, row.why)
        for row in (table.rows if table else ())
        if row.is_in and row.total is not None and row.why is not None
    )


def grounds_of(table: Table | None) -> str:
    """Give what the list says of the units that the formula names, in the site's own language; empty without one."""
    with override(settings.LANGUAGE_CODE):
        named = [
            gettext("%(name)s %(score)s 分") % {"name": one.name, "score": figure(one.score)} for one in named_in(table)
        ]
        template = gettext_noop("按通知公布的单位计分办法：%(units)s。各项数字和每个单位的依据见单位得分表。")
        return say(Phrase(template, {"units": said_list(named)})) if named else ""


def unit_table(contest: Contest, proposal: Proposal | None = None, version: int | None = None) -> Table:
    """Give the units' table as it is now; of a confirmed list, or a version of it, the one kept, or what it honours."""
    confirmed = confirmed_list(contest)
    if confirmed is None:
        rules = rules_of(contest)
        awarded = proposed_awards(proposal or proposal_now(contest))
        return _ranked(contest, rules, awarded) if rules.formula else make_table(rules, unit_facts(contest, awarded))
    number = version or confirmed.version
    kept = confirmed.rules if number == confirmed.version else versions_of(confirmed)[number - 1].rules
    if "units" in kept:
        return thawed(kept["units"])
    honoured = confirmed.unit_awards.of_version(number).values_list("unit", flat=True)
    given = set(standing_for(honoured).values())
    units = unit_facts(contest, _confirmed_awards(confirmed, number))
    return Table(replace(rules_of(contest), formula=()), tuple(Row(one, one.unit in given) for one in units))


def formula_table(contest: Contest, proposal: Proposal | None = None) -> Table | None:
    """Give the units as the notice's formula ranks them now; nothing where it has none: the office chooses by hand."""
    rules = rules_of(contest)
    if not rules.formula:
        return None
    return _ranked(contest, rules, proposed_awards(proposal or proposal_now(contest)))


def _ranked(contest: Contest, rules: Rules, awarded: Awarded | None) -> Table:
    taken = {decision.kind: decision_of(decision) for decision in standing_unit_decisions(contest)}
    units = unit_facts(contest, awarded)
    return make_table(rules, units, tie=taken.get("tie"), override=taken.get("override"))


def rules_of(contest: Contest) -> Rules:
    """Give by what the units of a contest are ranked, as its notice says."""
    tiers = list(contest.tiers.all())
    prize = next((tier for tier in tiers if tier.kind == Tier.Kind.UNIT), None)
    return Rules(
        prize=prize.name if prize else "",
        quota=(prize.quota or 0) if prize else 0,
        formula=terms_of(contest) if prize else (),
        tiers={tier.key: tier.name for tier in tiers if tier.kind == Tier.Kind.PERSON},
    )


def hold_to(table: Table | None, chosen: Iterable[int]) -> dict[str, Any]:
    """Refuse other units than formula and decisions name; give what the confirmed list keeps of the table.

    Without a formula the office chooses by hand, and nothing is kept. Raises `Refusal` while a tie waits too.
    """
    if table is None:
        return {}
    if not table.is_complete:
        raise Refusal("units-undecided", gettext_noop("获奖单位还有同分或失效的决定没有处理，请先到“单位得分”决定。"))
    if set(chosen) != table.chosen:
        raise Refusal(
            "units-differ",
            gettext_noop("所选单位与计分办法算出的不同。要选别的单位，请先到“单位得分”另行决定，并写明理由。"),
        )
    return {"units": frozen(table)}


def standing_unit_decisions(contest: Contest) -> QuerySet[UnitDecision]:
    """Give the decisions on units that stand, at most one of a kind."""
    return (
        UnitDecision.objects.filter(contest=contest, revoked_at=None)
        .select_related("decided_by")
        .prefetch_related("chosen", "tied")
    )


def decision_of(row: UnitDecision) -> Decision:
    """Give a decision on units as the rule takes it."""
    return Decision(
        frozenset(unit.pk for unit in row.chosen.all()), row.reason, frozenset(unit.pk for unit in row.tied.all())
    )


def proposal_now(contest: Contest) -> Proposal | None:
    """Give the prizes to people as they are proposed; none before a round is over."""
    round_ = decisive_round(contest)
    return propose(round_) if round_ else None


def waits_for(contest: Contest, proposal: Proposal | None) -> Phrase | None:
    """Say what has to end before units can be decided on: the rounds, the ties of prizes to people."""
    if proposal is None or contest.rounds.exclude(state=RoundState.CLOSED).exists():
        return Phrase(gettext_noop("评审还没有结束，下面的得分和名次还会变。"))
    if not proposal.allocation.is_complete:
        return Phrase(gettext_noop("个人奖项还有同分没有决定，各单位的获奖篇数还会变，请先决定。"))
    return None


def proposed_awards(proposal: Proposal | None) -> Awarded | None:
    """Give the prizes to people that are proposed, by unit; unknown without a proposal."""
    if proposal is None:
        return None
    return _by_unit((proposal.entries[award.entry].unit_id, award.tier) for award in proposal.allocation.awards)


def _confirmed_awards(confirmed: PrizeList, version: int) -> Awarded:
    return _by_unit(confirmed.awards.of_version(version).values_list("entry__unit_id", "tier_key"))


def _by_unit(awards: Iterable[tuple[int | None, str]]) -> Awarded:
    counted: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for unit, tier in awards:
        if unit is not None:
            counted[unit][tier] += 1
    return counted


def unit_facts(contest: Contest, awarded: Awarded | None, without: Collection[str] = ()) -> list[UnitFacts]:
    """Count what each unit with entries handed in did; the most awarded and the most entries first.

    Entries `without` (tokens) are counted as if they were disqualified.

    An entry belongs to the unit that it has by now: merging has moved it there. A unit below another is one of its own:
    the table names the one above it, and no entry counts twice.
    """
    authors = _authors(contest)
    advanced = _advanced(contest, without)
    figures = figures_of(contest)
    nothing: dict[str, int] = {}
    units = []
    for row in _counts(contest, without):
        unit = row["unit_id"]
        mine = figures.get(unit)
        units.append(
            UnitFacts(
                unit=unit,
                name=row["unit__name"],
                above=row["unit__parent__name"] or "",
                entered=row["entered"],
                valid=row["valid"],
                on_time=row["on_time"] if contest.closes_at else None,
                checked=row["checked"] if contest.layout_profile != LayoutProfile.FREE else None,
                layout=row["layout"] if contest.layout_profile != LayoutProfile.FREE and row["checked"] else None,
                advanced=None if advanced is None else advanced.get(unit, 0),
                awarded=None if awarded is None else dict(awarded.get(unit, nothing)),
                violations=row["violations"],
                authors=authors.get(unit, 0),
                head_count=mine.head_count if mine else None,
                mark=mine.committee_mark if mine else None,
            )
        )
    return sorted(units, key=_listed)


def _listed(facts: UnitFacts) -> tuple[int, int, int, str]:
    return (-sum((facts.awarded or {}).values()), -facts.valid, -facts.entered, facts.name)


def _handed_in(path: str = "") -> Q:
    return ~Q(**{f"{path}state__in": OUT_OF_THE_CONTEST}) & Q(**{f"{path}unit__isnull": False})


def _counts(contest: Contest, without: Collection[str]) -> QuerySet[Entry, Any]:
    valid, violations = Q(state=EntryState.ELIGIBLE), Q(state=EntryState.DISQUALIFIED)
    if without:
        valid, violations = valid & ~Q(token__in=without), violations | Q(token__in=without)
    told = Q(manuscript__check_result__layout__in=[Verdict.FITS, Verdict.ADVISE])
    return (
        Entry.objects.filter(_handed_in(), contest=contest)
        .order_by()
        .values("unit_id", "unit__name", "unit__parent__name")
        .annotate(
            entered=Count("pk"),
            valid=Count("pk", filter=valid),
            violations=Count("pk", filter=violations),
            on_time=Count("pk", filter=Q(received_at__lte=F("contest__closes_at"))),
            checked=Count("pk", filter=told),
            layout=Count("pk", filter=Q(manuscript__check_result__layout=Verdict.FITS)),
        )
    )


def _authors(contest: Contest) -> dict[int, int]:
    """How many authors each unit has, each counted once however many entries are theirs."""
    names = EntryAuthor.objects.filter(_handed_in("entry__"), entry__contest=contest).order_by()
    return dict(names.values_list("entry__unit").annotate(number=Count("key", distinct=True)))


def _advanced(contest: Contest, without: Collection[str]) -> dict[int, int] | None:
    """How many entries of each unit came into a later round; unknown where there was none."""
    rounds = list(contest.rounds.exclude(state=RoundState.PREPARED).order_by("position").values_list("pk", flat=True))
    if len(rounds) < 2:
        return None
    later = RoundEntry.objects.filter(round__in=rounds[1:], entry__state=EntryState.ELIGIBLE).order_by()
    later = later.exclude(entry__token__in=without)
    return dict(later.values_list("entry__unit").annotate(number=Count("entry", distinct=True)))


def figures_of(contest: Contest) -> dict[int, UnitFigure]:
    """Give what was entered of each unit; one that another was merged into has its own before the other's."""
    entered = list(contest.unit_figures.all())
    if not entered:
        return {}
    now = standing_for([one.unit_id for one in entered])
    own = {one.unit_id: one for one in entered if now[one.unit_id] == one.unit_id}
    return {now[one.unit_id]: one for one in entered} | own


def units_here(contest: Contest) -> QuerySet[Unit]:
    """Give the units with entries handed in, by name."""
    handed = Entry.objects.filter(_handed_in(), contest=contest).values("unit")
    return Unit.objects.filter(pk__in=handed).order_by("name", "pk")
