"""Finds in a text what tells who wrote it: names, units, telephone numbers, addresses, accounts."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from contest.documents.short_names import short_names


@dataclass(frozen=True, slots=True)
class Identity:
    """What the entry form says of its authors. Units are given in full; their short forms are sought as well."""

    authors: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


class MaskKind(StrEnum):
    """Why something was taken out."""

    AUTHOR = "author"
    UNIT = "unit"
    PHONE = "phone"
    EMAIL = "email"
    ID_NUMBER = "id_number"
    ACCOUNT = "account"
    BYLINE = "byline"  # a whole line that names the author


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch `text[start:end]` that tells something about the author."""

    start: int
    end: int
    kind: MaskKind


_JOINERS: Final = frozenset("·•‧∙⋅.・･")  # middle dots of names, and what people type instead
_SEPARATOR: Final = r"[ \-‐‑–—_.()/·]"
_MOBILE: Final = (
    rf"(?<!\d)1[3-9]\d(?:\d{{8}}|{_SEPARATOR}{{1,3}}\d{{4}}{_SEPARATOR}{{1,3}}\d{{4}}"
    rf"|{_SEPARATOR}{{1,3}}\d{{3}}{_SEPARATOR}{{1,3}}\d{{5}}|{_SEPARATOR}{{1,3}}\d{{8}})(?!\d)"
    rf"|(?<!\d)1 [3-9](?: \d){{9}}(?!\d)"
)
_LANDLINE: Final = (
    r"(?<!\d)(?:\(0\d{2,3}\)|0\d{2,3})[ \-‐‑–—]{0,3}[2-9]\d{2,3}[ \-]?\d{4}"
    r"(?:(?:[ \-]|转){1,2}\d{1,5})?(?!\d)"
)
_ID_NUMBER: Final = (
    r"(?<!\d)[1-9]\d{5} ?(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]) ?\d{3}[\dXx](?![\dXx])"
    r"|(?<!\d)[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)"
)
_EMAIL: Final = (
    r"(?<![A-Za-z0-9._+%-])[A-Za-z0-9._+%-]{1,64} ?(?:@|\(at\)|\[at\]) ?"
    r"(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}"
)
_QQ: Final = r"(?:QQ|扣扣) ?(?:号码?|群)? ?[:为是]? ?(?P<qq>[1-9]\d{4,11})(?!\d)"
_WECHAT: Final = (
    r"(?:微信|weixin|wechat|vx|V信)(?: ?(?:号码?|ID) ?[:为是]? ?| ?: ?)"
    r"(?P<wechat>[A-Za-z0-9][A-Za-z0-9_-]{4,19})"
)
_PATTERNS: Final = (
    (MaskKind.ID_NUMBER, re.compile(_ID_NUMBER)),
    (MaskKind.EMAIL, re.compile(_EMAIL)),
    (MaskKind.PHONE, re.compile(_MOBILE)),
    (MaskKind.PHONE, re.compile(_LANDLINE)),
    (MaskKind.ACCOUNT, re.compile(_QQ, re.IGNORECASE)),
    (MaskKind.ACCOUNT, re.compile(_WECHAT, re.IGNORECASE)),
)
# No number, address or account is without one of these: digits in a row, @, or the name of a service.
_NUMBER_SIGNS: Final = re.compile(rf"\d{_SEPARATOR}{{0,3}}\d|@|[(\[]at[)\]]|微信|weixin|wechat|vx|v信", re.IGNORECASE)
_LEAST_PHONE_DIGITS: Final = 5


class Finder:
    """Looks for one entry's identity in any number of texts."""

    def __init__(self, identity: Identity) -> None:
        self._names = tuple(
            (kind, pattern)
            for kind, names in (
                (MaskKind.AUTHOR, identity.authors),
                (MaskKind.UNIT, _with_short_names(identity.units)),
                (MaskKind.EMAIL, identity.emails),
            )
            if (pattern := _any_of(names)) is not None
        )
        self._phones = tuple(_spaced_digits(identity.phones))

    def find(self, text: str) -> tuple[Finding, ...]:
        """Every stretch that tells of the authors, by its start; stretches may overlap.

        Names match whatever blanks, invisible characters or dots stand between their characters, and in
        full-width or half-width, capital or small letters.
        """
        return tuple(sorted((*self._find_names(text), *self._find_numbers(text)), key=lambda one: one.start))

    def _find_names(self, text: str) -> Iterator[Finding]:
        if not self._names:
            return
        folded = _Folded(text, _WITHOUT_BLANKS)
        for kind, pattern in self._names:
            for match in pattern.finditer(folded.text):
                start, end = folded.span(match.start(1), match.end(1))
                if not _inside_latin_word(text, start, end):
                    yield Finding(start, end, kind)

    def _find_numbers(self, text: str) -> Iterator[Finding]:
        folded = _Folded(text, _WITH_BLANKS)
        if _NUMBER_SIGNS.search(folded.text) is None:
            return
        for pattern in self._phones:
            for match in pattern.finditer(folded.text):
                yield Finding(*folded.span(*match.span()), MaskKind.PHONE)
        for kind, pattern in _PATTERNS:
            for match in pattern.finditer(folded.text):
                yield Finding(*folded.span(*match.span(match.lastgroup or 0)), kind)


class _Folds(dict[int, str]):
    """What becomes of a character, by its code, with blanks and the dots in names kept or not."""

    def __init__(self, *, keep_blanks: bool) -> None:
        super().__init__()
        self._keep_blanks = keep_blanks

    def __missing__(self, code: int) -> str:
        folded = _fold(chr(code))
        gone = not self._keep_blanks and (folded == " " or folded in _JOINERS)
        return self.setdefault(code, "" if gone else folded)


_WITHOUT_BLANKS: Final = _Folds(keep_blanks=False)
_WITH_BLANKS: Final = _Folds(keep_blanks=True)


class _Folded:
    """A text with all spellings of a character made one, and the way back to the original's positions."""

    def __init__(self, text: str, folds: _Folds) -> None:
        self.text = text.translate(folds)
        self._origin, self._folds = text, folds

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self._places[start], self._places[end - 1] + 1

    @cached_property
    def _places(self) -> list[int]:
        return [place for place, character in enumerate(self._origin) for _ in self._folds[ord(character)]]


def _fold(character: str) -> str:
    """One form for all spellings of a character: a blank for any blank, nothing for what can't be seen."""
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp", "Cc"):
        return " "
    if category in ("Cf", "Mn", "Me"):
        return ""
    folded = unicodedata.normalize("NFKC", character).casefold()
    return "".join(one for one in folded if unicodedata.category(one) not in ("Mn", "Me", "Cf"))


def _with_short_names(units: Iterable[str]) -> Iterator[str]:
    for unit in units:
        yield unit
        yield from short_names(unit)


def _any_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern for any of the names, the longest first, that also finds overlapping ones."""
    folded = {name.translate(_WITHOUT_BLANKS) for name in names}
    wanted = sorted((name for name in folded if len(name) > 1), key=lambda name: (-len(name), name))
    return re.compile(f"(?=({'|'.join(map(re.escape, wanted))}))") if wanted else None


def _spaced_digits(phones: Iterable[str]) -> Iterator[re.Pattern[str]]:
    for phone in phones:
        digits = [one for one in unicodedata.normalize("NFKC", phone) if one.isdigit()]
        if len(digits) >= _LEAST_PHONE_DIGITS:
            yield re.compile(rf"(?<!\d){f'{_SEPARATOR}{{0,3}}'.join(digits)}(?!\d)")


def _inside_latin_word(text: str, start: int, end: int) -> bool:
    """Whether a match only cuts through a longer Latin word, as `li` does in `believe`."""
    before, after = text[start - 1 : start], text[end : end + 1]
    cut_before = _is_latin(before) and _is_latin(text[start])
    return cut_before or (_is_latin(after) and _is_latin(text[end - 1]))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
