"""Finds in a text what tells who wrote it: names, units, telephone numbers, addresses, accounts."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
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
# Marks that part sentences, lists and quotations; any other mark between two characters only dresses a name up.
_SENTENCE_MARKS: Final = frozenset(",.。、;:!?“”‘’\"'()《》〈〉【】〔〕「」『』[]{}")
_MOST_MARKS: Final = 2  # between two characters of a name, as in 【王】【小】【明】

# Blank letters, which Unicode does not count among the blanks, and codes that are no characters.
_UNSEEN: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffe\uffff")
# Signs that look like characters and are none, as PDF files give them (EquivalentUnifiedIdeograph of Unicode).
_RADICALS: Final = str.maketrans(
    "⺅⺈⺉⺊⺋⺌⺍⺎⺒⺓⺖⺗⺘⺙⺜⺝⺞⺟⺠⺡⺢⺣⺤⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺶⺷⺸⺹⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "亻刀刂卜㔾小小兀巳幺忄㣺扌攵日月歺母民氵氺灬爫丬牛犭王疋目示礻竹糹纟羊羊羊耂聿肉臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長镸长门阝阝雨青韦页风飞食食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
)

_SEPARATOR: Final = r"[ \-‐‑–—_.()/·]"
_COUNTRY: Final = rf"(?:(?:\+|00)?86{_SEPARATOR}{{0,3}})?"
_MOBILE: Final = (
    rf"(?<!\d){_COUNTRY}1[3-9]\d(?:\d{{8}}|{_SEPARATOR}{{1,3}}\d{{4}}{_SEPARATOR}{{1,3}}\d{{4}}"
    rf"|{_SEPARATOR}{{1,3}}\d{{3}}{_SEPARATOR}{{1,3}}\d{{5}}|{_SEPARATOR}{{1,3}}\d{{8}}"
    r"|[*、] ?\d{4}[*、] ?\d{4})(?!\d)"
    rf"|(?<!\d){_COUNTRY}1 [3-9](?: \d){{9}}(?!\d)"
)
_LANDLINE: Final = (
    rf"(?<!\d)(?:(?:(?:\+|00)86{_SEPARATOR}{{0,3}}|86-)\(?0?(?:10|2\d|[3-9]\d\d)\)?|\(0\d{{2,3}}\)|0\d{{2,3}})"
    r"[ \-‐‑–—.]{0,3}[2-9]\d{2,3}[ \-.]?\d{4}(?:(?:[ \-]|转){1,2}\d{1,5})?(?!\d)"
)
_ID_NUMBER: Final = (
    r"(?<!\d)[1-9](?:[ -]?\d){5}[ -]?(?:1[ -]?9|2[ -]?0)(?:[ -]?\d){2}[ -]?(?:0[ -]?[1-9]|1[ -]?[0-2])"
    r"[ -]?(?:0[ -]?[1-9]|[12][ -]?\d|3[ -]?[01])(?:[ -]?\d){3}[ -]?[\dXx](?![\dXx])"
    r"|(?<!\d)[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)"
)
_EMAIL: Final = (
    r"(?<![A-Za-z0-9._+%-])[A-Za-z0-9._+%-]{1,64} ?(?:@|\(at\)|\[at\]) ?"
    r"(?:[A-Za-z0-9-]{1,63}(?:\.| ?[(\[]dot[)\]] ?)){1,6}[A-Za-z]{2,24}"
)
_QQ: Final = r"(?:Q ?Q|扣扣) ?(?:号码?|群)? ?[:为是]? ?(?P<qq>[1-9]\d{4,11})(?!\d)"
_WECHAT: Final = (
    r"(?:微信|(?<![A-Za-z])(?:weixin|wechat|vx|v ?信))(?:"
    r"(?:(?: ?同号| ?(?:号码?|ID)) ?[:为是]? ?| ?: ?)(?P<wechat>[A-Za-z0-9][A-Za-z0-9_-]{4,19})"
    r"| ?(?P<bare>(?=[A-Za-z-]{1,19}[\d_])[A-Za-z][A-Za-z0-9_-]{4,19}))"
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
_NUMBER_SIGNS: Final = re.compile(rf"\d{_SEPARATOR}{{0,3}}\d|@|[(\[]at[)\]]|微信|weixin|wechat|vx|v ?信", re.IGNORECASE)
_LEAST_PHONE_DIGITS: Final = 5


class Finder:
    """Looks for one entry's identity in any number of texts."""

    def __init__(self, identity: Identity) -> None:
        names = (
            (MaskKind.AUTHOR, identity.authors, 2),
            # Two characters of a unit, taken apart, are too often the ends of two words: 大同/济南.
            (MaskKind.UNIT, tuple(_with_short_names(identity.units)), 3),
            (MaskKind.EMAIL, identity.emails, 2),
        )
        self._names = tuple((kind, pattern) for kind, given, _ in names if (pattern := _any_of(given)) is not None)
        self._parted = tuple(
            (kind, pattern)
            for kind, given, least in names
            if (pattern := _any_of(given, least, only_letters=True)) is not None
        )
        self._phones = tuple(_spaced_digits(identity.phones))

    def find(self, text: str) -> tuple[Finding, ...]:
        """Every stretch that tells of the authors, by its start; stretches may overlap.

        Names match whatever blanks, invisible characters or dots stand between their characters, and in
        full-width or half-width, capital or small letters. Names of authors and units are also found with marks
        between their characters (王-小-明), of which those that part sentences must stand between all of three.
        """
        return _in_order((*self._find_names(text), *self._find_parted_names(text), *self._find_numbers(text)))

    def find_names(self, text: str) -> tuple[Finding, ...]:
        """What `find` gives of the names, units and addresses given, without numbers."""
        return _in_order((*self._find_names(text), *self._find_parted_names(text)))

    def _find_names(self, text: str) -> Iterator[Finding]:
        if not self._names:
            return
        folded = _Folded(text, _WITHOUT_BLANKS)
        for kind, pattern in self._names:
            for match in pattern.finditer(folded.text):
                start, end = folded.span(match.start(1), match.end(1))
                if not _inside_latin_word(text, start, end):
                    yield Finding(start, end, kind)

    def _find_parted_names(self, text: str) -> Iterator[Finding]:
        if not self._parted:
            return
        folded = _Folded(text, _LETTERS)
        for kind, pattern in self._parted:
            for match in pattern.finditer(folded.text):
                start, end = folded.span(match.start(1), match.end(1))
                apart = _is_parted(folded.gaps(match.start(1), match.end(1)))
                if apart and not _inside_latin_word(text, start, end):
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
    """What becomes of a character, by its code; nothing of those that are not `kept` in their one form."""

    def __init__(self, kept: Callable[[str], bool]) -> None:
        super().__init__()
        self._kept = kept

    def __missing__(self, code: int) -> str:
        folded = _fold(chr(code))
        return self.setdefault(code, folded if self._kept(folded) else "")


_WITH_BLANKS: Final = _Folds(lambda _: True)
_WITHOUT_BLANKS: Final = _Folds(lambda folded: folded != " " and folded not in _JOINERS)
_LETTERS: Final = _Folds(str.isalnum)


class _Folded:
    """A text with all spellings of a character made one, and the way back to the original's positions."""

    def __init__(self, text: str, folds: _Folds) -> None:
        self.text = text.translate(folds)
        self._origin, self._folds = text, folds

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self._places[start], self._places[end - 1] + 1

    def gaps(self, start: int, end: int) -> list[str]:
        """What stands in the original between the characters of a stretch, blanks and the dots in names apart."""
        places = self._places[start:end]
        return [self._origin[one + 1 : other].translate(_WITHOUT_BLANKS) for one, other in pairwise(places)]

    @cached_property
    def _places(self) -> list[int]:
        return [place for place, character in enumerate(self._origin) for _ in self._folds[ord(character)]]


def _fold(character: str) -> str:
    """One form for all spellings of a character: a blank for any blank, nothing for what can't be seen."""
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp", "Cc"):
        return " "
    if category in ("Cf", "Mn", "Me") or character in _UNSEEN:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    folded = unicodedata.normalize("NFKC", character).casefold().translate(_RADICALS)
    return "".join(one for one in folded if unicodedata.category(one) not in ("Mn", "Me", "Cf"))


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda one: one.start))


def _with_short_names(units: Iterable[str]) -> Iterator[str]:
    for unit in units:
        yield unit
        yield from short_names(unit)


def _any_of(names: Iterable[str], least: int = 2, *, only_letters: bool = False) -> re.Pattern[str] | None:
    """A pattern for any of the names of so many characters, the longest first, that also finds overlapping ones.

    `only_letters` leaves out names that hold marks themselves.
    """
    folded = {name.translate(_WITHOUT_BLANKS) for name in names}
    wanted = sorted(
        (name for name in folded if len(name) >= least and (not only_letters or name.isalnum())),
        key=lambda name: (-len(name), name),
    )
    return re.compile(f"(?=({'|'.join(map(re.escape, wanted))}))") if wanted else None


def _is_parted(gaps: Sequence[str]) -> bool:
    """Whether marks stand between a name's characters as if to hide it, not because a sentence ends there."""
    if not any(gaps) or max(map(len, gaps)) > _MOST_MARKS:
        return False
    return (len(gaps) > 1 and all(gaps)) or all(_SENTENCE_MARKS.isdisjoint(gap) for gap in gaps)


def _spaced_digits(phones: Iterable[str]) -> Iterator[re.Pattern[str]]:
    """Patterns for the numbers given, with the country's prefix and the first 0 or without."""
    for phone in phones:
        digits = "".join(one for one in unicodedata.normalize("NFKC", phone) if one.isdigit())
        local = re.sub(r"^(?:(?:00)?86(?=\d{10}))?0?", "", digits)
        if len(local) >= _LEAST_PHONE_DIGITS:
            spaced = f"{_SEPARATOR}{{0,3}}".join(local)
            yield re.compile(rf"(?<!\d){_COUNTRY}(?:\(?0{_SEPARATOR}{{0,3}})?{spaced}(?!\d)")


def _inside_latin_word(text: str, start: int, end: int) -> bool:
    """Whether a match only cuts through a longer Latin word, as `li` does in `believe`."""
    before, after = text[start - 1 : start], text[end : end + 1]
    cut_before = _is_latin(before) and _is_latin(text[start])
    return cut_before or (_is_latin(after) and _is_latin(text[end - 1]))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
