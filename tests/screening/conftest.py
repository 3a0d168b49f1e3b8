"""The screener of a contest, and their browser."""

import pytest
from django.test import Client

from contest.notice.models import Contest, Office
from contest.people.models import User
from tests.making import appointed, signed_in_client


@pytest.fixture
def screener(contest: Contest) -> User:
    """The screener of `contest`."""
    return appointed(contest, Office.SCREENER)


@pytest.fixture
def client(screener: User) -> Client:
    """The screener's browser."""
    return signed_in_client(screener)
