"""The page of archives, and the download: whole, in parts, broken off and resumed, always on record."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from contest.exports.archives import operations
from contest.exports.models import Archive, Grouping
from contest.exports.tasks import make_archives
from contest.ledger.models import Event
from contest.notice.models import Contest, Office
from tests.exports.archives.making import asked, content_of, made, stored_file
from tests.exports.walking import Walked
from tests.making import appointed, body_of, hand_in_entry, make_contest, make_person, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(walked: Walked) -> Archive:
    """An archive that can be downloaded."""
    return made(walked.contest, walked.organiser)


@pytest.fixture
def client(walked: Walked) -> Client:
    """The organiser's browser."""
    return signed_in_client(walked.organiser)


def address_of(archive: Archive) -> str:
    return reverse("archive-file", args=[archive.contest.slug, archive.token])


def taken() -> list[tuple[str, str]]:
    """Give who took which archive."""
    return list(
        Event.objects.filter(action="archive.take").order_by("sequence").values_list("actor_name", "subject_key")
    )


# --- the download -------------------------------------------------------------------------------------------------


def test_all_of_it(archive: Archive, client: Client) -> None:
    answer = client.get(address_of(archive))
    content = body_of(answer)
    assert content == content_of(archive)
    assert (answer.status_code, answer["Content-Length"], answer["ETag"]) == (200, str(len(content)), archive.etag)
    assert (answer["Accept-Ranges"], answer["Content-Type"]) == ("bytes", "application/zip")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Content-Disposition"].endswith(".zip")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("cut", [1, 29, 500, -1])
def test_parts_join_to_the_whole(archive: Archive, client: Client, cut: int) -> None:
    length = archive.length or 0
    cut %= length
    first = client.get(address_of(archive), headers={"Range": f"bytes=0-{cut - 1}"})
    rest = client.get(address_of(archive), headers={"Range": f"bytes={cut}-", "If-Range": archive.etag})
    assert [first.status_code, rest.status_code] == [206, 206]
    assert first["Content-Range"] == f"bytes 0-{cut - 1}/{length}"
    assert rest["Content-Range"] == f"bytes {cut}-{length - 1}/{length}"
    assert rest["Content-Length"] == str(length - cut)
    assert body_of(first) + body_of(rest) == content_of(archive)


def test_a_part_beyond_the_end_is_refused_and_nobody_took_anything(archive: Archive, client: Client) -> None:
    answer = client.get(address_of(archive), headers={"Range": f"bytes={archive.length}-"})
    assert (answer.status_code, answer["Content-Range"], body_of(answer)) == (416, f"bytes */{archive.length}", b"")
    assert taken() == []


def test_who_has_a_part_of_another_archive_gets_all_of_this_one(archive: Archive, client: Client) -> None:
    answer = client.get(address_of(archive), headers={"Range": "bytes=10-", "If-Range": '"another"'})
    assert (answer.status_code, len(body_of(answer))) == (200, archive.length)


def test_who_only_asks_for_the_head_takes_nothing(archive: Archive, client: Client) -> None:
    answer = client.head(address_of(archive))
    assert (answer.status_code, answer["Content-Length"], body_of(answer)) == (200, str(archive.length), b"")
    assert taken() == []


def test_each_time_somebody_takes_it_is_on_record_and_going_on_is_not(archive: Archive, client: Client) -> None:
    observer = appointed(archive.contest, Office.OBSERVER)
    going_on = {"Range": "bytes=100-"}
    for browser, headers in (
        (client, {}),
        (client, going_on),
        (client, {"Range": "bytes=0-9"}),
        (signed_in_client(observer), going_on),
        (signed_in_client(observer), going_on),
    ):
        body_of(browser.get(address_of(archive), headers=headers))
    assert [name for name, _token in taken()] == ["组织者", "组织者", str(observer)]
    event = Event.objects.filter(action="archive.take").latest("sequence")
    assert (event.contest, event.subject_kind, event.subject_key) == (archive.contest.slug, "archive", archive.token)
    assert event.after == {"files": 3, "size": archive.length}


def test_what_is_still_in_the_making_is_not_there(walked: Walked, client: Client) -> None:
    assert client.get(address_of(asked(walked.contest, walked.organiser))).status_code == 404


def test_an_archive_of_another_contest_is_not_there(archive: Archive) -> None:
    other = make_contest("autumn")
    browser = signed_in_client(organiser_of(other))
    assert browser.get(reverse("archive-file", args=["autumn", archive.token])).status_code == 404


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
@pytest.mark.django_db(transaction=True)
def test_curl_goes_on_where_it_was_broken_off(live_server: LiveServer, tmp_path: Path, walked: Walked) -> None:
    archive = made(walked.contest, walked.organiser)
    content = content_of(archive)
    cookie = f"sessionid={signed_in_client(walked.organiser).cookies['sessionid'].value}"
    half = tmp_path / "a.zip"
    half.write_bytes(content[: len(content) // 2])
    address = f"{live_server.url}{address_of(archive)}"
    command = ["curl", "-sSf", "-C", "-", "-b", cookie, "-o", str(half), "--noproxy", "*", address]
    done = subprocess.run(command, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert half.read_bytes() == content


# --- the page -----------------------------------------------------------------------------------------------------


def asking(client: Client, contest: Contest, **given: Any) -> Any:
    return client.post(
        reverse("ask-archive", args=[contest.slug]), {"grouping": "unit", "states": ["eligible"], **given}
    )


def test_a_small_archive_is_ready_when_the_page_comes_back(walked: Walked, client: Client) -> None:
    answer = asking(client, walked.contest)
    assert (answer.status_code, answer["Location"]) == (302, reverse("archives", args=["spring"]))
    archive = Archive.objects.get()
    assert (archive.state, archive.grouping, archive.states, archive.asked_by) == (
        "ready", Grouping.UNIT, ["eligible"], walked.organiser,
    )  # fmt: skip
    page = client.get(reverse("archives", args=["spring"])).content.decode()
    assert address_of(archive) in page
    assert 'http-equiv="refresh"' not in page
    event = Event.objects.get(action="archive.ask")
    assert (event.subject_key, event.after) == (archive.token, {"grouping": "unit", "states": ["eligible"]})


def test_the_page_of_a_large_one_waits_with_script_and_without(
    walked: Walked, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "FILES_AT_ONCE", 0)
    asking(client, walked.contest)
    archive = Archive.objects.get()
    address = reverse("archive-progress", args=["spring", archive.token])
    page = client.get(reverse("archives", args=["spring"])).content.decode()
    assert f'hx-get="{address}"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "等待制作" in client.get(address).content.decode()
    make_archives(files=2)
    make_archives(files=2)
    said = client.get(address).content.decode()
    assert "已核对 2 篇，共 3 篇" in said
    assert 'value="66"' in said
    while make_archives():
        pass
    assert client.get(address)["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    "given", [{"grouping": "colour"}, {"grouping": "tier"}, {"states": []}, {"states": ["draft"]}, {"states": ["x"]}]
)
def test_what_can_not_be_asked_for_is_said(walked: Walked, client: Client, given: dict[str, Any]) -> None:
    assert asking(client, walked.contest, **given).status_code == 422
    assert not Archive.objects.exists()


def test_a_second_one_has_to_wait_for_the_first(walked: Walked, client: Client) -> None:
    asked(walked.contest, walked.organiser)
    answer = asking(client, walked.contest)
    assert answer.status_code == 422
    assert "还有一个归档包正在制作" in answer.content.decode()


def test_files_that_are_left_out_are_named_on_the_page(walked: Walked, client: Client) -> None:
    stored_file(walked.entries["灯火"]).unlink()
    asking(client, walked.contest)
    page = client.get(reverse("archives", args=["spring"])).content.decode()
    assert "1 篇没有放进" in page
    assert "文稿/潮声纪念馆/十周年-潮声纪念馆-灯火-林晓.docx" in page


def test_while_a_contest_is_sealed_nothing_of_it_is_packed() -> None:
    contest = make_contest(sealed=True)
    hand_in_entry(contest, make_person())
    organiser = organiser_of(contest)
    archive = made(contest, organiser)
    browser = signed_in_client(organiser)
    assert browser.get(address_of(archive)).status_code == 404
    assert asking(browser, contest).status_code == 404
    assert "灯火" not in browser.get(reverse("archives", args=["spring"])).content.decode()
