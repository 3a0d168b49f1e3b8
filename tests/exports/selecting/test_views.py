"""One sheet with columns and rows of one's choice: as a page, and as it leaves."""

import csv
import json
import re
from html import unescape
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from contest.entries.models import Entry
from contest.exports.selecting.asking import sign_of
from contest.judging.models import Round
from contest.ledger.models import Event
from contest.notice.models import Consent, Contest, Office
from contest.workbooks.reader import read_rows
from tests.exports.selecting.making import query
from tests.exports.walking import Walked
from tests.judging.making import handed_in
from tests.making import appointed, body_of, signed_in_client

pytestmark = pytest.mark.django_db
CHOSEN = query(["作者", "题目", "得分"], {"得分": "≥７７", "单位": "潮声"})


@pytest.fixture
def client(walked: Walked) -> Client:
    """The organiser's browser."""
    return signed_in_client(walked.organiser)


def address(contest: Contest, key: str, asked: str = "") -> str:
    return reverse("export", args=[contest.slug, key]) + f"?{asked}"


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def preview(page: str) -> list[list[str]]:
    """Give the rows that a page shows of what comes out, the heading first."""
    table = re.search(r'<table class="table export-seen">.*?</table>', page, re.DOTALL)
    assert table is not None
    rows = re.findall(r"<tr>(.*?)</tr>", table[0], re.DOTALL)
    return [[unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows]


def columns(page: str) -> list[tuple[str, str, str]]:
    """Give the columns to choose from: heading, number, condition."""
    found = re.findall(
        r'name="c" value="\w+"(?: checked)?> ([^<]+)</label>.*?type="number" name="at-\w+" value="(\d*)"'
        r'.*?type="text" name="if-\w+" value="([^"]*)"',
        page,
        re.DOTALL,
    )
    return [(unescape(heading), number, unescape(typed)) for heading, number, typed in found]


def taken(client: Client, contest: Contest, key: str, form: str, asked: str = "") -> bytes:
    answer = client.get(reverse("export-file", args=[contest.slug, key, form]) + f"?{asked}")
    assert answer.status_code == 200
    return body_of(answer)


def csv_of(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


# --- the list -----------------------------------------------------------------------------------------------------


def test_every_sheet_is_offered_in_three_forms(client: Client, walked: Walked, closed: Round) -> None:
    page = shown(client, reverse("exports", args=[walked.contest.slug]))
    assert re.findall(r'<h2 id="sheets-\d-h">([^<]+)', page) == ["来稿和结果", "初评"]
    for form in ("xlsx", "csv", "json"):
        for key in ("entries", "ledger", "marks-reading", "fair-near-reading"):
            assert f'href="{reverse("export-file", args=[walked.contest.slug, key, form])}" download' in page
    slug = walked.contest.slug
    for name, here in (("desk", reverse("exports", args=[slug])), ("prizes", reverse("export", args=[slug, "prizes"]))):
        assert f'href="{here}"' in shown(client, reverse(name, args=[walked.contest.slug]))


def test_the_list_costs_the_same_however_much_there_is(
    contest: Contest, organiser: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, page = signed_in_client(organiser), reverse("exports", args=[contest.slug])
    for number in (1, 2):
        client.post(reverse("keep-export", args=[contest.slug, "entries"]), {"name": f"第{number}个", "asked": ""})
        client.get(page)
        with django_assert_num_queries(9):
            client.get(page)


# --- the page of a sheet ------------------------------------------------------------------------------------------


def test_at_first_every_column_is_shown_as_the_sheet_has_it(client: Client, walked: Walked, closed: Round) -> None:
    page = shown(client, address(walked.contest, "prizes"))
    assert columns(page) == [
        (heading, str(number), "")
        for number, heading in enumerate(["奖项", "名次", "得分", "题目", "作者", "单位", "依据"], 1)
    ]
    assert [row[:5] for row in preview(page)[:2]] == [
        ["奖项", "名次", "得分", "题目", "作者"],
        ["一等奖", "1", "89", "灯火", "林晓"],
    ]


def test_columns_and_rows_are_those_asked_for(client: Client, walked: Walked, closed: Round) -> None:
    page = shown(client, address(walked.contest, "ranking-reading", CHOSEN))
    assert preview(page) == [["作者", "题目", "得分"], ["林晓", "灯火", "89"], ["周岸", "栈桥", "77.5"]]
    assert "共 2 行" in page
    assert columns(page)[:4] == [("作者", "1", ""), ("题目", "2", ""), ("得分", "3", "≥７７"), ("名次", "", "")]
    assert ("单位", "", "潮声") in columns(page)


def test_the_form_leads_to_an_address_that_can_be_kept(client: Client, walked: Walked, closed: Round) -> None:
    headings = [heading for heading, *_ in columns(shown(client, address(walked.contest, "ranking-reading")))]
    sent: dict[str, Any] = {"in": "zh-hans", "c": [sign_of(one) for one in ("得分", "题目", "作者")]}
    for number, heading in enumerate(headings, 1):
        sent[f"at-{sign_of(heading)}"] = "1" if heading == "作者" else str(number)
        sent[f"if-{sign_of(heading)}"] = " 潮声 " if heading == "单位" else ""
    answer = client.get(reverse("export", args=[walked.contest.slug, "ranking-reading"]), sent)
    expected = address(walked.contest, "ranking-reading", query(["作者", "得分", "题目"], {"单位": "潮声"}))
    assert (answer.status_code, answer.headers["Location"]) == (302, expected)


def test_ten_rows_are_shown_and_all_are_counted(contest: Contest, organiser: Any) -> None:
    for number in range(12):
        handed_in(contest, number)
    page = shown(signed_in_client(organiser), address(contest, "entries", query(["题目"])))
    assert preview(page)[1:] == [[f"第{number}篇"] for number in range(10)]
    assert "共 12 行" in page
    assert "下面是前 10 行" in page


def test_a_condition_that_is_not_understood_is_said_beside_it_and_nothing_leaves(
    client: Client, walked: Walked, closed: Round
) -> None:
    asked = query(["题目"], {"得分": "八十"})
    page = shown(client, address(walked.contest, "ranking-reading", asked))
    assert "“得分”的条件“八十”看不懂。可以写：80、&gt;=80、&lt;=3、1-3、空、非空。" in page
    assert 'class="table export-seen"' not in page
    answer = client.get(reverse("export-file", args=[walked.contest.slug, "ranking-reading", "csv"]) + f"?{asked}")
    assert (answer.status_code, answer.headers["Location"]) == (302, address(walked.contest, "ranking-reading", asked))
    assert not Event.objects.filter(action="results.export").exists()


def test_no_column_at_all_is_asked_again(client: Client, walked: Walked) -> None:
    page = shown(client, address(walked.contest, "entries", f"at-{sign_of('题目')}=1"))
    assert "请至少选一列。" in page
    assert 'class="table export-seen"' not in page


def test_a_column_that_an_address_asks_for_and_is_gone_is_said_before_anything_leaves(
    client: Client, walked: Walked
) -> None:
    asked = query(["题目", "旧项目"])
    assert "这个地址要的列有 1 个现在没有了" in shown(client, address(walked.contest, "entries", asked))
    answer = client.get(reverse("export-file", args=[walked.contest.slug, "entries", "csv"]) + f"?{asked}")
    assert (answer.status_code, answer.headers["Location"]) == (302, address(walked.contest, "entries", asked))


def test_a_round_in_preparation_and_a_sheet_of_another_name_are_not_there(client: Client, walked: Walked) -> None:
    for key in ("marks-reading", "ranking-reading", "cover", "kept"):
        assert client.get(address(walked.contest, key)).status_code == 404
        assert client.get(reverse("export-file", args=[walked.contest.slug, key, "csv"])).status_code == 404
    assert client.get(reverse("export-file", args=[walked.contest.slug, "entries", "pdf"])).status_code == 404


def test_a_sheet_with_nothing_to_compare_says_so(client: Client, walked: Walked, closed: Round) -> None:
    Entry.objects.update(state="withdrawn")
    page = shown(client, address(walked.contest, "fair-near-reading"))
    assert "这张表现在没有内容可以导出" in page
    answer = client.get(reverse("export-file", args=[walked.contest.slug, "fair-near-reading", "csv"]))
    assert answer.headers["Location"] == reverse("export", args=[walked.contest.slug, "fair-near-reading"])


@pytest.mark.parametrize("number", [1, 8])
def test_a_page_costs_the_same_however_long_the_sheet_is(
    contest: Contest, organiser: Any, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for one in range(number):
        handed_in(contest, one)
    client = signed_in_client(organiser)
    with django_assert_num_queries(13):
        client.get(address(contest, "entries", query(["题目"], {"题目": "篇"})))


# --- what leaves --------------------------------------------------------------------------------------------------


def test_it_leaves_in_three_forms_with_the_same_rows(client: Client, walked: Walked, closed: Round) -> None:
    heading, *rows = csv_of(taken(client, walked.contest, "ranking-reading", "csv", CHOSEN))
    assert (heading, rows) == (["作者", "题目", "得分"], [["林晓", "灯火", "89"], ["周岸", "栈桥", "77.5"]])
    objects = json.loads(taken(client, walked.contest, "ranking-reading", "json", CHOSEN))
    assert [[str(value) for value in one.values()] for one in objects] == rows
    assert list(objects[0]) == heading
    book = BytesIO(taken(client, walked.contest, "ranking-reading", "xlsx", CHOSEN))
    assert read_rows(book, "排名·初评") == [heading, ["林晓", "灯火", 89], ["周岸", "栈桥", 77.5]]
    assert read_rows(book, "导出条件") == [["列", "条件"], ["得分", ">=77"], ["单位", "潮声"]]


def test_who_took_what_is_on_record(client: Client, walked: Walked, closed: Round) -> None:
    taken(client, walked.contest, "ranking-reading", "csv", CHOSEN)
    event = Event.objects.latest("sequence")
    assert (event.action, event.actor) == ("results.export", walked.organiser)
    assert event.after == {
        "files": "排名·初评.csv",
        "columns": ["作者", "题目", "得分"],
        "conditions": {"得分": ">=77", "单位": "潮声"},
    }
    head = client.head(reverse("export-file", args=[walked.contest.slug, "days", "csv"]))
    assert (head.status_code, body_of(head)) == (200, b"")
    assert Event.objects.latest("sequence") == event


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
def test_every_sheet_leaves_in_every_form(client: Client, walked: Walked, closed: Round, form: str) -> None:
    page = shown(client, reverse("exports", args=[walked.contest.slug]))
    links = re.findall(rf'href="([^"]+/sheet\.{form})"', page)
    assert len(links) == 11
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200, link
        assert body_of(answer)


def test_what_looks_like_a_formula_is_text_in_title_and_heading(client: Client, walked: Walked) -> None:
    Entry.objects.filter(title="灯火").update(title="=cmd|' /C calc'!A0")
    Consent.objects.create(contest=walked.contest, key="odd", wording="=1+1", required=False, position=9)
    asked = query(["题目", "=1+1"], {"题目": '"=cmd"'})
    assert csv_of(taken(client, walked.contest, "entries", "csv", asked)) == [
        ["题目", "'=1+1"],
        ["'=cmd|' /C calc'!A0", ""],
    ]
    assert json.loads(taken(client, walked.contest, "entries", "json", asked)) == [
        {"题目": "=cmd|' /C calc'!A0", "=1+1": None}
    ]
    sheet = load_workbook(BytesIO(taken(client, walked.contest, "entries", "xlsx", asked)))["来稿"]
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in (sheet["A2"], sheet["B1"])] == [
        ("=cmd|' /C calc'!A0", "s", True),
        ("=1+1", "s", True),
    ]


def test_two_columns_of_one_heading_are_told_apart(client: Client, walked: Walked) -> None:
    Consent.objects.create(contest=walked.contest, key="odd", wording="题目", required=False, position=9)
    [first, *_] = json.loads(taken(client, walked.contest, "entries", "json", query(["题目", "题目（2）"])))
    assert first == {"题目": "灯火", "题目（2）": None}


def test_the_headings_stay_in_the_language_of_the_address(client: Client, walked: Walked) -> None:
    client.cookies["django_language"] = "en"
    assert csv_of(taken(client, walked.contest, "entries", "csv", query(["题目"])))[0] == ["题目"]
    assert csv_of(taken(client, walked.contest, "entries", "csv", query(["Title"], language="en")))[0] == ["Title"]
    page = shown(client, address(walked.contest, "entries"))
    assert "Title" in [heading for heading, *_ in columns(page)]
    assert preview(shown(client, address(walked.contest, "entries", query(["题目"]))))[1] == ["灯火"]


def test_only_who_sees_the_results_sees_any_of_it(walked: Walked) -> None:
    for office in (Office.SCREENER, Office.JUDGE):
        client = signed_in_client(appointed(walked.contest, office, login=f"{office}@example.org"))
        assert client.get(reverse("exports", args=[walked.contest.slug])).status_code == 404
        assert client.get(address(walked.contest, "entries")).status_code == 404
    observer = signed_in_client(appointed(walked.contest, Office.OBSERVER))
    assert "存下来" not in shown(observer, address(walked.contest, "entries"))
