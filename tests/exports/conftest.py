"""A contest on its way to the workbook, one step further each."""

import pytest

from contest.awards.models import PrizeList
from contest.judging.models import Round
from tests.exports.walking import Walked, closed_round, confirmed, three_essays


@pytest.fixture
def walked() -> Walked:
    """Three essays that two judges read."""
    return three_essays()


@pytest.fixture
def closed(walked: Walked) -> Round:
    """Their round, marked and closed."""
    return closed_round(walked, comment="开头好。")


@pytest.fixture
def prizes(walked: Walked, closed: Round) -> PrizeList:
    """Their prizes, confirmed."""
    return confirmed(walked, closed)
