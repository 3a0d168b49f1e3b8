"""Where the paragraphs of a footer stand on the page, whatever holds them: a frame, a text box, or the footer."""

from dataclasses import replace
from typing import Final

from lxml import etree

from contest.documents.model import Alignment, Pages, Paragraph

_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_ALIGNMENTS: Final = {"left": Alignment.LEFT, "center": Alignment.CENTRE, "right": Alignment.RIGHT}
_OUTER: Final = {Pages.EVEN: Alignment.LEFT}
_INNER: Final = {Pages.EVEN: Alignment.RIGHT}


def placed(paragraph: Paragraph, box: etree._Element | None, pages: Pages) -> Paragraph:
    """The paragraph with the alignment that its frame, or the text box it stands in, gives it on the page.

    The outer side is the right of odd pages and the left of even ones.
    """
    side = paragraph.setting.frame or _side_of(box)
    if side == "outside":
        return replace(paragraph, alignment=_OUTER.get(pages, Alignment.RIGHT))
    if side == "inside":
        return replace(paragraph, alignment=_INNER.get(pages, Alignment.LEFT))
    return replace(paragraph, alignment=_ALIGNMENTS.get(side, paragraph.alignment))


def _side_of(box: etree._Element | None) -> str:
    """How a drawing says its text box stands across the page, "" when it gives a distance or nothing."""
    anchor = None if box is None else next(box.iterancestors(_DRAWING + "anchor"), None)
    align = None if anchor is None else anchor.find(f"{_DRAWING}positionH/{_DRAWING}align")
    return "" if align is None else (align.text or "").strip()
