"""The units' table in the browser: every number, sorted by any, the boundary, decisions, figures."""

import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from contest.awards.models import PrizeList
from contest.awards.units.models import UnitDecision, UnitFigure
from contest.awards.units.operations import Figures, enter_figures
from contest.notice.models import Contest, Office
from tests.awards.making import confirm
from tests.awards.test_views import board, queries
from tests.awards.units.making import judged_entries, ranking_units, unit_named
from tests.judging.making import passed
from tests.making import appointed, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db

CLEAR = (("甲厂", 90), ("乙厂", 80), ("乙厂", 50), ("丙厂", 70), ("丁厂", 60))
TIED = (("甲厂", 90), ("乙厂", 80), ("丙厂", 70), ("丁厂", 60))


@pytest.fixture
def contest() -> Contest:
    """A contest that ranks units."""
    return ranking_units()


@pytest.fixture
def client(contest: Contest) -> Client:
    """The organiser's browser."""
    return signed_in_client(organiser_of(contest))


def page_of(client: Client, contest: Contest, query: str = "") -> str:
    answer = client.get(reverse("unit-scores", args=[contest.slug]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row">([^<]+)</th>', page)


def shown_hashes(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(inputs_hash|units_hash)" value="([0-9a-f]{64})"', page))


def said(answer: object) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]  # type: ignore[attr-defined]


def test_the_table_shows_every_number_its_points_and_why(client: Client, contest: Contest) -> None:
    judged_entries(contest, CLEAR)
    page = page_of(client, contest)
    assert "优秀组织奖 2 个名额，按通知公布的办法计分。" in page
    assert "<li>报送篇数：每 1 篇计 1 分，封顶 3 篇</li>" in page
    assert names(page) == ["甲厂", "乙厂", "丙厂", "丁厂"]
    body = page[page.index('class="is-in"') :]
    first = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body[body.index("<tr") : body.index("</tbody>")])).strip()
    assert first == (
        "1 甲厂 8 列入 1 1 分 1 5 分 1 2 分 — 不计分 0 0 分 1 — "
        "得分8（报送篇数1乘1得1、“一等奖”篇数1乘5得5、获奖篇数1乘2得2、参与率（报送篇数÷人数）没有数据，不计分、"
        "取消资格篇数0乘-2得0），第1名，在优秀组织奖的2个名额内"
    )
    assert page.count('class="tier-boundary"') == 1
    assert page.index("乙厂</th>") < page.index('class="tier-boundary"') < page.index("丙厂</th>")


def test_it_is_sorted_by_any_column_without_a_script(client: Client, contest: Contest) -> None:
    judged_entries(contest, CLEAR)
    for query, expected in (
        ("?sort=name", ["丁厂", "丙厂", "乙厂", "甲厂"]),
        ("?sort=entered", ["乙厂", "甲厂", "丙厂", "丁厂"]),
        ("?sort=awarded.first", ["甲厂", "乙厂", "丙厂", "丁厂"]),
        ("?sort=nothing", ["甲厂", "乙厂", "丙厂", "丁厂"]),
    ):
        assert names(page_of(client, contest, query)) == expected
    assert 'class="tier-boundary"' not in page_of(client, contest, "?sort=name")
    assert '<option value="entered" selected>' in page_of(client, contest, "?sort=entered")


def test_a_tie_waits_for_its_decision_on_the_page(client: Client, contest: Contest) -> None:
    judged_entries(contest, TIED)
    waiting = "单位之间还有同分没有决定，或者有决定已经失效，请先到“单位得分”处理。"
    assert waiting in client.get(board(contest)).content.decode()
    page = page_of(client, contest)
    assert "有 2 个单位同分，只余 1 个名额。" in page
    assert page.count("同分待定</span>") == 2
    where = reverse("decide-units", args=[contest.slug])
    tied = f"{unit_named('乙厂')} {unit_named('丙厂')}"
    for sent, words in (
        ({"tied": tied, "chosen": [unit_named("丙厂")], "reason": ""}, "这个字段是必填项"),
        ({"tied": tied, "chosen": [unit_named("丁厂")], "reason": "复议"}, "丁厂"),
        ({"tied": "1 x ²", "chosen": [unit_named("丙厂")], "reason": "复议"}, "这里现在没有待定的同分，请刷新页面。"),
    ):
        answer = client.post(where, sent)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert UnitDecision.objects.count() == 0
    sent = {"tied": tied, "chosen": [unit_named("丙厂")], "reason": "抽查合格。"}
    assert client.post(where, sent)["Location"] == reverse("unit-scores", args=[contest.slug])
    page = page_of(client, contest)
    assert waiting not in client.get(board(contest)).content.decode()
    assert "同分决定，由组织者记下：丙厂 — 抽查合格。" in re.sub(r"<[^>]+>", "", page)
    assert said(client.post(where, sent))[-1] == "这里现在没有待定的同分，请看最新的名单。"
    revoke = reverse("revoke-units", args=[contest.slug, UnitDecision.objects.get().pk])
    assert said(client.post(revoke, {"reason": ""}))[-1] == "请写明理由，例如复议的经过和结果。"
    assert said(client.post(revoke, {"reason": "点错了"}))[-1] == "决定已撤销。"
    assert client.post(revoke, {"reason": "点错了"}).status_code == 404


def test_other_units_are_chosen_with_a_reason(client: Client, contest: Contest) -> None:
    judged_entries(contest, TIED)
    where = reverse("override-units", args=[contest.slug])
    assert client.post(where, {"chosen": [unit_named("丁厂")], "reason": ""}).status_code == 422
    assert client.post(where, {"chosen": ["x"], "reason": "另有贡献"}).status_code == 422
    assert client.post(where, {"chosen": [unit_named("丁厂")], "reason": "另有贡献。"}).status_code == 302
    page = page_of(client, contest)
    assert "按得分不在优秀组织奖的2个名额内，经决定列入：另有贡献。" in page
    assert "同分待定" not in page


def test_the_list_is_confirmed_with_what_the_table_names(client: Client, contest: Contest) -> None:
    judged_entries(contest, CLEAR)
    page = client.get(board(contest)).content.decode()
    ticked = re.findall(r'name="units" value="(\d+)"[^>]* checked', page)
    assert sorted(map(int, ticked)) == sorted([unit_named("甲厂"), unit_named("乙厂")])
    reason = "按通知公布的单位计分办法：甲厂 8 分、乙厂 4 分。各项数字和每个单位的依据见单位得分表。"
    assert reason in page
    shown = shown_hashes(page)
    sent = {**shown, "units": [unit_named("丙厂")], "units_reason": reason, "fewer": "on"}
    confirming = reverse("confirm-prizes", args=[contest.slug])
    answer = client.post(confirming, sent)
    assert answer.status_code == 422
    assert "所选单位与计分办法算出的不同。" in answer.content.decode()
    assert PrizeList.objects.count() == 0
    assert client.post(confirming, {**sent, "units": ticked}).status_code == 302
    page = page_of(client, contest)
    assert "名单确认时的得分，不再变。" in page
    assert names(page) == ["甲厂", "乙厂", "丙厂", "丁厂"]
    assert "另行决定" not in page
    assert "登记人数和评委会评分" not in page


def test_a_table_that_changed_since_it_was_shown_is_not_confirmed(client: Client, contest: Contest) -> None:
    judged_entries(contest, CLEAR)
    page = client.get(board(contest)).content.decode()
    sent = {**shown_hashes(page), "units": [unit_named("甲厂"), unit_named("乙厂")], "units_reason": "按得分。"}
    figures = [Figures(unit_named("甲厂"), 12, None, "", 0)]
    enter_figures(contest=contest, figures=figures, actor=organiser_of(contest))
    answer = client.post(reverse("confirm-prizes", args=[contest.slug]), sent)
    assert answer.status_code == 422
    assert "排名或决定刚刚有变化，获奖名单已重新算出，请再看一遍。" in answer.content.decode()
    assert PrizeList.objects.count() == 0


def test_without_a_formula_the_page_says_so_and_shows_the_numbers() -> None:
    contest = ranking_units(unit_terms=())
    judged_entries(contest, CLEAR)
    page = page_of(signed_in_client(organiser_of(contest)), contest)
    assert "通知还没有公布单位计分办法，获奖单位在确认名单时选定，并写明依据。" in page
    assert names(page) == ["乙厂", "丙厂", "甲厂", "丁厂"]
    confirm(contest, [unit_named("丁厂")])
    page = page_of(signed_in_client(organiser_of(contest)), contest)
    assert "获奖单位由主办单位选定，依据见获奖名单。" in page
    assert page.count('class="is-in"') == 1


def test_before_a_round_is_over_prizes_are_unknown(client: Client, contest: Contest) -> None:
    assert "还没有来稿，也就没有单位。" in page_of(client, contest)
    passed(contest, 1, unit="甲厂")
    assert "“一等奖”篇数没有数据，不计分" in page_of(client, contest)


def test_figures_are_entered_for_many_units_at_once(client: Client, contest: Contest) -> None:
    for number, unit in enumerate(("甲厂", "乙厂"), 1):
        passed(contest, number, unit=unit)
    where = reverse("unit-figures", args=[contest.slug])
    page = client.get(where).content.decode()
    assert 'aria-label="乙厂：人数"' in page
    sent = {
        "form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2,
        "form-0-unit": unit_named("乙厂"), "form-0-revision": 0, "form-0-head_count": "", "form-0-committee_mark": "",
        "form-1-unit": unit_named("甲厂"), "form-1-revision": 0, "form-1-head_count": "12", "form-1-note": "花名册",
    }  # fmt: skip
    for changes, words in (
        ({"form-1-head_count": "0"}, "1"),
        ({"form-1-committee_mark": "99999"}, "甲厂"),
        ({"form-1-revision": 7}, "甲厂的数字刚刚有人改过，这一页都没有保存。"),
    ):
        answer = client.post(where, {**sent, **changes})
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert "花名册" in answer.content.decode()
    assert UnitFigure.objects.count() == 0
    answer = client.post(where, sent)
    assert (answer.status_code, said(answer)[-1]) == (302, "已保存 1 个单位的改动。")
    assert UnitFigure.objects.get().head_count == 12
    assert "参与率（报送篇数÷人数）8.33，每10计0.5，得0.4165" in page_of(client, contest)


def test_an_observer_sees_the_table_without_its_forms(contest: Contest) -> None:
    judged_entries(contest, TIED)
    observer = signed_in_client(appointed(contest, Office.OBSERVER))
    page = page_of(observer, contest)
    assert "有 2 个单位同分，只余 1 个名额。" in page
    assert "记下决定" not in page
    assert "登记人数和评委会评分" not in page


def test_a_decision_of_another_contest_is_not_there(client: Client, contest: Contest) -> None:
    other = ranking_units("autumn")
    judged_entries(other, CLEAR)
    judged_entries(contest, CLEAR)
    theirs = signed_in_client(organiser_of(other))
    theirs.post(reverse("override-units", args=["autumn"]), {"chosen": [unit_named("丁厂")], "reason": "另有贡献。"})
    revoke = reverse("revoke-units", args=[contest.slug, UnitDecision.objects.get().pk])
    assert client.post(revoke, {"reason": "x"}).status_code == 404
    assert UnitDecision.objects.get().revoked_at is None


def test_the_pages_cost_the_same_at_few_and_many() -> None:
    counts = []
    for slug, units in (("few", 2), ("many", 14)):
        contest = ranking_units(slug, quota=9)
        judged_entries(contest, [(f"第{number}厂", 50 + number) for number in range(units)])
        client = signed_in_client(organiser_of(contest))
        where = reverse("override-units", args=[slug])
        client.post(where, {"chosen": [unit_named("第0厂"), unit_named("第1厂")], "reason": "x"})
        pages = [reverse(name, args=[slug]) for name in ("unit-scores", "unit-figures", "prizes")]
        proposed = [queries(client, page) for page in pages]
        confirm(contest, [unit_named("第0厂"), unit_named("第1厂")])
        counts.append((*proposed, queries(client, pages[0])))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 26


def test_before_prizes_to_people_are_decided_the_table_says_that_it_will_change(
    client: Client, contest: Contest
) -> None:
    judged_entries(contest, [("甲厂", 90), ("乙厂", 80), ("丙厂", 80), ("丁厂", 80)])
    page = page_of(client, contest)
    assert "个人奖项还有同分没有决定，各单位的获奖篇数还会变，请先决定。" in page
    assert "记下决定" not in page
    where = reverse("override-units", args=[contest.slug])
    answer = client.post(where, {"chosen": [unit_named("甲厂")], "reason": "另有贡献。"})
    assert answer.status_code == 422
    assert UnitDecision.objects.count() == 0


def test_numbers_that_no_unit_has_break_nothing(client: Client, contest: Contest) -> None:
    judged_entries(contest, TIED)
    decide, figures = (reverse(name, args=[contest.slug]) for name in ("decide-units", "unit-figures"))
    assert client.post(decide, {"tied": "9" * 5000, "reason": "复议。"}).status_code == 422
    form = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-revision": 0, "form-0-head_count": 5}
    assert client.post(figures, {**form, "form-0-unit": "9" * 30}).status_code == 422
    assert UnitDecision.objects.count() == UnitFigure.objects.count() == 0
