"""Who goes on to the next round."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.judging.advancing import Advance, Placed, Rule, Takes, Ties, advance

FIVE = tuple(
    Placed(entry, None if figure is None else Decimal(figure))
    for entry, figure in {"甲": "90", "乙": "85", "丙": "85", "丁": "70", "戊": None}.items()
)


@pytest.mark.parametrize(
    ("rule", "entries", "tied"),
    [
        (Rule(), "甲乙丙丁戊", ""),
        (Rule(Takes.NUMBER, Decimal(1)), "甲", ""),
        (Rule(Takes.NUMBER, Decimal(2)), "甲乙丙", "乙丙"),
        (Rule(Takes.NUMBER, Decimal(2), ties=Ties.NONE), "甲", "乙丙"),
        (Rule(Takes.NUMBER, Decimal(3)), "甲乙丙", ""),
        (Rule(Takes.NUMBER, Decimal(9)), "甲乙丙丁", ""),
        (Rule(Takes.SHARE, Decimal(50)), "甲乙丙", ""),
        (Rule(Takes.SHARE, Decimal(20)), "甲", ""),
        (Rule(Takes.SHARE, Decimal("20.1"), ties=Ties.NONE), "甲", "乙丙"),
        (Rule(Takes.PRIZES, Decimal(3), places=1), "甲乙丙", ""),
        (Rule(Takes.PRIZES, Decimal("0.6"), places=3, ties=Ties.NONE), "甲", "乙丙"),
        (Rule(Takes.PRIZES, Decimal(3), places=0), "", ""),
        (Rule(Takes.MARK, Decimal(85)), "甲乙丙", ""),
        (Rule(Takes.MARK, Decimal("85.0001")), "甲", ""),
        (Rule(Takes.MARK, Decimal(0)), "甲乙丙丁", ""),
    ],
)
def test_so_many_go_on(rule: Rule, entries: str, tied: str) -> None:
    assert advance(FIVE, rule) == Advance(frozenset(entries), frozenset(tied))


def test_each_group_sends_its_own() -> None:
    placed = [Placed("甲", Decimal(90), 1), Placed("乙", Decimal(80), 1), Placed("丙", Decimal(70), 2)]
    rule = Rule(Takes.NUMBER, Decimal(1), per_group=True)
    assert advance(placed, rule).entries == {"甲", "丙"}
    assert advance(placed, Rule(Takes.NUMBER, Decimal(2))).entries == {"甲", "乙"}


def test_nobody_goes_on_from_an_empty_round() -> None:
    assert advance([], Rule(Takes.NUMBER, Decimal(3))) == Advance(frozenset())


@given(
    figures=st.lists(st.one_of(st.none(), st.integers(0, 5)), max_size=12),
    number=st.integers(1, 12),
    ties=st.sampled_from(Ties),
)
def test_nobody_goes_on_before_a_better_one_and_equals_share_their_fate(
    figures: list[int | None], number: int, ties: Ties
) -> None:
    placed = [Placed(str(n), None if f is None else Decimal(f)) for n, f in enumerate(figures)]
    on = advance(placed, Rule(Takes.NUMBER, Decimal(number), ties=ties))
    figure = {one.entry: one.figure for one in placed}
    went = {figure[entry] for entry in on.entries}
    stayed = {one.figure for one in placed if one.entry not in on.entries and one.figure is not None}
    assert None not in went
    assert went.isdisjoint(stayed)
    assert all(g > s for g in went for s in stayed if g is not None)
    counted = sum(1 for f in figures if f is not None)
    if ties is Ties.ALL:
        assert len(on.entries) >= min(number, counted)
        assert len(on.entries - on.tied) < number or not on.tied
    else:
        assert len(on.entries) <= number
