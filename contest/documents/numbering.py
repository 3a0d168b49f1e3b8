"""Automatic numbers: the indents a list level brings, and how its numbers read (ECMA-376-1 17.9)."""

from dataclasses import dataclass, field
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
        self._levels: dict[str, _Levels] = {}
        self._overrides: dict[str, dict[str, etree._Element]] = {}
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
        reference = instance.find(w("abstractNumId"))
        levels = self._levels_of("" if reference is None else reference.get(VAL) or "")
        level = levels.by_style.get(style, level)
        found = levels.by_number.get(level)
        found = self._overrides_of(number, instance).get(level, found)
        if found is None:
            return EMPTY, ""
        kind, text = found.find(w("numFmt")), found.find(w("lvlText"))
        pattern = f"{'' if kind is None else kind.get(VAL)} {'' if text is None else text.get(VAL)}"
        return paragraph_layer(found.find(w("pPr"))), pattern.strip()

    def _overrides_of(self, number: str, instance: etree._Element) -> dict[str, etree._Element]:
        """The levels that a number has for itself, gathered once."""
        if number not in self._overrides:
            levels = ((override, override.find(_LEVEL)) for override in instance.iterchildren(w("lvlOverride")))
            self._overrides[number] = {
                override.get(w("ilvl")) or "0": level for override, level in levels if level is not None
            }
        return self._overrides[number]

    def _levels_of(self, identity: str) -> "_Levels":
        """The levels of an abstract numbering, gathered once."""
        if identity not in self._levels:
            levels = self._levels[identity] = _Levels()
            abstract = self._abstract.get(identity)
            for element in () if abstract is None else abstract.iterchildren(_LEVEL):
                number = element.get(w("ilvl")) or "0"
                levels.by_number[number] = element
                bound = element.find(w("pStyle"))
                if bound is not None and bound.get(VAL):
                    levels.by_style[bound.get(VAL) or ""] = number
        return self._levels[identity]


@dataclass(frozen=True, slots=True)
class _Levels:
    """The levels of an abstract numbering by their numbers, and the numbers bound to paragraph styles."""

    by_number: dict[str, etree._Element] = field(default_factory=dict)
    by_style: dict[str, str] = field(default_factory=dict)
