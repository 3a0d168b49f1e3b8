"""Joins the lines of a PDF into paragraphs, as a reader of Chinese would.

A page knows lines only. A new paragraph begins where a line is indented, set in another size, parted by a blank, or
where the line before it ended short of the right edge; a full line goes on, whatever sign it ends with. Running
heads and page numbers, which a .docx keeps apart from the text, are left out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from contest.documents.model import Alignment
from contest.documents.pdf_pages import Line, Piece

_PAGE_NUMBER: Final = re.compile(
    r"[-—–─·.\s]*(?:第\s*)?[0-9]{1,4}(?:\s*页)?(?:\s*[/／共]\s*(?:共\s*)?[0-9]{1,4}(?:\s*页)?)?[-—–─·.\s]*"
)
_DIGITS: Final = re.compile(r"[0-9]+")
_MARGIN: Final = 0.12  # of the page's height: where heads and page numbers stand
_SAME_PLACE: Final = 4.0  # points
_BLANK_LINE: Final = 1.7  # usual pitches between two lines with a blank one between them
_ASCII_WORD: Final = re.compile(r"[!-~]")


@dataclass(frozen=True, slots=True)
class JoinedParagraph:
    """A paragraph put together from lines; a piece is a stretch of one look."""

    pieces: tuple[Piece, ...]
    alignment: Alignment


@dataclass(frozen=True, slots=True)
class _Column:
    """The block of text: its edges, and the usual distance of its lines, in points."""

    left: float
    right: float
    pitch: float


def join_lines(lines: Sequence[Line]) -> list[JoinedParagraph]:
    """The paragraphs that `lines`, in reading order, make up."""
    body = _without_running_heads(lines)
    if not body:
        return []
    column = _column(body)
    paragraphs: list[list[Line]] = []
    for line in body:
        if paragraphs and _goes_on(paragraphs[-1][-1], line, column):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return [JoinedParagraph(_joined(together), _alignment(together, column)) for together in paragraphs]


def _without_running_heads(lines: Sequence[Line]) -> list[Line]:
    """The lines but page numbers, and first and last lines that stand at one place on several pages."""
    edges = [(line, _edge(line)) for line in _first_and_last(lines) if _in_margin(line)]
    often = Counter(edge for _, edge in edges)
    taken = {
        id(line) for line, edge in edges if often[edge] > 1 or _PAGE_NUMBER.fullmatch(line.text.strip()) is not None
    }
    return [line for line in lines if id(line) not in taken]


def _first_and_last(lines: Sequence[Line]) -> Iterator[Line]:
    for _, on_page in groupby(lines, key=lambda line: line.page):
        ordered = sorted(on_page, key=lambda line: line.bottom)
        yield ordered[0]
        if len(ordered) > 1:
            yield ordered[-1]


def _in_margin(line: Line) -> bool:
    return line.bottom > (1 - _MARGIN) * line.height or line.top < _MARGIN * line.height


def _edge(line: Line) -> tuple[str, int]:
    """What makes two lines the same running head: the words but for numbers, and the height on the page."""
    return _DIGITS.sub("#", "".join(line.text.split())), round(line.bottom / _SAME_PLACE)


def _column(lines: Sequence[Line]) -> _Column:
    sizes = [_size(line) for line in lines]
    left = _usual(line.left for line in lines)
    right = max((line.right for line in lines), default=left)
    full = Counter(round(line.right / 6) for line in lines if line.right > right - 4 * max(sizes))
    pitches = [above.bottom - below.bottom for above, below in pairwise(lines) if above.page == below.page]
    return _Column(left, max(full, key=lambda edge: (full[edge], edge)) * 6, _usual(p for p in pitches if p > 0))


def _usual(values: Iterable[float]) -> float:
    """The commonest of `values`, to a point; of equally common ones the least. 0 of none."""
    counts = Counter(map(round, values))
    return min(counts, key=lambda value: (-counts[value], value), default=0)


def _goes_on(above: Line, line: Line, column: _Column) -> bool:
    """Whether `line` continues the paragraph of the line before it."""
    size = _size(line)
    if abs(_size(above) - size) > 0.12 * size:
        return False
    if line.left > column.left + 0.8 * size or above.right < column.right - 1.8 * size:
        return False
    if above.page != line.page:
        return line.page == above.page + 1
    return 0 < above.bottom - line.bottom <= max(_BLANK_LINE * column.pitch, 1.2 * size)


def _size(line: Line) -> float:
    """The size of most of a line's characters, in points; its height where the file says nothing."""
    weights = Counter[int]()
    for piece in line.pieces:
        weights[piece.size] += len(piece.text)
    return max(weights, key=lambda size: (weights[size], size), default=0) / 2 or max(line.top - line.bottom, 1.0)


def _joined(lines: Sequence[Line]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for line in lines:
        inner = list(line.pieces)
        if pieces:
            before, after = pieces[-1], inner[0]
            words = before.text.rstrip()
            between = " " if _ASCII_WORD.fullmatch(words[-1:]) and _ASCII_WORD.match(after.text.lstrip()) else ""
            pieces[-1] = Piece(words + between, before.font, before.size, before.bold)
            inner[0] = Piece(after.text.lstrip(), after.font, after.size, after.bold)
        pieces.extend(inner)
    return tuple(
        Piece("".join(piece.text for piece in together), *look)
        for look, together in groupby(pieces, key=lambda piece: (piece.font, piece.size, piece.bold))
    )


def _alignment(lines: Sequence[Line], column: _Column) -> Alignment:
    """Centred where every line stands well off both edges by about as much, right where off the left one only."""
    width = column.right - column.left
    gaps = [(line.left - column.left, column.right - line.right, _size(line)) for line in lines]
    if all(left > 2.5 * size and abs(left - right) < max(1.5 * size, 0.15 * width) for left, right, size in gaps):
        return Alignment.CENTRE
    if all(left > 4 * size and left > 3 * abs(right) for left, right, size in gaps):
        return Alignment.RIGHT
    return Alignment.LEFT
