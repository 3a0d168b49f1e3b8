"""Prizes: by rank, within the quota, and no tie broken by anyone but the committee."""

import random
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contest.awards.ranking import rank
from contest.awards.tiers import Allocation, BoundaryDecision, OpenTie, TierQuota, allocate
from contest.phrases import Refusal

PLAN = (TierQuota("first", "一等奖", 1), TierQuota("second", "二等奖", 2), TierQuota("third", "三等奖", 3))
SCORES = st.dictionaries(st.sampled_from("abcdefghijkl"), st.none() | st.integers(0, 9).map(Decimal), max_size=12)
QUOTAS = st.lists(st.integers(0, 4), min_size=1, max_size=4)


def plan(quotas: Sequence[int]) -> list[TierQuota]:
    return [TierQuota(f"t{number}", f"第{number}等", quota) for number, quota in enumerate(quotas)]


def give(
    scores: dict[str, int | None],
    *decisions: BoundaryDecision,
    tiers: Sequence[TierQuota] = PLAN,
) -> Allocation:
    figures = {entry: None if score is None else Decimal(score) for entry, score in scores.items()}
    return allocate(rank(figures), tiers, decisions)


def names(allocation: Allocation) -> dict[str, str]:
    """The awarded entries by tier, as one string a tier."""
    tiers: dict[str, str] = {}
    for award in allocation.awards:
        tiers[award.tier] = tiers.get(award.tier, "") + award.entry
    return tiers


def decide(tier: str, admitted: str, quota: int, reason: str = "评委会复议") -> BoundaryDecision:
    return BoundaryDecision(tier, frozenset(admitted), quota, reason)


def test_tiers_are_filled_by_rank() -> None:
    allocation = give({"a": 9, "b": 8, "c": 7, "d": 6, "e": 5, "f": 4, "g": 3, "h": None})
    assert names(allocation) == {"first": "a", "second": "bc", "third": "def"}
    assert allocation.is_complete
    assert str(allocation.awards[1].why) == "得分8，第2名，在二等奖的2个名额内"


def test_a_tie_within_a_tier_needs_no_decision() -> None:
    allocation = give({"a": 9, "b": 8, "c": 8, "d": 6, "e": 6, "f": 6, "g": 3})
    assert names(allocation) == {"first": "a", "second": "bc", "third": "def"}
    assert allocation.is_complete


def test_a_tie_across_a_boundary_stops_everything_below() -> None:
    allocation = give({"a": 9, "b": 8, "c": 7, "d": 7, "e": 5, "f": 4})
    assert names(allocation) == {"first": "a", "second": "b"}
    assert allocation.open_ties == (OpenTie("second", 1, ("c", "d"), Decimal(7)),)
    assert not allocation.is_complete


def test_who_was_not_admitted_stands_first_for_the_next_tier() -> None:
    allocation = give({"a": 9, "b": 8, "c": 7, "d": 7, "e": 5, "f": 4, "g": 3}, decide("second", "d", 2, "主题分较高"))
    assert names(allocation) == {"first": "a", "second": "bd", "third": "cef"}
    why = {award.entry: str(award.why) for award in allocation.awards}
    assert why["d"] == "得分7，第3名，名额边界同分，经决定列入二等奖：主题分较高"
    assert why["c"] == "得分7，第3名，同分未列入上一奖项（主题分较高），按名次在三等奖的3个名额内"
    assert why["e"] == "得分5，第5名，在三等奖的3个名额内"


def test_both_may_come_in_with_the_quota_grown() -> None:
    allocation = give({"a": 9, "b": 8, "c": 7, "d": 7, "e": 5}, decide("second", "cd", 3, "增加一个名额"))
    assert names(allocation) == {"first": "a", "second": "bcd", "third": "e"}
    assert str(allocation.awards[2].why) == "得分7，第3名，在二等奖名额内；名额经决定由2个改为3个：增加一个名额"


@pytest.mark.parametrize("quota", [1, 2])
def test_neither_may_come_in_and_the_seat_stays_vacant(quota: int) -> None:
    allocation = give({"a": 9, "b": 8, "c": 7, "d": 7, "e": 5}, decide("second", "", quota))
    assert names(allocation) == {"first": "a", "second": "b", "third": "cde"}


def test_a_tier_may_stay_vacant_or_grow_without_a_tie() -> None:
    scores: dict[str, int | None] = {"a": 9, "b": 8, "c": 7, "d": 6}
    assert names(give(scores, decide("first", "", 0))) == {"second": "ab", "third": "cd"}
    assert names(give(scores, decide("first", "", 3))) == {"first": "abc", "second": "d"}


def test_the_rest_of_a_tie_may_reach_across_the_next_boundary_as_well() -> None:
    scores: dict[str, int | None] = dict.fromkeys("abcd", 9)
    first = decide("first", "b", 1)
    allocation = give(scores, first)
    assert names(allocation) == {"first": "b"}
    assert allocation.open_ties == (OpenTie("second", 2, ("a", "c", "d"), Decimal(9)),)
    assert names(give(scores, first, decide("second", "ad", 2))) == {
        "first": "b",
        "second": "ad",
        "third": "c",
    }


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        (decide("second", "e", 2), "列入了不在同分之列的作品：e"),
        (decide("second", "b", 2), "列入了不在同分之列的作品：b"),
        (decide("second", "x", 2), "列入了不在同分之列的作品：x"),
        (decide("first", "a", 1), "列入了不在同分之列的作品：a"),
        (decide("second", "cd", 2), "容不下列入的全部同分作品"),
        (decide("second", "c", 1), "容不下列入的全部同分作品"),
        (decide("second", "c", 3), "同分作品都能列入"),
        (decide("second", "", 3), "同分作品都能列入"),
        (decide("second", "c", 2, "  "), "须写明理由"),
        (decide("second", "", -1), "名额不能是负数"),
        (decide("fourth", "", 1), "没有这个奖项"),
    ],
)
def test_a_decision_that_contradicts_the_ranking_is_refused(decision: BoundaryDecision, message: str) -> None:
    with pytest.raises(Refusal, match=message):
        give({"a": 9, "b": 8, "c": 7, "d": 7, "e": 5}, decision)


def test_two_decisions_about_one_tier_are_refused() -> None:
    with pytest.raises(Refusal, match="已有一项决定"):
        give({"a": 9}, decide("first", "", 1), decide("first", "", 0))


@pytest.mark.parametrize("tiers", [(PLAN[0], PLAN[0]), (TierQuota("first", "一等奖", -1),)])
def test_an_unsound_plan_is_refused(tiers: tuple[TierQuota, ...]) -> None:
    with pytest.raises(Refusal, match="奖项设置有误"):
        give({"a": 9}, tiers=tiers)


@settings(deadline=None, max_examples=200)
@given(SCORES, QUOTAS, st.randoms(use_true_random=False))
def test_without_decisions_nobody_is_passed_over_and_no_quota_exceeded(
    scores: dict[str, Decimal | None], quotas: list[int], chance: random.Random
) -> None:
    tiers = plan(quotas)
    allocation = allocate(rank(scores), tiers)
    shuffled = list(rank(scores))
    chance.shuffle(shuffled)
    assert allocate(shuffled, tiers) == allocation

    filled = Counter(award.tier for award in allocation.awards)
    assert all(filled[tier.key] <= tier.quota for tier in tiers)
    order = [tier.key for tier in tiers]
    level = {award.entry: order.index(award.tier) for award in allocation.awards}
    marked = {entry: score for entry, score in scores.items() if score is not None}
    assert level.keys() <= marked.keys()
    for better, high in marked.items():
        for worse, low in marked.items():
            if high >= low and worse in level:
                assert level.get(better, len(order)) <= level[worse]
    if allocation.is_complete:
        assert len(level) == min(sum(quotas), len(marked))
    else:
        (tie,) = allocation.open_ties
        assert 0 < tie.seats_left < len(tie.entries)
        assert {marked[entry] for entry in tie.entries} == {tie.score}
        assert not level.keys() & set(tie.entries)


@settings(deadline=None, max_examples=200)
@given(SCORES, QUOTAS, st.data())
def test_a_higher_mark_never_loses_a_prize(
    scores: dict[str, Decimal | None], quotas: list[int], data: st.DataObject
) -> None:
    tiers = plan(quotas)
    order = [tier.key for tier in tiers]
    before = allocate(rank(scores), tiers)
    assume(before.awards and before.is_complete)
    award = data.draw(st.sampled_from(before.awards))
    raised = allocate(rank({**scores, award.entry: award.score + data.draw(st.integers(1, 9))}), tiers)
    assume(raised.is_complete)
    (after,) = [other for other in raised.awards if other.entry == award.entry]
    assert order.index(after.tier) <= order.index(award.tier)


@settings(deadline=None, max_examples=200)
@given(SCORES, QUOTAS, st.data())
def test_every_tie_can_be_decided_and_only_the_tie_is_touched(
    scores: dict[str, Decimal | None], quotas: list[int], data: st.DataObject
) -> None:
    tiers = plan(quotas)
    decisions: list[BoundaryDecision] = []
    allocation = allocate(rank(scores), tiers)
    while not allocation.is_complete:
        (tie,) = allocation.open_ties
        admitted = data.draw(st.sets(st.sampled_from(tie.entries), max_size=tie.seats_left))
        quota = next(tier.quota for tier in tiers if tier.key == tie.tier)
        decisions.append(BoundaryDecision(tie.tier, frozenset(admitted), quota, "复议"))
        before, allocation = allocation, allocate(rank(scores), tiers, decisions)
        assert {(award.entry, award.tier) for award in before.awards} <= {
            (award.entry, award.tier) for award in allocation.awards
        }
        assert admitted == {
            award.entry for award in allocation.awards if award.tier == tie.tier and award.entry in tie.entries
        }
    filled = Counter(award.tier for award in allocation.awards)
    assert all(filled[tier.key] <= tier.quota for tier in tiers)
    assert max(Counter(award.entry for award in allocation.awards).values(), default=1) == 1
    assert [award.place for award in allocation.awards] == sorted(award.place for award in allocation.awards)


def test_a_hundred_thousand_entries_are_dealt_with() -> None:
    ranking = rank({f"e{number:06}": Decimal(number).scaleb(-3) for number in range(100_000)})
    allocation = allocate(ranking, plan([1_000, 2_000, 3_000]))
    assert len(allocation.awards) == 6_000
