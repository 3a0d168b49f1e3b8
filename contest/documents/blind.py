"""Makes the copy that judges read: the same text, with nothing left that tells who wrote it.

The wall comes before the wording: every author's name is masked wherever it stands, even where its characters
make an ordinary word. What was taken out is listed, for the organiser alone.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from contest.documents.html import write_html
from contest.documents.identity import Finder, Finding, Identity, MaskKind
from contest.documents.model import Document, Paragraph, Run
from contest.documents.titles import (
    LINE_LIMIT,
    byline_zones,
    compact,
    ends_a_sentence,
    has_byline_label,
    is_set_apart,
    is_signature,
    join_title,
    title_lines,
)

MASK: Final = "███"

_NAME: Final = re.compile(r"[\u4e00-\u9fff·]{1,4}")
_NAME_SEPARATORS: Final = re.compile(r"[、，,/\s]+")
_HEADINGS: Final = frozenset({"摘要", "提要", "内容提要", "引言", "前言", "序言", "序", "导语", "目录", "正文"})
_UNIT_ENDS: Final = re.compile(
    r"[\u4e00-\u9fff0-9（）()]{2,}(?:局|委|部|处|厅|院|校|中心|公司|科|所|室|站|大学|党委|支部|协会|集团|银行|中学|小学)[）)]?"
)


class Where(StrEnum):
    """The story in which something was masked."""

    TITLE = "title"
    BODY = "body"
    NOTE = "note"
    TEXT_BOX = "text_box"


@dataclass(frozen=True, slots=True)
class Mask:
    """Something taken out: why, where (`index` of the body paragraph, note or text box), and what it was."""

    kind: MaskKind
    where: Where
    index: int
    text: str


@dataclass(frozen=True, slots=True)
class BlindCopy:
    """What judges see, and the record of what they don't.

    `title`, `html` and `text` are free of the identity given; `html` and `text` leave the title out. `masks`
    quotes the identity and must never reach a judge.
    """

    title: str
    html: str
    text: str
    masks: tuple[Mask, ...]


def make_blind(document: Document, identity: Identity) -> BlindCopy:
    """The blind copy of a manuscript. Properties, headers, footers and comments never get this far."""
    maker = _Maker(Finder(identity))
    title = title_lines(document)
    opening, closing = byline_zones(document)
    title_texts: list[str] = []
    body: list[Paragraph] = []
    for paragraph in document.paragraphs:
        if paragraph.index in title:
            title_texts.append(maker.masked(paragraph, Where.TITLE, paragraph.index).text)
            continue
        in_zone = paragraph.index in opening or paragraph.index in closing
        if is_signature(paragraph) or (in_zone and maker.names_author(paragraph)):
            maker.take_out([paragraph], Where.BODY, paragraph.index)
        else:
            body.append(maker.masked(paragraph, Where.BODY, paragraph.index))
    notes = [
        replace(note, paragraphs=paragraphs)
        for index, note in enumerate(document.notes)
        if (paragraphs := maker.kept_aside(note.paragraphs, Where.NOTE, index))
    ]
    boxes = [
        replace(box, paragraphs=paragraphs)
        for index, box in enumerate(document.text_boxes)
        if (paragraphs := maker.kept_aside(box.paragraphs, Where.TEXT_BOX, index))
    ]
    masked = Document(tuple(body), tuple(notes), tuple(boxes))
    asides = [
        *(paragraph.text for note in notes for paragraph in note.paragraphs),
        *(paragraph.text for box in boxes for paragraph in box.paragraphs),
    ]
    return BlindCopy(
        title=maker.masked_text(join_title(title_texts)),
        html=write_html(masked),
        text="\n".join([masked.text, *asides]),
        masks=tuple(maker.masks),
    )


def mask_text(text: str, identity: Identity) -> str:
    """A line that comes from elsewhere, such as a title typed into a form, with the identity masked."""
    return _Maker(Finder(identity)).masked_text(text)


class _Maker:
    """Masks paragraphs for one identity and keeps the record."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self.masks: list[Mask] = []

    def names_author(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph in a byline zone names its author or unit, or looks as if it did."""
        text = compact(paragraph.text)
        if not text:
            return False
        if has_byline_label(paragraph):
            return True
        if len(text) > LINE_LIMIT:
            return False
        if self._finder.find(paragraph.text):
            return not ends_a_sentence(text)
        return is_set_apart(paragraph) and _looks_like_byline(paragraph.text)

    def masked(self, paragraph: Paragraph, where: Where, index: int) -> Paragraph:
        """The paragraph with every finding replaced by a mask whose length tells nothing."""
        text = paragraph.text
        findings = _merged(self._finder.find(text))
        if not findings:
            return paragraph
        self.masks.extend(Mask(one.kind, where, index, text[one.start : one.end]) for one in findings)
        return replace(paragraph, runs=tuple(_masked_runs(paragraph.runs, findings)))

    def kept_aside(self, paragraphs: Sequence[Paragraph], where: Where, index: int) -> tuple[Paragraph, ...]:
        """A note or text box; empty when it tells of its author and so goes altogether."""
        telling = any(
            has_byline_label(paragraph) or _merged(self._finder.find(paragraph.text)) for paragraph in paragraphs
        )
        if telling:
            self.take_out(paragraphs, where, index)
            return ()
        return tuple(paragraphs)

    def masked_text(self, text: str) -> str:
        """A plain text with its findings masked, for what was joined of masked pieces."""
        for finding in reversed(_merged(self._finder.find(text))):
            text = text[: finding.start] + MASK + text[finding.end :]
        return text

    def take_out(self, paragraphs: Iterable[Paragraph], where: Where, index: int) -> None:
        """Record that these paragraphs are left out as a whole."""
        text = "\n".join(paragraph.text for paragraph in paragraphs)
        self.masks.append(Mask(MaskKind.BYLINE, where, index, text))


def _looks_like_byline(text: str) -> bool:
    """Whether a short line set apart is made of nothing but names, or ends like the name of a unit."""
    line = compact(text)
    if line in _HEADINGS:
        return False
    parts = [part for part in _NAME_SEPARATORS.split(text.strip()) if part]
    all_names = len(line) > 1 and all(_NAME.fullmatch(part) for part in parts)
    return all_names or _UNIT_ENDS.fullmatch(line) is not None


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that overlap or touch made one, under the kind of the first."""
    merged: list[Finding] = []
    for finding in findings:
        if merged and finding.start <= merged[-1].end:
            last = merged[-1]
            merged[-1] = replace(last, end=max(last.end, finding.end))
        else:
            merged.append(finding)
    return merged


def _masked_runs(runs: Iterable[Run], findings: Sequence[Finding]) -> Iterator[Run]:
    """The runs with the findings' characters gone, and one mask in the run where each begins."""
    waiting = deque(findings)
    start = 0
    for run in runs:
        end = start + len(run.text)
        pieces: list[str] = []
        place = start
        while waiting and waiting[0].start < end:
            finding = waiting[0]
            pieces.append(run.text[place - start : max(finding.start, start) - start])
            if finding.start >= start:
                pieces.append(MASK)
            place = min(finding.end, end)
            if finding.end > end:
                break
            waiting.popleft()
        pieces.append(run.text[place - start :])
        text = "".join(pieces)
        if text or run.place is not None:
            yield replace(run, text=text)
        start = end
