"""People in the browser: appointed, given a link to sign in by, and an office ended."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from contest.notice.models import Appointment, Contest, Office
from contest.people.models import User
from tests.making import PASSWORD, appointed, make_contest, make_person, organiser_of
from tests.notice.test_views import said, shown

pytestmark = pytest.mark.django_db

NO_PASSWORD = (
    "王海现在没有密码；先前如有人用这个手机号或邮箱注册过，原密码已经停用。请生成登录链接，核对身份后交给本人。"
)


def test_somebody_is_appointed_and_sets_a_password_by_a_link(contest: Contest, client: Client) -> None:
    people = reverse("appointments", args=[contest.slug])
    answer = client.post(people, {"name": "王海", "login": "138 1234 5678", "office": "judge", "unit_name": "浦岸中学"})
    assert (answer.status_code, said(answer)) == (302, ["已聘任王海。", NO_PASSWORD])  # type: ignore[arg-type]
    listed = shown(client, "appointments", contest)
    assert "王海" in listed
    assert "还没有密码" in listed
    page = client.post(reverse("access-link", args=[contest.slug]), {"login": "13812345678"}).content.decode()
    found = re.search(r"/accounts/set-password/[^\"'<\s]+", page)
    assert found is not None
    Client().post(found[0], {"password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.get(login="13812345678").check_password(PASSWORD)
    assert listed.count("还没有密码") - shown(client, "appointments", contest).count("还没有密码") == 1


def test_an_account_that_somebody_signed_up_for_is_handed_over_by_a_link(contest: Contest, client: Client) -> None:
    first = Client()
    sent = {"name": "王海", "username": "13812345678", "password1": PASSWORD, "password2": PASSWORD}
    first.post(reverse("account_signup"), sent)
    assert first.get(reverse("my-entries")).status_code == 200
    people = reverse("appointments", args=[contest.slug])
    appointment = {"name": "王海", "login": "13812345678", "office": "screener", "unit_name": ""}
    answer = client.post(people, appointment)
    assert said(answer) == ["已聘任王海。", NO_PASSWORD]  # type: ignore[arg-type]
    assert first.get(reverse("my-entries")).status_code == 302
    assert first.get(reverse("screening", args=[contest.slug])).status_code == 302
    page = client.post(reverse("access-link", args=[contest.slug]), {"login": "13812345678"}).content.decode()
    found = re.search(r"/accounts/set-password/[^\"'<\s]+", page)
    assert found is not None
    Client().post(found[0], {"password1": "new-moon-over-water", "password2": "new-moon-over-water"})
    answer = client.post(people, {**appointment, "office": "observer"})
    assert said(answer)[-1] == "已聘任王海。"  # type: ignore[arg-type]
    assert User.objects.get(login="13812345678").check_password("new-moon-over-water")


def test_a_link_for_nobody_is_refused_in_words(contest: Contest, client: Client) -> None:
    for login in ("nobody@example.org", "", "王海"):
        answer = client.post(reverse("access-link", args=[contest.slug]), {"login": login})
        assert answer.status_code == 302
        assert said(answer)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"login": "王海"}, "请填写手机号"),
        ({"office": "king"}, "king"),
        ({"name": ""}, "必填"),
        ({"login": "screener@spring.example"}, "评委不能同时看到作者信息"),
    ],
)
def test_an_appointment_refused_says_why(contest: Contest, client: Client, changes: dict[str, str], words: str) -> None:
    appointed(contest, Office.SCREENER)
    data = {"name": "王海", "login": "13812345678", "office": "judge", "unit_name": "", **changes}
    answer = client.post(reverse("appointments", args=[contest.slug]), data)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Appointment.objects.filter(office=Office.JUDGE).exists()


def test_an_office_is_ended_but_not_ones_own(contest: Contest, client: Client) -> None:
    appointed(contest, Office.SCREENER)
    appointed(contest, Office.ORGANISER, login="second@example.org")

    def end(person: User) -> str:
        appointment = Appointment.objects.get(person=person)
        answer = client.post(reverse("end-appointment", args=[contest.slug, appointment.pk]))
        return said(answer)[-1]  # type: ignore[arg-type]

    assert end(User.objects.get(login="screener@spring.example")) == "已解除审稿员的职务。"
    assert end(organiser_of(contest)) == "不能解除自己的组织者职务，请由另一位组织者办理。"
    assert end(User.objects.get(login="second@example.org")) == "已解除组织者的职务。"
    assert list(Appointment.objects.filter(ended_at=None).values_list("person__login", flat=True)) == [
        "organiser@spring.example"
    ]


def test_another_contests_office_is_not_ended_from_here(contest: Contest, client: Client) -> None:
    other = make_contest("autumn")
    appointment = Appointment.objects.get(contest=other)
    answer = client.post(reverse("end-appointment", args=[contest.slug, appointment.pk]))
    assert answer.status_code == 404
    assert Appointment.objects.get(pk=appointment.pk).ended_at is None
    assert make_person().pk


def test_the_form_of_an_appointment_says_its_errors_itself(contest: Contest, client: Client) -> None:
    page = client.post(reverse("appointments", args=[contest.slug]), {"office": "judge"}).content.decode()
    assert '<form method="post" novalidate>' in page
    assert '<a href="#id_login">手机号或邮箱</a>：这个字段是必填项。' in page
