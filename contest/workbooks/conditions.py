"""Conditions on the values of one column, as people type them: read, held against a value, written again.

Alternatives stand apart with 、 or ;, and one of them is enough. Text: words that it contains, `=…` for all of it.
Figures and dates: `80`, `>=80`, `1-3`. For any: 空, 非空. Full-width signs are as good as narrow ones. What stands
between quotation marks is taken as it stands, a mark inside written twice.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from typing import Any, Final, TypeAlias

from contest.comparisons import COMPARISONS, Comparison
from contest.phrases import Phrase, Refusal, gettext_noop
from contest.workbooks.cells import CellValue
from contest.workbooks.writer import Column, Kind

LONGEST: Final = 200
"""Signs that a condition may have."""

Bound: TypeAlias = Decimal | date
"""A figure, a day, or a minute (`datetime` without a zone)."""


@dataclass(frozen=True, slots=True)
class Filled:
    """There is something, or nothing."""

    something: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The text has these words in it; `exact`: it is they. Neither width nor case of letters counts."""

    text: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure, a day or a moment compares so."""

    comparison: Comparison
    bound: Bound


@dataclass(frozen=True, slots=True)
class Between:
    """A figure, a day or a moment lies between two, which are in it."""

    low: Bound
    high: Bound


Test: TypeAlias = Filled | Words | Compared | Between


@dataclass(frozen=True, slots=True)
class Condition:
    """What the values of a column of such a kind must fulfil: one of the tests."""

    kind: Kind
    tests: tuple[Test, ...]

    def holds(self, value: CellValue, zone: tzinfo) -> bool:
        """Say whether a value fulfils it; days and minutes are those of `zone`."""
        return any(_holds(test, value, zone) for test in self.tests)


def read_condition(typed: str, column: Column) -> Condition:
    """Give the condition on a column that somebody typed.

    Raises `Refusal`, which names the column and what can be written, for what can't be understood.
    """
    normal = unicodedata.normalize("NFC", typed)
    read = _words_of if column.kind is Kind.TEXT else _measures_of
    tests = read(normal, column.kind) if len(normal) <= LONGEST else ()
    if not tests:
        raise Refusal(
            "condition",
            gettext_noop("“%(column)s”的条件“%(typed)s”看不懂。可以写：%(possible)s。"),
            column=column.heading,
            typed=typed,
            possible=possible(column.kind),
        )
    return Condition(column.kind, tests)


def written(condition: Condition, *, english: bool = False) -> str:
    """Give a condition as it can be read again."""
    return ("; " if english else "、").join(_written(test, condition.kind, english) for test in condition.tests)


def possible(kind: Kind) -> Phrase:
    """Give what can be written for a column of such a kind, by examples."""
    return Phrase(_POSSIBLE[kind])


_NUMBERS: Final = gettext_noop("80、>=80、<=3、1-3、空、非空")
_DAYS: Final = gettext_noop("2025-06-01、>=2025-06-01、2025-06-01～2025-06-30、空、非空")
_POSSIBLE: Final[Mapping[Kind, str]] = {
    Kind.TEXT: gettext_noop("几个字、=完全相同的字、空、非空"),
    Kind.WHOLE: _NUMBERS,
    Kind.DECIMAL: _NUMBERS,
    Kind.PERCENT: gettext_noop("95%、>=95%、50%-90%、空、非空"),
    Kind.DAY: _DAYS,
    Kind.MOMENT: gettext_noop(">=2025-06-01 17:00、2025-06-01～2025-06-30、空、非空"),
}

_FILLED: Final = {"空": False, "非空": True, "empty": False, "not empty": True}
_FILLED_SAID: Final = {(False, False): "空", (True, False): "非空", (False, True): "empty", (True, True): "not empty"}

# --- text ---------------------------------------------------------------------------------------------------------

_SEPARATORS: Final = "、;；"
_PIECE: Final = re.compile(
    rf'\s*(?P<exact>[=＝]?)\s*(?:"(?P<quoted>(?:[^"]|"")*)"\s*|(?P<plain>[^{_SEPARATORS}]*))(?:[{_SEPARATORS}]|\Z)'
)


def _words_of(typed: str, _kind: Kind) -> tuple[Test, ...]:
    tests: list[Test] = []
    for piece in _PIECE.finditer(typed):
        quoted, plain, exact = piece["quoted"], piece["plain"] or "", bool(piece["exact"])
        text = plain.strip() if quoted is None else quoted.replace('""', '"')
        filled = _FILLED.get(_folded(text)) if quoted is None and not exact else None
        if filled is not None:
            tests.append(Filled(filled))
        elif text.strip():
            tests.append(Words(text, exact))
        elif exact or quoted is not None:
            return ()  # an "=" or quotation marks with nothing to look for
    return tuple(tests)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


# --- figures and moments ------------------------------------------------------------------------------------------

_DASHES: Final = str.maketrans("–—−‐‑〜", "-----~")
_NUMBER: Final = r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,10})?%?"
_DATE: Final = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?: ?\d{1,2}:\d{2})?"
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_PARTS: Final = re.compile(r"\d+")
_COMPARE: Final[Mapping[Comparison, Callable[[Any, Any], bool]]] = {
    Comparison.IS: eq, Comparison.MORE: gt, Comparison.LESS: lt, Comparison.AT_LEAST: ge, Comparison.AT_MOST: le,
}  # fmt: skip


def _measures_of(typed: str, kind: Kind) -> tuple[Test, ...]:
    pieces = re.split("[、;]", unicodedata.normalize("NFKC", typed.translate(_DASHES)))
    tests = [_measure(" ".join(piece.split()), kind) for piece in pieces if piece.strip()]
    return tuple(test for test in tests if test is not None) if None not in tests else ()


def _measure(piece: str, kind: Kind) -> Test | None:
    if (filled := _FILLED.get(piece.casefold())) is not None:
        return Filled(filled)
    one = _DATE if kind in (Kind.DAY, Kind.MOMENT) else _NUMBER
    if found := re.fullmatch(rf"(=>|=<|[<>]=?|[=≥≧≤≦]?) ?({one})", piece):
        bound = _bound(found[2], kind)
        return None if bound is None else Compared(COMPARISONS[found[1] or "="], bound)
    if found := re.fullmatch(rf"({one}) ?(?:[-~]|至|到|to) ?({one})", piece):
        low, high = _bound(found[1], kind), _bound(found[2], kind)
        if low is None or high is None or isinstance(low, datetime) is not isinstance(high, datetime):
            return None
        return Between(*sorted((low, high)))
    return None


def _bound(word: str, kind: Kind) -> Bound | None:
    """Give a figure, a day or a minute; None where there is none such, or the column has none such."""
    if kind in (Kind.DAY, Kind.MOMENT):
        year, month, day, *clock = map(int, _PARTS.findall(word))
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            return None
        try:
            if not clock:
                return date(year, month, day)
            hour, minute = clock
            return datetime.combine(date(year, month, day), time(hour, minute)) if kind is Kind.MOMENT else None
        except ValueError:
            return None
    if word.endswith("%") and kind is not Kind.PERCENT:
        return None
    figure = Decimal(word.rstrip("%").replace(",", ""))
    return figure / 100 if kind is Kind.PERCENT else figure


# --- held against a value, and written ----------------------------------------------------------------------------


def _holds(test: Test, value: CellValue, zone: tzinfo) -> bool:
    match test:
        case Filled(something):
            return (value is not None and value != "") is something
        case Words(text, exact):
            folded = _folded("" if value is None else str(value))
            return folded == _folded(text) if exact else _folded(text) in folded
        case Compared(comparison, bound):
            return _compares(value, comparison, bound, zone)
        case Between(low, high):
            return _compares(value, Comparison.AT_LEAST, low, zone) and _compares(value, Comparison.AT_MOST, high, zone)


def _compares(value: CellValue, comparison: Comparison, bound: Bound, zone: tzinfo) -> bool:
    measured = _measured(value, bound, zone)
    return measured is not None and _COMPARE[comparison](measured, bound)


def _measured(value: CellValue, bound: Bound, zone: tzinfo) -> Bound | None:
    """Give a value as it can be compared with a bound; None where it can't."""
    if isinstance(bound, Decimal):
        is_figure = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        figure = Decimal(str(value)) if is_figure else None
        return figure if figure is not None and figure.is_finite() else None
    if isinstance(value, datetime):
        local = value if value.tzinfo is None else value.astimezone(zone)
        minute = local.replace(second=0, microsecond=0, tzinfo=None)
        return minute if isinstance(bound, datetime) else minute.date()
    return value if isinstance(value, date) and not isinstance(bound, datetime) else None


def _written(test: Test, kind: Kind, english: bool) -> str:
    match test:
        case Filled(something):
            return _FILLED_SAID[something, english]
        case Words(text, exact):
            plain, quoted = f"{'=' * exact}{text}", f"{'=' * exact}" + '"' + text.replace('"', '""') + '"'
            return plain if _words_of(unicodedata.normalize("NFC", plain), kind) == (test,) else quoted
        case Compared(comparison, bound):
            return f"{'' if comparison is Comparison.IS else comparison}{_bound_written(bound, kind)}"
        case Between(low, high):
            dash = "~" if isinstance(low, date) else "-"
            return f"{_bound_written(low, kind)}{dash}{_bound_written(high, kind)}"


def _bound_written(bound: Bound, kind: Kind) -> str:
    if isinstance(bound, Decimal):
        return f"{(bound * 100).normalize():f}%" if kind is Kind.PERCENT else f"{bound.normalize():f}"
    return f"{bound:%Y-%m-%d %H:%M}" if isinstance(bound, datetime) else bound.isoformat()
