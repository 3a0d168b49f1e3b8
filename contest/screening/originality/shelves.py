"""How pairs of fingerprint and text are packed on shelves.

A shelf holds the pairs whose fingerprints begin alike, in rising order, nine bytes each: five of the fingerprint,
four of the text's number. A fingerprint that more texts have than tell anything is kept with no more than these.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from contest.screening.originality.fingerprints import HASH_BITS, Hashes
from contest.screening.originality.ranking import TOO_COMMON

PAIR_BYTES: Final = 9
FIRST_BITS: Final = 4
"""Sixteen shelves are enough to begin with."""

_HASH_BYTES: Final = HASH_BITS // 8


@dataclass(frozen=True, slots=True)
class Pairs:
    """Fingerprints, and beside each the number of a text that has it."""

    hashes: Hashes
    texts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.hashes)


NO_PAIRS: Final = Pairs(np.zeros(0, np.uint64), np.zeros(0, np.int64))


def joined(parts: Iterable[Pairs]) -> Pairs:
    """Give the pairs of all parts, one after the other."""
    known = [part for part in parts if len(part)]
    if not known:
        return NO_PAIRS
    return Pairs(np.concatenate([one.hashes for one in known]), np.concatenate([one.texts for one in known]))


def pairs_of(prints: bytes, text: int) -> Pairs:
    """Give the pairs of one text whose fingerprints were packed by `packed_prints`."""
    hashes = np.frombuffer(prints, dtype="<u8").astype(np.uint64)
    return Pairs(hashes, np.full(len(hashes), text, dtype=np.int64))


def packed_prints(hashes: Hashes) -> bytes:
    """Give fingerprints as bytes, eight each."""
    return hashes.astype("<u8").tobytes()


def shelf_numbers(hashes: Hashes, bits: int) -> NDArray[np.int64]:
    """Give the number of the shelf of each fingerprint."""
    return (hashes >> np.uint64(HASH_BITS - bits)).astype(np.int64)


def packed(pairs: Pairs) -> bytes:
    """Give pairs as the bytes of a shelf."""
    rows = np.empty((len(pairs), PAIR_BYTES), dtype=np.uint8)
    rows[:, :_HASH_BYTES] = pairs.hashes.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :_HASH_BYTES]
    rows[:, _HASH_BYTES:] = pairs.texts.astype("<u4").view(np.uint8).reshape(-1, 4)
    return rows.tobytes()


def unpacked(shelves: bytes) -> Pairs:
    """Give the pairs of one shelf, or of several one after the other."""
    rows = np.frombuffer(shelves, dtype=np.uint8).reshape(-1, PAIR_BYTES)
    hashes = np.zeros((len(rows), 8), dtype=np.uint8)
    hashes[:, :_HASH_BYTES] = rows[:, :_HASH_BYTES]
    texts = np.ascontiguousarray(rows[:, _HASH_BYTES:])
    return Pairs(hashes.view("<u8").reshape(-1).astype(np.uint64), texts.view("<u4").reshape(-1).astype(np.int64))


def merged(pairs: Pairs) -> Pairs:
    """Give the pairs in rising order, each once, and of one fingerprint no more than tell something."""
    order = np.lexsort((pairs.texts, pairs.hashes))
    hashes, texts = pairs.hashes[order], pairs.texts[order]
    if len(hashes) == 0:
        return NO_PAIRS
    new = np.concatenate(([True], (np.diff(hashes) != 0) | (np.diff(texts) != 0)))
    hashes, texts = hashes[new], texts[new]
    starts = np.flatnonzero(np.concatenate(([True], np.diff(hashes) != 0)))
    within = np.arange(len(hashes)) - np.repeat(starts, np.diff(np.concatenate((starts, [len(hashes)]))))
    kept = within <= TOO_COMMON
    return Pairs(hashes[kept], texts[kept])


def by_shelf(pairs: Pairs, bits: int) -> Iterator[tuple[int, Pairs]]:
    """Give pairs in rising order by the shelves they belong on."""
    numbers = shelf_numbers(pairs.hashes, bits)
    edges = [0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(numbers)]
    for start, end in pairwise(edges):
        if start < end:
            yield int(numbers[start]), Pairs(pairs.hashes[start:end], pairs.texts[start:end])


def having(pairs: Pairs, hashes: Hashes) -> Pairs:
    """Give those of the pairs whose fingerprint is one of these, which are in rising order."""
    if len(hashes) == 0 or len(pairs) == 0:
        return NO_PAIRS
    places = np.minimum(np.searchsorted(hashes, pairs.hashes), len(hashes) - 1)
    found = hashes[places] == pairs.hashes
    return Pairs(pairs.hashes[found], pairs.texts[found])


def wanted_bits(texts: int, bits: int) -> int:
    """Give how many bits shelves need for so many texts, so that a shelf keeps to a page of a database."""
    while texts * _PRINTS_EACH > _MOST_ON_SHELF << bits and bits < _MOST_BITS:
        bits += 1
    return bits


_PRINTS_EACH: Final = 175
_MOST_ON_SHELF: Final = 160
_MOST_BITS: Final = 24
