"""Whatever chain of corrections and decisions a list goes through, each version is what the rule makes of its state."""

from collections import Counter
from itertools import groupby, pairwise
from random import Random

import pytest

from contest.awards.chain import chain_of
from contest.awards.correcting import correct_prizes
from contest.awards.models import Award, PrizeDecision, PrizeList
from contest.awards.operations import decide_seats, decide_tie, revoke_decision
from contest.awards.proposing import propose
from contest.awards.units.correcting import Choice, UnitsWanted
from contest.awards.units.operations import override_units
from contest.awards.units.queries import unit_table
from contest.entries.models import Entry
from contest.ledger.queries import chain_faults
from contest.notice.models import Contest
from tests.awards.making import confirm
from tests.awards.units.making import judged_entries, ranking_units
from tests.exports.sealing.making import faults, sealed
from tests.making import organiser_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

Row = tuple[str, str, int, str, str]


def rows_of(awards: list[Award]) -> list[Row]:
    return sorted((one.tier_key, one.entry.token, one.place, str(one.score), one.reason) for one in awards)


def decide_what_waits(contest: Contest, chance: Random, without: list[str]) -> None:
    round_ = contest.rounds.get()
    while ties := propose(round_, without=without).allocation.open_ties:
        admitted = chance.sample(sorted(ties[0].entries), chance.randint(0, len(ties[0].entries)))
        decide_tie(
            contest=contest,
            tie=ties[0],
            admitted=admitted,
            reason=f"复议{chance.random()}。",
            actor=organiser_of(contest),
            without=without,
        )


def decide_something(contest: Contest, chance: Random) -> None:
    """Revoke a decision, or set the places of a tier."""
    taken = list(PrizeDecision.objects.filter(revoked_at=None))
    office = organiser_of(contest)
    if taken and chance.random() < 0.6:
        revoke_decision(contest=contest, decision=chance.choice(taken), reason="重议。", actor=office)
        return
    tier = chance.choice(["first", "second"])
    for one in taken:
        if (one.kind, one.tier_key) == ("seats", tier):
            revoke_decision(contest=contest, decision=one, reason="重议。", actor=office)
    decide_seats(contest=contest, tier_key=tier, seats=chance.randint(0, 3), reason="议定。", actor=office)


def correct(confirmed: PrizeList, entry: Entry | None, chance: Random) -> None:
    """Make the next version, if there is anything to correct; units by the formula, or kept, or by hand."""
    chain = chain_of(confirmed, entry)
    if chain.is_empty and entry is None:
        return
    units = None
    if chain.units is not None and chain.units.asks:
        choice = chance.choice([Choice.FORMULA, Choice.KEEP] if chain.units.may_take_formula else [Choice.KEEP])
        units = UnitsWanted(choice, reason="议定。")
    correct_prizes(
        confirmed=confirmed,
        chain_hash=chain.hash,
        reason="更正。",
        entry=entry,
        disqualified_for=confirmed.contest.disqualification_reasons.first() if entry else None,
        units=units,
        actor=organiser_of(confirmed.contest),
    )
    confirmed.refresh_from_db()


def holds_competition_places(confirmed: PrizeList) -> bool:
    """Equal figures share a place, a lower figure has a later one, which no two figures share."""
    awards = sorted(confirmed.awards.standing(), key=lambda one: one.place)
    figures = [{one.score for one in some} for _place, some in groupby(awards, key=lambda one: one.place)]
    single = [next(iter(some)) for some in figures]
    shared = Counter(one.place for one in awards)
    places = sorted(shared)
    apart = all(after >= before + shared[before] for before, after in pairwise(places))
    return apart and all(len(some) == 1 for some in figures) and single == sorted(single, reverse=True)


@pytest.mark.parametrize("seed", range(4))
def test_after_any_chain_the_list_is_what_the_rule_gives_and_earlier_ones_are_what_they_were(seed: int) -> None:
    chance = Random(seed)
    contest = ranking_units(reserve=2)
    scores = [("甲乙丙丁"[chance.randrange(4)] + "厂", chance.randint(60, 66)) for _ in range(12)]
    judged_entries(contest, scores)
    decide_what_waits(contest, chance, [])
    if not unit_table(contest).is_complete:
        units = [row.facts.unit for row in unit_table(contest).rows][:2]
        override_units(contest=contest, chosen=units, reason="并列。", actor=organiser_of(contest))
    confirmed = confirm(contest, list(unit_table(contest).chosen))
    kept: dict[int, list[Row]] = {}
    for _step in range(6):
        winners = list(confirmed.awards.standing().select_related("entry"))
        kept[confirmed.version] = rows_of(winners)
        entry = chance.choice(winners).entry if winners and chance.random() < 0.5 else None
        if entry is None:
            decide_something(contest, chance)
        decide_what_waits(contest, chance, [entry.token] if entry else [])
        correct(confirmed, entry, chance)
        proposal = propose(confirmed.round)
        assert confirmed.inputs_hash == proposal.inputs_hash or chain_of(confirmed).is_empty
        assert sorted((one.tier, one.entry, one.place) for one in proposal.allocation.awards) == [
            row[:3] for row in rows_of(list(confirmed.awards.standing().select_related("entry")))
        ]
        assert chain_of(confirmed).shifted == ()
        assert holds_competition_places(confirmed)
        assert {row.facts.unit for row in unit_table(contest).rows if row.is_in} == set(
            confirmed.unit_awards.standing().values_list("unit", flat=True)
        )
        for version, rows in kept.items():
            if version < confirmed.version:
                assert rows_of(list(confirmed.awards.of_version(version).select_related("entry"))) == rows
    assert confirmed.version > 2
    assert faults(sealed(contest)) == {}
    assert chain_faults() == []
