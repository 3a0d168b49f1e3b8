"""What is wrong with a sheet that comes back: said for each cell, and nothing of it is stored."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet

from contest.judging.marking import save_reading
from contest.judging.models import Judge, Mark, Reading, Round
from contest.judging.operations import close_round
from contest.judging.packets.returns import MAX_BYTES
from contest.ledger.models import Event
from contest.notice.models import Contest
from tests.judging.making import judge, marks, seat_of, submit
from tests.judging.packets.making import bring, filled, opened_sheet, said_of, saved, sheet_of
from tests.making import make_contest, organiser_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ALTERED = "这一行的编号、题目或校验码被改动过，不会存入。请在重新下载的评分表里填这一行。"
STRANGE = "这一行不是评分表里原有的，不会存入。"
FOREIGN = "这一行来自另一位评委或另一轮的评分表，不会存入。"
BROKEN = "评分表的校验码不对：它被改动过，或者不是从这里下载的。请重新下载评审包，把分数填进去再上传。"
OTHER = "这是另一位评委或另一轮的评分表，请核对后再上传。"
NO_SHEET = "这不是评审包里的评分表，或者它的结构被改动过。请用下载的评分表填写，存为 .xlsx 再上传。"
UNREADABLE = "无法读取这个文件：请用 Excel 或 WPS 打开，另存为 .xlsx 工作簿后再上传。"
TOO_LARGE = "工作簿过大：请只保留需要的工作表和行，另存后再上传。"
WHOLE = {"C7": 30, "D7": 40}

Said = list[tuple[str, str, list[str]]]


def said(client: Client, contest: Contest, content: bytes) -> Said:
    """Give what is said of each row that isn't simply left empty; nothing was stored for it."""
    before = stored()
    shown = bring(client, contest, content)
    assert shown.status_code == 200
    assert stored() == before
    return [
        (number, becomes, words)
        for number, becomes, words, changes in said_of(shown)
        if becomes != "untouched" or words or changes
    ]


def refusal(client: Client, contest: Contest, content: bytes) -> str:
    before = stored()
    shown = bring(client, contest, content)
    assert shown.status_code == 422
    assert stored() == before
    assert shown.context["refusal"] in shown.content.decode()
    return str(shown.context["refusal"])


def stored() -> list[Any]:
    return [*Mark.objects.values_list(), *Reading.objects.values_list(), Event.objects.count()]


def changed(content: bytes, change: Callable[[Worksheet], object]) -> bytes:
    book, page = opened_sheet(content)
    change(page)
    return saved(book)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"C7": 41}, ["C7 分数41不在0.00至40.00之间，请重新填写。"]),
        ({"C7": -1}, ["C7 分数-1不在0.00至40.00之间，请重新填写。"]),
        ({"C7": 30.5}, ["C7 分数30.5须从0.00起以1.00为一档，请重新填写。"]),
        ({"C7": "三十"}, ["C7 “三十”不是分数，请填写数字。"]),
        ({"C7": True}, ["C7 “True”不是分数，请填写数字。"]),
        ({"C7": "1e1"}, ["C7 “1e1”不是分数，请填写数字。"]),
        ({"C7": 10**12}, ["C7 “1000000000000”不是分数，请填写数字。"]),
        ({"C7": "字" * 50}, [f"C7 “{'字' * 20}”不是分数，请填写数字。"]),
        ({"C7": "=20+7"}, ["C7 这里是公式，请直接填写分数。"]),
        ({"C7": "=20+7", "D7": 61}, ["C7 这里是公式，请直接填写分数。", "D7 分数61不在0.00至60.00之间，请重新填写。"]),
        ({"F7": "长" * 4001}, ["F7 评语有 4001 字，超过了 4000 字，请缩短。"]),
        ({"B7": "另一题"}, [f"A7 {ALTERED}"]),
        ({"A7": 9}, [f"A7 {ALTERED}"]),
        ({"G7": "x"}, [f"A7 {ALTERED}"]),
        ({"G7": None}, [f"A7 {STRANGE}"]),
    ],
)
def test_each_fault_and_its_cell(
    client: Client, contest: Contest, seat: Judge, cells: dict[str, Any], words: list[str]
) -> None:
    content = filled(sheet_of(seat), {**WHOLE, **cells})
    number = str(cells.get("A7", 1))
    assert said(client, contest, content) == [(number, "wrong", words)]


def test_a_formula_in_the_comment_is_no_comment(client: Client, contest: Contest, seat: Judge) -> None:
    def change(page: Worksheet) -> None:
        page["F7"] = "=1+1"

    content = changed(sheet_of(seat), change)
    assert said(client, contest, content) == [("1", "wrong", ["F7 这里是公式，请改成文字。"])]


def test_a_value_that_a_formula_was_saved_with_is_not_believed(client: Client, contest: Contest, seat: Judge) -> None:
    content = filled(sheet_of(seat), {"C7": "=20+7", "D7": 40})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(out, "w") as copy:
        for part in book.infolist():
            told = re.sub(rb"(<f>20\+7</f>)<v(></v>| ?/>)", rb"\1<v>27</v>", book.read(part))
            copy.writestr(part.filename, told)
            assert part.filename != "xl/worksheets/sheet1.xml" or b"<v>27</v>" in told
    assert said(client, contest, out.getvalue()) == [("1", "wrong", ["C7 这里是公式，请直接填写分数。"])]


def test_rows_that_are_missing_twice_there_or_unknown(client: Client, contest: Contest, seat: Judge) -> None:
    def change(page: Worksheet) -> None:
        for column in "ABCDFG":
            page[f"{column}9"] = page[f"{column}7"].value  # the third is now the first again
        page["A10"], page["C10"] = 77, 30

    content = changed(filled(sheet_of(seat), WHOLE), change)
    twice = "第 1 号在表里不止一行，都不会存入。请只留一行。"
    assert said(client, contest, content) == [
        ("1", "wrong", [f"A7 {twice}"]),
        ("1", "wrong", [f"A9 {twice}"]),
        ("77", "wrong", [f"A10 {STRANGE}"]),
        ("3", "untouched", [" 第 3 号这一行不在表里，网上存的不会改动。"]),
    ]


def test_a_row_out_of_another_judges_sheet(client: Client, contest: Contest, seat: Judge) -> None:
    colleague = seat_of(seat.round, judge(contest, 2))
    _, theirs = opened_sheet(sheet_of(colleague))

    def change(page: Worksheet) -> None:
        for column in "ABG":
            page[f"{column}7"] = theirs[f"{column}7"].value

    content = changed(filled(sheet_of(seat), WHOLE), change)
    assert said(client, contest, content) == [("1", "wrong", [f"A7 {FOREIGN}"])]


def test_marks_sorted_without_their_rows_are_noticed(client: Client, contest: Contest, seat: Judge) -> None:
    """Somebody took the lock off and sorted some columns, so that marks stand beside another essay."""

    def change(page: Worksheet) -> None:
        for column in "AB":
            page[f"{column}7"].value, page[f"{column}8"].value = page[f"{column}8"].value, page[f"{column}7"].value

    content = changed(filled(sheet_of(seat), WHOLE), change)
    assert said(client, contest, content)[0] == ("2", "wrong", [f"A7 {ALTERED}"])


def test_a_reading_submitted_meanwhile_with_other_marks(
    client: Client, contest: Contest, seat: Judge, own: list[Reading]
) -> None:
    content = filled(sheet_of(seat), {**WHOLE, "C8": 31, "D8": 41})
    submit(own[0], 30, 40)
    submit(own[1], 30, 40)
    shown = bring(client, contest, content)
    words = "A8 网上已经提交了另外的评分。要改分，请先在网上点“修改评分”，再上传这份评分表。"
    assert said_of(shown)[0] == ("2", "wrong", [words], [("主题", "30", "31"), ("语言", "40", "41")])
    assert said_of(shown)[1] == ("1", "untouched", [], [])


def test_a_reading_that_is_no_longer_theirs(client: Client, contest: Contest, seat: Judge, own: list[Reading]) -> None:
    content = filled(sheet_of(seat), WHOLE)
    Reading.objects.filter(pk=own[0].pk).update(ended_at=seat.round.opened_at, ended_as="relation")
    assert said(client, contest, content) == [("1", "wrong", ["A7 这一篇已经不归这位评委评阅，不会存入。"])]


def test_another_judges_sheet_another_contests_sheet(client: Client, contest: Contest, seat: Judge) -> None:
    assert refusal(client, contest, sheet_of(seat_of(seat.round, judge(contest, 2)))) == OTHER
    elsewhere = make_contest("autumn")
    other = Round.objects.create(
        contest=elsewhere, key="reading", name="初评", position=1, readings=2, method="mean", seed="s",
        draw_version="1", scoring_version="1",
    )  # fmt: skip
    for criterion in seat.round.criteria.all():
        criterion.pk, criterion.round = None, other
        criterion.save()
    assert refusal(client, contest, sheet_of(Judge.objects.create(round=other, person=seat.person))) == OTHER


@pytest.mark.parametrize("seal", [None, "x", "x:y"])
def test_a_sheet_whose_seal_is_gone_or_broken(client: Client, contest: Contest, seat: Judge, seal: str | None) -> None:
    book, _ = opened_sheet(sheet_of(seat))
    book.worksheets[1]["A1"] = seal
    assert refusal(client, contest, saved(book)) == BROKEN
    del book[book.worksheets[1].title]
    assert refusal(client, contest, saved(book)) == BROKEN


def test_a_sheet_without_a_column_or_another_workbook(client: Client, contest: Contest, seat: Judge) -> None:
    assert refusal(client, contest, changed(sheet_of(seat), lambda page: page.delete_cols(4))) == NO_SHEET
    assert refusal(client, contest, changed(sheet_of(seat), lambda page: page.delete_rows(1, 20))) == NO_SHEET


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0" + bytes(600), b"a,b\n1,2\n"])
def test_a_file_of_another_kind(client: Client, contest: Contest, seat: Judge, content: bytes) -> None:
    wanted = UNREADABLE if content else "请先选择填好的评分表。"
    assert refusal(client, contest, content) in (wanted, UNREADABLE)


def test_the_whole_packet_instead_of_its_sheet_and_what_is_too_large(
    client: Client, contest: Contest, seat: Judge
) -> None:
    words = "文件太大，不像一张评分表。请上传评审包里的评分表，不是整个评审包。"
    assert refusal(client, contest, bytes(MAX_BYTES + 1)) == words


def test_a_workbook_that_unpacks_to_too_much(client: Client, contest: Contest, seat: Judge) -> None:
    out = io.BytesIO(sheet_of(seat))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/large.bin", bytes(33 * 1024 * 1024))
    assert refusal(client, contest, out.getvalue()) == TOO_LARGE


def test_far_more_rows_than_were_given_out(client: Client, contest: Contest, seat: Judge) -> None:
    def add(page: Worksheet) -> None:
        for number in range(200):
            page.append([number])

    assert refusal(client, contest, changed(sheet_of(seat), add)) == TOO_LARGE


def test_after_the_round_has_ended(client: Client, contest: Contest, seat: Judge, own: list[Reading]) -> None:
    content = filled(sheet_of(seat), WHOLE)
    submit(own[0], 30, 40)
    close_round(round_=seat.round, actor=organiser_of(contest))
    assert refusal(client, contest, content) == "这一轮评审已经结束，不能再评分。"


def test_a_row_half_filled_in_says_what_is_missing(client: Client, contest: Contest, seat: Judge) -> None:
    content = filled(sheet_of(seat), {"C7": 30, "F8": "只写了评语"})
    assert said(client, contest, content) == [
        ("1", "draft", ["D7 还没有评分。"]),
        ("2", "draft", ["C8 还没有评分。", "D8 还没有评分。"]),
    ]


def test_a_mark_that_was_cleared_is_shown_as_such(
    client: Client, contest: Contest, seat: Judge, own: list[Reading]
) -> None:
    save_reading(reading=own[0], marks=marks(30, 40), comment="")
    shown = bring(client, contest, filled(sheet_of(seat), {"D7": None}))
    assert said_of(shown)[0] == ("1", "draft", ["D7 还没有评分。"], [("语言", "40", "—")])
