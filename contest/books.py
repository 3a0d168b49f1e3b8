"""A book of essays as it is composed, whatever it is written to: its parts, its essays, and how each line stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Look(StrEnum):
    """How the lines of a block stand."""

    BODY = "body"
    HEADING = "heading"
    CENTRED = "centred"
    RIGHT = "right"
    VERSE = "verse"  # each line as its author broke it


HEADING_LEVELS = 4


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the lines of a stanza parted by `\\n`; a heading has a `level` from 1 to `HEADING_LEVELS`."""

    text: str
    look: Look = Look.BODY
    level: int = 0


@dataclass(frozen=True, slots=True)
class Essay:
    """An essay of a book, with the name that stands under its title; `unit` is empty where none stands there."""

    title: str
    author: str
    unit: str
    blocks: tuple[Block, ...]

    @property
    def byline(self) -> str:
        """The line under the title."""
        return "\u3000".join(filter(None, (self.unit, self.author)))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a book under a heading of its own: a tier with its essays."""

    title: str
    essays: tuple[Essay, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A whole book, `issuer` on its cover; foreword and colophon have no blocks where there is none.

    `mark` is what a demo bears.
    """

    title: str
    issuer: str
    parts: tuple[Part, ...]
    foreword: tuple[Block, ...] = ()
    colophon: tuple[Block, ...] = ()
    mark: str = ""

    @property
    def headings(self) -> Iterator[Part | Essay]:
        """What opens a page, in order: each part, then its essays."""
        for part in self.parts:
            yield part
            yield from part.essays


CONTENTS, FOREWORD, COLOPHON = "目录", "前言", "后记"
"""The headings of what stands round the essays."""
