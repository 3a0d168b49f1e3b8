"""The lines of all stories of a manuscript, those of the model and those of its headers and footers."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lxml import etree

from contest.documents.errors import Refused
from contest.documents.model import Document
from contest.documents.names import w
from contest.documents.package import Package
from contest.documents.relations import relations

_P: Final = w("p")
_CHARACTERS: Final = {w("tab"): "\t", w("ptab"): "\t", w("br"): "\n", w("cr"): "\n"}
_T: Final = w("t")
_WORD_ART: Final = "{urn:schemas-microsoft-com:vml}textpath"


class Story(StrEnum):
    """Where a line stands."""

    BODY = "body"
    NOTE = "note"
    TEXT_BOX = "text_box"
    HEADER = "header"
    FOOTER = "footer"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph's text; `index` is that of the body paragraph, note, text box, header or footer."""

    story: Story
    index: int
    text: str


def document_lines(document: Document) -> Iterator[Line]:
    """The paragraphs of the body, the notes, the text boxes and the footers, in this order; a footer once."""
    for paragraph in document.paragraphs:
        yield Line(Story.BODY, paragraph.index, paragraph.text)
    for index, note in enumerate(document.notes):
        yield from (Line(Story.NOTE, index, paragraph.text) for paragraph in note.paragraphs)
    for index, box in enumerate(document.text_boxes):
        yield from (Line(Story.TEXT_BOX, index, paragraph.text) for paragraph in box.paragraphs)
    in_force = {id(footer): footer for section in document.sections for footer in section.footers}
    for index, paragraphs in enumerate(dict.fromkeys(footer.paragraphs for footer in in_force.values())):
        yield from (Line(Story.FOOTER, index, paragraph.text) for paragraph in paragraphs)


def margin_lines(package: Package) -> tuple[Line, ...]:
    """The lines of all headers and footers, their text boxes and watermarks too, each line of a story once.

    A header that can't be read is passed over: it isn't shown to anybody.
    """
    found: dict[Line, None] = {}
    for story in (Story.HEADER, Story.FOOTER):
        parts = dict.fromkeys(one.part for one in relations(package, package.main) if one.kind == story)
        for index, part in enumerate(part for part in parts if part is not None):
            try:
                root = package.xml(part)
            except Refused:
                continue
            found.update((Line(story, index, text), None) for text in _texts(root) if text.strip())
    return tuple(found)


def _texts(root: etree._Element) -> Iterator[str]:
    """The text of every paragraph by itself, that of boxes in it apart, and of pictures made of letters."""
    pieces: dict[etree._Element, list[str]] = {}
    for element in root.iter(_P, _T, _WORD_ART, *_CHARACTERS):
        if element.tag == _P:
            pieces[element] = []
        elif element.tag == _WORD_ART:
            yield element.get("string") or ""
        elif (paragraph := next(element.iterancestors(_P), None)) is not None:
            pieces[paragraph].append(_CHARACTERS.get(str(element.tag)) or element.text or "")
    yield from ("".join(runs) for runs in pieces.values())
