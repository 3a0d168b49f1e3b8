"""The queue as a page, as a workbook, and under a name."""

import csv
import json
import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from contest.ledger.models import Event
from contest.notice.kept import MOST_KEPT
from contest.notice.models import Contest, Office
from contest.screening.searching.models import SavedSearch
from contest.workbooks.reader import read_rows
from tests.judging.making import handed_in, judge, passed
from tests.making import (
    appointed,
    body_of,
    docx_bytes,
    end_intake,
    hand_in_entry,
    make_contest,
    make_person,
    signed_in_client,
)
from tests.screening.test_queue import checked, counted, like

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(contest: Contest) -> Client:
    """The screener's browser."""
    return signed_in_client(appointed(contest, Office.SCREENER))


def desk(contest: Contest, typed: str | None = None, more: str = "") -> str:
    return reverse("screening", args=[contest.slug]) + ("" if typed is None else f"?q={quote(typed)}{more}")


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def titles(page: str) -> list[str]:
    return re.findall(r'<td data-label="题目"><a href="[^"]+">([^<]+)</a>', page)


def box(page: str) -> str:
    found = re.search(r'<input[^>]*id="q"[^>]*>', page)
    assert found is not None
    value = re.search(r' value="([^"]*)"', found[0])
    assert value is not None
    return unescape(value[1])


def search_in(link: str) -> str:
    return parse_qs(urlsplit(unescape(link)).query, keep_blank_values=True)["q"][0]


def tabs(page: str) -> Iterator[tuple[str, str, bool]]:
    """Give the tabs: their words, the search each leads to, whether it is the page's own."""
    nav = re.search(r'<nav class="tabs".*?</nav>', page, re.DOTALL)
    assert nav is not None
    for link, here, words in re.findall(r'<a href="([^"]+)"( aria-current="page")?>(.*?)</a>', nav[0]):
        yield " ".join(re.sub("<[^>]+>", " ", words).split()), search_in(link), bool(here)


# --- the page -----------------------------------------------------------------------------------------------------


def test_the_desk_shows_what_waits_at_first(client: Client, contest: Contest) -> None:
    for number in (1, 2):
        handed_in(contest, number)
    passed(contest, 3)
    page = shown(client, desk(contest))
    assert (titles(page), box(page)) == (["第1篇", "第2篇"], "状态:待审")
    assert titles(shown(client, desk(contest, "状态:通过"))) == ["第3篇"]
    assert titles(shown(client, desk(contest, ""))) == ["第1篇", "第2篇", "第3篇"]
    assert titles(shown(client, desk(contest, "第2篇"))) == ["第2篇"]
    assert "没有找到" in shown(client, desk(contest, "没有"))
    assert "这里没有稿件。" in shown(client, desk(contest, "状态:退回"))


def test_nothing_to_do_says_so(client: Client, contest: Contest) -> None:
    assert "没有等待审查的稿件。" in shown(client, desk(contest))


def test_the_tabs_are_searches(client: Client, contest: Contest) -> None:
    handed_in(contest, 1)
    passed(contest, 2)
    assert list(tabs(shown(client, desk(contest, "状态:待审 篇 排序:-字数")))) == [
        ("已收稿 1", "状态:待审 篇 排序:-字数", True),
        ("退回修改 0", "状态:退回 篇 排序:-字数", False),
        ("通过审查 1", "状态:通过 篇 排序:-字数", False),
        ("取消资格 0", "状态:取消资格 篇 排序:-字数", False),
        ("全部", "状态:全部 篇 排序:-字数", False),
    ]
    assert [words for words, _, here in tabs(shown(client, desk(contest, "篇"))) if here] == ["全部"]
    assert [words for words, _, here in tabs(shown(client, desk(contest, "-状态:待审"))) if here] == []


def test_the_headings_sort(client: Client, contest: Contest) -> None:
    handed_in(contest, 1)
    page = shown(client, desk(contest, "篇 排序:字数"))
    assert re.findall(r'aria-sort="(\w+)"><a href="([^"]+)">([^<]+)', page) == [
        ("ascending", f"?q={quote('篇 排序:-字数', safe='')}", "字数")
    ]
    page = shown(client, desk(contest, "篇"))
    assert [search_in(link) for link in re.findall(r'<th scope="col"[^>]*><a href="([^"]+)"', page)] == [
        "篇 排序:题目",
        "篇 排序:作者",
        "篇 排序:单位",
        "篇 排序:字数",
        "篇 排序:雷同",
        "篇 排序:-收稿",
    ]


def test_the_columns_are_those_asked_for(client: Client, contest: Contest) -> None:
    entry = handed_in(contest, 1)
    page = shown(client, desk(contest, "列:单位,回执,途径,体裁,决定,审稿,版式,密级,异议,检查"))
    headings = re.findall(r'<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)', page)
    assert headings == ["题目", "单位", "回执", "途径", "体裁", "决定", "审稿", "版式", "密级", "异议", "检查"]
    assert f'<td data-label="回执">{entry.receipts.get().number}</td>' in page


def test_flags_stand_in_the_row_with_a_word_where_they_are_only_possible(client: Client, contest: Contest) -> None:
    judge(contest, name="周行")
    handed_in(contest, 1, author="周行")
    handed_in(contest, 2)
    page = shown(client, desk(contest))
    possible = '<small class="flag">职务？<span class="visually-hidden">仅据姓名，请核对。</span></small>'
    assert re.findall(r'<td data-label="提示"><span>(.*?)\s*</span></td>', page) == [possible, "—"]
    person = appointed(contest, Office.SCREENER, login="author@spring.example", name="乙")
    hand_in_entry(contest, person, title="审稿员的")
    page = shown(client, desk(contest, "题目:审稿员"))
    assert '<td data-label="提示"><span><small class="flag flag--wrong">职务</small>' in page


def test_what_is_over_copied_or_marked_is_seen_in_the_row(client: Client, contest: Contest) -> None:
    one, two = handed_in(contest, 1), handed_in(contest, 2)
    counted(one, 1501)
    like(one, two, 62.5)
    checked(one, secrecy="机密★10年")
    row = re.findall(r"<tr>.*?</tr>", shown(client, desk(contest, "第1篇")), re.DOTALL)[-1]
    assert "密级字样" in row
    assert '<td data-label="字数" class="num over">1501 <small>超</small>' in row
    assert '<td data-label="雷同" class="num over">62 <small>疑似</small>' in row


def test_what_is_not_understood_is_said_beside_the_box_and_kept(client: Client, contest: Contest) -> None:
    handed_in(contest, 1)
    page = shown(client, desk(contest, "第1篇 体材:散文 字数>很多"))
    assert (titles(page), box(page)) == (["第1篇"], "第1篇 体材:散文 字数>很多")
    assert re.findall(r"<li><code>([^<]+)</code> ([^<]+)</li>", page) == [
        ("体材:散文", "没有“体材”这个条件，是不是“体裁”？要找这几个字，请加上引号。"),
        ("字数&gt;很多", "“很多”读不成数字。可以写：字数&gt;3000、字数&lt;=3000，或者 字数:超。"),
    ]
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "\x00", "“", "%", "题目:<b>"])
def test_a_search_is_text_whatever_it_holds(client: Client, contest: Contest, typed: str) -> None:
    handed_in(contest)
    page = shown(client, desk(contest, typed))
    assert "<script>alert" not in page
    assert "<b>" not in page


def test_the_desk_in_pages(
    client: Client, contest: Contest, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    typed = "雷同>=0 提示:有,无 排序:收稿 列:单位,雷同,提示,决定,审稿,回执,检查"
    handed_in(contest, 1)
    with django_assert_max_num_queries(12) as few:
        client.get(desk(contest, typed))
    for number in range(2, 54):
        handed_in(contest, number)
    with django_assert_max_num_queries(12) as many:
        first = titles(shown(client, desk(contest, typed)))
    assert len(few) == len(many)
    assert first == [f"第{number}篇" for number in range(1, 51)]
    assert titles(shown(client, desk(contest, typed, "&page=2"))) == ["第51篇", "第52篇", "第53篇"]
    assert titles(shown(client, desk(contest, typed, "&page=99"))) == ["第51篇", "第52篇", "第53篇"]
    assert titles(shown(client, desk(contest, typed, "&page=x"))) == first
    second = re.search(r'<a href="([^"]+)" rel="next">', shown(client, desk(contest, typed)))
    assert second is not None
    assert search_in(second[1]) == typed


def test_an_entrys_link_carries_the_search(client: Client, contest: Contest) -> None:
    entry = handed_in(contest)
    page = shown(client, desk(contest, "篇 排序:-字数"))
    (link,) = re.findall(r'<td data-label="题目"><a href="([^"]+)"', page)
    assert link.startswith(reverse("screen-entry", args=[contest.slug, entry.token]) + "?")
    assert search_in(link) == "篇 排序:-字数"
    assert client.get(unescape(link)).status_code == 200


def test_an_observer_sees_the_queue_and_nothing_to_tick(contest: Contest) -> None:
    handed_in(contest)
    page = shown(signed_in_client(appointed(contest, Office.OBSERVER)), desk(contest))
    assert titles(page) == ["第1篇"]
    assert 'type="checkbox" name="entry"' not in page
    assert f'action="{reverse("bulk", args=[contest.slug])}"' not in page
    assert "一起作决定" not in page


def test_what_is_sealed_is_not_listed_and_waits_for_its_decision() -> None:
    contest = make_contest(sealed=True)
    entry = handed_in(contest)
    checked(entry, objection="不同意改编这一篇", secrecy="机密★10年")
    client = signed_in_client(appointed(contest, Office.SCREENER))
    page = shown(client, desk(contest, "列:异议,密级"))
    assert "稿件封存中" in page
    assert not [word for word in ("第1篇", "不同意", "机密") if word in page]
    for name in ("bulk", "bulk-decide"):
        sent = {"outcome": "pass", "entry": f"{entry.token}:1"}
        assert client.post(reverse(name, args=[contest.slug]), sent).status_code == 404
    end_intake(contest)
    assert "不同意改编这一篇" in shown(client, desk(contest, "列:异议"))


# --- the workbook -------------------------------------------------------------------------------------------------


def sheet_of(client: Client, contest: Contest, typed: str) -> list[list[object]]:
    answer = client.get(reverse("queue-workbook", args=[contest.slug]) + f"?q={quote(typed)}")
    assert answer.status_code == 200
    return [list(row) for row in read_rows(BytesIO(body_of(answer)))]


def test_all_rows_of_a_search_leave_as_shown(client: Client, contest: Contest) -> None:
    for number in range(1, 53):
        handed_in(contest, number)
    passed(contest, 60)
    rows = sheet_of(client, contest, "状态:待审 排序:-收稿 列:单位,字数")
    assert rows[0] == ["题目", "单位", "字数"]
    assert [row[0] for row in rows[1:]] == [f"第{number}篇" for number in range(52, 0, -1)]
    event = Event.objects.latest("sequence")
    assert (event.action, event.after) == (
        "queue.export",
        {"search": "状态:待审 排序:-收稿 列:单位,字数", "entries": 52},
    )


def test_flags_leave_in_a_column_of_their_own(client: Client, contest: Contest) -> None:
    judge(contest, name="周行")
    content = docx_bytes("同一篇")
    hand_in_entry(contest, make_person("one@example.org", "周行"), title="灯火", content=content)
    hand_in_entry(contest, make_person("two@example.org", "吴二"), title="渡口", content=content)
    handed_in(contest, 3)
    rows = sheet_of(client, contest, "列:提示")
    assert rows == [["题目", "提示"], ["灯火", "职务？、同一文件"], ["渡口", "同一文件"], ["第3篇"]]


def test_a_title_that_looks_like_a_formula_stays_a_title(client: Client, contest: Contest) -> None:
    entry = handed_in(contest)
    type(entry).objects.filter(pk=entry.pk).update(title="=1+1")
    assert sheet_of(client, contest, "列:题目")[1] == ["=1+1"]


def test_the_same_rows_leave_as_csv_and_as_json(client: Client, contest: Contest) -> None:
    for number in (1, 2):
        handed_in(contest, number)
    typed = "状态:待审 排序:-收稿 列:单位,字数"
    heading, *rows = sheet_of(client, contest, typed)
    answers = {
        form: body_of(client.get(reverse("queue-file", args=[contest.slug, form]) + f"?q={quote(typed)}"))
        for form in ("csv", "json")
    }
    lines = csv.reader(answers["csv"].decode("utf-8-sig").splitlines())
    assert list(lines) == [heading, *([str(value) for value in row] for row in rows)]
    assert json.loads(answers["json"]) == [dict(zip(heading, row, strict=True)) for row in rows]
    assert [event.after for event in Event.objects.filter(action="queue.export")] == [
        {"search": typed, "entries": 2}
    ] * 3


@pytest.mark.parametrize(("name", "more"), [("queue-workbook", []), ("queue-file", ["csv"])])
def test_a_search_that_is_not_understood_does_not_leave(
    client: Client, contest: Contest, name: str, more: list[str]
) -> None:
    answer = client.get(reverse(name, args=[contest.slug, *more]) + "?q=" + quote("体材:散文"), follow=True)
    page = answer.content.decode()
    assert "查找条件里还有看不懂的地方，请先改好再导出。" in page
    assert box(page) == "体材:散文"
    assert not Event.objects.filter(action="queue.export").exists()


# --- searches under a name ----------------------------------------------------------------------------------------


def save(client: Client, contest: Contest, **values: str) -> tuple[int, str]:
    answer = client.post(reverse("save-search", args=[contest.slug]), values, follow=True)
    status = answer.redirect_chain[0][1] if answer.redirect_chain else answer.status_code
    return status, answer.content.decode()


def kept(page: str) -> list[tuple[str, str, str]]:
    """Give the named searches of a page: name, whose, the search."""
    rows = re.findall(r'<li><a href="([^"]+)">([^<]+)</a> <small>([^<]+)</small>', page)
    return [(name, whose, search_in(link)) for link, name, whose in rows]


def test_a_search_is_kept_for_oneself_or_for_the_office(client: Client, contest: Contest) -> None:
    status, page = save(client, contest, name="超长的", q="状态:待审 字数:超")
    assert (status, box(page)) == (302, "状态:待审 字数:超")
    assert "查找“超长的”已保存。" in page
    save(client, contest, name="像别人的", q="雷同:疑似", for_office="on")
    assert kept(shown(client, desk(contest))) == [
        ("像别人的", "大家用", "雷同:疑似"),
        ("超长的", "自己用", "状态:待审 字数:超"),
    ]
    colleague = signed_in_client(appointed(contest, Office.SCREENER, login="second@spring.example", name="乙"))
    assert kept(shown(colleague, desk(contest))) == [("像别人的", "大家用", "雷同:疑似")]
    observer = signed_in_client(appointed(contest, Office.OBSERVER))
    assert kept(shown(observer, desk(contest))) == [("像别人的", "大家用", "雷同:疑似")]


def test_the_offices_searches_stand_on_the_desk(client: Client, contest: Contest) -> None:
    save(client, contest, name="像别人的", q="雷同:疑似 &", for_office="on")
    save(client, contest, name="自己的", q="灯")
    page = shown(client, reverse("desk", args=[contest.slug]))
    assert re.findall(r'<a href="([^"]+)">像别人的</a>', page) == [desk(contest, "雷同:疑似 &")]
    assert "自己的" not in page


def test_a_name_that_is_used_again_means_the_newer_search(client: Client, contest: Contest) -> None:
    save(client, contest, name="今天的", q="灯")
    save(client, contest, name="今天的", q="渡")
    save(client, contest, name="今天的", q="岸", for_office="on")
    assert kept(shown(client, desk(contest))) == [("今天的", "大家用", "岸"), ("今天的", "自己用", "渡")]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": "", "q": "灯"}, "这个字段是必填项"),
        ({"name": "长" * 41, "q": "灯"}, 'id="save-name-error"'),
        ({"name": "看不懂", "q": "体材:散文"}, "查找条件里还有看不懂的地方，请先改好再保存。"),
    ],
)
def test_what_can_not_be_kept_is_said_and_nothing_typed_is_lost(
    client: Client, contest: Contest, values: dict[str, str], words: str
) -> None:
    status, page = save(client, contest, **values)
    assert (status, box(page)) == (422, values["q"])
    assert words in page
    assert f'value="{values["name"]}" maxlength="40"' in page
    assert not SavedSearch.objects.exists()


def test_not_more_are_kept_than_a_person_can_see_through(client: Client, contest: Contest) -> None:
    for number in range(MOST_KEPT):
        save(client, contest, name=f"第{number}个", q="灯")
    assert "最多保存 30 个，请先删去不用的。" in save(client, contest, name="又一个", q="灯")[1]
    assert save(client, contest, name="第0个", q="渡")[0] == 302
    assert SavedSearch.objects.count() == MOST_KEPT


def test_a_name_is_taken_away(client: Client, contest: Contest) -> None:
    save(client, contest, name="超长的", q="字数:超")
    saved = SavedSearch.objects.get()
    answer = client.post(reverse("forget-search", args=[contest.slug, saved.pk]), follow=True)
    page = answer.content.decode()
    assert "查找“超长的”已删去。" in page
    assert (kept(page), box(page), SavedSearch.objects.count()) == ([], "字数:超", 0)


def test_another_persons_search_and_another_contests_are_not_there(client: Client, contest: Contest) -> None:
    save(client, contest, name="自己的", q="灯")
    saved = SavedSearch.objects.get()
    colleague = signed_in_client(appointed(contest, Office.SCREENER, login="second@spring.example", name="乙"))
    assert colleague.post(reverse("forget-search", args=[contest.slug, saved.pk])).status_code == 404
    other = make_contest("autumn")
    elsewhere = appointed(other, Office.SCREENER, login="screener@spring.example")
    address = reverse("forget-search", args=[other.slug, saved.pk])
    assert signed_in_client(elsewhere).post(address).status_code == 404
    assert SavedSearch.objects.exists()
