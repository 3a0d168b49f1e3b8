"""The units' sheet: every number of every unit, its points as formulas that Excel computes anew, and why.

The numbers stand in columns of their own, so that whoever changes one sees what the score would be. Beside the score as
it was computed here stands the one that the sheet computes; the two must agree.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from contest.awards.models import PrizeList
from contest.awards.queries import unit_lines
from contest.awards.units.columns import AUTHORS, CHECKED, HEAD_COUNT
from contest.awards.units.queries import unit_table
from contest.awards.units.table import Row, Rules, Table
from contest.entries.models import Entry
from contest.entries.units.queries import standing_for
from contest.notice.announcement import FACTS, UnitTermAnnounced
from contest.notice.models import Contest
from contest.notice.unit_rules import name_of
from contest.web.wording import say
from contest.workbooks.cells import CellValue
from contest.workbooks.formulas import Formula, column_letter, constant
from contest.workbooks.writer import Column, Kind, Sheet

Letters = Mapping[str, str]
"""The letters of the columns of numbers, by fact; of prizes by `awarded.` and the tier's key."""


def units_sheet(contest: Contest, confirmed: PrizeList | None, *, live: bool) -> Sheet:
    """Give the sheet: with scores where the notice has a formula, else what units did and which were honoured.

    Where it is not `live`, figures stand in the place of formulas, and nothing is computed anew beside them.
    """
    table = unit_table(contest)
    return _scored(table, live=live) if table.rules.formula else _counted(contest, confirmed)


def _counted(contest: Contest, confirmed: PrizeList | None) -> Sheet:
    columns = [
        Column(_("单位"), 30),
        Column(_("收稿"), 9, Kind.WHOLE),
        Column(_("通过审查"), 11, Kind.WHOLE),
        Column(_("获奖"), 9, Kind.WHOLE),
        Column(_("单位奖"), 14),
    ]
    honours: dict[int, str] = {}
    won: Counter[int] = Counter()
    if confirmed is not None:
        given = {award.unit_id: award.tier_name for award in confirmed.unit_awards.standing()}
        now = standing_for(given)
        honours = {now[unit]: tier for unit, tier in given.items()}
        units = Entry.objects.filter(
            awards__prize_list=confirmed, awards__until_version=None, unit__isnull=False
        ).values_list("unit_id", flat=True)
        won.update(unit for unit in units if unit is not None)
    lines = unit_lines(contest, won)
    rows = [(line.unit.name, line.handed_in, line.eligible, line.awarded, honours.get(line.unit.pk)) for line in lines]
    return Sheet(_("单位"), columns, rows)


def _scored(table: Table, *, live: bool) -> Sheet:
    rules = table.rules
    numbers = ["entered", "on-time", "checked", "layout", "valid", "advanced"]
    numbers += [f"awarded.{tier}" for tier in rules.tiers]
    numbers += ["violations", "authors", "head-count", "mark"]
    letters = {fact: column_letter(place) for place, fact in enumerate(numbers, 2)}
    terms = [term for term in rules.formula if term.weight]
    first = len(numbers) + 2
    columns = [
        Column(_("单位"), 30),
        *(Column(_heading(fact, rules), 11, Kind.DECIMAL if fact == "mark" else Kind.WHOLE) for fact in numbers),
        *(Column(_("%(term)s·得分") % {"term": say(name_of(term, rules.tiers))}, 14, Kind.DECIMAL) for term in terms),
        *([Column(_("重算得分"), 12, Kind.DECIMAL)] if live else []),
        Column(_("得分"), 12, Kind.DECIMAL),
        *([Column(_("按得分排序"), 11, Kind.WHOLE)] if live else []),
        Column(_("名次"), 8, Kind.WHOLE),
        Column(_("单位奖"), 14),
        Column(_("依据"), 90, wrap=True),
    ]
    summed = first + len(terms)
    last = len(table.rows) + 1
    total = column_letter(summed)

    def cells(line: int, row: Row) -> Sequence[CellValue | Formula]:
        points = f"{column_letter(first)}{line}:{column_letter(summed - 1)}{line}"
        given = [one.points for one in row.points if one.term.weight]
        return [
            row.facts.name,
            *(_number(row, fact) for fact in numbers),
            *((_points(term, line, letters) for term in terms) if live else given),
            *([Formula(f"=SUM({points})" if terms else "=0")] if live else []),
            row.total,
            *([Formula(f"=RANK({total}{line},${total}$2:${total}${last})")] if live else []),
            row.place,
            rules.prize if row.is_in else None,
            say(row.why) if row.why else None,
        ]

    return Sheet(_("单位"), columns, [cells(line, row) for line, row in enumerate(table.rows, 2)])


def _heading(fact: str, rules: Rules) -> str:
    own = {"authors": AUTHORS, "checked": CHECKED, "head-count": HEAD_COUNT}
    kind, _dot, tier = fact.partition(".")
    return rules.tiers[tier] if tier else _(own.get(kind) or FACTS[kind])


def _number(row: Row, fact: str) -> CellValue:
    facts = row.facts
    kind, _dot, tier = fact.partition(".")
    if kind in ("authors", "checked", "head-count"):
        return {"authors": facts.authors, "checked": facts.checked, "head-count": facts.head_count}[kind]
    number = facts.number(kind, tier)
    return int(number) if number is not None and kind != "mark" else number


def _points(term: UnitTermAnnounced, line: int, letters: Letters) -> Formula:
    """Give the points of a term as a formula over the numbers of its line; without its numbers they are none."""
    asked, number = _asked(term, line, letters)
    counted = number if term.cap is None else f"MIN({number},{constant(term.cap)})"
    points = f"ROUND({counted}*({constant(term.weight)})/{constant(term.per)},4)"
    return Formula(f"=IF(COUNT({','.join(asked)})={len(asked)},{points},0)" if asked else f"={points}")


def _asked(term: UnitTermAnnounced, line: int, letters: Letters) -> tuple[list[str], str]:
    """Give the cells that a term needs, and the number that they make."""
    shares = {
        "on-time-share": ("on-time", "entered"),
        "layout-share": ("layout", "checked"),
        "participation": ("entered", "head-count"),
        "author-participation": ("authors", "head-count"),
    }
    if term.fact in shares:
        part, whole = (f"{letters[fact]}{line}" for fact in shares[term.fact])
        return [part, whole], f"MIN(100,ROUND({part}*100/{whole},2))"
    if term.fact == "awarded" and not term.tier:
        every = [f"{letter}{line}" for fact, letter in letters.items() if fact.startswith("awarded.")]
        return every[:1], f"SUM({','.join(every)})" if every else "0"
    fact = f"awarded.{term.tier}" if term.tier else term.fact
    return [f"{letters[fact]}{line}"], f"{letters[fact]}{line}"
