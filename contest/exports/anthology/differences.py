"""What one text has that another has not, sign by sign, as a page shows it: line by line first, then within lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rapidfuzz.distance import Indel

_WORDS: Final = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
_MOST: Final = 4_000_000
"""Pairs of words that are held against each other within lines; beyond, the lines are given whole."""

_LIKE: Final = 0.4
"""The share of words that two lines must have in common to be shown as one that was changed."""


class Kind(StrEnum):
    """Whether a stretch stands in both texts, in the older only, or in the newer only."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a text."""

    kind: Kind
    text: str


Line = tuple[Stretch, ...]


def differences(before: str, after: str) -> tuple[Line, ...]:
    """Give the lines of both texts: what was kept once, what went, what came."""
    old, new = before.split("\n"), after.split("\n")
    return tuple(line for kind, gone, come in _steps(old, new) for line in _lines(kind, gone, come))


def is_changed(line: Line) -> bool:
    """A line that is not the same in both texts."""
    return any(stretch.kind is not Kind.KEPT for stretch in line)


def _lines(kind: Kind | None, gone: Sequence[str], come: Sequence[str]) -> Iterator[Line]:
    if kind is not None:
        yield from ((Stretch(kind, text),) for text in gone or come)
        return
    for pair in range(max(len(gone), len(come))):
        yield _within(gone[pair] if pair < len(gone) else "", come[pair] if pair < len(come) else "")


def _within(before: str, after: str) -> Line:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) > _MOST or Indel.normalized_similarity(old, new) < _LIKE:
        whole = (Stretch(Kind.GONE, before), Stretch(Kind.NEW, after))
        return tuple(stretch for stretch in whole if stretch.text)
    found: list[Stretch] = []
    for kind, gone, come in _steps(old, new):
        if kind is not None:
            found.append(Stretch(kind, "".join(gone or come)))
        else:
            found += (Stretch(Kind.GONE, "".join(gone)), Stretch(Kind.NEW, "".join(come)))
    return tuple(found)


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Kind | None, Sequence[str], Sequence[str]]]:
    """Give in order what both have, what went, what came; `None` where something went and something came for it."""
    gone: list[str] = []
    come: list[str] = []
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            yield from _parted(gone, come)
            gone, come = [], []
            yield Kind.KEPT, old[step.src_start : step.src_end], ()
        else:
            gone.extend(old[step.src_start : step.src_end])
            come.extend(new[step.dest_start : step.dest_end])
    yield from _parted(gone, come)


def _parted(gone: list[str], come: list[str]) -> Iterator[tuple[Kind | None, Sequence[str], Sequence[str]]]:
    if gone and come:
        yield None, gone, come
    elif gone or come:
        yield (Kind.GONE if gone else Kind.NEW), gone, come
