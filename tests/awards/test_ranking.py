"""Places: shared by equals, skipped after them, and none for the unmarked."""

import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.awards.ranking import Ranked, rank
from contest.phrases import Refusal

SCORES = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3),
    st.none() | st.decimals(min_value=0, max_value=5, places=0),
    max_size=25,
)


def test_equals_share_a_place_and_the_next_is_left_out() -> None:
    scores = {"d": Decimal(70), "b": Decimal("90.0"), "a": Decimal(95), "c": Decimal("90.00"), "e": None}
    assert rank(scores) == (
        Ranked("a", 1, Decimal(95), ("a",)),
        Ranked("b", 2, Decimal(90), ("b", "c")),
        Ranked("c", 2, Decimal(90), ("b", "c")),
        Ranked("d", 4, Decimal(70), ("d",)),
        Ranked("e", None, None, ("e",)),
    )


def test_a_tie_names_the_others() -> None:
    ranking = rank({"a": Decimal(1), "b": Decimal(1), "c": Decimal(1), "d": None, "e": None})
    assert [ranked.tied_with for ranked in ranking] == [("b", "c"), ("a", "c"), ("a", "b"), (), ()]


def test_zero_is_a_mark_and_missing_is_none() -> None:
    assert [(ranked.entry, ranked.place) for ranked in rank({"a": None, "z": Decimal(0)})] == [
        ("z", 1),
        ("a", None),
    ]


def test_nothing_is_ranked_as_nothing() -> None:
    assert rank({}) == ()


@pytest.mark.parametrize("score", ["NaN", "Infinity", "-Infinity"])
def test_a_figure_that_is_no_number_is_refused(score: str) -> None:
    with pytest.raises(Refusal, match="作品a的得分不是数字"):
        rank({"a": Decimal(score)})


@settings(deadline=None, max_examples=100)
@given(SCORES, st.randoms(use_true_random=False))
def test_a_place_is_one_more_than_the_number_of_better_entries(
    scores: dict[str, Decimal | None], chance: random.Random
) -> None:
    shuffled = list(scores.items())
    chance.shuffle(shuffled)
    ranking = rank(dict(shuffled))
    assert ranking == rank(scores)
    assert sorted(ranked.entry for ranked in ranking) == sorted(scores)
    for ranked in ranking:
        score = scores[ranked.entry]
        assert ranked.score == score
        if score is None:
            assert ranked.place is None
        else:
            given_scores = [other for other in scores.values() if other is not None]
            assert ranked.place == 1 + sum(other > score for other in given_scores)
            assert ranked.sharing == tuple(sorted(entry for entry, other in scores.items() if other == score))


@pytest.mark.parametrize("different", [100_000, 100, 1])
def test_a_hundred_thousand_entries_are_ranked(different: int) -> None:
    scores = {f"e{number}": Decimal(number * 7919 % different).scaleb(-3) for number in range(100_000)}
    ranking = rank(scores)
    assert len({ranked.place for ranked in ranking}) == different
