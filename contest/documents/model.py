"""A manuscript as its readers see it: paragraphs of runs, with notes and text boxes apart.

Nothing here knows of files. A paragraph knows its place in its story, so that whoever holds the file open can
find the element it came from.
"""

from dataclasses import dataclass
from enum import StrEnum


class Alignment(StrEnum):
    """How the lines of a paragraph stand."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    JUSTIFIED = "justified"


class Place(StrEnum):
    """What a run without text stands for."""

    PICTURE = "picture"
    FORMULA = "formula"
    NOTE = "note"


class NoteKind(StrEnum):
    """Where a note is printed."""

    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one look. Tabs are `\\t`, line and page breaks `\\n`; a `place` has no text."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    superscript: bool = False
    subscript: bool = False
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """Which cell of which (outermost) table, each counted from 0 in its story."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `index` is its position in its story (the body, one note, or one text box).

    `style` is the style's name ("" for the default), `outline_level` 0 for a first-level heading, None for
    body text.
    """

    index: int
    runs: tuple[Run, ...]
    alignment: Alignment = Alignment.LEFT
    style: str = ""
    outline_level: int | None = None
    cell: Cell | None = None

    @property
    def text(self) -> str:
        """The characters of all runs, without formatting."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote."""

    kind: NoteKind
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class TextBox:
    """A text box; `anchor` is the index of the body paragraph that holds it."""

    anchor: int
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Properties:
    """What the file says of its own origin. Never shown to judges, never believed."""

    creator: str = ""
    last_modified_by: str = ""
    title: str = ""
    company: str = ""
    manager: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A manuscript: the main text, tables' paragraphs in reading order, and what is beside it."""

    paragraphs: tuple[Paragraph, ...]
    notes: tuple[Note, ...] = ()
    text_boxes: tuple[TextBox, ...] = ()
    properties: Properties = Properties()

    @property
    def text(self) -> str:
        """The main text, one line for each paragraph."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)
