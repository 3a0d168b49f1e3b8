"""The public page of the past: contests whose list is final, and past winners as they were printed."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from contest.awards.models import PrizeList
from contest.notice.models import Contest
from contest.screening.past.operations import withdraw_winner
from tests.awards.published import published
from tests.making import make_contest, organiser_of
from tests.screening.past.making import BRIDGE, FERRY, LAMP, won

pytestmark = pytest.mark.django_db


def page(**query: int) -> str:
    answer = Client().get(reverse("past"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def links(body: str) -> list[str]:
    """Give where the page's own headings lead."""
    return re.findall(r'<h2[^>]*><a href="([^"]+)"', body)


def test_an_empty_past_says_so(db: None) -> None:
    assert "还没有往届。征文的获奖名单定稿以后，会列在这里。" in page()


def test_contests_with_a_final_list_are_listed_newest_first(contest: Contest) -> None:
    autumn, open_ = make_contest("autumn", title="秋思主题征文"), make_contest("winter", public_days=5)
    for one in (contest, autumn, open_):
        published(one)
    PrizeList.objects.filter(contest=contest).update(published_at=timezone.now())
    assert links(page()) == [reverse("results", args=["spring"]), reverse("results", args=["autumn"])]


def test_a_list_that_is_still_open_to_objections_is_not_there() -> None:
    published(make_contest(public_days=5))
    assert "还没有往届" in page()


def test_winners_of_a_year_are_shown_as_they_were_printed(contest: Contest) -> None:
    won(contest, LAMP, FERRY, BRIDGE)
    assert re.findall(r'href="(\?year=\d+)"', page()) == ["?year=2019", "?year=2015"]
    shown = page(year=2019).split('<main id="main"')[1].split("</main>")[0]
    words = " ".join(re.sub(r"<[^>]+>", " ", shown).split())
    assert "江风主题征文 一等奖 《灯火》 林晓 潮声纪念馆 二等奖 《渡口》 周岸、孙七 浦岸中学" in words
    assert "栈桥" not in words


def test_nothing_but_what_was_printed_is_shown(contest: Contest) -> None:
    lamp, _ferry = won(contest, LAMP, FERRY)
    withdraw_winner(winner=lamp, reason="作者要求。", actor=organiser_of(contest))
    body = page(year=2019)
    assert all(word not in body for word in ("灯火", "作者要求", organiser_of(contest).name, "撤下"))
    assert "渡口" in body


@pytest.mark.parametrize("year", ["2018", "x", "20190", "²⁰¹⁹", "-201", "0000"])
def test_a_year_without_winners_is_not_there(contest: Contest, year: str) -> None:
    won(contest, LAMP)
    assert Client().get(reverse("past"), {"year": year}).status_code == 404


def test_a_long_year_comes_in_pages(contest: Contest) -> None:
    won(contest, *((2019, "江风主题征文", "优秀奖", f"灯火 {index}", "林晓", None) for index in range(201)))
    first, second = page(year=2019), page(year=2019, page=2)
    assert (first.count("prize-title"), second.count("prize-title")) == (200, 1)
    assert 'href="?year=2019&amp;page=2"' in first


def test_it_is_reached_from_the_front_page(contest: Contest) -> None:
    assert f'href="{reverse("past")}"' in Client().get(reverse("contest-home", args=[contest.slug])).content.decode()


@pytest.mark.parametrize("number", [1, 40])
def test_it_costs_the_same_however_much_there_is(
    contest: Contest, number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    published(contest)
    won(
        contest,
        *((2000 + index % 20, f"征文 {index % 3}", "一等奖", f"灯火 {index}", "林晓", "馆") for index in range(number)),
    )
    with django_assert_max_num_queries(5):
        page()
    with django_assert_max_num_queries(5):
        page(year=2000)
