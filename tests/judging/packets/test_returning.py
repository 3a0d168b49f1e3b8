"""The packet on its way back: shown, confirmed, stored by the verbs of the reading room, never older over newer."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from contest.judging.marking import save_reading
from contest.judging.models import Judge, Mark, Reading
from contest.judging.operations import close_round
from contest.ledger.models import Event
from contest.notice.models import Contest
from tests.judging.making import judge, marks, opened, passed, seat_of, submit
from tests.judging.packets.making import (
    COLUMNS,
    bring,
    confirm,
    filled,
    opened_sheet,
    packet_of,
    said_of,
    saved,
    sheet_of,
)
from tests.making import make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db

CHANGED = "A7 下载评审包之后，网上又改过这一篇。勾选“用表里的代替”才会存入。"


def standing(own: list[Reading]) -> list[tuple[dict[str, Any], str, bool]]:
    """Give marks and comment of each reading as they stand, and whether it is submitted."""
    return [
        (
            dict(Mark.objects.filter(reading=one).values_list("criterion__key", "value")),
            one.comment,
            one.submitted_at is not None,
        )
        for one in (Reading.objects.get(pk=reading.pk) for reading in own)
    ]


def test_out_filled_in_back_and_stored(client: Client, contest: Contest, seat: Judge, own: list[Reading]) -> None:
    content = packet_of(client, contest).read("评分表.xlsx")
    shown = bring(client, contest, filled(content, {"C7": "２７", "D7": " 40 ", "F7": "=好", "C8": "30.0"}))
    assert said_of(shown) == [
        ("2", "draft", ["D8 还没有评分。"], [("主题", "—", "30")]),
        ("1", "submitted", [], [("主题", "—", "27"), ("语言", "—", "40"), ("评语", "—", "=好")]),
        ("3", "untouched", [], []),
    ]
    page = shown.content.decode()
    assert "还没有存入：1 篇将提交，1 篇将存为草稿，0 篇待定，0 行有问题、不会存入，1 篇不改动。" in page
    assert standing(own) == [({}, "", False)] * 3
    answer = confirm(shown, client)
    assert answer["Location"] == reverse("packet", args=[contest.slug, "reading"])
    assert standing(own) == [
        ({"theme": 27, "language": 40}, "=好", True),
        ({"theme": 30}, "", False),
        ({}, "", False),
    ]
    assert "已提交 1 篇，存为草稿 1 篇。" in client.get(answer["Location"]).content.decode()
    reading, packet = Event.objects.order_by("-sequence")[:2][::-1]
    assert (reading.action, reading.subject_key, reading.actor) == ("reading.submit", own[0].token, seat.person)
    assert (packet.action, packet.actor, packet.subject_key) == ("packet.return", seat.person, "spring/reading")
    sha256 = packet.after.pop("sha256")
    assert len(sha256) == 64
    assert packet.after == {"judge": "评委申", "submitted": 1, "drafts": 1, "replaced": 0, "left": 1, "wrong": 0}


def test_rows_and_columns_in_another_order_find_their_readings(
    client: Client, contest: Contest, seat: Judge, own: list[Reading]
) -> None:
    book, page = opened_sheet(filled(sheet_of(seat), {"C7": 30, "D7": 40, "C9": 10, "D9": 50}))
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=4)]
    rows[3:] = rows[:2:-1]
    for place, row in enumerate(rows, 4):
        for column, value in enumerate(reversed(row), 1):
            page.cell(place, column, value)
    confirm(bring(client, contest, saved(book)), client)
    assert [one[0] for one in standing(own)] == [{"theme": 30, "language": 40}, {}, {"theme": 10, "language": 50}]


def test_wrong_rows_keep_no_other_from_being_stored(
    client: Client, contest: Contest, seat: Judge, own: list[Reading]
) -> None:
    shown = bring(client, contest, filled(sheet_of(seat), {"C7": 41, "D7": 40, "C8": 30, "D8": 40}))
    assert "有问题的行，可以在评分表里改好再上传一次" in shown.content.decode()
    confirm(shown, client)
    assert standing(own)[:2] == [({}, "", False), ({"theme": 30, "language": 40}, "", True)]
    assert Event.objects.latest("sequence").after["wrong"] == 1


def test_everything_as_a_draft_where_that_is_wished(
    client: Client, contest: Contest, seat: Judge, own: list[Reading]
) -> None:
    confirm(bring(client, contest, filled(sheet_of(seat), {"C7": 30, "D7": 40})), client, drafts="on")
    assert standing(own)[0] == ({"theme": 30, "language": 40}, "", False)
    assert Event.objects.latest("sequence").after["drafts"] == 1


def test_the_organiser_brings_it_for_a_judge_and_is_on_record(
    office: Client, contest: Contest, seat: Judge, own: list[Reading]
) -> None:
    shown = bring(office, contest, filled(sheet_of(seat), {"C7": 30, "D7": 40}), seat)
    assert "核对评委申的评分表" in shown.content.decode()
    confirm(shown, office)
    assert standing(own)[0] == ({"theme": 30, "language": 40}, "", True)
    actors = Event.objects.filter(action__in=["reading.submit", "packet.return"]).values_list("actor", flat=True)
    assert list(actors) == [organiser_of(contest).pk] * 2


def test_what_the_organiser_was_shown_nobody_else_confirms(
    office: Client, client: Client, contest: Contest, seat: Judge, own: list[Reading]
) -> None:
    shown = bring(office, contest, filled(sheet_of(seat), {"C7": 30, "D7": 40}), seat)
    parcel = {"parcel": shown.context["parcel"]}
    colleague = seat_of(seat.round, judge(contest, 2))
    for browser, address in (
        (client, reverse("return-packet", args=[contest.slug, "reading"])),
        (office, reverse("return-judge-packet", args=[contest.slug, "reading", colleague.pk])),
    ):
        answer = browser.post(address, parcel)
        assert answer.status_code == 422
        assert "没有可以存入的评分表，请重新上传。" in answer.content.decode()
    assert standing(own)[0] == ({}, "", False)


def test_newer_marks_are_replaced_only_where_somebody_says_so(
    client: Client, contest: Contest, seat: Judge, own: list[Reading]
) -> None:
    content = filled(sheet_of(seat), {"C7": 30, "D7": 40, "C8": 30, "D8": 40})
    save_reading(reading=own[0], marks=marks(20, 40), comment="")
    save_reading(reading=own[1], marks=marks(30, 40), comment="")  # the same: nothing to ask
    shown = bring(client, contest, content)
    assert said_of(shown)[:2] == [("1", "submitted", [CHANGED], [("主题", "20", "30")]), ("2", "submitted", [], [])]
    page = shown.content.decode()
    assert "第 1 号，用表里的代替" in page
    assert "还没有存入：1 篇将提交，0 篇将存为草稿，1 篇待定，0 行有问题、不会存入，1 篇不改动。" in page
    confirm(shown, client)
    assert standing(own)[:2] == [
        ({"theme": 20, "language": 40}, "", False),
        ({"theme": 30, "language": 40}, "", True),
    ]
    confirm(bring(client, contest, content), client, replace=[own[0].token])
    assert standing(own)[0] == ({"theme": 30, "language": 40}, "", True)
    assert Event.objects.latest("sequence").after["replaced"] == 1


@pytest.mark.parametrize("meanwhile", ["saved", "submitted", "ended"])
def test_nothing_is_stored_when_a_reading_changed_after_it_was_shown(
    client: Client, contest: Contest, seat: Judge, own: list[Reading], meanwhile: str
) -> None:
    shown = bring(client, contest, filled(sheet_of(seat), {"C7": 30, "D7": 40, "C8": 30, "D8": 40}))
    if meanwhile == "saved":
        save_reading(reading=own[1], marks=marks(1, 1), comment="")
    elif meanwhile == "submitted":
        submit(own[1], 1, 1)
    else:
        Reading.objects.filter(pk=own[1].pk).update(ended_at=seat.round.opened_at, ended_as="left")
    answer = confirm(shown, client)
    assert answer.status_code == 422
    assert "网上刚刚又有改动，什么都没有存。请重新上传，再看一遍。" in answer.content.decode()
    assert standing(own)[0] == ({}, "", False)
    assert not Event.objects.filter(action="packet.return").exists()


def test_confirmed_twice_it_is_stored_once(client: Client, contest: Contest, seat: Judge, own: list[Reading]) -> None:
    shown = bring(client, contest, filled(sheet_of(seat), {"C7": 30, "D7": 40}))
    assert [confirm(shown, client).status_code for _ in range(2)] == [302, 422]
    assert Event.objects.filter(action="packet.return").count() == 1


def test_nothing_is_stored_once_the_round_has_ended(
    client: Client, contest: Contest, seat: Judge, own: list[Reading]
) -> None:
    shown = bring(client, contest, filled(sheet_of(seat), {"C7": 30, "D7": 40}))
    close_round(round_=seat.round, actor=organiser_of(contest), unmarked=True)
    answer = confirm(shown, client)
    assert answer.status_code == 422
    assert "这一轮评审已经结束，不能再评分。" in answer.content.decode()
    assert standing(own)[0] == ({}, "", False)


def test_an_untouched_sheet_has_nothing_to_store(client: Client, contest: Contest, seat: Judge) -> None:
    shown = bring(client, contest, sheet_of(seat))
    assert {becomes for _, becomes, _, _ in said_of(shown)} == {"untouched"}
    assert "确认存入" not in shown.content.decode()


def test_line_ends_make_no_other_comment(client: Client, contest: Contest, seat: Judge, own: list[Reading]) -> None:
    save_reading(reading=own[0], marks=marks(30, 40), comment="一\r\n二 ")
    shown = bring(client, contest, sheet_of(seat))
    assert said_of(shown)[0] == ("1", "submitted", [], [])
    confirm(shown, client)
    assert standing(own)[0] == ({"theme": 30, "language": 40}, "一\r\n二 ", True)


def test_a_sheet_taken_in_another_language_is_read_like_any(client: Client, contest: Contest, seat: Judge) -> None:
    client.cookies["django_language"] = "en"
    shown = bring(client, contest, filled(packet_of(client, contest).read(packet_of(client, contest).namelist()[1]), {
        "C7": 30, "D7": 40}))  # fmt: skip
    assert said_of(shown)[0][:2] == ("1", "submitted")


@pytest.mark.parametrize("entries", [1, 40])
def test_comparing_costs_as_many_queries_for_forty_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries, entries: int
) -> None:
    contest = make_contest("autumn")
    for number in range(1, entries + 1):
        passed(contest, number)
    round_ = opened(contest, [judge(contest, 1), judge(contest, 2)])
    client, seat = signed_in_client(judge(contest, 1)), seat_of(round_, judge(contest, 1))
    cells = {
        f"{column}{row}": 30 for row in range(7, 7 + entries) for column in (COLUMNS["theme"], COLUMNS["language"])
    }
    content = filled(sheet_of(seat), cells)
    with django_assert_num_queries(9):
        shown = bring(client, contest, content)
    assert [becomes for _, becomes, _, _ in said_of(shown)] == ["submitted"] * entries
    confirm(shown, client)
    assert seat.readings.exclude(submitted_at=None).count() == entries
