"""Who gets in where: the matrix of offices and pages, through the real addresses."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contest.notice.models import Appointment, Contest, Office
from contest.notice.operations import end_appointment
from contest.people.models import User
from tests.making import appointed, body_of, make_contest, organiser_of, signed_in_client

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ORGANISER, OBSERVER, SCREENER = Office.ORGANISER, Office.OBSERVER, Office.SCREENER
DESK = {ORGANISER, OBSERVER, SCREENER}
GETS = {
    "desk": DESK,
    "screening": DESK,
    "edit-notice": {ORGANISER},
    "appointments": {ORGANISER},
    "ledger": {ORGANISER, OBSERVER},
    "workbook": {ORGANISER, OBSERVER},
    "rounds": {ORGANISER, OBSERVER},
    "prizes": {ORGANISER, OBSERVER},
    "reading-list": {Office.JUDGE},
}
POSTS = ["open-contest", "show-contest", "prepare-round", "confirm-prizes", "publish-prizes", "access-link"]


def status(client: Client, address: str) -> int:
    answer = client.get(address)
    body_of(answer)
    return answer.status_code


def without_tokens(page: bytes) -> bytes:
    """Give a page without what differs from request to request."""
    return re.sub(rb"[A-Za-z0-9]{64}", b"", page)


@pytest.mark.parametrize("office", list(Office))
def test_pages_open_to_their_offices_only(contest: Contest, office: Office) -> None:
    holder = appointed(contest, office)
    client = signed_in_client(holder)
    opened = {name for name in GETS if status(client, reverse(name, args=[contest.slug])) == 200}
    assert opened == {name for name, offices in GETS.items() if office in offices}


@pytest.mark.parametrize("office", [office for office in Office if office != ORGANISER])
def test_only_an_organiser_may_change_anything(contest: Contest, office: Office) -> None:
    client = signed_in_client(appointed(contest, office))
    answers = {name: client.post(reverse(name, args=[contest.slug])).status_code for name in POSTS}
    assert answers == dict.fromkeys(POSTS, 404)


@pytest.mark.parametrize("name", [*GETS, "hand-in"])
def test_a_stranger_is_sent_to_sign_in_and_back(contest: Contest, name: str) -> None:
    address = reverse(name, args=[contest.slug])
    answer = Client().get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('account_login')}?next={address}")


@pytest.mark.parametrize("name", GETS)
def test_an_office_elsewhere_opens_nothing_here(contest: Contest, name: str) -> None:
    elsewhere = organiser_of(make_contest("autumn"))
    assert signed_in_client(elsewhere).get(reverse(name, args=[contest.slug])).status_code == 404


def test_what_is_hidden_and_what_is_not_there_look_the_same(contest: Contest, person: User) -> None:
    client = signed_in_client(person)
    hidden = client.get(reverse("desk", args=[contest.slug]))
    absent = client.get(reverse("desk", args=["no-such-contest"]))
    assert (hidden.status_code, absent.status_code) == (404, 404)
    address = b"/c/no-such-contest/desk/"
    assert without_tokens(absent.content).replace(address, b"/c/spring/desk/") == without_tokens(hidden.content)
    assert Client().get(reverse("desk", args=["no-such-contest"])).status_code == 302


def test_the_end_of_an_office_closes_the_door_at_once(contest: Contest) -> None:
    screener = appointed(contest, SCREENER)
    client = signed_in_client(screener)
    door = reverse("screening", args=[contest.slug])
    assert client.get(door).status_code == 200
    end_appointment(appointment=Appointment.objects.get(person=screener), actor=organiser_of(contest))
    assert client.get(door).status_code == 404


def test_a_closed_account_holds_no_office(contest: Contest) -> None:
    screener = appointed(contest, SCREENER)
    client = signed_in_client(screener)
    User.objects.filter(pk=screener.pk).update(is_active=False)
    assert client.get(reverse("screening", args=[contest.slug])).status_code == 302


def test_before_it_opens_a_contest_is_seen_by_its_office_only(person: User) -> None:
    contest = make_contest(opened=False)
    home = reverse("contest-home", args=[contest.slug])
    assert signed_in_client(organiser_of(contest)).get(home).status_code == 200
    assert signed_in_client(person).get(home).status_code == 404
    assert signed_in_client(person).get(reverse("hand-in", args=[contest.slug])).status_code == 404
    assert Client().get(home).status_code == 302
    Contest.objects.update(opened_at=timezone.now(), opened_by=organiser_of(contest))
    assert Client().get(home).status_code == 200


def test_guarded_pages_are_kept_out_of_every_cache(contest: Contest) -> None:
    client = signed_in_client(organiser_of(contest))
    for name in ("contest-home", "desk", "edit-notice", "appointments", "ledger", "workbook"):
        answer = client.get(reverse(name, args=[contest.slug]))
        body_of(answer)
        assert answer["Cache-Control"] == "no-store, private", name


def test_a_form_without_its_token_is_refused_in_words(contest: Contest) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(organiser_of(contest))
    answer = client.post(reverse("show-contest", args=[contest.slug]))
    assert answer.status_code == 403
    assert "这一页打开之后，您登录、退出过" in answer.content.decode()
