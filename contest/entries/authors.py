"""Several authors in one field."""

import re
import unicodedata

_BETWEEN = re.compile(r"[、，,；;&＆/／|\n]|(?<=[\u3400-\u9fff])[ \u3000]+(?=[\u3400-\u9fff]{2})")


def authors_of(field: str) -> tuple[str, ...]:
    """Give the names in an author field, in order: 张三、李四 is two, 张 三 and John Smith are one each."""
    return tuple(name for part in _BETWEEN.split(field) if (name := part.strip()))


def name_key(name: str) -> str:
    """Give a person's name as it is compared: without blanks, dots and what can't be seen, in one width and case."""
    folded = unicodedata.normalize("NFKC", name)
    kept = (sign for sign in folded if unicodedata.category(sign)[0] in "LMN")
    return "".join(kept).casefold()
