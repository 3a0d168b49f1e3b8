"""What an entry that came by mail would be called: unit, title and author, each with where it was read.

The name of the file by the rule comes first, and alone makes a proposal certain. Where it says nothing, the subject
of the mail, lines such as 单位：… in its text, and the manuscript itself are asked, for a person to look at.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from contest.documents.titles import join_title
from contest.entries.naming import Reading, read_name
from contest.notice.pattern import Field, NameRule
from contest.web.lines import one_line

_OPENING: Final = 1_500
"""Characters at the beginning of a text, and at its end, in which its author may be named."""
_FORWARDED: Final = re.compile(r"^(?:\s*(?:re|fw|fwd|回复|答复|转发|轉寄)\s*[:：])+\s*", re.IGNORECASE)
_SIGNS: Final = r"[ \t]*[:：][ \t]*"
_START: Final = r"(?:^|(?<=[\s,，;；|]))[（(【]?"
_LABELS: Final[Mapping[Field, re.Pattern[str]]] = {
    "unit": re.compile(rf"{_START}(?:作者|所在|工作|报送|选送|推荐|投稿)?单位(?:名称)?{_SIGNS}(.+)$", re.MULTILINE),
    "title": re.compile(rf"{_START}(?:征文|作品|文章|文稿|稿件)?(?:题目|标题|名称|题名){_SIGNS}(.+)$", re.MULTILINE),
    "author": re.compile(
        rf"{_START}(?:(?:投稿|第一)?作者(?:姓名)?|姓\s*名|作者名|投稿人|署名){_SIGNS}(.+)$", re.MULTILINE
    ),
}
_NEXT_LABEL: Final = re.compile(
    rf"[ \t,，;；、|/]*(?:(?:所在|工作)?单位|作者|姓\s*名|(?:联系)?电话|手机|题目|标题|地址|邮编|邮箱){_SIGNS}"
)
_SAID: Final = r"(?:是(?![否不])|为|叫)[ \t]*[“\"]?"
_SPOKEN: Final[Mapping[Field, re.Pattern[str]]] = {
    "unit": re.compile(rf"单位(?:名称)?{_SAID}([^\s，。；！,;!“”\"]{{2,60}})"),
    "title": re.compile(r"(?:题目|标题|题名)(?:是|为|叫)?[ \t]*《([^《》]{1,100})》"),
    "author": re.compile(rf"(?:作者(?:姓名)?|姓名|名字){_SAID}([^\s，。；！,;!“”\"]{{2,30}})"),
}
"""How people say it in a sentence: 我的单位是…，题目是《…》."""
_LONGEST: Final[Mapping[Field, int]] = {"unit": 60, "title": 100, "author": 60}


class Source(StrEnum):
    """Where a field was read."""

    NAME = "name"
    SUBJECT = "subject"
    BODY = "body"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Read:
    """A field's value, and where it was read."""

    value: str
    source: Source


@dataclass(frozen=True, slots=True)
class Proposal:
    """The fields that could be read, and what the naming rule says of the file's name."""

    fields: Mapping[Field, Read]
    reading: Reading

    def value(self, field: Field) -> str:
        """Give a field's value; nothing where it was read nowhere."""
        read = self.fields.get(field)
        return read.value if read is not None else ""

    @property
    def is_certain(self) -> bool:
        """Whether the file's name obeys the rule, or can be mended without doubt."""
        return self.reading.verdict in ("ok", "repair")


def propose(
    *,
    name: str,
    rule: NameRule,
    known_units: Collection[str] = (),
    subject: str = "",
    body: str = "",
    title: str = "",
    text: str = "",
) -> Proposal:
    """Read the fields of a file: by its name, the mail's subject and body, and the manuscript's title and text.

    Give `subject` and `body` only where they speak of this file alone.
    """
    reading = read_name(name, rule, known_units)
    found: dict[Field, Read] = {}
    _take(found, _fields_of(reading), Source.NAME)
    ending = reading.extension or rule.endings[0].removeprefix(".")
    about = _FORWARDED.sub("", subject)
    if about:
        said = read_name(f"{about}.{ending}", rule, known_units)
        _take(found, _fields_of(said) if said.verdict != "refuse" else {}, Source.SUBJECT)
    _take(found, labelled(body), Source.BODY)
    _take(found, _spoken(body), Source.BODY)
    _take(found, {"title": title} if title else {}, Source.TEXT)
    _take(found, labelled(text[:_OPENING] + "\n" + text[-_OPENING:]), Source.TEXT)
    return Proposal(found, reading)


def _fields_of(reading: Reading) -> Mapping[Field, str]:
    said: Mapping[Field, str | None] = {"unit": reading.unit, "title": reading.title, "author": reading.author}
    return {field: value for field, value in said.items() if value}


def _take(found: dict[Field, Read], said: Mapping[Field, str], source: Source) -> None:
    """Add what is said of fields that were read nowhere before."""
    for field, value in said.items():
        bare = one_line(value).strip(" 。；;，,")
        if bare and len(bare) <= _LONGEST[field] and field not in found:
            found[field] = Read(bare, source)


def _spoken(text: str) -> Mapping[Field, str]:
    """The fields that sentences of a mail name, by the first of each kind."""
    return {field: match[1] for field, pattern in _SPOKEN.items() if (match := pattern.search(text)) is not None}


def labelled(text: str) -> Mapping[Field, str]:
    """Give the fields that lines such as 单位：… name, by the first line of each kind."""
    found: dict[Field, str] = {}
    for field, pattern in _LABELS.items():
        match = pattern.search(text)
        if match is not None:
            value = _NEXT_LABEL.split(match[1], maxsplit=1)[0].strip(" )）】")
            found[field] = join_title([value]) if field == "title" else value
    return found
