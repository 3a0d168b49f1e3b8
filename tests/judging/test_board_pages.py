"""The board of an open round as the office sees it: progress, marks that lie far apart, and what its buttons do."""

import re
from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from contest.judging.models import Judge, Reading, Round
from contest.judging.operations import close_round
from contest.judging.redrawing import leave_round
from contest.notice.announcement import RoundAnnounced
from contest.notice.models import Contest, Office
from contest.notice.operations import end_appointment
from contest.people.models import User
from tests.judging.making import handed_in, judge, opened, pass_it, passed, prepared, readings, seat_of, submit
from tests.judging.test_views import said
from tests.making import appointed, make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db

APART = RoundAnnounced("reading", "初评", 2, "mean", far_apart=Decimal(15))


@pytest.fixture
def contest() -> Contest:
    """A contest of one round in which fifteen points are far apart."""
    return make_contest(round_plans=(APART,))


@pytest.fixture
def judges(contest: Contest) -> list[User]:
    """Three judges."""
    return [judge(contest, number) for number in (1, 2, 3)]


@pytest.fixture
def round_(contest: Contest, judges: list[User]) -> Round:
    """An open round of three entries."""
    for number in (1, 2, 3):
        passed(contest, number)
    return opened(contest, judges)


def at(name: str, round_: Round, *more: object) -> str:
    return reverse(name, args=[round_.contest.slug, round_.key, *more])


def page(client: Client, round_: Round, query: str = "") -> str:
    return client.get(at("round", round_) + query).content.decode()


def column(shown: str, label: str) -> list[str]:
    """Give the words of a table's column, by its label."""
    cells = re.findall(rf'data-label="{label}"[^>]*>(.*?)</td>', shown, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]


def mark(round_: Round, number: int, totals: Sequence[int]) -> None:
    """Submit the readings of one number in the round, in order."""
    for one, total in zip((one for one in readings(round_) if one.round_entry.number == number), totals, strict=True):
        submit(one, min(total, 40), total - min(total, 40))


def test_it_shows_who_has_not_begun_who_is_under_way_and_who_is_done(
    office: Client, round_: Round, judges: list[User]
) -> None:
    done, under_way = seat_of(round_, judges[0]), seat_of(round_, judges[1])
    for one in [*done.readings.all(), under_way.readings.all()[0]]:
        submit(one, 30, 50)
    Judge.objects.filter(person=judges[2]).update(promised_at=None)
    shown = page(office, round_)
    assert "3 / 6 篇次已提交 · 1 位评委还没开始" in shown
    assert column(shown, "评委") == [one.name for one in judges]
    assert column(shown, "已提交") == ["2 / 2", "1 / 2", "0 / 2"]
    assert column(shown, "自己的平均") == ["80", "80", "—"]
    assert column(shown, "进度")[:3] == ["已评完", "评阅中", "未开始 未承诺保密"]
    assert 'aria-label="80 分起 2 份"' in shown


def test_the_part_that_refreshes_is_the_same_alone_and_stops_when_the_round_is_closed(
    office: Client, round_: Round
) -> None:
    address = at("round-progress", round_)
    part = office.get(f"{address}?again=20").content.decode()
    assert f'hx-get="{address}?again=19" hx-trigger="every 60s"' in part
    assert part.strip() in page(office, round_)
    for asked in ("?again=0", "?again=x", ""):
        stopped = office.get(address + asked).content.decode()
        assert "hx-get" not in stopped
        assert "已停止自动更新，刷新页面可看最新的进度。" in stopped
    close_round(round_=round_, actor=organiser_of(round_.contest), unmarked=True)
    assert "hx-get" not in office.get(f"{address}?again=20").content.decode()


def test_a_round_in_preparation_has_no_progress(contest: Contest, office: Client) -> None:
    round_ = prepared(contest, [])
    assert office.get(at("round-progress", round_)).status_code == 404
    assert office.post(at("read-more", round_), {"far": "yes"}).status_code == 404


def test_each_row_shows_its_marks_and_the_lists_hold_what_their_names_say(office: Client, round_: Round) -> None:
    mark(round_, 1, [70, 90])
    mark(round_, 2, [80, 80])
    shown = page(office, round_)
    assert column(shown, "已评") == ["2 / 2", "2 / 2", "0 / 2"]
    assert column(shown, "相差") == ["20 大", "0", "—"]
    assert 'aria-label="70、90"' in shown
    assert re.findall(r'<circle cx="(\d+)" cy="(\d+)"', shown) == [
        ("70", "14"),
        ("90", "14"),
        ("80", "14"),
        ("80", "10"),
    ]
    assert re.findall(r'show=(\w+)#entries"[^>]*>(\S+) <span class="count">(\d+)', shown) == [
        ("all", "全部", "3"),
        ("behind", "还没评完", "1"),
        ("far", "分数相差大", "1"),
        ("short", "评委不够", "0"),
    ]
    assert column(page(office, round_, "?show=behind"), "编号") == ["3"]
    assert column(page(office, round_, "?show=far"), "编号") == ["1"]
    assert column(page(office, round_, "?show=short"), "编号") == []
    assert column(page(office, round_, "?by=spread"), "编号") == ["1", "2", "3"]
    assert column(page(office, round_, "?show=nothing"), "编号") == ["1", "2", "3"]


def test_without_a_threshold_nothing_is_far_apart_and_none_is_offered() -> None:
    contest = make_contest("autumn")
    passed(contest, 1)
    round_ = opened(contest, [judge(contest, 1), judge(contest, 2), judge(contest, 3)])
    mark(round_, 1, [10, 90])
    shown = page(signed_in_client(organiser_of(contest)), round_)
    assert "通知没有定相差多少分算分数相差大，这里不标。" in shown
    assert column(shown, "相差") == ["80"]
    assert "show=far" not in shown
    assert 'name="far"' not in shown


def test_all_that_lie_far_apart_are_read_once_more_by_one_button(office: Client, round_: Round) -> None:
    mark(round_, 1, [70, 90])
    assert "相差大的 1 篇各加评一次" in page(office, round_)
    assert 'value="合计相差超过 15 分"' in page(office, round_)
    answer = office.post(at("read-more", round_), {"far": "yes", "reason": "合计相差超过 15 分"})
    assert said(answer) == ["补抽了 1 次评阅。"]
    assert Reading.objects.get(origin="extra").round_entry.number == 1
    shown = page(office, round_)
    assert column(shown, "已评") == ["2 / 3", "0 / 2", "0 / 2"]
    assert 'name="far"' not in shown


def test_ticked_entries_are_read_once_more_and_a_reason_left_empty_loses_no_tick(office: Client, round_: Round) -> None:
    row = round_.entries.get(number=2)
    answer = office.post(at("read-more", round_), {"ticked": "yes", "entry": row.pk, "reason": ""})
    assert answer.status_code == 422
    assert f'value="{row.pk}" checked' in answer.content.decode()
    answer = office.post(at("read-more", round_), {"ticked": "yes", "reason": "有争议"})
    assert answer.status_code == 422
    assert "请先勾选要加评的作品。" in answer.content.decode()
    assert 'value="有争议"' in answer.content.decode()
    answer = office.post(at("read-more", round_), {"ticked": "yes", "entry": [row.pk, "x"], "reason": "有争议"})
    assert said(answer) == ["补抽了 1 次评阅。"]
    answer = office.post(at("read-more", round_), {"ticked": "yes", "entry": row.pk, "reason": "有争议"})
    assert "没有还能评这些作品的评委，请先选入几位。" in answer.content.decode()


def test_who_is_behind_is_reminded_and_whoever_was_is_named(office: Client, round_: Round, judges: list[User]) -> None:
    names = "、".join(one.name for one in judges)
    assert "提醒还没有评完的评委（3 位）" in page(office, round_)
    assert said(office.post(at("act-on-round", round_), {"act": "remind"})) == [f"已提醒{names}。"]
    page(office, round_)
    assert said(office.post(at("act-on-round", round_), {"act": "remind"})) == [
        f"{names}在 20 小时内已经提醒过，这次没有再提醒。"
    ]


def test_late_ones_are_taken_in(contest: Contest, office: Client, round_: Round) -> None:
    pass_it(handed_in(contest, 4))
    assert "补入 1 篇" in page(office, round_)
    answer = office.post(at("act-on-round", round_), {"act": "take-in"})
    assert said(answer) == ["通过审查的稿件已补入这一轮。补抽了 2 次评阅。"]
    assert column(page(office, round_), "编号") == ["1", "2", "3", "4"]


def test_a_judge_leaves_with_a_reason_and_the_board_says_it(office: Client, round_: Round, judges: list[User]) -> None:
    address = at("round-judge", round_, seat_of(round_, judges[0]).pk)
    assert office.get(address).status_code == 200
    answer = office.post(address, {"act": "leave", "leave-reason": ""})
    assert answer.status_code == 422
    answer = office.post(address, {"act": "leave", "leave-reason": "出差"})
    assert said(answer) == [f"{judges[0].name}已退出这一轮，已提交的评分照算。补抽了 2 次评阅。"]
    assert column(page(office, round_), "进度")[0] == "已退出 出差"
    assert 'name="act"' not in office.get(address).content.decode()


def test_another_takes_the_place_and_a_reason_left_empty_keeps_the_choice(
    contest: Contest, office: Client, round_: Round, judges: list[User]
) -> None:
    new = judge(contest, 9)
    chosen = new.appointments.get().pk
    address = at("round-judge", round_, seat_of(round_, judges[0]).pk)
    answer = office.post(address, {"act": "replace", "replace-successor": chosen, "replace-reason": " "})
    assert answer.status_code == 422
    assert f'value="{chosen}" selected' in answer.content.decode()
    answer = office.post(address, {"act": "replace", "replace-successor": chosen, "replace-reason": "生病"})
    assert said(answer) == [f"{new.name}已接替{judges[0].name}。补抽了 2 次评阅。"]
    assert column(page(office, round_), "进度")[0] == "已退出 由别人接替：生病"


def test_where_nobody_can_take_the_place_the_page_leads_to_the_people(
    contest: Contest, office: Client, round_: Round, judges: list[User]
) -> None:
    shown = office.get(at("round-judge", round_, seat_of(round_, judges[0]).pk)).content.decode()
    assert "评委都已在这一轮里，没有可以接替的人。" in shown
    assert f'<a href="{reverse("appointments", args=[contest.slug])}">到“人员”聘任评委</a>' in shown
    assert "replace-successor" not in shown


def test_one_judge_is_reminded_from_their_page(office: Client, round_: Round, judges: list[User]) -> None:
    address = at("round-judge", round_, seat_of(round_, judges[0]).pk)
    assert said(office.post(address, {"act": "remind"})) == [f"已提醒{judges[0].name}。"]


def test_an_office_that_ended_is_said_and_what_is_unread_is_offered_to_others(
    office: Client, round_: Round, judges: list[User]
) -> None:
    end_appointment(appointment=judges[0].appointments.get(), actor=organiser_of(round_.contest))
    shown = page(office, round_)
    assert column(shown, "进度")[0] == "未开始 已解除职务 把没评的 2 篇抽给别人"
    assert "提醒还没有评完的评委（2 位）" in shown
    own = office.get(at("round-judge", round_, seat_of(round_, judges[0]).pk)).content.decode()
    assert 'name="leave-reason" value="已解除职务"' in own


def test_an_observer_sees_it_and_can_do_nothing(contest: Contest, round_: Round) -> None:
    observer = signed_in_client(appointed(contest, Office.OBSERVER))
    mark(round_, 1, [70, 90])
    shown = page(observer, round_)
    assert column(shown, "相差")[0] == "20 大"
    main = shown[shown.index("<main") : shown.index("</main>")]
    assert "<form" not in main
    assert "checkbox" not in main
    assert at("relations", round_) in main


def test_relations_are_reached_from_the_board_while_the_round_is_open_and_afterwards(
    office: Client, round_: Round
) -> None:
    assert at("relations", round_) in page(office, round_)
    close_round(round_=round_, actor=organiser_of(round_.contest), unmarked=True)
    assert at("relations", round_) in page(office, round_)


def test_an_entry_without_a_judge_says_how_many_it_lacks(office: Client, round_: Round, judges: list[User]) -> None:
    for person in judges[:2]:
        leave_round(
            judge=seat_of(round_, person),
            leaving=Judge.Leaving.REFUSED,
            reason="出差",
            actor=organiser_of(round_.contest),
        )
    shown = page(office, round_)
    assert column(shown, "进度")[-3:] == ["缺 1 位评委"] * 3
    assert column(page(office, round_, "?show=short"), "编号") == ["1", "2", "3"]


def test_the_board_costs_the_same_at_few_and_many(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    counts = []
    for slug, entries in (("few", 1), ("many", 20)):
        other = make_contest(slug, round_plans=(APART,))
        for number in range(entries):
            passed(other, number)
        round_ = opened(other, [judge(other, number) for number in range(2 if entries == 1 else 6)])
        for reading in readings(round_):
            submit(reading, 30, reading.judge_id % 50)
        client = signed_in_client(organiser_of(other))
        for address in (at("round", round_), at("round-progress", round_)):
            with django_assert_max_num_queries(13) as captured:
                client.get(address)
            counts.append(len(captured))
    assert counts[:2] == counts[2:]
