"""A list that somebody filled in: its table found wherever it begins, and what would become of each of its rows.

Pure: the rows of a worksheet come in, as `contest.workbooks.reader` gives them.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from contest.phrases import Phrase, Refusal, gettext_noop
from contest.web.lines import one_line
from contest.workbooks.reader import FORMULA, TypedValue

MOST_ROWS: Final = 10_000
_SOUGHT_LINES: Final = 40
_REMARK: Final = re.compile(r"[(（\[【〔].*?[)）\]】〕]")
_ERROR: Final = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")
_BETWEEN: Final = re.compile(r"[、,，;；/|\n]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a list: its key, its own heading and others that it is known by, and how an empty one looks."""

    key: str
    names: tuple[str, ...]
    width: float
    longest: int
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row that says something: its number in the worksheet, from 1, and its texts by the column's key.

    `absent` are the columns that the list does not have; `formulas` those in which a formula stands, where the list was
    read as it was typed.
    """

    number: int
    texts: Mapping[str, str]
    absent: frozenset[str] = frozenset()
    formulas: frozenset[str] = frozenset()

    def several(self, key: str) -> tuple[str, ...]:
        """Give what stands in a cell that may hold several, each once."""
        parts = (one_line(part) for part in _BETWEEN.split(self.texts.get(key, "")))
        return tuple(dict.fromkeys(part for part in parts if part))


class Becomes(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Told:
    """What would become of a row: what it is about, what would happen, and what is wrong and how to mend it."""

    line: int
    name: str
    becomes: Becomes
    notes: tuple[Phrase, ...] = ()
    faults: tuple[Phrase, ...] = ()


def read_table(
    sheets: Mapping[str, Sequence[Sequence[TypedValue]]],
    headings: Sequence[Heading],
    needed: Collection[str],
    most: int = MOST_ROWS,
) -> tuple[Line, ...]:
    """Give the filled rows of the first worksheet that has the `needed` headings.

    Raises `Refusal` where none has, where no row is filled, and where there are more than `most`.
    """
    for rows in sheets.values():
        found = _columns(rows, headings, needed)
        if found is None:
            continue
        after, columns = found
        absent = frozenset(one.key for one in headings) - columns.keys()
        lines = []
        for number, values in enumerate(rows[after:], start=after + 1):
            texts = {one.key: _cell(values, columns.get(one.key))[: one.longest + 1] for one in headings}
            formulas = frozenset(key for key, place in columns.items() if values[place : place + 1] == [FORMULA])
            if formulas or any(texts.values()):
                lines.append(Line(number, texts, absent, formulas))
        if not lines:
            raise Refusal("no-rows", gettext_noop("表里没有填写内容。请一行填一项，再上传。"))
        if len(lines) > most:
            raise Refusal("too-many-rows", gettext_noop("表里超过 %(most)s 行。请分成几份，分几次上传。"), most=most)
        return tuple(lines)
    names = tuple(Phrase(one.names[0]) for one in headings if one.key in needed)
    raise Refusal(
        "no-headings",
        gettext_noop("没有认出表头。表头一行里要有：%(names)s。可以下载空表，把内容填进去再上传。"),
        names=names,
    )


def too_long(line: Line, headings: Sequence[Heading]) -> tuple[Phrase, ...]:
    """Give what is wrong with texts that are longer than they may be."""
    template = gettext_noop("“%(heading)s”超过 %(longest)s 字，请改短。")
    return tuple(
        Phrase(template, {"heading": one.names[0], "longest": one.longest})
        for one in headings
        if len(line.texts[one.key]) > one.longest
    )


def no_formulas(line: Line, headings: Sequence[Heading]) -> tuple[Phrase, ...]:
    """Give what is wrong where a formula stands in place of a text."""
    template = gettext_noop("“%(heading)s”一格是公式，不收。请改成文字。")
    return tuple(Phrase(template, {"heading": one.names[0]}) for one in headings if one.key in line.formulas)


def text_of(value: TypedValue) -> str:
    """Give a cell's value as the text that a person sees: a whole number without its `.0`, nothing for a formula."""
    if value is None or value is FORMULA:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    text = one_line(unicodedata.normalize("NFC", str(value)))
    return "" if _ERROR.fullmatch(text) else text


def folded(heading: str) -> str:
    """Give a heading as it is compared: without blanks, signs and remarks in brackets, in one width and case."""
    text = _REMARK.sub("", unicodedata.normalize("NFKC", heading))
    return "".join(sign for sign in text if unicodedata.category(sign)[0] in "LN").casefold()


def _columns(
    rows: Sequence[Sequence[TypedValue]], headings: Sequence[Heading], needed: Collection[str]
) -> tuple[int, dict[str, int]] | None:
    """Give how many lines end with the headings, and where each column is."""
    known = {folded(name): one.key for one in headings for name in one.names}
    for number, values in enumerate(rows[:_SOUGHT_LINES], start=1):
        places: dict[str, int] = {}
        for place, value in enumerate(values):
            key = known.get(folded(text_of(value)))
            if key is not None:
                places.setdefault(key, place)
        if places.keys() >= set(needed):
            return number, places
    return None


def _cell(values: Sequence[TypedValue], place: int | None) -> str:
    return "" if place is None or place >= len(values) else text_of(values[place])
