"""Automatic numbers: the indents a list level brings, and how its numbers read (ECMA-376-1 17.9)."""

from typing import Final

from lxml import etree

from contest.documents.layers import EMPTY, Layer, paragraph_layer
from contest.documents.names import VAL, w

_LEVEL: Final = w("lvl")


class Numbering:
    """The list levels of a document, by the number and level that a paragraph names."""

    def __init__(self, root: etree._Element | None) -> None:
        self._abstract: dict[str, etree._Element] = {}
        self._numbers: dict[str, etree._Element] = {}
        self._known: dict[tuple[str, str, str], tuple[Layer, str]] = {}
        for element in () if root is None else root:
            if element.tag == w("abstractNum"):
                self._abstract.setdefault(element.get(w("abstractNumId")) or "", element)
            elif element.tag == w("num"):
                self._numbers.setdefault(element.get(w("numId")) or "", element)

    def level(self, number: str, level: str, style: str) -> tuple[Layer, str]:
        """The indents of a list level, and its pattern such as `chineseCounting %1、`.

        A level bound to the paragraph's `style` goes before the level named. Unknown ones give nothing.
        """
        key = (number, level, style)
        if key not in self._known:
            self._known[key] = self._find(*key)
        return self._known[key]

    def _find(self, number: str, level: str, style: str) -> tuple[Layer, str]:
        instance = self._numbers.get(number)
        if instance is None:
            return EMPTY, ""
        levels: dict[str, etree._Element] = {}
        reference = instance.find(w("abstractNumId"))
        abstract = None if reference is None else self._abstract.get(reference.get(VAL) or "")
        for element in () if abstract is None else abstract.iterchildren(_LEVEL):
            levels[element.get(w("ilvl")) or "0"] = element
            bound = element.find(w("pStyle"))
            if style and bound is not None and bound.get(VAL) == style:
                level = element.get(w("ilvl")) or "0"
        for override in instance.iterchildren(w("lvlOverride")):
            replacement = override.find(_LEVEL)
            if replacement is not None:
                levels[override.get(w("ilvl")) or "0"] = replacement
        found = levels.get(level)
        if found is None:
            return EMPTY, ""
        kind, text = found.find(w("numFmt")), found.find(w("lvlText"))
        pattern = f"{'' if kind is None else kind.get(VAL)} {'' if text is None else text.get(VAL)}"
        return paragraph_layer(found.find(w("pPr"))), pattern.strip()
