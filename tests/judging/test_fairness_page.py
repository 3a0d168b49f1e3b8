"""The fairness report of a round as organiser and observer see it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contest.judging.fairness_page import LISTED, fairness_page
from contest.judging.models import Round
from contest.judging.operations import close_round
from contest.notice.announcement import RoundAnnounced, TierAnnounced
from contest.notice.models import Contest, Office
from contest.screening.operations import disqualify_entry
from tests.judging.making import closed, judge, opened, passed, prepared, readings, submit
from tests.judging.test_board_pages import column
from tests.making import appointed, make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db

UNITS = ("潮声纪念馆", "浦岸中学")
ODD = (
    (80, 76, 72, 68, 64, 60, 56, 52),
    (81, 76, 71, 69, 64, 61, 56, 51),
    (79, 77, 72, 68, 65, 60, 55, 52),
    (80, 75, 73, 67, 64, 60, 57, 53),
    (95, 56, 90, 48, 82, 42, 75, 30),
)
"""What five judges give entries 1 to 8; the last one favours the first unit."""
EVEN = ((80, 70), (80, 70), (80, 70))


def round_of(
    given: Sequence[Sequence[int]],
    *,
    slug: str = "spring",
    method: str = "mean",
    tiers: Sequence[TierAnnounced] = (TierAnnounced("first", "person", "一等奖", 1),),
    is_closed: bool = True,
) -> Round:
    """Give a round in which every judge gave each entry in turn such a total; -1 was not read yet."""
    plan = RoundAnnounced("reading", "初评", len(given), method)
    contest = make_contest(slug, round_plans=(plan,), tiers=tuple(tiers))
    titles = [passed(contest, place + 1, unit=UNITS[place % 2]).title for place in range(len(given[0]))]
    judges = [judge(contest, place + 1) for place in range(len(given))]
    round_ = opened(contest, judges)
    for one in readings(round_):
        total = given[judges.index(one.judge.person)][titles.index(one.round_entry.entry.title)]
        if total >= 0:
            submit(one, total * 2 // 5, total - total * 2 // 5)
    return close_round(round_=round_, actor=organiser_of(contest)) if is_closed else round_


def address(round_: Round) -> str:
    return reverse("fairness", args=[round_.contest.slug, round_.key])


def page(round_: Round) -> str:
    return signed_in_client(organiser_of(round_.contest)).get(address(round_)).content.decode()


def counts(shown: str) -> dict[str, str]:
    """Give the figures that the page begins with, by their names."""
    return dict(re.findall(r"<div><dt>([^<]+)</dt><dd>(\d+)</dd></div>", shown))


def test_it_names_whose_readings_deserve_a_look_and_why() -> None:
    round_ = round_of(ODD)
    shown = page(round_)
    odd = "评委男"
    assert "它只供参考，不改动任何评分、得分和名次。" in shown
    found = counts(shown)
    assert (found["份评阅"], found["位评委"], found["个可比组"], found["位评委值得看一看"]) == ("40", "5", "1", "1")
    assert [words for words in column(shown, "评委") if "看一看" in words] == [f"{odd} ◆ 看一看"]
    judges = shown.partition("评委的宽严</h2>")[2].partition("</section>")[0]
    assert (judges.count('<polygon class="flagged"'), judges.count("<circle")) == (1, 4)
    assert re.findall(r"<dt>([^<]+)</dt><dd>([^（]+)", judges) == [(odd, "与其他评委的分差明显大于通常")]


def test_it_shows_the_pairs_of_judge_and_unit_that_chance_would_not_make() -> None:
    round_ = round_of(ODD)
    shown, found = page(round_).partition("评委与单位</h2>")[2], fairness_page(round_)
    assert found is not None
    assert [(pair.judge, pair.unit, pair.n) for pair in found.pairs] == [
        ("评委男", "浦岸中学", 4),
        ("评委男", "潮声纪念馆", 4),
    ]
    assert column(shown, "单位") == ["浦岸中学", "潮声纪念馆"]
    assert column(shown, "平均和别人比") == ["低 20.06 分", "高 17.44 分"]


def test_distributions_lie_on_one_scale() -> None:
    shown = page(round_of(ODD))
    assert "图从 30 分画到 100 分。" in shown
    assert sorted(column(shown, "最低")) == ["30", "51", "52", "52", "53"]
    assert shown.count('<rect class="half"') == 5


def test_entries_near_a_boundary_have_a_bar_for_each_tier() -> None:
    tiers = (TierAnnounced("first", "person", "一等奖", 1), TierAnnounced("second", "person", "二等奖", 2))
    round_ = round_of(((80, 79, 70, 60), (78, 80, 71, 61), (81, 81, 69, 62)), tiers=tiers)
    shown = page(round_)
    found = fairness_page(round_)
    assert found is not None
    assert [(line.entry.title, line.tier) for line in found.near[:2]] == [("第2篇", "一等奖"), ("第1篇", "二等奖")]
    for line in found.near:
        assert sum(chance.probability for chance in line.chances) == 1
        assert [chance.is_here for chance in line.chances].count(True) == 1
    assert len(column(shown, "一等奖")) == len(column(shown, "不获奖")) == len(found.near)
    assert "各奖项的末位线：一等奖 79.83 分，二等奖 65.5 分。" in shown


def test_equal_scores_across_the_last_place_are_near_it_and_wait() -> None:
    shown = page(round_of(((80, 79, 60), (79, 80, 61))))
    assert column(shown, "现在")[:2] == ["同分待定", "同分待定"]


def test_it_tells_which_prizes_would_change_under_another_method() -> None:
    shown = page(round_of(((90, 80, 50), (60, 80, 51), (90, 81, 52))))
    assert re.findall(r"<h3>(中位数|校正宽严后的平均分)</h3>", shown) == ["中位数", "校正宽严后的平均分"]
    median = shown.partition("<h3>中位数</h3>")[2].partition("<h3>")[0]
    assert column(median, "题目") == ["第2篇", "第1篇"]
    assert column(median, "现在") == ["一等奖", "不获奖或同分待定"]
    assert column(median, "换方法后") == ["不获奖或同分待定", "一等奖"]


def test_an_open_round_is_reported_on_as_its_marks_stand() -> None:
    shown = page(round_of(((80, 70), (80, -1), (80, 70)), is_closed=False))
    assert "评审还在进行，以下按已提交的评阅算出，还会变。" in shown
    assert counts(shown)["份评阅"] == "5"


def test_a_round_in_preparation_leads_back_to_the_round(contest: Contest, office: Client) -> None:
    round_ = prepared(contest, [])
    answer = office.get(address(round_))
    assert (answer.status_code, answer["Location"]) == (302, reverse("round", args=[contest.slug, round_.key]))


def test_without_readings_or_by_votes_there_is_nothing_to_compare() -> None:
    round_ = round_of(((-1, -1), (-1, -1)), is_closed=False)
    assert "还没有提交的评阅，没有什么可以比较。" in page(round_)
    Round.objects.filter(pk=round_.pk).update(method="votes", votes=1)
    assert "这一轮由评委投票，没有分数可以比较。" in page(round_)


def test_entries_that_nobody_else_read_leave_everything_open() -> None:
    shown = page(round_of(((80, 70),)))
    assert "没有作品由两位以上评委评阅" in shown
    assert column(shown, "宽严") == ["—"]
    assert "或者还无法估计。" in shown


def test_judges_who_give_the_same_differ_by_no_more_than_chance() -> None:
    assert "评委之间的宽严没有超出偶然的差别。" in page(round_of(((80, 70, 60), (79, 71, 60), (80, 70, 61))))


def test_without_a_number_of_prizes_there_is_no_boundary() -> None:
    shown = page(round_of(EVEN, tiers=(TierAnnounced("first", "unit", "优秀组织奖", 1),)))
    assert "通知还没有定个人奖项的名额，看不出哪些作品靠近边界。" in shown
    assert "换一种合分方法会怎样" not in shown


def test_too_few_marks_to_trim_are_looked_at_by_their_mean() -> None:
    round_ = round_of(((80, 70), (80, 70), (80, 70), (80, 70), (80, -1)), method="trimmed", is_closed=False)
    found = fairness_page(round_)
    assert found is not None
    assert (found.stands_in, found.report.method) == (True, "mean")
    assert "这里先按平均分来看。" in page(round_)


def test_scores_of_places_only_have_no_interval_on_the_scale_of_totals() -> None:
    found = fairness_page(round_of(((80, 79, 70), (78, 80, 71), (81, 80, 69)), method="ranks"))
    assert found is not None
    assert found.near
    assert {line.interval for line in found.near} == {None}


def test_an_entry_that_is_out_of_the_contest_counts_in_nothing() -> None:
    round_ = round_of(((90, 80, 70), (90, 81, 71), (90, 80, 72)))
    first = round_.entries.get(entry__title="第1篇").entry
    disqualify_entry(
        entry=first,
        manuscript=first.manuscripts.get(),
        reason=round_.contest.disqualification_reasons.get(),
        actor=organiser_of(round_.contest),
    )
    found = fairness_page(round_)
    assert found is not None
    assert (found.readings, found.left_out) == (6, 1)
    assert [one.standing.tier for one in found.report.entries] == [1, None]
    assert "有 1 篇评过的作品已经退出，不计在内。" in page(round_)


def test_marks_that_are_kept_count_with_the_judges_who_gave_them() -> None:
    plans = (RoundAnnounced("first", "初评", 1, "mean"), RoundAnnounced("final", "终评", 1, "mean", keeps_marks=True))
    contest = make_contest(round_plans=plans)
    first, second = judge(contest, 1), judge(contest, 2)
    entries = [passed(contest, number) for number in (1, 2)]
    closed(contest, {entry.pk: 80 for entry in entries}, [first], "first")
    final = opened(contest, [second], "final")
    for one in readings(final):
        submit(one, 30, 40)
    found = fairness_page(final)
    assert found is not None
    assert {line.name: line.report.readings for line in found.judges} == {first.name: 2, second.name: 2}


def test_of_too_many_entries_near_a_boundary_the_least_sure_are_listed_in_their_order() -> None:
    found = fairness_page(round_of(((80, 79, 70), (78, 80, 71), (81, 80, 69))))
    assert found is not None
    line, step = found.near[0], Decimal(1) / 1000
    none = Decimal(0)
    near = tuple(
        replace(
            line,
            entry=line.entry._replace(token=f"token{number}", number=number),
            report=replace(
                line.report,
                standing=replace(line.report.standing, tier=1, open_tie=False),
                probabilities=(step * (number if number % 2 else 500 + number), none),
            ),
        )
        for number in range(2 * LISTED)
    )
    assert [one.entry.number for one in replace(found, near=near).listed] == list(range(1, 2 * LISTED, 2))


def test_the_observer_finds_it_from_the_round_and_from_the_ranking() -> None:
    round_ = round_of(EVEN)
    client = signed_in_client(appointed(round_.contest, Office.OBSERVER))
    for name in ("round", "ranking"):
        shown = client.get(reverse(name, args=[round_.contest.slug, round_.key])).content.decode()
        assert f'href="{address(round_)}">公平报告</a>' in shown
    assert client.get(address(round_)).status_code == 200


def test_it_asks_no_more_of_the_database_for_many_entries_than_for_one() -> None:
    asked = []
    for slug, given in (("one", ((80,), (82,))), ("many", ODD)):
        round_ = round_of(given, slug=slug)
        client = signed_in_client(organiser_of(round_.contest))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address(round_)).status_code == 200
        asked.append(len(queries))
    assert asked == [9, 9]
