"""What systems, browsers, mail programs and people leave on a file's name, taken off before it is read."""

import re
import unicodedata
from urllib.parse import unquote

from contest.entries.naming_words import CUT, ENDING_TAIL, HAN, MARK_ATTACHED, MARK_TAIL, PHONE_TAIL, like_person
from contest.notice.pattern import WIDE, NameRule
from contest.web.lines import visible

LONGEST_NAME_READ = 400


def unreadable(name: str, text: str) -> str:
    """The code of what makes a name worthless as a whole, or nothing."""
    if text.startswith(("~$", "._", ".~")) or text.casefold() in ("thumbs.db", "desktop.ini", ".ds_store"):
        return "leftover"
    if "\ufffd" in text or "??" in text:
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
    if text.isascii() and re.search(r"%[89A-Fa-f][0-9A-Fa-f]", text):
        decoded = unquote(text, errors="replace")
        text = step("encoded", text, text if "\ufffd" in decoded else visible(decoded))
    text = step("decomposed", text, unicodedata.normalize("NFC", text))
    text = step("path", text, re.split(r"[\\/]", re.sub(r"^\s*[\"'“](.*)[\"'”]\s*$", r"\1", text))[-1])
    text = step("width", text, text.translate(WIDE))
    return step("blanks", text, re.sub(r"\s+", " ", text).strip())


def without_ending(text: str, rule: NameRule, mended: list[str]) -> tuple[str, str | None, str]:
    """The name before its ending, the ending in lower case, and the code of what is wrong with it."""
    marks = MARK_TAIL.search(text)
    while marks and re.search(r"[.．。]\s*[a-z0-9]{1,8}$", text[: marks.start()], re.IGNORECASE):
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


def without_leftovers(stem: str, rule: NameRule) -> tuple[str, list[str]]:
    """`stem` without what copying, versions, doubled endings and telephone numbers left at its end."""
    mended: list[str] = []
    patterns = [("ending-doubled", ENDING_TAIL), ("contact", PHONE_TAIL), ("copy-mark", MARK_TAIL)]
    if rule.fields[-1] == "author":
        patterns.append(("copy-mark", MARK_ATTACHED))
    found = True
    while found:
        found = False
        for code, pattern in patterns:
            match = pattern.search(stem)
            if match is None:
                continue
            left = stem[: match.start()]
            if pattern is MARK_ATTACHED and not like_person(CUT.split(left)[-1]):
                continue
            stem, found = left, True
            mended.append(code)
    return stem, mended
