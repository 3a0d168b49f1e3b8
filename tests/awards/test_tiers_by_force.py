"""The prizes of small contests, found once more by asking for each seat who stands first now."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from contest.awards.plan import About, Plan, TieDecision, TierQuota, TieRule, Within
from contest.awards.ranking import rank
from contest.awards.tiers import allocate

ENTRIES = "abcdefgh"
RULE = TieRule("theme", "主题分")
Given = list[tuple[str, str, str]]
Decided = dict[tuple[str, str, frozenset[str]], frozenset[str]]

TIERS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(Within), st.none() | st.integers(1, 4)), min_size=1, max_size=3
)
SCORES = st.fixed_dictionaries({entry: st.none() | st.integers(0, 4).map(Decimal) for entry in ENTRIES})
ABOUT = st.fixed_dictionaries(
    {
        entry: st.builds(
            About,
            people=st.frozensets(st.sampled_from("PQRS"), min_size=1, max_size=2),
            group=st.sampled_from("12"),
            genre=st.sampled_from("诗文"),
            values=st.fixed_dictionaries({RULE.key: st.integers(0, 2).map(Decimal)}),
        )
        for entry in ENTRIES
    }
)


def by_force(
    scores: Mapping[str, Decimal], plan: Plan, about: Mapping[str, About], decided: Decided
) -> tuple[Given, tuple[str, str, frozenset[str]] | None]:
    """Give the awards as (tier, division, entry), and the tie at which they stop, if they do."""
    awards: Given = []
    for tier in plan.tiers:
        for division in sorted({about[entry].division(tier.within) for entry in scores}):
            seats, aside = tier.quota, set[str]()
            while seats > 0:
                winners = {entry for _tier, _division, entry in awards}
                holders = {person for entry in winners for person in about[entry].people}
                line = [
                    entry
                    for entry in scores
                    if about[entry].division(tier.within) == division
                    and entry not in winners | aside
                    and not (plan.one_prize and about[entry].people & holders)
                ]
                best = max((scores[entry] for entry in line), default=None)
                if best is None or (tier.minimum is not None and best < tier.minimum):
                    break
                level = {entry for entry in line if scores[entry] == best}
                if plan.tie_rules and not fits(level, seats, plan, about):
                    top = max(about[entry].values[RULE.key] or 0 for entry in level)
                    level = {entry for entry in level if about[entry].values[RULE.key] == top}
                if fits(level, seats, plan, about):
                    admitted = frozenset(level)
                else:
                    tie = (tier.key, division, frozenset(level))
                    if tie not in decided:
                        return awards, tie
                    admitted = decided[tie]
                    aside |= level - admitted
                    seats = max(seats, len(admitted)) if len(level) <= seats else len(admitted)
                awards += [(tier.key, division, entry) for entry in sorted(admitted)]
                seats -= len(admitted)
    return awards, None


def fits(level: set[str], seats: int, plan: Plan, about: Mapping[str, About]) -> bool:
    people = [person for entry in level for person in about[entry].people]
    return len(level) <= seats and not (plan.one_prize and len(people) > len(set(people)))


def planned(tiers: Sequence[tuple[int, Within, int | None]], *, one_prize: bool, rules: bool) -> Plan:
    return Plan(
        tuple(
            TierQuota(f"t{number}", "奖", quota, within=within, minimum=None if least is None else Decimal(least))
            for number, (quota, within, least) in enumerate(tiers)
        ),
        one_prize=one_prize,
        tie_rules=(RULE,) if rules else (),
    )


@settings(deadline=None, max_examples=300)
@given(SCORES, TIERS, ABOUT, st.booleans(), st.booleans(), st.data())
def test_seat_by_seat_the_same_entries_win(
    scores: dict[str, Decimal | None],
    tiers: list[tuple[int, Within, int | None]],
    about: dict[str, About],
    one_prize: bool,
    rules: bool,
    data: st.DataObject,
) -> None:
    plan = planned(tiers, one_prize=one_prize, rules=rules)
    marked = {entry: score for entry, score in scores.items() if score is not None}
    decided: Decided = {}
    while True:
        decisions = [TieDecision(tier, tied, chosen, "复议", where) for (tier, where, tied), chosen in decided.items()]
        found = allocate(rank(scores), plan, decisions, about)
        awards, waiting = by_force(marked, plan, about, decided)
        assert sorted((one.tier, one.division, one.entry) for one in found.awards) == sorted(awards)
        assert [(tie.tier, tie.division, frozenset(tie.entries)) for tie in found.open_ties] == [waiting][
            : waiting is not None
        ]
        if waiting is None:
            break
        chosen: set[str] = set()
        for entry in data.draw(st.lists(st.sampled_from(sorted(waiting[2])), unique=True)):
            if not (one_prize and any(about[entry].people & about[other].people for other in chosen)):
                chosen.add(entry)
        decided[waiting] = frozenset(chosen)
