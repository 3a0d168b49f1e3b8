"""The pages of the anthology, without a script: order, words, versions, two editors at once, books."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contest.awards.models import Award
from contest.entries.models import Entry
from contest.exports.anthology.building import ask_for_book
from contest.exports.anthology.models import AnthologyBuild, EssayVersion
from contest.exports.anthology.queries import anthology_of
from contest.ledger.models import Event
from contest.notice.models import Contest, Office
from tests.documents.books import HOSTILE
from tests.exports.anthology.making import book_of, docx_of, edited, pdf_of, titles, work_through
from tests.exports.walking import Walked
from tests.making import appointed, body_of, signed_in_client

pytestmark = pytest.mark.django_db


def address(name: str, *places: Any) -> str:
    return reverse(name, args=["spring", *places])


def shown(client: Client, name: str, *places: Any) -> str:
    return client.get(address(name, *places)).content.decode()


@pytest.fixture
def lights(walked: Walked, contest: Contest) -> Entry:
    return walked.entries["灯火"]


def test_buttons_move_leave_out_and_take_in_and_lead_back_to_the_line(
    client: Client, lights: Entry, contest: Contest
) -> None:
    last = Entry.objects.get(title=titles(contest)[2])
    for name, sent, order in (
        ("move-essay", {"to": "up"}, last.title),
        ("leave-out", {"reason": "另册出版。"}, None),
        ("take-in", {}, last.title),
    ):
        answer = client.post(address(name, last.token), sent)
        assert answer["Location"] == f"{address('anthology')}#essay-{last.token}"
        assert (titles(contest)[1:2] == [last.title]) == (order is not None)
    assert client.post(address("move-essay", last.token), {"to": "aside"}).status_code == 404
    assert "请写明为什么" in client.post(address("leave-out", last.token), follow=True).content.decode()


def test_words_typed_while_somebody_else_saved_are_shown_beside_what_is_kept(client: Client, contest: Contest) -> None:
    first = {"title": "春潮集", "foreword": "第一位的序。", "colophon": "", "revision": 0}
    assert client.post(address("word-anthology"), first).status_code == 302
    answer = client.post(address("word-anthology"), first | {"foreword": "第二位的序。"})
    page = answer.content.decode()
    assert (answer.status_code, "第二位的序。" in page, "第一位的序。" in page) == (409, True, True)
    assert 'name="revision" value="1"' in page
    assert (
        client.post(address("word-anthology"), first | {"foreword": "第二位的序。", "revision": 1}).status_code == 302
    )
    assert anthology_of(contest).foreword == "第二位的序。"


def test_an_essay_shows_its_text_what_was_set_aside_and_its_versions(
    client: Client, walked: Walked, lights: Entry
) -> None:
    page = shown(client, "anthology-essay", lights.token)
    assert "<p>夜里，江上的灯一盏一盏亮起来。</p>" in page
    assert "<li>潮声纪念馆　林晓</li>" in page
    edited(lights, "# 起\n| 江上有灯\n| 灯下有人\n> 题记\n>> 二〇二六年春", actor=walked.organiser)
    page = shown(client, "anthology-essay", lights.token)
    for piece in (
        "<h3>起</h3>",
        '<p class="verse">江上有灯<br>灯下有人</p>',
        '<p class="centre">题记</p>',
        '<p class="right">二〇二六年春</p>',
        "润色。",
    ):
        assert piece in page


def test_the_editor_begins_with_the_newest_text_and_saves_the_next(client: Client, lights: Entry) -> None:
    page = shown(client, "edit-essay", lights.token)
    assert "夜里，江上的灯一盏一盏亮起来。\n我们沿着堤岸慢慢走回去。</textarea>" in page
    assert 'name="base" value="0"' in page
    sent = {"text": "江上有灯。", "reason": "删节。", "base": 0}
    answer = client.post(address("edit-essay", lights.token), sent)
    assert answer["Location"] == address("anthology-essay", lights.token)
    assert EssayVersion.objects.get().text == "江上有灯。"
    assert client.post(address("edit-essay", lights.token), sent | {"base": 1}).status_code == 422


def test_the_second_of_two_editors_keeps_all_that_was_typed(client: Client, walked: Walked, lights: Entry) -> None:
    edited(lights, "第一位写的灯。", actor=walked.organiser)
    typed = "第二位写的灯。\n还有一段。"
    answer = client.post(address("edit-essay", lights.token), {"text": typed, "reason": "删节。", "base": 0})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"{typed}</textarea>" in page.replace("\r\n", "\n")
    assert 'name="base" value="1"' in page
    assert 'value="删节。"' in page
    assert "别人存了编辑第 1 稿" in page
    assert '<del><span class="visually-hidden">删去：</span>一</del>' in page
    again = client.post(address("edit-essay", lights.token), {"text": typed, "reason": "删节。", "base": 1})
    assert again.status_code == 302
    assert list(EssayVersion.objects.values_list("text", flat=True)) == ["第一位写的灯。", typed]


def test_a_version_is_held_against_the_one_before_by_more_than_colour(
    client: Client, walked: Walked, lights: Entry
) -> None:
    edited(lights, "江上有灯。", "江上有船。", actor=walked.organiser)
    page = shown(client, "essay-version", lights.token, 2)
    assert '<del><span class="visually-hidden">删去：</span>灯</del>' in page
    assert '<ins><span class="visually-hidden">新写：</span>船</ins>' in page
    assert "与编辑第 1 稿相比，改了 1 段。" in page
    assert client.post(address("restore-essay", lights.token, 1), {"reason": "还是灯好。"}).status_code == 302
    assert EssayVersion.objects.latest("number").text == "江上有灯。"
    assert "请写明为什么改" in client.post(address("restore-essay", lights.token, 2), follow=True).content.decode()


def test_code_in_an_essay_is_text_on_pages_and_in_books(client: Client, walked: Walked, lights: Entry) -> None:
    edited(lights, "\n".join(HOSTILE), actor=walked.organiser)
    page = shown(client, "anthology-essay", lights.token)
    assert "&lt;w:p/&gt; &amp;amp; ]]&gt;" in page
    build = book_of(walked.contest, walked.organiser)
    assert [line for line in docx_of(build) if line in HOSTILE] == list(HOSTILE)
    assert '#import"@preview/cetz:0.1.0"' in "".join(pdf_of(build))


def test_a_book_is_asked_for_made_and_taken_and_that_is_on_record(
    client: Client, walked: Walked, contest: Contest
) -> None:
    assert client.post(address("ask-anthology")).status_code == 302
    assert "等待制作" in shown(client, "anthology")
    assert "请等它做完" in client.post(address("ask-anthology"), follow=True).content.decode()
    build = AnthologyBuild.objects.get()
    progress = client.get(address("book-progress", build.token)).content.decode()
    assert 'role="status"' in progress
    work_through()
    assert "HX-Refresh" in client.get(address("book-progress", build.token)).headers
    answer = client.get(address("book-file", build.token, "docx"))
    assert body_of(answer).startswith(b"PK")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert body_of(client.get(address("book-file", build.token, "pdf"))).startswith(b"%PDF")
    asked = client.head(address("book-file", build.token, "pdf"))
    assert (asked.status_code, body_of(asked)) == (200, b"")
    recorded = Event.objects.filter(action__startswith="anthology.").order_by("sequence")
    assert list(recorded.values_list("action", "subject_kind", "subject_key", "after")) == [
        ("anthology.ask", "anthology", build.token, {}),
        ("anthology.take", "anthology", build.token, {"form": "docx", "essays": 3}),
        ("anthology.take", "anthology", build.token, {"form": "pdf", "essays": 3}),
    ]


def test_an_observer_reads_and_changes_nothing(walked: Walked, contest: Contest, lights: Entry) -> None:
    observer = signed_in_client(appointed(contest, Office.OBSERVER))
    page = shown(observer, "anthology")
    assert ("灯火" in page, "制作汇编" in page, "上移" in page, "<textarea" in page) == (True, False, False, False)
    assert observer.get(address("edit-essay", lights.token)).status_code == 404
    assert "编辑正文" not in shown(observer, "anthology-essay", lights.token)


def test_an_entry_without_a_prize_has_no_page(client: Client, lights: Entry) -> None:
    Award.objects.filter(entry=lights).update(until_version=2)
    assert client.get(address("anthology-essay", lights.token)).status_code == 404


def test_a_page_of_many_essays_and_books_costs_what_one_costs(client: Client, walked: Walked, contest: Contest) -> None:
    for entry in walked.entries.values():
        edited(entry, "江上有灯。", actor=walked.organiser)
    for _ in range(3):
        book_of(contest, walked.organiser)
    shown(client, "anthology")
    with CaptureQueriesContext(connection) as many:
        shown(client, "anthology")
    Award.objects.exclude(title="灯火").update(until_version=2)
    AnthologyBuild.objects.exclude(pk=AnthologyBuild.objects.latest("pk").pk).delete()
    with CaptureQueriesContext(connection) as one:
        shown(client, "anthology")
    assert len(many) == len(one)


def test_a_manuscript_that_can_not_be_read_is_said_and_left_out(client: Client, walked: Walked, lights: Entry) -> None:
    manuscript = walked.entries["渡口"].manuscripts.get()
    manuscript.kind = "doc"
    manuscript.save()
    manuscript.check_result.state = "waiting"
    manuscript.check_result.checked_at = None
    manuscript.check_result.save()
    build = ask_for_book(contest=walked.contest, actor=walked.organiser)
    work_through()
    build.refresh_from_db()
    assert ("渡口" in "".join(docx_of(build)), "栈桥" in "".join(docx_of(build))) == (False, True)
    assert "没有收入：文稿读不出来。这个文件正在转换，请稍后再看。" in shown(client, "anthology")
    assert "文稿读不出来" in shown(client, "anthology-essay", walked.entries["渡口"].token)
