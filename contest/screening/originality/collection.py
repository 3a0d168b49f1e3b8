"""Many texts compared with one another in memory: for files that no database holds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from contest.screening.originality.alignment import Compared, Passage, align
from contest.screening.originality.fingerprints import fingerprints
from contest.screening.originality.ranking import candidates
from contest.screening.originality.rarity import Rarity
from contest.screening.originality.signs import Signs, signs_of


@dataclass(frozen=True, slots=True)
class Found:
    """A passage shared by the texts numbered `a` and `b`."""

    a: int
    b: int
    passage: Passage


class Collection:
    """Texts, numbered from 0 as they come."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.signs: list[Signs] = [signs_of(text) for text in texts]
        self._rarity = Rarity()
        self._holders: dict[int, list[int]] = defaultdict(list)
        self._prints = [fingerprints(one.codes) for one in self.signs]
        for number, (one, prints) in enumerate(zip(self.signs, self._prints, strict=True)):
            self._rarity.add(one.codes)
            for value in prints.tolist():
                self._holders[value].append(number)

    def shared(self, numbers: Iterable[int]) -> Iterator[Found]:
        """Give what each of these texts shares with any other, each pair once."""
        seen: set[tuple[int, int]] = set()
        for number in numbers:
            this = self._compared(number)
            for other in self._candidates(number):
                pair = (min(number, other), max(number, other))
                if pair not in seen:
                    seen.add(pair)
                    for passage in align(this, self._compared(other)):
                        yield Found(number, other, passage)

    def _compared(self, number: int) -> Compared:
        codes = self.signs[number].codes
        return Compared(codes, self._rarity.weights(codes))

    def _candidates(self, number: int) -> list[int]:
        pairs = [
            (other, value)
            for value in self._prints[number].tolist()
            for other in self._holders[value]
            if other != number
        ]
        texts, hashes = zip(*pairs, strict=True) if pairs else ((), ())
        return candidates(np.array(texts, np.int64), np.array(hashes, np.uint64), len(self.signs))
