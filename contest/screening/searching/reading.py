"""Reads what was typed into the search box, and writes it with one thing changed."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from contest.comparisons import COMPARISONS, Comparison
from contest.phrases import Phrase, gettext_noop
from contest.screening.searching import faults
from contest.screening.searching.meanings import (
    Day,
    Listed,
    Meaning,
    Measure,
    Part,
    Search,
    Shown,
    Sort,
    Text,
)
from contest.screening.searching.vocabulary import (
    COLUMNS,
    SORT,
    SORTED_BY,
    TERM_OF,
    TERMS,
    Key,
    Takes,
    Term,
    choice_of,
    term_called,
)
from contest.web.lines import one_line

LONGEST: Final = 500
"""Signs that fit into the box."""
MOST: Final = 20
"""Pieces that are read of one search."""

_FORMS: Final = str.maketrans("：＞＜＝－−，、“”＂", ':><=--,,"""')
_PIECE: Final = re.compile(r'(?:"[^"]*(?:"|$)|[^\s"])+')
_TERM: Final = re.compile(r'(-?)([^":<>=≥≤]+)(:?(?:>=|<=|=>|=<|[<>=≥≤])|:)(.*)', re.DOTALL)
_NUMBER: Final = re.compile(r"(\d{1,7})[字分]?")
_DATE: Final = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?")
_DAYS_AGO: Final = {"今天": 0, "today": 0, "昨天": 1, "yesterday": 1}


def read_search(typed: str, *, today: date, english: bool = False) -> Search:
    """Give what a search means. A day without a year is the last such day up to `today`, the contest's date.

    What can't be understood is a `Fault` in its part and says, in names of the language, what is possible.
    """
    text = one_line(unicodedata.normalize("NFC", typed))
    reader = _Reader(today, english)
    pieces = list(_pieces(text[:LONGEST]))
    parts = [reader.part(written) for written in pieces[:MOST]]
    rest = " ".join((*pieces[MOST:], text[LONGEST:])).strip()
    if rest:
        parts.append(Part(rest, (faults.too_many(MOST),)))
    return Search(text, tuple(parts))


def with_state(search: Search, state: str, *, english: bool = False) -> str:
    """Give the search for another state, everything else as it was typed."""
    written = f"{TERM_OF[Key.STATE].name.said(english=english)}:{_choice_said(Key.STATE, state, english)}"
    return _joined(search, lambda one: isinstance(one, Listed) and one.key is Key.STATE, first=written)


def with_sort(search: Search, sort: Sort, *, english: bool = False) -> str:
    """Give the search in another order, everything else as it was typed."""
    written = f"{SORT.said(english=english)}:{'-' * sort.descending}{TERM_OF[sort.key].name.said(english=english)}"
    return _joined(search, lambda one: isinstance(one, Sort), last=written)


def _choice_said(key: Key, value: str, english: bool) -> str:
    return choice_of(key, value).name.said(english=english)


def _joined(search: Search, replaced: Callable[[Meaning], bool], *, first: str = "", last: str = "") -> str:
    kept = (part.written for part in search.parts if not any(map(replaced, part.meanings)))
    return " ".join(filter(None, (first, *kept, last)))


def _pieces(text: str) -> Iterator[str]:
    """Cut a text at its blanks, those between quotation marks left out."""
    for found in _PIECE.finditer(text.translate(_FORMS)):
        yield text[found.start() : found.end()]


class _Reader:
    """Reads one piece after the other."""

    def __init__(self, today: date, english: bool) -> None:
        self._today = today
        self._english = english

    def part(self, written: str) -> Part:
        found = _TERM.fullmatch(written.translate(_FORMS))
        if found is None:
            return Part(written, (self._plain(written),))
        minus, name, sign = found[1], found[2].strip(), found[3]
        comparison = COMPARISONS[sign.lstrip(":") or "="]
        word = _unquoted(written[found.start(4) :])
        term = term_called(_plain_form(name))
        for listed, read in ((SORT, self._sorts), (COLUMNS, self._columns)):
            if listed.is_called(_plain_form(name).lower()):
                if minus:
                    return Part(written, (faults.not_negated(listed, english=self._english),))
                words = _listed_words(word)
                return Part(written, read(words) or (faults.nothing_after(listed.said(english=self._english)),))
        if term is None:
            return Part(written, (faults.unknown_key(name, english=self._english),))
        if not word:
            return Part(written, (faults.nothing_after(term.name.said(english=self._english)),))
        return self._term(written, term, comparison, word, exact=sign in ("=", ":="), negated=bool(minus))

    def _plain(self, written: str) -> Meaning:
        negated = written.translate(_FORMS).startswith("-") and len(written) > 1
        text = _unquoted(written[negated:])
        return Text(None, text, negated=negated) if text else faults.nothing_after(written)

    def _term(self, written: str, term: Term, comparison: Comparison, word: str, *, exact: bool, negated: bool) -> Part:
        if comparison is not Comparison.IS and term.takes in (Takes.TEXT, Takes.CHOICE):
            return Part(written, (faults.not_compared(term.name, english=self._english),))
        if term.takes is Takes.TEXT:
            return Part(written, (Text(term.key, word, exact, negated),))
        if comparison is Comparison.IS and (listed := self._listed(term, word)):
            return Part(written, (Listed(term.key, listed, negated),))
        if term.takes is Takes.CHOICE:
            possible = [choice.name for choice in term.choices]
            return Part(written, (faults.unknown_value(term.name, word, possible, english=self._english),))
        plain = _plain_form(word)
        if term.takes is Takes.NUMBER and (number := _NUMBER.fullmatch(plain.replace(",", ""))):
            return Part(written, (Measure(term.key, comparison, int(number[1]), negated),))
        day = self._day(plain) if term.takes is Takes.DAY else None
        if day is None:
            return Part(written, (faults.not_measured(term, word, english=self._english),))
        note = None if str(day.year) in plain else Phrase(
            gettext_noop("“%(word)s”按 %(day)s 算。"), {"word": word, "day": day.isoformat()}
        )  # fmt: skip
        return Part(written, (Day(comparison, day, negated),), note)

    def _listed(self, term: Term, word: str) -> tuple[str, ...]:
        """Give the listed values that are named, or nothing where one of them isn't."""
        choices = [term.choice(_plain_form(one)) for one in _listed_words(word)]
        return tuple(dict.fromkeys(one.value for one in choices if one)) if all(choices) else ()

    def _sorts(self, words: Sequence[str]) -> tuple[Meaning, ...]:
        possible = [TERM_OF[key].name for key in SORTED_BY]
        meanings: list[Meaning] = []
        for one in words:
            term = term_called(_plain_form(one.lstrip("-")))
            if term is None or term.key not in SORTED_BY:
                meanings.append(faults.unknown_value(SORT, one, possible, english=self._english))
            else:
                meanings.append(Sort(term.key, one.startswith("-")))
        return tuple(meanings)

    def _columns(self, words: Sequence[str]) -> tuple[Meaning, ...]:
        possible = [term.name for term in TERMS]
        meanings: list[Meaning] = []
        for one in words:
            term = term_called(_plain_form(one))
            if term is None:
                meanings.append(faults.unknown_value(COLUMNS, one, possible, english=self._english))
            else:
                meanings.append(Shown(term.key))
        return tuple(meanings)

    def _day(self, word: str) -> date | None:
        if word.lower() in _DAYS_AGO:
            return self._today - timedelta(days=_DAYS_AGO[word.lower()])
        found = _DATE.fullmatch(word)
        if found is None:
            return None
        month, day = int(found[2]), int(found[3])
        if found[1]:
            return _date(int(found[1]), month, day)
        # 29 February may lie some years back.
        candidates = (_date(self._today.year - back, month, day) for back in range(9))
        return next((one for one in candidates if one and one <= self._today), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 2000 <= year <= 2200 else None
    except ValueError:
        return None


def _listed_words(word: str) -> list[str]:
    return [one for one in re.split(r"[,\s]+", word.translate(_FORMS)) if one]


def _plain_form(word: str) -> str:
    """Give full-width letters and figures as the usual ones."""
    return unicodedata.normalize("NFKC", word)


def _unquoted(written: str) -> str:
    """Give what stands in quotation marks, where it begins with one."""
    forms = written.translate(_FORMS)
    if not forms.startswith('"'):
        return written.strip()
    return "".join(sign for sign, form in zip(written, forms, strict=True) if form != '"').strip()
