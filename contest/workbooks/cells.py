"""What a cell may hold, and how a value from a person is made fit for one.

A worksheet has traps that the values of a contest fall into: a title that begins with "=" turns into a
formula, a control character makes the file unreadable, a long text is cut without a word, a moment with a
time zone is refused, and a number of more than fifteen digits loses its tail.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from math import isfinite
from typing import TypeAlias

CellValue: TypeAlias = str | int | float | Decimal | bool | datetime | date | None
"""A naive moment is taken to be in the workbook's zone already."""

CELL_LIMIT = 32_767
"""UTF-16 code units one cell holds (Excel specifications and limits)."""

TITLE_LIMIT = 31
"""UTF-16 code units the title of a worksheet holds."""

CUT_MARK = "……（全文 %d 字，此处截断）"

_LARGEST_EXACT_WHOLE = 999_999_999_999_999
# Excel invents 29 February 1900; serial numbers are unambiguous from the day after it.
_FIRST_SAFE_DAY = date(1900, 3, 1)

# What XML 1.0 can't carry, and the carriage returns it would not bring back.
_UNWRITABLE = re.compile("\r\n?|[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# ST_Xstring (ISO/IEC 29500-1, 22.9.2.19): "_x0041_" in a file is read as "A".
_ESCAPE_START = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
# Excel takes the typed full-width signs for the narrow ones, and a leading ' for its own text mark.
_CALLS_FOR_QUOTES = frozenset("=+-@＝＋－＠#'")

_TITLE_STAND_INS = str.maketrans("\\/*?:[]\n\t", "＼／＊？：［］  ")


@dataclass(frozen=True, slots=True)
class SafeText:
    """A text as it goes into a cell.

    `quoted`: the cell must be marked as text, or Excel would make it a formula when somebody edits it.
    `kept`: characters of the original that went in, when it was too long; None when nothing was cut.
    """

    text: str
    quoted: bool
    kept: int | None = None


def is_plain(text: str) -> bool:
    """Tell, quickly, that `text` needs none of the care of `safe_text`. False means only "look closer"."""
    return (
        text.isprintable() and text[:1] not in _CALLS_FOR_QUOTES and len(text) <= CELL_LIMIT // 2 and "_x" not in text
    )


def calls_for_quotes(text: str) -> bool:
    """Tell whether a spreadsheet might take `text` for a formula where nothing marks it as text, as in CSV."""
    return text.lstrip()[:1] in _CALLS_FOR_QUOTES if text[:1].isspace() else text[:1] in _CALLS_FOR_QUOTES


def safe_text(text: str) -> SafeText:
    """Give `text` as a cell can hold it, so that it stays the text it is.

    New lines and tabs stay. Other control characters become their visible pictures, halves of surrogate pairs
    and non-characters U+FFFD. What is longer than `CELL_LIMIT` ends with `CUT_MARK`.
    """
    clean = visible(text)
    quoted = clean[:1] in _CALLS_FOR_QUOTES
    written = _escaped(clean)
    if _units(written) <= CELL_LIMIT:
        return SafeText(written, quoted)
    mark = CUT_MARK % len(text)
    room = CELL_LIMIT - _units(mark)
    kept = bisect_right(range(len(clean) + 1), room, key=lambda size: _units(_escaped(clean[:size]))) - 1
    return SafeText(_escaped(clean[:kept]) + mark, quoted, kept)


def visible(text: str) -> str:
    """Put something that can be seen in place of every character that XML can't carry."""
    return _UNWRITABLE.sub(_stand_in, text)


def unescaped(text: str) -> str:
    """Undo the `_xHHHH_` escapes of a cell's text as it stands in a file."""
    if "_x" not in text:
        return text
    units = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return visible(units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))


def safe_value(value: CellValue, zone: tzinfo) -> CellValue:
    """Give a value other than text as a worksheet can hold it without changing what it says.

    Moments lose their zone, being turned to `zone`, and their fractions of a second: Excel would round
    23:59:59.7 up to the next day. Whole numbers of more than fifteen digits, days before March 1900, and
    what is not a number become text.

    Raises:
        TypeError: a kind of value that a cell can't hold.
    """
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        return value if abs(value) <= _LARGEST_EXACT_WHOLE else str(value)
    if isinstance(value, (float, Decimal)):
        return value if isfinite(value) else str(value)
    if isinstance(value, datetime):
        local = value if value.tzinfo is None else value.astimezone(zone).replace(tzinfo=None)
        local = local.replace(microsecond=0)
        return local if local.date() >= _FIRST_SAFE_DAY else local.isoformat(" ")
    if isinstance(value, date):
        return value if value >= _FIRST_SAFE_DAY else value.isoformat()
    raise TypeError(f"a cell can't hold a {type(value).__name__}")


def sheet_titles(wanted: Sequence[str]) -> list[str]:
    """Make `wanted` legal as titles of worksheets, and unique without regard to case, in the same order.

    Forbidden signs become their full-width forms, long titles are cut, and a repeated one gets a number.
    """
    taken: set[str] = {"history"}  # Excel keeps this one for itself
    titles = []
    for title in wanted:
        legal = visible(title).translate(_TITLE_STAND_INS).strip().strip("'") or "工作表"
        candidate, number = _within(legal, TITLE_LIMIT), 1
        while candidate.casefold() in taken:
            number += 1
            suffix = f"（{number}）"
            candidate = _within(legal, TITLE_LIMIT - len(suffix)) + suffix
        taken.add(candidate.casefold())
        titles.append(candidate)
    return titles


def _stand_in(match: re.Match[str]) -> str:
    found = match[0]
    if found[0] == "\r":
        return "\n"
    return chr(0x2400 + ord(found)) if found < " " else "\ufffd"


def _escaped(text: str) -> str:
    return _ESCAPE_START.sub("_x005F_", text)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _within(text: str, limit: int) -> str:
    return text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", "ignore").rstrip().rstrip("'")
