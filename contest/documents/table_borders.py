"""The lines of tables: stated by the table itself or by its style (ECMA-376-1 17.4.39)."""

from copy import deepcopy
from typing import Final

from lxml import etree

from contest.documents.names import VAL, w
from contest.documents.whitelist import kept_borders

_MAX_CHAIN: Final = 20


class TableBorders:
    """The lines of a document's tables, asked table by table."""

    def __init__(self, styles: etree._Element | None) -> None:
        self._styles: dict[str, tuple[etree._Element | None, str]] = {}
        for style in () if styles is None else styles.iterchildren(w("style")):
            identity = style.get(w("styleId")) or ""
            if identity not in self._styles:  # the first counts
                self._styles[identity] = kept_borders(style.find(w("tblPr"))), _value(style, "basedOn")

    def of(self, settings: etree._Element | None) -> etree._Element | None:
        """A `w:tblBorders` of the lines of the table with these `w:tblPr`, or None where it has none."""
        borders, style = kept_borders(settings), _value(settings, "tblStyle")
        for _ in range(_MAX_CHAIN):
            if borders is not None or style not in self._styles:
                break
            stated, style = self._styles[style]
            borders = deepcopy(stated)
        return borders


def _value(parent: etree._Element | None, name: str) -> str:
    child = None if parent is None else parent.find(w(name))
    return "" if child is None else child.get(VAL) or ""
