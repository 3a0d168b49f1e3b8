"""The lists that a draw can be made from without a database: entries and judges, as CSV in UTF-8.

    entry_id,unit,title     and where the contest has them: group, genre
    judge_id,name,unit      and where they are limited: capacity, group, genres (several, with any mark between them)

Columns come in any order, and others are passed over. What can't be read for certain is refused, with its line.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Final
from unicodedata import normalize

from contest.entries.units.spelling import unit_key
from contest.judging.seats import Bar, EntryNeed, JudgeSeat
from contest.phrases import Refusal, gettext_noop

MAX_BYTES: Final = 64_000_000
MAX_ENTRIES: Final = 100_000
MAX_JUDGES: Final = 2_000
_LONGEST_KEY: Final = 200
_MOST_READINGS: Final = 1_000_000

_BETWEEN_GENRES: Final = re.compile(r"[\s,、;/|]+")

_TOO_LARGE = gettext_noop("文件超过 %(megabytes)s MB。请只保留需要的列和行。")
_TOO_MANY = gettext_noop("第 %(line)s 行：名单超过 %(most)s 行。")
_NOT_UTF8 = gettext_noop("第 %(line)s 行：不是 UTF-8 编码的文字。请用 Excel 或 WPS 另存为“CSV UTF-8”后再试。")
_NO_TABLE = gettext_noop("第 %(line)s 行：引号没有配对，或者不是 CSV 的写法。")
_NO_HEAD = gettext_noop("文件是空的：第一行应当是列名 %(columns)s。")
_NO_COLUMN = gettext_noop("第 %(line)s 行：列名中没有 %(columns)s，现有 %(present)s。")
_COLUMN_TWICE = gettext_noop("第 %(line)s 行：列名 %(column)s 出现了两次。")
_CELLS = gettext_noop("第 %(line)s 行：有 %(cells)s 格，列名有 %(columns)s 个。单元格里有逗号的，要用引号括起来。")
_NO_KEY = gettext_noop("第 %(line)s 行：没有填 %(column)s。")
_BAD_KEY = gettext_noop("第 %(line)s 行：%(column)s 过长，或者含有看不见的字符。")
_KEY_TWICE = gettext_noop("第 %(line)s 行：%(column)s “%(key)s”在第 %(before)s 行已经有了。")
_BAD_CAPACITY = gettext_noop("第 %(line)s 行：capacity 应当是 0 或更大的整数，现为“%(value)s”。没有上限的，请留空。")


@dataclass(frozen=True, slots=True)
class EntryList:
    """Entries as they are listed, and the name of each one's unit."""

    needs: list[EntryNeed]
    units: dict[str, str]


@dataclass(frozen=True, slots=True)
class JudgeList:
    """Judges as they are listed, and the name of each one's unit."""

    seats: list[JudgeSeat]
    units: dict[str, str]


def read_entries(content: bytes) -> EntryList:
    """Read a list of entries. Raises `Refusal`."""
    listed = EntryList([], {})
    for row in _rows(content, ("entry_id", "unit", "title"), MAX_ENTRIES):
        key = row.cells["entry_id"]
        listed.needs.append(EntryNeed(key, row.plain("group"), frozenset({row.plain("genre")} - {""})))
        listed.units[key] = row.cells["unit"]
    return listed


def read_judges(content: bytes) -> JudgeList:
    """Read a list of judges. Raises `Refusal`."""
    listed = JudgeList([], {})
    for row in _rows(content, ("judge_id", "name", "unit"), MAX_JUDGES):
        key = row.cells["judge_id"]
        genres = frozenset(_BETWEEN_GENRES.split(row.plain("genres"))) - {""}
        listed.seats.append(JudgeSeat(key, _capacity(row), row.plain("group"), genres))
        listed.units[key] = row.cells["unit"]
    return listed


def own_units(entries: EntryList, judges: JudgeList) -> dict[tuple[str, str], Bar]:
    """Give the conflicts: judges whose unit is the entry's, as spellings are compared."""
    of_unit: defaultdict[str, list[str]] = defaultdict(list)
    for judge, unit in judges.units.items():
        of_unit[unit_key(unit)].append(judge)
    of_unit.pop("", None)
    return {
        (entry, judge): Bar.OWN_UNIT
        for entry, unit in entries.units.items()
        for judge in of_unit.get(unit_key(unit), ())
    }


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: Mapping[str, str]

    def plain(self, column: str) -> str:
        """What stands in a column that may be missing, in one form for all ways to type it."""
        return normalize("NFKC", self.cells.get(column, "")).strip().casefold()


def _rows(content: bytes, columns: tuple[str, ...], most: int) -> Iterator[_Row]:
    """The rows of a list, the first of its columns being the key; empty rows are passed over."""
    lines = _lines(content)
    first = next(lines, None)
    if first is None:
        raise Refusal("no-head", _NO_HEAD, columns=",".join(columns))
    line, head = first[0], [cell.casefold() for cell in first[1]]
    if lacking := [column for column in columns if column not in head]:
        raise Refusal("no-column", _NO_COLUMN, line=line, columns=",".join(lacking), present=",".join(head)[:200])
    if twice := next((column for column in head if column and head.count(column) > 1), None):
        raise Refusal("column-twice", _COLUMN_TWICE, line=line, column=twice)
    seen: dict[str, int] = {}
    for line, cells in lines:
        if len(cells) != len(head):
            raise Refusal("cells", _CELLS, line=line, cells=len(cells), columns=len(head))
        row = _Row(line, dict(zip(head, cells, strict=True)))
        key = row.cells[columns[0]]
        if not key:
            raise Refusal("no-key", _NO_KEY, line=line, column=columns[0])
        if len(key) > _LONGEST_KEY or not key.isprintable():
            raise Refusal("bad-key", _BAD_KEY, line=line, column=columns[0])
        if key in seen:
            raise Refusal("key-twice", _KEY_TWICE, line=line, column=columns[0], key=key, before=seen[key])
        if len(seen) >= most:
            raise Refusal("too-many", _TOO_MANY, line=line, most=most)
        seen[key] = line
        yield row


def _lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The lines of a file that are not empty, each with its number and its cells without blanks around them."""
    if len(content) > MAX_BYTES:
        raise Refusal("too-large", _TOO_LARGE, megabytes=MAX_BYTES // 1_000_000)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal("not-utf8", _NOT_UTF8, line=content.count(b"\n", 0, error.start) + 1) from error
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    while True:
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise Refusal("no-table", _NO_TABLE, line=reader.line_num) from error
        if any(cells):
            yield reader.line_num, cells


def _capacity(row: _Row) -> int | None:
    value = row.plain("capacity")
    if not value:
        return None
    if re.fullmatch(r"\d{1,7}", value, re.ASCII) is None or int(value) > _MOST_READINGS:
        raise Refusal("bad-capacity", _BAD_CAPACITY, line=row.line, value=value[:40])
    return int(value)
