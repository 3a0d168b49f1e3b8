"""A manuscript as its readers see it: paragraphs of runs, with notes and text boxes apart, and how it is set.

Nothing here knows of files. A paragraph knows its place in its story, so that whoever holds the file open can
find the element it came from. Fonts, sizes, indents and pitches are the effective ones, after all styles.
Lengths are in twips (1/1440 inch; 1 mm = 56.7), sizes of type in half-points, as the format has them.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Alignment(StrEnum):
    """How the lines of a paragraph stand."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    JUSTIFIED = "justified"


class LineRule(StrEnum):
    """How the distance of lines is meant (17.18.48)."""

    AUTO = "auto"  # a multiple, in 240ths of a line
    EXACT = "exact"
    AT_LEAST = "atLeast"


class Place(StrEnum):
    """What a run without text stands for."""

    PICTURE = "picture"
    FORMULA = "formula"
    NOTE = "note"
    PAGE_NUMBER = "page_number"  # in headers and footers only


class NoteKind(StrEnum):
    """Where a note is printed."""

    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one look. Tabs are `\\t`, line and page breaks `\\n`; a `place` has no text.

    `east_asian` is the font of its Han characters, `latin` that of its Latin letters and digits, both "" where
    the file states none; `size` is in half-points, 0 where a reader can't know it; `colour` is RRGGBB, "" for
    automatic. `scale` is the width of the characters in percent, `spacing` what stands between them, in twips.
    """

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    superscript: bool = False
    subscript: bool = False
    place: Place | None = None
    east_asian: str = ""
    latin: str = ""
    size: int = 0
    colour: str = ""
    scale: int = 100
    spacing: int = 0


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paragraph is set. Lengths in twips; `*_chars` and `*_lines` in hundredths, 0 where not stated.

    A `first_line` below 0 hangs. Where `first_line_chars` is not 0 it rules, and `first_line` is what it comes
    to at the size of the paragraph's first run. `line` goes by `line_rule`. `number` is the format and pattern
    of an automatic number, such as `chineseCounting %1、`; `frame` how a text frame stands on the page ("" for
    a paragraph in the text). `first_tab` is where a tab at the start leads, 0 where no tab stop is set.
    """

    first_line: int = 0
    first_line_chars: int = 0
    left: int = 0
    right: int = 0
    right_chars: int = 0
    before: int = 0
    after: int = 0
    before_lines: int = 0
    after_lines: int = 0
    line: int = 240
    line_rule: LineRule = LineRule.AUTO
    snap_to_grid: bool = True
    number: str = ""
    frame: str = ""
    first_tab: int = 0

    @property
    def numbered(self) -> bool:
        """Whether an automatic number stands before the text."""
        return self.number != ""


PLAIN_SETTING: Final = Setting()


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
    body text, `section` the position of its section in the document, `mark_size` the half-points of its
    paragraph mark, which rules where the paragraph is empty.
    """

    index: int
    runs: tuple[Run, ...]
    alignment: Alignment = Alignment.LEFT
    style: str = ""
    outline_level: int | None = None
    cell: Cell | None = None
    setting: Setting = PLAIN_SETTING
    section: int = 0
    mark_size: int = 0

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


class Pages(StrEnum):
    """On which pages of a section a header or footer stands."""

    DEFAULT = "default"  # all pages, or the odd ones where even pages have their own
    EVEN = "even"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Footer:
    """A footer; a page number in it is a run whose place says so."""

    pages: Pages
    paragraphs: tuple[Paragraph, ...]

    @property
    def has_page_number(self) -> bool:
        """Whether a page number stands in it."""
        return any(run.place is Place.PAGE_NUMBER for paragraph in self.paragraphs for run in paragraph.runs)


@dataclass(frozen=True, slots=True)
class Section:
    """The pages of a section; lengths in twips, the defaults those of a file that states nothing.

    `grid` is the type of the document grid ("" for none, "lines", "linesAndChars", "snapToChars"), its
    `line_pitch` in twips, `char_space` in 4096ths of a point. `number_format` is that of the page numbers, such as
    `lowerRoman`, "" where none is stated; `vertical` text runs from top to bottom. `footers` are those in force,
    inherited ones included; of `Pages.FIRST` only where the section has a first page of its own (`first_differs`), of
    `Pages.EVEN` only where the document tells odd from even.
    """

    width: int = 12240
    height: int = 15840
    top: int = 1440
    bottom: int = 1440
    left: int = 1440
    right: int = 1440
    gutter: int = 0
    header: int = 720
    footer: int = 720
    columns: int = 1
    grid: str = ""
    line_pitch: int = 0
    char_space: int = 0
    first_differs: bool = False
    number_format: str = ""
    vertical: bool = False
    footers: tuple[Footer, ...] = ()


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
    """A manuscript: the main text, tables' paragraphs in reading order, and what is beside it.

    `sections` is empty where the kind of file tells nothing of its pages. `body_size` is the size, in
    half-points, of the default paragraph style, on which the character grid is built. `mirrored` margins swap
    sides on even pages; `gutter_at_top` moves the gutter from the left to the top.
    """

    paragraphs: tuple[Paragraph, ...]
    notes: tuple[Note, ...] = ()
    text_boxes: tuple[TextBox, ...] = ()
    properties: Properties = Properties()
    sections: tuple[Section, ...] = ()
    odd_and_even: bool = False
    mirrored: bool = False
    gutter_at_top: bool = False
    body_size: int = 0

    @property
    def text(self) -> str:
        """The main text, one line for each paragraph."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def whole_text(self) -> str:
        """The main text, then notes and text boxes, one line for each paragraph: all that somebody wrote."""
        beside: tuple[Note | TextBox, ...] = (*self.notes, *self.text_boxes)
        return "\n".join((self.text, *(paragraph.text for part in beside for paragraph in part.paragraphs)))
