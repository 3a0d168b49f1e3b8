"""Several authors in one field."""

import re

_BETWEEN = re.compile(r"[、，,；;&＆/／|\n]|(?<=[\u3400-\u9fff])[ \u3000]+(?=[\u3400-\u9fff]{2})")


def authors_of(field: str) -> tuple[str, ...]:
    """Give the names in an author field, in order: 张三、李四 is two, 张 三 and John Smith are one each."""
    return tuple(name for part in _BETWEEN.split(field) if (name := part.strip()))
