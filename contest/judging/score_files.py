"""A round's criteria and marks as CSV files hold them, every fault told with its line, and all of them together.

A mark that isn't there, or whose cell is empty, is missing. A reading is whole or missing: marks on some criteria only
are a fault. Cells are taken without blanks around them.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Final

from contest.judging.scoring import CriterionRule, check_mark, weighted_mark
from contest.judging.severity import ReadingTotal
from contest.phrases import Phrase, Refusal, gettext_noop

CRITERIA_COLUMNS: Final = ("criterion", "weight", "min", "max", "step")
SCORES_COLUMNS: Final = ("entry_id", "judge_id", "criterion", "score")

_NUMBER: Final = re.compile(r"[+-]?(?=\.?[0-9])[0-9]{0,12}(\.[0-9]{0,12})?")
_SHOWN: Final = 40
# A spreadsheet would make a formula of a cell that begins so.
_BEGIN_FORMULAS: Final = frozenset("=+-@＝＋－＠\t\r")

_Row = tuple[int, tuple[str, ...]]
_Given = tuple[int, Decimal | Phrase | None]  # the line, and the mark in it


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a line of a file."""

    line: int
    what: Phrase


@dataclass(frozen=True, slots=True)
class Criteria:
    """The criteria of a file, and what is wrong with it."""

    rules: tuple[CriterionRule, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """The totals of all readings in a file, the entries in it that nobody marked, and what is wrong with it."""

    totals: tuple[ReadingTotal, ...]
    unmarked: tuple[str, ...]
    faults: tuple[Fault, ...]


def read_criteria(content: bytes) -> Criteria:
    """Read `criterion,weight,min,max,step`."""
    rules: dict[str, CriterionRule] = {}
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for line, (key, *cells) in _rows(content, CRITERIA_COLUMNS, faults):
        numbers = [_number(cell) for cell in cells]
        wrong = [
            Fault(
                line,
                Phrase(
                    gettext_noop("“%(column)s”一栏的“%(cell)s”不是数字。"), {"column": column, "cell": _shown(cell)}
                ),
            )
            for column, cell, number in zip(CRITERIA_COLUMNS[1:], cells, numbers, strict=True)
            if number is None
        ]
        faults += wrong
        if not key:
            faults.append(_empty(line, "criterion"))
        elif key in seen:
            faults.append(
                Fault(
                    line,
                    Phrase(
                        gettext_noop("评分项“%(criterion)s”在第%(first)s行已经有了。"),
                        {"criterion": _shown(key), "first": seen[key]},
                    ),
                )
            )
        else:
            seen[key] = line
            if not wrong:
                weight, minimum, maximum, step = (number for number in numbers if number is not None)
                try:
                    rules[key] = CriterionRule(key, weight, minimum, maximum, step)
                except Refusal as refusal:
                    faults.append(Fault(line, refusal.phrase))
    if not seen and not faults:
        faults.append(Fault(1, Phrase(gettext_noop("一个评分项也没有。"))))
    return Criteria(tuple(rules.values()), tuple(faults))


def read_scores(content: bytes, criteria: Criteria) -> Scores:
    """Read `entry_id,judge_id,criterion,score`. Where the criteria have faults, marks aren't held against them."""
    rules = {rule.key: rule for rule in criteria.rules}
    faults: list[Fault] = []
    readings: dict[tuple[str, str], dict[str, _Given]] = {}
    # A contest has few different marks, and many of each.
    known: dict[tuple[str, str], Decimal | Phrase | None] = {}
    for line, (entry, judge, criterion, cell) in _rows(content, SCORES_COLUMNS, faults):
        if not (entry and judge and criterion):
            cells = zip(SCORES_COLUMNS, (entry, judge, criterion), strict=False)
            faults += [_empty(line, column) for column, value in cells if not value]
            continue
        own = readings.setdefault((entry, judge), {})
        if criterion in own:
            faults.append(_twice(line, entry, judge, criterion, own[criterion][0]))
            continue
        if (criterion, cell) not in known:
            known[criterion, cell] = _mark(criterion, cell, None if criteria.faults else rules)
        mark = known[criterion, cell]
        own[criterion] = (line, mark)
        if isinstance(mark, Phrase):
            faults.append(Fault(line, mark))
    given = {reading: own for reading, own in readings.items() if any(mark is not None for _, mark in own.values())}
    if not criteria.faults:
        faults += _incomplete(given, criteria.rules)
    if faults or criteria.faults:
        return Scores((), (), tuple(sorted(faults, key=lambda fault: fault.line)))
    totals = tuple(
        ReadingTotal(entry, judge, weighted_mark(_marks(own), criteria.rules)) for (entry, judge), own in given.items()
    )
    unmarked = {entry for entry, _ in readings} - {entry for entry, _ in given}
    return Scores(totals, tuple(sorted(unmarked)), ())


def safe_cell(text: str) -> str:
    """Give a text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in _BEGIN_FORMULAS else text


def _rows(content: bytes, columns: Sequence[str], faults: list[Fault]) -> Iterator[_Row]:
    """The cells of these columns, line by line; what keeps a line from being read is added to `faults`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        faults.append(Fault(line, Phrase(gettext_noop("不是UTF-8编码，请另存为“CSV UTF-8”后重试。"))))
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    pick: Callable[[list[str]], tuple[str, ...]] | None = None
    width = 0
    try:
        for row in reader:
            if not "".join(row).strip():
                continue
            if pick is None:
                pick = _picker(row, columns, reader.line_num, faults)
                width = len(row)
                if pick is None:
                    return
            elif len(row) != width:
                what = gettext_noop("有%(given)s栏，应有%(columns)s栏。")
                faults.append(Fault(reader.line_num, Phrase(what, {"given": len(row), "columns": width})))
            else:
                yield reader.line_num, tuple(map(_clean, pick(row)))
    except csv.Error:
        faults.append(Fault(reader.line_num, Phrase(gettext_noop("读不出来：引号不成对，或者夹有不能用的字符。"))))
        return
    if pick is None:
        faults.append(Fault(1, Phrase(gettext_noop("文件是空的。"))))


def _picker(
    heading: Sequence[str], columns: Sequence[str], line: int, faults: list[Fault]
) -> Callable[[list[str]], tuple[str, ...]] | None:
    """What takes these columns out of a row; None where one is missing or stands there twice."""
    named = [_clean(cell).lower() for cell in heading]
    missing = tuple(column for column in columns if column not in named)
    twice = tuple(column for column in columns if named.count(column) > 1)
    if missing:
        what = gettext_noop("缺少这些栏：%(columns)s。第一行应是栏名。")
        faults.append(Fault(line, Phrase(what, {"columns": "、".join(missing)})))
    if twice:
        faults.append(Fault(line, Phrase(gettext_noop("这些栏不止一个：%(columns)s。"), {"columns": "、".join(twice)})))
    return None if missing or twice else itemgetter(*map(named.index, columns))


def _mark(criterion: str, cell: str, rules: Mapping[str, CriterionRule] | None) -> Decimal | Phrase | None:
    """The mark in a cell, or what is wrong with it; None where the cell is empty."""
    if rules is not None and criterion not in rules:
        return Phrase(gettext_noop("没有“%(criterion)s”这一评分项。"), {"criterion": _shown(criterion)})
    if not cell:
        return None
    number = _number(cell)
    if number is None:
        return Phrase(gettext_noop("分数“%(cell)s”不是数字。"), {"cell": _shown(cell)})
    return number if rules is None else check_mark(number, rules[criterion]) or number


def _marks(own: Mapping[str, _Given]) -> dict[str, Decimal]:
    return {criterion: mark for criterion, (_, mark) in own.items() if isinstance(mark, Decimal)}


def _incomplete(
    readings: Mapping[tuple[str, str], Mapping[str, _Given]], rules: Sequence[CriterionRule]
) -> Iterator[Fault]:
    """The readings with marks on some criteria only, each at its first line; an unknown criterion is told already."""
    keys = {rule.key for rule in rules}
    for (entry, judge), own in readings.items():
        missing = [rule.key for rule in rules if rule.key not in own or own[rule.key][1] is None]
        if missing and own.keys() <= keys:
            what = gettext_noop("评委%(judge)s对作品%(entry)s还缺“%(criteria)s”的分数，请补齐，或者整份不填。")
            params = {"judge": _shown(judge), "entry": _shown(entry), "criteria": "、".join(map(_shown, missing))}
            yield Fault(min(line for line, _ in own.values()), Phrase(what, params))


def _twice(line: int, entry: str, judge: str, criterion: str, first: int) -> Fault:
    what = gettext_noop("评委%(judge)s对作品%(entry)s“%(criterion)s”的分数在第%(first)s行已经有了。")
    shown = {"judge": _shown(judge), "entry": _shown(entry), "criterion": _shown(criterion)}
    return Fault(line, Phrase(what, {**shown, "first": first}))


def _empty(line: int, column: str) -> Fault:
    return Fault(line, Phrase(gettext_noop("“%(column)s”一栏是空的。"), {"column": column}))


def _number(cell: str) -> Decimal | None:
    return Decimal(cell) if _NUMBER.fullmatch(cell) else None


def _clean(cell: str) -> str:
    cell = cell.strip()
    return cell if cell.isascii() else unicodedata.normalize("NFC", cell)


def _shown(cell: str) -> str:
    """A cell as a message can hold it: not too long, and nothing unseen in it."""
    seen = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in cell[:_SHOWN])
    return seen + "…" if len(cell) > _SHOWN else seen
