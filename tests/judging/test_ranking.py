"""Scores, places and tiers by each method; ties across a tier's end wait for a decision."""

from decimal import Decimal

import pytest

from contest.judging.ranking import Standing, rank_sums, scores, standings, votes
from contest.judging.scoring import Method
from contest.judging.severity import ReadingTotal
from contest.phrases import Refusal
from tests.judging.test_severity import totals


def figures(text: str) -> dict[str, Decimal]:
    return {"abcdefgh"[place]: Decimal(number) for place, number in enumerate(text.split())}


def shown(text: str, *tiers: int) -> dict[str, tuple[int, int | None, bool]]:
    return {key: (own.place, own.tier, own.open_tie) for key, own in standings(figures(text), tiers).items()}


@pytest.mark.parametrize(
    ("method", "score"),
    [(Method.MEAN, "72.0000"), (Method.TRIMMED, "80.0000"), (Method.MEDIAN, "80.0000"), (Method.SEVERITY, "72.0000")],
)
def test_each_method_makes_its_score_of_an_entrys_totals(method: Method, score: str) -> None:
    given = totals(one="80", two="80", three="80", four="100", five="20")
    assert {entry: str(figure) for entry, figure in scores(given, method).items()} == {"a": score}


def test_trimming_takes_five_readings_of_every_entry() -> None:
    given = totals(one="80 70", two="80 70", three="80 70", four="100 90", five="20 -")
    with pytest.raises(Refusal, match="至少要有5位评委的评分；有1篇不足，如b") as refused:
        scores(given, Method.TRIMMED)
    assert refused.value.code == "too-few-to-trim"


def test_equal_scores_share_a_place_and_leave_out_those_after_it() -> None:
    assert standings(figures("70 90 80 80 60")) == {
        "b": Standing(1, Decimal(90), None, False),
        "c": Standing(2, Decimal(80), None, False),
        "d": Standing(2, Decimal(80), None, False),
        "a": Standing(4, Decimal(70), None, False),
        "e": Standing(5, Decimal(60), None, False),
    }


def test_tiers_are_filled_by_place() -> None:
    assert shown("90 80 70 60 50", 1, 2) == {
        "a": (1, 1, False),
        "b": (2, 2, False),
        "c": (3, 2, False),
        "d": (4, None, False),
        "e": (5, None, False),
    }


def test_a_tie_within_a_tier_is_none_of_its_business() -> None:
    assert shown("90 80 80 60", 1, 2) == {
        "a": (1, 1, False),
        "b": (2, 2, False),
        "c": (2, 2, False),
        "d": (4, None, False),
    }


def test_a_tie_across_the_end_of_a_tier_is_open_and_touches_nobody_else() -> None:
    assert shown("90 80 80 70 60 60 50", 2, 3) == {
        "a": (1, 1, False),
        "b": (2, None, True),
        "c": (2, None, True),
        "d": (4, 2, False),
        "e": (5, None, True),
        "f": (5, None, True),
        "g": (7, None, False),
    }


def test_a_tier_without_seats_stays_vacant() -> None:
    assert shown("90 80 70", 0, 1, 0) == {"a": (1, 2, False), "b": (2, None, False), "c": (3, None, False)}


def test_seats_are_no_negative_number() -> None:
    with pytest.raises(Refusal, match="名额不能是负数"):
        standings({}, [3, -1])


def test_places_alone_order_as_their_sums_do_where_all_read_everything() -> None:
    given = totals(one="90 80 70", two="60 62 61", three="99 98 97")
    assert {entry: str(score) for entry, score in rank_sums(given).items()} == {
        "a": "66.6667",  # places 1, 3, 1
        "b": "66.6667",  # places 2, 1, 2
        "c": "16.6667",  # places 3, 2, 3
    }


def test_equal_totals_share_what_their_places_are_worth() -> None:
    assert rank_sums(totals(one="90 80 80 70")) == {
        "a": Decimal(100),
        "b": Decimal(50),
        "c": Decimal(50),
        "d": Decimal(0),
    }


def test_a_judge_of_one_entry_puts_it_nowhere() -> None:
    assert rank_sums([ReadingTotal("a", "one", Decimal(90))]) == {}


def test_votes_are_counted() -> None:
    assert votes({"one": ["a", "b"], "two": ["a"], "three": []}, most=2) == {"a": Decimal(2), "b": Decimal(1)}


@pytest.mark.parametrize("ballot", [["a", "b", "c"], ["a", "a"]])
def test_a_ballot_of_too_many_or_of_one_twice_is_refused(ballot: list[str]) -> None:
    with pytest.raises(Refusal, match="评委one的选票有误：每人最多选2篇"):
        votes({"one": ballot}, most=2)
