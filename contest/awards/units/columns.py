"""What the units' table shows of each unit, column by column, and in which order."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from contest.awards.units.facts import UnitFacts
from contest.awards.units.table import Row, Rules
from contest.notice.announcement import FACTS
from contest.notice.unit_rules import SHARES, name_of
from contest.phrases import Phrase, gettext_noop

HEAD_COUNT = gettext_noop("人数")
AUTHORS = gettext_noop("作者人数")
CHECKED = gettext_noop("查过版式篇数")
_RATES = frozenset({"participation", "author-participation"})


@dataclass(frozen=True, slots=True)
class Column:
    """A number of each unit: a term of the formula (by its place there), or a fact that stands beside it."""

    key: str
    label: Phrase
    fact: str
    tier: str = ""
    term: int | None = None
    is_share: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A unit's number in a column; what is counted of it, where a cap is less; the points, where a term gives some."""

    column: Column
    number: Decimal | None
    counted: Decimal | None = None
    points: Decimal | None = None


def columns_of(rules: Rules) -> list[Column]:
    """Give the terms in their order; then what else is asked of units, and what rates and shares are made of."""
    columns = [
        Column(
            f"{term.fact}.{term.tier}" if term.tier else term.fact,
            name_of(term, rules.tiers),
            term.fact,
            term.tier,
            number,
            term.fact in SHARES,
        )
        for number, term in enumerate(rules.formula)
    ]
    shown = {column.key for column in columns}
    beside = ["entered", "valid", "awarded"] if rules.formula else [fact for fact in FACTS if fact != "on-time"]
    columns += [
        Column(fact, Phrase(FACTS[fact]), fact, is_share=fact in SHARES) for fact in beside if fact not in shown
    ]
    if shown & _RATES or not rules.formula:
        columns.append(Column("head-count", Phrase(HEAD_COUNT), "head-count"))
    if "author-participation" in shown or not rules.formula:
        columns.append(Column("authors", Phrase(AUTHORS), "authors"))
    if "layout-share" in shown:
        columns.append(Column("checked", Phrase(CHECKED), "checked"))
    if "on-time-share" in shown and "on-time" not in shown:
        columns.append(Column("on-time", Phrase(FACTS["on-time"]), "on-time"))
    if "layout-share" in shown and "layout" not in shown:
        columns.append(Column("layout", Phrase(FACTS["layout"]), "layout"))
    return columns


def cell_of(row: Row, column: Column) -> Cell:
    """Give what a unit has in a column."""
    if column.term is None:
        return Cell(column, _number(row.facts, column))
    points = row.points[column.term]
    capped = points.counted if points.counted != points.number else None
    return Cell(column, points.number, capped, points.points if points.term.weight else None)


def _number(facts: UnitFacts, column: Column) -> Decimal | None:
    own = {"head-count": facts.head_count, "authors": facts.authors, "checked": facts.checked}
    if column.fact not in own:
        return facts.number(column.fact, column.tier)
    number = own[column.fact]
    return None if number is None else Decimal(number)


def sorted_rows(rows: Sequence[Row], columns: Sequence[Column], by: str) -> list[Row]:
    """Give the rows by a column, more first and unknown last, or by name; by anything else as they are ranked."""
    if by == "name":
        return sorted(rows, key=lambda row: row.facts.name)
    column = next((column for column in columns if column.key == by), None)
    if column is None:
        return list(rows)
    numbers = {row.facts.unit: cell_of(row, column).number for row in rows}
    known = [row for row in rows if numbers[row.facts.unit] is not None]
    known.sort(key=lambda row: numbers[row.facts.unit] or Decimal(0), reverse=True)
    return known + [row for row in rows if numbers[row.facts.unit] is None]
