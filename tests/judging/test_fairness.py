"""The fairness report: who and what deserves a look, and that it never says so of everybody."""

import dataclasses
import random
import warnings
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from statistics import correlation, mean

import numpy as np
import pytest

from contest.judging.estimating import estimate
from contest.judging.fairness import EntryReport, FairnessReport, TierMove, fairness
from contest.judging.ranking import Standing
from contest.judging.scoring import Method
from contest.judging.severity import Floats, Moments, ReadingTotal, Table
from tests.judging.simulating import SCENARIOS, TIERS, Scenario, Simulated, simulate
from tests.judging.test_severity import totals

SEATS = sum(TIERS)
CONTESTS = 12


@pytest.fixture(autouse=True)
def _no_warning_of_numbers() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@cache
def looked_at(scenario: Scenario) -> list[tuple[Simulated, FairnessReport]]:
    made = [simulate(scenario, number) for number in range(CONTESTS)]
    return [(contest, fairness(contest.totals, Method.SEVERITY, TIERS)) for contest in made]


def gained(scenario: Scenario) -> list[float]:
    """How much greater the share of true winners is that severity names, contest by contest."""
    return [
        contest.found({entry.key: entry.standing.score for entry in report.entries})
        - contest.found({entry.key: entry.raw_mean for entry in report.entries})
        for contest, report in looked_at(scenario)
    ]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_severity_names_no_fewer_true_winners_than_the_mean(scenario: Scenario) -> None:
    # A gain of one contest varies by .065, so that of twelve by .019.
    assert mean(gained(scenario)) >= -0.02


def test_severity_names_more_true_winners_than_the_mean() -> None:
    assert mean(gain for scenario in SCENARIOS for gain in gained(scenario)) >= 0.02


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_odd_judges_are_flagged_and_ordinary_ones_are_not(scenario: Scenario) -> None:
    judges = [(judge.flagged, judge.key in one.odd) for one, report in looked_at(scenario) for judge in report.judges]
    # Of ordinary judges 1 % or so are flagged; of the few here it may be twice or three times as many.
    assert mean(flagged for flagged, odd in judges if not odd) <= 0.04
    assert sum(not flagged for flagged, odd in judges if odd) <= 1


def test_severities_are_those_that_judges_have() -> None:
    found = looked_at(Scenario("drawn"))
    told = [
        correlation(
            [float(judge.severity) for judge in report.judges if judge.severity is not None],
            [contest.severity[judge.key] for judge in report.judges],
        )
        for contest, report in found
    ]
    assert mean(told) >= 0.95
    within = [
        judge.low <= Decimal(contest.severity[judge.key] - mean(contest.severity.values())) <= judge.high
        for contest, report in found
        for judge in report.judges
        if judge.low is not None and judge.high is not None
    ]
    assert mean(within) >= 0.9


def test_probabilities_are_as_often_right_as_they_say() -> None:
    said = [
        (float(entry.p_prize), contest.is_winner(entry.key))
        for contest, report in looked_at(Scenario("drawn"))
        for entry in report.entries
        if entry.p_prize is not None
    ]
    for low, high in ((0.05, 0.35), (0.35, 0.65), (0.65, 0.95)):
        some = [(probability, won) for probability, won in said if low <= probability < high]
        assert mean(probability for probability, _ in some) == pytest.approx(mean(won for _, won in some), abs=0.07)


def test_the_same_totals_give_the_same_report_in_whatever_order_they_come() -> None:
    given = list(simulate(Scenario("small", entries=40, judges=6), 1).totals)
    units = {one.entry: f"U{int(one.entry[1:]) % 3}" for one in given}
    expected = fairness(given, Method.SEVERITY, TIERS, units)
    random.Random(1).shuffle(given)
    assert fairness(given, Method.SEVERITY, TIERS, units) == expected


def test_tiers_are_as_probable_as_they_have_seats() -> None:
    report = fairness(simulate(Scenario("small", entries=40, judges=6), 1).totals, Method.MEAN, TIERS)
    assert [sum(entry.probabilities[tier] for entry in report.entries) for tier in range(3)] == list(
        map(Decimal, TIERS)
    )


def test_more_seats_than_entries_make_every_entry_a_winner() -> None:
    report = fairness(totals(one="90 80 70", two="91 79 72"), Method.MEAN, [2, 5])
    assert {entry.p_prize for entry in report.entries} == {Decimal(1)}


@pytest.mark.parametrize(
    "given",
    [
        totals(one="70"),
        totals(one="70 80 90"),
        totals(one="85.3 85.3 85.3", two="85.3 85.3 85.3"),
        totals(one="70 80 - -", two="- - 60 50"),
    ],
)
def test_where_totals_tell_nothing_the_report_says_so(given: list[ReadingTotal]) -> None:
    report = fairness(given, Method.SEVERITY, [1])
    assert not any(judge.flagged for judge in report.judges)
    assert {(judge.severity, judge.low, judge.agreement, judge.outfit) for judge in report.judges} == {(None,) * 4}
    assert {entry.p_prize for entry in report.entries} == {None}
    assert [str(remark) for remark in report.remarks][-1] == (
        "没有作品由两位以上评委评阅，或者分数全都相同：无法估计评委的松紧和获奖的把握。"
    )


@pytest.mark.parametrize(
    "given",
    [
        totals(one="70 80 90 60 50", two="72 79 93 61 55"),
        totals(one="70 80", two="80 70"),
        totals(one="70 80", two="70 80"),
        totals(one="70 80 90", two="75 85 95"),
        totals(one="100 100 100 100", two="100 100 100 99", three="100 100 100 100"),
        totals(one="0 100", two="100 0", three="0 100"),
        totals(one="70 -", two="71 80"),
    ],
)
def test_the_smallest_contests_get_sane_figures(given: list[ReadingTotal]) -> None:
    report = fairness(given, Method.SEVERITY, [1, 1])
    assert not any(judge.flagged for judge in report.judges)
    assert all(judge.severity is not None and judge.severity.is_finite() for judge in report.judges)
    assert all(entry.p_prize is not None and 0 <= entry.p_prize <= 1 for entry in report.entries)


def test_no_total_at_all_gives_an_empty_report() -> None:
    assert fairness([], Method.SEVERITY, TIERS) == FairnessReport(Method.SEVERITY, (), (), (), (), 0, ())


def reasons_for(scenario: Scenario) -> list[str]:
    contest = simulate(scenario, 1)
    report = fairness(contest.totals, Method.MEAN)
    return [str(reason) for judge in report.judges if judge.key in contest.odd for reason in judge.reasons]


def test_a_judge_who_marks_at_random_agrees_with_nobody() -> None:
    assert reasons_for(Scenario("one at random", at_random=1)) == [
        "评出的高低与其他评委很少一致（相关系数-0.16），请看一看这位评委的评阅。",
        "与其他评委的分差明显大于通常（失拟值2.24，通常接近1），请看一看分差最大的几篇。",
    ]


def test_a_judge_who_gives_everybody_the_maximum_tells_nothing_apart() -> None:
    assert reasons_for(Scenario("one all maximum", all_maximum=1)) == [
        "所评各篇的合计完全相同，看不出高低，请向评委了解情况。",
        "给分普遍比其他评委高（约28.4分），请确认评分尺度一致。",
    ]


def test_groups_without_a_common_judge_are_a_remark() -> None:
    contest = simulate(Scenario("panels", by_panels=4), 1)
    report = fairness(contest.totals, Method.SEVERITY)
    assert report.groups == 4
    assert [str(remark) for remark in report.remarks] == [
        "作品分成4组，组与组之间没有共同的评委：各组的松紧无法相互比较，按评委松紧调整只在组内起作用。"
    ]
    assert {entry.adjustment for entry in report.entries} == {Decimal(0)}


def test_where_less_of_the_severities_shows_among_the_best_the_report_says_so() -> None:
    contest = simulate(Scenario("ceiling", level=92.0), 1)
    assert [str(remark) for remark in fairness(contest.totals, Method.SEVERITY).remarks] == [
        "在排名前五分之一的作品中，评委的松紧只显出42%（常见于分数接近满分时），因此只按这一比例调整。"
    ]


def test_a_judge_who_favours_a_unit_is_a_pair_to_look_at() -> None:
    contest = simulate(Scenario("drawn"), 2)
    units = {one.entry: f"U{int(one.entry[1:]) % 10}" for one in contest.totals}
    assert not any(pair.worth_a_look for pair in fairness(contest.totals, Method.MEAN, (), units).pairs)
    favoured = [
        dataclasses.replace(one, total=one.total + 15) if (one.judge, units[one.entry]) == ("J003", "U4") else one
        for one in contest.totals
    ]
    report = fairness(favoured, Method.MEAN, (), units)
    pair = report.pairs[0]
    assert [(one.judge, one.unit) for one in report.pairs if one.worth_a_look] == [("J003", "U4")]
    assert pair.n >= 4
    assert pair.difference > 8
    assert pair.p < 0.0005


def test_a_unit_that_writes_well_favours_nobody() -> None:
    contest = simulate(Scenario("drawn"), 2)
    units = {one.entry: f"U{int(one.entry[1:]) % 10}" for one in contest.totals}
    better = [
        dataclasses.replace(one, total=one.total + 15) if units[one.entry] == "U4" else one for one in contest.totals
    ]
    assert not any(pair.worth_a_look for pair in fairness(better, Method.MEAN, (), units).pairs)


def test_what_another_method_would_change_is_told() -> None:
    given = totals(one="90 84 70 60", two="80 85 71 61", three="86 84 72 62")
    report = fairness(given, Method.MEAN, [1])
    assert [entry.key for entry in report.entries] == ["a", "b", "c", "d"]
    changes = {change.method: change.moves for change in report.changes}
    assert changes == {Method.MEDIAN: (), Method.SEVERITY: ()}
    spoilt = fairness(totals(one="99 84 70 60", two="80 85 71 61", three="80 84 72 62"), Method.MEAN, [1])
    changes = {change.method: change.moves for change in spoilt.changes}
    assert changes == {
        Method.MEDIAN: (TierMove("a", 1, None), TierMove("b", None, 1)),
        Method.SEVERITY: (),
    }


def test_trimming_is_compared_where_every_entry_has_five_readings() -> None:
    five = totals(one="90 80", two="90 80", three="90 80", four="90 80", five="10 81")
    assert [change.method for change in fairness(five, Method.MEAN, [1]).changes] == [
        Method.TRIMMED,
        Method.MEDIAN,
        Method.SEVERITY,
    ]


def test_how_probable_it_is_that_an_entry_belongs_where_it_stands() -> None:
    def entry(tier: int | None, *, open_tie: bool = False) -> EntryReport:
        standing = Standing(1, Decimal(80), tier, open_tie)
        return EntryReport("a", standing, Decimal(80), Decimal(0), (Decimal("0.5"), Decimal("0.3")))

    assert entry(1).p_standing == Decimal("0.5")
    assert entry(2).p_standing == Decimal("0.3")
    assert entry(None).p_standing == Decimal("0.2")
    assert entry(None, open_tie=True).p_standing is None
    assert entry(2).p_prize == Decimal("0.8")


def test_entries_near_a_boundary_are_those_that_may_belong_elsewhere() -> None:
    report = fairness(simulate(Scenario("drawn"), 1).totals, Method.SEVERITY, TIERS)
    near = report.near_boundaries
    assert all(entry.p_standing is not None and entry.p_standing < Decimal("0.95") for entry in near)
    places = [entry.standing.place for entry in near]
    assert places == sorted(places)
    assert SEATS in places
    assert max(places) < 150


def test_the_estimate_is_the_mixed_model_written_out_in_full() -> None:
    table = Table.of(simulate(Scenario("small", entries=30, judges=6, leaving=True), 3).totals)
    model = estimate(Moments(table))
    assert model is not None
    rows = len(table.total)
    entries, judges = np.zeros((rows, 30)), np.zeros((rows, 6))
    entries[range(rows), table.entry] = judges[range(rows), table.judge] = 1
    effects = np.hstack([judges, np.ones((rows, 1)), entries])

    def solved(by_entries: float, by_judges: float) -> tuple[float, Floats, Floats]:
        """The restricted deviance, the effects and their covariance, as Henderson wrote the equations."""
        whole = np.eye(rows) + by_entries * entries @ entries.T + by_judges * judges @ judges.T
        inverse = np.linalg.inv(whole)
        level = inverse.sum()
        projected = inverse - np.outer(inverse.sum(axis=1), inverse.sum(axis=1)) / level
        chance = float(table.total @ projected @ table.total) / (rows - 1)
        deviance = (rows - 1) * np.log(chance) + np.linalg.slogdet(whole)[1] + np.log(level)
        precision = effects.T @ effects + np.diag([1 / by_judges] * 6 + [0] + [1 / by_entries] * 30)
        covariance = np.asarray(chance * np.linalg.inv(precision), np.float64)
        return float(deviance), np.asarray(np.linalg.solve(precision, effects.T @ table.total), np.float64), covariance

    ratio = _judge_ratio(model.root)
    deviance, found, covariance = solved(1 / model.shrink, ratio)
    assert model.effects == pytest.approx(found[:7], rel=1e-6)
    assert model.doubt == pytest.approx(np.sqrt(np.diag(covariance)[:6]), rel=1e-6)
    for by_entries, by_judges in ((0.9, 1), (1.1, 1), (1, 0.9), (1, 1.1)):
        assert solved(by_entries / model.shrink, by_judges * ratio)[0] >= deviance - 1e-9


def _judge_ratio(root: Floats) -> float:
    """The variance of severities over that of chance, out of the precision of the first judge's severity."""
    precision = root @ root.T
    return float(1 / (precision[0, 0] + precision[0, 1:6].sum() - precision[0, 6]))
