"""What no page of ours sends is answered in words: other charsets, NUL, unusual methods, a form's address opened."""

from io import BytesIO
from typing import Any

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.test import Client
from django.urls import reverse

from contest.notice.models import Contest
from contest.people.models import User
from contest.web.middleware import pages_of_forms, typed
from tests.making import signed_in_client

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

FORM = "application/x-www-form-urlencoded"


def answer_to(content_type: str, method: str) -> tuple[int, str]:
    """Give the status and the page with which the application as it is served answers such a Content-Type."""
    # Imported late: building the application looks for the folder of static files, which a fixture makes.
    from contest.wsgi import application

    given: list[int] = []

    def start_response(status: str, headers: list[tuple[str, str]]) -> Any:
        given.append(int(status.split()[0]))

    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": reverse("health"),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": "3",
        "QUERY_STRING": "q=%61",
        "wsgi.input": BytesIO(b"a=b"),
        "wsgi.url_scheme": "http",
    }
    # The connection of this test is not the server's to close; Django's own test client does the same.
    request_started.disconnect(close_old_connections)
    try:
        page = b"".join(application(environ, start_response)).decode()
    finally:
        request_started.connect(close_old_connections)
    return given[0], page


@pytest.mark.parametrize(
    "charset",
    [
        "charset=hex",
        "charset=gbk",
        "charset=utf-7",
        "charset=nothing",
        "charset=undefined",
        "charset=",
        "charset=a\0b",
        "charset*=nothing''utf-8",
        "charset*=undefined''%41",
        "charset*=utf-8''hex",
        "x*0*=0''undefined%",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_charset_is_refused(charset: str, method: str) -> None:
    status, page = answer_to(f"{FORM}; {charset}", method)
    assert status == 400
    assert "没有收到完整的内容" in page


@pytest.mark.parametrize(
    "content_type", ["", FORM, f"{FORM};charset=UTF-8", f'{FORM}; charset="utf8"', "multipart/form-data; boundary=x*0"]
)
def test_utf8_is_taken(content_type: str) -> None:
    assert answer_to(content_type, "GET") == (200, "ok")


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "django_language", "messages", "other"])
def test_a_cookie_with_nul_is_refused(contest: Contest, person: User, name: str) -> None:
    for client in (Client(), signed_in_client(person)):
        client.cookies[name] = "a\0b"
        assert client.get(reverse("home")).status_code == 400
        assert client.post(reverse("account_login"), {"login": "a", "password": "b"}).status_code == 400


@pytest.mark.parametrize(
    ("name", "places", "page"),
    [
        ("check-name", ["spring"], "/c/spring/hand-in/"),
        ("confirm-bundle", ["spring", "x"], "/c/spring/bundles/x/"),
        ("add-bundle-row", ["spring", "x", 7], "/c/spring/bundles/x/"),
        ("decide-tie", ["spring", "second"], "/c/spring/prizes/"),
        ("access-link", ["spring"], "/c/spring/desk/people/"),
        ("withdraw", ["t"], "/entries/t/"),
        ("use-mended", ["t", 2], "/entries/t/file/"),
        ("new-version", ["t"], "/entries/t/"),
        ("claim-entry", [], "/receipt/"),
        ("messages-read", [], "/mine/"),
    ],
)
def test_the_address_of_a_form_leads_back_to_its_page(rf: Any, name: str, places: list[Any], page: str) -> None:
    def form_only(request: HttpRequest) -> HttpResponse:
        return HttpResponseNotAllowed(["POST"])

    for method in (rf.get, rf.head):
        answer = pages_of_forms(form_only)(method(reverse(name, args=places)))
        assert (answer.status_code, answer["Location"]) == (302, page)


def test_what_no_form_sends_is_answered_by_a_page(contest: Contest) -> None:
    answer = Client().post(reverse("account_inactive"))
    page = answer.content.decode()
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert "这里不能直接打开" in page
    assert f'href="{reverse("home")}"' in page


def test_what_is_typed_outside_a_form_is_one_visible_line(rf: Any) -> None:
    request = rf.post("/", {"reason": " 重\u202e新\0\r\n抽签\u200b "})
    assert typed(request, "reason") == "重新 抽签"
    assert typed(request, "nothing") == ""
