import numpy as np

from contest.screening.originality.ranking import MOST_CANDIDATES, candidates


def ranked(pairs: list[tuple[int, int]], known: int = 1000) -> list[int]:
    texts, hashes = zip(*pairs, strict=True) if pairs else ((), ())
    return candidates(np.array(texts, np.int64), np.array(hashes, np.uint64), known)


def test_who_shares_most_comes_first() -> None:
    assert ranked([(7, 1), (7, 2), (7, 3), (5, 1), (5, 2), (9, 1)]) == [7, 5]


def test_what_few_have_tells_more() -> None:
    pairs = [(1, 10), (1, 11), (2, 20), (2, 21), *((other, value) for other in range(3, 40) for value in (20, 21))]
    assert ranked(pairs)[0] == 1


def test_what_more_than_three_hundred_have_tells_nothing() -> None:
    assert ranked([(text, value) for text in range(301) for value in (1, 2)], 10_000) == []
    assert len(ranked([(text, value) for text in range(300) for value in (1, 2)], 10_000)) == MOST_CANDIDATES


def test_nothing_found_is_nobody() -> None:
    assert ranked([]) == []
