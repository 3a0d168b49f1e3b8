"""What is a judge's, and what is the entry's: by the formula, checked against the model written out in full."""

import random
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.judging.ranking import scores
from contest.judging.scoring import Method
from contest.judging.severity import Floats, Moments, ReadingTotal, Spectrum, Table, severities_of
from contest.phrases import Refusal
from tests.judging.simulating import Scenario, simulate


def totals(**by_judge: str) -> list[ReadingTotal]:
    """Readings of entries a, b, c, …: a total each for every judge, `-` where one didn't read."""
    return [
        ReadingTotal("abcdefgh"[place], judge, Decimal(total))
        for judge, row in by_judge.items()
        for place, total in enumerate(row.split())
        if total != "-"
    ]


def taken_off(given: list[ReadingTotal]) -> dict[str, str]:
    return {judge: str(value) for judge, value in severities_of(given).taken_off.items()}


def test_judges_who_differ_by_the_same_everywhere_differ_by_their_severity() -> None:
    assert taken_off(totals(strict="80 70 60", kind="84 74 64")) == {"kind": "2.0000", "strict": "-2.0000"}


def test_severity_is_told_from_the_judges_beside_not_from_the_mean_of_what_was_read() -> None:
    # The judge of weak entries gives low totals, and gives them like the one beside.
    given = totals(first="90 80 - -", second="90 80 40 30", third="- - 40 30")
    assert set(taken_off(given).values()) == {"0.0000"}


def test_one_who_reads_with_a_generous_judge_is_not_behind() -> None:
    given = totals(kind="90 80 70 60 - -", middle="84 74 - - 54 44", strict="- - 62 52 52 42")
    assert severities_of(given).best is None
    assert {entry: str(score) for entry, score in scores(given, Method.SEVERITY).items()} == {
        "a": "85.3333",
        "b": "75.3333",
        "c": "65.3333",
        "d": "55.3333",
        "e": "55.3333",
        "f": "45.3333",
    }


def test_where_chance_explains_all_nothing_is_taken_off() -> None:
    given = totals(first="80 71 62 50", second="81 70 60 52", third="79 72 61 51")
    assert set(taken_off(given).values()) == {"0.0000"}
    assert scores(given, Method.SEVERITY) == scores(given, Method.MEAN)


@pytest.mark.parametrize(
    "given",
    [
        totals(one="70"),
        totals(one="70 80 90"),
        totals(one="70 80 - -", two="- - 60 50"),
        totals(one="85.3 85.3 85.3", two="85.3 85.3 85.3"),
        totals(one="70 80", two="70 80"),
    ],
)
def test_where_nothing_can_be_told_nothing_is_taken_off(given: list[ReadingTotal]) -> None:
    assert set(taken_off(given).values()) == {"0.0000"}


def test_no_total_at_all_has_no_severities() -> None:
    assert severities_of([]).taken_off == {}
    assert severities_of([]).groups == 0


def test_groups_that_no_judge_connects_are_counted() -> None:
    apart = totals(one="70 80 - -", two="71 82 - -", three="- - 60 50", four="- - 66 57")
    assert severities_of(apart).groups == 2
    assert severities_of([*apart, *totals(two="- - 70 -")]).groups == 1


def test_a_judge_with_two_totals_for_one_entry_is_refused() -> None:
    with pytest.raises(Refusal, match="评委one对作品a有两份评分"):
        severities_of([*totals(one="70"), *totals(one="71")])


@given(st.randoms(use_true_random=False))
def test_the_order_in_which_totals_come_changes_nothing(lot: random.Random) -> None:
    given = list(simulate(Scenario("small", entries=20, judges=5), 1).totals)
    expected = severities_of(given)
    lot.shuffle(given)
    assert severities_of(given) == expected


def test_equal_means_stay_equal_where_all_judges_read_everything() -> None:
    given = totals(one="80 90 70", two="90 80 79.9", three="70 70 60")
    figures = scores(given, Method.SEVERITY)
    assert figures["a"] == figures["b"] > figures["c"]


def written_out(table: Table, ratio: float) -> tuple[float, Floats]:
    """The restricted deviance and the severities of entries fixed and judges drawn, with every matrix in full."""
    rows = len(table.total)
    entries, judges = np.zeros((rows, len(table.entries))), np.zeros((rows, len(table.judges)))
    entries[range(rows), table.entry] = judges[range(rows), table.judge] = 1
    inverse = np.linalg.inv(np.eye(rows) + ratio * judges @ judges.T)
    inner = entries.T @ inverse @ entries
    projected = inverse - inverse @ entries @ np.linalg.inv(inner) @ entries.T @ inverse
    freedom = rows - len(table.entries)
    squares = float(table.total @ projected @ table.total)
    deviance = freedom * np.log(squares / freedom) - np.linalg.slogdet(inverse)[1] + np.linalg.slogdet(inner)[1]
    return float(deviance - np.log(table.counts).sum()), ratio * judges.T @ projected @ table.total


@pytest.mark.parametrize("ratio", [0.01, 0.3, 5.0])
def test_the_formula_is_the_model_written_out_in_full(ratio: float) -> None:
    table = Table.of(simulate(Scenario("small", entries=30, judges=6, leaving=True), 3).totals)
    left = Moments(table).within_entries(0.0)
    spectrum = Spectrum.of(left[:6, :6], left[:6, -1], float(left[-1, -1]), len(table.total) - 30)
    deviance, severities = written_out(table, ratio)
    assert float(spectrum.deviance(np.array([ratio]))[0]) == pytest.approx(deviance)
    assert spectrum.severities(ratio) == pytest.approx(severities)
    best = spectrum.most_likely()[0]
    assert written_out(table, best)[0] <= min(written_out(table, best * step)[0] for step in (0.99, 1.01))


def test_near_the_top_of_the_scale_only_what_shows_there_is_taken_off() -> None:
    for number in range(3):
        best = severities_of(simulate(Scenario("ceiling", level=92.0), number).totals).best
        assert best is not None
        assert best.share < 0.5
        assert best.chance < 15
        assert severities_of(simulate(Scenario("drawn"), number).totals).best is None
