"""The committee's board: numbers first, names on demand and on record, nothing decided by looking."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from contest.awards.models import PrizeDecision
from contest.judging.models import RoundEntry
from contest.ledger.models import Event
from contest.notice.models import Contest, Office
from tests.awards.making import judged, tie_shown
from tests.making import appointed, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


def board(contest: Contest) -> str:
    return reverse("committee", args=[contest.slug])


@pytest.fixture
def client(contest: Contest) -> Client:
    """The organiser's browser, in a contest with a tie for two places."""
    judged(contest, [90, 80, 80, 80, 50])
    return signed_in_client(organiser_of(contest))


def columns(page: str) -> list[list[int]]:
    """Give the numbers on the cards, column by column."""
    parts = page.split('<section class="column')[1:]
    return [[int(number) for number in re.findall(r'card-number">(\d+)<', part)] for part in parts]


def test_cards_bear_numbers_and_no_names(client: Client, contest: Contest) -> None:
    page = client.get(board(contest)).content.decode()
    numbers = dict(RoundEntry.objects.values_list("entry__title", "number"))
    first, second, tie, rest = columns(page)
    assert (first, second) == ([numbers["第1篇"]], [])
    assert sorted(tie) == sorted(numbers[f"第{n}篇"] for n in (2, 3, 4))
    assert rest == [numbers["第5篇"]]
    for entry in contest.entries.all():
        assert entry.author not in page
        assert f"《{entry.title}》" not in page


def test_names_are_shown_on_demand_and_that_is_on_record(client: Client, contest: Contest) -> None:
    page = client.post(board(contest), {"names": "1"}).content.decode()
    assert "《第1篇》" in page
    event = Event.objects.latest("sequence")
    assert (event.action, event.actor) == ("names.show", organiser_of(contest))
    assert "《第1篇》" not in client.get(board(contest)).content.decode()


def test_a_tie_is_decided_from_the_board(client: Client, contest: Contest) -> None:
    tokens = list(contest.entries.filter(title__in=["第2篇", "第3篇"]).values_list("token", flat=True))
    sent = {"tied": tie_shown(contest), "admitted": tokens, "manner": "committee", "reason": "评委会议定。"}
    client.post(reverse("decide-tie", args=[contest.slug, "second"]), sent)
    first, second, rest = columns(client.get(board(contest)).content.decode())
    assert (len(first), len(second), len(rest)) == (1, 2, 2)


def test_a_vote_is_recorded_from_the_board(client: Client, contest: Contest) -> None:
    page = client.get(board(contest)).content.decode()
    tied = list(contest.entries.filter(title__in=["第2篇", "第3篇", "第4篇"]).values_list("token", flat=True))
    assert all(f'name="votes-{token}"' in page for token in tied)
    sent = {"tied": tie_shown(contest), "admitted": tied[:2], "manner": "vote", "reason": "表决。"} | {
        f"votes-{token}": 3 - number for number, token in enumerate(tied)
    }
    client.post(reverse("decide-tie", args=[contest.slug, "second"]), sent)
    decision = PrizeDecision.objects.get()
    assert [decision.votes[token] for token in tied] == [3, 2, 1]
    assert [votes for _title, votes in decision.votes_told] == [3, 2, 1]
    told = "，".join(f"《{title}》{votes} 票" for title, votes in decision.votes_told)
    assert f"（{told}）" in client.get(reverse("prizes", args=[contest.slug])).content.decode()


def test_an_observer_looks_on(client: Client, contest: Contest) -> None:
    observer = signed_in_client(appointed(contest, Office.OBSERVER))
    page = observer.get(board(contest)).content.decode()
    assert "同分待定" in page
    assert "记下决定" not in page
