"""Exports under a name: one's own and the office's, and what becomes of them when a sheet changes."""

import re

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from contest.exports.selecting.models import NamedExport
from contest.judging.models import Round, RoundCriterion
from contest.ledger.models import Event
from contest.notice.kept import MOST_KEPT
from contest.notice.models import Contest, Office
from tests.exports.selecting.making import kept, query
from tests.exports.selecting.test_views import address, csv_of, preview, shown
from tests.exports.walking import Walked
from tests.making import appointed, body_of, make_contest, signed_in_client

pytestmark = pytest.mark.django_db
MARKS = ["题目", "语言", "主题"]


@pytest.fixture
def client(walked: Walked) -> Client:
    """The organiser's browser."""
    return signed_in_client(walked.organiser)


def keep(client: Client, contest: Contest, key: str, **values: str) -> tuple[int, str]:
    answer = client.post(reverse("keep-export", args=[contest.slug, key]), values, follow=True)
    status = answer.redirect_chain[0][1] if answer.redirect_chain else answer.status_code
    return status, answer.content.decode()


def listed(page: str) -> list[tuple[str, str, str]]:
    """Give the kept exports of the list: name, sheet, whose."""
    rows = re.findall(
        r'<th scope="row" data-label="名称"><a [^>]*>([^<]+)</a></th>\s*<td[^>]*>(.*?)</td>\s*<td[^>]*>(.*?)</td>', page
    )
    return [(name, re.sub("<[^>]+>", "", sheet), whose) for name, sheet, whose in rows]


def list_of(client: Client, contest: Contest) -> list[tuple[str, str, str]]:
    return listed(shown(client, reverse("exports", args=[contest.slug])))


def file_of(one: NamedExport, form: str = "csv") -> str:
    return reverse("kept-export-file", args=[one.contest.slug, one.pk, form])


def test_it_is_kept_for_oneself_or_for_all(client: Client, walked: Walked) -> None:
    status, page = keep(client, walked.contest, "entries", name="名册", asked=query(["作者", "题目"], {"单位": "潮声"}))
    assert (status, preview(page)) == (302, [["作者", "题目"], ["林晓", "灯火"], ["周岸", "栈桥"]])
    assert "导出“名册”已存下。" in page
    keep(client, walked.contest, "days", name="每天的", asked="", for_office="on")
    assert list_of(client, walked.contest) == [("每天的", "每日收稿", "大家用"), ("名册", "来稿", "自己用")]
    observer = signed_in_client(appointed(walked.contest, Office.OBSERVER))
    assert list_of(observer, walked.contest) == [("每天的", "每日收稿", "大家用")]
    assert not Event.objects.filter(action="results.export").exists()


def test_it_leaves_as_it_was_kept_and_by_its_name(client: Client, walked: Walked, closed: Round) -> None:
    one = kept(walked.contest, "marks-reading", "语言分", {"语言": ">=50"}, MARKS, actor=walked.organiser)
    heading, *rows = csv_of(body_of(client.get(file_of(one))))
    assert (heading, sorted(row[1] for row in rows)) == (MARKS, ["50", "52", "55"])
    assert Event.objects.latest("sequence").after == {
        "name": "语言分",
        "files": "评分·初评.csv",
        "columns": MARKS,
        "conditions": {"语言": ">=50"},
    }


def test_conditions_are_kept_in_one_way_of_writing(walked: Walked) -> None:
    one = kept(walked.contest, "entries", "长的", {"字数": "＞＝３；１～２", "单位": "空"}, actor=walked.organiser)
    assert one.conditions == {"字数": ">=3、1-2", "单位": "空"}


def test_a_condition_that_one_way_of_writing_makes_too_long_stays_as_it_was_typed(
    client: Client, walked: Walked
) -> None:
    typed = ";".join(["a"] * 100)
    asked = query(["Title"], {"Unit": typed}, language="en")
    assert keep(client, walked.contest, "entries", name="Register", asked=asked)[0] == 302
    one = NamedExport.objects.get()
    assert one.conditions == {"Unit": typed}
    assert csv_of(body_of(client.get(file_of(one)))) == [["Title"]]


def test_its_headings_are_in_the_language_it_was_kept_in(client: Client, walked: Walked) -> None:
    client.cookies["django_language"] = "en"
    asked = query(["Title", "Author"], {"Unit": "not empty; x"}, language="en")
    assert keep(client, walked.contest, "entries", name="Register", asked=asked)[0] == 302
    one = NamedExport.objects.get()
    assert (one.language, one.columns, one.conditions) == ("en", ["Title", "Author"], {"Unit": "not empty; x"})
    client.cookies["django_language"] = "zh-hans"
    assert csv_of(body_of(client.get(file_of(one))))[:2] == [["Title", "Author"], ["灯火", "林晓"]]
    page = shown(client, reverse("kept-export", args=[walked.contest.slug, one.pk]))
    assert preview(page)[0] == ["Title", "Author"]
    assert "看结果" in page


def test_a_column_that_is_gone_is_named_before_what_is_left_leaves(
    client: Client, walked: Walked, closed: Round
) -> None:
    one = kept(walked.contest, "marks-reading", "语言分", {"语言": ">=50"}, MARKS, actor=walked.organiser)
    RoundCriterion.objects.filter(name="语言").update(name="文字")
    answer = client.get(file_of(one), follow=True)
    assert answer.redirect_chain == [(reverse("kept-export", args=[walked.contest.slug, one.pk]), 302)]
    page = answer.content.decode()
    assert "存下以后，这张表变了，下面这些现在没有了：" in page
    assert "“语言” <small>它的条件“&gt;=50”没有用上</small>" in page
    assert preview(page)[0] == ["题目", "主题"]
    assert not Event.objects.filter(action="results.export").exists()
    left = client.get(
        reverse("export-file", args=[walked.contest.slug, "marks-reading", "csv"]) + "?" + query(["题目", "主题"])
    )
    assert csv_of(body_of(left))[0] == ["题目", "主题"]


def test_a_condition_that_no_longer_fits_its_column_is_shown_first(client: Client, walked: Walked) -> None:
    one = kept(walked.contest, "entries", "长的", {"字数": ">=3"}, ["题目"], actor=walked.organiser)
    NamedExport.objects.update(conditions={"字数": "很多"})
    answer = client.get(file_of(one), follow=True)
    assert "“字数”的条件“很多”看不懂。" in answer.content.decode()


def test_a_sheet_that_is_gone_is_said_and_its_name_can_be_taken_away(
    client: Client, walked: Walked, closed: Round
) -> None:
    one = kept(walked.contest, "marks-reading", "语言分", {}, MARKS, actor=walked.organiser)
    NamedExport.objects.update(sheet="marks-final")
    assert list_of(client, walked.contest) == [("语言分", "这张表现在没有", "自己用")]
    page = client.get(file_of(one), follow=True).content.decode()
    assert "这张表现在没有内容可以导出" in page
    answer = client.post(reverse("forget-export", args=[walked.contest.slug, one.pk]), follow=True)
    assert "导出“语言分”已删去。" in answer.content.decode()
    assert not NamedExport.objects.exists()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": "", "asked": query(["题目"])}, "这个字段是必填项"),
        ({"name": "长" * 41, "asked": query(["题目"])}, 'id="keep-name-error"'),
        ({"name": "看不懂", "asked": query(["题目"], {"字数": "很多"})}, "“字数”的条件“很多”看不懂。"),
        ({"name": "没有", "asked": query(["旧项目"])}, "请至少选一列。"),
    ],
)
def test_what_can_not_be_kept_is_said(client: Client, walked: Walked, values: dict[str, str], words: str) -> None:
    status, page = keep(client, walked.contest, "entries", **values)
    assert status == 422
    assert words in page
    assert not NamedExport.objects.exists()


def test_not_more_are_kept_than_a_person_can_see_through(client: Client, walked: Walked) -> None:
    for number in range(MOST_KEPT):
        kept(walked.contest, "days", f"第{number}个", {}, actor=walked.organiser)
    status, page = keep(client, walked.contest, "days", name="又一个", asked="")
    assert (status, "最多保存 30 个，请先删去不用的。" in page) == (422, True)
    assert keep(client, walked.contest, "entries", name="第0个", asked="")[0] == 302
    assert (NamedExport.objects.count(), NamedExport.objects.get(name="第0个").sheet) == (MOST_KEPT, "entries")


def test_another_persons_export_and_another_contests_are_not_there(client: Client, walked: Walked) -> None:
    one = kept(walked.contest, "days", "自己的", {}, actor=walked.organiser)
    colleague = signed_in_client(appointed(walked.contest, Office.ORGANISER, login="second@example.org", name="乙"))
    other = make_contest("autumn")
    elsewhere = signed_in_client(appointed(other, Office.ORGANISER, login=walked.organiser.login))
    for browser, slug in ((colleague, walked.contest.slug), (elsewhere, other.slug)):
        assert browser.get(reverse("kept-export", args=[slug, one.pk])).status_code == 404
        assert browser.get(reverse("kept-export-file", args=[slug, one.pk, "csv"])).status_code == 404
        assert browser.post(reverse("forget-export", args=[slug, one.pk])).status_code == 404
    assert NamedExport.objects.exists()


def test_the_database_keeps_no_export_without_columns(walked: Walked) -> None:
    with pytest.raises(IntegrityError):
        NamedExport.objects.create(
            contest=walked.contest, name="空", sheet="days", language="zh-hans", columns=[], saved_by=walked.organiser
        )


def test_the_page_of_a_kept_export_keeps_it_again_under_its_name(client: Client, walked: Walked) -> None:
    one = kept(walked.contest, "days", "每天的", {}, actor=walked.organiser, for_office=True)
    page = shown(client, reverse("kept-export", args=[walked.contest.slug, one.pk]))
    assert 'value="每天的" maxlength="40"' in page
    assert f'action="{address(walked.contest, "days")[:-1]}"' in page
    asked = re.search(r'name="asked" value="([^"]*)"', page)
    assert asked is not None
    keep(client, walked.contest, "days", name="每天的", asked=asked[1].replace("&amp;", "&"), for_office="on")
    assert [(again.pk, again.columns) for again in NamedExport.objects.all()] == [(one.pk, one.columns)]
