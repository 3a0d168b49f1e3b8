"""A package with a tie that was decided, and what a look at it knows."""

import pytest

from contest.notice.models import Contest
from tests.awards.making import confirm, decide, judged
from tests.exports.sealing.making import sealed


@pytest.fixture
def content(contest: Contest) -> bytes:
    """The package of a contest with five entries, each read twice, and a tie at the last place."""
    entries = judged(contest, [90, 80, 70, 70, 60])[1]
    decide(contest, [entries[3]], reason="复议：第4篇更切题。")
    confirm(contest)
    return sealed(contest)
