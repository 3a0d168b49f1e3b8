"""The register in the browser: exported, corrected, shown cell by cell, and taken in once confirmed."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from contest.awards.operations import publish_prizes
from contest.entries.models import Entry, EntryState, Way
from contest.entries.operations import withdraw
from contest.ledger.models import Event
from contest.notice.models import Contest, Office
from contest.screening.operations import pass_entry
from tests.awards.making import confirm as confirm_prizes
from tests.awards.making import judged
from tests.making import (
    appointed,
    body_of,
    entrant_of,
    hand_in_entry,
    make_contest,
    make_person,
    organiser_of,
    signed_in_client,
)
from tests.notice.filled import confirm, parcel_in, table_in, uploaded, workbook

pytestmark = pytest.mark.django_db
Correct = Callable[[Any], object]


@pytest.fixture
def client(contest: Contest) -> Client:
    return signed_in_client(organiser_of(contest))


@pytest.fixture
def entry(contest: Contest) -> Entry:
    return hand_in_entry(contest, make_person())


def pages(contest: Contest) -> tuple[str, str]:
    return reverse("register", args=[contest.slug]), reverse("take-register", args=[contest.slug])


def exported(client: Client, contest: Contest, correct: Correct = lambda sheet: None) -> bytes:
    """Give the register as it is exported, with what somebody changed in its worksheet."""
    book = load_workbook(BytesIO(body_of(client.get(reverse("register-template", args=[contest.slug])))))
    correct(book.worksheets[0])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def put(**cells: object) -> Correct:
    """Write into cells of the first row of an exported register: C is the unit, D the title, E the author."""

    def correct(sheet: Any) -> None:
        for letter, value in cells.items():
            sheet[f"{letter}2"] = value

    return correct


def shown(client: Client, contest: Contest, correct: Correct) -> list[tuple[str, ...]]:
    return table_in(client.post(pages(contest)[0], uploaded(exported(client, contest, correct))))


def test_exported_and_handed_back_it_changes_nothing(contest: Contest, client: Client, entry: Entry) -> None:
    answer = client.post(pages(contest)[0], uploaded(exported(client, contest)))
    body = answer.content.decode()
    assert "新增 0 行，改动 0 行，不变 1 行，有问题不收 0 行" in body
    assert ("<tbody>" in body, 'name="parcel"' in body) == (False, False)


def test_a_register_exported_in_english_is_read_too(contest: Contest, client: Client, entry: Entry) -> None:
    client.cookies["django_language"] = "en"
    content = exported(client, contest, put(D="灯火长明"))
    client.cookies["django_language"] = "zh-hans"
    assert table_in(client.post(pages(contest)[0], uploaded(content))) == [
        ("2", "灯火", "改动", "题目：灯火 → 灯火长明")
    ]


def test_it_is_shown_cell_by_cell_and_nothing_is_done(contest: Contest, client: Client, entry: Entry) -> None:
    content = exported(client, contest, put(D="灯火长明", E="林晓、周岸", C="浦岸中学"))
    events = Event.objects.count()
    assert table_in(client.post(pages(contest)[0], uploaded(content))) == [
        (
            "2",
            "灯火",
            "改动",
            "题目：灯火 → 灯火长明 作者：林晓 → 林晓、周岸 单位：潮声纪念馆 → 浦岸中学（新单位，等待认定）",
        )
    ]
    entry.refresh_from_db()
    assert (entry.title, entry.author, Event.objects.count()) == ("灯火", "林晓", events)


def test_confirmed_it_changes_the_entry_and_leaves_receipt_and_file(
    contest: Contest, client: Client, entry: Entry
) -> None:
    other = hand_in_entry(contest, entrant_of(entry), title="渡口")
    receipt, manuscript = entry.receipts.values().get(), entry.manuscripts.values().get()
    left_alone = Entry.objects.values().get(pk=other.pk)

    def only_the_first(sheet: Any) -> None:
        put(D="灯火长明", E="林晓、周岸", C="浦岸中学", M="江上客")(sheet)
        sheet.delete_rows(3)

    answer = confirm(client, *pages(contest), exported(client, contest, only_the_first))
    assert "登记表已收下，改了 1 篇。" in answer.content.decode()
    entry.refresh_from_db()
    assert (entry.title, entry.author, entry.unit_name, entry.pen_name, entry.unit and entry.unit.name) == (
        "灯火长明",
        "林晓、周岸",
        "浦岸中学",
        "江上客",
        "浦岸中学",
    )
    assert list(entry.authors.values_list("position", "name")) == [(1, "林晓"), (2, "周岸")]
    assert (entry.receipts.values().get(), entry.manuscripts.values().get()) == (receipt, manuscript)
    assert Entry.objects.values().get(pk=other.pk) == left_alone
    event = Event.objects.get(action="entry.amend")
    assert (event.subject_key, event.actor_id) == (entry.token, organiser_of(contest).pk)
    assert event.before == {"title": "灯火", "author": "林晓", "unit": "潮声纪念馆", "pen_name": ""}
    assert event.after == {
        "title": "灯火长明",
        "author": "林晓、周岸",
        "unit": "浦岸中学",
        "pen_name": "江上客",
    }


def test_the_corrected_register_is_exported_as_corrected(contest: Contest, client: Client, entry: Entry) -> None:
    confirm(client, *pages(contest), exported(client, contest, put(D="+1 的灯火", M="江上客")))
    assert (
        "改动 0 行，不变 1 行" in client.post(pages(contest)[0], uploaded(exported(client, contest))).content.decode()
    )


def test_the_queues_workbook_is_read_too(contest: Contest, client: Client, entry: Entry) -> None:
    search = "状态:全部 列:题目,作者,单位,体裁,状态,收稿,字数,回执"
    content = body_of(client.get(reverse("queue-workbook", args=[contest.slug]), {"q": search}))
    book = load_workbook(BytesIO(content))
    book.worksheets[0]["A2"] = "灯火长明"
    out = BytesIO()
    book.save(out)
    rows = table_in(client.post(pages(contest)[0], uploaded(out.getvalue())))
    assert rows == [("2", "灯火", "改动", "题目：灯火 → 灯火长明")]


def test_a_formula_is_refused(contest: Contest, client: Client, entry: Entry) -> None:
    rows = shown(client, contest, put(D='=CONCAT("灯","火")', E="周岸"))
    assert rows == [("2", "灯火", "不收", "“题目”一格是公式，不收。请改成文字。 作者：林晓 → 周岸")]


def test_what_changed_since_it_was_shown_refuses_it_whole(contest: Contest, client: Client, entry: Entry) -> None:
    hand_in_entry(contest, entrant_of(entry), title="渡口")
    page, take = pages(contest)

    def correct(sheet: Any) -> None:
        sheet["D2"], sheet["D3"] = "灯火长明", "渡口夜"

    parcel = parcel_in(client.post(page, uploaded(exported(client, contest, correct))))
    confirm(client, page, take, exported(client, contest, put(E="周岸")))
    answer = client.post(take, parcel)
    assert (answer.status_code, "情况有了变化" in answer.content.decode()) == (422, True)
    assert set(Entry.objects.values_list("title", flat=True)) == {"灯火", "渡口"}


def test_what_was_decided_since_refuses_it(contest: Contest, client: Client, entry: Entry) -> None:
    page, take = pages(contest)
    parcel = parcel_in(client.post(page, uploaded(exported(client, contest, put(D="灯火长明")))))
    pass_entry(entry=entry, manuscript=entry.manuscripts.get(), actor=organiser_of(contest))
    assert client.post(take, parcel).status_code == 422
    entry.refresh_from_db()
    assert (entry.title, entry.state) == ("灯火", EntryState.ELIGIBLE)


def test_what_passed_is_not_amended_where_judges_would_see_it(contest: Contest, client: Client, entry: Entry) -> None:
    pass_entry(entry=entry, manuscript=entry.manuscripts.get(), actor=organiser_of(contest))
    (row,) = shown(client, contest, put(E="周岸"))
    assert (row[2], "请先撤销通过" in row[3]) == ("不收", True)


def test_a_withdrawn_entry_is_not_amended(contest: Contest, client: Client, entry: Entry) -> None:
    withdraw(entry=entry, person=entrant_of(entry), arrived_at=entry.started_at)
    assert shown(client, contest, put(E="周岸"))[0][3].startswith("稿件已经撤回，登记不能再改。")


def test_what_was_drawn_or_stands_under_a_confirmed_list_is_not_amended(contest: Contest, client: Client) -> None:
    judged(contest, (90, 80, 70))
    assert shown(client, contest, put(L="散文"))[0][3].startswith("稿件已经进入评审，登记不能再改。")
    confirm_prizes(contest)
    publish_prizes(contest=contest, actor=organiser_of(contest))
    assert shown(client, contest, put(L="散文"))[0][3].startswith("获奖名单已经确认，稿件的登记不能再改。")


def test_a_screener_amends_what_came_by_mail_and_nothing_else(contest: Contest, entry: Entry) -> None:
    client = signed_in_client(appointed(contest, Office.SCREENER))
    (row,) = shown(client, contest, put(E="周岸"))
    assert (row[2], row[3]) == ("不收", "不是邮件来稿，登记由组织者来改。 作者：林晓 → 周岸")
    Entry.objects.filter(pk=entry.pk).update(way=Way.MAIL)
    confirm(client, *pages(contest), exported(client, contest, put(E="周岸")))
    entry.refresh_from_db()
    assert entry.author == "周岸"


def test_another_contests_number_is_unknown(contest: Contest, client: Client, entry: Entry) -> None:
    elsewhere = hand_in_entry(make_contest("autumn"), make_person("other@example.org", "孙岸"))
    content = workbook(("回执编号", "题目"), [(elsewhere.receipts.get().number, "别处")])
    (row,) = table_in(client.post(pages(contest)[0], uploaded(content)))
    assert row[2:] == ("不收", "没有这个回执编号。登记表里不能添加稿件；请核对，或删去这一行。")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no workbook", workbook(("题目",), [("灯火",)])])
def test_what_is_no_register_is_refused_in_words(contest: Contest, client: Client, content: bytes) -> None:
    answer = client.post(pages(contest)[0], uploaded(content))
    assert (answer.status_code, "alert-danger" in answer.content.decode()) == (422, True)


def test_more_changes_than_a_sheet_may_have_are_refused(
    contest: Contest, client: Client, entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contest.entries.register.operations.MOST_AMENDED", 0)
    answer = client.post(pages(contest)[0], uploaded(exported(client, contest, put(D="灯火长明"))))
    assert (answer.status_code, "一次改动超过 0 篇" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("number", [1, 12])
def test_showing_costs_the_same_however_many_they_are(
    contest: Contest, client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    entrant = make_person()
    for index in range(number):
        hand_in_entry(contest, entrant, title=f"灯火 {index}")

    def correct(sheet: Any) -> None:
        for row in range(2, number + 2):
            sheet[f"E{row}"] = "周岸"

    content = exported(client, contest, correct)
    with django_assert_num_queries(8):
        assert len(table_in(client.post(pages(contest)[0], uploaded(content)))) == number
