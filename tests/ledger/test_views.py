"""The ledger as a page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contest.ledger.models import Event
from contest.ledger.operations import record
from contest.ledger.queries import head
from contest.notice.models import Contest, Office
from contest.people.models import User
from tests.making import appointed, hand_in_entry, make_contest, make_person, organiser_of, signed_in_client

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


def test_an_entry_is_named_and_leads_to_its_page(contest: Contest, person: User) -> None:
    entry = hand_in_entry(contest, person, title="灯火")
    record_moves(contest, "draft-1", "draft")
    record_moves(contest, "back-1", "received", "withdrawn")
    page = shown(organiser_of(contest), contest)
    address = reverse("screen-entry", args=[contest.slug, entry.token])
    assert f'<a href="{address}">《灯火》</a>' in page
    for key in ("draft-1", "back-1"):
        assert key in page
        assert reverse("screen-entry", args=[contest.slug, key]) not in page
    assert signed_in_client(appointed(contest, Office.OBSERVER)).get(address).status_code == 200


def test_a_sealed_contest_names_no_entry(contest: Contest, person: User) -> None:
    entry = hand_in_entry(contest, person, title="灯火")
    Contest.objects.update(sealed=True)
    page = shown(organiser_of(contest), contest)
    assert "《灯火》" not in page
    assert reverse("screen-entry", args=[contest.slug, entry.token]) not in page


def record_moves(contest: Contest, key: str, *states: str) -> None:
    for state in states:
        record(actor=None, action="entry.move", subject=("entry", key), contest=contest.slug, after={"state": state})


def test_a_round_leads_to_its_page(contest: Contest) -> None:
    record(actor=None, action="round.open", subject=("round", "spring/reading"), contest=contest.slug)
    page = shown(organiser_of(contest), contest)
    assert f'<a href="{reverse("round", args=[contest.slug, "reading"])}">reading</a>' in page


def test_a_reading_is_known_by_its_number(contest: Contest) -> None:
    record(actor=None, action="reading.submit", subject=("reading", "r1"), contest=contest.slug, after={"number": 7})
    assert "<small>评阅 第 7 号</small>" in shown(organiser_of(contest), contest)


def test_changes_are_said_in_words(contest: Contest) -> None:
    record(
        actor=None,
        action="entry.move",
        subject=("entry", "e1"),
        contest=contest.slug,
        before={"state": "received"},
        after={"state": "returned", "version": 2},
    )
    page = shown(organiser_of(contest), contest)
    assert "<dt>状态</dt><dd><del>已收稿</del> 退回修改</dd>" in page
    assert "<dt>版本</dt><dd>2</dd>" in page
    assert "编号全站连续，这里只列这次征文的记录。" in page


def test_the_names_cost_one_query(contest: Contest, person: User) -> None:
    client = signed_in_client(organiser_of(contest))
    counts = []
    for number in (1, 6):
        for title in range(number):
            hand_in_entry(contest, make_person(f"p{number}{title}@example.org"), title=f"第{title}篇")
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("ledger", args=[contest.slug]))
        counts.append(len(captured))
    assert counts[0] == counts[1]


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
