"""Finds in a manuscript's own markup what the model only marks as a place: pictures, formulas, notes' marks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from contest.documents.model import Paragraph, Place
from contest.documents.names import ALTERNATE, FORMULAS, WALKED_THROUGH, branch, w
from contest.documents.pictures import UNCUT, WHOLE, Crop

_OFFICE: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_EXTENT: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_PROPERTIES: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_BOX: Final = w("txbxContent")
_DRAWINGS: Final = frozenset({w("drawing"), w("pict"), w("object")})
_NOTE_MARKS: Final = frozenset({w("footnoteReference"), w("endnoteReference")})
_LINKS: Final = {"blip": _OFFICE + "embed", "imagedata": _OFFICE + "id"}
_OTHERS: Final = frozenset({"chart", "relIds", "OLEObject"})
_STYLE_LENGTH: Final = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([0-9]{1,5}(?:\.[0-9]{1,4})?)(pt|in|cm|mm|px)?")
_EMU: Final = {"pt": 12_700, "in": 914_400, "cm": 360_000, "mm": 36_000, "px": 9_525, None: 9_525}
_LARGEST_EMU: Final = 50_000_000
_SHARE: Final = re.compile(r"([+-]?[0-9]{1,7}(?:\.[0-9]{1,9})?|[+-]?\.[0-9]{1,9})(%|f)?")
_YES: Final = frozenset({"1", "true", "on"})
_UNSEEN_STYLE: Final = re.compile(r"(?:^|;)\s*visibility\s*:\s*hidden")


def flat(parent: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements of these names under `parent`, those inside content controls and the like among them."""
    for child in parent:
        if child.tag in names:
            yield child
        elif child.tag in WALKED_THROUGH:
            yield from flat(child, *names)
        elif child.tag == ALTERNATE and (chosen := branch(child)) is not None:
            yield from flat(chosen, *names)


def rows_round(elements: Iterable[etree._Element]) -> set[etree._Element]:
    """The rows of tables, and of tables round these, that the elements stand in."""
    rows: set[etree._Element] = set()
    for element in elements:
        for row in element.iterancestors(w("tr")):
            if row in rows:  # and so are those round it
                break
            rows.add(row)
    return rows


def places_of(paragraph: Paragraph, element: etree._Element) -> dict[int, etree._Element]:
    """The elements that the places of a paragraph were read from, by the position of the place among its runs.

    Where the markup holds more of a kind than was read (hidden ones), none of that kind is given: the wrong one
    might be taken.
    """
    elements: dict[int, etree._Element] = {}
    if all(run.place is None for run in paragraph.runs):
        return elements
    found = list(_inline(element))
    for place in (Place.PICTURE, Place.FORMULA, Place.NOTE):
        runs = [position for position, run in enumerate(paragraph.runs) if run.place is place]
        here = [one for kind, one in found if kind is place]
        if len(runs) == len(here):
            elements.update(zip(runs, here, strict=True))
    return elements


@dataclass(frozen=True, slots=True)
class PictureLink:
    """The relationship of a picture in a drawing, "" for one that is outside, and how the drawing crops it."""

    relation: str
    crop: Crop = UNCUT


def picture_links(drawing: etree._Element) -> Sequence[PictureLink]:
    """The pictures in a drawing, text boxes in it apart."""
    return [
        PictureLink(part.get(_LINKS[name]) or "", _crop_of_a_blip(part) if name == "blip" else _crop_of_a_shape(part))
        for name, part in _shapes(drawing)
        if name in _LINKS
    ]


def is_hidden(drawing: etree._Element) -> bool:
    """Whether a drawing says of itself that it is not to be seen."""
    properties = next(drawing.iter(_PROPERTIES), None)
    if properties is not None:
        return properties.get("hidden") in _YES
    return any(_UNSEEN_STYLE.search(shape.get("style") or "") for shape in drawing)


def _crop_of_a_blip(blip: etree._Element) -> Crop:
    """The part that DrawingML takes of a picture, less what it stretches out of the frame."""
    fill = blip.getparent()
    taken, stretched = (None, None) if fill is None else (fill.find(_A + "srcRect"), fill.find(f".//{_A}fillRect"))
    left, right = _cut(taken, stretched, "l", "r")
    top, bottom = _cut(taken, stretched, "t", "b")
    return Crop(left, top, right, bottom)


def _cut(taken: etree._Element | None, stretched: etree._Element | None, one: str, other: str) -> tuple[int, int]:
    before, after = (max(0, _share(taken, side, 1)) for side in (one, other))
    outside = [max(0, -_share(stretched, side, 1)) for side in (one, other)]
    width = WHOLE - sum(_share(stretched, side, 1) for side in (one, other))
    if width <= 0:
        return before, after
    left = max(0, WHOLE - before - after)
    return before + -(-left * outside[0] // width), after + -(-left * outside[1] // width)


def _crop_of_a_shape(image: etree._Element) -> Crop:
    """What VML cuts off a picture, in shares of one."""
    sides = ("cropleft", "croptop", "cropright", "cropbottom")
    return Crop(*(max(0, _share(image, side, WHOLE)) for side in sides))


def _share(element: etree._Element | None, name: str, unit: int) -> int:
    """A share in thousandths of a per cent: of `unit` such parts, of per cents (`%`), or of 65,536ths (`f`)."""
    match = None if element is None else _SHARE.fullmatch(element.get(name) or "")
    if match is None:
        return 0
    return round(float(match[1]) * {"%": WHOLE / 100, "f": WHOLE / 65_536, None: unit}[match[2]])


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
