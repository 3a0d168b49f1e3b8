"""Past winners at the desk: shown before they are taken in, found, exported, withdrawn."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from contest.ledger.models import Event
from contest.notice.models import Contest
from contest.screening.past.models import PastWinner
from tests.making import body_of, make_contest, organiser_of, signed_in_client
from tests.notice.filled import confirm, parcel_in, table_in, uploaded, workbook
from tests.screening.past.making import BRIDGE, COLUMNS, FERRY, LAMP, won

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(contest: Contest) -> Client:
    return signed_in_client(organiser_of(contest))


def at(name: str, contest: Contest, *args: Any) -> str:
    return reverse(name, args=[contest.slug, *args])


def test_a_list_is_shown_row_by_row_and_nothing_is_done(contest: Contest, client: Client) -> None:
    won(contest, LAMP)
    this_year = timezone.now().astimezone(contest.zone).year
    content = workbook(COLUMNS, [LAMP, FERRY, FERRY, ("去年", "征文", "一等奖", "题目", "作者", None)])
    events = Event.objects.count()
    answer = client.post(at("past-list", contest), uploaded(content))
    assert table_in(answer) == [
        ("4", "渡口", "不收", "与第 3 行是同一篇。请只留一行。"),
        ("5", "题目", "不收", f"“去年”不是 1900 到 {this_year} 之间的年份。请写四位数字，如 2019。"),
        ("3", "渡口", "新增", "2019年，江风主题征文，二等奖，周岸、孙七。"),
    ]
    assert "新增 1 行，改动 0 行，不变 1 行，有问题不收 2 行" in answer.content.decode()
    assert (PastWinner.objects.count(), Event.objects.count()) == (1, events)


def test_confirmed_they_are_listed(contest: Contest, client: Client) -> None:
    pages = at("past-list", contest), at("take-past-list", contest)
    answer = confirm(client, *pages, workbook(COLUMNS, [BRIDGE, LAMP, FERRY]))
    assert "往届获奖名单已收下，新增 3 条。" in answer.content.decode()
    assert [row[:6] for row in table_in(answer)] == [
        ("2019", "江风主题征文", "一等奖", "灯火", "林晓", "潮声纪念馆"),
        ("2019", "江风主题征文", "二等奖", "渡口", "周岸、孙七", "浦岸中学"),
        ("2015", "百年主题征文", "优秀奖", "栈桥", "吴江", "—"),
    ]


def test_what_somebody_else_took_in_meanwhile_refuses_it_whole(contest: Contest, client: Client) -> None:
    parcel = parcel_in(client.post(at("past-list", contest), uploaded(workbook(COLUMNS, [LAMP, FERRY]))))
    won(make_contest("autumn"), LAMP)
    answer = client.post(at("take-past-list", contest), parcel)
    assert (answer.status_code, "情况有了变化" in answer.content.decode()) == (422, True)
    assert PastWinner.objects.count() == 1


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 no workbook", workbook(COLUMNS[:3], [LAMP[:3]]), workbook(COLUMNS, [])]
)
def test_what_is_no_such_list_is_refused_in_words(contest: Contest, client: Client, content: bytes) -> None:
    answer = client.post(at("past-list", contest), uploaded(content))
    assert (answer.status_code, "alert-danger" in answer.content.decode()) == (422, True)


def test_the_empty_list_is_read_as_it_is_given(contest: Contest, client: Client) -> None:
    content = body_of(client.get(at("past-list-template", contest)))
    assert "表里没有填写内容" in client.post(at("past-list", contest), uploaded(content)).content.decode()


@pytest.mark.parametrize(
    ("words", "titles"),
    [("灯火", ["灯火"]), ("2019", ["灯火", "渡口"]), ("浦岸 孙七", ["渡口"]), ("百年", ["栈桥"]), ("没有", [])],
)
def test_they_are_found_by_any_of_their_words(contest: Contest, client: Client, words: str, titles: list[str]) -> None:
    won(contest, LAMP, FERRY, BRIDGE)
    answer = client.get(at("past-winners", contest), {"q": words})
    assert [row[3] for row in table_in(answer)] == titles if titles else "没有找到" in answer.content.decode()


def test_the_export_is_read_again_without_doubling(contest: Contest, client: Client) -> None:
    won(contest, LAMP, FERRY, BRIDGE)
    content = body_of(client.get(at("past-winners-file", contest)))
    assert [tuple(row) for row in load_workbook(BytesIO(content)).worksheets[0].values] == [
        COLUMNS,
        LAMP,
        FERRY,
        BRIDGE,
    ]
    newest = Event.objects.latest("sequence")
    assert (newest.action, newest.after) == ("results.export", {"files": "往届获奖.xlsx"})
    answer = client.post(at("past-list", contest), uploaded(content))
    assert "新增 0 行，改动 0 行，不变 3 行" in answer.content.decode()


def test_one_is_withdrawn_with_a_reason(contest: Contest, client: Client) -> None:
    lamp, _ferry = won(contest, LAMP, FERRY)
    address = at("withdraw-past-winner", contest, lamp.pk)
    assert client.post(address, {"reason": " "}).status_code == 422
    answer = client.post(address, {"reason": "名单有误。"}, follow=True)
    assert ("已撤下《灯火》。" in answer.content.decode(), "名单有误。" in answer.content.decode()) == (True, True)
    exported = load_workbook(BytesIO(body_of(client.get(at("past-winners-file", contest))))).worksheets[0]
    assert [row[3] for row in exported.values] == ["题目", "渡口"]


def test_what_another_office_took_in_is_its_to_withdraw(contest: Contest, client: Client) -> None:
    (lamp,) = won(make_contest("autumn", title="秋思主题征文"), LAMP)
    assert client.post(at("withdraw-past-winner", contest, lamp.pk), {"reason": "不要"}).status_code == 404
    assert "由“秋思主题征文”收入" in client.get(at("past-winners", contest)).content.decode()


@pytest.mark.parametrize("number", [1, 60])
def test_reading_and_showing_cost_the_same_however_many(
    contest: Contest, client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [(2019, "江风主题征文", "一等奖", f"灯火 {index}", "林晓", None) for index in range(number)]
    with django_assert_num_queries(5):
        assert len(table_in(client.post(at("past-list", contest), uploaded(workbook(COLUMNS, rows))))) == number
    won(contest, *rows)
    with django_assert_num_queries(6):
        assert len(table_in(client.get(at("past-winners", contest)))) == min(number, 50)
