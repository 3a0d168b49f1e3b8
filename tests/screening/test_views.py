"""The screening desk: an entry's page, and deciding there."""

import io
import re
import zipfile
from datetime import datetime, timedelta
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contest.entries.models import Entry
from contest.notice.models import Contest, Office
from contest.people.models import User
from contest.screening.models import Decision
from tests.documents.parts import centred, docx, p
from tests.entries.test_manuscripts import rtf
from tests.judging.making import handed_in, pass_it
from tests.making import (
    appointed,
    body_of,
    docx_bytes,
    entrant_of,
    hand_in_entry,
    make_contest,
    make_person,
    signed_in_client,
)
from tests.screening.making import AS_A_WORD, NAME, WORD, mask, named_like_a_word, page, spot_values
from tests.screening.test_operations import newer

pytestmark = pytest.mark.django_db

ESSAY_TEXT = "夜里，江上的灯一盏一盏亮起来，我们沿着堤岸慢慢走回去，谁也没有说话，只听见水声一阵近、一阵远。"


def desk(contest: Contest, more: str = "") -> str:
    return reverse("screening", args=[contest.slug]) + more


def decide(client: Client, entry: Entry, **values: object) -> tuple[int, str, str]:
    """Post a decision; give the status, where it leads, and the page."""
    sent = {"version": 1, "outcome": "pass", **values}
    answer = client.post(reverse("decide", args=[entry.contest.slug, entry.token]), sent)
    return answer.status_code, answer.headers.get("Location", ""), answer.content.decode()


def test_an_entry_with_its_facts(client: Client, contest: Contest) -> None:
    entry = handed_in(contest, author="林晓", unit="潮声纪念馆")
    shown = client.get(page(entry)).content.decode()
    receipt = entry.receipts.get()
    for words in (
        "第1篇",
        "林晓",
        "潮声纪念馆",
        receipt.number,
        "十周年-潮声纪念馆-第1篇-林晓.docx",
        entrant_of(entry).login,
        "遮盖了 1 处",
        "江上的灯一盏一盏亮起来",
        "字数 37，上限 1500 字。",
    ):
        assert words in shown
    article = re.search(r"<article.*?</article>", shown, re.DOTALL)
    assert article is not None
    assert "林晓" not in article[0]


def test_a_draft_is_not_there(client: Client, contest: Contest, person: User) -> None:
    draft = Entry.objects.create(contest=contest, entrant=person)
    assert client.get(page(draft)).status_code == 404


def test_an_entry_of_another_contest_is_not_there(client: Client, contest: Contest) -> None:
    other = handed_in(make_contest("autumn"))
    address = reverse("screen-entry", args=[contest.slug, other.token])
    assert client.get(address).status_code == 404
    address = reverse("decide", args=[contest.slug, other.token])
    assert client.post(address, {"version": 1, "outcome": "pass"}).status_code == 404
    other.refresh_from_db()
    assert other.state == "received"


def test_a_decision_leads_to_the_next(client: Client, contest: Contest) -> None:
    one, two = handed_in(contest, 1), handed_in(contest, 2)
    assert decide(client, one)[:2] == (302, page(two))
    answer = client.get(page(two))
    assert "《第1篇》：通过。" in answer.content.decode()
    assert decide(client, two, outcome="disqualify", reason="plagiarism", note="雷同")[:2] == (302, desk(contest))
    assert [one.outcome for one in Decision.objects.order_by("id")] == ["pass", "disqualify"]


def test_the_date_is_of_the_contests_zone(person: User) -> None:
    contest = make_contest(time_zone="Asia/Tokyo")
    client = signed_in_client(appointed(contest, Office.SCREENER))
    entry = handed_in(contest)
    day = (timezone.now() + timedelta(days=5)).date()
    status, _, _ = decide(client, entry, outcome="return", note="删去署名", until=f"{day}T18:00")
    assert status == 302
    entry.refresh_from_db()
    assert entry.return_until == datetime(day.year, day.month, day.day, 18, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.mark.parametrize(
    ("values", "status", "words"),
    [
        ({"outcome": "return", "until": "2099-01-01T18:00"}, 422, "请写明需要修改什么。"),
        ({"outcome": "return", "note": "改"}, 422, "请给出修改期限。"),
        ({"outcome": "return", "note": "改", "until": "不久"}, 422, 'value="不久"'),
        ({"outcome": "return", "note": "改", "until": "2001-01-01T18:00"}, 409, "请给出一个将来的修改期限。"),
        ({"outcome": "return", "note": "改", "until": "9999-01-01T18:00"}, 422, "时间应当在 2000 年到 2200 年之间。"),
        ({"outcome": "return", "note": "改", "until": "0001-01-01T01:00"}, 422, 'value="0001-01-01T01:00"'),
        ({"outcome": "disqualify"}, 422, "请选择通知中列出的原因。"),
        ({"outcome": "disqualify", "reason": "because"}, 422, "because"),
        ({"outcome": "burn"}, 422, "burn"),
        ({"outcome": ""}, 422, "作出决定"),
        ({"version": "x"}, 422, "作出决定"),
    ],
)
def test_what_is_missing_is_said_beside_the_form(
    client: Client, contest: Contest, values: dict[str, object], status: int, words: str
) -> None:
    entry = handed_in(contest)
    answered, _, shown = decide(client, entry, **values)
    assert answered == status
    assert words in shown
    entry.refresh_from_db()
    assert (entry.state, Decision.objects.count()) == ("received", 0)


def test_a_version_that_is_not_there(client: Client, contest: Contest) -> None:
    entry = handed_in(contest)
    assert decide(client, entry, version=9)[0] == 404


def test_a_newer_version_stops_the_decision(client: Client, contest: Contest) -> None:
    entry = handed_in(contest)
    newer(entry, entrant_of(entry), "改过的题目")
    status, _, shown = decide(client, entry, version=1)
    assert status == 409
    assert "作者刚刚提交了新的一稿" in shown
    assert "改过的题目" in shown
    entry.refresh_from_db()
    assert entry.state == "received"


def test_two_screeners_one_decision(client: Client, contest: Contest) -> None:
    """The second of two who pass the same entry is told, and nothing is done twice."""
    entry = handed_in(contest)
    pass_it(entry)
    status, _, shown = decide(client, entry)
    assert status == 409
    assert "组织者在您打开这一页之后作了决定：通过。" in shown
    assert Decision.objects.count() == 1


def test_files_leave_under_the_name_that_the_rule_spells(client: Client, contest: Contest) -> None:
    entry = handed_in(contest, author="林晓", unit="潮声纪念馆")
    answer = client.get(reverse("screening-file", args=[contest.slug, entry.token, 1]))
    assert b"".join(answer.streaming_content) == docx_bytes("第1篇", "林晓", "潮声纪念馆")  # type: ignore[attr-defined]
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get(reverse("screening-file", args=[contest.slug, entry.token, 2])).status_code == 404


def test_what_waits_says_why_it_can_not_pass(person: User) -> None:
    contest = make_contest(endings=(".docx", ".rtf"))
    client = signed_in_client(appointed(contest, Office.SCREENER))
    entry = hand_in_entry(contest, person, content=rtf("灯火", "林晓写的。"), file_name="灯火.rtf")
    shown = client.get(page(entry)).content.decode()
    assert "这个文件正在转换，请稍后再看。" in shown
    assert "遮盖了" not in shown
    status, _, shown = decide(client, entry)
    assert status == 409
    assert shown.count("这个文件正在转换，请稍后再看。") == 2  # above the manuscript and beside the form
    address = reverse("screening-blind-file", args=[contest.slug, entry.token, 1])
    assert "这个文件正在转换，请稍后再看。" in client.get(address, follow=True).content.decode()


def test_the_file_for_judges_can_be_had_before(client: Client, contest: Contest) -> None:
    entry = named_like_a_word(contest)
    mask(client, entry, choice="mask", **spot_values(AS_A_WORD))
    address = reverse("screening-blind-file", args=[contest.slug, entry.token, 1])
    answer = client.get(address)
    assert unquote(answer["Content-Disposition"]) == "attachment; filename*=utf-8''匿名稿.docx"
    with zipfile.ZipFile(io.BytesIO(body_of(answer))) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    assert "███七十年" in parts["word/document.xml"]
    assert not [(word, name) for word in (WORD, NAME, "潮声") for name, part in parts.items() if word in part]
    assert client.get(reverse("screening-blind-file", args=[contest.slug, entry.token, 2])).status_code == 404


def test_the_desk_flags_what_needs_a_second_look(person: User) -> None:
    contest = make_contest(endings=(".docx", ".rtf"))
    client = signed_in_client(appointed(contest, Office.SCREENER))
    handed_in(contest, 1)
    for number, (content, name) in enumerate(
        (
            (docx(p("机密★10年") + centred("灯火") + p(ESSAY_TEXT)), "灯火.docx"),
            (docx(centred("灯火") + p(ESSAY_TEXT) + p("本人不同意主办单位将本文用于出版。")), "灯火.docx"),
            (rtf("灯火", ESSAY_TEXT), "灯火.rtf"),
        ),
        2,
    ):
        someone = make_person(f"someone{number}@example.org", "周远山")
        hand_in_entry(contest, someone, title=f"第{number}篇", content=content, file_name=name)
    shown = client.get(desk(contest)).content.decode()
    cells = re.findall(r'<td data-label="题目"><a href="[^"]+">([^<]+)</a>(.*?)</td>', shown, re.DOTALL)
    assert {title: re.findall(r"<small[^>]*>([^<]+)</small>", flags) for title, flags in cells} == {
        "第1篇": [],
        "第2篇": ["密级字样"],
        "第3篇": ["有异议"],
        "第4篇": ["等待检查"],
    }


def test_an_observer_sees_and_does_not_decide(contest: Contest) -> None:
    entry = handed_in(contest)
    observer = signed_in_client(appointed(contest, Office.OBSERVER))
    shown = observer.get(page(entry)).content.decode()
    assert "第1篇" in shown
    assert "作出决定" not in shown
    assert decide(observer, entry)[0] == 404
