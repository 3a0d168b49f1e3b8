"""Finds a mark of secrecy on a manuscript: 机密★10年, 内部资料 注意保存, and the like.

A mark stands by itself, at the head of the first page, in a header, footer or text box (GB/T 9704-2012 7.2.2);
words in a sentence, such as 秘密武器, are none. A mark with its star or its term is one wherever it stands.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from contest.documents.model import Alignment, Document, Paragraph
from contest.documents.reader import Reading
from contest.documents.stories import Line, Story, document_lines, margin_lines
from contest.documents.titles import compact, title_lines

_OPENING: Final = 8  # lines with text that may stand above and round the title
_CLOSING: Final = 4
_LONGEST: Final = 60

_STAR: Final = r"[★☆✩✭⭐*※·]"
_TERM: Final = r"(?:(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:年|个月|月|天|日)|长期|永久|启[用封]前|公[开布]前|解密前)"
_GRADE: Final = r"(?:绝密|机密|秘密)(?:级|件|文件)?"
_OPEN, _CLOSE = r"[(\[【〔<《]?", r"[)\]】〕>》]?"
_COPY_NUMBER: Final = r"(?:份号:?|编号:?|№|no\.?:?)?\d{1,8}"
_URGENCY: Final = r"(?:特急|特提|加急|平急|急件)"
_STORE: Final = (
    r"注意(?:保存|保密|保管)|妥善保[管存]|严格保密|严禁复[制印]|阅后(?:即焚|销毁|收回|归还)|用后(?:收回|销毁)"
)
_KEEP_IN: Final = r"(?:请勿|不得|不准|不要|严禁|禁止|切勿|勿)(?:对外|随意|擅自)?(?:外传|外泄|扩散|泄露|泄密|翻印|传阅)"
_INNER: Final = (
    r"(?:(?:军队|军内|部队|党内|警内|系统|单位)?内部(?:资料|文件|材料|刊物|读物|参考|信息|使用|传阅|交流|事项|发行|掌握)?"
    r"|(?:仅|只|仅限|限|供|仅供)(?:军队|部队)?内部(?:使用|传阅|参考|交流|掌握|学习)|军内(?:资料|文件|使用|发行)"
    r"|工作秘密|工作机密|商业秘密|涉密(?:文件|资料|材料)?|敏感信息)"
)
_APART: Final = r"[,、;:。!·—\-]*"

_GRADED: Final = re.compile(
    rf"{_OPEN}(?:{_COPY_NUMBER})?(?:{_URGENCY})?(?:密级及?(?:保密期限)?:?)?{_OPEN}(?P<grade>{_GRADE}){_CLOSE}"
    rf"(?P<term>{_OPEN}(?:{_STAR}{_OPEN}{_TERM}?|{_TERM}){_CLOSE})?(?:{_URGENCY})?{_APART}(?:{_STORE}|{_KEEP_IN})?[!。]?{_CLOSE}"
)
_LABEL: Final = re.compile(r"^\W?密级")
_INTERNAL: Final = re.compile(
    rf"{_OPEN}(?:{_COPY_NUMBER})?(?=.{{4}})(?:{_INNER}{_STAR}?{_TERM}?)?(?:{_APART}(?:{_INNER}|{_STORE}|{_KEEP_IN}))*{_APART}{_CLOSE}"
)
_BEHIND_TITLE: Final = re.compile(rf".+[(\[【〔](?:(?P<grade>{_GRADE})(?:{_STAR}?{_TERM}?)?|{_INNER})[)\]】〕]")
_LABEL_CELL: Final = re.compile(r"(?:文件|保密)?密级(?:及保密期限)?:?")
_GAP: Final = re.compile(r"[\t\n]|[ \u3000\u00a0]{2,}")
_SIGNS: Final = re.compile("密|内部|军内|外传|扩散|外泄|传阅|敏感信息")


class SecrecyGrade(StrEnum):
    """What a mark claims: the three grades of state secrets, or something that is to stay inside."""

    TOP_SECRET = "top_secret"  # noqa: S105 -- the grade 绝密, no password
    SECRET = "secret"  # noqa: S105 -- 机密
    CONFIDENTIAL = "confidential"  # 秘密
    INTERNAL = "internal"  # 内部资料, 工作秘密, 不得外传


@dataclass(frozen=True, slots=True)
class SecrecyMark:
    """The mark as it stands there, and where: `index` of the body paragraph, note, text box, header or footer."""

    grade: SecrecyGrade
    text: str
    story: Story
    index: int


_GRADES: Final = {
    "绝密": SecrecyGrade.TOP_SECRET,
    "机密": SecrecyGrade.SECRET,
    "秘密": SecrecyGrade.CONFIDENTIAL,
}
_ORDER: Final = tuple(SecrecyGrade)


def find_secrecy(reading: Reading) -> SecrecyMark | None:
    """The gravest mark of secrecy on a .docx, the first of several such, None when there is none.

    Headers, footers and watermarks are read as well, which the model alone doesn't hold.
    """
    return find_secrecy_mark(reading.document, margin_lines(reading.package))


def find_secrecy_mark(document: Document, margins: Iterable[Line] = ()) -> SecrecyMark | None:
    """The same for a manuscript of any kind; `margins` are the lines of its headers and footers, where known."""
    marks = [*_marks_apart((*margins, *document_lines(document))), *_marks_in_body(document)]
    return min(marks, key=lambda mark: _ORDER.index(mark.grade), default=None)


def _marks_apart(lines: Iterable[Line]) -> Iterator[SecrecyMark]:
    """Marks in headers, footers and text boxes: a line of its own, or a part of one with a gap round it."""
    for line in lines:
        if line.story in (Story.HEADER, Story.FOOTER, Story.TEXT_BOX) and _SIGNS.search(compact(line.text)):
            for piece in (line.text, *_GAP.split(line.text), *line.text.split()):
                if (grade := _graded(piece) or _internal(piece)) is not None:
                    yield SecrecyMark(grade, piece.strip(), line.story, line.index)
                    break


def _marks_in_body(document: Document) -> Iterator[SecrecyMark]:
    filled = [paragraph for paragraph in document.paragraphs if compact(paragraph.text)]
    edges = {paragraph.index for paragraph in (*filled[:_OPENING], *filled[-_CLOSING:])}
    title = title_lines(document)
    for before, paragraph in pairwise((None, *filled)):
        if paragraph is None or not _SIGNS.search(compact(paragraph.text)):
            continue
        at_edge = paragraph.index in edges
        sure = not at_edge and not _is_labelled(paragraph, before)
        for piece in (paragraph.text, *_GAP.split(paragraph.text)):
            grade = _graded(piece, sure=sure or (paragraph.index in title and _may_be_title(paragraph)))
            if grade is None and at_edge:
                grade = _internal(piece) or (_behind_title(piece) if paragraph.index in title else None)
            if grade is not None:
                yield SecrecyMark(grade, piece.strip(), Story.BODY, paragraph.index)
                break


def _is_labelled(paragraph: Paragraph, before: Paragraph | None) -> bool:
    """Whether a cell follows one that says 密级."""
    if before is None or before.cell is None or paragraph.cell is None:
        return False
    same_row = (before.cell.table, before.cell.row) == (paragraph.cell.table, paragraph.cell.row)
    return same_row and _LABEL_CELL.fullmatch(_plain(before.text)) is not None


def _may_be_title(paragraph: Paragraph) -> bool:
    """Whether an essay is plainly called 秘密; the graver words are marks even where a title stands."""
    shown = paragraph.alignment is Alignment.CENTRE or paragraph.outline_level is not None
    return shown and _plain(paragraph.text) == "秘密"


def _graded(text: str, *, sure: bool = False) -> SecrecyGrade | None:
    """The grade that a text is a mark of; if `sure`, only a mark with a star, a term or 密级 before it."""
    plain = _plain(text)
    match = _GRADED.fullmatch(plain) if len(plain) <= _LONGEST else None
    if match is None or (sure and not match["term"] and not _LABEL.match(plain)):
        return None
    return _GRADES[match["grade"][:2]]


def _internal(text: str) -> SecrecyGrade | None:
    plain = _plain(text)
    is_mark = len(plain) <= _LONGEST and _INTERNAL.fullmatch(plain) is not None and _SIGNS.search(plain) is not None
    return SecrecyGrade.INTERNAL if is_mark else None


def _behind_title(text: str) -> SecrecyGrade | None:
    """The grade in brackets at the end of a title."""
    plain = _plain(text)
    match = _BEHIND_TITLE.fullmatch(plain) if len(plain) <= _LONGEST else None
    if match is None:
        return None
    return SecrecyGrade.INTERNAL if match["grade"] is None else _GRADES[match["grade"][:2]]


def _plain(text: str) -> str:
    return compact(unicodedata.normalize("NFKC", text)).lower()
