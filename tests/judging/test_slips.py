"""The slip on paper by which a judge comes in."""

import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from contest.judging.models import Round
from contest.ledger.models import Event
from contest.notice.models import Contest, Office
from contest.people.operations import set_password
from tests.judging.making import judge, opened, passed, seat_of
from tests.making import appointed, make_contest

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(contest: Contest) -> Round:
    """An open round of two judges."""
    passed(contest)
    return opened(contest, [judge(contest, 1), judge(contest, 2)])


def slip_of(round_: Round) -> str:
    return reverse("judge-slip", args=[round_.contest.slug, round_.key])


def test_who_has_no_password_is_led_to_set_one_and_it_is_on_record(
    office: Client, contest: Contest, round_: Round
) -> None:
    seat = seat_of(round_, judge(contest, 1))
    page = office.post(slip_of(round_), {"judge": seat.pk}).content.decode()
    link = re.search(r"http://testserver(/accounts/set-password/[^<]+)</code>", page)
    assert link is not None
    assert Event.objects.latest("pk").action == "person.issue_link"
    assert Client().get(link[1], follow=True).status_code == 200
    assert f"{seat.person.name}：请您担任春潮主题征文初评的评委。" in page
    assert seat.person.login in page


def test_who_has_a_password_is_led_to_the_reading_list(office: Client, contest: Contest, round_: Round) -> None:
    person = judge(contest, 1)
    set_password(person=person, password="straw-boat-arrows")
    events = Event.objects.count()
    page = office.post(slip_of(round_), {"judge": seat_of(round_, person).pk}).content.decode()
    assert f"http://testserver{reverse('reading-list', args=[contest.slug])}</code>" in page
    assert "set-password" not in page
    assert Event.objects.count() == events


def test_a_link_into_another_organisers_contest_is_not_made(office: Client, contest: Contest, round_: Round) -> None:
    person = judge(contest, 1)
    appointed(make_contest("autumn"), Office.SCREENER, login=person.login)
    answer = office.post(slip_of(round_), {"judge": seat_of(round_, person).pk})
    assert answer["Location"] == reverse("round", args=[contest.slug, round_.key])
    assert [str(one) for one in get_messages(answer.wsgi_request)] == [
        "没有这个账号，或者它不归您管。请核对手机号或邮箱。"
    ]


@pytest.mark.parametrize("wrong", ["", "x", "999999"])
def test_nobody_seated_there_has_no_slip(office: Client, round_: Round, wrong: str) -> None:
    assert office.post(slip_of(round_), {"judge": wrong}).status_code == 404
