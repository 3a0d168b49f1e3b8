"""The mark sheet of a packet: what its columns are called, and what stands in the rows of one that came back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Final

from contest.judging.scoring import CriterionRule, check_mark
from contest.phrases import Phrase, Refusal, gettext_noop
from contest.workbooks.reader import FORMULA, TypedValue

NUMBER: Final = "number"
TITLE: Final = "title"
TOTAL: Final = "total"
COMMENT: Final = "comment"
STAMP: Final = "stamp"
SEAL_SHEET: Final = "校验"
"""The title of the hidden worksheet that the seal stands on."""

LONGEST_COMMENT: Final = 4000

_MARK: Final = "mark-"
_KEYS_WITHIN: Final = 40
_LONGEST_SHOWN: Final = 20
_DIGITS: Final = re.compile(r"-?\d{1,9}(\.\d{1,9})?", re.ASCII)
_NARROW: Final = str.maketrans("０１２３４５６７８９．－　", "0123456789.- ")

_NOT_A_SHEET: Final = gettext_noop(
    "这不是评审包里的评分表，或者它的结构被改动过。请用下载的评分表填写，存为 .xlsx 再上传。"
)
_FORMULA_MARK: Final = gettext_noop("这里是公式，请直接填写分数。")
_FORMULA_COMMENT: Final = gettext_noop("这里是公式，请改成文字。")
_NO_NUMBER: Final = gettext_noop("“%(value)s”不是分数，请填写数字。")
_TOO_LONG: Final = gettext_noop("评语有 %(length)s 字，超过了 %(most)s 字，请缩短。")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and in which cell."""

    cell: str
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Filled:
    """A row as it came back: its place in the sheet, what was given, what was filled in, and what can't be read.

    `cells` are the names of its cells by the keys of their columns.
    """

    place: int
    number: str
    title: str
    stamp: str
    marks: Mapping[str, Decimal | None]
    comment: str
    faults: tuple[Fault, ...]
    cells: Mapping[str, str]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not self.faults and not self.comment and all(mark is None for mark in self.marks.values())


@dataclass(frozen=True, slots=True)
class Sheet:
    """A mark sheet that came back: what tells that it was given out here, and its rows."""

    seal: str
    rows: tuple[Filled, ...]


def mark_key(criterion: str) -> str:
    """Give the key of a criterion's column."""
    return _MARK + criterion


def same_words(one: str, other: str) -> bool:
    """Say whether two comments, or two titles, differ in nothing but line ends and spaces around them."""
    return _lines(one) == _lines(other)


def read_sheet(sheets: Mapping[str, Sequence[Sequence[TypedValue]]], rules: Sequence[CriterionRule]) -> Sheet:
    """Read a workbook's worksheets as a mark sheet of these criteria.

    Raises `Refusal` where none of them is one with all its columns.
    """
    wanted = {NUMBER, TITLE, *(mark_key(rule.key) for rule in rules), COMMENT, STAMP}
    for rows in sheets.values():
        for place, row in enumerate(rows[:_KEYS_WITHIN]):
            columns = {value: number for number, value in enumerate(row) if isinstance(value, str)}
            if columns.keys() >= wanted:
                # Below the keys stand the headings and what is said of each.
                body = enumerate(rows[place + 3 :], place + 4)
                found = (_filled(one, number, columns, rules) for number, one in body)
                return Sheet(_seal(sheets), tuple(row for row in found if row.number or row.stamp or not row.is_empty))
    raise Refusal("not-a-sheet", _NOT_A_SHEET)


def _seal(sheets: Mapping[str, Sequence[Sequence[TypedValue]]]) -> str:
    """Give the seal, put together of the cells that it stands in."""
    return "".join(str(row[0]) for row in sheets.get(SEAL_SHEET, ()) if row)


def _filled(
    row: Sequence[TypedValue], place: int, columns: Mapping[str, int], rules: Sequence[CriterionRule]
) -> Filled:
    def at(key: str) -> TypedValue:
        return row[columns[key]] if columns[key] < len(row) else None

    cells = {key: f"{_letters(column)}{place}" for key, column in columns.items()}
    marks: dict[str, Decimal | None] = {}
    faults: list[Fault] = []
    for rule in rules:
        key = mark_key(rule.key)
        mark = _mark(at(key), rule)
        if isinstance(mark, Phrase):
            faults.append(Fault(cells[key], mark))
        else:
            marks[rule.key] = mark
    comment = at(COMMENT)
    words = "" if comment is None or comment is FORMULA else _lines(str(comment))
    if comment is FORMULA:
        faults.append(Fault(cells[COMMENT], Phrase(_FORMULA_COMMENT)))
    elif len(words) > LONGEST_COMMENT:
        params = {"length": len(words), "most": LONGEST_COMMENT}
        faults.append(Fault(cells[COMMENT], Phrase(_TOO_LONG, params)))
    number, title, stamp = (_given(at(key)) for key in (NUMBER, TITLE, STAMP))
    return Filled(place, number, title, stamp, marks, words, tuple(faults), cells)


def _given(value: TypedValue) -> str:
    """Give what stands in a locked cell: some programs write a whole number as 3.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _mark(value: TypedValue, rule: CriterionRule) -> Decimal | Phrase | None:
    """Give the mark in a cell, None where it is empty, or what is wrong with it."""
    if value is None:
        return None
    if value is FORMULA:
        return Phrase(_FORMULA_MARK)
    typed = value.translate(_NARROW).strip() if isinstance(value, str) else value
    if typed == "":
        return None
    number = _number(typed)
    if number is None:
        return Phrase(_NO_NUMBER, {"value": str(value)[:_LONGEST_SHOWN]})
    return check_mark(number, rule) or number


def _number(value: TypedValue) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and isfinite(value) and value.is_integer():
        value = int(value)
    if not isinstance(value, str | int | float) or not _DIGITS.fullmatch(str(value)):
        return None
    return Decimal(str(value))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()


def _letters(column: int) -> str:
    """Give the name of a column, counted from 0: A, B, …, Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
