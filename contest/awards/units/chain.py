"""What a correction of a confirmed list means for the prize to units, as it is shown before it is done."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from contest.awards.certificates.models import Certificate
from contest.awards.models import PrizeList, UnitAward
from contest.awards.proposing import Proposal
from contest.awards.units.queries import (
    decision_of,
    proposed_awards,
    standing_unit_decisions,
    unit_facts,
    units_here,
)
from contest.awards.units.table import Row, Table, fingerprint, make_table, thawed
from contest.entries.units.queries import standing_for
from contest.notice.models import Tier


@dataclass(frozen=True, slots=True)
class Line:
    """A unit whose score or prize would be another: its row in the version that stands, if it has one, and then."""

    before: Row | None
    after: Row


@dataclass(frozen=True, slots=True)
class UnitChain:
    """The units that have the prize, and those that would.

    `awards` are the awards that stand, and `holders` says of each unit in them which one it is by now. `before` is the
    table that the list keeps; `decided` the table as formula and decisions give it then, `formula` without an override,
    and without a decision on a tie that is gone. Without a formula there is none of the three. `names` are the units
    that may be chosen.
    """

    prize: Tier
    awards: tuple[UnitAward, ...]
    holders: Mapping[int, int]
    names: Mapping[int, str]
    before: Table | None = None
    decided: Table | None = None
    formula: Table | None = None

    @property
    def standing(self) -> frozenset[int]:
        """The units that have the prize, as merged by now."""
        return frozenset(self.holders.values())

    @property
    def is_backed(self) -> bool:
        """Formula and decisions name the units that have it: nothing has to be said for them to keep it."""
        return self.formula is None or _names(self.decided, self.standing)

    @property
    def is_named(self) -> bool:
        """The formula alone names the units that have it."""
        return _names(self.formula, self.standing)

    @property
    def asks(self) -> bool:
        """Somebody has to say which units get the prize."""
        return not self.is_backed and not self.is_named

    @property
    def may_take_formula(self) -> bool:
        """The formula names other units, and no tie is open among them."""
        return self.formula is not None and self.formula.is_complete and not self.is_named

    @property
    def lost(self) -> list[UnitAward]:
        """The awards that end if the units are those that the formula names."""
        return self.ending(self.formula.chosen if self.formula else self.standing)

    @property
    def gained(self) -> list[str]:
        """The units, by name, that get the prize if they are those that the formula names."""
        named = self.formula.chosen if self.formula else frozenset()
        return [self.names[unit] for unit in sorted(named - self.standing)]

    @property
    def certificates(self) -> list[Certificate]:
        """The certificates that are withdrawn if the units are those that the formula names."""
        return certificates_of(self.lost)

    @property
    def lines(self) -> list[Line]:
        """The units whose score or prize would be another, by the formula, and those of a tie; no mere place."""
        kept = {row.facts.unit: row for row in (self.before.rows if self.before else ())}
        found = [Line(kept.get(row.facts.unit), row) for row in (self.formula.rows if self.formula else ())]
        return [
            one
            for one in found
            if one.before is None
            or one.after.is_tied
            or (one.before.total, one.before.is_in) != (one.after.total, one.after.is_in)
        ]

    @property
    def told(self) -> list[object]:
        """All that it says, to be hashed."""
        awards = sorted((one.pk, self.holders[one.unit_id]) for one in self.awards)
        return [awards, fingerprint(self.decided), fingerprint(self.formula)]

    def ending(self, chosen: Collection[int]) -> list[UnitAward]:
        """Give the awards that end where these units get the prize: of two whose units are one by now, one of them."""
        own_last = sorted(self.awards, key=lambda one: self.holders[one.unit_id] == one.unit_id)
        kept = {self.holders[one.unit_id]: one for one in own_last}
        return [one for one in self.awards if self.holders[one.unit_id] not in chosen or one not in kept.values()]


def unit_chain(confirmed: PrizeList, proposal: Proposal, without: Collection[str] = ()) -> UnitChain | None:
    """Give what a correction means for units, with entries (tokens) taken out; nothing where there is no unit prize.

    The rules are those that the list keeps: the notice's formula can't be changed once there is one.
    """
    contest = confirmed.contest
    prize = contest.tiers.filter(kind=Tier.Kind.UNIT).first()
    if prize is None:
        return None
    awards = tuple(confirmed.unit_awards.standing())
    holders = standing_for([one.unit_id for one in awards])
    if "units" not in confirmed.rules:
        return UnitChain(prize, awards, holders, dict(units_here(contest).values_list("pk", "name")))
    before = thawed(confirmed.rules["units"])
    facts = unit_facts(contest, proposed_awards(proposal), without)
    taken = {one.kind: decision_of(one) for one in standing_unit_decisions(contest)}
    tie, override = taken.get("tie"), taken.get("override")
    formula = make_table(before.rules, facts, tie=tie)
    if formula.allocation is not None and formula.allocation.void:
        formula = make_table(before.rules, facts)
    decided = make_table(before.rules, facts, tie=tie, override=override)
    return UnitChain(prize, awards, holders, {one.unit: one.name for one in facts}, before, decided, formula)


def certificates_of(awards: Collection[UnitAward]) -> list[Certificate]:
    """Give the certificates that were issued for awards to units, and stand."""
    found = Certificate.objects.standing().filter(unit_award__in=[one.pk for one in awards])
    return list(found.select_related("contest").order_by("serial"))


def _names(table: Table | None, units: frozenset[int]) -> bool:
    return table is not None and table.is_complete and table.chosen == units
