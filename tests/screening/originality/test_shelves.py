import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from contest.screening.originality.fingerprints import HASH_BITS
from contest.screening.originality.ranking import TOO_COMMON
from contest.screening.originality.shelves import (
    NO_PAIRS,
    PAIR_BYTES,
    Pairs,
    by_shelf,
    having,
    joined,
    merged,
    packed,
    packed_prints,
    pairs_of,
    unpacked,
    wanted_bits,
)

PAIRS = st.lists(st.tuples(st.integers(0, 2**HASH_BITS - 1) | st.integers(0, 5), st.integers(0, 2**32 - 1)))


def of(rows: list[tuple[int, int]]) -> Pairs:
    return Pairs(np.array([one for one, _ in rows], np.uint64), np.array([one for _, one in rows], np.int64))


def rows(pairs: Pairs) -> list[tuple[int, int]]:
    return list(zip(pairs.hashes.tolist(), pairs.texts.tolist(), strict=True))


@given(PAIRS)
def test_what_is_packed_comes_back(pairs: list[tuple[int, int]]) -> None:
    shelf = packed(of(pairs))
    assert len(shelf) == PAIR_BYTES * len(pairs)
    assert rows(unpacked(shelf)) == pairs


@given(PAIRS)
def test_merged_pairs_rise_and_are_there_once(pairs: list[tuple[int, int]]) -> None:
    assert rows(merged(of(pairs))) == sorted(set(pairs))


def test_of_a_common_fingerprint_no_more_is_kept_than_tells() -> None:
    pairs = merged(of([(7, text) for text in range(1000)] + [(8, 1)]))
    assert rows(pairs) == [*((7, text) for text in range(TOO_COMMON + 1)), (8, 1)]
    assert rows(merged(joined((pairs, of([(7, 2000)]))))) == rows(pairs)


@given(PAIRS, st.integers(1, 20))
def test_shelves_hold_all_pairs_by_their_first_bits(pairs: list[tuple[int, int]], bits: int) -> None:
    rising = merged(of(pairs))
    shelves = list(by_shelf(rising, bits))
    assert [pair for _, part in shelves for pair in rows(part)] == rows(rising)
    numbers = [number for number, _ in shelves]
    assert numbers == sorted(set(numbers))
    assert all(value >> (HASH_BITS - bits) == number for number, part in shelves for value, _ in rows(part))


@given(PAIRS, st.sets(st.integers(0, 5)))
def test_who_has_a_fingerprint(pairs: list[tuple[int, int]], wanted: set[int]) -> None:
    found = having(of(pairs), np.array(sorted(wanted), np.uint64))
    assert rows(found) == [(value, text) for value, text in pairs if value in wanted]


def test_a_text_with_its_fingerprints() -> None:
    prints = packed_prints(np.array([3, 2**HASH_BITS - 1], np.uint64))
    assert rows(pairs_of(prints, 9)) == [(3, 9), (2**HASH_BITS - 1, 9)]
    assert len(pairs_of(b"", 9)) == len(joined([])) == len(NO_PAIRS) == 0


def test_shelves_keep_to_a_page() -> None:
    assert [wanted_bits(texts, 4) for texts in (0, 10, 100, 10_000, 100_000)] == [4, 4, 7, 14, 17]
    assert wanted_bits(10, 9) == 9
