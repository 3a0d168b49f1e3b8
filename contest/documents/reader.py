"""Reads a .docx into the model: the text as it would be printed, no more and no less.

Tracked deletions, hidden text, field codes, comments, headers and footers stay out; insertions, field results
and content controls come in; of alternative contents one branch is read. Notes and text boxes stand apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Final
from unicodedata import is_normalized, normalize

from lxml import etree

from contest.documents.errors import Refused, damaged, overblown
from contest.documents.kinds import open_docx_archive
from contest.documents.model import (
    Alignment,
    Cell,
    Document,
    Note,
    NoteKind,
    Paragraph,
    Place,
    Properties,
    Run,
    TextBox,
)
from contest.documents.names import ALTERNATE, FORMULAS, VAL, WALKED_THROUGH, branch, is_on, w
from contest.documents.package import MAX_DEPTH, Package
from contest.documents.styles import Style, Styles, alignment_of, outline_level_of
from contest.phrases import gettext_noop

MAX_CHARACTERS: Final = 2_000_000

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
_SWITCHES: Final = {w("b"): "bold", w("i"): "italic", w("strike"): "strike", w("dstrike"): "strike"}
_UNDERLINE: Final = w("u")
_VERTICAL: Final = w("vertAlign")
_VANISH: Final = w("vanish")
_CHARACTER_STYLE: Final = w("rStyle")
_KEEP_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_XML_BLANKS: Final = " \t\r\n"
_SYMBOL_SHOWN: Final = "□"  # a sign of a symbol font, whose code means nothing outside that font
_SEPARATORS: Final = frozenset({"separator", "continuationSeparator", "continuationNotice"})
_CORE_PROPERTIES: Final = {"creator": "creator", "lastModifiedBy": "last_modified_by", "title": "title"}
_EXTENDED_PROPERTIES: Final = {"Company": "company", "Manager": "manager"}


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
    name = package.part("styles")
    styles = Styles(None if name is None else package.xml(name))
    body = package.xml(package.main).find(w("body"))
    if body is None:
        raise damaged()
    story = _Story(styles)
    story.blocks(body, None, 0)
    document = Document(
        paragraphs=tuple(story.paragraphs),
        notes=tuple(_notes(package, styles)),
        text_boxes=tuple(_text_boxes(story, styles)),
        properties=_properties(package),
    )
    return Reading(document, package, tuple(story.elements))


@dataclass(slots=True)
class _Story:
    """One walk over the body, a note or a text box; gathers paragraphs, and the text boxes met on the way."""

    styles: Styles
    paragraphs: list[Paragraph] = field(default_factory=list)
    elements: list[etree._Element] = field(default_factory=list)
    boxes: list[tuple[int, etree._Element]] = field(default_factory=list)
    _runs: list[Run] = field(default_factory=list)
    _look: Run = _PLAIN
    _pieces: list[str] = field(default_factory=list)
    _characters: int = 0
    _in_code: list[bool] = field(default_factory=list)
    _tables: int = 0

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
        number = self._tables
        if outer is None:
            self._tables += 1
        for row, row_element in enumerate(_unwrapped(table, w("tr"), depth)):
            for column, cell_element in enumerate(_unwrapped(row_element, w("tc"), depth)):
                self.blocks(cell_element, outer or Cell(number, row, column), depth + 1)

    def _paragraph(self, element: etree._Element, cell: Cell | None, depth: int) -> None:
        settings = element.find(_PPR)
        style_id = None if settings is None else settings.find(w("pStyle"))
        style = self.styles.get(None if style_id is None else style_id.get(VAL))
        alignment, level = style.alignment, style.outline_level
        if settings is not None:
            alignment = alignment_of(settings.find(w("jc"))) or alignment
            outline = settings.find(w("outlineLvl"))
            level = level if outline is None else outline_level_of(outline)
        self._runs = []
        self._inline(element, style, depth + 1)
        self._close_stretch()
        # A field may go on over paragraphs with its result; its code never does in a sound file.
        self._in_code = [in_code for in_code in self._in_code if not in_code]
        self.elements.append(element)
        self.paragraphs.append(
            Paragraph(len(self.paragraphs), tuple(self._runs), alignment or Alignment.LEFT, style.name, level, cell)
        )

    def _inline(self, parent: etree._Element, style: Style, depth: int) -> None:
        _check_depth(depth)
        for child in parent:
            tag = child.tag
            if tag == _R:
                self._run(child, style, depth)
            elif tag in WALKED_THROUGH:
                self._inline(child, style, depth + 1)
            elif tag in FORMULAS and not any(self._in_code):
                self._add(Run("", place=Place.FORMULA))
            elif tag == ALTERNATE and (chosen := branch(child)) is not None:
                self._inline(chosen, style, depth + 1)

    def _run(self, element: etree._Element, style: Style, depth: int) -> None:
        settings = element.find(_RPR)
        look, hidden = (_PLAIN, style.hidden) if settings is None else _look(settings, style.hidden, self.styles)
        self._contents(element, look, hidden, style, depth + 1)

    def _contents(self, element: etree._Element, look: Run, hidden: bool, style: Style, depth: int) -> None:
        """Read what a run holds. Field marks count even in hidden runs, or the code would pass for text."""
        _check_depth(depth)
        for child in element:
            tag = child.tag
            if tag == _FIELD_CHAR:
                self._field_mark(child.get(w("fldCharType")))
            elif tag == ALTERNATE:
                if (chosen := branch(child)) is not None:
                    self._contents(chosen, look, hidden, style, depth + 1)
            elif hidden or any(self._in_code):
                continue
            elif tag == _T:
                self._add_text(_text(child), look)
            elif tag in _CHARACTERS:
                self._add_text(_CHARACTERS[tag], look)
            elif tag in _DRAWINGS:
                self._drawing(child, depth + 1)
            elif tag == _SYMBOL:
                self._add_text(_SYMBOL_SHOWN, look)
            elif tag in _NOTE_MARKS:
                self._add(Run("", place=Place.NOTE))
            elif tag == _RUBY and (base := child.find(w("rubyBase"))) is not None:
                self._inline(base, style, depth + 1)

    def _field_mark(self, kind: str | None) -> None:
        if kind == "begin":
            self._in_code.append(True)
            _check_depth(len(self._in_code))
        elif kind == "separate" and self._in_code:
            self._in_code[-1] = False
        elif kind == "end" and self._in_code:
            self._in_code.pop()

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
        self._characters += len(text)
        if self._characters > MAX_CHARACTERS:
            raise overblown()
        if look != self._look:
            self._close_stretch()
            self._look = look
        self._pieces.append(text)

    def _close_stretch(self) -> None:
        text = "".join(self._pieces)
        if text:
            self._runs.append(replace(self._look, text=text))
        self._pieces = []


def _look(settings: etree._Element, hidden: bool, styles: Styles) -> tuple[Run, bool]:
    """The look that a `w:rPr` states directly, and whether its text is hidden."""
    look: set[str] = set()
    vanish: bool | None = None
    for child in settings:
        tag = child.tag
        if tag in _SWITCHES:
            if is_on(child):
                look.add(_SWITCHES[tag])
        elif tag == _UNDERLINE:
            if child.get(VAL) not in (None, "none"):
                look.add("underline")
        elif tag == _VERTICAL:
            look.add(child.get(VAL) or "")
        elif tag == _VANISH:
            vanish = is_on(child)
        elif tag == _CHARACTER_STYLE:
            hidden = hidden != styles.get(child.get(VAL)).hidden
    run = Run(
        "",
        bold="bold" in look,
        italic="italic" in look,
        underline="underline" in look,
        strike="strike" in look,
        superscript="superscript" in look,
        subscript="subscript" in look,
    )
    return run if look else _PLAIN, hidden if vanish is None else vanish


def _text(element: etree._Element) -> str:
    text = element.text or ""
    if not text.isprintable():
        text = text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ").replace("\t", " ")
    if text and (text[0] == " " or text[-1] == " ") and element.get(_KEEP_SPACE) != "preserve":
        text = text.strip(_XML_BLANKS)
    return text if is_normalized("NFC", text) else normalize("NFC", text)


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


def _text_boxes(story: _Story, styles: Styles) -> Iterator[TextBox]:
    """The text boxes met in `story`, and those inside them, each as a story of its own."""
    waiting = list(reversed(story.boxes))
    while waiting:
        anchor, element = waiting.pop()
        inner = _Story(styles)
        inner.blocks(element, None, 0)
        if any(paragraph.runs for paragraph in inner.paragraphs):
            yield TextBox(anchor, tuple(inner.paragraphs))
        waiting.extend((anchor, box) for _, box in reversed(inner.boxes))


def _notes(package: Package, styles: Styles) -> Iterator[Note]:
    for kind in NoteKind:
        name = package.part(kind + "s")
        for element in () if name is None else package.xml(name).iterchildren(w(kind)):
            if element.get(w("type")) in _SEPARATORS:
                continue
            story = _Story(styles)
            story.blocks(element, None, 0)
            yield Note(kind, tuple(story.paragraphs))


def _properties(package: Package) -> Properties:
    found: dict[str, str] = {}
    for part, names in (
        ("coreproperties", _CORE_PROPERTIES),
        ("extendedproperties", _EXTENDED_PROPERTIES),
    ):
        name = package.property_part(part)
        for element in () if name is None else package.xml(name):
            key = names.get(etree.QName(element).localname)
            if key is not None:
                found[key] = (element.text or "").strip()
    return Properties(**found)


def _check_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Refused(
            "too_deep",
            gettext_noop("文件内部层次过深，无法读取。请把全文复制到新文档，另存为 .docx 后上传。"),
        )
