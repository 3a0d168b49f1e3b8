"""Finds in a text what tells who wrote it: names, units, telephone numbers, addresses, accounts."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Final

from contest.documents.romanisation import has_syllables, romanised
from contest.documents.short_names import short_names
from contest.documents.variants import ONE_FORM


@dataclass(frozen=True, slots=True)
class Identity:
    """What the entry form says of its authors. Units are given in full; their short forms are sought as well.

    `topic` is what all entries are about, in the notice's words: a unit that these name is everybody's word.
    """

    authors: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    topic: str = ""


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

# What people put into telephone numbers: blanks, dashes, dots. Commas part the figures of a list: 150、1200、1300.
_GAP: Final = r"(?: {1,2}| ?[\-‐‑–—―−.·]{1,2} ?)"
# What may stand in a number that is known, whatever is made of it; in a long one, what parts the figures of a list too.
_SEPARATOR: Final = r"[ \-‐‑–—―−_.()/·*、]"
_ANY_SEPARATOR: Final = r"[ \-‐‑–—―−_.()/·*、,。:;~+|]"
_COUNTRY: Final = rf"(?:(?:\+|00)?86\)?{_GAP}?)?"
_START: Final = r"(?<!\d)(?<!\d\.)(?<![¥$€£])(?<![¥$€£] )"
_END: Final = r"(?!\d)(?!\.\d)"
# Behind a sum, or the lower end of a range of sums; a telephone number of eleven digits looks the same.
_UNIT: Final = r"(?:[美欧日港]?元|港币|吨|公?斤|千克|平方|立方|公里|千瓦|字节|[%‰])"
_NO_SUM: Final = rf"(?! ?(?:[\-–—~至到]{{1,2}} ?\d[\d.]{{0,19}} ?)?{_UNIT})"
# Years and round sums, which make a list of figures out of what has the shape of a number: 150 1200 1300.
_FIGURES: Final = rf"{_GAP}(?:(?:(?:19|20)\d\d|\d\d00){_GAP}(?:(?:19|20)\d\d|\d\d00)|\d00{_GAP}\d{{3}}00)(?!\d)"
_MOBILE: Final = (
    rf"{_START}{_COUNTRY}(?:1[3-9]\d(?!{_FIGURES})(?:\d{{8}}|{_GAP}\d{{4}}{_GAP}\d{{4}}|{_GAP}\d{{3}}{_GAP}\d{{5}}|{_GAP}\d{{8}})"
    rf"|1 [3-9](?: \d){{9}}){_END}{_NO_SUM}"
)


_TWO_YEARS: Final = r"(?:19|20)\d\d[ \-.](?:19|20)\d\d(?!\d)"


def _landline(area: str, local: str) -> str:
    """A number with its area code, which is given without its 0; that may be missing behind the country's prefix."""
    prefix = rf"(?:(?:(?:\+|00)86\)?{_GAP}?|86-)\(?0?{area}\)?|\(0{area}\)|0{area}|86 {area}(?= \d{{7}})){_GAP}?"
    return rf"{prefix}(?!{_TWO_YEARS}){local}[ \-.]?\d{{4}}"


# Codes of three digits have numbers of eight, those of four numbers of seven or eight.
_LANDLINES: Final = "|".join(
    _landline(*one) for one in ((r"(?:10|2\d)", r"[2-9]\d{3}"), (r"[3-9]\d\d", r"[2-9]\d{2,3}"))
)
_LANDLINE: Final = rf"{_START}(?:{_LANDLINES})(?:(?:-| ?(?:转分机|转|分机) ?)\d{{1,5}})?{_END}"
_HOTLINE: Final = rf"{_START}[48]00-(?:\d{{3}}-\d{{4}}|\d{{4}}-\d{{3}}|\d{{7}}){_END}"
# Behind a word that says so, a number may be parted anywhere, and need no area code.
_WITHIN: Final = r"[ \-‐‑–—―−.·]{0,2}"
_CALLED: Final = (
    r"(?:电话|手机|热线|传真|座机|固话|联系方式|请拨|拨[打通]|致电|请打|(?<![A-Za-z])(?:tel(?:ephone)?|phone|mobile|fax))"
    r"(?:号码?)?[ :(.是为]{0,4}"
    rf"(?P<called>(?!{_TWO_YEARS})(?:{_COUNTRY}1[3-9](?:{_WITHIN}\d){{9}}|[48]00(?:{_WITHIN}\d){{7}}"
    rf"|(?:{_COUNTRY}\(?0?(?:10|2\d|[3-9]\d\d)\)?{_GAP}?)?[2-9](?:{_WITHIN}\d){{6,7}})){_END}{_NO_SUM}(?! ?年)"
)
# The first two figures of an identity number stand for a province; one of fifteen figures has no other mark.
_PROVINCE: Final = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])"
_CARD: Final = r"身份证(?:件|号码?)*[ :是为]{0,3}(?P<card>[1-9]\d{14}(?:\d{2}[\dXx])?(?!\d))"
_ID_NUMBER: Final = (
    r"(?<!\d)[1-9](?:[ -]?\d){5}[ -]?(?:1[ -]?9|2[ -]?0)(?:[ -]?\d){2}[ -]?(?:0[ -]?[1-9]|1[ -]?[0-2])"
    r"[ -]?(?:0[ -]?[1-9]|[12][ -]?\d|3[ -]?[01])(?:[ -]?\d){3}[ -]?[\dXx](?![\dXx])"
    rf"|(?<!\d){_PROVINCE}\d{{6}}"
    r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)"
)
_DOT: Final = r"(?:\.| ?[(\[]dot[)\]] ?|[。,](?=(?:com|cn|net|org|edu|gov)(?![A-Za-z])))"
_EMAIL: Final = (
    r"(?<![A-Za-z0-9._+%-])[A-Za-z0-9._+%-]{1,64} ?(?:@|\(at\)|\[at\]) ?"
    rf"(?:[A-Za-z0-9-]{{1,63}}{_DOT}){{1,6}}[A-Za-z]{{2,24}}"
)
_MAILED: Final = (
    r"(?:邮箱|邮件|电邮|信箱|(?<![A-Za-z])e-?mail)(?:地址|账?号)?[ :是为]{0,4}(?P<mailed>[A-Za-z0-9._+%-]{1,64}"
    rf"(?:#| at |艾特| ?@ ?)(?:[A-Za-z0-9-]{{1,63}}(?:{_DOT}| dot |点| ?\. ?)){{1,6}}[A-Za-z]{{2,24}})"
)
_QQ: Final = r"(?:Q ?Q|扣扣) ?(?:号码?|群)? ?[:为是]? ?(?P<qq>[1-9]\d{4,11})(?!\d| ?[人名个位])"
_WECHAT: Final = (
    r"(?:微信|(?<![A-Za-z])(?:weixin|wechat|vx|v ?信))(?:"
    r"(?:(?: ?同号| ?(?:号码?|ID)) ?[:为是]? ?| ?: ?)(?P<wechat>[A-Za-z0-9][A-Za-z0-9_-]{4,19})"
    r"| ?(?P<bare>(?=[A-Za-z-]{1,19}[\d_])[A-Za-z][A-Za-z0-9_-]{4,19}))"
)
_PATTERNS: Final = (
    (MaskKind.ID_NUMBER, re.compile(_ID_NUMBER)),
    (MaskKind.ID_NUMBER, re.compile(_CARD)),
    (MaskKind.EMAIL, re.compile(_EMAIL)),
    (MaskKind.EMAIL, re.compile(_MAILED)),
    (MaskKind.PHONE, re.compile(_MOBILE)),
    (MaskKind.PHONE, re.compile(_LANDLINE)),
    (MaskKind.PHONE, re.compile(_HOTLINE)),
    (MaskKind.PHONE, re.compile(_CALLED)),
    (MaskKind.ACCOUNT, re.compile(_QQ, re.IGNORECASE)),
    (MaskKind.ACCOUNT, re.compile(_WECHAT, re.IGNORECASE)),
)
# No number, address or account is without one of these: digits in a row, @, or the name of a service.
_NUMBER_SIGNS: Final = re.compile(
    rf"\d{_ANY_SEPARATOR}{{0,3}}\d|@|[(\[]at[)\]]|微信|weixin|wechat|vx|v ?信|邮|信箱|mail", re.IGNORECASE
)
_LEAST_PHONE_DIGITS: Final = 5
_LONG_PHONE_DIGITS: Final = 7
# What is typed for the signs of an address: not to be collected by machines, or by a slip.
_AT_SIGN: Final = r"(?:@|#|\*|\(at\)|\[at\]|\(a\)|at|艾特)"
_DOT_SIGN: Final = r"(?:[。,]|\(dot\)|\[dot\]|dot|点)?"


class Finder:
    """Looks for one entry's identity in any number of texts."""

    def __init__(self, identity: Identity, *, romanise: bool = True) -> None:
        """`romanise` says whether the authors' names are also sought in pinyin."""
        names = (
            (MaskKind.AUTHOR, identity.authors, 2),
            # Two characters of a unit, taken apart, are too often the ends of two words: 大同/济南.
            (MaskKind.UNIT, tuple(_with_short_names(identity.units)), 3),
        )
        patterns = (
            *((kind, _any_of(given)) for kind, given, _ in names),
            (MaskKind.EMAIL, _any_address(identity.emails)),
        )
        self._names = tuple((kind, pattern) for kind, pattern in patterns if pattern is not None)
        self._parted = tuple(
            (kind, pattern)
            for kind, given, least in names
            if (pattern := _any_of(given, least, only_letters=True)) is not None
        )
        self._spelt = identity.authors if romanise else ()
        self._phones = tuple(_spaced_digits(identity.phones))

    def find(self, text: str) -> tuple[Finding, ...]:
        """Every stretch that tells of the authors, once, by its start; stretches may overlap.

        Names match whatever blanks, invisible characters or dots stand between their characters, and in
        full-width or half-width, capital or small letters. Names of authors and units are also found with marks
        between their characters (王-小-明), of which those that part sentences must stand between all of three.
        Authors' names of two to four Han characters are found in pinyin too, the surname first or last.
        """
        return _in_order((*self._find_all_names(text), *self._find_given_numbers(text), *self._find_numbers(text)))

    def find_names(self, text: str) -> tuple[Finding, ...]:
        """What `find` gives of the names, units and addresses given, without numbers."""
        return _in_order(self._find_all_names(text))

    def find_given(self, text: str) -> tuple[Finding, ...]:
        """What `find` gives of what is known: names, units, addresses and telephone numbers given."""
        return _in_order((*self._find_all_names(text), *self._find_given_numbers(text)))

    def _find_all_names(self, text: str) -> Iterator[Finding]:
        yield from self._find_names(text)
        yield from self._find_parted_names(text)
        yield from self._find_romanised_names(text)

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

    @cached_property
    def _romanised(self) -> tuple[tuple[re.Pattern[str], frozenset[str], bool], ...]:
        """What to look for in pinyin, made for the first text that may hold it: it takes 50 MB."""
        return tuple(_any_romanised(self._spelt))

    def _find_romanised_names(self, text: str) -> Iterator[Finding]:
        if not self._spelt or not has_syllables(text):
            return
        folded = _Folded(text, _LATIN_LETTERS)
        for pattern, marks, is_short in self._romanised:
            for match in pattern.finditer(folded.text):
                start, end = folded.span(match.start(1), match.end(1))
                gaps = folded.gaps(match.start(1), match.end(1))
                near = all(len(gap) <= _MOST_MARKS and not _SENTENCE_MARKS & {*gap} - marks for gap in gaps)
                told = near and (text[start].isupper() or not is_short)  # like is a word, Li Ke a name
                if told and not _is_latin_letter(text[start - 1 : start]) and not _is_latin_letter(text[end : end + 1]):
                    yield Finding(start, end, MaskKind.AUTHOR)

    def _find_given_numbers(self, text: str) -> Iterator[Finding]:
        if not self._phones:
            return
        folded = _Folded(text, _WITH_BLANKS)
        for pattern in self._phones:
            for match in pattern.finditer(folded.text):
                yield Finding(*folded.span(*match.span()), MaskKind.PHONE)

    def _find_numbers(self, text: str) -> Iterator[Finding]:
        folded = _Folded(text, _WITH_BLANKS)
        if _NUMBER_SIGNS.search(folded.text) is None:
            return
        for kind, pattern in _PATTERNS:
            for match in pattern.finditer(folded.text):
                yield Finding(*folded.span(*match.span(match.lastgroup or 0)), kind)


class _Folds(dict[int, str]):
    """What becomes of a character, by its code; nothing of those that are not `kept` in their one form."""

    def __init__(self, kept: Callable[[str], bool], form: Callable[[str], str] = str) -> None:
        """`form` gives a character's form, of which its folded one is made."""
        super().__init__()
        self._kept, self._form = kept, form

    def __missing__(self, code: int) -> str:
        folded = _fold(self._form(chr(code)))
        return self.setdefault(code, folded if self._kept(folded) else "")


_WITH_BLANKS: Final = _Folds(lambda _: True)
_WITHOUT_BLANKS: Final = _Folds(lambda folded: folded != " " and folded not in _JOINERS)
_LETTERS: Final = _Folds(str.isalnum)
_LATIN_LETTERS: Final = _Folds(str.isalpha, lambda sign: unicodedata.normalize("NFKD", sign)[0])  # á as a
_MARKS_OF_ORDERS: Final = (frozenset(",.'’"), frozenset(".'’"))  # Wang, Xiaoming; but two names in Xiaoming, Wang


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
    folded = unicodedata.normalize("NFKC", character).casefold().translate(ONE_FORM)
    return "".join(one for one in folded if unicodedata.category(one) not in ("Mn", "Me", "Cf"))


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(dict.fromkeys(findings), key=lambda one: one.start))


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


def _any_address(emails: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern for any of the addresses, with what people type for @ and dots."""
    found = []
    for email in sorted(set(emails)):
        local, _, domain = unicodedata.normalize("NFKC", email).partition("@")
        parts = [local, *domain.split(".")]
        folded = [re.escape(part.translate(_WITHOUT_BLANKS)) for part in parts]
        if len(folded) > 2 and all(folded):
            found.append(folded[0] + _AT_SIGN + _DOT_SIGN.join(folded[1:]))
        elif len(whole := email.translate(_WITHOUT_BLANKS)) > 1:
            found.append(re.escape(whole))
    return re.compile(f"(?=({'|'.join(found)}))") if found else None


def _any_romanised(names: Iterable[str]) -> Iterator[tuple[re.Pattern[str], frozenset[str], bool]]:
    """Patterns for any of the names in pinyin, the marks of sentences that may stand in them, and if they are short."""
    letters = {"".join(filter(str.isalpha, unicodedata.normalize("NFKC", name))) for name in names}
    for is_short in (False, True):
        spelt = sorted(filter(None, (romanised(name) for name in letters if (len(name) <= 2) == is_short)))
        for wanted, marks in zip(zip(*spelt, strict=True), _MARKS_OF_ORDERS, strict=False):
            yield re.compile(f"(?=({'|'.join(wanted)}))"), marks, is_short


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
            separator = _ANY_SEPARATOR if len(local) >= _LONG_PHONE_DIGITS else _SEPARATOR
            spaced = f"{separator}{{0,3}}".join(local)
            yield re.compile(rf"(?<!\d){_COUNTRY}(?:\(?0{separator}{{0,3}})?{spaced}(?!\d)")


def _inside_latin_word(text: str, start: int, end: int) -> bool:
    """Whether a match only cuts through a longer Latin word, as `li` does in `believe`."""
    before, after = text[start - 1 : start], text[end : end + 1]
    cut_before = _is_latin(before) and _is_latin(text[start])
    return cut_before or (_is_latin(after) and _is_latin(text[end - 1]))


def _is_latin_letter(character: str) -> bool:
    return unicodedata.normalize("NFKD", character)[:1].isascii() and character.isalpha()


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
