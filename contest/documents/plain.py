"""A manuscript's text made ready for comparison with others, and the way back to where each sign stood.

Only letters and numbers are left, each sign in its compatibility form (NFKC) and in small letters; blanks,
punctuation, symbols, accents and what can't be seen go. So no change of width, case, layout or punctuation
hides a copy. Traditional characters stay as they are.
"""

import re
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from contest.documents.model import Document

# One sign in, one sign out; then signs that go; whatever else is looked up one by one.
_STRETCH: Final = re.compile(
    r"(?P<kept>[0-9A-Za-z\u3400-\u4dbf\u4e00-\u9fff]+)"
    r"|(?P<gone>[\t\n !-/:-@\[-`{-~\u3000-\u3004\u3008-\u301f‐-‧]+)|."
)
_ROW: Final = struct.Struct("<3I")


@dataclass(frozen=True, slots=True)
class Span:
    """The signs `text[start:end]` of the body paragraph `paragraph`."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PlainText:
    """The signs of a main text that are compared, without a break between paragraphs.

    `stretches` is the way back: rows of three little-endian numbers of four bytes, one for every stretch of
    signs that follow one another in a paragraph as they do here: the position in `text` at which it begins,
    the paragraph, and the position in that paragraph.
    """

    text: str
    stretches: bytes

    def place(self, position: int) -> tuple[int, int]:
        """The paragraph, and the position in it, of the sign at `position`. Raises `IndexError`."""
        if not 0 <= position < len(self.text):
            raise IndexError(position)
        first, last = 0, len(self.stretches) // _ROW.size
        while last - first > 1:
            middle = (first + last) // 2
            if self._row(middle)[0] <= position:
                first = middle
            else:
                last = middle
        begins, paragraph, offset = self._row(first)
        return paragraph, offset + position - begins

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Where `text[start:end]` stands in the manuscript: one span, blanks and all, for each paragraph."""
        ends: dict[int, tuple[int, int]] = {}
        for position in self._edges(start, end):
            paragraph, offset = self.place(position)
            ends[paragraph] = (ends.get(paragraph, (offset, offset))[0], offset)
        return tuple(Span(paragraph, first, last + 1) for paragraph, (first, last) in ends.items())

    def _edges(self, start: int, end: int) -> Iterator[int]:
        """The positions of a range that can be the first or the last of a paragraph, in order."""
        if start >= end:
            return
        yield start
        for begins, _, _ in _ROW.iter_unpack(self.stretches):
            if start < begins < end:
                yield begins - 1
                yield begins
        yield end - 1

    def _row(self, number: int) -> tuple[int, int, int]:
        begins, paragraph, offset = _ROW.unpack_from(self.stretches, number * _ROW.size)
        return begins, paragraph, offset


def plain_text(document: Document) -> PlainText:
    """The main text of a manuscript as it is compared: paragraphs and tables, without notes and text boxes."""
    pieces: list[str] = []
    rows: list[bytes] = []
    length = 0
    for paragraph in document.paragraphs:
        text = paragraph.text
        for match in _STRETCH.finditer(text):
            start = match.start()
            if match.lastgroup == "kept":
                rows.append(_ROW.pack(length, paragraph.index, start))
                length += match.end() - start
            elif match.lastgroup is None:
                # A sign may become several, and all of them lead back to it.
                for _ in _PLAIN[ord(text[start])]:
                    rows.append(_ROW.pack(length, paragraph.index, start))
                    length += 1
        pieces.append(text.translate(_PLAIN))
    return PlainText("".join(pieces), b"".join(rows))


def plain(text: str) -> str:
    """Any text as it is compared."""
    return text.translate(_PLAIN)


class _Plain(dict[int, str]):
    """What becomes of a sign, by its code; each is worked out once."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", chr(code)).casefold())
        return self.setdefault(code, "".join(one for one in folded if one.isalnum()))


_PLAIN: Final = _Plain()
