"""Finds in a manuscript's own markup what the model only marks as a place: pictures, formulas, notes' marks."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from lxml import etree

from contest.documents.model import Paragraph, Place
from contest.documents.names import ALTERNATE, FORMULAS, WALKED_THROUGH, branch, w

_OFFICE: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_EXTENT: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_BOX: Final = w("txbxContent")
_DRAWINGS: Final = frozenset({w("drawing"), w("pict"), w("object")})
_NOTE_MARKS: Final = frozenset({w("footnoteReference"), w("endnoteReference")})
_LINKS: Final = {"blip": _OFFICE + "embed", "imagedata": _OFFICE + "id"}
_OTHERS: Final = frozenset({"chart", "relIds", "OLEObject"})
_STYLE_LENGTH: Final = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([0-9]{1,5}(?:\.[0-9]{1,4})?)(pt|in|cm|mm|px)?")
_EMU: Final = {"pt": 12_700, "in": 914_400, "cm": 360_000, "mm": 36_000, "px": 9_525, None: 9_525}
_LARGEST_EMU: Final = 50_000_000


def flat(parent: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements of these names under `parent`, those inside content controls and the like among them."""
    for child in parent:
        if child.tag in names:
            yield child
        elif child.tag in WALKED_THROUGH:
            yield from flat(child, *names)
        elif child.tag == ALTERNATE and (chosen := branch(child)) is not None:
            yield from flat(chosen, *names)


def places_of(paragraph: Paragraph, element: etree._Element) -> dict[int, etree._Element]:
    """The elements that the places of a paragraph were read from, by the position of the place among its runs.

    Where the markup holds more of a kind than was read (hidden ones), none of that kind is given: the wrong one
    might be taken.
    """
    found = list(_inline(element))
    elements: dict[int, etree._Element] = {}
    for place in (Place.PICTURE, Place.FORMULA, Place.NOTE):
        runs = [position for position, run in enumerate(paragraph.runs) if run.place is place]
        here = [one for kind, one in found if kind is place]
        if len(runs) == len(here):
            elements.update(zip(runs, here, strict=True))
    return elements


def picture_links(drawing: etree._Element) -> Sequence[str]:
    """The relationships of the pictures in a drawing, text boxes in it apart; "" for one that is outside."""
    return [part.get(_LINKS[name]) or "" for name, part in _shapes(drawing) if name in _LINKS]


def extent_of(drawing: etree._Element) -> tuple[int, int] | None:
    """The width and height that a drawing takes on the page, in EMU (914,400 to an inch), if it says so."""
    extent = next(drawing.iter(_EXTENT), None)
    if extent is not None:
        sizes = [extent.get(name) or "" for name in ("cx", "cy")]
        if all(size.isascii() and size.isdigit() and len(size) < 10 for size in sizes):
            return _sound(int(sizes[0]), int(sizes[1]))
    for shape in drawing.iter():
        lengths = {name: float(value) * _EMU[unit] for name, value, unit in _style_lengths(shape)}
        if len(lengths) == 2:
            return _sound(round(lengths["width"]), round(lengths["height"]))
    return None


def _style_lengths(shape: etree._Element) -> Iterator[tuple[str, str, str | None]]:
    for match in _STYLE_LENGTH.finditer(shape.get("style") or ""):
        yield match[1], match[2], match[3]


def _sound(width: int, height: int) -> tuple[int, int] | None:
    return (width, height) if 0 < width <= _LARGEST_EMU and 0 < height <= _LARGEST_EMU else None


def _inline(parent: etree._Element) -> Iterator[tuple[Place, etree._Element]]:
    for child in flat(parent, w("r"), *FORMULAS):
        if child.tag in FORMULAS:
            yield Place.FORMULA, child
        else:
            yield from _contents(child)


def _contents(run: etree._Element) -> Iterator[tuple[Place, etree._Element]]:
    for child in run:
        if child.tag in _DRAWINGS:
            if any(True for _ in _shapes(child)):
                yield Place.PICTURE, child
        elif child.tag in _NOTE_MARKS:
            yield Place.NOTE, child
        elif child.tag == ALTERNATE and (chosen := branch(child)) is not None:
            yield from _contents(chosen)
        elif child.tag == w("ruby") and (base := child.find(w("rubyBase"))) is not None:
            yield from _inline(base)


def _shapes(drawing: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The pictures, charts and objects in a drawing, with what they are."""
    for child in drawing:
        name = etree.QName(child).localname
        if name in _LINKS or name in _OTHERS:
            yield name, child
        elif child.tag == ALTERNATE:
            if (chosen := branch(child)) is not None:
                yield from _shapes(chosen)
        elif child.tag != _BOX:
            yield from _shapes(child)
