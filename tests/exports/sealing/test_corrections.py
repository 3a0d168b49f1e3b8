"""What a package says of corrections is what the ledger kept of them."""

from collections.abc import Callable
from typing import Any

import pytest

from contest.awards.chain import chain_of
from contest.awards.correcting import correct_prizes
from contest.notice.models import Contest
from tests.awards.making import confirm, judged
from tests.exports.sealing.making import changed, faults, sealed
from tests.making import make_contest, organiser_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def contest() -> Contest:
    """A contest whose list was corrected once."""
    contest = make_contest()
    _round, entries = judged(contest, [90, 80, 70, 60, 50])
    confirmed = confirm(contest)
    correct_prizes(
        confirmed=confirmed,
        chain_hash=chain_of(confirmed, entries[0]).hash,
        reason="抄袭属实。",
        entry=entries[0],
        disqualified_for=contest.disqualification_reasons.first(),
        actor=organiser_of(contest),
    )
    return contest


@pytest.mark.parametrize(
    "change",
    [
        lambda decisions: decisions["corrections"][0].update(reason="另有安排。"),
        lambda decisions: decisions["corrections"].clear(),
    ],
)
def test_a_correction_that_is_told_otherwise_or_not_at_all(contest: Contest, change: Callable[[Any], object]) -> None:
    content = sealed(contest)
    assert faults(content) == {}
    assert faults(changed(content, "decisions.json", change))["名单与账本"] == ["第 2 版名单：更正的理由"]
