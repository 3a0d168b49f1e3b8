"""The naming rule of manuscripts: a file's name read into its fields, and the fields spelled as a name.

A name obeys the rule (`ok`) when it is, sign for sign, the name that `canonical_name` spells for its fields.
It is mended (`repair`) when the fields are certain in spite of its spelling. In all other cases it is refused
and the answer says what is missing or can't be told apart; nothing is guessed. In doubt a name is refused:
the entrant is asked, whereas a wrong field would go unnoticed.

How a name is read: signs of systems and mail programs are taken off, then the label is looked for at the
start. The sign after the label is taken for the separator; where it doesn't part the rest into enough pieces,
the rule's own separator and then the usual ones in its place are tried. More pieces than fields: the title is
what remains between the fields read from both ends.

Where one sign divides a name into just enough pieces, a field may be odd, and only what speaks against it
refuses it: an example left standing, an order turned round, a phrase for an author. Where the division itself
leaves room (more pieces, a mixture of signs, blanks, no label), unit and author must be proven.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from contest.entries.naming_division import after_label, divide, divide_by_brackets, refusal
from contest.entries.naming_leftovers import bare, unreadable, without_ending, without_leftovers
from contest.entries.naming_likeness import (
    author_apart,
    elsewhere_a_unit,
    is_rare_author,
    joined_name,
    like_person,
    may_be_author,
    may_be_unit,
    names_person,
    no_unit,
    only_a_person,
    proven_unit,
    says_nothing,
    sure_author,
    sure_unit,
    two_things,
    unit_part,
)
from contest.entries.naming_words import (
    ANY_SIGN,
    CHINESE_DASHES,
    DOTS,
    FIELD_LABEL,
    MENDED,
    STRONG,
    STRONG_CUT,
    TITLE_MARKS,
    VERSION,
    WROTE,
    empty_words,
    label_pattern,
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
        if says_nothing(field, value):
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
    if field == "title":
        value = re.sub(r"^\s*(?:<<|＜＜|〈〈|«)(.*)(?:>>|＞＞|〉〉|»)\s*$", r"《\1》", value)
    text = clean(value, rule.separator)
    before = None
    while text != before:
        before = text
        text = FIELD_LABEL[field].sub("", text).strip(" .")
        if field == rule.fields[-1]:
            text, _ = without_leftovers(text, rule)
        text = re.sub(r"^(?:【([^【】]*)】|\[([^\[\]]*)\])$", r"\1\2", text)
        while text and unicodedata.combining(text[0]):
            text = text[1:]
        if field == "title":
            text = text[1:-1] if TITLE_MARKS.fullmatch(text) else text
            text = re.sub(r"^《([^《》]*)$|^([^《》]*)》$", r"\1\2", text)
            text = re.sub(rf"\s*[(（【\[](?:{VERSION})\s*\d{{0,2}}[)）】\]]$", "", text, flags=re.IGNORECASE)
        else:
            text = re.sub(r"^[(（]([^()（）]*)[)）]$", r"\1", text).strip(STRONG + " ")
        if field == "author":
            text = re.sub(r"[^、，,；;]+", lambda name: joined_name(name[0]), WROTE.sub("", text))
            text = DOTS.sub("·", text)
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
    stem, leftovers = without_leftovers(stem, rule, parts=1 + len(rule.fields))
    mended += leftovers
    read = replace(read, extension=extension)
    try:
        values = _fields(stem, rule, frozenset(_folded(unit) for unit in known_units), mended)
        read = replace(read, unit=values.get("unit"), title=values["title"], author=values["author"])
        if extension is None or wrong:
            return _refused(read, wrong, rule)
        canonical = canonical_name(rule, values.get("unit", ""), values["title"], values["author"], extension)
    except Refusal as refused:
        return replace(read, problems=(Problem(refused.code, refused.phrase), _shape(rule)))
    if canonical == name:
        return replace(read, verdict="ok", canonical=canonical)
    if canonical != _spell(rule, values, extension):
        mended.append("shortened")
    codes = tuple(dict.fromkeys(mended)) or ("spelling",)
    problems = tuple(Problem(code, Phrase(MENDED[code], {"canonical": canonical})) for code in codes)
    return replace(read, verdict="repair", canonical=canonical, problems=problems)


def _folded(text: str) -> str:
    """A unit's name as it is compared: without blanks and signs, in one width and case."""
    return ANY_SIGN.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _inside(rule: NameRule, value: str) -> str:
    """A field as the name holds it: the separator inside it as its full-width twin."""
    return value.replace(rule.separator, chr(ord(rule.separator) + 0xFEE0))


def _spell(rule: NameRule, values: Mapping[Field, str], extension: str) -> str:
    parts = (rule.label, *(_inside(rule, values[field]) for field in rule.fields))
    return rule.separator.join(parts) + "." + extension.lower().lstrip(".")


def _fields(stem: str, rule: NameRule, known: frozenset[str], mended: list[str]) -> dict[Field, str]:
    """The fields in what stands between path and ending. Raises `Refusal` where they aren't certain."""
    rest, lead, doubtful = after_label(stem, rule, mended)
    count = len(rule.fields)
    if lead not in (rule.separator, None):
        mended.append("separator")
    try:
        spans, loose = divide(rest, lead, rule, count)
    except Refusal:
        rest, spans = divide_by_brackets(rest, rule, count)
        loose = True
    if loose:
        mended.append("separator")
    if doubtful == "doubled" and lead and lead not in CHINESE_DASHES and rest.count(lead) == count - 1:
        doubtful = ""
    while len(spans) > count and re.match(r"\D", rest[spans[0][0] :]) and empty_words(rest[slice(*spans[0])], ()):
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
        raise refusal("field-missing", rule)
    if doubtful == "label-missing" and any(label_pattern(rule.label).fullmatch(piece) for piece in pieces):
        raise refusal("cannot-tell", rule)
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
        author = borders.get("author", "")
        like_others = unit_part(borders.get("unit", "")) or author_apart(author)
        idle = any(re.search(r"\D\D", piece) and empty_words(piece, ()) for piece in pieces[left : last + 1])
        twice = len(set(pieces)) < len(pieces)
        if like_others or idle or twice or _two_names(raw["title"], rule):
            raise refusal("cannot-tell", rule)

    values = {field: tidy_field(rule, field, text) for field, text in raw.items()}
    for field, text in raw.items():
        if rule.separator in text:
            mended.append("separator-inside")
        if values[field] != clean(text, rule.separator):
            mended.append(f"tidied-{field}")
    _check_plausible(values, rule, known, strict=divided or loose or bool(doubtful))
    return values


def _two_names(title: str, rule: NameRule) -> bool:
    """Whether what should be a title holds the end of one name and the start of another."""
    endings = "|".join(re.escape(ending) for ending in rule.endings)
    labels = [title[found.end() :].lstrip() for found in label_pattern(rule.label).finditer(title)]
    ends = re.search(rf"(?:{endings})(?![a-z0-9])", title, re.IGNORECASE)
    return ends is not None or any(STRONG_CUT.match(behind) for behind in labels)


def _check_plausible(values: Mapping[Field, str], rule: NameRule, known: frozenset[str], *, strict: bool) -> None:
    """Raise `Refusal` where something else seems to stand in a field's place; `strict` asks for proof."""
    unit, title, author = values.get("unit", ""), values["title"], values["author"]
    if any(says_nothing(field, value) for field, value in values.items()):
        raise refusal("field-missing", rule)
    known_unit = "unit" not in values or _folded(unit) in known
    sure_of_unit = known_unit or no_unit(unit) or sure_unit(unit)
    sure_of_author = sure_author(author)
    if empty_words(author, ()) or (not known_unit and not re.search(r"\d{5}", unit) and empty_words(unit, ())):
        raise refusal("field-missing", rule)
    elsewhere = any(elsewhere_a_unit(text) or _folded(text) in known for text in (title, author))
    if not sure_of_unit and (elsewhere or sure_unit(title)):
        raise refusal("wrong-order", rule)
    if not known_unit and not may_be_unit(unit):
        raise refusal("unit-doubtful", rule)
    joined = STRONG_CUT.split(author)
    names_only = len(joined) == 1 or all(map(sure_author, joined))
    if not sure_of_author and not (may_be_author(author) and names_only):
        raise refusal("author-doubtful", rule)
    words = re.split(r"[\s、，,;；]+", author)
    if len(words) > 1 and any(map(proven_unit, words)):
        raise refusal("author-doubtful", rule)
    if names_person(title) and (proven_unit(author) or not is_rare_author(author)):
        raise refusal("wrong-order", rule)
    if not sure_of_unit and (only_a_person(unit) or (like_person(unit) and not sure_of_author)):
        raise refusal("wrong-order", rule)
    if not known_unit and (two_things(unit) or (not sure_of_unit and STRONG_CUT.search(unit))):
        raise refusal("cannot-tell", rule)
    *before, last = STRONG_CUT.split(title)
    another = names_person(title) or proven_unit(title) or (before and author_apart(last))
    if strict and (another or not (sure_of_unit and sure_of_author)):
        raise refusal("cannot-tell", rule)


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
    return replace(reading, problems=(Problem(code, refusal(code, rule).phrase), _shape(rule)))
