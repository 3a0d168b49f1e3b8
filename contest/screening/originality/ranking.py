"""Which of many texts are worth aligning with one: those with which it shares most that is rare."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

MOST_CANDIDATES: Final = 100
TOO_COMMON: Final = 300
"""A fingerprint that more texts have tells nothing."""

_LEAST_SHARED: Final = 2

Numbers = NDArray[np.int64]


def candidates(texts: Numbers, hashes: NDArray[np.uint64], known: int) -> list[int]:
    """Give the texts to align with, the likeliest first, of the pairs (text, fingerprint) that were looked up.

    Each pair is there once; `known` is how many texts there are. A fingerprint that more than 300 texts have says
    nothing; one weighs ln(known / texts that have it).
    """
    if len(texts) == 0:
        return []
    _, which, times = np.unique(hashes, return_inverse=True, return_counts=True)
    holders = times[which]
    telling = holders <= TOO_COMMON
    found, which_text = np.unique(texts[telling], return_inverse=True)
    weights = np.bincount(which_text, weights=np.log(max(known, 2) / holders[telling]) + 1e-9)
    shared = np.bincount(which_text)
    order = np.lexsort((found, -weights))
    return [int(found[place]) for place in order[:MOST_CANDIDATES] if shared[place] >= _LEAST_SHARED]
