"""The office's browser, and a round with room for what changes it."""

import pytest
from django.test import Client

from contest.judging.models import Round
from contest.notice.models import Contest
from contest.people.models import User
from tests.judging.making import judge, opened, passed
from tests.making import organiser_of, signed_in_client


@pytest.fixture
def office(contest: Contest) -> Client:
    """The organiser's browser."""
    return signed_in_client(organiser_of(contest))


@pytest.fixture
def judges(contest: Contest) -> list[User]:
    """Four judges."""
    return [judge(contest, number) for number in range(1, 5)]


@pytest.fixture
def round_(contest: Contest, judges: list[User]) -> Round:
    """An open round of six entries, each read by two of the four."""
    for number in range(1, 7):
        passed(contest, number)
    return opened(contest, judges)
