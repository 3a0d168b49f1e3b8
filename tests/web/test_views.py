"""Pages that belong to no room: errors, health, the icon, the language; and the way to the sign-in page."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse

from contest.notice.models import Contest
from contest.people.models import User
from contest.web import middleware
from tests.making import organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


def failing(error: type[Exception]) -> Callable[[HttpRequest], HttpResponse]:
    def page(request: HttpRequest) -> HttpResponse:
        raise error("secret detail")

    return page


urlpatterns = [
    path("bad/", failing(SuspiciousOperation)),
    path("forbidden/", failing(PermissionDenied)),
    path("absent/", failing(Http404)),
    path("broken/", failing(RuntimeError)),
    path("private/", failing(middleware.SignInNeeded)),
    path("", include("contest.urls")),
]
handler400 = "contest.web.views.bad_request"
handler403 = "contest.web.views.forbidden"
handler404 = "contest.web.views.not_found"
handler500 = "contest.web.views.server_error"


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/bad/", 400, "<h1"),
        ("/forbidden/", 403, "<h1"),
        ("/absent/", 404, "没有这一页"),
        ("/broken/", 500, "出了差错"),
        ("/no/such/page/", 404, "没有这一页"),
    ],
)
def test_error_pages_speak_to_people_and_give_nothing_away(address: str, status: int, words: str) -> None:
    with override_settings(ROOT_URLCONF=__name__):
        answer = Client(raise_request_exception=False).get(address)
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert '<html lang="zh-hans">' in page
    assert "secret detail" not in page
    assert "Traceback" not in page


def test_health_answers_when_the_database_does() -> None:
    answer = Client().get(reverse("health"))
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok", "text/plain")


def test_browsers_that_ask_for_an_icon_at_the_root_are_sent_to_it() -> None:
    answer = Client().get("/favicon.ico")
    assert (answer.status_code, answer["Location"]) == (301, "/static/favicon.svg")


def test_a_stranger_is_sent_to_sign_in_and_back() -> None:
    with override_settings(ROOT_URLCONF=__name__):
        answer = Client().get("/private/?page=2")
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/private/%3Fpage%3D2")
        quiet = Client().get("/private/", headers={"hx-request": "true"})
        assert (quiet.status_code, quiet["HX-Redirect"]) == (200, "/accounts/login/?next=/private/")


def test_pages_are_given_in_the_language_chosen(contest: Contest) -> None:
    client = Client()
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert '<html lang="en">' in client.get(reverse("home")).content.decode()
    client.post(reverse("set_language"), {"language": "zh-hans", "next": "/"})
    assert '<html lang="zh-hans">' in client.get(reverse("home")).content.decode()


def test_another_site_is_no_place_to_go_after_choosing_a_language() -> None:
    answer = Client().post(reverse("set_language"), {"language": "en", "next": "//elsewhere.invalid/"})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999", "１", "\x00"])
def test_a_page_that_is_no_number_gives_the_nearest(contest: Contest, number: str) -> None:
    client = signed_in_client(organiser_of(contest))
    for name in ("ledger", "screening"):
        assert client.get(reverse(name, args=[contest.slug]), {"page": number}).status_code == 200


def test_a_search_for_anything_at_all_is_answered(contest: Contest, person: User) -> None:
    client = signed_in_client(organiser_of(contest))
    for words in ("%", "_", "'", '"', "\\", "\x00", "林" * 500, "\ud83c"):
        for name in ("ledger", "screening"):
            address = reverse(name, args=[contest.slug])
            answer = client.get(address, {"q": words.encode("utf-8", "surrogatepass")})
            assert answer.status_code in ((200, 400) if words == "\x00" else (200,)), (name, words)


@pytest.mark.parametrize("token", ["%00", "%F0%9F%8C%8A", "x" * 300, "..", "%2e%2e", "%ff", "' OR 1=1 --"])
def test_a_made_up_address_is_no_page_and_no_fault(contest: Contest, token: str) -> None:
    client = signed_in_client(organiser_of(contest))
    for address in (
        f"/entries/{token}/",
        f"/c/{contest.slug}/screening/{token}/",
        f"/c/{token}/",
        f"/accounts/set-password/{token}/{token}/",
    ):
        assert client.get(address).status_code in ((404, 400) if token == "%00" else (404,)), address
