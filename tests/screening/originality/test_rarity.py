from contest.screening.originality.rarity import SAMPLE, Rarity
from contest.screening.originality.signs import signs_of

COMMON = signs_of("薪火相传奋进一流").codes


def test_what_many_texts_have_weighs_less() -> None:
    rarity = Rarity()
    for _ in range(12):
        rarity.add(COMMON)
    assert rarity.weights(COMMON).tolist() == [0.25] * 8
    assert rarity.weights(signs_of("江上的灯火").codes).tolist() == [1.0] * 5


def test_a_sign_weighs_as_the_rarest_piece_it_is_in() -> None:
    rarity = Rarity()
    for _ in range(6):
        rarity.add(COMMON)
    text = signs_of("薪火相传奋进一流的江").codes
    assert rarity.weights(text).tolist() == [0.5] * 4 + [1.0] * 6  # 奋进一流的 is rare


def test_three_texts_may_have_a_piece() -> None:
    rarity = Rarity()
    for _ in range(3):
        rarity.add(COMMON)
    assert rarity.weights(COMMON).tolist() == [1.0] * 8


def test_a_text_that_repeats_itself_counts_once() -> None:
    rarity = Rarity()
    rarity.add(signs_of("薪火相传奋进一流" * 9).codes)
    assert rarity.weights(COMMON).tolist() == [1.0] * 8


def test_a_text_shorter_than_a_piece_weighs_nothing() -> None:
    assert Rarity().weights(signs_of("灯火").codes).tolist() == [0.0, 0.0]


def test_counting_ends_when_enough_were_counted() -> None:
    rarity = Rarity()
    for _ in range(SAMPLE + 5):
        rarity.add(COMMON[:5])
    assert rarity.is_full
    assert rarity.texts == SAMPLE
