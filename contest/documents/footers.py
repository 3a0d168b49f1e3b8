"""Where the paragraphs of a footer stand on the page, whatever holds them: a frame, a text box, or the footer."""

import re
from dataclasses import replace
from typing import Final

from lxml import etree

from contest.documents.model import Alignment, Pages, Paragraph

_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_OLD_SIDE: Final = re.compile(r"(?:^|;)\s*mso-position-horizontal\s*:\s*(\w+)")  # of a shape in VML
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
    if box is None:
        return ""
    for ancestor in box.iterancestors():
        if ancestor.tag == _DRAWING + "anchor":
            return (ancestor.findtext(f"{_DRAWING}positionH/{_DRAWING}align") or "").strip()
        if (old := _OLD_SIDE.search(ancestor.get("style") or "")) is not None:
            return old[1]
    return ""
