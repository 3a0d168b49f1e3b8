"""Prizes: by rank, within the seats, and no tie broken but by the plan's rules or the committee."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contest.awards.plan import (
    About,
    Allocation,
    Decision,
    Filled,
    OpenTie,
    Plan,
    Reserve,
    SeatsDecision,
    TieDecision,
    TierQuota,
    TieRule,
    Within,
)
from contest.awards.ranking import rank
from contest.awards.tiers import allocate
from contest.phrases import Refusal

TIERS = (TierQuota("first", "一等奖", 1), TierQuota("second", "二等奖", 2), TierQuota("third", "三等奖", 3))
THEME, LANGUAGE = TieRule("theme", "主题分"), TieRule("language", "语言分")
SCORES = st.dictionaries(st.sampled_from("abcdefghijkl"), st.none() | st.integers(0, 9).map(Decimal), max_size=12)
QUOTAS = st.lists(st.integers(0, 4), min_size=1, max_size=4)
PEOPLE = st.fixed_dictionaries({entry: st.sets(st.sampled_from("PQRS"), max_size=2) for entry in "abcdefghijkl"})


def plan(quotas: Sequence[int]) -> tuple[TierQuota, ...]:
    return tuple(TierQuota(f"t{number}", f"第{number}等", quota) for number, quota in enumerate(quotas))


def give(
    scores: Mapping[str, int | None],
    *decisions: Decision,
    tiers: Sequence[TierQuota] = TIERS,
    about: Mapping[str, About] | None = None,
    one_prize: bool = False,
    reserve: int = 0,
    tie_rules: tuple[TieRule, ...] = (),
    valid: Mapping[tuple[Within, str], int] | None = None,
) -> Allocation:
    figures = {entry: None if score is None else Decimal(score) for entry, score in scores.items()}
    return allocate(rank(figures), Plan(tuple(tiers), one_prize, reserve, tie_rules), decisions, about, valid)


def names(allocation: Allocation) -> dict[str, str]:
    """The awarded entries by tier, as one string a tier."""
    tiers: dict[str, str] = {}
    for award in allocation.awards:
        tiers[award.tier] = tiers.get(award.tier, "") + award.entry
    return tiers


def why(allocation: Allocation, entry: str) -> str:
    """What is said of an entry, awarded or not."""
    said = {award.entry: award.why for award in allocation.awards} | dict(allocation.left_out)
    return str(said[entry])


def by(*people: str) -> About:
    return About(people=frozenset(people))


def admit(tier: str, tied: str, admitted: str, reason: str = "评委会复议") -> TieDecision:
    return TieDecision(tier, frozenset(tied), frozenset(admitted), reason)


def test_tiers_are_filled_by_rank() -> None:
    allocation = give({"a": 9, "b": 8, "c": 7, "d": 6, "e": 5, "f": 4, "g": 3, "h": None})
    assert names(allocation) == {"first": "a", "second": "bc", "third": "def"}
    assert allocation.is_complete
    assert why(allocation, "b") == "得分8，第2名，在二等奖的2个名额内"
    assert why(allocation, "g") == "得分3，第7名；名次在各奖项的名额之后"
    assert "h" not in allocation.left_out
    assert [one.vacant for one in allocation.filled] == [0, 0, 0]


def test_a_tie_within_a_tier_needs_no_decision() -> None:
    allocation = give({"a": 9, "b": 8, "c": 8, "d": 6, "e": 6, "f": 6, "g": 3})
    assert names(allocation) == {"first": "a", "second": "bc", "third": "def"}
    assert allocation.is_complete


def test_a_tie_across_a_boundary_stops_everything_below() -> None:
    allocation = give({"a": 9, "b": 8, "c": 7, "d": 7, "e": 5, "f": 4})
    assert names(allocation) == {"first": "a", "second": "b"}
    assert allocation.open_ties == (OpenTie("second", 1, ("c", "d"), Decimal(7)),)
    assert not allocation.is_complete
    assert why(allocation, "c") == "得分7，第3名；同分待定"
    assert why(allocation, "e") == "得分5，第5名；前面的同分决定之后才能定"


def test_who_was_not_admitted_stands_first_for_the_next_tier() -> None:
    decision = admit("second", "cd", "d", "主题分较高")
    allocation = give({"a": 9, "b": 8, "c": 7, "d": 7, "e": 5, "f": 4, "g": 3}, decision)
    assert names(allocation) == {"first": "a", "second": "bd", "third": "cef"}
    assert why(allocation, "d") == "得分7，第3名，名额边界同分，经决定列入二等奖：主题分较高"
    assert why(allocation, "c") == "得分7，第3名，同分未列入上一奖项（主题分较高），按名次在三等奖的3个名额内"
    assert why(allocation, "e") == "得分5，第5名，在三等奖的3个名额内"


def test_both_may_come_in_and_the_tier_grows() -> None:
    allocation = give({"a": 9, "b": 8, "c": 7, "d": 7, "e": 5}, admit("second", "cd", "cd", "增加一个名额"))
    assert names(allocation) == {"first": "a", "second": "bcd", "third": "e"}
    assert allocation.filled[1] == Filled("second", "", 2, 3, 3)


def test_neither_may_come_in_and_the_seat_stays_vacant() -> None:
    allocation = give({"a": 9, "b": 8, "c": 7, "d": 7, "e": 5}, admit("second", "cd", ""))
    assert names(allocation) == {"first": "a", "second": "b", "third": "cde"}
    assert allocation.filled[1].vacant == 1


def test_a_tier_may_stay_vacant_or_grow_without_a_tie() -> None:
    scores = {"a": 9, "b": 8, "c": 7, "d": 6}
    assert names(give(scores, SeatsDecision("first", 0, "水平不够"))) == {"second": "ab", "third": "cd"}
    allocation = give(scores, SeatsDecision("first", 3, "佳作多"))
    assert names(allocation) == {"first": "abc", "second": "d"}
    assert why(allocation, "b") == "得分8，第2名，在一等奖名额内；名额经决定由1个改为3个：佳作多"


def test_the_rest_of_a_tie_may_reach_across_the_next_boundary_as_well() -> None:
    scores = dict.fromkeys("abcd", 9)
    first = admit("first", "abcd", "b")
    allocation = give(scores, first)
    assert names(allocation) == {"first": "b"}
    assert allocation.open_ties == (OpenTie("second", 2, ("a", "c", "d"), Decimal(9)),)
    second = admit("second", "acd", "ad")
    assert names(give(scores, first, second)) == {"first": "b", "second": "ad", "third": "c"}


def test_the_declared_rules_settle_a_tie_in_order() -> None:
    scores = {"a": 9, "b": 8, "c": 7, "d": 7, "e": 7}
    values = {"c": (20, 30), "d": (25, 30), "e": (25, 31)}
    about = {
        entry: About(values={"theme": Decimal(theme), "language": Decimal(language)})
        for entry, (theme, language) in values.items()
    }
    allocation = give(scores, about=about, tie_rules=(THEME, LANGUAGE))
    assert names(allocation) == {"first": "a", "second": "be", "third": "cd"}
    assert why(allocation, "e") == "得分7，第3名，名额边界同分，“语言分”在先，列入二等奖"
    assert give(scores, about=about, tie_rules=(THEME,)).open_ties == (OpenTie("second", 1, ("d", "e"), Decimal(7)),)


def test_a_rule_that_not_all_can_be_asked_by_settles_nothing() -> None:
    about = {"c": About(values={"theme": Decimal(20)}), "d": About(values={"theme": None})}
    allocation = give({"a": 9, "b": 8, "c": 7, "d": 7}, about=about, tie_rules=(THEME,))
    assert [tie.entries for tie in allocation.open_ties] == [("c", "d")]


def test_one_person_takes_one_prize_and_the_next_moves_up() -> None:
    about = {"a": by("林晓"), "b": by("周岩", "林晓"), "c": by("周岩"), "d": by("王江")}
    allocation = give({"a": 9, "b": 8, "c": 7, "d": 6}, about=about, one_prize=True)
    assert names(allocation) == {"first": "a", "second": "cd"}
    assert why(allocation, "b") == "得分8，第2名；作者已有别的作品获奖，一人一奖"
    assert names(give({"a": 9, "b": 8, "c": 7, "d": 6}, about=about)) == {"first": "a", "second": "bc", "third": "d"}


def test_which_of_two_alike_by_one_author_wins_is_asked() -> None:
    about = {"a": by("林晓"), "b": by("林晓"), "c": by("周岩")}
    scores = {"a": 8, "b": 8, "c": 7}
    tiers = (TierQuota("first", "一等奖", 3),)
    allocation = give(scores, about=about, one_prize=True, tiers=tiers)
    assert allocation.open_ties == (OpenTie("first", 3, ("a", "b"), Decimal(8), is_own=True),)
    decided = give(scores, admit("first", "ab", "b"), about=about, one_prize=True, tiers=tiers)
    assert names(decided) == {"first": "bc"}
    assert why(decided, "a") == "得分8，第1名；名次在各奖项的名额之后"
    both = give(scores, admit("first", "ab", "ab"), about=about, one_prize=True, tiers=tiers)
    assert both.open_ties == allocation.open_ties


def test_below_the_least_figure_seats_stay_vacant() -> None:
    tiers = (TierQuota("first", "一等奖", 2, minimum=Decimal(9)), TierQuota("second", "二等奖", 1))
    allocation = give({"a": 9, "b": 8, "c": 7}, tiers=tiers)
    assert names(allocation) == {"first": "a", "second": "b"}
    assert allocation.filled[0].vacant == 1


def test_a_share_is_of_the_valid_entries_and_rounded_down() -> None:
    tiers = (TierQuota("first", "一等奖", share=Decimal("12.5")),)
    scores = {"a": 9, "b": 8, "c": 7}
    for valid, given_out in ((7, ""), (8, "a"), (23, "ab"), (24, "abc")):
        allocation = give(scores, tiers=tiers, valid={(Within.ALL, ""): valid})
        assert names(allocation).get("first", "") == given_out


def test_each_genre_or_group_has_its_own_seats() -> None:
    tiers = (TierQuota("first", "一等奖", 1), TierQuota("second", "二等奖", 1, within=Within.GENRE))
    about = {entry: About(genre=genre) for entry, genre in zip("abcde", "诗诗文文诗", strict=True)}
    allocation = give({"a": 9, "b": 8, "c": 7, "d": 6, "e": 5}, tiers=tiers, about=about)
    assert [(award.tier, award.division, award.entry) for award in allocation.awards] == [
        ("first", "", "a"),
        ("second", "文", "c"),
        ("second", "诗", "b"),
    ]
    grouped = {"a": About(group="1"), "b": About(group="1"), "c": About(group="2")}
    per_group = (TierQuota("first", "一等奖", 1, within=Within.GROUP),)
    assert names(give({"a": 9, "b": 8, "c": 1}, tiers=per_group, about=grouped)) == {"first": "ac"}


def test_the_next_in_line_stand_on_the_reserve_list() -> None:
    about = {"a": by("林晓"), "c": by("林晓")}
    scores = {"a": 9, "b": 8, "c": 7, "d": 6, "e": 6, "f": 5}
    allocation = give(scores, tiers=TIERS[:1], about=about, one_prize=True, reserve=2)
    assert allocation.reserve == (Reserve("b", 1), Reserve("d", 2), Reserve("e", 2))
    assert why(allocation, "d") == "得分6，第4名；候补第2位"


def test_a_decision_whose_tie_is_gone_is_left_aside_and_named() -> None:
    decision = admit("second", "cd", "d")
    allocation = give({"a": 9, "b": 8, "c": 7, "e": 5}, decision, SeatsDecision("fourth", 2, "增设"))
    assert names(allocation) == {"first": "a", "second": "bc", "third": "e"}
    assert allocation.stale == (SeatsDecision("fourth", 2, "增设"), decision)


@pytest.mark.parametrize(
    ("decisions", "message"),
    [
        ([admit("second", "cd", "e")], "列入了不在同分之列的作品：e"),
        ([admit("second", "cd", "c", "  ")], "须写明理由"),
        ([SeatsDecision("second", -1, "减")], "名额不能是负数"),
        ([admit("second", "cd", "c"), admit("second", "cd", "d")], "有两项决定"),
        ([SeatsDecision("first", 0, "甲"), SeatsDecision("first", 2, "乙")], "有两项决定"),
    ],
)
def test_an_unsound_decision_is_refused(decisions: list[Decision], message: str) -> None:
    with pytest.raises(Refusal, match=message):
        give({"a": 9, "b": 8, "c": 7, "d": 7, "e": 5}, *decisions)


@pytest.mark.parametrize("tiers", [(TIERS[0], TIERS[0]), (TierQuota("first", "一等奖", -1),)])
def test_an_unsound_plan_is_refused(tiers: tuple[TierQuota, ...]) -> None:
    with pytest.raises(Refusal, match="奖项设置有误"):
        give({"a": 9}, tiers=tiers)


@settings(deadline=None, max_examples=150)
@given(SCORES, QUOTAS, st.randoms(use_true_random=False))
def test_without_decisions_nobody_is_passed_over_and_no_quota_exceeded(
    scores: dict[str, Decimal | None], quotas: list[int], chance: random.Random
) -> None:
    tiers = plan(quotas)
    allocation = allocate(rank(scores), Plan(tiers))
    shuffled = list(rank(scores))
    chance.shuffle(shuffled)
    assert allocate(shuffled, Plan(tiers)) == allocation

    filled = Counter(award.tier for award in allocation.awards)
    assert all(filled[tier.key] <= tier.quota for tier in tiers)
    order = [tier.key for tier in tiers]
    level = {award.entry: order.index(award.tier) for award in allocation.awards}
    marked = {entry: score for entry, score in scores.items() if score is not None}
    assert level.keys() <= marked.keys()
    assert level.keys() | allocation.left_out.keys() == marked.keys()
    assert not level.keys() & allocation.left_out.keys()
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


@settings(deadline=None, max_examples=150)
@given(SCORES, QUOTAS, PEOPLE, st.data())
def test_a_higher_mark_never_loses_a_prize(
    scores: dict[str, Decimal | None], quotas: list[int], people: dict[str, set[str]], data: st.DataObject
) -> None:
    plan_ = Plan(plan(quotas), one_prize=True)
    about = {entry: About(people=frozenset(names_)) for entry, names_ in people.items()}
    order = [tier.key for tier in plan_.tiers]
    before = allocate(rank(scores), plan_, about=about)
    assume(before.awards and before.is_complete)
    award = data.draw(st.sampled_from(before.awards))
    raised = {**scores, award.entry: award.score + data.draw(st.integers(1, 9))}
    after = allocate(rank(raised), plan_, about=about)
    assume(after.is_complete)
    (again,) = [other for other in after.awards if other.entry == award.entry]
    assert order.index(again.tier) <= order.index(award.tier)


@settings(deadline=None, max_examples=150)
@given(SCORES, QUOTAS, PEOPLE, st.data())
def test_every_tie_can_be_decided_and_nobody_has_two_prizes(
    scores: dict[str, Decimal | None], quotas: list[int], people: dict[str, set[str]], data: st.DataObject
) -> None:
    plan_ = Plan(plan(quotas), one_prize=True)
    about = {entry: About(people=frozenset(names_)) for entry, names_ in people.items()}
    decisions: list[Decision] = []
    allocation = allocate(rank(scores), plan_, about=about)
    while not allocation.is_complete:
        (tie,) = allocation.open_ties
        admitted: set[str] = set()
        for entry in data.draw(st.permutations(tie.entries)):
            if len(admitted) < tie.seats_left and not any(people[entry] & people[other] for other in admitted):
                admitted.add(entry)
        decisions.append(TieDecision(tie.tier, frozenset(tie.entries), frozenset(admitted), "复议"))
        before, allocation = allocation, allocate(rank(scores), plan_, decisions, about)
        assert {(award.entry, award.tier) for award in before.awards} <= {
            (award.entry, award.tier) for award in allocation.awards
        }
    assert allocation.stale == ()
    filled = Counter(award.tier for award in allocation.awards)
    assert all(filled[tier.key] <= tier.quota for tier in plan_.tiers)
    assert all(one.given <= one.seats == one.planned for one in allocation.filled)
    assert max(Counter(award.entry for award in allocation.awards).values(), default=1) == 1
    holders = Counter(person for award in allocation.awards for person in people[award.entry])
    assert max(holders.values(), default=1) == 1
    marked = {entry: score for entry, score in scores.items() if score is not None}
    order = [tier.key for tier in plan_.tiers]
    level = {award.entry: order.index(award.tier) for award in allocation.awards}
    for worse in level:
        for better, score in marked.items():
            if score > marked[worse] and level.get(better, len(order)) > level[worse]:
                # Only their own better prize, taken at least as high up, passes an entry over.
                assert any(
                    people[better] & people[other] and level[other] <= level[worse]
                    for other in level
                    if other != better
                )


def test_a_hundred_thousand_entries_are_dealt_with() -> None:
    ranking = rank({f"e{number:06}": Decimal(number).scaleb(-3) for number in range(100_000)})
    allocation = allocate(ranking, Plan(plan([1_000, 2_000, 3_000])))
    assert len(allocation.awards) == 6_000
