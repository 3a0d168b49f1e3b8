"""Entries and units: the search language of the queue, page by page, with its columns."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from contest.entries.models import Entry
from contest.entries.operations import withdraw
from contest.notice.models import Contest, Office
from contest.screening.operations import disqualify_entry
from tests.exports.api.reading import pages, program_of, read
from tests.exports.walking import AT, Walked
from tests.making import appointed, entrant_of, hand_in_entry, make_person, organiser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def screener(walked: Walked) -> Client:
    return program_of(appointed(walked.contest, Office.SCREENER))


def many(contest: Contest, number: int) -> list[Entry]:
    return [
        hand_in_entry(
            contest, make_person(f"many{index}@example.org", f"许{chr(0x4E00 + index)}"), title=f"文{index:02}"
        )
        for index in range(number)
    ]


def titles(found: list[Any]) -> list[str]:
    return [line["title"] for page in found for line in page["entries"]]


def test_a_search_gives_the_columns_it_asks_for_by_the_stored_values(walked: Walked, screener: Client) -> None:
    told = read(screener, "entries", walked.contest, q="灯火 列:状态,收稿,字数,提示,途径,决定,审稿,单位")
    entry = walked.entries["灯火"]
    assert told == {
        "search": "灯火 列:状态,收稿,字数,提示,途径,决定,审稿,单位",
        "columns": ["title", "state", "received_at", "words", "flags", "way", "decision", "screener", "unit"],
        "counts": {"received": 0, "returned": 0, "eligible": 1, "disqualified": 0},
        "sealed_until": None,
        "is_sealed": False,
        "entries": [
            {
                "token": entry.token,
                "title": "灯火",
                "unit": "潮声纪念馆",
                "state": "eligible",
                "words": entry.manuscript and entry.manuscript.words,
                "received_at": AT[0].isoformat(),
                "flags": [],
                "way": "web",
                "decision": "pass",
                "screener": "组织者",
            }
        ],
        "next": None,
    }


@pytest.mark.parametrize("order", ["", "排序:-题目", "排序:作者", "排序:-字数", "排序:雷同"])
def test_pages_give_each_entry_once_in_the_order_asked_for(walked: Walked, screener: Client, order: str) -> None:
    many(walked.contest, 7)
    whole = titles(pages(screener, "entries", walked.contest, q=order, limit=200))
    parts = pages(screener, "entries", walked.contest, q=order, limit=3)
    assert (titles(parts), len(parts), len(set(whole))) == (whole, 4, 10)


def test_what_comes_in_or_goes_between_two_pages_repeats_and_hides_nothing(walked: Walked, screener: Client) -> None:
    entries = many(walked.contest, 4)
    first = read(screener, "entries", walked.contest, q="状态:待审", limit=2)
    last = entries[1]
    withdraw(entry=last, person=entrant_of(last), arrived_at=timezone.now())
    many_more = hand_in_entry(walked.contest, make_person("late@example.org", "迟到"), title="后来")
    second = read(screener, "entries", walked.contest, q="状态:待审", cursor=first["next"])
    assert titles([first, second]) == ["文00", "文01", "文02", "文03", many_more.title]


def test_what_the_search_does_not_understand_is_said(walked: Walked, screener: Client) -> None:
    address = reverse("api:entries", args=[walked.contest.slug])
    answer = screener.get(address, {"q": "字数>许多"})
    assert (answer.status_code, answer.json()["error"]) == (422, "bad-search")
    assert "许多" in answer.json()["message"]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"limit": 201}, "bad-parameter"),
        ({"limit": 0}, "bad-parameter"),
        ({"limit": "many"}, "bad-parameter"),
        ({"q": "字" * 501}, "bad-parameter"),
        ({"cursor": "x" * 22}, "bad-cursor"),
    ],
)
def test_a_parameter_that_can_not_be_is_refused(
    walked: Walked, screener: Client, asked: dict[str, Any], error: str
) -> None:
    answer = screener.get(reverse("api:entries", args=[walked.contest.slug]), asked)
    assert (answer.status_code, answer.json()["error"]) == (422, error)
    assert answer.json()["message"]


@pytest.mark.parametrize("number", [1, 30])
def test_a_page_costs_the_same_however_many_there_are(
    contest: Contest, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many(contest, number)
    client = program_of(organiser_of(contest))
    read(client, "entries", contest)  # the first use of a day is noted
    with django_assert_num_queries(8):
        assert len(read(client, "entries", contest)["entries"]) == number


def test_one_entry_tells_its_facts_and_neither_text_nor_contact(walked: Walked, screener: Client) -> None:
    entry = walked.entries["渡口"]
    disqualify_entry(
        entry=entry,
        manuscript=entry.manuscripts.get(),
        reason=walked.contest.disqualification_reasons.get(),
        note="与旧作相同。",
        actor=walked.organiser,
    )
    told = read(screener, "entry", walked.contest, entry.token)
    assert (told["title"], told["author"], told["unit"], told["state"]) == ("渡口", "王海", "浦岸中学", "disqualified")
    assert [one["outcome"] for one in told["decisions"]] == ["disqualify", "pass"]
    assert told["declarations"][0] == {"key": "original", "wording": "文稿是本人原创。", "agreed": True}
    assert told["manuscripts"][0]["canonical_name"] == "十周年-浦岸中学-渡口-王海.docx"
    assert told["receipt"] == entry.receipts.get().number
    answer = screener.get(reverse("api:entry", args=[walked.contest.slug, entry.token])).content.decode()
    assert "author1@example.org" not in answer
    assert "html" not in told


def test_one_entry_costs_the_same_whatever_is_around_it(
    contest: Contest, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    entry, client = many(contest, 1)[0], program_of(organiser_of(contest))
    read(client, "entry", contest, entry.token)
    for login in ("second@example.org", "third@example.org"):
        with django_assert_num_queries(13):
            read(client, "entry", contest, entry.token)
        hand_in_entry(contest, make_person(login, "另一位"))


def test_units_come_with_spellings_superior_and_number(walked: Walked, screener: Client) -> None:
    told = read(screener, "units", walked.contest)
    assert [(one["name"], one["superior"], one["spellings"], one["entries"]) for one in told["units"]] == [
        ("潮声纪念馆", None, [], 2),
        ("浦岸中学", None, [], 1),
    ]
    assert [len(page["units"]) for page in pages(screener, "units", walked.contest, limit=1)] == [1, 1]
    assert [one["name"] for one in read(screener, "units", walked.contest, q="中学")["units"]] == ["浦岸中学"]


@pytest.mark.parametrize("number", [1, 12])
def test_units_cost_the_same_however_many(
    contest: Contest, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for index in range(number):
        hand_in_entry(contest, make_person(f"unit{index}@example.org", "林晓"), unit=f"第{index}中学校", title="文")
    client = program_of(organiser_of(contest))
    read(client, "units", contest)
    with django_assert_num_queries(6):
        assert len(read(client, "units", contest)["units"]) == number
