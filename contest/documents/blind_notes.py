"""The notes that are left in a blind copy: which they were in the manuscript, and their new numbers."""

from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from contest.documents.model import NoteKind
from contest.documents.names import w
from contest.documents.package import Package

_SEPARATORS: Final = ("separator", "continuationSeparator", "continuationNotice")


def note_ids(package: Package | None, left: Iterable[int]) -> Iterator[tuple[tuple[NoteKind, str], int]]:
    """The new numbers of the notes left, by their kind and old id; notes are counted as the reader counts them."""
    positions = frozenset(left)
    position = 0
    for kind in NoteKind:
        root, new = part_root(package, f"{kind}s"), 0
        for element in () if root is None else root.iterchildren(w(kind)):
            if element.get(w("type")) in _SEPARATORS:
                continue
            if position in positions:
                new += 1
                yield (kind, element.get(w("id")) or ""), new
            position += 1


def part_root(package: Package | None, kind: str) -> etree._Element | None:
    """The root of the part related to the text as `kind`, if there is one."""
    name = None if package is None else package.part(kind)
    return None if package is None or name is None else package.xml(name)
