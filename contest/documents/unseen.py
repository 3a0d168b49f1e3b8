"""Text that stands in a file and isn't seen: hidden, or white on white."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from contest.documents.names import VAL, is_on, w

_P: Final = w("p")
_R: Final = w("r")
_RPR: Final = w("rPr")
_VANISH: Final = w("vanish")
_COLOUR: Final = w("color")
_GROUNDS: Final = {_R: _RPR, _P: w("pPr"), w("tc"): w("tcPr"), w("tbl"): w("tblPr")}
_WHITE: Final = frozenset({"FFFFFF", "ffffff", "white"})
_WHITE_OF_THEMES: Final = frozenset({"background1", "light1"})


def hidden_runs(root: etree._Element) -> Iterator[etree._Element]:
    """Give the runs that are set hidden."""
    for run in root.iter(_R):
        hidden = run.find(f"{_RPR}/{_VANISH}")
        if hidden is not None and is_on(hidden):
            yield run


def white_runs(root: etree._Element) -> Iterator[etree._Element]:
    """Give the runs that are white, on nothing that would let them be read."""
    coloured: dict[etree._Element, bool] = {}
    for run in root.iter(_R):
        colour = run.find(f"{_RPR}/{_COLOUR}")
        if colour is not None and _is_white(colour) and not _on_colour(run, coloured):
            yield run


def _is_white(colour: etree._Element) -> bool:
    value = colour.get(VAL)
    return value in _WHITE or (value is None and colour.get(w("themeColor")) in _WHITE_OF_THEMES)


def _on_colour(run: etree._Element, coloured: dict[etree._Element, bool]) -> bool:
    """Whether a run stands on a ground of its own, or its paragraph or cell does, so that white can be read.

    `coloured` remembers the answer of each paragraph, cell and table: they hold many runs.
    """
    for element in (run, *run.iterancestors(_P, w("tc"), w("tbl"))):
        if element not in coloured:
            coloured[element] = _has_ground(element.find(_GROUNDS[str(element.tag)]))
        if coloured[element]:
            return True
    return False


def _has_ground(settings: etree._Element | None) -> bool:
    """Whether the settings of a run, paragraph, cell or table give it a colour behind the text."""
    if settings is None:
        return False
    fills = (ground.get(w("fill")) or "auto" for ground in settings.iterchildren(w("shd")))
    return any(fill.upper() not in ("AUTO", "FFFFFF") for fill in fills) or settings.find(w("highlight")) is not None
