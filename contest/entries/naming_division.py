"""Where a name divides: what follows its label, and the pieces between its signs."""

import re
from collections.abc import Collection

from contest.entries.naming_likeness import sure_unit
from contest.entries.naming_words import (
    ANY_SIGN,
    BRACKETED,
    CLOSING,
    CUT,
    DASHES,
    HAN,
    IN_TITLES,
    OPENING,
    OTHER_LABEL,
    OTHER_OCCASION,
    REFUSED,
    ROUND,
    STRONG,
    STRONG_CUT,
    TITLE_MARKS,
    WEAK,
    WRAPPED,
    empty_words,
    label_pattern,
)
from contest.notice.pattern import NameRule
from contest.phrases import Refusal


def refusal(code: str, rule: NameRule) -> Refusal:
    """The refusal of this code, in the words of the rule."""
    return Refusal(code, REFUSED[code], label=rule.label, endings="、".join(rule.endings))


def after_label(stem: str, rule: NameRule, mended: list[str]) -> tuple[str, str | None, str]:
    """What follows the label, the sign between, and why the division must be looked at closely, if at all."""
    if WRAPPED.fullmatch(stem) and label_pattern(rule.label).match(stem, 1):
        mended.append("label-words")
        stem = stem[1:-1]
    match = label_pattern(rule.label).search(stem)
    before = stem[: match.start()] if match else ""
    if match is None or (STRONG_CUT.search(before) and not _no_words(before, rule)):
        start = CUT.split(stem)[0]
        if OTHER_LABEL.search(start) or OTHER_OCCASION.match(start):
            raise refusal("label-other", rule)
        mended.append("label-missing")
        return stem.lstrip(STRONG + WEAK + " "), None, "label-missing"
    if match[0] != rule.label:
        mended.append("label-form")
    rest = stem[match.end() :]
    after = ANY_SIGN.split(rest, maxsplit=1)[0]
    if not _no_words(before, rule) or OTHER_OCCASION.search(after):
        raise refusal("label-other", rule)
    close = re.escape(CLOSING)
    closed = re.match(r"\s*[(（【\[〔](?P<words>[^)）】\]〕]{0,12})[)）】\]〕]", rest)
    if re.search(f"[{re.escape(OPENING)}]", before):
        closed = re.match(rf"(?P<words>[^{close}]{{0,12}})[{close}]", rest) or closed
    if closed and empty_words(closed["words"], ()):
        rest = rest[closed.end() :]
    else:
        closed = None
    if closed or before:
        mended.append("label-words")
    words = re.match(rf"[^\s{re.escape(STRONG + WEAK)}]*", rest)
    if words and words[0] and empty_words(words[0], ()):
        mended.append("label-words")
        rest = rest[words.end() :]
    if rest.startswith("一") and rest.count("一") == len(rule.fields) and not CUT.search(rest):
        return rest.replace("一", rule.separator)[1:], "一", "glued"
    behind = rest.removeprefix(rule.separator)
    starts = rule.fields[0] == "title" or not STRONG_CUT.match(behind)
    if behind != rest and starts and TITLE_MARKS.sub("", behind).count(rule.separator) == len(rule.fields) - 1:
        return behind, rule.separator, ""
    sign = re.match(rf"\s*(?P<sign>[{re.escape(STRONG)}]+|[{re.escape(WEAK)}])\s*|\s+", rest)
    if sign:
        lead = sign["sign"] or " "
        return rest[sign.end() :], lead, "doubled" if len(lead) > 1 else ""
    if closed:
        return rest, None, ""
    mended.append("separator")
    return rest, None, "glued"


def divide(rest: str, lead: str | None, rule: NameRule, count: int) -> tuple[list[tuple[int, int]], bool]:
    """The pieces of `rest` as spans, and whether only a mixture of signs, or blanks, gave enough of them.

    Signs between 《 and 》 divide nothing.
    """
    marks = [match.span() for match in TITLE_MARKS.finditer(rest)]

    def outside(pattern: re.Pattern[str]) -> list[re.Match[str]]:
        found = pattern.finditer(rest)
        return [match for match in found if not any(start < match.start() < end for start, end in marks)]

    cuts = [(match.start(), match.end(), match["sign"] or " ") for match in outside(CUT)]
    found = list(dict.fromkeys(kind for _, _, kind in cuts if kind != " "))

    def pieces(kinds: Collection[str]) -> list[tuple[int, int]]:
        return _between(rest, [(start, end) for start, end, kind in cuts if kind in kinds])

    exact = [match.span() for match in outside(re.compile(re.escape(rule.separator)))]
    if lead == rule.separator and len(exact) == count - 1:
        return _between(rest, exact), False
    for kind in dict.fromkeys((lead or rule.separator, rule.separator)):
        if kind != " " and len(spans := pieces({kind})) >= count:
            return spans, False
    single = [kind for kind in found if len(kind) == 1]
    for kind in single:
        if len(spans := pieces({kind})) == count:
            return spans, kind not in DASHES
    if lead and lead in WEAK:
        bounds = [match.span() for match in outside(re.compile(rf"\s*{re.escape(lead)}\s*"))]
        if len(bounds) == count - 1:
            return _between(rest, bounds), lead in IN_TITLES
    doubled = [kind for kind in found if kind in (rule.separator * 2, (lead or "-") * 2)]
    mixtures = [[kind for kind in single if kind in DASHES], single, [*single, *doubled]]
    for kinds in mixtures:
        if len(spans := pieces(kinds)) == count:
            return spans, True
    spans = pieces([*single, " "])
    if len(spans) > count and re.fullmatch(rf"[{HAN}]\s+[{HAN}]", rest[spans[-2][0] : spans[-1][1]]):
        spans[-2:] = [(spans[-2][0], spans[-1][1])]
    if len(spans) == count or (len(spans) > count and not found):
        return spans, True
    raise refusal("field-missing" if len(pieces(single)) < count else "cannot-tell", rule)


def divide_by_brackets(rest: str, rule: NameRule, count: int) -> tuple[str, list[tuple[int, int]]]:
    """`rest` with separators at the borders of what stands in brackets, and its pieces."""
    sign = f"[{re.escape(STRONG)}\\s]*"
    if re.fullmatch(rf"(?:\s*{ROUND.pattern})+\s*", rest):
        bordered = ROUND.sub("\0\\1\0", rest)
    else:
        bordered = BRACKETED.sub("\0\\g<0>\0", rest)
    bordered = re.sub(rf"{sign}\0{sign}", "\0", bordered).strip("\0")
    bordered = re.sub("\0+", rule.separator, bordered)
    spans = _between(bordered, [match.span() for match in re.finditer(re.escape(rule.separator), bordered)])
    outside = BRACKETED.sub("", bordered)
    if len(spans) != count or bordered == rest or re.search(r"[.。:：;；*]", outside):
        raise refusal("field-missing" if len(spans) < count else "cannot-tell", rule)
    return bordered, spans


def _no_words(before: str, rule: NameRule) -> bool:
    """Whether what stands before the label adds nothing to it, or only what the notice says of the contest.

    A unit apart from the label is a field in a wrong place, also where the notice names it.
    """
    about = [label_pattern(rule.label).sub("\0", said) for said in rule.about]
    first, *others = STRONG_CUT.split(before)
    return empty_words(before, about) and not (others and any(sure_unit(piece.strip()) for piece in (first, *others)))


def _between(rest: str, bounds: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans between bounds."""
    starts, ends = [0, *(end for _, end in bounds)], [*(start for start, _ in bounds), len(rest)]
    return list(zip(starts, ends, strict=True))
