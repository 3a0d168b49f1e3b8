"""The office's board of rounds: judges, draw, opening, closing, ranking."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from contest.judging.models import Judge, Reading, Round, RoundEntry
from contest.judging.operations import close_round
from contest.notice.announcement import RoundAnnounced
from contest.notice.models import Contest
from tests.judging.making import judge, opened, passed, prepared, readings, submit
from tests.judging.test_views import said
from tests.making import end_intake, make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


def act(office: Client, contest: Contest, **given: object) -> tuple[int, list[str]]:
    """Press a button; give the status, and what the next page says."""
    answer = office.post(reverse("act-on-round", args=[contest.slug, "reading"]), given)
    words = said(answer)
    office.get(reverse("round", args=[contest.slug, "reading"]))
    return answer.status_code, words


def test_the_whole_round_by_the_buttons(contest: Contest, office: Client) -> None:
    entries = [passed(contest, number) for number in (1, 2)]
    judges = [judge(contest, number) for number in (1, 2, 3)]
    board = reverse("round", args=[contest.slug, "reading"])
    assert "初评" in office.get(reverse("rounds", args=[contest.slug])).content.decode()
    assert office.get(board).status_code == 404
    answer = office.post(reverse("prepare-round", args=[contest.slug]), {"key": "reading"})
    assert answer["Location"] == board
    seats = [str(one.appointments.get().pk) for one in judges]
    assert act(office, contest, act="seat") == (302, ["请先勾选要选入的评委。"])
    names = "、".join(one.name for one in judges)
    assert act(office, contest, act="seat", judge=seats) == (302, [f"已选入{names}。"])
    shown = office.get(board).content.decode()
    for one in judges:
        assert one.name in shown
    assert act(office, contest, act="unseat", judge=Judge.objects.get(person=judges[2]).pk) == (
        302,
        [f"已请{judges[2].name}退出这一轮。"],
    )
    assert act(office, contest, act="draw-again", reason="") == (302, ["请写明重新抽签的原因。"])
    assert act(office, contest, act="draw-again", reason="演练") == (302, ["已重新抽签，结果如下。"])
    assert act(office, contest, act="open", inputs_hash="old")[1] == [
        "稿件或评委刚刚有变化，抽签结果已重新算出，请再看一遍。"
    ]
    shown_hash = re.search(r'name="inputs_hash" value="([0-9a-f]{64})"', office.get(board).content.decode())
    assert shown_hash is not None
    assert act(office, contest, act="open", inputs_hash=shown_hash[1]) == (302, ["评审已经开始，评委已收到通知。"])
    assert Reading.objects.count() == 4
    round_ = Round.objects.get()
    for reading in readings(round_):
        submit(reading, 30, 40 if reading.round_entry.entry == entries[0] else 50)
    assert "4 / 4 篇次已提交" in office.get(board).content.decode()
    assert act(office, contest, act="close") == (302, ["这一轮评审已经结束。"])
    ranking = office.get(reverse("ranking", args=[contest.slug, "reading"])).content.decode()
    assert re.findall(r'data-label="名次" class="num">([^<]+)<', ranking) == ["1", "2"]
    assert re.findall(r'data-label="得分" class="num">([^<]+)<', ranking) == ["80", "70"]
    assert ranking.index("第2篇") < ranking.index("第1篇")


@pytest.mark.parametrize(
    "given",
    [
        {"act": "burn"},
        {},
        {"act": "seat", "judge": "x"},
        {"act": "seat", "judge": "999999"},
        {"act": "seat", "judge": "9" * 40},
        {"act": "unseat", "judge": "x"},
        {"act": "unseat"},
    ],
)
def test_what_no_button_sends_is_nothing(contest: Contest, office: Client, given: dict[str, object]) -> None:
    prepared(contest, [])
    assert act(office, contest, **given)[0] == 404


def test_a_judge_of_another_contest_is_not_seated(contest: Contest, office: Client) -> None:
    prepared(contest, [])
    other = judge(make_contest("autumn"))
    assert act(office, contest, act="seat", judge=other.appointments.get().pk)[0] == 404
    assert Judge.objects.count() == 0


def test_a_round_that_cannot_be_prepared_says_why(contest: Contest, office: Client) -> None:
    answer = office.post(reverse("prepare-round", args=[contest.slug]), {"key": "final"})
    assert said(answer) == ["通知里没有这一轮评审。"]


def test_the_next_round_is_offered_when_the_one_before_is_closed() -> None:
    plans = (RoundAnnounced("reading", "初评", 1, "mean"), RoundAnnounced("final", "终评", 1, "mean"))
    contest = make_contest(round_plans=plans)
    passed(contest, 1)
    client, address = signed_in_client(organiser_of(contest)), reverse("rounds", args=[contest.slug])
    round_ = opened(contest, [judge(contest, 1)])
    page = client.get(address).content.decode()
    assert "“初评”结束以后才能准备这一轮。" in page
    assert reverse("prepare-round", args=[contest.slug]) not in page
    close_round(round_=round_, actor=organiser_of(contest), unmarked=True)
    page = client.get(address).content.decode()
    assert "结束以后才能准备这一轮" not in page
    assert '<input type="hidden" name="key" value="final">' in page


def test_places_go_on_over_the_pages(
    contest: Contest, office: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Fifty-two entries: a tie across the end of the first page keeps its place on the second."""
    for number in range(1, 53):
        passed(contest, number)
    round_ = opened(contest, [judge(contest, 1), judge(contest, 2)])
    address = reverse("ranking", args=[contest.slug, "reading"])
    for row in round_.entries.all():
        figure = 90 if row.number <= 48 else 80 if row.number <= 51 else None
        RoundEntry.objects.filter(pk=row.pk).update(score=figure, readings_done=0 if figure is None else 2)
    pages = []
    for page in (1, 2):
        with django_assert_max_num_queries(12):
            shown = office.get(f"{address}?page={page}").content.decode()
        pages.append(re.findall(r'data-label="名次" class="num">([^<]+)<', shown))
    assert pages == [["1"] * 48 + ["49"] * 2, ["49", "—"]]


def test_the_ranking_costs_the_same_at_few_and_many(
    contest: Contest, office: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for slug, entries in (("few", 1), ("many", 20)):
        other = make_contest(slug)
        for number in range(entries):
            passed(other, number)
        for reading in readings(opened(other, [judge(other, 1), judge(other, 2)])):
            submit(reading, 30, reading.round_entry.number)
        organiser = signed_in_client(organiser_of(other))
        with django_assert_max_num_queries(12) as captured:
            organiser.get(reverse("ranking", args=[slug, "reading"]))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_draw_that_lacks_judges_says_how_many_and_where_to_find_them(contest: Contest, office: Client) -> None:
    entry = passed(contest, 1)
    round_ = prepared(contest, [judge(contest, 1, unit="第1厂")])
    page = office.get(reverse("round", args=[contest.slug, round_.key])).content.decode()
    assert "1 篇作品各需 2 位评委，可以评的只有 0 位。每篇作品不能安排的其他评委最多有：本单位的作品 1 位。" in page
    assert "增加 2 位不须回避的评委，每位最多评 1 篇。" in page
    assert f"《{entry.title}》</a> 差 2 位" in page
    assert "确认抽签，开始评审" not in page
    assert reverse("appointments", args=[contest.slug]) in page


def test_a_draw_before_the_deadline_is_warned_of(contest: Contest, office: Client) -> None:
    passed(contest, 1)
    warning = "还没有截稿。现在抽签，之后收到或通过审查的稿件就不在这一轮里。"
    rounds = reverse("rounds", args=[contest.slug])
    assert warning in office.get(rounds).content.decode()
    round_ = prepared(contest, [judge(contest, 1), judge(contest, 2)])
    board = reverse("round", args=[contest.slug, round_.key])
    assert warning in office.get(board).content.decode()
    assert warning not in office.get(rounds).content.decode()
    end_intake(contest)
    assert warning not in office.get(board).content.decode()
