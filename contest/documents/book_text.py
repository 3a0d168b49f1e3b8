"""A manuscript as an essay of a book: its paragraphs and how they stand, without the lines that the book sets itself.

Title, author and unit stand in a book as the book says. A line goes only where it says nothing else; what went is
told, and so is what a book of text can't hold.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from rapidfuzz.fuzz import ratio

from contest.books import Block, Look
from contest.documents.automatic_numbers import AutomaticNumbers
from contest.documents.bylines import byline_rows
from contest.documents.identity import Finder, Identity
from contest.documents.model import Alignment, Document, Paragraph, Place
from contest.documents.plain import plain
from contest.documents.roles import Part, Role, parts_of
from contest.documents.signing import looks_like_byline
from contest.documents.titles import LINE_LIMIT, find_title, has_byline_label, is_set_apart, is_signature, title_lines

_LIKE: Final = 60
"""Percent in which a title found in a manuscript must be like the essay's, to be it."""
_VERSE_LINES: Final = 4
_VERSE_LENGTH: Final = 24
_VERSE_SHARE: Final = 0.8
_CELLS_APART: Final = "\u2003"
_LOOKS: Final = {Alignment.CENTRE: Look.CENTRED, Alignment.RIGHT: Look.RIGHT}
_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class EssayText:
    """What a manuscript gives to a book; `set_aside` are the lines that don't stand in it.

    `pictures` and `formulas` say how many are missing, `tables` how many are set as lines, `numbers` how many automatic
    numbers were written out.
    """

    blocks: tuple[Block, ...]
    set_aside: tuple[str, ...] = ()
    pictures: int = 0
    formulas: int = 0
    tables: int = 0
    numbers: int = 0


def essay_text(document: Document, title: str, names: Identity) -> EssayText:
    """Give a manuscript's text for a book in which it stands under this title; `names` are its authors and units."""
    return _Reading(document, title, Finder(names, romanise=False)).text()


def still_named(blocks: Collection[Block], names: Collection[str]) -> tuple[str, ...]:
    """Give those of the names that stand in the text."""
    finder = Finder(Identity(authors=tuple(names)), romanise=False)
    found = (block.text[one.start : one.end] for block in blocks for one in finder.find_names(block.text))
    return tuple(dict.fromkeys(found))


class _Reading:
    """One manuscript on its way into a book."""

    def __init__(self, document: Document, title: str, finder: Finder) -> None:
        self._document = document
        self._finder = finder
        self._wanted = plain(title)
        self._has_title = ratio(plain(find_title(document) or ""), self._wanted) >= _LIKE
        self._title = title_lines(document)
        self._rows = {one.index for row in byline_rows(document) for one in row}
        self._boxes = {box.anchor: box.paragraphs for box in document.text_boxes}
        self._numbers = AutomaticNumbers()
        self._marks = 0
        self._unmarked: set[int] = set()
        self._aside: list[str] = []

    def text(self) -> EssayText:
        """Give it."""
        parts = parts_of(self._document)
        blocks = list(self._in_order(parts))
        if _are_verses(blocks):
            blocks = list(_stanzas(blocks))
        notes = (*self._notes(),)
        places = [run.place for one in self._document.paragraphs for run in one.runs]
        return EssayText(
            tuple(block for block in (*blocks, *notes) if block.text),
            tuple(self._aside),
            places.count(Place.PICTURE),
            places.count(Place.FORMULA),
            len({one.cell.table for one in self._document.paragraphs if one.cell is not None} - self._cover_tables()),
            self._numbers.written,
        )

    def _in_order(self, parts: Sequence[Part]) -> Iterator[Block]:
        """Give the blocks; an empty paragraph is an empty one, until it is known whether they are verses."""
        for row, members in groupby(parts, key=lambda one: one.paragraph.cell and one.paragraph.cell.row):
            if row is None:
                for part in members:
                    yield self._block(part)
                    yield from map(self._beside, self._boxes.get(part.paragraph.index, ()))
            else:
                yield from self._row([part.paragraph for part in members])

    def _row(self, row: Sequence[Paragraph]) -> Iterator[Block]:
        cells = [one for one in row if one.text.strip()]
        line = _CELLS_APART.join(self._words(one).replace("\n", " ") for one in cells)
        if cells and all(one.index in self._rows for one in cells):
            self._aside.append(line)
        elif line:
            yield Block(line)

    def _block(self, part: Part) -> Block:
        paragraph, marked = part.paragraph, self._marks
        words = self._words(paragraph)
        if words and self._goes(part):
            self._aside.append(words)
            self._unmarked.update(range(marked + 1, self._marks + 1))
            return Block("")
        words = self._numbers.of(paragraph.setting.number, paragraph.style) + words if words else ""
        if part.role is Role.HEADING and "\n" not in words:
            return Block(words, Look.HEADING, part.level)
        if "\n" in words:
            return Block(words, Look.VERSE)
        return Block(words, _LOOKS.get(paragraph.alignment, Look.BODY) if is_set_apart(paragraph) else Look.BODY)

    def _beside(self, paragraph: Paragraph) -> Block:
        words = self._words(paragraph)
        if words and has_byline_label(paragraph):
            self._aside.append(words)
            return Block("")
        return Block(words, Look.VERSE if "\n" in words else Look.BODY)

    def _words(self, paragraph: Paragraph) -> str:
        """Give the text of a paragraph without the blanks that indent it, its notes marked in their order."""
        pieces = []
        for run in paragraph.runs:
            if run.place is Place.NOTE:
                self._marks += 1
                pieces.append(self._mark(self._marks))
            else:
                pieces.append(run.text)
        text = _CONTROLS.sub("", "".join(pieces)).replace("\t", "\u2003")
        return "\n".join(line.strip() for line in text.split("\n") if line.strip())

    def _mark(self, number: int) -> str:
        kinds = {note.kind for note in self._document.notes}
        return f"〔{number}〕" if len(kinds) == 1 else "〔注〕"

    def _notes(self) -> Iterator[Block]:
        for number, note in enumerate(self._document.notes, 1):
            words = " ".join(self._words(one).replace("\n", " ") for one in note.paragraphs).strip()
            if words and number in self._unmarked:  # of a line that went: it tells of the author
                self._aside.append(words)
            elif words:
                yield Block(self._mark(number) + words)

    def _cover_tables(self) -> set[int]:
        return {one.cell.table for one in self._document.paragraphs if one.cell is not None and one.index in self._rows}

    def _goes(self, part: Part) -> bool:
        """Say whether a line says nothing but what the book says of the essay itself."""
        paragraph, text = part.paragraph, part.paragraph.text
        if self._has_title:
            if part.role is Role.TITLE or (paragraph.index in self._title and plain(text) in self._wanted):
                return True
            if part.role is Role.BYLINE and paragraph.index < self._title.start:
                return True
        if is_signature(paragraph):
            return True
        if part.role not in (Role.BYLINE, Role.SIGNATURE) or len(text.strip()) > LINE_LIMIT:
            return part.role in (Role.BYLINE, Role.SIGNATURE) and has_byline_label(paragraph)
        signs = is_set_apart(paragraph) and looks_like_byline(text)
        return signs or has_byline_label(paragraph) or bool(self._finder.find(text))


def _are_verses(blocks: Sequence[Block]) -> bool:
    """Say whether what runs is a poem: short lines nearly all."""
    lines = [block.text for block in blocks if block.text and block.look is Look.BODY]
    short = sum(len(line) <= _VERSE_LENGTH for line in lines)
    return len(lines) >= _VERSE_LINES and short >= _VERSE_SHARE * len(lines)


def _stanzas(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give the lines of a poem by stanzas, which an empty line or another look parts."""
    for runs, members in groupby(blocks, key=lambda one: bool(one.text) and one.look is Look.BODY):
        if runs:
            yield Block("\n".join(block.text for block in members), Look.VERSE)
        else:
            yield from members
