"""A list of judges in the browser: shown first, appointed once confirmed, with links for those without a password."""

import re
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from contest.ledger.models import Event
from contest.notice.models import Appointment, Contest, Office
from contest.notice.operations import appoint
from contest.people.models import User
from contest.workbooks.reader import read_rows
from tests.making import appointed, body_of, make_contest, make_person, organiser_of, signed_in_client
from tests.notice.filled import confirm, parcel_in, table_in, uploaded, workbook

pytestmark = pytest.mark.django_db
HEADINGS = ("姓名", "手机号或邮箱", "所在单位", "体裁")
ROWS = [("王海", "138 1234 5678", "浦岸中学", "散文"), ("周岸", "zhou@example.org", None, None)]


@pytest.fixture
def contest(db: None) -> Contest:
    return make_contest(genres=("散文", "诗歌"))


@pytest.fixture
def client(contest: Contest) -> Client:
    return signed_in_client(organiser_of(contest))


@pytest.fixture
def address(contest: Contest) -> str:
    return reverse("judge-list", args=[contest.slug])


@pytest.fixture
def take(contest: Contest) -> str:
    return reverse("take-judge-list", args=[contest.slug])


def judges(contest: Contest) -> dict[str, tuple[str, list[str]]]:
    held = contest.appointments.filter(office=Office.JUDGE, ended_at=None)
    return {one.person.login: (one.unit_name, one.genres) for one in held.select_related("person")}


def test_a_list_is_shown_row_by_row_and_nothing_is_done(contest: Contest, client: Client, address: str) -> None:
    events, people = Event.objects.count(), User.objects.count()
    answer = client.post(address, uploaded(workbook(HEADINGS, [*ROWS, ("", "不详", None, "小说")])))
    assert table_in(answer) == [
        (
            "4",
            "—",
            "不收",
            "没有写姓名。请补上，或删去这一行。 “不详”读不成手机号或邮箱。请改，如 13812345678 或 zhang@example.com。 "
            "通知里没有“小说”这种体裁。可以写：散文、诗歌。",
        ),
        ("2", "王海", "新增", "单位：浦岸中学。 体裁：散文。"),
        ("3", "周岸", "新增", ""),
    ]
    assert (Event.objects.count(), User.objects.count(), judges(contest)) == (events, people, {})


def test_confirmed_they_are_appointed_and_get_links_that_work(
    contest: Contest, client: Client, address: str, take: str
) -> None:
    answer = confirm(client, address, take, workbook(HEADINGS, ROWS))
    assert judges(contest) == {"13812345678": ("浦岸中学", ["散文"]), "zhou@example.org": ("", [])}
    links = re.findall(r"http://testserver(/accounts/set-password/[^<]+)", answer.content.decode())
    assert [Client().get(link).status_code for link in links] == [200, 200]
    assert answer["Cache-Control"] == "no-store, private"
    actions = Event.objects.filter(contest=contest.slug).order_by("-sequence").values_list("action", flat=True)
    assert list(actions[:5]) == [*["person.issue_link"] * 2, "office.list", *["office.appoint"] * 2]


def test_who_has_a_password_and_an_office_elsewhere_gets_no_link_of_this_organisers(
    client: Client, contest: Contest, address: str, take: str
) -> None:
    elsewhere = make_contest("autumn")
    person = appointed(elsewhere, Office.JUDGE, login="zhou@example.org", name="周岸")
    answer = confirm(client, address, take, workbook(HEADINGS, ROWS[1:]))
    assert "set-password" not in answer.content.decode()
    assert judges(contest) == {person.login: ("", [])}


def test_the_same_list_again_changes_nothing(contest: Contest, client: Client, address: str, take: str) -> None:
    confirm(client, address, take, workbook(HEADINGS, ROWS))
    again = client.post(address, uploaded(workbook(HEADINGS, ROWS)))
    assert [row[2] for row in table_in(again)] == ["不变", "不变"]
    assert 'name="parcel"' not in again.content.decode()


def test_whoever_saw_names_is_not_appointed(contest: Contest, client: Client, address: str, take: str) -> None:
    appointed(contest, Office.SCREENER, login="zhou@example.org", name="周岸")
    answer = client.post(address, uploaded(workbook(HEADINGS, ROWS)))
    assert table_in(answer)[0][1:] == ("周岸", "不收", "周岸已有另一项职务：评委不能同时看到作者信息，请另选一位。")
    client.post(take, parcel_in(answer))
    assert judges(contest) == {"13812345678": ("浦岸中学", ["散文"])}


def test_what_was_shown_and_holds_no_more_is_refused_whole(
    contest: Contest, client: Client, address: str, take: str
) -> None:
    parcel = parcel_in(client.post(address, uploaded(workbook(HEADINGS, ROWS))))
    appoint(contest=contest, login="zhou@example.org", name="周岸", office=Office.OBSERVER, actor=None)
    answer = client.post(take, parcel)
    assert (answer.status_code, "情况有了变化" in answer.content.decode(), judges(contest)) == (422, True, {})


@pytest.mark.parametrize("change", [lambda text: text[:-1] + "x", lambda text: "x" + text, lambda text: ""])
def test_a_list_changed_on_its_way_is_refused(
    contest: Contest, client: Client, address: str, take: str, change: object
) -> None:
    parcel = parcel_in(client.post(address, uploaded(workbook(HEADINGS, ROWS))))["parcel"]
    answer = client.post(take, {"parcel": change(parcel)})  # type: ignore[operator]
    assert (answer.status_code, judges(contest)) == (422, {})


def test_a_list_is_confirmed_by_whom_it_was_shown_to_and_in_its_own_contest(
    contest: Contest, client: Client, address: str, take: str
) -> None:
    parcel = parcel_in(client.post(address, uploaded(workbook(HEADINGS, ROWS))))
    other = appointed(contest, Office.ORGANISER, login="second@example.org")
    elsewhere = make_contest("autumn")
    appointed(elsewhere, Office.ORGANISER, login=organiser_of(contest).login)
    answers = [
        signed_in_client(other).post(take, parcel),
        client.post(reverse("take-judge-list", args=[elsewhere.slug]), parcel),
        client.post(reverse("take-unit-list", args=[contest.slug]), parcel),
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert (judges(contest), judges(elsewhere)) == ({}, {})


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no workbook", workbook(("题目",), [("灯火",)])])
def test_what_is_no_such_list_is_refused_in_words(client: Client, address: str, content: bytes) -> None:
    answer = client.post(address, uploaded(content))
    assert (answer.status_code, "alert-danger" in answer.content.decode()) == (422, True)


def test_the_empty_list_is_read_as_it_is_given(contest: Contest, client: Client, address: str) -> None:
    content = body_of(client.get(reverse("judge-list-template", args=[contest.slug])))
    assert HEADINGS in [tuple(row) for row in read_rows(BytesIO(content))]
    answer = client.post(address, uploaded(content))
    assert "表里没有填写内容" in answer.content.decode()


@pytest.mark.parametrize("number", [1, 60])
def test_showing_costs_the_same_however_long_the_list(
    client: Client, address: str, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for index in range(number):
        make_person(f"judge{index}@example.org", "王海")
    content = workbook(HEADINGS, [("王海", f"judge{index}@example.org", None, None) for index in range(number)])
    with django_assert_num_queries(6):
        assert len(table_in(client.post(address, uploaded(content)))) == number


def test_an_appointment_in_the_form_leaves_the_genres_as_they_are(contest: Contest, client: Client) -> None:
    person = appointed(contest, Office.JUDGE)
    Appointment.objects.filter(person=person).update(genres=["诗歌"])
    appointed(contest, Office.JUDGE, unit_name="浦岸中学")
    assert Appointment.objects.get(person=person).genres == ["诗歌"]
