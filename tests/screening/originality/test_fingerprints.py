import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from contest.screening.originality.fingerprints import HASH_BITS, PIECE, fingerprints, pieces
from contest.screening.originality.signs import signs_of
from tests.screening.originality.texts import ESSAYS, PASSAGE, with_passage


def test_a_short_text_has_no_pieces() -> None:
    codes = signs_of("父亲的").codes
    assert pieces(codes, 3).shape == (1,)
    assert pieces(codes, 4).shape == (0,)
    assert fingerprints(codes).tolist() == []


def test_equal_pieces_have_equal_numbers_and_others_do_not() -> None:
    numbers = pieces(signs_of("父亲的哨位父亲的哨所").codes, 3).tolist()
    assert numbers[0] == numbers[5]
    assert len(set(numbers)) == len(numbers) - 2  # 父亲的, 亲的哨


def test_a_fifth_of_the_pieces_is_kept() -> None:
    codes = signs_of("".join(ESSAYS)).codes
    share = len(fingerprints(codes)) / len(np.unique(pieces(codes, PIECE)))
    assert 0.185 < share < 0.215


def test_fingerprints_rise_and_fit_their_bits() -> None:
    prints = fingerprints(signs_of(ESSAYS[0]).codes)
    assert (np.diff(prints.astype(np.int64)) > 0).all()
    assert int(prints.max()) < 2**HASH_BITS


@given(st.integers(0, len(ESSAYS[1])), st.integers(0, len(ESSAYS[2])))
def test_a_passage_has_its_fingerprints_wherever_it_stands(one: int, other: int) -> None:
    own = set(fingerprints(signs_of(PASSAGE).codes).tolist())
    for text, place in ((ESSAYS[1], one), (ESSAYS[2], other)):
        assert own <= set(fingerprints(signs_of(with_passage(text, PASSAGE, place)).codes).tolist())
