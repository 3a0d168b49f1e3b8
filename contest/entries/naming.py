"""The naming rule of manuscripts: a file's name read into its fields, and the fields spelled as a name.

A name obeys the rule (`ok`) when it is, sign for sign, the name that `canonical_name` spells for its fields.
It is mended (`repair`) when the fields are certain in spite of its spelling. In all other cases it is refused
and the answer says what is missing or can't be told apart; nothing is guessed. In doubt a name is refused:
the entrant is asked, whereas a wrong field would go unnoticed.

How a name is read: signs of systems and mail programs are taken off, then the label is looked for at the
start. The sign after the label is taken for the separator; where it doesn't part the rest into enough pieces,
the rule's own separator and then the usual ones in its place are tried. More pieces than fields: the title is
what remains between the fields read from both ends. What stands in the unit's and the author's place must not
look like something else.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from contest.entries.naming_leftovers import bare, unreadable, without_ending, without_leftovers
from contest.entries.naming_words import (
    ANY_SIGN,
    CUT,
    DASHES,
    DOTS,
    FIELD_LABEL,
    FOREIGN,
    HAN,
    MENDED,
    OTHER_LABEL,
    OTHER_OCCASION,
    PLACEHOLDERS,
    REFUSED,
    SENTENCE,
    STRONG,
    STRONG_CUT,
    UNIT_TAIL,
    VERSION,
    WEAK,
    WORDS,
    label_pattern,
    like_person,
    like_unit,
    may_be_author,
)
from contest.notice.pattern import FIELD_NAMES, Field, NameRule, clean
from contest.phrases import Phrase, Refusal, gettext_noop

Verdict = Literal["ok", "repair", "refuse"]

MAX_NAME_BYTES = 255
SHORTENED = "…"


@dataclass(frozen=True, slots=True)
class Problem:
    """What was mended in a name, or why it is refused."""

    code: str
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Reading:
    """What a name says. Under `refuse` a field is given only where it is certain all the same.

    `extension` is the ending with its dot in lower case; `canonical` is the name as the rule spells it, None
    under `refuse`; `problems` is empty under `ok` and never empty otherwise.
    """

    name: str
    verdict: Verdict
    unit: str | None
    title: str | None
    author: str | None
    extension: str | None
    canonical: str | None
    problems: tuple[Problem, ...]


def canonical_name(rule: NameRule, unit: str, title: str, author: str, extension: str) -> str:
    """Spell the name of an entry: NFC, at most 255 bytes of UTF-8, safe on every common system, in ZIP and
    mail.

    A separator inside a field becomes its full-width twin, which `read_name` turns back; signs that some
    system forbids become theirs. Only where the name would be too long the title is cut and ends in `…`.
    Raises `Refusal` where nothing is left of a field, or unit and author alone are too long.
    """
    given: dict[Field, str] = {"unit": unit, "title": title, "author": author}
    values = {field: tidy_field(rule, field, given[field]) for field in rule.fields}
    for field, value in values.items():
        if not value or value in PLACEHOLDERS:
            raise Refusal("empty-field", gettext_noop("请填写%(field)s。"), field=Phrase(FIELD_NAMES[field]))
    whole = _spell(rule, values, extension)
    surplus = len(whole.encode()) - MAX_NAME_BYTES
    if surplus <= 0:
        return whole
    room = len(_inside(rule, values["title"]).encode()) - surplus - len(SHORTENED.encode())
    kept = _inside(rule, values["title"]).encode()[: max(room, 0)].decode("utf-8", "ignore").rstrip()
    if not kept:
        raise Refusal("too-long", gettext_noop("所在单位和作者姓名太长，文件名放不下，请用简称。"))
    return _spell(rule, {**values, "title": kept + SHORTENED}, extension)


def tidy_field(rule: NameRule, field: Field, value: str) -> str:
    """A field as names hold it: without invisible or forbidden signs, leftovers, and 《》 round a title."""
    text = clean(value, rule.separator)
    before = None
    while text != before:
        before = text
        text = FIELD_LABEL[field].sub("", text).strip(" .")
        while text and unicodedata.combining(text[0]):
            text = text[1:]
        if field == "title":
            text = re.sub(r"^《([^《》]+)》$", r"\1", text)
            text = re.sub(rf"\s*[(（【\[](?:{VERSION})[)）】\]]$", "", text, flags=re.IGNORECASE)
        if field == "author":
            text = DOTS.sub("·", re.sub(rf"^([{HAN}]) ([{HAN}])$", r"\1\2", text))
        if field == rule.fields[-1]:
            text, _ = without_leftovers(text, rule)
    return text


def read_name(name: str, rule: NameRule, known_units: Collection[str] = ()) -> Reading:
    """Read a file's name by the rule; `known_units` helps where a name divides in more than one way."""
    mended: list[str] = []
    text = bare(name, mended)
    read = Reading(name, "refuse", None, None, None, None, None, ())
    worthless = unreadable(name, text)
    if worthless:
        return _refused(read, worthless, rule)
    stem, extension, wrong = without_ending(text, rule, mended)
    stem, leftovers = without_leftovers(stem, rule)
    mended += leftovers
    read = replace(read, extension=extension)
    try:
        values = _fields(stem, rule, frozenset(_folded(unit) for unit in known_units), mended)
        read = replace(read, unit=values.get("unit"), title=values["title"], author=values["author"])
        if extension is None or wrong:
            return _refused(read, wrong, rule)
        canonical = canonical_name(rule, values.get("unit", ""), values["title"], values["author"], extension)
    except Refusal as refusal:
        return replace(read, problems=(Problem(refusal.code, refusal.phrase), _shape(rule)))
    if canonical == name:
        return replace(read, verdict="ok", canonical=canonical)
    if canonical != _spell(rule, values, extension):
        mended.append("shortened")
    codes = tuple(dict.fromkeys(mended)) or ("spelling",)
    problems = tuple(Problem(code, Phrase(MENDED[code], {"canonical": canonical})) for code in codes)
    return replace(read, verdict="repair", canonical=canonical, problems=problems)


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def _inside(rule: NameRule, value: str) -> str:
    """A field as the name holds it: the separator inside it as its full-width twin."""
    return value.replace(rule.separator, chr(ord(rule.separator) + 0xFEE0))


def _spell(rule: NameRule, values: Mapping[Field, str], extension: str) -> str:
    parts = (rule.label, *(_inside(rule, values[field]) for field in rule.fields))
    return rule.separator.join(parts) + "." + extension.lower().lstrip(".")


def _fields(stem: str, rule: NameRule, known: frozenset[str], mended: list[str]) -> dict[Field, str]:
    """The fields in what stands between path and ending. Raises `Refusal` where they aren't certain."""
    rest, lead, doubtful = _after_label(stem, rule, mended)
    count = len(rule.fields)
    if lead not in (rule.separator, None):
        mended.append("separator")
    spans, loose = _divide(rest, lead, rule, count)
    if loose:
        mended.append("separator")
    if len(spans) == count + 1 and doubtful == "glued" and not UNIT_TAIL.search(rest[slice(*spans[0])]):
        spans = spans[1:]
        mended.append("label-words")
        doubtful = ""
    while len(spans) > count and re.match(r"\D", rest[spans[0][0] :]) and WORDS.fullmatch(rest[slice(*spans[0])]):
        spans = spans[1:]
        mended.append("label-words")

    if rule.fields[0] == "unit":
        ends = (end for _, end in reversed(spans))
        for size, end in zip(range(len(spans), 0, -1), ends, strict=True):
            if _folded(rest[spans[0][0] : end]) in known:
                spans = [(spans[0][0], end), *spans[size:]]
                break
    pieces = [rest[start:end].strip() for start, end in spans]
    if len(pieces) < count or not all(pieces):
        raise _refusal("field-missing", rule)
    left = rule.fields.index("title")
    last = len(pieces) - (count - left)
    while last > left and re.fullmatch(VERSION, pieces[last], re.IGNORECASE):
        del pieces[last], spans[last]
        last -= 1
        mended.append("copy-mark")
    raw: dict[Field, str] = dict(zip(rule.fields[:left], pieces[:left], strict=True))
    raw["title"] = rest[spans[left][0] : spans[last][1]]
    raw |= dict(zip(rule.fields[left + 1 :], pieces[last + 1 :], strict=True))
    divided = last > left
    if divided:
        # What borders on the title must not look like a part of its neighbour.
        borders = dict(zip(rule.fields[left + 1 : left + 2], pieces[last : last + 1], strict=False))
        borders |= dict(zip(rule.fields[left - 1 : left], pieces[left : left + 1], strict=False))
        if UNIT_TAIL.search(borders.get("unit", "")) or like_person(borders.get("author", "")):
            raise _refusal("cannot-tell", rule)

    values = {field: tidy_field(rule, field, text) for field, text in raw.items()}
    for field, text in raw.items():
        if rule.separator in text:
            mended.append("separator-inside")
        if values[field] != clean(text, rule.separator):
            mended.append(f"tidied-{field}")
    _check_plausible(values, rule, known, strict=divided or loose or bool(doubtful))
    return values


def _after_label(stem: str, rule: NameRule, mended: list[str]) -> tuple[str, str | None, str]:
    """What follows the label, the sign between, and why the division must be looked at closely, if at all."""
    match = label_pattern(rule.label).search(stem)
    before = stem[: match.start()] if match else ""
    if match is None or len(before) > 30 or (STRONG_CUT.search(before) and not WORDS.fullmatch(before)):
        start = CUT.split(stem)[0]
        if start and (OTHER_LABEL.search(start) or WORDS.fullmatch(start)):
            raise _refusal("label-other", rule)
        mended.append("label-missing")
        return stem.lstrip(STRONG + WEAK + " "), None, "label-missing"
    if match[0] != rule.label:
        mended.append("label-form")
    rest = stem[match.end() :]
    after = ANY_SIGN.split(rest, maxsplit=1)[0]
    if OTHER_OCCASION.search(before + after):
        raise _refusal("label-other", rule)
    closed = re.match(r"\s*[(（【\[][^)）】\]]{0,12}[)）】\]]", rest)
    if re.search(r"[(（【\[「《“‘\"']", before):
        closed = re.match(r"[^)）】\]」》”’\"']{0,12}[)）】\]」》”’\"']", rest) or closed
    if closed:
        rest = rest[closed.end() :]
    if closed or before:
        mended.append("label-words")
    words = re.match(rf"[^\s{re.escape(STRONG + WEAK)}]*", rest)
    if words and words[0] and WORDS.fullmatch(words[0]):
        mended.append("label-words")
        rest = rest[words.end() :]
    sign = re.match(rf"\s*(?P<sign>[{re.escape(STRONG)}]+|[{WEAK}])\s*|\s+", rest)
    if sign:
        lead = sign["sign"] or " "
        return rest[sign.end() :], lead, "doubled" if len(lead) > 1 else ""
    if closed:
        return rest, None, ""
    mended.append("separator")
    return rest, None, "glued"


def _divide(rest: str, lead: str | None, rule: NameRule, count: int) -> tuple[list[tuple[int, int]], bool]:
    """The pieces of `rest` as spans, and whether only a mixture of signs, or blanks, gave enough of them."""
    cuts = [(match.start(), match.end(), match["sign"] or " ") for match in CUT.finditer(rest)]
    found = list(dict.fromkeys(kind for _, _, kind in cuts if kind != " "))

    def between(bounds: list[tuple[int, int]]) -> list[tuple[int, int]]:
        starts, ends = [0, *(end for _, end in bounds)], [*(start for start, _ in bounds), len(rest)]
        return list(zip(starts, ends, strict=True))

    def pieces(kinds: Collection[str]) -> list[tuple[int, int]]:
        return between([(start, end) for start, end, kind in cuts if kind in kinds])

    exact = [match.span() for match in re.finditer(re.escape(rule.separator), rest)]
    if lead == rule.separator and len(exact) == count - 1:
        return between(exact), False
    for kind in dict.fromkeys((lead or rule.separator, rule.separator)):
        if kind != " " and len(spans := pieces({kind})) >= count:
            return spans, False
    single = [kind for kind in found if len(kind) == 1]
    for kind in single:
        if len(spans := pieces({kind})) == count:
            return spans, kind not in DASHES
    if lead and lead in WEAK:
        bounds = [match.span() for match in re.finditer(rf"\s*{re.escape(lead)}\s*", rest)]
        if len(bounds) == count - 1:
            return between(bounds), True
    doubled = [kind for kind in found if kind in (rule.separator * 2, (lead or "-") * 2)]
    mixtures = [[kind for kind in single if kind in DASHES], single, [*single, *doubled]]
    for kinds in mixtures:
        if len(spans := pieces(kinds)) == count:
            return spans, True
    spans = pieces([*single, " "])
    if len(spans) == count or (len(spans) > count and not found):
        return spans, True
    raise _refusal("field-missing" if len(pieces(single)) < count else "cannot-tell", rule)


def _check_plausible(values: Mapping[Field, str], rule: NameRule, known: frozenset[str], *, strict: bool) -> None:
    """Raise `Refusal` where something else seems to stand in a field's place; `strict` asks for proof."""
    unit, title, author = values.get("unit", ""), values["title"], values["author"]
    if any(not value or value in PLACEHOLDERS for value in values.values()):
        raise _refusal("field-missing", rule)
    sure_of_unit = "unit" not in values or _folded(unit) in known or like_unit(unit)
    sure_of_author = like_person(author)
    if not sure_of_unit and (len(unit) < 2 or SENTENCE.search(unit)):
        raise _refusal("unit-doubtful", rule)
    if not sure_of_author and not may_be_author(author):
        raise _refusal("author-doubtful", rule)
    if not sure_of_author and len(author) < 4 and not set(author) <= FOREIGN and like_person(title):
        raise _refusal("wrong-order", rule)
    if not sure_of_unit:
        unit_last = not sure_of_author and (like_unit(author) or like_person(unit))
        unit_second = _folded(title) in known or like_unit(title.split("——")[-1])
        if unit_last or unit_second:
            raise _refusal("wrong-order", rule)
    if not sure_of_unit and ANY_SIGN.search(unit):
        raise _refusal("cannot-tell", rule)
    if strict and not (sure_of_unit and sure_of_author and not like_person(title)):
        raise _refusal("cannot-tell", rule)


def _refusal(code: str, rule: NameRule) -> Refusal:
    return Refusal(code, REFUSED[code], label=rule.label, endings="、".join(rule.endings))


def _shape(rule: NameRule) -> Problem:
    """How a name should look; goes with every refusal."""
    return Problem(
        "shape",
        Phrase(
            gettext_noop("文件名应为“%(shown)s%(ending)s”。"),
            {"shown": rule.shown(), "ending": rule.endings[0]},
        ),
    )


def _refused(reading: Reading, code: str, rule: NameRule) -> Reading:
    refusal = _refusal(code, rule)
    return replace(reading, problems=(Problem(code, refusal.phrase), _shape(rule)))
