"""Automatic numbers written out, as a word processor shows them, where their form alone tells which they are."""

import re
from typing import Final

_FORM: Final = re.compile(r"(\w+) ([^%]*)%([1-9])([^%]*)")
_CHINESE: Final = ("chinese", "ideograph", "japanese", "taiwanese")
_DIGITS: Final = "零一二三四五六七八九"
_LIMIT: Final = 100


class AutomaticNumbers:
    """Counts the numbered paragraphs of one text in their order; a deeper level begins anew under a higher one."""

    def __init__(self) -> None:
        self._counts: dict[tuple[int, str, str], int] = {}
        self.written = 0

    def of(self, number: str, style: str) -> str:
        """Give the next number of a format such as `chineseCounting %1、` among the paragraphs of a style, or nothing.

        Bullets are left out, and so are numbers made of several levels.
        """
        form = _FORM.fullmatch(number)
        if form is None:
            return ""
        kind, before, level, after = form[1], form[2], int(form[3]), form[4]
        if not (kind == "decimal" or kind.startswith(_CHINESE)):
            return ""
        for deeper in [key for key in self._counts if key[0] > level]:
            del self._counts[deeper]
        count = self._counts[level, number, style] = self._counts.get((level, number, style), 0) + 1
        self.written += 1
        return before + (str(count) if kind == "decimal" or count >= _LIMIT else _in_chinese(count)) + after


def _in_chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return ten + (_DIGITS[ones] if ones or not tens else "")
