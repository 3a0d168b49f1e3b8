"""The office's browser."""

import pytest
from django.test import Client

from contest.notice.models import Contest
from tests.making import organiser_of, signed_in_client


@pytest.fixture
def office(contest: Contest) -> Client:
    """The organiser's browser."""
    return signed_in_client(organiser_of(contest))
