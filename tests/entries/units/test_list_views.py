"""A list of units in the browser: shown first, taken in once confirmed."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from contest.entries.units.models import Unit, UnitSpelling
from contest.entries.units.operations import unit_called
from contest.ledger.models import Event
from contest.notice.models import Contest
from contest.workbooks.reader import read_rows
from tests.making import body_of, hand_in_entry, make_contest, make_person, organiser_of, signed_in_client
from tests.notice.filled import confirm, parcel_in, table_in, uploaded, workbook

pytestmark = pytest.mark.django_db
HEADINGS = ("单位名称", "其他写法", "上级单位", "人数")
ROWS = [
    ("浦岸中学", "浦中", "浦岸区教育局", 1200),
    ("潮声纪念馆", "潮馆、潮声馆", None, None),
    ("江湾小学", None, "浦中", "不详"),
]


@pytest.fixture
def client(contest: Contest) -> Client:
    return signed_in_client(organiser_of(contest))


@pytest.fixture
def address(contest: Contest) -> str:
    return reverse("unit-list", args=[contest.slug])


@pytest.fixture
def take(contest: Contest) -> str:
    return reverse("take-unit-list", args=[contest.slug])


def units() -> dict[str, tuple[str | None, list[str], bool]]:
    """Every unit by its name: the one above it, its other spellings, whether it is settled."""
    return {
        unit.name: (
            unit.parent.name if unit.parent else None,
            sorted(unit.spellings.exclude(kind="canonical").values_list("name", flat=True)),
            unit.settled_at is not None,
        )
        for unit in Unit.objects.select_related("parent")
    }


def test_a_list_is_shown_row_by_row_and_nothing_is_done(contest: Contest, client: Client, address: str) -> None:
    hand_in_entry(contest, make_person(), unit="潮声纪念馆")
    before, events = units(), Event.objects.count()
    answer = client.post(address, uploaded(workbook(HEADINGS, [*ROWS, ("江湾 小学", None, None, None)])))
    assert table_in(answer) == [
        ("5", "江湾 小学", "不收", "与第 4 行是同一个单位。请并成一行。"),
        ("3", "潮声纪念馆", "改动", "认定为单独的单位。 加写法：潮馆、潮声馆。"),
        ("2", "浦岸中学", "新增", "加写法：浦中。 上级定为“浦岸区教育局”，这个单位也将新建。"),
        ("4", "江湾小学", "新增", "上级定为“浦中”。"),
    ]
    assert "新增 2 行，改动 1 行，不变 0 行，有问题不收 1 行" in answer.content.decode()
    assert (units(), Event.objects.count()) == (before, events)


def test_confirmed_it_makes_settles_spells_and_places(
    contest: Contest, client: Client, address: str, take: str
) -> None:
    hand_in_entry(contest, make_person(), unit="潮声纪念馆")
    answer = confirm(client, address, take, workbook(HEADINGS, ROWS))
    assert "单位名单已收下，办了 3 行。" in answer.content.decode()
    assert units() == {
        "潮声纪念馆": (None, ["潮声馆", "潮馆"], True),
        "浦岸中学": ("浦岸区教育局", ["浦中"], True),
        "浦岸区教育局": (None, [], True),
        "江湾小学": ("浦岸中学", [], True),
    }
    event = Event.objects.latest("sequence")
    assert (event.action, event.actor) == ("unit.list", organiser_of(contest))
    assert {key: event.after[key] for key in ("units", "spellings", "placed")} == {
        "units": 3,
        "spellings": 3,
        "placed": 2,
    }
    assert unit_called("浦 中").name == "浦岸中学"


def test_the_same_list_again_changes_nothing(client: Client, address: str, take: str) -> None:
    confirm(client, address, take, workbook(HEADINGS, ROWS))
    again = client.post(address, uploaded(workbook(HEADINGS, ROWS)))
    assert {row[2] for row in table_in(again)} == {"不变"}
    assert 'name="parcel"' not in again.content.decode()


def test_what_was_shown_and_holds_no_more_is_refused_whole(client: Client, address: str, take: str) -> None:
    parcel = parcel_in(client.post(address, uploaded(workbook(HEADINGS, ROWS))))
    unit_called("浦中")
    before = units()
    answer = client.post(take, parcel)
    assert (answer.status_code, "情况有了变化" in answer.content.decode(), units()) == (422, True, before)


def test_where_another_contest_has_entries_of_a_unit_its_place_stays(
    contest: Contest, client: Client, address: str
) -> None:
    elsewhere = make_contest("autumn")
    for number, one in enumerate((contest, elsewhere)):
        hand_in_entry(one, make_person(f"author{number}@example.org"), unit="浦岸中学")
    (row,) = table_in(client.post(address, uploaded(workbook(HEADINGS, ROWS[:1]))))
    assert row[2:] == ("不收", "别的征文也有这个单位的来稿，它的上级要由同时负责那些征文的组织者来定。请把上级空着。")


def test_ten_thousand_rows_are_shown_and_taken(client: Client, address: str, take: str) -> None:
    rows = [(f"江湾区第{number}小学", f"湾{number}小", "江湾区教育局", None) for number in range(10_000)]
    answer = client.post(address, uploaded(workbook(HEADINGS, rows)))
    assert len(table_in(answer)) == 1_000
    assert "另有 9000 行没有列出" in answer.content.decode()
    assert client.post(take, parcel_in(answer)).status_code == 302
    assert (Unit.objects.count(), UnitSpelling.objects.count()) == (10_001, 20_001)
    assert Unit.objects.filter(parent__name="江湾区教育局").count() == 10_000


def test_a_workbook_out_of_measure_is_refused_early(client: Client, address: str) -> None:
    out = BytesIO(workbook(HEADINGS, ROWS))
    with ZipFile(out, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/large.xml", b"\0" * (60 * 1024 * 1024))
    answer = client.post(address, uploaded(out.getvalue()))
    assert (answer.status_code, "工作簿过大" in answer.content.decode()) == (422, True)


def test_the_empty_list_is_read_as_it_is_given(contest: Contest, client: Client, address: str) -> None:
    content = body_of(client.get(reverse("unit-list-template", args=[contest.slug])))
    assert HEADINGS in [tuple(row) for row in read_rows(BytesIO(content))]
    assert "表里没有填写内容" in client.post(address, uploaded(content)).content.decode()


@pytest.mark.parametrize("number", [1, 80])
def test_showing_costs_the_same_however_long_the_list(
    contest: Contest, client: Client, address: str, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [(f"第{index}小学", f"{index}小", None, None) for index in range(number)]
    for name, *_ in rows:
        unit_called(str(name))
    with django_assert_num_queries(9):
        client.post(address, uploaded(workbook(HEADINGS, rows)))
