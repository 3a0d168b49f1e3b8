"""What an address, or an export that was kept, asks of a sheet.

In an address a column is a short sign made of its heading, so that an address with many columns stays short enough:
`c` for each column in order, `if-…` for its condition, `in` for the language of the headings. The form of the page
adds `at-…`, the numbers by which the columns are put in order.
"""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import tzinfo
from math import isfinite
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language

from contest.exports.selecting.models import NamedExport
from contest.phrases import Phrase, Refusal
from contest.web.lines import one_line
from contest.workbooks.conditions import Condition, read_condition, written
from contest.workbooks.selecting import in_order, selected
from contest.workbooks.writer import Sheet


@dataclass(frozen=True, slots=True)
class Asked:
    """Columns and conditions asked of a sheet, as far as it has them; headings name the columns.

    `faults` are conditions that can't be understood, `gone` what the sheet has no more: by heading the condition that
    stood on it. `numbered`: it comes from the form, in which the order is numbers.
    """

    sheet: Sheet
    language: str
    columns: Sequence[str]
    typed: Mapping[str, str]
    conditions: Mapping[str, Condition]
    faults: Mapping[str, Phrase]
    gone: Mapping[str, str]
    numbered: bool = False

    @property
    def can_be_shown(self) -> bool:
        """Whether there is a column, and no condition that can't be understood."""
        return bool(self.columns) and not self.faults

    @property
    def is_whole(self) -> bool:
        """Whether it can be given to somebody who has not looked at it: all that was asked for is there."""
        return self.can_be_shown and not self.gone

    @property
    def written(self) -> Mapping[str, str]:
        """The conditions in one way of writing, by heading."""
        english = self.language.startswith("en")
        return {heading: written(condition, english=english) for heading, condition in self.conditions.items()}

    @property
    def address(self) -> str:
        """What it is in an address, after the question mark."""
        columns = [("c", sign_of(heading)) for heading in self.columns]
        conditions = [(f"if-{sign_of(heading)}", typed) for heading, typed in self.typed.items()]
        return urlencode([("in", self.language), *columns, *conditions])

    def made(self, zone: tzinfo) -> Sheet:
        """Give the sheet that is asked for."""
        return selected(self.sheet, self.columns, self.conditions, zone=zone)


def sign_of(heading: str) -> str:
    """Give what a column is called in an address."""
    return hashlib.sha256(heading.encode()).hexdigest()[:8]


def language_of(query: QueryDict) -> str:
    """Give the language that an address has its headings in; the reader's, where it says none."""
    asked = query.get("in", "")
    return asked if asked in dict(settings.LANGUAGES) else get_language() or settings.LANGUAGE_CODE


def asked_by_address(query: QueryDict, sheet: Sheet) -> Asked:
    """Give what an address asks for: every column, where it names none."""
    headings = {sign_of(column.heading): column.heading for column in sheet.columns}
    shown, numbers = list(dict.fromkeys(query.getlist("c"))), _numbers(query)
    signs = [sign for sign in in_order(list(numbers.items())) if sign in shown] if numbers else shown
    boxes = {name[3:]: one_line(query.get(name, "")) for name in query if name.startswith("if-")}
    typed = {sign: text for sign, text in boxes.items() if text}
    columns = [headings[sign] for sign in signs if sign in headings]
    unknown = [sign for sign in [*shown, *typed] if sign not in headings]
    return _asked(
        sheet,
        language_of(query),
        columns if shown or numbers else list(headings.values()),
        {headings[sign]: text for sign, text in typed.items() if sign in headings},
        {sign: typed.get(sign, "") for sign in unknown},
        numbered=bool(numbers),
    )


def asked_by_kept(kept: NamedExport, sheet: Sheet) -> Asked:
    """Give what a kept export asks for."""
    headings = {column.heading for column in sheet.columns}
    gone = [heading for heading in [*kept.columns, *kept.conditions] if heading not in headings]
    return _asked(
        sheet,
        kept.language,
        [heading for heading in kept.columns if heading in headings],
        {heading: typed for heading, typed in kept.conditions.items() if heading in headings},
        {heading: kept.conditions.get(heading, "") for heading in gone},
    )


def _numbers(query: QueryDict) -> Mapping[str, float | None]:
    """Give the columns as the form had them, each with the number that somebody gave it."""
    numbers: dict[str, float | None] = {}
    for name in query:
        if name.startswith("at-"):
            with suppress(ValueError):
                number = float(query.get(name, ""))
                numbers[name[3:]] = number if isfinite(number) else None
            numbers.setdefault(name[3:], None)
    return numbers


def _asked(
    sheet: Sheet,
    language: str,
    columns: Sequence[str],
    typed: Mapping[str, str],
    gone: Mapping[str, str],
    *,
    numbered: bool = False,
) -> Asked:
    by_heading = {column.heading: column for column in sheet.columns}
    conditions: dict[str, Condition] = {}
    faults: dict[str, Phrase] = {}
    for heading, text in typed.items():
        try:
            conditions[heading] = read_condition(text, by_heading[heading])
        except Refusal as refusal:
            faults[heading] = refusal.phrase
    return Asked(sheet, language, columns, typed, conditions, faults, gone, numbered)
