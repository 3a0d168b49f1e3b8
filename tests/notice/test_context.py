"""The frame of a page: which line of the menu it lies under, and what its title says."""

import re

import pytest
from django.urls import reverse

from contest.notice.context import place_of
from contest.notice.models import Contest, Office
from tests.judging.making import judge, opened, passed, readings
from tests.making import appointed, organiser_of, signed_in_client

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def underlined(page: str) -> list[str]:
    """Give the lines of the menu that are marked as the place."""
    return re.findall(r'<a href="[^"]*" aria-current="page">([^<]+)</a>', page.partition("<main")[0])


@pytest.mark.parametrize(
    ("route", "place"),
    [
        ("", "front"),
        ("c/<slug:contest>/", "front"),
        ("c/<slug:contest>/desk/", "desk"),
        ("c/<slug:contest>/desk/people/<int:pk>/end/", "appointments"),
        ("c/<slug:contest>/desk/letters/<slug:kind>/", "desk"),
        ("c/<slug:contest>/units/<int:pk>/", "desk"),
        ("c/<slug:contest>/prizes/confirm/", "prizes"),
        ("c/<slug:contest>/reading/<str:token>/submit/", "reading-list"),
        ("entries/<str:token>/", "my-entries"),
        ("receipt/", ""),
    ],
)
def test_an_address_lies_under_a_line_of_the_menu(route: str, place: str) -> None:
    assert place_of(route) == place


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("desk", "工作台"),
        ("units", "工作台"),
        ("mailbox", "工作台"),
        ("letters", "工作台"),
        ("exports", "工作台"),
        ("bundles", "工作台"),
        ("screening", "审稿"),
        ("rounds", "评审"),
        ("prizes", "获奖"),
        ("ledger", "账本"),
        ("appointments", "人员"),
        ("edit-notice", "通知"),
    ],
)
def test_every_page_of_the_office_keeps_its_place(contest: Contest, name: str, line: str) -> None:
    page = signed_in_client(organiser_of(contest)).get(reverse(name, args=[contest.slug])).content.decode()
    assert underlined(page) == [line]


def test_bundles_have_a_line_of_their_own_for_who_sends_them(contest: Contest) -> None:
    client = signed_in_client(appointed(contest, Office.UNIT_CONTACT, unit_name="潮声纪念馆"))
    for name in ("bundles", "new-bundle"):
        assert underlined(client.get(reverse(name, args=[contest.slug])).content.decode()) == ["汇总投稿"]


def test_a_page_that_answers_a_form_keeps_its_place(contest: Contest) -> None:
    passed(contest)
    reader = judge(contest, 1)
    reading = next(one for one in readings(opened(contest, [reader, judge(contest, 2)])) if one.judge.person == reader)
    client = signed_in_client(reader)
    room = client.get(reverse("reading", args=[contest.slug, reading.token])).content.decode()
    refused = client.post(reverse("submit-reading", args=[contest.slug, reading.token]), {}).content.decode()
    for page in (room, refused):
        assert underlined(page) == ["评阅"]
        assert 'data-reading-size="large"' in page
    assert "还有地方要改" in refused


def test_a_title_names_the_contest_once(contest: Contest) -> None:
    client = signed_in_client(organiser_of(contest))
    titles = {
        name: re.findall(r"<title>([^<]*)</title>", client.get(address).content.decode())
        for name, address in {
            "door": reverse("home"),
            "home": reverse("contest-home", args=[contest.slug]),
            "desk": reverse("desk", args=[contest.slug]),
        }.items()
    }
    assert titles == {"door": ["春潮主题征文"], "home": ["春潮主题征文"], "desk": ["工作台 · 春潮主题征文"]}
