"""The ledger as a page."""

import pytest
from django.urls import reverse

from contest.ledger.models import Event
from contest.ledger.operations import record
from contest.ledger.queries import head
from contest.notice.models import Contest, Office
from contest.people.models import User
from tests.making import appointed, make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


def shown(person: User, contest: Contest, **query: str) -> str:
    answer = signed_in_client(person).get(reverse("ledger", args=[contest.slug]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_this_contest_only_and_the_end_of_the_chain(contest: Contest) -> None:
    other = make_contest("autumn")
    record(actor=None, action="entry.move", subject=("entry", "mine-1"), contest=contest.slug)
    record(actor=None, action="entry.move", subject=("entry", "theirs-1"), contest=other.slug)
    page = shown(organiser_of(contest), contest)
    assert "mine-1" in page
    assert "theirs-1" not in page
    sequence, digest = head()
    assert digest in page
    assert sequence == Event.objects.count()


@pytest.mark.parametrize(
    ("words", "found"),
    [("entry.", {"e1", "e2"}), ("e1", {"e1"}), ("王", {"e2"}), ("没有", set()), ("%", set()), ("", {"e1", "e2"})],
)
def test_the_page_is_searched(contest: Contest, person: User, words: str, found: set[str]) -> None:
    person.name = "王海"
    record(actor=None, action="entry.move", subject=("entry", "e1"), contest=contest.slug)
    record(actor=person, action="entry.move", subject=("entry", "e2"), contest=contest.slug)
    client = signed_in_client(organiser_of(contest))
    answer = client.get(reverse("ledger", args=[contest.slug]), {"q": words})
    assert {event.subject_key for event in answer.context["page"]} & {"e1", "e2"} == found


def test_what_people_typed_is_shown_as_text(contest: Contest) -> None:
    record(
        actor=None,
        action="entry.move",
        subject=("entry", "e1"),
        contest=contest.slug,
        after={"title": "<script>alert(1)</script>"},
        reason="<b>理由</b>",
    )
    page = shown(organiser_of(contest), contest)
    assert "<script>alert" not in page
    assert "<b>理由" not in page


@pytest.mark.parametrize(
    ("office", "status"),
    [
        (Office.OBSERVER, 200),
        (Office.SCREENER, 404),
        (Office.JUDGE, 404),
        (Office.UNIT_CONTACT, 404),
    ],
)
def test_who_reads_the_ledger(contest: Contest, office: Office, status: int) -> None:
    holder = appointed(contest, office)
    assert signed_in_client(holder).get(reverse("ledger", args=[contest.slug])).status_code == status
