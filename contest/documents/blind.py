"""Makes the copy that judges read: the same text, with nothing left that tells who wrote it.

What tells of the author is masked wherever it stands. Names of two characters are ordinary words as often as
not (建国, 文明), and so are words for several authors (课题组): where authors sign they are masked, elsewhere they
are left in and suggested to the screener, whose choices rule. So are given names without the surname, surnames with
a title, and units that have no name of their own (部队), wherever they stand. What was taken out is listed, for the
organiser alone.
"""

import unicodedata
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import chain, islice
from typing import Final

from contest.documents.bylines import (
    byline_rows,
    is_biography,
    is_latin_byline,
    signed_zones,
    split_names,
    split_parts,
)
from contest.documents.html import write_html
from contest.documents.identity import Finder, Finding, Identity, MaskKind
from contest.documents.masks import NO_CHOICES, BlindChoices, Mask, MaskStatus, Where
from contest.documents.model import Document, Note, Paragraph, Run, TextBox
from contest.documents.short_names import is_ordinary
from contest.documents.signing import looks_like_byline
from contest.documents.surnames import COMPOUND, addressed, dotted_parts, given_name, is_group
from contest.documents.titles import (
    LINE_LIMIT,
    compact,
    ends_a_sentence,
    has_byline_label,
    is_set_apart,
    is_signature,
    join_title,
    title_lines,
)

MASK: Final = "███"

_CONTEXT: Final = 12
_SHORT_NAME: Final = 2


@dataclass(frozen=True, slots=True)
class BlindCopy:
    """What judges see, and the record of what they don't.

    `title`, `html` and `text` are free of the identity given; `html` and `text` leave the title out.
    `document` is what they were made of, its paragraphs under their old indexes; `notes` and `text_boxes` are
    the positions, in the manuscript, of the notes and text boxes left. `masks` and `suggestions` quote the
    identity and must never reach a judge.
    """

    title: str
    html: str
    text: str
    masks: tuple[Mask, ...]
    suggestions: tuple[Mask, ...]
    document: Document
    notes: tuple[int, ...]
    text_boxes: tuple[int, ...]


def make_blind(document: Document, identity: Identity, choices: BlindChoices = NO_CHOICES) -> BlindCopy:
    """The blind copy of a manuscript. Properties, headers, footers and comments never get this far."""
    title = title_lines(document)
    finder = Finder(identity)
    maker = _Maker(identity, choices, split_names(document, title, finder))
    split_notes, split_boxes = _split_asides(document.notes, finder), _split_asides(document.text_boxes, finder)
    titles = [maker.masked(document.paragraphs[index], Where.TITLE) for index in title]
    body = list(_body(document, title, maker, finder))
    notes = {
        index: replace(note, paragraphs=paragraphs)
        for index, note in enumerate(document.notes)
        if (paragraphs := maker.kept_aside(note.paragraphs, Where.NOTE, index, split_notes[index]))
    }
    boxes = {
        index: replace(box, paragraphs=paragraphs)
        for index, box in enumerate(document.text_boxes)
        if (paragraphs := maker.kept_aside(box.paragraphs, Where.TEXT_BOX, index, split_boxes[index]))
    }
    masked = Document(tuple(body), tuple(notes.values()), tuple(boxes.values()))
    asides = [
        *(paragraph.text for note in masked.notes for paragraph in note.paragraphs),
        *(paragraph.text for box in masked.text_boxes for paragraph in box.paragraphs),
    ]
    return BlindCopy(
        title=maker.masked_title(join_title(paragraph.text for paragraph in titles), title.start),
        html=write_html(masked),
        text="\n".join([masked.text, *asides]),
        masks=tuple(maker.masks),
        suggestions=tuple(maker.suggestions),
        document=masked,
        notes=tuple(notes),
        text_boxes=tuple(boxes),
    )


def whole_page(copy: BlindCopy) -> str:
    """The title and text of a copy as a small page that stands by itself."""
    title = escape(copy.title)
    heading = f"<h1>{title}</h1>\n" if title else ""
    return (
        f'<!DOCTYPE html>\n<html lang="zh-Hans">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body>\n{heading}{copy.html}\n</body>\n</html>\n"
    )


def mask_text(text: str, identity: Identity, choices: BlindChoices = NO_CHOICES) -> str:
    """A line that comes from elsewhere, such as a title typed into a form, with the identity masked.

    Names of two characters go too: nobody is asked about such a line. Ordinary words stay.
    """
    named = replace(
        identity,
        authors=tuple(name for name in identity.authors if not is_group(name)),
        units=tuple(unit for unit in identity.units if not _is_everybodys(unit, identity)),
    )
    finders = (Finder(named), Finder(Identity(choices.everywhere)))
    return _mask_line(text, _merged(finding for finder in finders for finding in finder.find(text)))


def _is_everybodys(unit: str, identity: Identity) -> bool:
    """Whether a unit's name is an ordinary word, or one that the notice itself gives to what all write about."""
    return is_ordinary(unit) or unit in identity.topic


def _body(document: Document, title: range, maker: "_Maker", finder: Finder) -> Iterator[Paragraph]:
    """The paragraphs left, masked, in order. What goes out of a table's row leaves an empty cell."""
    opening, closing = signed_zones(document, finder)
    gone = {
        paragraph.index
        for row in byline_rows(document)
        if maker.takes_out(row, Where.BODY, row[0].index)
        for paragraph in row
    }
    for paragraph in document.paragraphs:
        if paragraph.index in title or paragraph.index in gone:
            continue
        in_zone = paragraph.index in opening or paragraph.index in closing
        telling = is_signature(paragraph) or (
            in_zone and (maker.names_author(paragraph) or is_biography(paragraph, finder))
        )
        if not telling or not maker.takes_out([paragraph], Where.BODY, paragraph.index):
            yield maker.masked(paragraph, Where.BODY, signed=in_zone)
        elif paragraph.cell is not None:
            yield replace(paragraph, runs=())


def _split_asides(asides: Sequence[Note | TextBox], finder: Finder) -> list[list[list[Finding]]]:
    """For each paragraph of each aside, the parts of names that go on in the next paragraph or the next aside."""
    paragraphs = [paragraph for aside in asides for paragraph in aside.paragraphs]
    parts: list[list[Finding]] = [[] for _ in paragraphs]
    for place, part in split_parts(paragraphs, finder):
        parts[place].append(part)
    waiting = iter(parts)
    return [list(islice(waiting, len(aside.paragraphs))) for aside in asides]


class _Maker:
    """Masks paragraphs for one identity by one screener's choices, and keeps the record."""

    def __init__(self, identity: Identity, choices: BlindChoices, split: Mapping[int, Sequence[Finding]]) -> None:
        short = tuple(name for name in identity.authors if _signs(name) <= _SHORT_NAME or is_group(name))
        longer = tuple(name for name in identity.authors if name not in short)
        parts = [part for name in longer for part in dotted_parts(name)]
        ordinary = tuple(unit for unit in identity.units if _is_everybodys(unit, identity))
        named = tuple(unit for unit in identity.units if unit not in ordinary)
        called = [name for name in map(given_name, map(_letters, longer)) if name is not None]
        titled = list(chain.from_iterable(map(addressed, map(_letters, identity.authors))))
        unlike_words = [name for name in titled if name[:2] in COMPOUND]
        self._sure = Finder(
            replace(identity, authors=(*longer, *(part for part in parts if len(part) > _SHORT_NAME)), units=named)
        )
        self._short = Finder(Identity(short))
        self._ordinary = Finder(Identity(units=ordinary))
        self._given = Finder(Identity((*called, *(part for part in parts if len(part) <= _SHORT_NAME))))
        self._titled = Finder(Identity(tuple(unlike_words)), romanise=False)
        self._titled_where_signed = Finder(Identity(tuple(titled)), romanise=False)
        self._everywhere = Finder(Identity(choices.everywhere), romanise=False)
        self._choices = choices
        self._split = split
        self.masks: list[Mask] = []
        self.suggestions: list[Mask] = []

    def names_author(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph in a byline zone names its author or unit, or looks as if it did."""
        text = compact(paragraph.text)
        if not text:
            return False
        if has_byline_label(paragraph):
            return True
        if is_latin_byline(paragraph):
            return True
        if len(text) > LINE_LIMIT:
            return False
        if paragraph.index in self._split or self._sure.find(paragraph.text) or self._short_names(paragraph.text):
            return not ends_a_sentence(text)
        if _is_only(paragraph.text, self._ordinary.find_names(paragraph.text)):
            return True
        return is_set_apart(paragraph) and looks_like_byline(paragraph.text)

    def takes_out(self, paragraphs: Sequence[Paragraph], where: Where, index: int) -> bool:
        """Record that these paragraphs are left out as a whole, unless the screener wants to see them."""
        text = "\n".join(paragraph.text for paragraph in paragraphs)
        mask = Mask(MaskKind.BYLINE, where, index, text)
        if self._is_shown(mask):
            self.suggestions.append(replace(mask, status=MaskStatus.SHOWN))
            return False
        self.masks.append(mask)
        return True

    def _is_shown(self, mask: Mask) -> bool:
        return mask.spot in self._choices.shown and mask.spot not in self._choices.masked

    def _suggest(self, mask: Mask) -> None:
        """Ask the screener about a stretch, or record that it was looked at and stays."""
        self.suggestions.append(replace(mask, status=MaskStatus.SHOWN) if self._is_shown(mask) else mask)

    def masked(self, paragraph: Paragraph, where: Where, *, signed: bool = False) -> Paragraph:
        """The paragraph with all that tells of its author replaced by masks whose length tells nothing.

        `signed` says that it stands where authors sign: short names are masked there.
        """
        split = self._split.get(paragraph.index, ()) if where is Where.BODY else ()
        return self._masked(paragraph, _Story(where, paragraph.index, paragraph.text), 0, signed, split)

    def kept_aside(
        self, paragraphs: Sequence[Paragraph], where: Where, index: int, split: Sequence[Sequence[Finding]]
    ) -> tuple[Paragraph, ...]:
        """A note or text box; empty when it tells of its author, if only with the next one, and so goes altogether."""
        telling = any(split) or any(
            has_byline_label(one) or self._sure.find(one.text) or self._is_signed(one) for one in paragraphs
        )
        if telling and self.takes_out(paragraphs, where, index):
            return ()
        story = _Story(where, index, "\n".join(paragraph.text for paragraph in paragraphs))
        kept: list[Paragraph] = []
        start = 0
        for paragraph, parts in zip(paragraphs, split, strict=True):
            kept.append(self._masked(paragraph, story, start, telling, parts))
            start += len(paragraph.text) + 1
        return tuple(kept)

    def masked_title(self, line: str, index: int) -> str:
        """The title, joined of masked lines, with what only the joining brought together masked too."""
        shown = {spot.text for spot in self._choices.shown if spot.where is Where.TITLE}
        hits = _merged([*self._sure.find(line), *self._everywhere.find_names(line)])
        new = [hit for hit in hits if line[hit.start : hit.end] not in shown]
        story = _Story(Where.TITLE, index, line)
        self.masks.extend(story.mask(hit, 0, MaskStatus.MASKED) for hit in new)
        return _mask_line(line, new)

    def _short_names(self, text: str) -> list[Finding]:
        return list(self._short.find_names(text))

    def _is_signed(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph set aside begins with a short name, or is a short line with one: so people sign."""
        names = self._short_names(paragraph.text)
        text = compact(paragraph.text)
        brief = len(text) <= LINE_LIMIT and not ends_a_sentence(text)
        return bool(names) and (brief or not any(map(str.isalnum, paragraph.text[: names[0].start])))

    def _masked(
        self, paragraph: Paragraph, story: "_Story", offset: int, signed: bool, split: Iterable[Finding]
    ) -> Paragraph:
        text = paragraph.text
        certain = [*self._sure.find(text), *split]
        doubtful = self._short_names(text)
        ordinary = self._ordinary.find_names(text)
        if signed or _is_only(text, doubtful):
            certain, doubtful = [*certain, *doubtful], []
        if signed and _is_only(text, ordinary):
            certain, ordinary = [*certain, *ordinary], ()
        chosen = [*self._everywhere.find_names(text), *self._chosen(story, offset, text)]
        hits = _merged([*certain, *chosen])
        by_rule = _merged(certain)
        stretches: list[Finding] = []
        for hit in hits:
            status = MaskStatus.MASKED if _overlaps(hit, by_rule) else MaskStatus.ADDED
            mask = story.mask(hit, offset, status)
            if self._is_shown(mask):
                if mask.spot not in {line.spot for line in self.suggestions}:  # a line that is one name
                    self.suggestions.append(replace(mask, status=MaskStatus.SHOWN))
            else:
                self.masks.append(mask)
                stretches.append(hit)
        short = _merged([*doubtful, *ordinary])
        titled = self._titled_where_signed if signed else self._titled
        called = _merged(
            hit for hit in (*self._given.find_names(text), *titled.find_names(text)) if not _overlaps(hit, short)
        )
        for hit in sorted((*doubtful, *ordinary, *called), key=lambda one: one.start):
            if not _overlaps(hit, hits):
                self._suggest(story.mask(hit, offset, MaskStatus.SUGGESTED))
        return replace(paragraph, runs=tuple(_masked_runs(paragraph.runs, stretches))) if stretches else paragraph

    def _chosen(self, story: "_Story", offset: int, text: str) -> Iterator[Finding]:
        """The places in this paragraph that the screener wants masked, where their text still stands."""
        for spot in self._choices.masked:
            start = spot.start - offset
            here = (spot.where, spot.index) == (story.where, story.index) and start >= 0
            if here and spot.text and text[start : start + len(spot.text)] == spot.text:
                yield Finding(start, start + len(spot.text), MaskKind.AUTHOR)


@dataclass(frozen=True, slots=True)
class _Story:
    """The text in which places are counted: of a paragraph, a note or a text box."""

    where: Where
    index: int
    text: str

    def mask(self, hit: Finding, offset: int, status: MaskStatus) -> Mask:
        """The record of a stretch of the paragraph that begins at `offset`."""
        start, end = offset + hit.start, offset + hit.end
        return Mask(
            hit.kind,
            self.where,
            self.index,
            self.text[start:end],
            start,
            self.text[max(0, start - _CONTEXT) : start],
            self.text[end : end + _CONTEXT],
            status,
        )


def _signs(name: str) -> int:
    """How many letters, Han characters and figures a name has, blanks and dots apart."""
    return len(_letters(name))


def _letters(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", name) if unicodedata.category(sign)[0] in "LN")


def _is_only(text: str, names: Sequence[Finding]) -> bool:
    """Whether a line holds names and nothing else that could make them an ordinary word."""
    covered = {place for name in names for place in range(name.start, name.end)}
    return bool(names) and not any(sign.isalnum() for place, sign in enumerate(text) if place not in covered)


def _overlaps(hit: Finding, merged: Sequence[Finding]) -> bool:
    """Whether a finding shares a character with one of these, which are in order and apart; there may be many."""
    behind = bisect_left(merged, hit.end, key=lambda one: one.start)
    return behind > 0 and hit.start < merged[behind - 1].end


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in order, those that overlap or touch made one, under the kind of the first."""
    merged: list[Finding] = []
    for finding in sorted(findings, key=lambda one: one.start):
        if merged and finding.start <= merged[-1].end:
            last = merged[-1]
            merged[-1] = replace(last, end=max(last.end, finding.end))
        else:
            merged.append(finding)
    return merged


def _mask_line(text: str, stretches: Sequence[Finding]) -> str:
    starts = (0, *(stretch.end for stretch in stretches))
    ends = (*(stretch.start for stretch in stretches), len(text))
    return MASK.join(text[start:end] for start, end in zip(starts, ends, strict=True))


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
