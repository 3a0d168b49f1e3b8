"""A text cut at its shared passages, so that a page can mark them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, of the passage with this number, from 1, or of none (0); `begins` where the passage does."""

    text: str
    passage: int = 0
    begins: bool = False

    @property
    def tint(self) -> int:
        """Which of the tints marks its passage, from 1."""
        return (self.passage - 1) % TINTS + 1


Paragraph = tuple[Piece, ...]

TINTS: Final = 6
"""So many tints tell passages apart; their numbers do besides."""

_GAP: Final = Piece("……")
_HIDDEN: Final = "×"


def paragraphs(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Paragraph, ...]:
    """Give a text by its lines, empty ones left out, cut where passages begin and end; the first of two that overlap
    has what they share.
    """
    owners = [0] * (len(text) + 1)
    for number in range(len(spans), 0, -1):
        start, end = spans[number - 1]
        owners[start:end] = [number] * (end - start)
    begun: set[int] = set()
    found: list[Paragraph] = []
    line: list[Piece] = []
    start = 0
    for place in range(len(text) + 1):
        at_end = place == len(text) or text[place] == "\n"
        if place > start and (at_end or owners[place] != owners[start]):
            owner = owners[start]
            line.append(Piece(text[start:place], owner, owner not in begun and owner > 0))
            begun.add(owner)
            start = place
        if at_end:
            if line:
                found.append(tuple(line))
            line, start = [], place + 1
    return tuple(found)


def excerpts(text: str, spans: Sequence[tuple[int, int]], unsaid: Iterable[str]) -> tuple[Paragraph, ...]:
    """Give only the passages of a text, names that are to stay unsaid crossed out in them, however they are spaced."""
    names = sorted(filter(None, ("".join(name.split()) for name in unsaid)), key=len, reverse=True)
    if names:
        spaced = "|".join(r"\s*".join(map(re.escape, name)) for name in names)
        text = re.sub(spaced, lambda name: _HIDDEN * len(name[0]), text)
    return tuple(
        (_GAP, Piece(text[start:end].replace("\n", " "), number, True), _GAP)
        for number, (start, end) in enumerate(spans, 1)
    )
