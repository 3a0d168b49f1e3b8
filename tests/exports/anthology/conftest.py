"""A contest with prizes whose essays are made into an anthology."""

import pytest
from django.test import Client

from contest.awards.models import PrizeList
from contest.notice.models import Contest
from tests.exports.walking import Walked
from tests.making import signed_in_client


@pytest.fixture
def contest(walked: Walked, prizes: PrizeList) -> Contest:
    """灯火 has the first prize, 渡口 and 栈桥 the second; all their authors agreed to everything."""
    return walked.contest


@pytest.fixture
def client(walked: Walked, prizes: PrizeList) -> Client:
    """The organiser's browser."""
    return signed_in_client(walked.organiser)
