"""Lines that are nothing but names, or the name of a unit: so authors sign."""

import re
from typing import Final

from contest.documents.surnames import has_surname

_NAME: Final = re.compile(r"(?!.*[的了])[\u4e00-\u9fff]{1,4}|[\u4e00-\u9fff]{2,}(?:[·•][\u4e00-\u9fff]{2,})+")
_NAME_SEPARATORS: Final = re.compile(r"[、，,/\s]+")
_HEADINGS: Final = frozenset({"摘要", "提要", "内容提要", "引言", "前言", "序言", "序", "导语", "目录", "正文"})
_UNIT_ENDS: Final = re.compile(
    r"[\u4e00-\u9fff0-9（）()]{2,}(?:局|委|部|处|厅|院|校|中心|公司|科|所|室|站|大学|党委|支部|协会|集团|银行|中学|小学)[）)]?"
)
# What stands in headings that end alike (难忘的小站, 在希望深处), and in no unit's name.
_NO_UNIT: Final = re.compile(r"[的了在我你他她它是到着那这]|[深何来归远高近尽]处$|[一二三几]站$")


def looks_like_byline(text: str) -> bool:
    """Whether a short line set apart is made of nothing but names, or ends like the name of a unit.

    A name begins with a surname, or is one with dots in it; a line of verse (一声军号) seldom does.
    """
    line = "".join(text.split())
    if line in _HEADINGS:
        return False
    return _are_names(text, line) or (_UNIT_ENDS.fullmatch(line) is not None and _NO_UNIT.search(line) is None)


def _are_names(text: str, line: str) -> bool:
    parts = [part for part in _NAME_SEPARATORS.split(text.strip()) if part]
    if len(line) < 2 or not all(map(_NAME.fullmatch, parts)):
        return False
    return has_surname(line) and all(len(part) == 1 or has_surname(part) for part in parts)
