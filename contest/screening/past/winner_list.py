"""A list of past winners that the office hands over: what its rows would do, and what is wrong with them. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from contest.entries.authors import authors_of, name_key
from contest.entries.units.spelling import unit_key
from contest.notice.tables import Becomes, Heading, Line, Told, no_formulas, too_long
from contest.phrases import Phrase, gettext_noop

HEADINGS: Final = (
    Heading("year", ("年份", "年度", "年", "Year"), 8, 10, "四位数字，如 2019。"),
    Heading("contest", ("征文", "征文名称", "活动", "Contest"), 32, 120, "当年的名称。"),
    Heading("tier", ("奖项", "等次", "奖次", "Prize", "Prizes"), 14, 40),
    Heading("title", ("题目", "作品题目", "标题", "Title"), 36, 200),
    Heading("author", ("作者", "作者姓名", "姓名", "Author"), 16, 100, "几位之间用顿号。"),
    Heading("unit", ("单位", "所在单位", "Unit"), 28, 120, "当年的写法；没有的不填。"),
)
NEEDED: Final = ("year", "contest", "tier", "title", "author")
FIRST_YEAR: Final = 1900
_YEAR: Final = re.compile(r"(\d{4})年?")


class Same(NamedTuple):
    """By what one winner is told from another: the year, and contest, title, authors and unit as they are compared."""

    year: int
    contest: str
    title: str
    author: str
    unit: str


@dataclass(frozen=True, slots=True)
class WinnerRow:
    """What a row would do: which winner it would add, as printed then."""

    told: Told
    year: int = 0
    contest: str = ""
    tier: str = ""
    title: str = ""
    author: str = ""
    unit: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether anything comes of the row."""
        return self.told.becomes == Becomes.NEW

    @property
    def same(self) -> Same:
        """By what it is told from others."""
        author = name_key("".join(authors_of(self.author)))
        return Same(self.year, unit_key(self.contest), name_key(self.title), author, unit_key(self.unit))


def author_keys(field: str) -> frozenset[str]:
    """Give the names in an author field as they are compared."""
    return frozenset(map(name_key, authors_of(field))) - {""}


def year_in(line: Line) -> int | None:
    """Give the year of a row; None where it is none."""
    found = _YEAR.fullmatch(unicodedata.normalize("NFKC", line.texts["year"]).replace(" ", ""))
    return int(found[1]) if found and found[1].isascii() else None


def plan_winners(lines: Sequence[Line], known: Mapping[Same, str], this_year: int) -> tuple[WinnerRow, ...]:
    """Give what each row would do. `known` are the winners there are, with their tiers; none is of a year to come."""
    first: dict[Same, int] = {}
    rows = []
    for line in lines:
        row = _read(line)
        place = first.setdefault(row.same, line.number)
        rows.append(_told(line, row, place, known.get(row.same), this_year))
    return tuple(rows)


def _read(line: Line) -> WinnerRow:
    texts = line.texts
    told = Told(line.number, texts["title"], Becomes.NEW)
    year = year_in(line) or 0
    return WinnerRow(told, year, texts["contest"], texts["tier"], texts["title"], texts["author"], texts["unit"])


def _told(line: Line, row: WinnerRow, place: int, tier: str | None, this_year: int) -> WinnerRow:
    faults = [*too_long(line, HEADINGS), *no_formulas(line, HEADINGS), *_faults(line, row, this_year)]
    if not faults and place != line.number:
        faults.append(Phrase(gettext_noop("与第 %(line)s 行是同一篇。请只留一行。"), {"line": place}))
    if not faults and tier is not None and unit_key(tier) != unit_key(row.tier):
        template = gettext_noop("这一篇已经有了，奖项是“%(tier)s”。要改，请先撤下原来的一条。")
        faults.append(Phrase(template, {"tier": tier}))
    if faults:
        return WinnerRow(Told(line.number, row.title, Becomes.WRONG, faults=tuple(faults)))
    if tier is not None:
        return WinnerRow(Told(line.number, row.title, Becomes.SAME))
    template = gettext_noop("%(year)s年，%(contest)s，%(tier)s，%(author)s。")
    said = {"year": str(row.year), "contest": row.contest, "tier": row.tier, "author": row.author}
    told = Told(line.number, row.title, Becomes.NEW, (Phrase(template, said),))
    return WinnerRow(told, row.year, row.contest, row.tier, row.title, row.author, row.unit)


def _faults(line: Line, row: WinnerRow, this_year: int) -> list[Phrase]:
    faults = []
    says = {"contest": row.same.contest, "tier": unit_key(row.tier), "title": row.same.title, "author": row.same.author}
    for one in HEADINGS:
        if one.key in says and not says[one.key] and one.key not in line.formulas:
            template = gettext_noop("“%(heading)s”没有写。请补上，或删去这一行。")
            faults.append(Phrase(template, {"heading": Phrase(one.names[0])}))
    if "year" not in line.formulas and not FIRST_YEAR <= row.year <= this_year:
        template = gettext_noop("“%(year)s”不是 %(first)s 到 %(last)s 之间的年份。请写四位数字，如 2019。")
        years = {"year": line.texts["year"], "first": str(FIRST_YEAR), "last": str(this_year)}
        faults.append(Phrase(template, years))
    return faults
