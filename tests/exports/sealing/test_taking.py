"""Taking the sealed results: when, by whom, on record with the SHA-256, and the same bytes for the same state."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from contest.exports.sealing.gathering import TOLD_IN_FULL
from contest.ledger.models import Event
from contest.notice.models import Contest, Office
from tests.awards.making import confirm, judged
from tests.exports.sealing.making import members, sealed, told
from tests.judging.making import judge
from tests.making import appointed, body_of, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


def test_before_the_list_is_confirmed_it_is_said_why_not(contest: Contest) -> None:
    judged(contest, [90, 80])
    client = signed_in_client(organiser_of(contest))
    page = client.get(reverse("sealed-results", args=[contest.slug])).content.decode()
    assert "获奖名单还没有确认，结果还会变，不能封装。" in page
    assert reverse("sealed-results-file", args=[contest.slug]) not in page
    assert client.get(reverse("sealed-results-file", args=[contest.slug])).status_code == 404


def test_it_is_taken_on_record_and_the_page_states_its_sum(contest: Contest) -> None:
    judged(contest, [90, 80, 70])
    confirm(contest)
    observer = appointed(contest, Office.OBSERVER)
    client, address = signed_in_client(observer), reverse("sealed-results-file", args=[contest.slug])
    answer = client.get(address)
    content = body_of(answer)
    digest = hashlib.sha256(content).hexdigest()
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/zip", "no-store, private")
    event = Event.objects.latest("sequence")
    assert (event.action, event.actor, event.after) == (
        "results.seal",
        observer,
        {"sha256": digest, "size": len(content), "version": 1},
    )
    assert digest in client.get(reverse("sealed-results", args=[contest.slug])).content.decode()
    events = Event.objects.count()
    assert body_of(client.head(address)) == b""
    assert Event.objects.count() == events


def test_the_same_state_gives_the_same_bytes_whoever_takes_it_how_often(contest: Contest) -> None:
    judged(contest, [90, 80, 70])
    confirm(contest)
    first = sealed(contest)
    body_of(signed_in_client(organiser_of(contest)).get(reverse("workbook", args=[contest.slug])))
    assert sealed(contest) == first


def test_sha256sum_accepts_it(content: bytes, tmp_path: Path) -> None:
    for name, text in members(content).items():
        (tmp_path / name).write_bytes(text)
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.count(": OK"), done.stderr) == (0, 8, "")


def test_nobody_is_named_but_the_organisers_who_acted_and_the_units_that_win(contest: Contest) -> None:
    entries = judged(contest, [90, 80, 70])[1]
    judge(contest, 5)
    confirm(contest, [entries[0].unit_id or 0])
    content = sealed(contest)
    names = [*(entry.author for entry in entries), *(entry.title for entry in entries), "评委", "example.org", "021-"]
    names += [entry.unit_name for entry in entries[1:]]
    assert [name for name in names if name.encode() in content] == []
    assert "组织者".encode() in members(content)["ledger.jsonl"]
    assert b"\xe7\xbb\x84\xe7\xbb\x87\xe8\x80\x85" not in content.replace(members(content)["ledger.jsonl"], b"")
    full = {one["action"] for one in map(json.loads, members(content)["ledger.jsonl"].splitlines()) if one["content"]}
    assert full == {"round.prepare", "round.open", "round.close", "prizes.confirm"}
    assert full <= set(TOLD_IN_FULL)


@pytest.mark.parametrize("number", [2, 9])
def test_however_many_entries_there_are_it_asks_as_often(
    contest: Contest, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    judged(contest, [90 - place for place in range(number)])
    confirm(contest)
    client = signed_in_client(organiser_of(contest))
    client.get(reverse("sealed-results", args=[contest.slug]))
    with django_assert_num_queries(37):
        body_of(client.get(reverse("sealed-results-file", args=[contest.slug])))
    with django_assert_num_queries(7):
        client.get(reverse("sealed-results", args=[contest.slug]))


def test_what_is_on_record_of_the_list_stands_in_the_package(content: bytes) -> None:
    about = told(content, "package.json")
    assert (about["contest"], about["version"], about["confirmed_by"]) == ("spring", 1, "organiser")
    assert {"method": "mean", "draw": "2", "scoring": "1", "allocation": "2", "inputs": "2"}.items() <= about[
        "rules"
    ].items()
