"""The naming rule as a notice states it: a label and fields with one sign between, and what a field may hold."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from contest.phrases import Refusal, gettext_noop
from contest.web.lines import visible

Field = Literal["unit", "title", "author"]

FIELD_NAMES: dict[Field, str] = {
    "unit": gettext_noop("所在单位"),
    "title": gettext_noop("作品题目"),
    "author": gettext_noop("作者姓名"),
}
SEPARATORS = "-_+=~#@&"

WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
"""Full-width letters and digits, as the half-width ones."""
_PLAIN: dict[int, int | str] = {
    **WIDE,
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},  # radicals, as PDFs give them
}
_FORBIDDEN = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in '<>:"/\\|?*'} | {0xFFFD: ""}


@dataclass(frozen=True, slots=True)
class NameRule:
    """A naming pattern: `label` and `fields` with `separator` between; `endings` like `.docx`.

    `about` is what else the notice says of the contest, its occasion and title: words that may stand round the
    label without making it another contest's.
    """

    label: str
    fields: tuple[Field, ...]
    separator: str
    endings: tuple[str, ...]
    about: tuple[str, ...] = ()

    def shown(self) -> str:
        """The pattern as people read it, e.g. `70周年-所在单位-作品题目-作者姓名`."""
        return self.separator.join((self.label, *(FIELD_NAMES[field] for field in self.fields)))


def parse_rule(pattern: str, endings: Collection[str], about: Collection[str] = ()) -> NameRule:
    """Read a pattern such as `70周年-{unit}-{title}-{author}`: a label, then fields with one sign between.

    Title and author must be in it, the unit may be left out, each once. Raises `Refusal` for anything else,
    for a sign that isn't one of `-_+=~#@&`, and for a label or an ending that no file name could have. `about`
    goes into the rule as it is.
    """
    parts = re.split(r"\{(unit|title|author)\}", unicodedata.normalize("NFC", pattern.strip()))
    fields = tuple[Field, ...](parts[1::2])  # type: ignore[arg-type]
    separator = parts[0][-1:]
    label = parts[0][:-1].strip()
    if (
        not separator
        or separator not in SEPARATORS
        or not label
        or label != clean(label, separator)
        or re.search(rf"[.{{}}{re.escape(separator)}]", label)
        or [*parts[2:-1:2], parts[-1]] != [separator] * (len(fields) - 1) + [""]
        or len(set(fields)) != len(fields)
        or not {"title", "author"} <= set(fields)
    ):
        raise Refusal(
            "bad-pattern",
            gettext_noop("命名规则“%(pattern)s”无法使用，请写成“70周年-{unit}-{title}-{author}”的样子。"),
            pattern=pattern,
        )
    lowered = tuple(dict.fromkeys("." + ending.strip().lower().lstrip(".") for ending in endings))
    if not lowered or not all(re.fullmatch(r"\.[a-z0-9]{1,8}", ending) for ending in lowered):
        raise Refusal("bad-endings", gettext_noop("请写明可以接收的文件类型，例如 .docx。"))
    return NameRule(label, fields, separator, lowered, tuple(about))


def clean(text: str, separator: str) -> str:
    """What a field may hold: nothing invisible, half-width letters and digits, no forbidden sign."""
    text = unicodedata.normalize("NFC", visible(text)).translate(_PLAIN)
    text = text.replace(chr(ord(separator) + 0xFEE0), separator)
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", text).strip().translate(_FORBIDDEN))
