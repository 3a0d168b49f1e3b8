"""A filled summary sheet (汇总表) read forgivingly: wherever its table begins, however its columns are called."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from contest.entries.bundles.headings import Column, ConsentColumn, columns_in
from contest.notice.tables import folded, text_of
from contest.phrases import Phrase, Refusal, gettext_noop
from contest.workbooks.reader import ReadValue

MAX_ROWS: Final = 1_000
"""Rows of one summary sheet; a bundle holds 500 files."""

_SOUGHT_LINES: Final = 40
_LONGEST: Final[Mapping[Column, int]] = {
    "unit": 120, "title": 200, "author": 100, "phone": 60, "genre": 40, "pen_name": 60, "ai_use": 500, "file_name": 400,
}  # fmt: skip
_YES: Final = frozenset(re.findall(r"\S+", "是 同意 有 √ ✓ ✔ ☑ 对 可 可以 授权 已同意 y yes 1 true"))
_NO: Final = frozenset(re.findall(r"\S+", "否 不 不同意 无 × ✗ ✘ x 不可 不可以 不授权 有异议 反对 n no 0 false"))
_NOTE: Final = re.compile(
    r"(?:附?注|备注|说明|填表|制表|审核|审签|负责人|领导|联系人|联系电话|单位(?:意见|盖章|公章|负责人|名称)?[（(:：]|合计"
    r"|共计|总计|小计|填报|报送|日期|盖章|公章)"
)
_EXAMPLE: Final = re.compile(r"(?:示?例|样例|举例|范例)\d*[:：]?$")
_HAN: Final = r"\u3400-\u9fff\U00020000-\U0003ffff"
_PADDED_NAME: Final = re.compile(rf"(?<![{_HAN}])(?<![{_HAN}] )([{_HAN}]) ([{_HAN}])(?! ?[{_HAN}])")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as the sheet says it; what it leaves open is empty, and a consent it does not answer is not there.

    `line` is its line in the worksheet, counted from 1; `unclear` are answers that are neither yes nor no.
    """

    line: int
    unit: str = ""
    title: str = ""
    author: str = ""
    phone: str = ""
    genre: str = ""
    pen_name: str = ""
    ai_use: str = ""
    file_name: str = ""
    consents: Mapping[str, bool] = field(default_factory=dict)
    unclear: tuple[Phrase, ...] = ()


def read_summary(
    sheets: Mapping[str, Sequence[Sequence[ReadValue]]], consents: Sequence[ConsentColumn]
) -> tuple[SheetRow, ...]:
    """Give the rows of the first worksheet that has the headings. Raises `Refusal` where none has, or no row is filled.

    Titles above the table, blank rows, examples and notes below it are passed over.
    """
    for rows in sheets.values():
        found = _find_headings(rows, consents)
        if found is None:
            continue
        after, columns = found
        read = tuple(
            _row(line, values, columns, consents)
            for line, values in enumerate(rows[after:], start=after + 1)
            if _is_filled(values, columns)
        )
        if not read:
            raise Refusal("no-rows", gettext_noop("汇总表里没有填写内容。请每篇稿件填一行，再上传。"))
        if len(read) > MAX_ROWS:
            raise Refusal(
                "too-many-rows", gettext_noop("汇总表超过 %(most)s 行。请分成几份，分几次上传。"), most=MAX_ROWS
            )
        return read
    raise Refusal(
        "no-headings",
        gettext_noop("没有认出汇总表的表头。表头一行里要有“作品题目”和“作者姓名”；可以下载样表，把内容填进去再上传。"),
    )


def answer(text: str) -> bool | None:
    """Give what an answer says, yes or no; None where it says neither."""
    bare = re.sub(r"[\s。.！!]", "", unicodedata.normalize("NFKC", text)).casefold()
    if bare in _YES:
        return True
    return False if bare in _NO else None


def _find_headings(
    rows: Sequence[Sequence[ReadValue]], consents: Sequence[ConsentColumn]
) -> tuple[int, dict[str, int]] | None:
    """How many lines end with the headings, and where each column is; a heading may take two lines."""
    best: tuple[int, dict[str, int]] | None = None
    for line in range(min(len(rows), _SOUGHT_LINES)):
        upper = [text_of(value) for value in rows[line]]
        lower = [text_of(value) for value in rows[line + 1]] if line + 1 < len(rows) else []
        single = columns_in(upper, consents)
        both = columns_in(_under_each_other(upper, lower), consents)
        for height, columns in ((1, single), (2, both)):
            sure = {"title", "author"} & set(columns) and len(columns) > 1
            if sure and (best is None or len(columns) > len(best[1])):
                best = (line + height, columns)
    return best


def _under_each_other(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """The headings of two lines: the lower one counts where it says something known, as under a merged heading."""
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    below = [*lower, *[""] * (width - len(lower))]
    return [low if low and columns_in([low], ()) else high for high, low in zip(above, below, strict=True)]


def _is_filled(values: Sequence[ReadValue], columns: Mapping[str, int]) -> bool:
    """Whether a row speaks of a manuscript: not blank, not a note, not an example, not the headings again."""
    texts = [text for text in map(text_of, values) if text]
    said = {name: _cell(values, columns, name) for name in ("title", "author", "file_name")}
    if not any(said.values()) or _EXAMPLE.match(texts[0]) or (len(texts) > 2 and len(set(texts)) == 1):
        return False
    if _NOTE.match(texts[0]) and not (said["title"] and said["author"]):
        return False
    return not any(text and folded(text) == folded(_HEADINGS[name]) for name, text in said.items())


_HEADINGS: Final = {"title": "作品题目", "author": "作者姓名", "file_name": "文件名"}


def _cell(values: Sequence[ReadValue], columns: Mapping[str, int], name: str) -> str:
    place = columns.get(name)
    return "" if place is None or place >= len(values) else text_of(values[place])


def _row(
    line: int, values: Sequence[ReadValue], columns: Mapping[str, int], consents: Sequence[ConsentColumn]
) -> SheetRow:
    said = {name: _cell(values, columns, name)[:longest] for name, longest in _LONGEST.items()}
    answers: dict[str, bool] = {}
    unclear: list[Phrase] = []
    for consent in consents:
        text = _cell(values, columns, f"consent:{consent.key}")
        agreed = answer(text)
        if agreed is not None:
            answers[consent.key] = agreed
        elif text:
            params = {"heading": consent.heading, "text": text[:20]}
            unclear.append(Phrase(gettext_noop("“%(heading)s”一栏填的是“%(text)s”，请改为“是”或“否”。"), params))
    return SheetRow(
        line=line,
        unit=said["unit"],
        title=_bare_title(said["title"]),
        author=_PADDED_NAME.sub(r"\1\2", said["author"]),
        phone=unicodedata.normalize("NFKC", said["phone"]),
        genre=said["genre"],
        pen_name=said["pen_name"],
        ai_use=said["ai_use"],
        file_name=said["file_name"],
        consents=answers,
        unclear=tuple(unclear),
    )


def _bare_title(title: str) -> str:
    return re.sub(r"^《([^《》]+)》$", r"\1", title)
