"""A person's own page: every entry with what to do next, a few at a time; and what they were told."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from contest.awards.operations import publish_prizes
from contest.entries.models import Entry
from contest.entries.views import ENTRIES_A_PAGE, LETTERS_A_PAGE
from contest.notice.models import Contest
from contest.outbox.models import Message
from contest.outbox.operations import queue
from contest.people.models import User
from contest.screening.operations import pass_entry
from tests.awards.making import confirm, judged
from tests.entries.making import returned, take
from tests.making import docx_bytes, entrant_of, hand_in_entry, make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(person: User) -> Client:
    return signed_in_client(person)


def text(answer: object) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def many(entry: Entry, number: int) -> None:
    """Give the entrant so many entries more, straight into the table."""
    Entry.objects.bulk_create(
        Entry(
            contest=entry.contest,
            entrant=entry.entrant,
            unit=entry.unit,
            title=f"第{each}篇",
            author="周行",
            unit_name=entry.unit_name,
            state="withdrawn",
        )
        for each in range(number)
    )


def test_each_entry_says_what_to_do_next(client: Client, contest: Contest, person: User) -> None:
    returned(contest, person, timezone.now() + timedelta(days=3))
    entry = hand_in_entry(make_contest("autumn"), person, title="渡口")
    pass_entry(entry=entry, manuscript=entry.manuscripts.get(), actor=organiser_of(entry.contest))
    newer = hand_in_entry(make_contest("winter"), person, title="栈桥")
    take(newer.contest, person, entry=newer, content=docx_bytes("改"))
    take(make_contest("summer"), person, content=docx_bytes("草稿"))
    shown = text(client.get(reverse("my-entries")))
    for words in (
        "按意见改好，重新提交。",
        "通过审查，等待评审",
        "已经收到，新的一稿还没有提交",
        "核对单位、题目和作者，然后提交。",
    ):
        assert words in shown
    assert shown.count("期限") == 3


def test_the_way_stands_on_the_entrys_page(client: Client, contest: Contest, person: User) -> None:
    entry = hand_in_entry(contest, person)
    pass_entry(entry=entry, manuscript=entry.manuscripts.get(), actor=organiser_of(contest))
    answer = client.get(reverse("entry", args=[entry.token]))
    assert [(str(step.words), step.at is not None) for step in answer.context["steps"]] == [
        (f"收到，回执 {entry.receipts.get().number}", True),
        ("通过资格审查", True),
        ("评审", False),
        ("公布结果", False),
    ]


def test_who_won_is_told_on_the_entry_and_on_the_list_once_it_is_published(contest: Contest) -> None:
    _round, entries = judged(contest, [90, 80, 70, 60])
    confirm(contest)
    winner, loser = (signed_in_client(entrant_of(entry)) for entry in (entries[0], entries[-1]))
    pages = (reverse("my-entries"), reverse("entry", args=[entries[0].token]))
    for page in pages:
        assert "获得一等奖" not in text(winner.get(page))
    publish_prizes(contest=contest, actor=organiser_of(contest))
    for page in pages:
        assert "结果已经公布：获得一等奖" in text(winner.get(page))
    assert "请看获奖名单。" in text(loser.get(reverse("entry", args=[entries[-1].token])))
    assert "获得" not in text(loser.get(reverse("entry", args=[entries[-1].token])))


def test_many_entries_come_a_page_at_a_time_at_the_same_cost(
    client: Client, contest: Contest, person: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    entry = hand_in_entry(contest, person)
    address = reverse("my-entries")
    with django_assert_max_num_queries(14) as few:
        assert "pager" not in text(client.get(address))
    many(entry, 500)
    with django_assert_max_num_queries(14) as lots:
        shown = text(client.get(address))
    assert len(few) == len(lots)
    assert shown.count("card-of-entry") == ENTRIES_A_PAGE
    assert "共 501 条" in shown
    assert "灯火" in text(client.get(address, {"page": 26}))
    found = text(client.get(address, {"q": "第17篇"}))
    assert found.count("card-of-entry") == 1
    assert "没有找到" in text(client.get(address, {"q": "没有这一篇"}))


def test_the_pages_of_one_entry_cost_the_same_at_many_versions(
    client: Client, person: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    contest = make_contest(most_per_author=3, most_per_entrant=9, genres=("散文",), asks_ai_use=True)
    counts = []
    entry = take(contest, person).entry
    for _ in range(2):
        asked = {"unit": "潮声纪念馆", "title": "灯火", "author": "林晓"}
        with django_assert_max_num_queries(22) as page:
            client.get(reverse("entry", args=[entry.token]))
        with django_assert_max_num_queries(14) as typing:
            client.post(reverse("check-fields", args=[entry.token]), asked)
        counts.append((len(page), len(typing)))
        for number in range(4):
            take(contest, person, entry=entry, content=docx_bytes(f"第{number}稿"))
    assert counts[0] == counts[1]


def test_messages_come_a_page_at_a_time_the_new_ones_marked(client: Client, person: User) -> None:
    for number in range(LETTERS_A_PAGE + 5):
        queue(person=person, subject=f"第 {number} 条", body="。")
    Message.objects.filter(subject="第 34 条").update(read_at=timezone.now())
    shown = text(client.get(reverse("my-entries")))
    assert "34 条新的" in shown
    assert shown.count('class="letter') == 5
    assert shown.count("letter--new") == 4
    first = text(client.get(reverse("my-messages")))
    assert first.count('class="letter') == LETTERS_A_PAGE
    assert "第 34 条" in first
    assert "第 0 条" in text(client.get(reverse("my-messages"), {"page": 2}))


def test_others_messages_stay_theirs(client: Client, contest: Contest, person: User) -> None:
    queue(person=organiser_of(contest), subject="别人的消息", body="。")
    assert "别人的消息" not in text(client.get(reverse("my-messages")))
    assert "没有消息。" in text(client.get(reverse("my-messages")))
