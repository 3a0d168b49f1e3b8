"""Takes a contest from its marks to its prize list."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from contest.awards.models import PrizeDecision, PrizeList
from contest.awards.objections.models import Objection
from contest.awards.objections.operations import object_to_prizes
from contest.awards.operations import confirm_prizes, decide_tie
from contest.awards.proposing import Proposal, propose
from contest.awards.queries import decisive_round
from contest.entries.models import Entry
from contest.judging.models import Round
from contest.ledger.models import Event
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal
from tests.judging.making import closed, judge, passed
from tests.making import end_intake, organiser_of


def judged(contest: Contest, scores: Sequence[int], key: str = "reading") -> tuple[Round, list[Entry]]:
    """Give a closed round with one entry for each score, in that order; the deadline has passed."""
    entries = [passed(contest, number) for number in range(1, len(scores) + 1)]
    judges = [judge(contest, 1), judge(contest, 2)]
    round_ = closed(contest, {entry.pk: score for entry, score in zip(entries, scores, strict=True)}, judges, key)
    end_intake(contest)
    return round_, entries


def given(proposal: Proposal) -> list[tuple[str, str, int, Decimal]]:
    """Give the awards as (tier, title, place, score)."""
    return [
        (award.tier, proposal.entries[award.entry].title, award.place, award.score)
        for award in proposal.allocation.awards
    ]


def decide(
    contest: Contest, admitted: Sequence[Entry], reason: str = "复议。", actor: User | None = None
) -> PrizeDecision:
    """Decide the tie that waits."""
    round_ = decisive_round(contest)
    assert round_ is not None
    (tie,) = propose(round_).allocation.open_ties
    return decide_tie(
        contest=contest,
        tie=tie,
        admitted=[entry.token for entry in admitted],
        reason=reason,
        actor=actor or organiser_of(contest),
    )


def tie_shown(contest: Contest) -> str:
    """Give what the form of the tie that waits sends along."""
    round_ = decisive_round(contest)
    assert round_ is not None
    return " ".join(entry for tie in propose(round_).allocation.open_ties for entry in tie.entries)


def confirm(
    contest: Contest,
    units: Sequence[int] = (),
    reason: str = "按篇数。",
    inputs_hash: str = "",
    actor: User | None = None,
) -> PrizeList:
    round_ = decisive_round(contest)
    assert round_ is not None
    return confirm_prizes(
        contest=contest,
        inputs_hash=inputs_hash or propose(round_).inputs_hash,
        units=units,
        units_reason=reason,
        actor=actor or organiser_of(contest),
    )


def objected(
    contest: Contest, entry: Entry | None = None, contact: str = "zhou@example.org", arrived_at: datetime | None = None
) -> Objection:
    """Object to the list that is public."""
    return object_to_prizes(
        contest=contest,
        name="周岩",
        contact=contact,
        about="",
        grounds="与一篇旧作雷同。",
        arrived_at=arrived_at or timezone.now(),
        entry=entry,
    )


def refusal(step: Callable[[], object]) -> str:
    before = (Event.objects.count(), PrizeDecision.objects.count(), PrizeList.objects.count())
    with pytest.raises(Refusal) as refused:
        step()
    assert "%(" not in str(refused.value)
    assert (Event.objects.count(), PrizeDecision.objects.count(), PrizeList.objects.count()) == before
    return refused.value.code
