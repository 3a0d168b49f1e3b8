"""The page of statistics: for everybody once the list is public, for the office before."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from contest.awards.models import PrizeList
from contest.awards.operations import publish_prizes
from contest.entries.models import Entry
from contest.judging.models import Mark
from contest.notice.models import Contest, Office
from contest.screening.operations import disqualify_entry
from tests.awards.making import confirm, judged
from tests.judging.making import handed_in
from tests.making import appointed, make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


def page(contest: Contest, client: Client | None = None, name: str = "statistics") -> str:
    answer = (client or Client()).get(reverse(name, args=[contest.slug]))
    assert answer.status_code == 200
    return answer.content.decode().split("<main")[1].split("</main>")[0]


def rows(text: str, section: str) -> list[list[str]]:
    """Give the words of each line of a table, its head first."""
    part = text.split(f'id="{section}-h"')[1].split("</section>")[0]
    found = re.findall(r"<tr>(.+?)</tr>", part, re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in found]


def shown(contest: Contest, entries: int = 5) -> list[Entry]:
    """Give the entries of a contest whose list is public; one more was turned down."""
    handed_in(contest, 90, unit="独行社", author="孙独行", title="没有得奖的一篇")
    lost = handed_in(contest, 91, unit="东滩厂", title="不合格的一篇")
    for number in (92, 93, 94):
        handed_in(contest, number, unit="东滩厂")
    assert lost.manuscript is not None
    disqualify_entry(
        entry=lost,
        manuscript=lost.manuscript,
        reason=contest.disqualification_reasons.get(),
        note="",
        actor=organiser_of(contest),
    )
    _, judged_ = judged(contest, [90 - one for one in range(entries)])
    Entry.objects.filter(contest=contest).update(
        received_at=datetime(2026, 3, 1, 17, tzinfo=UTC), genre="散文"
    )  # the next day in Shanghai
    confirm(contest)
    publish_prizes(contest=contest, actor=organiser_of(contest))
    return judged_


def test_everybody_sees_counts_and_nobody_alone(contest: Contest) -> None:
    shown(contest)
    text = page(contest)
    assert "共收到稿件 10 篇，其中有效 5 篇。" in text
    assert rows(text, "tiers") == [["奖项", "获奖", ""], ["一等奖", "1"], ["二等奖", "2"]]
    assert rows(text, "days") == [["日期", "篇数"], ["2026年3月2日", "10"]]
    assert rows(text, "genres") == [["体裁", "收到", "有效", ""], ["散文", "10", "5"]]
    assert rows(text, "units") == [["单位", "收到", ""], ["东滩厂", "4"], ["其余 6 个单位", "6"]]
    assert rows(text, "lengths") == [["字数", "篇数"], ["35 起，不到 36", "5"]]
    assert "不足 3 位作者的单位和体裁不单独列出，并入其余" in text
    for told in ("独行社", "孙独行", "没有得奖的一篇", "不合格的一篇", "第1厂", "周"):
        assert told not in text
    assert Mark.objects.exists()
    assert re.findall(r"\d+ 分|得分|平均", text) == []


def test_each_drawing_has_a_title_a_description_and_a_table(contest: Contest) -> None:
    shown(contest)
    text = page(contest)
    for section in ("days", "lengths"):
        assert f'role="img" aria-labelledby="{section}-t {section}-d"' in text
        assert re.search(rf'<title id="{section}-t">.+</title>\s*<desc id="{section}-d">.+</desc>', text)
    assert text.count("<details data-open-in-print>") == 2


def test_before_the_list_is_public_only_the_office_sees_it(contest: Contest) -> None:
    judged(contest, [90, 80, 70])
    confirm(contest)
    assert Client().get(reverse("statistics", args=[contest.slug])).status_code == 404
    observer = signed_in_client(appointed(contest, Office.OBSERVER))
    before = page(contest, observer, "office-statistics")
    assert "名单公布之后，公众看得到这一页" in before
    publish_prizes(contest=contest, actor=organiser_of(contest))
    assert "名单公布之后" not in page(contest, observer, "office-statistics")
    assert reverse("statistics", args=[contest.slug]) in page(contest, name="results")


def test_the_office_sees_it_with_nothing_in_it(contest: Contest) -> None:
    text = page(contest, signed_in_client(organiser_of(contest)), "office-statistics")
    assert "共收到稿件 0 篇，其中有效 0 篇。" in text
    assert "<svg" not in text


def test_hostile_names_stay_text() -> None:
    contest = make_contest()
    for number in range(80, 84):
        handed_in(contest, number, unit="<script>厂")
    judged(contest, [90, 80, 70])
    Entry.objects.update(genre="<b>诗")
    confirm(contest)
    publish_prizes(contest=contest, actor=organiser_of(contest))
    assert PrizeList.objects.get().published_at is not None
    text = page(contest)
    assert "&lt;script&gt;厂" in text
    assert "&lt;b&gt;诗" in text
    assert "<script>厂" not in text
    assert "<b>诗" not in text


@pytest.mark.parametrize("number", [1, 12])
def test_it_costs_the_same_at_few_and_many(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    contest = make_contest()
    shown(contest, number)
    with django_assert_num_queries(8):
        page(contest)
    client = signed_in_client(organiser_of(contest))
    page(contest, client, "office-statistics")
    with django_assert_num_queries(11):
        page(contest, client, "office-statistics")
