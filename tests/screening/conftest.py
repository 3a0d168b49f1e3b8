"""The screener of a contest, and their browser."""

from collections.abc import Iterator

import pytest
from django.test import Client

from contest.notice.models import Contest, Office
from contest.people.models import User
from contest.screening.originality.comparing import forget
from tests.making import appointed, signed_in_client


@pytest.fixture
def screener(contest: Contest) -> User:
    """The screener of `contest`."""
    return appointed(contest, Office.SCREENER)


@pytest.fixture
def client(screener: User) -> Client:
    """The screener's browser."""
    return signed_in_client(screener)


@pytest.fixture(autouse=True)
def nothing_learned() -> Iterator[None]:
    """Begin without what another test's texts taught."""
    forget()
    yield
    forget()
