"""What each paragraph of a manuscript is: title, byline, heading, body text, or something set its own way."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from contest.documents.model import Alignment, Document, Paragraph, Place
from contest.documents.profile import HEADING_LEVELS
from contest.documents.titles import (
    byline_zones,
    compact,
    ends_a_sentence,
    has_byline_label,
    is_set_apart,
    is_signature,
    title_lines,
)

_HEADING_LIMIT: Final = 40
_LEAD_LIMIT: Final = 60
_NUMBERS: Final = (
    re.compile(r"[一二三四五六七八九十百]{1,4}、"),
    re.compile(r"[（(][一二三四五六七八九十百]{1,4}[）)]"),
    re.compile(r"[0-9]{1,2}[.．](?![0-9])"),
    re.compile(r"[（(][0-9]{1,2}[）)]"),
)
_OTHER_NUMBERS: Final = re.compile(
    r"第[一二三四五六七八九十百0-9]{1,4}[章节部篇]|[0-9]{1,2}(?:[.．][0-9]{1,2})+|[0-9]{1,2}、"
)
_REFERENCE: Final = re.compile(r"[\[［【〔][0-9]{1,3}[\]］】〕]")
_SOURCES: Final = re.compile(r"(?:主要)?参考(?:文献|资料)[:：]?|注释[:：]?")
_CONTENTS: Final = ("toc", "目录")  # how the styles of a table of contents begin
_SUBTITLE: Final = ("—", "--", "－－", "――", "──")
_CHINESE_LEVELS: Final = 2  # those whose numbers are in Chinese figures; the others number lists as well


class Role(StrEnum):
    """What a paragraph is to the layout."""

    TITLE = "title"
    BYLINE = "byline"  # before the body; subtitles too
    SIGNATURE = "signature"  # after the body
    HEADING = "heading"
    BODY = "body"
    APART = "apart"  # running text set its own way: captions, verses, lists of sources
    OUTSIDE = "outside"  # in tables, or without text


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph with its role; headings have a `level` from 1.

    `lead` is how many characters at the start of a body paragraph are its heading (一、…… with text after);
    `numbering` says whether a heading's number is one of the standard's four forms, None without a number.
    """

    paragraph: Paragraph
    role: Role
    level: int = 0
    lead: int = 0
    numbering: bool | None = None


def parts_of(document: Document) -> tuple[Part, ...]:
    """Every paragraph of the main text with its role, in order."""
    title = title_lines(document)
    opening, closing = byline_zones(document)
    parts: list[Part] = []
    in_sources = False
    for paragraph in document.paragraphs:
        text = paragraph.text.strip()
        if paragraph.cell is not None or not text:
            part = Part(paragraph, Role.OUTSIDE)
        elif paragraph.index in title:
            part = Part(paragraph, Role.BYLINE if text.startswith(_SUBTITLE) else Role.TITLE)
        elif paragraph.index in opening and not _level_of_number(text) and not _is_sentence(paragraph, text):
            part = Part(paragraph, Role.BYLINE)
        else:
            part = _part(paragraph, text, in_closing=paragraph.index in closing, in_sources=in_sources)
            if _SOURCES.fullmatch(compact(text)):
                in_sources = True
            elif part.role is Role.HEADING:
                in_sources = False
        parts.append(part)
    return tuple(parts)


def _part(paragraph: Paragraph, text: str, *, in_closing: bool, in_sources: bool) -> Part:
    if is_signature(paragraph) or (in_closing and (has_byline_label(paragraph) or _is_right(paragraph))):
        return Part(paragraph, Role.SIGNATURE)
    heading = _heading(paragraph, text)
    if heading is not None:
        return heading
    if in_sources or (in_closing and not _is_sentence(paragraph, text)) or _stands_apart(paragraph, text):
        return Part(paragraph, Role.APART)
    return Part(paragraph, Role.BODY, lead=_lead(paragraph.text))


def _is_sentence(paragraph: Paragraph, text: str) -> bool:
    """Whether a short paragraph at the start or end is running text: verses and the last words of an essay are."""
    return ends_a_sentence(text) and not has_byline_label(paragraph) and not is_set_apart(paragraph)


def _heading(paragraph: Paragraph, text: str) -> Part | None:
    """The paragraph as a heading, if it is short, ends no sentence, and has a number or an outline level."""
    if len(text) > _HEADING_LIMIT or ends_a_sentence(text) or text.endswith(("，", "；", "：", ":", ",", ";")):
        return None
    level = _level_of_number(text) or _level_of_automatic(paragraph.setting.number)
    outlined = paragraph.outline_level is not None
    if level and (outlined or not paragraph.setting.numbered or level <= _CHINESE_LEVELS):
        return Part(paragraph, Role.HEADING, level, numbering=True)
    if paragraph.outline_level is None:
        return None
    level = min(paragraph.outline_level + 1, HEADING_LEVELS)
    number = paragraph.setting.number
    numbered = "%" in number or _OTHER_NUMBERS.match(text) is not None
    return Part(paragraph, Role.HEADING, level, numbering=False if numbered else None)


def _level_of_number(text: str) -> int:
    for level, pattern in enumerate(_NUMBERS, start=1):
        if pattern.match(text):
            return level
    return 0


def _level_of_automatic(number: str) -> int:
    """The heading level whose form an automatic number has, given as `chineseCounting %1、`."""
    kind, _, form = number.partition(" ")
    chinese = kind.startswith(("chinese", "ideograph", "japanese", "taiwanese"))
    if form.startswith("%") and len(form) == len("%1、"):
        return 1 if chinese and form.endswith("、") else 3 if kind == "decimal" and form.endswith((".", "．")) else 0
    if re.fullmatch(r"[（(]%[1-9][）)]", form):
        return 2 if chinese else 4 if kind == "decimal" else 0
    return 0


def _stands_apart(paragraph: Paragraph, text: str) -> bool:
    setting = paragraph.setting
    if is_set_apart(paragraph) or setting.frame or _REFERENCE.match(text):
        return True
    if paragraph.style.lower().startswith(_CONTENTS):
        return True
    if setting.numbered and len(text) <= _HEADING_LIMIT:
        return True
    return len(text) <= _HEADING_LIMIT and any(run.place is Place.PICTURE for run in paragraph.runs)


def _lead(text: str) -> int:
    """Where the numbered heading that a paragraph begins with ends, 0 when it begins with none."""
    blanks = len(text) - len(text.lstrip())
    if not _level_of_number(text[blanks:]):
        return 0
    end = text.find("。", blanks, blanks + _LEAD_LIMIT)
    return end + 1 if end >= 0 else 0


def _is_right(paragraph: Paragraph) -> bool:
    return paragraph.alignment in (Alignment.RIGHT, Alignment.CENTRE)
