"""Phrases of the pure modules in the reader's language."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext

from contest.phrases import Phrase

_OWN_MARKS: Final = re.compile(r"^《((?:[^《》]|《[^《》]*》)*)》$")
_BEIJING: Final = ("Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "PRC")
_INNER_MARKS: Final = str.maketrans("《》", "〈〉")


def figure(value: Decimal | None) -> str:
    """Give a mark or a figure without trailing zeros: 86, 86.5, 86.3333."""
    if value is None:
        return "—"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def said_list(items: Iterable[object]) -> str:
    """Give several things one after the other, as the reader's language lists them."""
    return gettext("、").join(str(_said(item)) for item in items)


def inside_marks(title: str) -> str:
    """Give a title as it stands between 《》: a pair of its own taken off, titles inside it in 〈〉 (GB/T 15834)."""
    return _OWN_MARKS.sub(r"\1", title).translate(_INNER_MARKS)


def before_colon(sentence: str) -> str:
    """Give a sentence as it stands before a colon: without its full stop."""
    return sentence.rstrip("。.")


def zone_name(zone: str) -> str:
    """Give what people call a time zone; of one that has no such name, the one it has."""
    return gettext("北京时间") if zone in _BEIJING else zone


def _said(value: object) -> object:
    if isinstance(value, Phrase):
        return say(value)
    if isinstance(value, tuple):
        return said_list(value)
    return figure(value) if isinstance(value, Decimal) else value


def say(phrase: Phrase) -> str:
    """Give a phrase in the language of the page; phrases inside it are translated too."""
    words = gettext(phrase.template)
    params = {name: _said(value) for name, value in phrase.params.items()}
    return words % params if params else words
