"""Which list, and which level of it, numbers a paragraph: named on the spot or by its style (ECMA-376-1 17.9.18)."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml import etree

from contest.documents.names import VAL, w

_MAX_CHAIN: Final = 20
_NONE: Final = "0"


class _Stated(NamedTuple):
    """What a style says of lists."""

    number: str | None
    level: str | None
    based_on: str


class ListNumbers:
    """The lists of a document, asked paragraph by paragraph."""

    def __init__(self, styles: etree._Element | None, numbering: etree._Element | None) -> None:
        self._abstract = dict(() if numbering is None else _abstract_numbers(numbering))
        self._bound = dict(() if numbering is None else _bound_levels(numbering))
        self._styles: dict[str, _Stated] = {}
        self._default = ""
        for style in () if styles is None else styles.iterchildren(w("style")):
            identity = style.get(w("styleId")) or ""
            if identity not in self._styles:  # the first counts
                self._styles[identity] = _Stated(*_list_of(style.find(w("pPr"))), _value(style, "basedOn") or "")
            if style.get(w("type")) == "paragraph" and style.get(w("default")) in ("1", "true", "on"):
                self._default = identity

    def of(self, element: etree._Element) -> tuple[int, int] | None:
        """The list's number and the level, from 0, that a `w:p` names, or None."""
        settings = element.find(w("pPr"))
        style = None if settings is None else settings.find(w("pStyle"))
        own = identity = self._default if style is None else style.get(VAL) or ""
        number, level = _list_of(settings)
        for _ in range(_MAX_CHAIN):
            described = self._styles.get(identity)
            if number is not None or described is None:
                break
            number, level = described.number, level or described.level
            identity = described.based_on
        if number is None or number == _NONE or not _is_small(number):
            return None
        level = self._bound.get((self._abstract.get(number), own), level)
        return int(number), int(level) if level is not None and _is_small(level) else 0


def _list_of(settings: etree._Element | None) -> tuple[str | None, str | None]:
    """The list's number and the level that the settings of a paragraph or style name themselves."""
    stated = None if settings is None else settings.find(w("numPr"))
    return (None, None) if stated is None else (_value(stated, "numId"), _value(stated, "ilvl"))


def _abstract_numbers(numbering: etree._Element) -> Iterator[tuple[str, str | None]]:
    """What each list is an instance of, by the list's number."""
    for instance in numbering.iterchildren(w("num")):
        yield instance.get(w("numId")) or "", _value(instance, "abstractNumId")


def _bound_levels(numbering: etree._Element) -> Iterator[tuple[tuple[str | None, str], str]]:
    """The levels that belong to a paragraph style, by what the list is an instance of and the style."""
    for abstract in numbering.iterchildren(w("abstractNum")):
        for level in abstract.iterchildren(w("lvl")):
            style = _value(level, "pStyle")
            if style is not None:
                yield (abstract.get(w("abstractNumId")) or "", style), level.get(w("ilvl")) or "0"


def _value(parent: etree._Element, name: str) -> str | None:
    child = parent.find(w(name))
    return None if child is None else child.get(VAL)


def _is_small(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 5
