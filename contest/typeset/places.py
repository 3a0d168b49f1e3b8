"""Texts with places, `{author}` or `{number:04}`: what is written between braces is looked up, and never run."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from contest.phrases import Refusal, gettext_noop

_PLACE: Final = re.compile(r"\{([^{}]*)\}")
_NUMBER: Final = re.compile(r"number(?::0([1-9]))?")
_DIGITS: Final = "〇一二三四五六七八九"


def check_places(text: str, known: Collection[str]) -> None:
    """Raise `Refusal` where a text has a place of another name than those known, or a brace that belongs to none."""
    for name in _PLACE.findall(text):
        if name not in known:
            raise Refusal("no-such-place", gettext_noop("没有“%(place)s”这项内容可以填入。"), place=f"{{{name}}}")
    if re.search(r"[{}]", _PLACE.sub("", text)):
        raise Refusal("loose-brace", gettext_noop("花括号要成对，里面写可以填入的内容，例如 {title}。"))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Give a text with its places filled in; what was put in is not looked at again."""
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), text)


def check_number_pattern(pattern: str) -> None:
    """Raise `Refusal` unless a pattern such as `{label}证字第{number:04}号` tells each number from all others."""
    places = _PLACE.findall(pattern)
    check_places(pattern, {"label", "year", *(name for name in places if _NUMBER.fullmatch(name))})
    if sum(_NUMBER.fullmatch(name) is not None for name in places) != 1 or len(set(places)) != len(places):
        raise Refusal("no-number", gettext_noop("编号里要有一处 {number}，别的至多各一处；{number:04} 补足四位。"))


def numbered(pattern: str, *, label: str, year: int, number: int) -> str:
    """Give the number of a certificate as a pattern writes it; `{number:04}` has four digits at least."""

    def value(place: re.Match[str]) -> str:
        written = _NUMBER.fullmatch(place[1])
        if written:
            return str(number).zfill(int(written[1] or 1))
        return {"label": label, "year": str(year)}.get(place[1], place[0])

    return _PLACE.sub(value, pattern)


def chinese_date(day: date) -> str:
    """Give a day as documents write it: 二〇二六年九月一日."""
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_counted(day.month)}月{_counted(day.day)}日"


def _counted(number: int) -> str:
    """Give a number below a hundred in Chinese."""
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return ten + (_DIGITS[ones] if ones else "")
