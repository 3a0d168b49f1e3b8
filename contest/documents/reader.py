"""Reads a .docx into the model: the text as it would be printed, no more and no less.

Tracked deletions, hidden text, field codes, comments, headers and footers stay out; insertions, field results
and content controls come in; of alternative contents one branch is read. Notes and text boxes stand apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Final

from lxml import etree

from contest.documents.characters import text_of
from contest.documents.errors import Refused, damaged, overblown
from contest.documents.footers import placed
from contest.documents.formatting import Formatting, ParagraphLook, with_first_size
from contest.documents.kinds import open_docx_archive
from contest.documents.model import (
    Cell,
    Document,
    Footer,
    Note,
    NoteKind,
    Pages,
    Paragraph,
    Place,
    Run,
    Section,
    TextBox,
)
from contest.documents.names import ALTERNATE, FORMULAS, VAL, WALKED_THROUGH, branch, w
from contest.documents.numbering import Numbering
from contest.documents.package import MAX_DEPTH, Package
from contest.documents.pages import east_asian_language, footer_links, section_of, setting_is_on
from contest.documents.properties import read_properties
from contest.documents.theme import Theme
from contest.phrases import gettext_noop

# Over all stories of a file together. The most met in a real manuscript: 2,200 paragraphs, 20,200 characters, 27
# sections.
MAX_CHARACTERS: Final = 500_000
MAX_PARAGRAPHS: Final = 20_000
MAX_SECTIONS: Final = 1_000

_PLAIN: Final = Run("")

_P: Final = w("p")
_R: Final = w("r")
_T: Final = w("t")
_PPR: Final = w("pPr")
_RPR: Final = w("rPr")
_TBL: Final = w("tbl")
_FIELD_CHAR: Final = w("fldChar")
_RUBY: Final = w("ruby")
_SYMBOL: Final = w("sym")
_BOX: Final = w("txbxContent")
_DRAWINGS: Final = frozenset({w("drawing"), w("pict"), w("object")})
_NOTE_MARKS: Final = frozenset({w("footnoteReference"), w("endnoteReference")})
_CHARACTERS: Final = {
    w("tab"): "\t",
    w("ptab"): "\t",
    w("br"): "\n",
    w("cr"): "\n",
    w("noBreakHyphen"): "-",
}
_PICTURES: Final = frozenset({"blip", "imagedata", "chart", "relIds", "OLEObject"})
_FIELD_CODE: Final = w("instrText")
_SIMPLE_FIELD: Final = w("fldSimple")
_SECTION: Final = w("sectPr")
_PAGE_FIELD: Final = re.compile(r"\s*PAGE\b", re.IGNORECASE)
_DASHED: Final = re.compile(r"\\\*\s*ArabicDash\b", re.IGNORECASE)
_SYMBOL_SHOWN: Final = "□"  # a sign of a symbol font, whose code means nothing outside that font
_SEPARATORS: Final = frozenset({"separator", "continuationSeparator", "continuationNotice"})


@dataclass(frozen=True, slots=True)
class Reading:
    """An opened manuscript: the model, and the file's own elements for work that needs more than the model.

    `elements[i]` is the `w:p` that `document.paragraphs[i]` was read from; `package` gives the other parts.
    """

    document: Document
    package: Package
    elements: tuple[etree._Element, ...]


def read_docx(data: BinaryIO | bytes) -> Document:
    """The manuscript in `data`, a whole .docx file. Raises `Refused` for any other or faulty file."""
    return open_docx(data).document


def open_docx(data: BinaryIO | bytes) -> Reading:
    """Like `read_docx`, and keeps the file's elements beside the model."""
    package = Package(open_docx_archive(data))
    settings = _root(package, "settings")
    formatting = Formatting(
        _root(package, "styles"),
        Numbering(_root(package, "numbering")),
        Theme(_root(package, "theme"), east_asian_language(settings)),
    )
    body = package.xml(package.main).find(w("body"))
    if body is None:
        raise damaged()
    budget = _Budget()
    story = _Story(formatting, budget)
    story.blocks(body, None, 0)
    odd_and_even = setting_is_on(settings, "evenAndOddHeaders")
    document = Document(
        paragraphs=tuple(story.paragraphs),
        notes=tuple(_notes(package, formatting, budget)),
        text_boxes=tuple(_text_boxes(story)),
        properties=read_properties(package),
        sections=tuple(_sections(package, story, body.find(_SECTION), odd_and_even)),
        odd_and_even=odd_and_even,
        mirrored=setting_is_on(settings, "mirrorMargins"),
        gutter_at_top=setting_is_on(settings, "gutterAtTop"),
        body_size=formatting.body_size,
    )
    return Reading(document, package, tuple(story.elements))


def _root(package: Package, kind: str) -> etree._Element | None:
    name = package.part(kind)
    return None if name is None else package.xml(name)


@dataclass(slots=True)
class _Budget:
    """What the stories of one file have used of the limits."""

    characters: int = 0
    paragraphs: int = 0

    def spend(self, characters: int, paragraphs: int = 0) -> None:
        """Count what was read. Raises `Refused` when it is too much."""
        self.characters += characters
        self.paragraphs += paragraphs
        if self.characters > MAX_CHARACTERS or self.paragraphs > MAX_PARAGRAPHS:
            raise overblown()


@dataclass(slots=True)
class _Story:
    """One walk over the body, a note or a text box; gathers paragraphs, and the text boxes met on the way."""

    formatting: Formatting
    budget: _Budget
    in_footer: bool = False
    paragraphs: list[Paragraph] = field(default_factory=list)
    elements: list[etree._Element] = field(default_factory=list)
    boxes: list[tuple[int, etree._Element]] = field(default_factory=list)
    section_ends: list[etree._Element] = field(default_factory=list)
    _runs: list[Run] = field(default_factory=list)
    _look: Run = _PLAIN
    _pieces: list[str] = field(default_factory=list)
    _in_code: list[bool] = field(default_factory=list)
    _page_field: int = 0
    _tables: int = 0
    _table_style: str | None = None

    def blocks(self, parent: etree._Element, cell: Cell | None, depth: int) -> None:
        """Read the paragraphs and tables under `parent`; those of a nested table belong to the outer cell."""
        _check_depth(depth)
        for child in parent:
            tag = child.tag
            if tag == _P:
                self._paragraph(child, cell, depth)
            elif tag == _TBL:
                self._table(child, cell, depth + 1)
            elif tag in WALKED_THROUGH:
                self.blocks(child, cell, depth + 1)
            elif tag == ALTERNATE and (chosen := branch(child)) is not None:
                self.blocks(chosen, cell, depth + 1)

    def _table(self, table: etree._Element, outer: Cell | None, depth: int) -> None:
        number, around = self._tables, self._table_style
        if outer is None:
            self._tables += 1
        style = table.find(f"{w('tblPr')}/{w('tblStyle')}")
        self._table_style = None if style is None else style.get(VAL)
        for row, row_element in enumerate(_unwrapped(table, w("tr"), depth)):
            for column, cell_element in enumerate(_unwrapped(row_element, w("tc"), depth)):
                self.blocks(cell_element, outer or Cell(number, row, column), depth + 1)
        self._table_style = around

    def _paragraph(self, element: etree._Element, cell: Cell | None, depth: int) -> None:
        self.budget.spend(0, 1)
        settings = element.find(_PPR)
        look = self.formatting.paragraph(settings, self._table_style)
        self._runs = []
        self._inline(element, look, depth + 1)
        self._close_stretch()
        # A field may go on over paragraphs with its result; its code never does in a sound file.
        self._in_code = [in_code for in_code in self._in_code if not in_code]
        first_size = self._runs[0].size if self._runs else look.mark_size
        self.elements.append(element)
        self.paragraphs.append(
            Paragraph(
                len(self.paragraphs),
                tuple(self._runs),
                look.alignment,
                look.style,
                look.outline_level,
                cell,
                with_first_size(look.setting, first_size),
                len(self.section_ends),
                look.mark_size,
            )
        )
        end = None if settings is None else settings.find(_SECTION)
        if end is not None:
            self.section_ends.append(end)

    def _inline(self, parent: etree._Element, look: ParagraphLook, depth: int) -> None:
        _check_depth(depth)
        for child in parent:
            tag = child.tag
            if tag == _R:
                self._run(child, look, depth)
            elif tag == _SIMPLE_FIELD and self.in_footer and _PAGE_FIELD.match(code := child.get(w("instr")) or ""):
                self._page_number(code, self.formatting.run(look, child.find(f"{_R}/{_RPR}"))[0])
            elif tag in WALKED_THROUGH:
                self._inline(child, look, depth + 1)
            elif tag in FORMULAS and not any(self._in_code):
                self._add(Run("", place=Place.FORMULA))
            elif tag == ALTERNATE and (chosen := branch(child)) is not None:
                self._inline(chosen, look, depth + 1)

    def _run(self, element: etree._Element, paragraph: ParagraphLook, depth: int) -> None:
        settings = element.find(_RPR)
        look, hidden = self.formatting.run(paragraph, settings)
        self._contents(element, look, hidden, paragraph, depth + 1)

    def _page_number(self, code: str, look: Run) -> None:
        """Mark the place of a page number, between the dashes that its field may ask for."""
        dashes = [replace(look, text="-")] if _DASHED.search(code) else []
        for run in (*dashes, replace(look, place=Place.PAGE_NUMBER), *dashes):
            self._add(run)

    def _contents(self, element: etree._Element, look: Run, hidden: bool, paragraph: ParagraphLook, depth: int) -> None:
        """Read what a run holds. Field marks count even in hidden runs, or the code would pass for text."""
        _check_depth(depth)
        for child in element:
            tag = child.tag
            if tag == _FIELD_CHAR:
                self._field_mark(child.get(w("fldCharType")))
            elif tag == ALTERNATE:
                if (chosen := branch(child)) is not None:
                    self._contents(chosen, look, hidden, paragraph, depth + 1)
            elif tag == _FIELD_CODE and self.in_footer and any(self._in_code):
                self._field_code(element, look)
            elif hidden or any(self._in_code):
                continue
            elif tag == _T:
                self._add_text(text_of(child), look)
            elif tag in _CHARACTERS:
                self._add_text(_CHARACTERS[tag], look)
            elif tag in _DRAWINGS:
                self._drawing(child, depth + 1)
            elif tag == _SYMBOL:
                self._add_text(_SYMBOL_SHOWN, look)
            elif tag in _NOTE_MARKS:
                self._add(Run("", place=Place.NOTE))
            elif tag == _RUBY and (base := child.find(w("rubyBase"))) is not None:
                self._inline(base, paragraph, depth + 1)

    def _field_mark(self, kind: str | None) -> None:
        if kind == "begin":
            self._in_code.append(True)
            _check_depth(len(self._in_code))
        elif kind == "separate" and self._in_code and len(self._in_code) != self._page_field:
            self._in_code[-1] = False
        elif kind == "end" and self._in_code:
            self._page_field = 0
            self._in_code.pop()

    def _field_code(self, run: etree._Element, look: Run) -> None:
        code = "".join(run.itertext(_FIELD_CODE))
        if _PAGE_FIELD.match(code) and len(self._in_code) != self._page_field:
            self._page_number(code, look)
            self._page_field = len(self._in_code)  # the number last shown is no text

    def _drawing(self, element: etree._Element, depth: int) -> None:
        """Note the text boxes in a drawing for later, and mark the place of a picture once."""
        parts = list(_shapes(element, depth))
        self.boxes.extend((len(self.paragraphs), part) for part in parts if part.tag == _BOX)
        if any(part.tag != _BOX for part in parts):
            self._add(Run("", place=Place.PICTURE))

    def _add(self, run: Run) -> None:
        """Append a run without text, which ends the stretch of text before it."""
        self._close_stretch()
        self._runs.append(run)

    def _add_text(self, text: str, look: Run) -> None:
        """Append `text` to the stretch being read, or begin one when the look changes."""
        self.budget.spend(len(text))
        if look != self._look:
            self._close_stretch()
            self._look = look
        self._pieces.append(text)

    def _close_stretch(self) -> None:
        text = "".join(self._pieces)
        if text:
            self._runs.append(replace(self._look, text=text))
        self._pieces = []


def _unwrapped(parent: etree._Element, name: str, depth: int) -> Iterator[etree._Element]:
    """The children called `name`, also those inside content controls and the like."""
    _check_depth(depth)
    for child in parent:
        if child.tag == name:
            yield child
        elif child.tag in WALKED_THROUGH:
            yield from _unwrapped(child, name, depth + 1)


def _shapes(element: etree._Element, depth: int) -> Iterator[etree._Element]:
    """The text boxes and pictures in a drawing, one branch of alternative contents only."""
    _check_depth(depth)
    for child in element:
        if child.tag == _BOX or etree.QName(child).localname in _PICTURES:
            yield child
        elif child.tag == ALTERNATE:
            if (chosen := branch(child)) is not None:
                yield from _shapes(chosen, depth + 1)
        else:
            yield from _shapes(child, depth + 1)


def _text_boxes(story: _Story) -> Iterator[TextBox]:
    """The text boxes met in `story`, and those inside them, each as a story of its own."""
    for anchor, _, inner in _box_stories(story):
        if any(paragraph.runs for paragraph in inner.paragraphs):
            yield TextBox(anchor, tuple(inner.paragraphs))


def _box_stories(story: _Story) -> Iterator[tuple[int, etree._Element, _Story]]:
    waiting = list(reversed(story.boxes))
    while waiting:
        anchor, element = waiting.pop()
        inner = _Story(story.formatting, story.budget, story.in_footer)
        inner.blocks(element, None, 0)
        yield anchor, element, inner
        waiting.extend((anchor, box) for _, box in reversed(inner.boxes))


def _notes(package: Package, formatting: Formatting, budget: _Budget) -> Iterator[Note]:
    for kind in NoteKind:
        root = _root(package, kind + "s")
        for element in () if root is None else root.iterchildren(w(kind)):
            if element.get(w("type")) in _SEPARATORS:
                continue
            story = _Story(formatting, budget)
            story.blocks(element, None, 0)
            yield Note(kind, tuple(story.paragraphs))


def _sections(package: Package, story: _Story, last: etree._Element | None, odd_and_even: bool) -> Iterator[Section]:
    """The sections with the footers in force: a section that names none goes on with those before it."""
    ends = [*story.section_ends, last]
    if len(ends) > MAX_SECTIONS:
        raise overblown()
    in_force: dict[Pages, str | None] = {}
    read: dict[tuple[Pages, str], Footer] = {}
    for end in ends:
        section = section_of(end)
        in_force |= {pages: package.linked(link) for pages, link in footer_links(end).items()}
        shown = {Pages.DEFAULT: True, Pages.EVEN: odd_and_even, Pages.FIRST: section.first_differs}
        footers = []
        for pages, part in in_force.items():
            if part is None or not shown[pages]:
                continue
            if (pages, part) not in read:
                read[pages, part] = _footer(package, story, pages, part)
            footers.append(read[pages, part])
        yield replace(section, footers=tuple(sorted(footers, key=lambda one: tuple(Pages).index(one.pages))))


def _footer(package: Package, body: _Story, pages: Pages, part: str) -> Footer:
    """A footer with the paragraphs of its text boxes, in which WPS puts the page number."""
    story = _Story(body.formatting, body.budget, in_footer=True)
    story.blocks(package.xml(part), None, 0)
    paragraphs = [placed(paragraph, None, pages) for paragraph in story.paragraphs]
    for _, element, inner in _box_stories(story):
        paragraphs += [placed(paragraph, element, pages) for paragraph in inner.paragraphs]
    return Footer(pages, tuple(paragraphs))


def _check_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Refused(
            "too_deep",
            gettext_noop("文件内部层次过深，无法读取。请把全文复制到新文档，另存为 .docx 后上传。"),
        )
