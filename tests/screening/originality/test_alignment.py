import random

import numpy as np
import pytest

from contest.screening.originality.alignment import LOOK, SUSPECT, Box, Compared, align
from contest.screening.originality.signs import Signs, signs_of
from tests.screening.originality.texts import ESSAYS, PASSAGE, SOURCE, disguised, with_passage


def rare(signs: Signs) -> Compared:
    return Compared(signs.codes, np.ones(len(signs)))


def test_a_text_and_itself_are_one_passage() -> None:
    text = rare(signs_of(SOURCE))
    (passage,) = align(text, text)
    assert passage.box == Box(0, len(text.codes), 0, len(text.codes))
    assert passage.score == len(text.codes)


def test_texts_of_their_own_share_nothing() -> None:
    for one in range(0, 8, 2):
        assert align(rare(signs_of(ESSAYS[one])), rare(signs_of(ESSAYS[one + 1]))) == ()


def test_a_copied_passage_is_found_where_it_stands() -> None:
    copier, source = signs_of(with_passage(ESSAYS[3], PASSAGE)), signs_of(SOURCE)
    (passage,) = align(rare(copier), rare(source))
    box = passage.box
    start, end = copier.span(box.a_start, box.a_end)
    assert abs(start - 200) <= 3
    assert abs(end - 350) <= 3
    start, end = source.span(box.b_start, box.b_end)
    assert abs(start - 100) <= 3
    assert abs(end - 250) <= 3


def test_moved_sentences_are_one_passage() -> None:
    sentences = PASSAGE.split("，")
    moved = "，".join(reversed(sentences))
    (passage,) = align(rare(signs_of(with_passage(ESSAYS[3], moved))), rare(signs_of(SOURCE)))
    assert passage.score >= SUSPECT


@pytest.mark.parametrize("share", [0.05, 0.12])
def test_a_passage_with_signs_replaced_is_one_passage(share: float) -> None:
    copied = disguised(PASSAGE, share, random.Random(7))
    (passage,) = align(rare(signs_of(with_passage(ESSAYS[3], copied))), rare(signs_of(SOURCE)))
    assert passage.score >= SUSPECT


def test_a_copy_of_hundreds_of_fragments_is_still_one_passage() -> None:
    long = "".join(ESSAYS)
    (passage,) = align(rare(signs_of(disguised(long, 0.12, random.Random(3)))), rare(signs_of(long)))
    assert passage.box.b_end - passage.box.b_start > 0.98 * len(signs_of(long))


def test_the_same_is_found_from_either_side() -> None:
    one, other = rare(signs_of(with_passage(ESSAYS[3], PASSAGE))), rare(signs_of(SOURCE))
    ((there,), (back,)) = align(one, other), align(other, one)
    assert there.score == back.score
    assert (there.box.a_start, there.box.a_end) == (back.box.b_start, back.box.b_end)


def test_what_weighs_nothing_is_no_passage_unless_it_is_long() -> None:
    phrase = SOURCE[100:170]
    one, other = signs_of(with_passage(ESSAYS[3], phrase)), signs_of(SOURCE)
    ordinary = [Compared(signs.codes, np.full(len(signs), 0.1)) for signs in (one, other)]
    assert align(*ordinary) == ()
    long = signs_of(with_passage(ESSAYS[3], PASSAGE))
    (passage,) = align(Compared(long.codes, np.full(len(long), 0.1)), ordinary[1])
    assert passage.score >= SUSPECT


def test_a_passage_below_the_least_is_none() -> None:
    one, other = rare(signs_of(with_passage(ESSAYS[3], SOURCE[100:130]))), rare(signs_of(SOURCE))
    assert align(one, other) == ()
    assert len(align(one, other, least=LOOK / 2)) == 1


def test_nothing_is_like_an_empty_text() -> None:
    assert align(rare(signs_of("")), rare(signs_of(SOURCE))) == ()
    assert align(rare(signs_of(SOURCE)), rare(signs_of(""))) == ()
