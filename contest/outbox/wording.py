"""The wording of a letter: text with named places, and nothing beside them that would mean anything.

A place is written `{{title}}`. Each is filled in once; what went in is never read again, so that no title and no
name can be taken for a place, a format or a mail header.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from contest.phrases import Phrase, gettext_noop
from contest.web.lines import one_line, visible

LONGEST_SUBJECT: Final = 150
"""Signs of a subject as it is worded; filled in, it may have 200."""

LONGEST_BODY: Final = 4000
_LONGEST_FILLED: Final = 200

# Typed with a Chinese keyboard, braces come full-width.
_PLACE: Final = re.compile(r"[{｛]{2}\s*([^{}｛｝]*?)\s*[}｝]{2}")
_LEFT_OVER: Final = re.compile(r"[{｛]{2}|[}｝]{2}")


@dataclass(frozen=True, slots=True)
class Wording:
    """Subject and body, with places to be filled in or without."""

    subject: str
    body: str


def as_written(name: str) -> str:
    """Give a place as it stands in a wording."""
    return "{{" + name + "}}"


def tidy(wording: Wording) -> Wording:
    """Give a wording as it is kept: a subject of one line, nothing that can't be seen, each place in one spelling."""
    lines = (visible(line).rstrip() for line in wording.body.splitlines())
    return Wording(_spelt(one_line(wording.subject)), _spelt("\n".join(lines).strip("\n")))


def faults(wording: Wording, *, known: Collection[str], needed: Collection[str]) -> dict[str, Phrase]:
    """Say by field (`subject`, `body`) what is wrong with a tidy wording; nothing when it may be used.

    `known` are the places that can be filled in, `needed` those that must stand in the subject or the body.
    """
    found = {
        field: fault
        for field, text, longest in (
            ("subject", wording.subject, LONGEST_SUBJECT),
            ("body", wording.body, LONGEST_BODY),
        )
        if (fault := _fault(text, longest, known)) is not None
    }
    missing = [name for name in needed if name not in _places(wording.subject + wording.body)]
    if missing and "body" not in found:
        found["body"] = Phrase(
            gettext_noop("这封信里不能少了%(places)s。"), {"places": tuple(as_written(name) for name in missing)}
        )
    return found


def filled(wording: Wording, values: Mapping[str, str]) -> Wording:
    """Put the values into their places. Raises `KeyError` for a place that has none.

    Nothing that can't be seen goes in; line breaks stay in a body, a subject is one line of 200 signs at most.
    """
    return Wording(
        one_line(_filled(wording.subject, values))[:_LONGEST_FILLED],
        _filled(wording.body, {name: _in_lines(value) for name, value in values.items()}),
    )


def _spelt(text: str) -> str:
    return _PLACE.sub(lambda place: as_written(place[1]), text)


def _places(text: str) -> set[str]:
    return {place[1] for place in _PLACE.finditer(text)}


def _fault(text: str, longest: int, known: Collection[str]) -> Phrase | None:
    if not text.strip():
        return Phrase(gettext_noop("不能空着。"))
    if len(text) > longest:
        return Phrase(gettext_noop("太长了，最多 %(longest)s 字。"), {"longest": longest})
    unknown = sorted(_places(text) - set(known))
    if unknown:
        return Phrase(
            gettext_noop("没有%(places)s这样的内容可以填入。可用的列在“可以填入的内容”里，请照样写。"),
            {"places": tuple(as_written(name) for name in unknown)},
        )
    if _LEFT_OVER.search(_PLACE.sub("", text)):
        return Phrase(gettext_noop("花括号没有配对。填入的内容写成两个左花括号、名称、两个右花括号。"))
    return None


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values[place[1]], text)


def _in_lines(value: str) -> str:
    return "\n".join(one_line(line) for line in value.splitlines())
