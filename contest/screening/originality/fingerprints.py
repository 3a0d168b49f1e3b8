"""Short numbers that stand for pieces of a text, so that texts which share a piece can be looked up.

Of all pieces of six signs that fifth is kept whose number a rule picks that looks at nothing but the number: a piece
that two texts share is picked in both or in neither, whatever stands around it.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from contest.screening.originality.signs import Codes

Hashes = NDArray[np.uint64]
Positions = NDArray[np.int64]

PIECE: Final = 6
_ONE_IN: Final = np.uint64(5)
HASH_BITS: Final = 40
_KEEP: Final = np.uint64((1 << HASH_BITS) - 1)

# Constants of FNV-1a and of splitmix64's last step, which spreads likely numbers over all unlikely ones.
_FNV: Final = np.uint64(0x100000001B3)
_MIX: Final = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))


def pieces(codes: Codes, size: int) -> Hashes:
    """Give a number of 64 bits for each run of `size` signs, in order; none where the text is shorter."""
    count = len(codes) - size + 1
    if count <= 0:
        return np.zeros(0, dtype=np.uint64)
    hashes = np.zeros(count, dtype=np.uint64)
    for place in range(size):
        hashes *= _FNV
        hashes += codes[place : place + count]
    for shift, factor in _MIX:
        hashes ^= hashes >> np.uint64(shift)
        hashes *= np.uint64(factor)
    hashes ^= hashes >> np.uint64(31)
    return hashes


def fingerprints(codes: Codes) -> Hashes:
    """Give the fingerprints of a text, each once, in rising order, below `2 ** HASH_BITS`."""
    hashes = pieces(codes, PIECE)
    return np.unique((hashes[hashes % _ONE_IN == 0] // _ONE_IN) & _KEEP)
