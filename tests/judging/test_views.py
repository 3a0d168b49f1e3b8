"""The judge's reading room."""

import io
import zipfile
from decimal import Decimal
from urllib.parse import unquote

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from contest.judging.drawing import propose_draw
from contest.judging.models import Mark, Reading, Round, RoundEntry
from contest.judging.operations import close_round
from contest.ledger.models import Event
from contest.notice.models import Contest
from contest.people.models import User
from tests.judging.making import judge, opened, passed, prepared, readings, submit
from tests.making import body_of, entrant_of, make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db

BY_ITSELF = {"hx-request": "true"}
"""How the page sends what it saves by itself."""


@pytest.fixture
def person(contest: Contest) -> User:
    """A judge."""
    return judge(contest, 1)


@pytest.fixture
def round_(contest: Contest, person: User) -> Round:
    """An open round of three entries, each read by two."""
    for number in (1, 2, 3):
        passed(contest, number)
    return opened(contest, [person, judge(contest, 2)])


@pytest.fixture
def own(round_: Round, person: User) -> list[Reading]:
    """The judge's readings."""
    return [one for one in readings(round_) if one.judge.person == person]


@pytest.fixture
def client(person: User) -> Client:
    """The judge's browser."""
    return signed_in_client(person)


def at(name: str, reading: Reading) -> str:
    return reverse(name, args=[reading.judge.round.contest.slug, reading.token])


def sheet(theme: object, language: object, comment: str = "") -> dict[str, object]:
    return {"mark-theme": theme, "mark-language": language, "comment": comment}


def said(answer: object) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]  # type: ignore[attr-defined]


def test_the_list_and_the_room(client: Client, contest: Contest, own: list[Reading]) -> None:
    listed = client.get(reverse("reading-list", args=[contest.slug])).content.decode()
    assert "共 3 篇，已提交 0 篇。" in listed
    for reading in own:
        assert at("reading", reading) in listed
    room = client.get(at("reading", own[1])).content.decode()
    for words in ("第 2 号", "江上的灯一盏一盏亮起来", "主题", "语言", "切题。", "/ 100", "2 / 3"):
        assert words in room
    assert at("reading", own[0]) in room
    assert at("reading", own[2]) in room


def test_marks_are_kept_while_writing(client: Client, own: list[Reading]) -> None:
    answer = client.post(at("save-reading", own[0]), sheet(30, "", "开头好"), headers=BY_ITSELF)
    assert (answer.status_code, answer.json()["faults"], answer.json()["revision"]) == (200, [], 1)
    assert Mark.objects.get().value == 30
    room = client.get(at("reading", own[0])).content.decode()
    assert 'value="30"' in room
    assert "开头好" in room


@pytest.mark.parametrize(
    ("sent", "fault", "kept"),
    [
        (sheet(41, 50), "主题：分数41不在0至40之间", {"language": 50}),
        (sheet("三十", 50), "主题：", {"language": 50}),
        (sheet("30.5", 50), "主题：分数30.5须从0起以1为一档", {"language": 50}),
        (sheet("1e3", 50), "主题：", {"language": 50}),
        (sheet("NaN", 50), "主题：", {"language": 50}),
        (sheet("30.123", 50), "主题：", {"language": 50}),
        (sheet("", ""), "", {}),
    ],
)
def test_a_bad_mark_does_not_lose_the_good_one(
    client: Client, own: list[Reading], sent: dict[str, object], fault: str, kept: dict[str, int]
) -> None:
    answer = client.post(at("save-reading", own[0]), sent, headers=BY_ITSELF)
    assert answer.status_code == 200
    assert "".join(answer.json()["faults"]).startswith(fault)
    assert len(answer.json()["faults"]) == bool(fault)
    assert dict(Mark.objects.values_list("criterion__key", "value")) == kept


def test_the_button_for_a_draft_leads_back_to_the_room(client: Client, own: list[Reading]) -> None:
    answer = client.post(at("save-reading", own[0]), sheet(30, "", "开头好"))
    assert (answer.status_code, answer["Location"]) == (302, at("reading", own[0]))
    assert said(answer) == ["第 1 号已存为草稿，还没有提交。"]
    assert dict(Mark.objects.values_list("criterion__key", "value")) == {"theme": 30}


def test_a_draft_with_a_bad_mark_comes_back_as_a_page(client: Client, own: list[Reading]) -> None:
    answer = client.post(at("save-reading", own[0]), sheet(41, 50))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "分数41不在0至40之间" in page
    assert 'value="41"' in page
    assert "第 1 号" in page
    assert dict(Mark.objects.values_list("criterion__key", "value")) == {"language": 50}


def test_submitted_and_on_to_the_next(client: Client, contest: Contest, own: list[Reading]) -> None:
    for number, reading in enumerate(own, 1):
        answer = client.post(at("submit-reading", reading), sheet(30, 40 + number))
        assert answer.status_code == 302
        following = at("reading", own[number]) if number < 3 else reverse("reading-list", args=[contest.slug])
        assert answer["Location"] == following
        assert said(answer)[-1] == f"第 {number} 号已提交。"
    assert list(RoundEntry.objects.order_by("number").values_list("score", flat=True)) == [71, 72, 73]
    assert "您的评阅已全部提交" in client.get(reverse("reading-list", args=[contest.slug])).content.decode()


def test_an_incomplete_sheet_comes_back_and_is_kept(client: Client, own: list[Reading]) -> None:
    answer = client.post(at("submit-reading", own[0]), sheet(30, "", "还差一项"))
    assert answer.status_code == 422
    assert "请评分。" in answer.content.decode()
    assert "还差一项" in answer.content.decode()
    assert dict(Mark.objects.values_list("criterion__key", "value")) == {"theme": 30}
    own[0].refresh_from_db()
    assert (own[0].submitted_at, own[0].comment) == (None, "还差一项")
    assert client.post(at("submit-reading", own[0]), sheet("三十", 50)).status_code == 422


def test_other_marks_from_a_second_tab_are_shown_beside_what_stands(client: Client, own: list[Reading]) -> None:
    client.post(at("submit-reading", own[0]), sheet(30, 41, "先交的"))
    again = client.post(at("submit-reading", own[0]), sheet(30, 41, "先交的"))
    assert (again.status_code, said(again)[-1]) == (302, "第 1 号已提交。")
    for other in (sheet(31, 42, "后写的"), sheet("卅一", 42, "后写的")):
        answer = client.post(at("submit-reading", own[0]), other)
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "这篇的评分已经提交。要改分，请先点“修改评分”。" in page
        typed, _, standing = page.partition("<h3>已经存下的</h3>")
        assert f"<dd>{other['mark-theme']}</dd>" in typed
        assert "<dd>42</dd>" in typed
        assert "后写的" in typed
        assert "<dd>30 / 40</dd>" in standing
        assert "<dd>41 / 60</dd>" in standing
        assert "先交的" in standing
    assert RoundEntry.objects.get(number=1).score == 71


def test_taken_back(client: Client, own: list[Reading]) -> None:
    client.post(at("submit-reading", own[0]), sheet(30, 41))
    assert "修改评分" in client.get(at("reading", own[0])).content.decode()
    answer = client.post(at("reopen-reading", own[0]))
    assert answer["Location"] == at("reading", own[0])
    assert 'value="41"' in client.get(at("reading", own[0])).content.decode()
    assert RoundEntry.objects.get(number=1).score is None


def test_after_the_end_the_sheet_is_closed(client: Client, round_: Round, own: list[Reading]) -> None:
    close_round(round_=round_, actor=organiser_of(round_.contest), unmarked=True)
    for name, headers in (("save-reading", BY_ITSELF), ("save-reading", {}), ("submit-reading", {})):
        answer = client.post(at(name, own[0]), sheet(30, 41), headers=headers)
        assert answer.status_code == 409
        words = answer.json()["refusal"] if headers else answer.content.decode()
        assert "这一轮评审已经结束" in words
    assert said(client.post(at("reopen-reading", own[0]))) == ["这一轮评审已经结束，不能再评分。"]
    assert Mark.objects.count() == 0
    assert "这一轮评审已经结束。" in client.get(at("reading", own[0])).content.decode()
    listed = client.get(reverse("reading-list", args=[round_.contest.slug])).content.decode()
    assert ("初评 · 共 " in listed, "这一轮评审已经结束。" in listed) == (True, True)


def test_a_comment_with_a_nul_is_no_failure(client: Client, own: list[Reading]) -> None:
    """PostgreSQL stores no NUL: marks must be kept all the same, or the fault be named."""
    answer = client.post(at("save-reading", own[0]), sheet(30, 41, "好\0文"), headers=BY_ITSELF)
    assert answer.status_code == 200
    assert Mark.objects.count() == 2


def test_a_long_comment_is_kept_as_far_as_it_goes(client: Client, own: list[Reading]) -> None:
    client.post(at("save-reading", own[0]), sheet(30, 41, "好" * 5000))
    own[0].refresh_from_db()
    assert own[0].comment == "好" * 4000


def test_another_judges_reading_is_not_there(client: Client, round_: Round, own: list[Reading]) -> None:
    others = [one for one in readings(round_) if one not in own]
    events = Event.objects.count()
    for reading in others:
        assert client.get(at("reading", reading)).status_code == 404
        for name in ("save-reading", "submit-reading", "reopen-reading"):
            assert client.post(at(name, reading), sheet(1, 1)).status_code == 404
    assert (Mark.objects.count(), Event.objects.count()) == (0, events)


def test_a_reading_of_another_contest_is_not_there(client: Client, own: list[Reading]) -> None:
    make_contest("autumn")
    assert client.get(reverse("reading", args=["autumn", own[0].token])).status_code == 404


def test_nobody_sees_the_room_before_the_opening(client: Client, contest: Contest, person: User) -> None:
    passed(contest)
    round_ = prepared(contest, [person, judge(contest, 2)])
    assert "还没有分给您的稿件" in client.get(reverse("reading-list", args=[contest.slug])).content.decode()
    assert propose_draw(round_).draw.readings


def test_the_file_to_read_is_the_blind_copy_under_its_number(
    client: Client, contest: Contest, own: list[Reading]
) -> None:
    for reading in own:
        answer = client.get(at("reading-file", reading))
        number, entry = reading.round_entry.number, reading.round_entry.entry
        assert unquote(answer["Content-Disposition"]) == f"attachment; filename*=utf-8''{number} 号.docx"
        assert answer["Cache-Control"] == "no-store, private"
        body = body_of(answer)
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            parts = {name: package.read(name).decode() for name in package.namelist()}
            times = {info.date_time for info in package.infolist()}
        assert "江上的灯一盏一盏亮起来" in parts["word/document.xml"]
        telling = (entry.author, entry.unit_name, entrant_of(entry).login, entry.token, "creator", "lastModifiedBy")
        assert not [
            (word, name) for word in telling for name, part in (*parts.items(), *answer.items()) if word in part
        ]
        assert times == {(1980, 1, 1, 0, 0, 0)}
        assert not [word for word in telling if word.encode() in body]


def test_only_the_judge_of_a_reading_gets_its_file(
    client: Client, contest: Contest, office: Client, round_: Round, person: User
) -> None:
    others = [one for one in readings(round_) if one.judge.person != person]
    assert others
    for reading in others:
        assert client.get(at("reading-file", reading)).status_code == 404
        assert office.get(at("reading-file", reading)).status_code == 404
    assert client.get(reverse("reading-file", args=[contest.slug, "nothing"])).status_code == 404


def test_the_room_costs_the_same_at_few_and_many(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    counts = []
    for slug, entries in (("few", 1), ("many", 20)):
        contest = make_contest(slug)
        for number in range(entries):
            passed(contest, number)
        reader = judge(contest, 1)
        round_ = opened(contest, [reader, judge(contest, 2)])
        own = [one for one in readings(round_) if one.judge.person == reader]
        submit(own[-1], 30, 40)
        client = signed_in_client(reader)
        row = []
        for address in (reverse("reading-list", args=[slug]), at("reading", own[0])):
            with django_assert_max_num_queries(12) as captured:
                assert client.get(address).status_code == 200
            row.append(len(captured))
        counts.append(row)
    assert counts[0] == counts[1]


def test_totals_are_shown_without_zeros(client: Client, own: list[Reading]) -> None:
    submit(own[0], 30, 41)
    assert own[0].total is None  # the object at hand is old; the page reads the row
    room = client.get(at("reading", own[0])).content.decode()
    assert "<strong>71</strong> / 100" in room
    assert Reading.objects.get(pk=own[0].pk).total == Decimal("71.0000")


def test_what_is_marked_throughout_but_not_submitted_says_so(
    client: Client, contest: Contest, own: list[Reading]
) -> None:
    client.post(at("save-reading", own[0]), sheet(30, 50))
    client.post(at("save-reading", own[1]), sheet(30, ""))
    listed = client.get(reverse("reading-list", args=[contest.slug])).content.decode()
    lines = listed.partition("<tbody>")[2]
    assert [lines.count(words) for words in ("已评，未提交", "评了一部分", "未评")] == [1, 1, len(own) - 2]
