"""A round of three entries, and its first judge."""

import pytest
from django.test import Client

from contest.judging.models import Judge, Reading, Round
from contest.notice.models import Contest
from tests.judging.making import judge, opened, passed, readings, seat_of
from tests.making import organiser_of, signed_in_client


@pytest.fixture
def round_(contest: Contest) -> Round:
    """An open round of three entries, each read by two."""
    for number in (1, 2, 3):
        passed(contest, number)
    return opened(contest, [judge(contest, 1), judge(contest, 2)])


@pytest.fixture
def seat(round_: Round) -> Judge:
    """The first judge in it."""
    return seat_of(round_, judge(round_.contest, 1))


@pytest.fixture
def own(seat: Judge) -> list[Reading]:
    """The first judge's readings."""
    return [one for one in readings(seat.round) if one.judge == seat]


@pytest.fixture
def client(seat: Judge) -> Client:
    """The first judge's browser."""
    return signed_in_client(seat.person)


@pytest.fixture
def office(contest: Contest) -> Client:
    """The organiser's browser."""
    return signed_in_client(organiser_of(contest))
