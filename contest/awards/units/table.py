"""The units' table: what every unit did, its score, its place and why; as it is, or as a confirmed list keeps it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from typing import Any

from contest.awards.units.facts import UnitFacts
from contest.awards.units.reasons import why
from contest.awards.units.scores import SCORES_VERSION, Allocation, Decision, Points, allocate_units, rank_units
from contest.notice.announcement import UnitTermAnnounced
from contest.phrases import Phrase

Formula = tuple[UnitTermAnnounced, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """By what units are ranked: the prize, its quota, the formula, and the names of the prizes to people by key."""

    prize: str
    quota: int
    formula: Formula
    tiers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One unit. Without a formula it has neither score nor place nor reason."""

    facts: UnitFacts
    is_in: bool = False
    place: int | None = None
    total: Decimal | None = None
    points: tuple[Points, ...] = ()
    why: Phrase | None = None
    is_tied: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Every unit, best first, or as they are listed where there is no formula."""

    rules: Rules
    rows: tuple[Row, ...]
    allocation: Allocation | None = None

    @property
    def is_complete(self) -> bool:
        """Whether no tie waits, and no decision is void."""
        return self.allocation is None or self.allocation.is_complete

    @property
    def chosen(self) -> frozenset[int]:
        """The units that get the prize (primary keys)."""
        return frozenset(row.facts.unit for row in self.rows if row.is_in)

    @property
    def most(self) -> int:
        """How many units may get it: the quota, or as many as a decision lets in."""
        return max(self.rules.quota, len(self.chosen))


def make_table(
    rules: Rules, units: Iterable[UnitFacts], *, tie: Decision | None = None, override: Decision | None = None
) -> Table:
    """Rank the units and give out the prize as far as decisions don't say otherwise."""
    listed = tuple(units)
    if not rules.formula:
        return Table(rules, tuple(Row(facts) for facts in listed))
    allocation = allocate_units(rank_units(listed, rules.formula), rules.quota, tie, override)
    rows = tuple(
        Row(
            facts=outcome.placed.score.facts,
            is_in=outcome.is_in,
            place=outcome.placed.place,
            total=outcome.placed.score.total,
            points=outcome.placed.score.points,
            why=why(outcome, allocation, prize=rules.prize, tiers=rules.tiers),
            is_tied=outcome.placed.unit in allocation.open_tie,
        )
        for outcome in allocation.outcomes
    )
    return Table(rules, rows, allocation)


def frozen(table: Table) -> dict[str, Any]:
    """Give the table as plain JSON values, as a confirmed list keeps it."""
    rules = table.rules
    return {
        "version": SCORES_VERSION,
        "prize": rules.prize,
        "quota": rules.quota,
        "tiers": [[key, name] for key, name in rules.tiers.items()],
        "formula": [_plain(asdict(term)) for term in rules.formula],
        "rows": [
            {
                "facts": _plain(asdict(row.facts)),
                "in": row.is_in,
                "place": row.place,
                "total": str(row.total),
                "points": [[_text(one.number), _text(one.counted), str(one.points)] for one in row.points],
                "why": row.why.as_json() if row.why else None,
            }
            for row in table.rows
        ],
    }


def fingerprint(table: Table | None) -> str:
    """Give the SHA-256 of all that a table says; nothing of no table."""
    if table is None:
        return ""
    said = json.dumps(frozen(table), separators=(",", ":"), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def thawed(kept: Mapping[str, Any]) -> Table:
    """Give the table that `frozen` kept; nothing is computed again."""
    formula = tuple(_term(term) for term in kept["formula"])
    rules = Rules(kept["prize"], kept["quota"], formula, dict(kept["tiers"]))
    return Table(
        rules,
        tuple(
            Row(
                facts=_facts(row["facts"]),
                is_in=row["in"],
                place=row["place"],
                total=Decimal(row["total"]),
                points=tuple(
                    Points(term, _number(number), _number(counted), Decimal(points))
                    for term, (number, counted, points) in zip(formula, row["points"], strict=True)
                ),
                why=Phrase.of_json(row["why"]),
            )
            for row in kept["rows"]
        ),
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _term(kept: Mapping[str, Any]) -> UnitTermAnnounced:
    term = UnitTermAnnounced(**kept)
    return replace(term, weight=Decimal(term.weight), cap=_number(kept["cap"]), per=Decimal(term.per))


def _facts(kept: Mapping[str, Any]) -> UnitFacts:
    known = {field.name for field in fields(UnitFacts)}
    return UnitFacts(**{**{name: kept[name] for name in known}, "mark": _number(kept["mark"])})
