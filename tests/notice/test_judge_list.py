"""What each row of a list of judges would do, and what is wrong with it."""

import pytest

from contest.notice.judge_list import Account, JudgeRow, plan_judges
from contest.notice.tables import Becomes, Line
from contest.phrases import Phrase

GENRES = ("散文", "诗歌")


def line(number: int, name: str = "王海", contact: str = "13812345678", unit: str = "", genres: str = "") -> Line:
    return Line(number, {"name": name, "contact": contact, "unit": unit, "genres": genres})


def said(row: JudgeRow) -> tuple[Becomes, list[str]]:
    return row.told.becomes, [str(phrase) for phrase in (*row.told.faults, *row.told.notes)]


def only(one: Line, account: Account | None = None, genres: tuple[str, ...] = GENRES) -> JudgeRow:
    (row,) = plan_judges([one], {} if account is None else {"13812345678": account}, genres)
    return row


def test_somebody_new_is_appointed_under_the_one_spelling_of_the_contact() -> None:
    row = only(line(2, contact="+86 138-1234-5678", unit="浦岸中学", genres="诗歌、散文"))
    assert (row.login, row.name, row.unit, row.genres) == ("13812345678", "王海", "浦岸中学", ("诗歌", "散文"))
    assert said(row) == (Becomes.NEW, ["单位：浦岸中学。", "体裁：诗歌、散文。"])


@pytest.mark.parametrize(
    ("account", "becomes", "words"),
    [
        (Account("王海"), Becomes.NEW, []),
        (Account("王海", appointed=True), Becomes.SAME, []),
        (Account("王海", appointed=True, unit="旧单位"), Becomes.CHANGED, []),
        (Account("王海", appointed=True, genres=("散文",)), Becomes.CHANGED, []),
        (Account("汪海"), Becomes.NEW, ["这个账号的姓名是“汪海”，姓名不改。请核对是不是同一个人。"]),
        (
            Account("王海", loses_password=True),
            Becomes.NEW,
            ["有人用它注册过，原密码将停用，请把登录链接交给本人。"],
        ),
        (Account("王海", bar=Phrase("不能再当评委。")), Becomes.WRONG, ["不能再当评委。"]),
    ],
)
def test_who_is_known_already(account: Account, becomes: Becomes, words: list[str]) -> None:
    assert said(only(line(2), account)) == (becomes, words)


@pytest.mark.parametrize(
    ("one", "genres", "words"),
    [
        (line(2, name=""), GENRES, "没有写姓名。请补上，或删去这一行。"),
        (line(2, contact="不详"), GENRES, "“不详”读不成手机号或邮箱。请改，如 13812345678 或 zhang@example.com。"),
        (line(2, genres="散文、小说"), GENRES, "通知里没有“小说”这种体裁。可以写：散文、诗歌。"),
        (line(2, genres="散文"), (), "通知没有分体裁。请把体裁一栏空着。"),
        (line(2, unit="长" * 121), GENRES, "“所在单位”超过 120 字，请改短。"),
    ],
)
def test_what_is_wrong_is_said_with_how_to_mend_it(one: Line, genres: tuple[str, ...], words: str) -> None:
    assert said(only(one, genres=genres)) == (Becomes.WRONG, [words])


def test_one_contact_in_two_rows_counts_once() -> None:
    rows = plan_judges([line(2), line(3, name="别人", contact="138 1234 5678")], {}, GENRES)
    assert [row.told.becomes for row in rows] == [Becomes.NEW, Becomes.WRONG]
    assert said(rows[1])[1] == ["手机号或邮箱与第 2 行相同。请核对，只留一行。"]
