"""What systems, browsers, mail programs and people leave on a file's name, taken off before it is read."""

import re
import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from urllib.parse import unquote

from contest.entries.naming_likeness import may_be_author
from contest.entries.naming_words import CUT, ENDING_TAIL, HAN, MARK_ATTACHED, MARK_CERTAIN, MARK_TAIL, PHONE_TAIL
from contest.notice.pattern import WIDE, NameRule
from contest.web.lines import visible

LONGEST_NAME_READ = 400
_MAIL_WORD = re.compile(r"=\?[\w-]+\?[bq]\?\S*\?=", re.IGNORECASE)
_CODED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+", re.IGNORECASE)
_BROKEN = re.compile("\ufffd|[\ud800-\udfff]|[?]{2}|锟斤拷|烫烫烫")


def unreadable(name: str, text: str) -> str:
    """The code of what makes a name worthless as a whole, or nothing."""
    if text.startswith(("~$", "._", ".~")) or text.casefold() in ("thumbs.db", "desktop.ini", ".ds_store"):
        return "leftover"
    if _BROKEN.search(name) or _BROKEN.search(text):
        return "broken"
    if len(text) > LONGEST_NAME_READ:
        return "endless"
    hidden = r"(?:x?cod|fdp|spw|ftr|txt|exe|rcs|tab|moc)[a-z0-9]*\.\w+$"
    if re.search("[\u202d\u202e]", name) and re.search(hidden, text, re.IGNORECASE):
        return "disguised"
    return ""


def bare(name: str, mended: list[str]) -> str:
    """The name itself, without path, coding and invisible signs; adds to `mended` what was done."""

    def step(code: str, before: str, after: str) -> str:
        if after != before:
            mended.append(code)
        return after

    text = step("invisible", name, visible(name))
    if re.search("[\u202a-\u202e\u2066-\u2069]", name):
        mended[-1] = "direction"
    text = step("encoded", text, visible(_decoded(text)))
    text = step("decomposed", text, unicodedata.normalize("NFC", text))
    unquoted = re.sub(r"^\s*“(.*)”\s*$", r"\1", text).strip("\"' ")
    text = step("path", text, re.split(r"[\\/]|^[A-Za-z]:", unquoted)[-1])
    text = step("width", text, text.translate(WIDE))
    return step("blanks", text, re.sub(r"\s+", " ", text).strip())


def _decoded(text: str) -> str:
    """The text without the coding of a mail's header (RFC 2047, 2231) or of an address."""
    if len(text) <= LONGEST_NAME_READ * 12 and _MAIL_WORD.fullmatch(text.strip()):
        try:
            return str(make_header(decode_header(text.strip())))
        except (HeaderParseError, LookupError, ValueError):
            return text
    extended = re.fullmatch(r"(utf-8|gbk|gb2312|gb18030)'[\w-]*'(.+)", text, re.IGNORECASE)
    if extended:
        return _unquoted(extended[2], extended[1])
    text = re.sub(r"%25(?=[89A-F][0-9A-F])", "%", text, flags=re.IGNORECASE)
    if text.isascii() and _CODED.search(text):
        coded = _unquoted(text, "utf-8")
        return _unquoted(text, "gb18030") if coded == text else coded
    text = _CODED.sub(lambda code: _unquoted(code[0], "utf-8"), text)
    text = re.sub(r"&#(\d{4,5});|#U([0-9A-Fa-f]{4})", _by_number, text)
    return re.sub(r"%(20|28|29|5B|5D)", lambda code: chr(int(code[1], 16)), text, flags=re.IGNORECASE)


def _by_number(code: re.Match[str]) -> str:
    """The sign that HTML (`&#21608;`) or an archiver (`#U5468`) wrote by its number."""
    return chr(int(code[1]) if code[1] else int(code[2], 16))


def _unquoted(text: str, charset: str) -> str:
    decoded = unquote(text, encoding=charset, errors="replace")
    return text if "\ufffd" in decoded else decoded


def without_ending(text: str, rule: NameRule, mended: list[str]) -> tuple[str, str | None, str]:
    """The name before its ending, the ending in lower case, and the code of what is wrong with it."""
    marks = MARK_TAIL.search(text)
    while marks and _is_ending(text[: marks.start()]) and not re.fullmatch(r"\.[A-Za-z]+", marks[0]):
        mended.append("copy-mark")
        text = text[: marks.start()]
        marks = MARK_TAIL.search(text)
    known = "|".join(re.escape(ending[1:]) for ending in rule.endings)
    ending = rf"\s*[.．。,，]\s*({known}|[a-z][a-z0-9]{{1,10}})$|(?<=[{HAN}])\s*({known})$"
    match = re.search(ending, text, re.IGNORECASE)
    if match is None:
        return text, None, "ending-missing"
    extension = "." + (match[1] or match[2]).lower()
    if match[0] != extension:
        mended.append("ending-form")
    return text[: match.start()], extension, "" if extension in rule.endings else "ending-wrong"


def _is_ending(text: str) -> bool:
    """Whether `text` ends as names of files do."""
    return re.search(r"[.．。]\s*[a-z0-9]{1,8}$", text, re.IGNORECASE) is not None


def without_leftovers(stem: str, rule: NameRule, *, parts: int = 0) -> tuple[str, list[str]]:
    """`stem` without what copying, versions, doubled endings and telephone numbers left at its end.

    Of a name's `parts` that the rule's separator divides, none is taken off whole.
    """
    mended: list[str] = []
    patterns = [("ending-doubled", ENDING_TAIL), ("contact", PHONE_TAIL), ("copy-mark", MARK_TAIL)]
    if rule.fields[-1] == "author":
        patterns.append(("copy-mark", MARK_ATTACHED))
    while True:
        for code, pattern in patterns:
            match = pattern.search(stem)
            if match and _is_left(stem[: match.start()], match[0], pattern, rule, parts):
                stem = stem[: match.start()]
                mended.append(code)
                break
        else:
            return stem, mended


def _is_left(kept: str, tail: str, pattern: re.Pattern[str], rule: NameRule, parts: int) -> bool:
    """Whether a tail that looks like a leftover is one: it may be the last part, or belong to it."""
    if (kept + tail).count(rule.separator) + 1 == parts > kept.count(rule.separator) + 1:
        return False
    if pattern is MARK_ATTACHED:
        last = CUT.split(kept)[-1]
        return len(last) > 1 and may_be_author(last)
    return pattern is not MARK_TAIL or rule.fields[-1] == "author" or MARK_CERTAIN.search(tail) is not None
