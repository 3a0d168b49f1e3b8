"""How ordinary a piece of text is: what many write is no sign of copying.

Counted are the texts that hold a piece of five signs, in a table of fixed size with as many places as pieces of
some ten thousand essays need; two pieces that share a place look a little more ordinary than they are.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from contest.screening.originality.fingerprints import pieces
from contest.screening.originality.signs import Codes

Weights = NDArray[np.float64]

SEED: Final = 5
"""How many signs the pieces have by which texts are aligned and ordinariness is counted."""

SAMPLE: Final = 10_000
"""So many texts are counted at the most: more would tell little more."""

_PLACES: Final = 1 << 24
_LEAST_ORDINARY: Final = 3.0
_ORDINARY_SHARE: Final = 0.0015


class Rarity:
    """Counts in how many texts each piece stands, and weighs the signs of a text by it."""

    def __init__(self) -> None:
        self.texts = 0
        self._counts: NDArray[np.uint16] = np.zeros(_PLACES, dtype=np.uint16)

    @property
    def is_full(self) -> bool:
        """Whether as many texts were counted as are worth it."""
        return self.texts >= SAMPLE

    def add(self, codes: Codes) -> None:
        """Count one more text; nothing happens once enough were counted."""
        if not self.is_full:
            self.texts += 1
            self._counts[np.unique(_places(codes))] += 1

    def weights(self, codes: Codes) -> Weights:
        """Give the weight of each sign, from nearly 0 to 1: that of the rarest piece it is part of.

        Up to 3 texts, or 0.15 % of all, may hold a piece before it weighs less.
        """
        weights = np.zeros(len(codes))
        places = _places(codes)
        if len(places) == 0:
            return weights
        ordinary = max(_LEAST_ORDINARY, _ORDINARY_SHARE * self.texts)
        weighed = np.minimum(1.0, ordinary / np.maximum(self._counts[places], 1))
        for place in range(SEED):
            part = weights[place : place + len(weighed)]
            np.maximum(part, weighed, out=part)
        return weights


def _places(codes: Codes) -> NDArray[np.int64]:
    return (pieces(codes, SEED) % np.uint64(_PLACES)).astype(np.int64)
