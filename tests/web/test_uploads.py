"""The upload limit: counted on what arrives, and said in words."""

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from contest.entries.models import Manuscript
from contest.notice.models import Contest
from contest.people.models import User
from tests.making import docx_bytes, signed_in_client

LIMIT = 300_000


@pytest.fixture(autouse=True)
def limit(settings: Settings) -> None:
    settings.MANUSCRIPT_MAX_BYTES = LIMIT


def arriving(size: int) -> HttpRequest:
    """Give a request whose one file has this size."""
    return RequestFactory().post("/", {"file": SimpleUploadedFile("a.docx", b"x" * size)})


@pytest.mark.parametrize(
    ("size", "taken"), [(0, True), (1, True), (LIMIT, True), (LIMIT + 2, False), (LIMIT * 3, False)]
)
def test_a_file_is_taken_up_to_the_limit(size: int, taken: bool) -> None:
    request = arriving(size)
    upload = request.FILES.get("file")
    assert (upload is not None) == taken
    assert getattr(request, "upload_too_large", False) == (not taken)
    assert upload is None or upload.size == size
    request.close()


def test_two_files_share_the_limit() -> None:
    half = SimpleUploadedFile("a.docx", b"x" * (LIMIT // 2 + 2))
    other = SimpleUploadedFile("b.docx", b"x" * (LIMIT // 2 + 2))
    request = RequestFactory().post("/", {"file": half, "other": other})
    assert list(request.FILES) == ["file"]
    assert getattr(request, "upload_too_large", False)
    request.close()


@pytest.mark.django_db
def test_a_file_over_the_limit_is_refused_in_words(contest: Contest, person: User, settings: Settings) -> None:
    settings.MANUSCRIPT_MAX_BYTES = 1024 * 1024
    client = signed_in_client(person)
    sent = SimpleUploadedFile("十周年-馆-灯火-林晓.docx", b"PK" + b"x" * (2 * 1024 * 1024))
    answer = client.post(reverse("hand-in", args=[contest.slug]), {"file": sent})
    assert answer.status_code == 422
    assert "文件超过 1 MB。请删去图片或压缩图片后再传。" in answer.content.decode()
    assert not Manuscript.objects.exists()


@pytest.mark.django_db
def test_a_file_under_the_limit_is_taken(contest: Contest, person: User) -> None:
    content = docx_bytes()
    assert len(content) < LIMIT
    sent = SimpleUploadedFile("十周年-潮声纪念馆-灯火-林晓.docx", content)
    answer = signed_in_client(person).post(reverse("hand-in", args=[contest.slug]), {"file": sent})
    assert answer.status_code == 302
    manuscript = Manuscript.objects.get()
    assert (manuscript.size, manuscript.received_name) == (len(content), "十周年-潮声纪念馆-灯火-林晓.docx")
    with manuscript.open() as stored:
        assert stored.read() == content


@pytest.mark.django_db
def test_a_form_without_files_has_its_own_limit(contest: Contest, person: User) -> None:
    fields = {"name": "x" * (django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}
    client = Client(raise_request_exception=False)
    client.force_login(person)
    assert client.post(reverse("check-name", args=[contest.slug]), fields).status_code in (400, 413)
