"""The entrant's browser, and a draft made with it."""

import pytest
from django.test import Client
from django.urls import reverse

from contest.entries.models import Entry
from contest.notice.models import Contest
from contest.people.models import User
from tests.entries.making import upload
from tests.making import signed_in_client


@pytest.fixture
def client(person: User) -> Client:
    """The entrant's browser."""
    return signed_in_client(person)


@pytest.fixture
def draft(client: Client, contest: Contest) -> Entry:
    """A draft with one file."""
    client.post(reverse("hand-in", args=[contest.slug]), {"file": upload()})
    return Entry.objects.get()
