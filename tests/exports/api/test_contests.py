"""What everybody reads: contests, notices, published results."""

from datetime import datetime
from operator import itemgetter

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from contest.awards.models import PrizeList
from contest.awards.operations import publish_prizes
from contest.notice.models import Contest, Office
from tests.exports.api.reading import program_of, read
from tests.exports.walking import SHANGHAI, Walked
from tests.making import appointed, make_contest, organiser_of

pytestmark = pytest.mark.django_db


def test_the_list_says_where_each_contest_stands(contest: Contest) -> None:
    assert contest.closes_at is not None
    told = Client().get(reverse("api:contests")).json()
    assert told == {
        "contests": [
            {
                "contest": "spring",
                "title": "春潮主题征文",
                "occasion": "建馆十周年",
                "is_demo": False,
                "time_zone": "Asia/Shanghai",
                "opens_at": None,
                "closes_at": contest.closes_at.astimezone(SHANGHAI).isoformat(),
                "intake": "open",
                "results_published_at": None,
                "offices": [],
            }
        ],
        "next": None,
    }


def test_the_list_comes_in_pages(contest: Contest) -> None:
    make_contest("autumn", title="秋思主题征文")
    client, address = Client(), reverse("api:contests")
    first = client.get(address, {"limit": 1}).json()
    second = client.get(address, {"limit": 1, "cursor": first["next"]}).json()
    assert [one["contest"] for one in (*first["contests"], *second["contests"])] == ["autumn", "spring"]
    assert second["next"] is None


def test_a_token_adds_its_persons_offices(contest: Contest) -> None:
    observer = appointed(contest, Office.OBSERVER)
    listed = program_of(observer).get(reverse("api:contests")).json()["contests"]
    assert [one["offices"] for one in listed] == [["observer"]]


@pytest.mark.parametrize("number", [1, 6])
def test_the_list_costs_the_same_however_long(
    contest: Contest, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for index in range(1, number):
        make_contest(f"contest-{index}")
    client, address = program_of(organiser_of(contest)), reverse("api:contests")
    client.get(address)  # the first use of a day is noted
    with django_assert_num_queries(4):
        assert len(client.get(address).json()["contests"]) == number


def test_a_notice_says_what_its_page_says_and_null_for_what_is_unknown(contest: Contest) -> None:
    told = read(Client(), "notice", contest)
    assert told["naming_rule"] == "十周年-所在单位-作品题目-作者姓名"
    assert (told["word_limit"], told["mailbox"], told["opens_at"]) == (1500, None, None)
    assert datetime.fromisoformat(told["closes_at"]).tzinfo is not None
    assert told["tiers"][0] == {
        "key": "first",
        "kind": "person",
        "name": "一等奖",
        "quota": 1,
        "share": None,
        "within": "all",
        "minimum": None,
    }
    assert told["contact_points"] == [{"name": "陈老师", "telephone": "021-5555 0000"}]
    assert {"checklist", "layout_thresholds", "criteria", "disqualification_reasons"}.isdisjoint(told)


def test_results_are_there_once_published_and_say_what_their_page_says(walked: Walked, prizes: PrizeList) -> None:
    address = reverse("api:results", args=[walked.contest.slug])
    assert Client().get(address).status_code == 404
    publish_prizes(contest=walked.contest, actor=walked.organiser)
    prizes.refresh_from_db()
    assert prizes.published_at is not None
    assert prizes.final_at is not None
    told = Client().get(address).json()
    told["awards"][1:] = sorted(told["awards"][1:], key=itemgetter("title"))  # equals stand in no order
    assert told == {
        "contest": "spring",
        "title": "春潮主题征文",
        "version": 1,
        "published_at": prizes.published_at.astimezone(SHANGHAI).isoformat(),
        "objections_until": None,
        "final_at": prizes.final_at.astimezone(SHANGHAI).isoformat(),
        "awards": [
            {"tier": "一等奖", "title": "灯火", "author": "林晓", "unit": "潮声纪念馆"},
            {"tier": "二等奖", "title": "栈桥", "author": "周岸", "unit": "潮声纪念馆"},
            {"tier": "二等奖", "title": "渡口", "author": "王海", "unit": "浦岸中学"},
        ],
        "unit_awards": [{"tier": "优秀组织奖", "unit": "潮声纪念馆"}],
    }
