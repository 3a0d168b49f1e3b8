"""The office's pages about units."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contest.entries.models import Entry, EntryState
from contest.entries.operations import withdraw
from contest.entries.units.models import SpellingKind, Unit, UnitMerge, UnitSpelling
from contest.entries.units.operations import add_spelling, merge_units, place_unit, settle_unit
from contest.entries.units.spelling import unit_key
from contest.notice.models import Contest, Office
from contest.people.models import User
from tests.entries.units.making import entry_of, spelled, unit_of
from tests.making import appointed, entrant_of, make_contest, signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(organiser: User) -> Client:
    return signed_in_client(organiser)


def page(client: Client, contest: Contest, unit: Unit | None = None, **query: str) -> str:
    address = reverse("unit", args=[contest.slug, unit.pk]) if unit else reverse("units", args=[contest.slug])
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def press(client: Client, contest: Contest, unit: Unit, act: str, **sent: object) -> tuple[str, str]:
    """Press a button and give where it leads and what is said there."""
    answer = client.post(reverse("act-on-unit", args=[contest.slug, unit.pk]), {"act": act, **sent})
    assert answer.status_code == 302
    said = re.search(r'<ul class="messages">(.*?)</ul>', client.get(answer["Location"]).content.decode(), re.S)
    return answer["Location"], re.sub(r"\s*<[^>]+>\s*", "", said[1]) if said else ""


def test_nothing_to_show_yet(client: Client, contest: Contest) -> None:
    assert "还没有来稿，也就没有单位。" in page(client, contest)
    unit_of(contest, "潮声纪念馆")
    assert "没有找到。换个词再试。" in page(client, contest, q="江声")


def test_a_doubtful_one_with_its_candidates_is_merged_by_one_click(client: Client, contest: Contest) -> None:
    full, short = unit_of(contest, "上海警备区政治工作局"), unit_of(contest, "警备区政工局", 2)
    shown = page(client, contest)
    assert "还有 2 个单位等待认定。" in shown
    assert "像是简称与全称" in shown
    assert "合并会改 2 篇来稿的单位，可以撤销。" in shown
    leads, said = press(
        client, contest, short, "merge", into=full.pk, shown=2, reason="像是简称与全称", list="1", page="1", q=""
    )
    assert (leads, said) == (
        reverse("units", args=[contest.slug]) + "?page=1",
        "“警备区政工局”已并入“上海警备区政治工作局”。要撤销，请在“上海警备区政治工作局”的“合并记录”里。",
    )
    assert full.entries.count() == 3
    shown = page(client, contest)
    assert "还有 1 个单位等待认定。" in shown
    assert spelled(full) == [("上海警备区政治工作局", "canonical"), ("警备区政工局", "seen")]


def test_a_new_one_is_settled_by_one_click(client: Client, contest: Contest) -> None:
    unit = unit_of(contest, "潮声纪念馆")
    assert "是新的单位" in page(client, contest)
    press(client, contest, unit, "settle", list="1")
    shown = page(client, contest)
    assert "单位都已认定。" in shown
    assert "是新的单位" not in shown


def test_a_part_of_another_is_placed_and_settled_by_one_click(client: Client, contest: Contest) -> None:
    higher, lower = unit_of(contest, "宝山区人武部"), unit_of(contest, "上海市宝山区人武部政工科")
    assert "是它的下级" in page(client, contest)
    leads, said = press(client, contest, lower, "below", parent="宝山区人武部")
    assert (leads, said) == (
        reverse("unit", args=[contest.slug, lower.pk]),
        "“上海市宝山区人武部政工科”已认定为下级单位。",
    )
    lower.refresh_from_db()
    assert (lower.parent, lower.settled_at is not None) == (higher, True)
    assert "上海市宝山区人武部政工科" in page(client, contest, higher)


def test_what_only_looks_alike_is_not_put_beside_a_button_on_the_list(client: Client, contest: Contest) -> None:
    one = unit_of(contest, "31692部队一连")
    unit_of(contest, "31692部队二连")
    unit_of(contest, "31693部队一连")
    assert "是同一单位" not in page(client, contest)
    shown = page(client, contest, one)
    assert "数字不同，多半不是同一单位" in shown
    assert "31693" not in shown


def test_before_a_merge_the_page_says_what_it_touches(client: Client, contest: Contest, organiser: User) -> None:
    one, other = unit_of(contest, "纪念馆", 2), unit_of(contest, "潮声纪念馆")
    below = unit_of(contest, "讲解组")
    place_unit(unit=below, parent="纪念馆", contest=contest, actor=organiser)
    shown = page(client, contest, one, into="潮声 纪念馆")
    for words in (
        "把“纪念馆”并入“潮声纪念馆”：",
        "2 篇来稿改属“潮声纪念馆”；",
        "1 种写法以后都指“潮声纪念馆”；",
        "1 个下级单位改属“潮声纪念馆”；",
    ):
        assert words in shown
    assert UnitMerge.objects.count() == 0
    assert "没有另一个叫“江声晚报”的单位" in page(client, contest, one, into="江声晚报")
    assert "没有另一个叫“纪念馆”的单位" in page(client, contest, one, into="纪念馆")
    entry_of(contest, "纪念馆", 3)
    leads, said = press(client, contest, one, "merge", into=other.pk, shown=2)
    assert (leads, said) == (
        reverse("unit", args=[contest.slug, one.pk]),
        "“纪念馆”刚刚有了新的来稿，现在共 3 篇。请再看一遍后合并。",
    )
    leads, _ = press(client, contest, one, "merge", into=other.pk, shown=3, reason="同一个馆")
    assert leads == reverse("unit", args=[contest.slug, other.pk])
    shown = page(client, contest, other)
    assert "组织者：“纪念馆”并入本单位，3 篇来稿" in shown
    assert "（同一个馆）" in shown


def test_what_a_merge_touches_in_other_contests_is_told_apart(client: Client, contest: Contest) -> None:
    one, other, autumn = unit_of(contest, "纪念馆"), unit_of(contest, "潮声纪念馆"), make_contest("autumn")
    for number in (2, 3):
        entry_of(autumn, "纪念馆", number)
    shown = page(client, contest, one, into="潮声纪念馆")
    assert "来稿 1 篇" in shown
    assert re.search("3 篇来稿改属“潮声纪念馆”；\\s*<small>本次征文 1 篇，别的征文 2 篇</small>", shown)
    gone = other.entries.get()
    withdraw(entry=gone, person=entrant_of(gone), arrived_at=timezone.now())
    assert "<small>本次征文 0 篇，已撤回 1 篇</small>" in page(client, contest, other, into="纪念馆")


def test_a_settled_unit_is_not_given_away_by_one_click(client: Client, contest: Contest, organiser: User) -> None:
    settled, new = unit_of(contest, "上海警备区政治工作局"), unit_of(contest, "警备区政工局")
    settle_unit(unit=settled, contest=contest, actor=organiser)
    shown = page(client, contest, settled)
    assert "是同一单位</button>" not in shown
    (address,) = re.findall(r'<a href="([^"]+)">看能否并进来</a>', shown)
    assert address.startswith(reverse("unit", args=[contest.slug, new.pk]))
    assert "把“警备区政工局”并入“上海警备区政治工作局”：" in client.get(address).content.decode()


def test_what_stands_above_and_below_is_no_candidate(client: Client, contest: Contest, organiser: User) -> None:
    higher, lower = unit_of(contest, "宝山区人武部"), unit_of(contest, "上海市宝山区人武部政工科")
    assert "可能是同一单位" in page(client, contest, lower)
    assert "没有相近的单位。" not in page(client, contest, lower)
    place_unit(unit=lower, parent="宝山区人武部", contest=contest, actor=organiser)
    assert "没有相近的单位。" in page(client, contest, lower)
    assert "没有相近的单位。" in page(client, contest, higher)


def test_a_merge_is_undone_from_the_page(client: Client, contest: Contest, organiser: User) -> None:
    one, other = unit_of(contest, "纪念馆"), unit_of(contest, "潮声纪念馆")
    merge = merge_units(absorbed=one, into=other, contest=contest, actor=organiser)
    assert "撤销合并" in page(client, contest, other)
    leads, said = press(client, contest, other, "part", merge=merge.pk)
    assert (leads, said) == (
        reverse("unit", args=[contest.slug, other.pk]),
        "“纪念馆”已从“潮声纪念馆”分出，恢复为单独的单位。",
    )
    shown = page(client, contest, other)
    assert "组织者：已撤销" in shown
    assert "撤销合并" not in shown
    assert one.entries.count() == 1


def test_named_spelled_and_placed_on_the_page(client: Client, contest: Contest) -> None:
    unit = unit_of(contest, "纪念馆")
    assert press(client, contest, unit, "name", name="潮声纪念馆")[1] == "名称已改为“潮声纪念馆”。"
    assert press(client, contest, unit, "spell", name="潮声馆")[1] == "写法已记在“潮声纪念馆”名下。"
    assert press(client, contest, unit, "place", parent="江声集团")[1] == "“潮声纪念馆”的上级单位已改好。"
    assert spelled(unit) == [("潮声纪念馆", "canonical"), ("潮声馆", "short"), ("纪念馆", "seen")]
    shown = page(client, contest, unit)
    assert "江声集团" in shown
    spelling = UnitSpelling.objects.get(name="潮声馆")
    assert press(client, contest, unit, "unspell", spelling=spelling.pk)[1] == "“潮声纪念馆”的写法已去掉一个。"
    assert press(client, contest, unit, "name", name=" ")[1] == "请填写单位名称。"
    assert "上级：江声集团" in page(client, contest)


@pytest.mark.parametrize(
    ("act", "sent"),
    [
        ("nothing", {}),
        ("merge", {"into": "x", "shown": "1"}),
        ("merge", {"into": "²", "shown": "1"}),
        ("merge", {"into": "999999", "shown": "1"}),
        ("part", {"merge": "1" * 40}),
        ("unspell", {}),
    ],
)
def test_what_no_button_sends_is_not_found(client: Client, contest: Contest, act: str, sent: dict[str, str]) -> None:
    unit = unit_of(contest, "纪念馆")
    address = reverse("act-on-unit", args=[contest.slug, unit.pk])
    assert client.post(address, {"act": act, **sent}).status_code == 404


def test_units_of_another_contest_are_not_here(client: Client, contest: Contest) -> None:
    elsewhere = make_contest("autumn")
    other, own = unit_of(elsewhere, "张三家"), unit_of(contest, "张三之家")
    assert client.get(reverse("unit", args=[contest.slug, other.pk])).status_code == 404
    assert client.post(reverse("act-on-unit", args=[contest.slug, other.pk]), {"act": "settle"}).status_code == 404
    sent = {"act": "merge", "into": other.pk, "shown": 1}
    assert client.post(reverse("act-on-unit", args=[contest.slug, own.pk]), sent).status_code == 404
    assert "张三家" not in page(client, contest)
    assert "没有另一个叫“张三家”的单位" in page(client, contest, own, into="张三家")


def test_what_another_contest_uses_too_shows_no_button_that_would_be_refused(client: Client, contest: Contest) -> None:
    shared = unit_of(contest, "纪念馆")
    unit_of(contest, "上海市纪念馆")
    unit_of(make_contest("autumn"), "纪念馆")
    shown = page(client, contest, shared)
    assert "别的征文也有这个单位的来稿" in shown
    assert "改名称</button>" not in shown
    assert "定上级</button>" not in shown
    assert "加写法</button>" in shown
    assert "纪念馆与上海市纪念馆是同一单位" not in page(client, contest)
    _, said = press(client, contest, shared, "name", name="馆")
    assert said == "别的征文也有这个单位的来稿。这一步要由同时负责那些征文的组织者来做。"


@pytest.mark.parametrize("office", [Office.SCREENER, Office.OBSERVER])
def test_screeners_and_observers_look_on(contest: Contest, office: Office) -> None:
    unit = unit_of(contest, "纪念馆")
    unit_of(contest, "上海市纪念馆")
    client = signed_in_client(appointed(contest, office))
    for shown in (page(client, contest), page(client, contest, unit), page(client, contest, unit, into="上海市纪念馆")):
        assert "act-on-unit" not in shown
        assert "/act/" not in shown
        assert "纪念馆" in shown


def test_a_thousand_units_take_few_queries(client: Client, contest: Contest, organiser: User) -> None:
    first = entry_of(contest, "纪念馆")
    now = timezone.now()
    units = Unit.objects.bulk_create(
        Unit(name=f"第{number}中学", key=f"第{number}中学", settled_at=now if number % 2 else None)
        for number in range(1000)
    )
    UnitSpelling.objects.bulk_create(
        UnitSpelling(unit=unit, name=unit.name, key=unit_key(unit.name), kind=SpellingKind.CANONICAL) for unit in units
    )
    Entry.objects.bulk_create(
        Entry(
            contest=contest,
            entrant=organiser,
            unit=unit,
            unit_name=unit.name,
            manuscript=first.manuscript,
            received_at=now,
            state=EntryState.RECEIVED,
        )
        for unit in units
    )
    add_spelling(unit=units[0], name="零中", contest=contest, actor=organiser)
    settle_unit(unit=units[2], contest=contest, actor=organiser)
    for address in (
        reverse("units", args=[contest.slug]),
        reverse("units", args=[contest.slug]) + "?page=20&q=中学",
        reverse("unit", args=[contest.slug, units[0].pk]) + "?into=第1中学",
    ):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= (12 if "into" not in address else 17), [one["sql"] for one in queries]
