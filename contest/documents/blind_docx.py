"""Binds the blind copy as a .docx: a new file, made from what the judge may see, never the old one cut down.

Words, looks and pages are written from the masked model, the same that the blind HTML is made of, so that both
say the same. Of the manuscript's own markup only tables, list numbers, formulas and pictures are looked at, and
only what `whitelist` knows is carried over; pictures are drawn anew. Headers go, and of footers a plain page
number is left. The same manuscript and choices give the same bytes.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from lxml import etree

from contest.documents import blind_package
from contest.documents.blind import BlindCopy, make_blind, mask_text
from contest.documents.blind_markup import (
    OFFICE,
    TITLE_STYLE,
    box_markup,
    make,
    paragraph_markup,
    picture_markup,
    run_markup,
    section_markup,
    size_on_page,
)
from contest.documents.blind_notes import note_ids, part_root
from contest.documents.errors import Refused
from contest.documents.identity import Finder, Identity
from contest.documents.list_numbers import ListNumbers
from contest.documents.masks import NO_CHOICES, BlindChoices
from contest.documents.model import Alignment, Document, NoteKind, Paragraph, Place, Run, Section
from contest.documents.names import VAL, w
from contest.documents.pictures import Picture, Studio, placeholder
from contest.documents.places import extent_of, flat, picture_links, places_of
from contest.documents.reader import Reading
from contest.documents.titles import title_lines
from contest.documents.whitelist import (
    CELL,
    GRID,
    ROW,
    TABLE,
    TABLE_BORDERS,
    kept,
    kept_formula,
    kept_numbering,
    masked_formula,
)

_MAX_PICTURE: Final = 20_000_000
_FOOTER: Final = "rIdFooter"
_MAX_CHAIN: Final = 20


def write_blind_docx(
    manuscript: Reading | Document, identity: Identity, choices: BlindChoices = NO_CHOICES, title: str = ""
) -> bytes:
    """The blind copy of a manuscript as a .docx; of one that was no .docx there is only the model to go by.

    `title` is what to call a manuscript whose text has no title; it is masked too.
    """
    document = manuscript.document if isinstance(manuscript, Reading) else manuscript
    copy = make_blind(document, identity, choices)
    called = copy.title or mask_text(title, identity, choices)
    return blind_package.zipped(_Binder(manuscript, identity, choices, copy, called).parts())


class _Binder:
    """Makes the parts of one blind copy."""

    def __init__(
        self,
        manuscript: Reading | Document,
        identity: Identity,
        choices: BlindChoices,
        copy: BlindCopy,
        title: str,
    ) -> None:
        document = manuscript.document if isinstance(manuscript, Reading) else manuscript
        package = manuscript.package if isinstance(manuscript, Reading) else None
        elements = manuscript.elements if isinstance(manuscript, Reading) else ()
        self._document = document
        self._package = package
        self._finders = (Finder(identity), Finder(Identity(choices.everywhere)))
        self._formulas: dict[etree._Element, etree._Element] = {}
        self._copy = copy
        self._title = title
        self._title_lines = title_lines(document)
        self._elements = elements
        self._indexes = {element: index for index, element in enumerate(elements)}
        self._left = {paragraph.index: paragraph for paragraph in copy.document.paragraphs}
        self._sections = document.sections or (Section(),)
        self._styles = part_root(package, "styles")
        styles = [] if self._styles is None else list(self._styles.iterchildren(w("style")))
        self._styles_by_id = {style.get(w("styleId")): style for style in reversed(styles)}  # the first counts
        self._numbering = part_root(package, "numbering")
        self._numbers = ListNumbers(self._styles, self._numbering)
        self._note_ids = dict(note_ids(package, copy.notes))
        self._studio = Studio()
        self._redrawn: dict[str, Picture] = {}
        self._pictures: list[Picture] = []
        self._drawn = 0
        self._boxes = self._boxes_by_paragraph()

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """The parts of the file, by name, in their order."""
        body = self._body()
        words = {
            "document": make("document", body),
            "styles": blind_package.styles(self._document),
            "settings": blind_package.settings(self._document),
            "numbering": None if self._numbering is None else kept_numbering(self._numbering),
            "footnotes": self._notes(NoteKind.FOOTNOTE),
            "endnotes": self._notes(NoteKind.ENDNOTE),
            "footer1": blind_package.footer(),
        }
        names = [name for name, root in words.items() if root is not None]
        media = [f"media/image{number}.{one.extension}" for number, one in enumerate(self._pictures, start=1)]
        yield "[Content_Types].xml", blind_package.content_types(names)
        yield "_rels/.rels", blind_package.package_links()
        yield "docProps/core.xml", blind_package.no_properties()
        yield (
            "word/_rels/document.xml.rels",
            blind_package.links(
                [
                    *((f"rId{name}", f"{OFFICE}/{name}", f"{name}.xml") for name in names[1:-1]),
                    (_FOOTER, f"{OFFICE}/footer", "footer1.xml"),
                    *((_picture_link(number), f"{OFFICE}/image", name) for number, name in enumerate(media, start=1)),
                ]
            ),
        )
        for name, root in words.items():
            if root is not None:
                yield f"word/{name}.xml", blind_package.serialised(root)
        for name, picture in zip(media, self._pictures, strict=True):
            yield f"word/{name}", picture.content

    def _body(self) -> etree._Element:
        body = make("body")
        if self._title and not self._title_lines:
            body.append(self._title_paragraph())
        source = None if not self._elements else self._elements[0].getroottree().getroot().find(w("body"))
        for block in () if source is None else flat(source, w("p"), w("tbl")):
            made = self._block(block)
            if made is not None:
                body.append(made)
            self._end_section(block, body)
        if not self._elements:
            body.extend(self._bare(paragraph) for paragraph in self._document.paragraphs if self._is_left(paragraph))
        if not len(body):
            body.append(make("p"))
        if body[-1].tag == w("tbl"):
            body.append(make("p"))
        if not self._left and not self._title_lines:
            self._add_boxes(body[-1], -1)
        last = None if source is None else source.find(w("sectPr"))
        body.append(section_markup(self._sections[-1], _value(last, "type"), _FOOTER))
        return body

    def _is_left(self, paragraph: Paragraph) -> bool:
        return paragraph.index in self._left or paragraph.index in self._title_lines[:1]

    def _bare(self, paragraph: Paragraph) -> etree._Element:
        """A paragraph of which there is the model only."""
        if paragraph.index in self._title_lines:
            return self._title_paragraph()
        left = self._left[paragraph.index]
        return self._filled(left, [None for run in left.runs if run.place is not None])

    def _end_section(self, block: etree._Element, body: etree._Element) -> None:
        """Where a section ends with a paragraph that was left out, the one before it ends it."""
        end = block.find(f"{w('pPr')}/{w('sectPr')}")
        index = self._indexes.get(block)
        if end is None or index is None or not len(body) or body[-1].tag != w("p"):
            return
        last = body[-1]
        settings = last.find(w("pPr"))
        section = self._document.paragraphs[index].section
        if settings is not None and settings.find(w("sectPr")) is None and section < len(self._sections):
            settings.append(section_markup(self._sections[section], _value(end, "type"), _FOOTER))

    def _block(self, element: etree._Element) -> etree._Element | None:
        return self._table(element) if element.tag == w("tbl") else self._paragraph(element)

    def _table(self, element: etree._Element) -> etree._Element | None:
        """A table with the rows that have something left."""
        rows = [row for one in flat(element, w("tr")) if (row := self._row(one)) is not None]
        if not rows:
            return None
        settings = kept(element.find(w("tblPr")), TABLE)
        settings = make("tblPr") if settings is None else settings
        borders = self._borders(element.find(w("tblPr")))
        layout = settings.find(w("tblLayout"))
        if borders is not None and layout is not None:
            layout.addprevious(borders)
        elif borders is not None:
            settings.append(borders)
        grid = kept(element.find(w("tblGrid")), GRID)
        return make("tbl", settings, make("tblGrid") if grid is None else grid, *rows)

    def _borders(self, settings: etree._Element | None) -> etree._Element | None:
        """The lines of a table, its own or those of its style."""
        identity = _value(settings, "tblStyle")
        for _ in range(_MAX_CHAIN):
            borders = None if settings is None else kept(settings.find(w("tblBorders")), TABLE_BORDERS)
            style = self._styles_by_id.get(identity)
            if borders is not None or style is None:
                return borders
            settings, identity = style.find(w("tblPr")), _value(style, "basedOn")
        return None

    def _row(self, element: etree._Element) -> etree._Element | None:
        indexes = {self._indexes[one] for one in element.iter(w("p")) if one in self._indexes}
        if indexes and not indexes & self._left.keys():
            return None
        cells = [self._cell(cell) for cell in flat(element, w("tc"))]
        settings = kept(element.find(w("trPr")), ROW)
        return make("tr", *(() if settings is None else (settings,)), *cells)

    def _cell(self, element: etree._Element) -> etree._Element:
        settings = kept(element.find(w("tcPr")), CELL)
        cell = make("tc", *(() if settings is None else (settings,)))
        cell.extend(made for one in flat(element, w("p"), w("tbl")) if (made := self._block(one)) is not None)
        if not len(cell) or cell[-1].tag != w("p"):
            cell.append(make("p"))
        return cell

    def _paragraph(self, element: etree._Element) -> etree._Element | None:
        index = self._indexes.get(element)
        if index is None:
            return None
        if self._title_lines and index == self._title_lines.start:
            return self._title_paragraph()
        paragraph = self._left.get(index)
        if paragraph is None:
            return None
        original = self._document.paragraphs[index]
        places = places_of(original, element)
        sources = [places.get(position) for position, run in enumerate(original.runs) if run.place is not None]
        self._weigh_formulas(original.runs, sources)
        return self._filled(paragraph, sources, number=self._numbers.of(element))

    def _title_paragraph(self) -> etree._Element:
        """The title in one line, as its first line looked, with what else stood in its lines behind it."""
        lines = [self._document.paragraphs[index] for index in self._title_lines]
        first = lines[0] if lines else Paragraph(-1, (), Alignment.CENTRE)
        look = next((run for run in first.runs if run.text), Run("", size=44))
        runs = [replace(look, text=self._title), *(run for line in lines for run in line.runs if run.place is not None)]
        sources: list[etree._Element | None] = []
        for line in lines:
            places = places_of(line, self._elements[line.index]) if self._elements else {}
            sources += [places.get(position) for position, run in enumerate(line.runs) if run.place is not None]
        # Beside each other as they stood, and as they stand in the copy, where formulas follow the words.
        self._weigh_formulas((run for line in lines for run in line.runs), sources)
        self._weigh_formulas(runs, sources)
        return self._filled(replace(first, runs=tuple(runs)), sources, style=TITLE_STYLE)

    def _filled(
        self,
        paragraph: Paragraph,
        sources: Sequence[etree._Element | None],
        *,
        style: str = "",
        number: tuple[int, int] | None = None,
    ) -> etree._Element:
        """The paragraph with its runs, its pictures, formulas and notes' marks, and the text boxes anchored in it.

        `sources` are the elements of its places, in order, None where they are not known.
        """
        boxes = self._boxes.get(paragraph.index, ())
        grows = bool(boxes) or any(run.place is Place.PICTURE for run in paragraph.runs)
        element = paragraph_markup(paragraph, style=style, number=number, grows=grows)
        waiting = iter(sources)
        section = self._sections[min(paragraph.section, len(self._sections) - 1)]
        for run in paragraph.runs:
            if run.place is None:
                element.append(run_markup(run))
            else:
                element.extend(self._place(run, next(waiting, None), section))
        self._add_boxes(element, paragraph.index)
        return element

    def _place(self, run: Run, source: etree._Element | None, section: Section) -> Iterator[etree._Element]:
        match run.place:
            case Place.PICTURE:
                yield run_markup(run, *self._drawings(source, section))
            case Place.FORMULA if source in self._formulas:
                yield self._formulas[source]
            case Place.NOTE if source is not None:
                kind = NoteKind.FOOTNOTE if source.tag == w("footnoteReference") else NoteKind.ENDNOTE
                identity = self._note_ids.get((kind, source.get(w("id")) or ""))
                if identity is not None:
                    yield run_markup(replace(run, superscript=True), make(f"{kind}Reference", id=identity))

    def _drawings(self, source: etree._Element | None, section: Section) -> Iterator[etree._Element]:
        links = [] if source is None else picture_links(source)
        pictures = [self._picture(link) for link in links] or [placeholder()]
        extent = extent_of(source) if source is not None and len(pictures) == 1 else None
        for picture in pictures:
            if picture not in self._pictures:
                self._pictures.append(picture)
            self._drawn += 1
            relation = _picture_link(self._pictures.index(picture) + 1)
            yield picture_markup(relation, self._drawn, *size_on_page(picture, extent, section))

    def _picture(self, link: str) -> Picture:
        if link not in self._redrawn:
            self._redrawn[link] = self._redraw(link)
        return self._redrawn[link]

    def _redraw(self, link: str) -> Picture:
        name = None if self._package is None else self._package.linked(link)
        if self._package is None or name is None:
            return placeholder()
        try:
            return self._studio.redraw(self._package.archive.read(name, _MAX_PICTURE))
        except Refused:
            return placeholder()

    def _weigh_formulas(self, runs: Iterable[Run], sources: Iterable[etree._Element | None]) -> None:
        """Keep the formulas that tell nothing, neither alone nor with the words round them; of others, their place."""
        waiting = iter(sources)
        pieces: list[str] = []
        found: list[tuple[etree._Element, str, int]] = []
        length = 0
        for run in runs:
            source = None if run.place is None else next(waiting, None)
            formula = kept_formula(source) if source is not None and run.place is Place.FORMULA else None
            words = run.text if formula is None else "".join(formula.itertext())
            if source is not None and formula is not None:
                self._formulas.setdefault(source, formula)
                found.append((source, words, length))
            pieces.append(words)
            length += len(words)
        if not found:
            return
        covered = bytearray(length)
        for finder in self._finders:
            for hit in finder.find("".join(pieces)):
                covered[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
        for source, words, start in found:
            if any(covered[start : start + len(words)]) or any(finder.find(words) for finder in self._finders):
                self._formulas[source] = masked_formula()

    def _notes(self, kind: NoteKind) -> etree._Element | None:
        notes = [note for note in self._copy.document.notes if note.kind is kind]
        if not notes:
            return None
        root = make(f"{kind}s")
        for number, separator in ((-1, "separator"), (0, "continuationSeparator")):
            root.append(make(kind, make("p", make("r", make(separator))), type=separator, id=number))
        for number, note in enumerate(notes, start=1):
            element = make(kind, *map(_aside, note.paragraphs), id=number)
            mark = run_markup(Run("", superscript=True), make(f"{kind}Ref"))
            if len(element):
                element[0].insert(1, mark)
            root.append(element)
        return root

    def _boxes_by_paragraph(self) -> dict[int, list[tuple[Paragraph, ...]]]:
        """The text boxes left, by the paragraph that takes them: their own, or the next one left."""
        takers = sorted({*self._left, *([self._title_lines.start] if self._title_lines else [])})
        boxes: dict[int, list[tuple[Paragraph, ...]]] = {}
        for box in self._copy.document.text_boxes:
            place = bisect_left(takers, box.anchor)
            boxes.setdefault(takers[min(place, len(takers) - 1)] if takers else -1, []).append(box.paragraphs)
        return boxes

    def _add_boxes(self, element: etree._Element, index: int) -> None:
        section = self._sections[0]
        width = max(1_000, section.width - section.left - section.right)
        for paragraphs in self._boxes.pop(index, ()):
            inside = list(map(_aside, paragraphs))
            for paragraph, made in zip(paragraphs, inside, strict=True):
                pictures = (run for run in paragraph.runs if run.place is Place.PICTURE)
                made.extend(run_markup(run, *self._drawings(None, section)) for run in pictures)
            element.append(make("r", box_markup(inside, width)))


def _aside(paragraph: Paragraph) -> etree._Element:
    """A paragraph of a note or text box: its words."""
    element = paragraph_markup(paragraph)
    element.extend(run_markup(run) for run in paragraph.runs if run.text)
    return element


def _value(element: etree._Element | None, name: str) -> str:
    child = None if element is None else element.find(w(name))
    return "" if child is None else child.get(VAL) or ""


def _picture_link(number: int) -> str:
    return f"rIdImage{number}"
