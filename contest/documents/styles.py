"""What the text reader needs of `styles.xml`: names, heading levels, alignment, and hidden text."""

from dataclasses import dataclass
from typing import Final

from lxml import etree

from contest.documents.model import Alignment
from contest.documents.names import VAL, is_on, w

_MAX_CHAIN: Final = 20
_ALIGNMENTS: Final = {
    "center": Alignment.CENTRE,
    "right": Alignment.RIGHT,
    "end": Alignment.RIGHT,
    "left": Alignment.LEFT,
    "start": Alignment.LEFT,
    "both": Alignment.JUSTIFIED,
    "distribute": Alignment.JUSTIFIED,
}
_JC: Final = w("jc")
_OUTLINE: Final = w("outlineLvl")
_BODY_LEVEL: Final = 9


@dataclass(frozen=True, slots=True)
class Style:
    """A style with what it inherits; None is "not said anywhere along the chain"."""

    name: str = ""
    alignment: Alignment | None = None
    outline_level: int | None = None
    hidden: bool = False


class Styles:
    """The styles of a document, by id; an unknown id is the default style."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._known: dict[str, Style] = {}
        self._default = Style()
        default: str | None = None
        for element in () if root is None else root.iterchildren(w("style")):
            identity = element.get(w("styleId"))
            if identity is None:
                continue
            self._elements.setdefault(identity, element)
            if element.get(w("type")) == "paragraph" and element.get(w("default")) in ("1", "true", "on"):
                default = identity
        self._default = self.get(default)

    def get(self, identity: str | None, depth: int = 0) -> Style:
        """The style `identity` with its inheritance resolved; cycles and overlong chains are cut."""
        if identity is None:
            return self._default
        known = self._known.get(identity)
        if known is None:
            self._known[identity] = Style()  # what a cycle meets when it comes round
            known = self._known[identity] = self._resolve(identity, depth)
        return known

    def _resolve(self, identity: str, depth: int) -> Style:
        element = self._elements.get(identity)
        if element is None:
            return self._default
        base = _value(element, w("basedOn"))
        inherited = Style() if base is None or depth >= _MAX_CHAIN else self.get(base, depth + 1)
        alignment, level, hidden = inherited.alignment, inherited.outline_level, inherited.hidden
        paragraph, run = element.find(w("pPr")), element.find(w("rPr"))
        if paragraph is not None:
            alignment = alignment_of(paragraph.find(_JC)) or alignment
            outline = paragraph.find(_OUTLINE)
            level = level if outline is None else outline_level_of(outline)
        vanish = None if run is None else run.find(w("vanish"))
        hidden = hidden if vanish is None else is_on(vanish)
        return Style(_value(element, w("name")) or "", alignment, level, hidden)


def alignment_of(jc: etree._Element | None) -> Alignment | None:
    """The alignment that a `w:jc` names, or None."""
    return None if jc is None else _ALIGNMENTS.get(jc.get(VAL) or "")


def outline_level_of(outline: etree._Element) -> int | None:
    """The heading level (0 to 8) that a `w:outlineLvl` names, or None for body text."""
    value = outline.get(VAL) or ""
    level = int(value) if value.isascii() and value.isdigit() and len(value) < 3 else _BODY_LEVEL
    return level if level < _BODY_LEVEL else None


def _value(element: etree._Element, name: str) -> str | None:
    child = element.find(name)
    return None if child is None else child.get(VAL)
