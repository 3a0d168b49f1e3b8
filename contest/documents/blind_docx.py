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
    Pen,
    make,
    put,
    put_box,
    put_picture,
    put_section,
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
from contest.documents.places import PictureLink, extent_of, flat, is_hidden, picture_links, places_of, rows_round
from contest.documents.reader import Reading
from contest.documents.table_borders import TableBorders
from contest.documents.titles import title_lines
from contest.documents.whitelist import (
    CELL,
    GRID,
    ROW,
    TABLE,
    kept,
    kept_formula,
    kept_numbering,
    masked_formula,
)

_MAX_PICTURE: Final = 20_000_000
_FOOTER: Final = "rIdFooter"


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
        left = (element for element, index in self._indexes.items() if index in self._left)
        self._emptied = rows_round(elements) - rows_round(left)
        self._sections = document.sections or (Section(),)
        styles = part_root(package, "styles")
        self._borders = TableBorders(styles)
        self._numbering = part_root(package, "numbering")
        self._numbers = ListNumbers(styles, self._numbering)
        self._note_ids = dict(note_ids(package, copy.notes))
        self._pen = Pen()
        self._studio = Studio()
        self._redrawn: dict[PictureLink, Picture] = {}
        self._pictures: dict[Picture, int] = {}  # numbered from 1, in their order
        self._drawn = 0
        self._boxes = self._boxes_by_paragraph()

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """The parts of the file, by name, in their order."""
        words = {
            "document": self._main(),
            "styles": blind_package.styles(self._document),
            "settings": blind_package.settings(self._document),
            "numbering": None if self._numbering is None else kept_numbering(self._numbering),
            "footnotes": self._notes(NoteKind.FOOTNOTE),
            "endnotes": self._notes(NoteKind.ENDNOTE),
            "footer1": blind_package.footer(),
        }
        names = [name for name, root in words.items() if root is not None]
        media = [f"media/image{number}.{one.extension}" for one, number in self._pictures.items()]
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

    def _main(self) -> etree._Element:
        """The part that holds the text."""
        root = make("document")
        body = put(root, "body")
        if self._title and not self._title_lines:
            self._put_title(body)
        source = None if not self._elements else self._elements[0].getroottree().getroot().find(w("body"))
        for block in () if source is None else flat(source, w("p"), w("tbl")):
            self._put_block(body, block)
            self._end_section(block, body)
        if not self._elements:
            for paragraph in self._document.paragraphs:
                self._put_bare(body, paragraph)
        if not len(body) or body[-1].tag == w("tbl"):
            put(body, "p")
        if not self._left and not self._title_lines:
            self._put_boxes(body[-1], -1)
        last = None if source is None else source.find(w("sectPr"))
        put_section(body, self._sections[-1], _value(last, "type"), _FOOTER)
        return root

    def _put_bare(self, body: etree._Element, paragraph: Paragraph) -> None:
        """A paragraph of which there is the model only."""
        if paragraph.index in self._title_lines[:1]:
            self._put_title(body)
        elif (left := self._left.get(paragraph.index)) is not None:
            self._put_filled(body, left, [None for run in left.runs if run.place is not None])

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
            put_section(settings, self._sections[section], _value(end, "type"), _FOOTER)

    def _put_block(self, parent: etree._Element, element: etree._Element) -> None:
        if element.tag == w("tbl"):
            self._put_table(parent, element)
        else:
            self._put_paragraph(parent, element)

    def _put_table(self, parent: etree._Element, element: etree._Element) -> None:
        """A table with the rows that have something left."""
        rows = [row for row in flat(element, w("tr")) if row not in self._emptied]
        if not rows:
            return
        settings = kept(element.find(w("tblPr")), TABLE)
        settings = make("tblPr") if settings is None else settings
        borders = self._borders.of(element.find(w("tblPr")))
        layout = settings.find(w("tblLayout"))
        if borders is not None and layout is not None:
            layout.addprevious(borders)
        elif borders is not None:
            settings.append(borders)
        grid = kept(element.find(w("tblGrid")), GRID)
        table = put(parent, "tbl")
        table.extend([settings, make("tblGrid") if grid is None else grid])
        for row in rows:
            self._put_row(table, row)

    def _put_row(self, table: etree._Element, element: etree._Element) -> None:
        row = put(table, "tr")
        settings = kept(element.find(w("trPr")), ROW)
        if settings is not None:
            row.append(settings)
        for cell in flat(element, w("tc")):
            self._put_cell(row, cell)

    def _put_cell(self, row: etree._Element, element: etree._Element) -> None:
        cell = put(row, "tc")
        settings = kept(element.find(w("tcPr")), CELL)
        if settings is not None:
            cell.append(settings)
        for block in flat(element, w("p"), w("tbl")):
            self._put_block(cell, block)
        if not len(cell) or cell[-1].tag != w("p"):
            put(cell, "p")

    def _put_paragraph(self, parent: etree._Element, element: etree._Element) -> None:
        index = self._indexes.get(element)
        if index is None:
            return
        if self._title_lines and index == self._title_lines.start:
            self._put_title(parent)
        elif (paragraph := self._left.get(index)) is not None:
            original = self._document.paragraphs[index]
            places = places_of(original, element)
            sources = [places.get(position) for position, run in enumerate(original.runs) if run.place is not None]
            self._weigh_formulas(original.runs, sources)
            self._put_filled(parent, paragraph, sources, number=self._numbers.of(element))

    def _put_title(self, parent: etree._Element) -> None:
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
        self._put_filled(parent, replace(first, runs=tuple(runs)), sources, style=TITLE_STYLE)

    def _put_filled(
        self,
        parent: etree._Element,
        paragraph: Paragraph,
        sources: Sequence[etree._Element | None],
        *,
        style: str = "",
        number: tuple[int, int] | None = None,
    ) -> None:
        """The paragraph with its runs, its pictures, formulas and notes' marks, and the text boxes anchored in it.

        `sources` are the elements of its places, in order, None where they are not known.
        """
        boxes = self._boxes.get(paragraph.index, ())
        grows = bool(boxes) or any(run.place is Place.PICTURE for run in paragraph.runs)
        element = self._pen.paragraph(parent, paragraph, style=style, number=number, grows=grows)
        waiting = iter(sources)
        section = self._sections[min(paragraph.section, len(self._sections) - 1)]
        for run in paragraph.runs:
            if run.place is None:
                self._pen.run(element, run)
            else:
                self._put_place(element, run, next(waiting, None), section)
        self._put_boxes(element, paragraph.index)

    def _put_place(self, parent: etree._Element, run: Run, source: etree._Element | None, section: Section) -> None:
        match run.place:
            case Place.PICTURE:
                self._put_pictures(self._pen.run(parent, run), source, section)
            case Place.FORMULA if source in self._formulas:
                parent.append(self._formulas[source])
            case Place.NOTE if source is not None:
                kind = NoteKind.FOOTNOTE if source.tag == w("footnoteReference") else NoteKind.ENDNOTE
                identity = self._note_ids.get((kind, source.get(w("id")) or ""))
                if identity is not None:
                    put(self._pen.run(parent, replace(run, superscript=True)), f"{kind}Reference", id=identity)

    def _put_pictures(self, parent: etree._Element, source: etree._Element | None, section: Section) -> None:
        if source is not None and is_hidden(source):
            return
        links = [] if source is None else picture_links(source)
        pictures = [self._picture(link) for link in links] or [placeholder()]
        extent = extent_of(source) if source is not None and len(pictures) == 1 else None
        for picture in pictures:
            relation = _picture_link(self._pictures.setdefault(picture, len(self._pictures) + 1))
            self._drawn += 1
            put_picture(parent, relation, self._drawn, *size_on_page(picture, extent, section))

    def _picture(self, link: PictureLink) -> Picture:
        if link not in self._redrawn:
            self._redrawn[link] = self._redraw(link)
        return self._redrawn[link]

    def _redraw(self, link: PictureLink) -> Picture:
        name = None if self._package is None else self._package.linked(link.relation)
        if self._package is None or name is None:
            return placeholder()
        try:
            return self._studio.redraw(self._package.archive.read(name, _MAX_PICTURE), link.crop)
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
            put(put(put(put(root, kind, type=separator, id=number), "p"), "r"), separator)
        for number, note in enumerate(notes, start=1):
            element = put(root, kind, id=number)
            for place, paragraph in enumerate(note.paragraphs):
                inside = self._pen.paragraph(element, paragraph)
                if place == 0:
                    put(self._pen.run(inside, Run("", superscript=True)), f"{kind}Ref")
                self._put_words(inside, paragraph)
        return root

    def _boxes_by_paragraph(self) -> dict[int, list[tuple[Paragraph, ...]]]:
        """The text boxes left, by the paragraph that takes them: their own, or the next one left."""
        takers = sorted({*self._left, *([self._title_lines.start] if self._title_lines else [])})
        boxes: dict[int, list[tuple[Paragraph, ...]]] = {}
        for box in self._copy.document.text_boxes:
            place = bisect_left(takers, box.anchor)
            boxes.setdefault(takers[min(place, len(takers) - 1)] if takers else -1, []).append(box.paragraphs)
        return boxes

    def _put_boxes(self, parent: etree._Element, index: int) -> None:
        section = self._sections[0]
        width = max(1_000, section.width - section.left - section.right)
        for paragraphs in self._boxes.pop(index, ()):
            inside = put_box(parent, width)
            for paragraph in paragraphs:
                element = self._pen.paragraph(inside, paragraph)
                self._put_words(element, paragraph)
                for run in paragraph.runs:
                    if run.place is Place.PICTURE:
                        self._put_pictures(self._pen.run(element, run), None, section)

    def _put_words(self, parent: etree._Element, paragraph: Paragraph) -> None:
        """What is left of a paragraph of a note or text box: its words."""
        for run in paragraph.runs:
            if run.text:
                self._pen.run(parent, run)


def _value(element: etree._Element | None, name: str) -> str:
    child = None if element is None else element.find(w(name))
    return "" if child is None else child.get(VAL) or ""


def _picture_link(number: int) -> str:
    return f"rIdImage{number}"
