"""Units: points by the formula, places by score and tie rule, prizes within the quota, and why."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.awards.units.facts import UnitFacts, percent
from contest.awards.units.scores import Allocation, Decision, Placed, allocate_units, rank_units, score_of
from contest.notice.announcement import FACTS, UnitTermAnnounced
from contest.notice.unit_rules import fault_of_term, fewer_is_better
from contest.phrases import Refusal


def term(fact: str, weight: str = "1", tier: str = "", **changes: object) -> UnitTermAnnounced:
    values = {name: Decimal(str(value)) for name, value in changes.items() if name != "tie_order"}
    order = {"tie_order": changes["tie_order"]} if "tie_order" in changes else {}
    return UnitTermAnnounced(f"{fact}{tier}", fact, Decimal(weight), tier, **values, **order)  # type: ignore[arg-type]


def unit(key: int, entered: int = 5, **facts: object) -> UnitFacts:
    return UnitFacts(key, f"第{key}厂", entered, **facts)  # type: ignore[arg-type]


def places(ranking: Sequence[Placed]) -> list[tuple[int, int]]:
    return [(placed.unit, placed.place) for placed in ranking]


def totals(facts: UnitFacts, *terms: UnitTermAnnounced) -> list[str]:
    score = score_of(facts, terms)
    return [str(one.points) for one in score.points] + [str(score.total)]


# --- facts --------------------------------------------------------------------------------------------------------

FULL = UnitFacts(
    unit=1, name="甲厂", entered=9, valid=7, on_time=8, checked=6, layout=4, advanced=3,
    awarded={"first": 1, "second": 2}, violations=1, authors=6, head_count=40, mark=Decimal("87.50"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "tier", "number"),
    [
        ("entered", "", "9"),
        ("on-time", "", "8"),
        ("on-time-share", "", "88.89"),
        ("layout", "", "4"),
        ("layout-share", "", "66.67"),
        ("valid", "", "7"),
        ("advanced", "", "3"),
        ("awarded", "", "3"),
        ("awarded", "second", "2"),
        ("awarded", "third", "0"),
        ("participation", "", "22.50"),
        ("author-participation", "", "15.00"),
        ("violations", "", "1"),
        ("mark", "", "87.50"),
    ],
)
def test_each_fact_is_a_number(fact: str, tier: str, number: str) -> None:
    assert str(FULL.number(fact, tier)) == number


def test_every_fact_that_a_notice_can_name_is_counted() -> None:
    assert all(FULL.number(fact) is not None for fact in FACTS)
    with pytest.raises(Refusal) as refused:
        FULL.number("applause")
    assert refused.value.code == "no-such-fact"


def test_what_is_not_known_is_missing_and_never_zero() -> None:
    bare = unit(1)
    known = {fact for fact in FACTS if bare.number(fact) is not None}
    assert known == {"entered", "valid", "violations"}


def test_a_rate_is_rounded_half_up_and_never_more_than_all() -> None:
    assert [str(percent(*pair)) for pair in ((1, 3), (1, 800), (3, 800), (9, 4), (0, 7))] == [
        "33.33", "0.13", "0.38", "100", "0.00",
    ]  # fmt: skip
    assert [percent(None, 5), percent(3, None), percent(3, 0)] == [None] * 3


# --- points -------------------------------------------------------------------------------------------------------


def test_points_are_weight_times_number_no_more_than_the_cap() -> None:
    formula = (term("entered", "0.5", cap=6), term("awarded", "5", "first"), term("violations", "-3"))
    assert totals(FULL, *formula) == ["3.0", "5", "-3", "5.0"]
    assert [one.counted for one in score_of(FULL, formula).points] == [6, 1, 1]


def test_points_for_each_so_many_are_rounded_to_four_places() -> None:
    assert totals(FULL, term("participation", "2", per=10)) == ["4.5000", "4.5000"]
    assert totals(FULL, term("entered", "1", per=7), term("entered", "-1", "", per=7)) == [
        "1.2857",
        "-1.2857",
        "0.0000",
    ]


def test_what_is_missing_gives_no_points_and_is_told_apart_from_zero() -> None:
    score = score_of(unit(1), (term("participation"), term("violations", "-2")))
    assert [(one.number, one.counted, str(one.points)) for one in score.points] == [
        (None, None, "0"),
        (Decimal(0), Decimal(0), "0"),
    ]


# --- places -------------------------------------------------------------------------------------------------------


def test_the_higher_score_stands_first_and_equals_share_a_place() -> None:
    units = [unit(1, 4), unit(2, 9), unit(3, 4), unit(4, 1)]
    assert places(rank_units(units, (term("entered"),))) == [(2, 1), (1, 2), (3, 2), (4, 4)]


def test_equals_are_parted_by_the_tie_rule_in_its_order() -> None:
    formula = (
        term("entered"),
        term("awarded", "0", "first", tie_order=1),
        term("valid", "0", tie_order=3),
        term("violations", "0", tie_order=2),
    )
    units = [
        unit(1, awarded={}, valid=9, violations=0),
        unit(2, awarded={"first": 1}, valid=3, violations=2),
        unit(3, awarded={"first": 1}, valid=3, violations=1),
        unit(4, awarded={}, valid=8, violations=0),
        unit(5, awarded={}, valid=8, violations=0),
    ]
    ranking = rank_units(units, formula)
    assert places(ranking) == [(3, 1), (2, 2), (1, 3), (4, 4), (5, 4)]
    assert [placed.parted_by and placed.parted_by.fact for placed in ranking] == ["awarded"] * 5


def test_a_number_that_one_of_the_equals_lacks_parts_none_of_them() -> None:
    formula = (term("entered"), term("mark", "0", tie_order=1), term("valid", "0", tie_order=2))
    units = [unit(1, mark=Decimal(90), valid=1), unit(2, valid=2), unit(3, mark=Decimal(95), valid=3)]
    assert places(rank_units(units, formula)) == [(3, 1), (2, 2), (1, 3)]
    assert places(rank_units([units[0], units[2]], formula)) == [(3, 1), (1, 2)]


# --- prizes -------------------------------------------------------------------------------------------------------

BY_NUMBER = (term("entered"),)


def given_to(allocation: Allocation) -> set[int]:
    return set(allocation.chosen)


def ranked(*entered: int) -> tuple[Placed, ...]:
    return rank_units([unit(key, number) for key, number in enumerate(entered, 1)], BY_NUMBER)


def test_the_quota_is_filled_by_place() -> None:
    allocation = allocate_units(ranked(9, 5, 7, 1), 2)
    assert (given_to(allocation), allocation.is_complete) == ({1, 3}, True)
    assert given_to(allocate_units(ranked(9, 5), 4)) == {1, 2}
    assert given_to(allocate_units(ranked(9, 5), 0)) == set()


def test_equals_across_the_end_of_the_quota_wait_for_a_decision() -> None:
    allocation = allocate_units(ranked(9, 5, 5, 5, 1), 3)
    assert (given_to(allocation), allocation.open_tie, allocation.seats_left) == ({1}, (2, 3, 4), 2)
    assert not allocation.is_complete
    for chosen in ({2, 4}, {2}, {2, 3, 4}, set()):
        decided = allocate_units(ranked(9, 5, 5, 5, 1), 3, Decision(frozenset(chosen), "复议", frozenset({2, 3, 4})))
        assert (given_to(decided), decided.is_complete) == ({1} | chosen, True)


def test_a_decision_on_a_tie_that_is_another_now_is_void() -> None:
    decision = Decision(frozenset({2}), "复议", frozenset({2, 3}))
    for entered in ((9, 5, 5, 5), (9, 6, 5), (5, 5, 5)):
        allocation = allocate_units(ranked(*entered), 2, decision)
        assert (allocation.void, allocation.is_complete) == ((decision,), False)
        assert allocation.chosen == allocate_units(ranked(*entered), 2).chosen


def test_an_override_gives_the_prize_to_others_and_is_void_once_one_of_them_is_gone() -> None:
    override = Decision(frozenset({1, 4, 5}), "另有贡献")
    allocation = allocate_units(ranked(9, 8, 7, 6, 5), 2, None, override)
    assert (given_to(allocation), allocation.is_complete) == ({1, 4, 5}, True)
    gone = allocate_units(ranked(9, 8, 7, 6), 2, None, override)
    assert (given_to(gone), gone.void, gone.is_complete) == ({1, 2}, (override,), False)


# --- what holds for every formula ---------------------------------------------------------------------------------

COUNTS = st.integers(0, 12)
KNOWN = st.none() | COUNTS
TERMS = st.builds(
    UnitTermAnnounced,
    key=st.just("k"),
    fact=st.sampled_from(("entered", "valid", "violations", "advanced", "layout", "mark")),
    weight=st.integers(-400, 400).map(lambda number: Decimal(number) / 100),
    cap=st.none() | st.integers(1, 900).map(lambda number: Decimal(number) / 100),
    per=st.sampled_from((Decimal(1), Decimal(1), Decimal(3), Decimal("0.50"))),
    tie_order=st.none() | st.integers(1, 9),
).filter(lambda one: fault_of_term(one) is None)
FORMULAS = st.lists(TERMS, min_size=1, max_size=5, unique_by=lambda one: one.fact)
UNITS = st.lists(
    st.builds(
        lambda entered, valid, violations, advanced, layout, mark: UnitFacts(
            0, "", entered, valid, layout=layout, advanced=advanced, violations=violations, mark=mark
        ),
        COUNTS, COUNTS, COUNTS, KNOWN, KNOWN, st.none() | COUNTS.map(Decimal),
    ),
    min_size=1,
    max_size=9,
).map(lambda units: [replace(one, unit=key) for key, one in enumerate(units)])  # fmt: skip


def place_of(key: int, units: Sequence[UnitFacts], formula: Sequence[UnitTermAnnounced]) -> int:
    return next(placed.place for placed in rank_units(units, formula) if placed.unit == key)


def having(units: Sequence[UnitFacts], key: int, fact: str, number: int) -> list[UnitFacts]:
    """Give the units, one of them with another number of a fact."""
    changes: dict[str, Any] = {fact: number}
    return [replace(unit, **changes) if unit.unit == key else unit for unit in units]


@given(UNITS, FORMULAS, st.integers(0, 10))
def test_without_a_decision_the_quota_holds_and_nobody_better_is_passed_over(
    units: list[UnitFacts], formula: list[UnitTermAnnounced], quota: int
) -> None:
    ranking = rank_units(units, formula)
    allocation = allocate_units(ranking, quota)
    place = {placed.unit: placed.place for placed in ranking}
    chosen, others = allocation.chosen, set(place) - allocation.chosen
    assert len(chosen) <= quota
    assert all(place[one] < place[other] for one in chosen for other in others)
    assert len(chosen) + allocation.seats_left == min(quota, len(units))
    assert bool(allocation.open_tie) is (allocation.seats_left > 0)


@given(UNITS, FORMULAS, st.integers(0, 10), st.randoms(use_true_random=False))
def test_the_order_in_which_units_come_changes_nothing(
    units: list[UnitFacts], formula: list[UnitTermAnnounced], quota: int, chance: object
) -> None:
    shuffled = list(units)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rank_units(shuffled, formula) == rank_units(units, formula)
    assert allocate_units(rank_units(shuffled, formula), quota) == allocate_units(rank_units(units, formula), quota)


@given(UNITS, FORMULAS, st.data())
def test_more_of_what_counts_for_a_unit_never_costs_it_a_place_nor_gains_one_where_it_counts_against_it(
    units: list[UnitFacts], formula: list[UnitTermAnnounced], data: st.DataObject
) -> None:
    one = data.draw(st.sampled_from(formula))
    key = data.draw(st.integers(0, len(units) - 1))
    name = one.fact
    before = getattr(units[key], name)
    if before is None:
        return
    more = data.draw(st.integers(1, 6))
    changed = having(units, key, name, before + more)
    here, there = place_of(key, units, formula), place_of(key, changed, formula)
    assert there >= here if fewer_is_better(one) else there <= here


@given(UNITS, FORMULAS, st.data())
def test_more_than_the_cap_gains_nothing(
    units: list[UnitFacts], formula: list[UnitTermAnnounced], data: st.DataObject
) -> None:
    one = data.draw(st.sampled_from(formula))
    if one.cap is None:
        return
    full = int(one.cap) + 1
    key = data.draw(st.integers(0, len(units) - 1))
    more = full + data.draw(st.integers(1, 1000))
    at_cap, stuffed = (having(units, key, one.fact, number) for number in (full, more))

    def outcome(of: list[UnitFacts]) -> list[tuple[int, int, Decimal]]:
        return [(placed.unit, placed.place, placed.score.total) for placed in rank_units(of, formula)]

    assert outcome(at_cap) == outcome(stuffed)
