"""A list of judges that the office hands over: what each of its rows would do, and what is wrong with it. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from contest.notice.tables import Becomes, Heading, Line, Told, too_long
from contest.people.contacts import ContactFault, read_contact
from contest.phrases import Phrase, gettext_noop

HEADINGS: Final = (
    Heading("name", ("姓名", "评委姓名", "评委"), 14, 60),
    Heading("contact", ("手机号或邮箱", "手机号", "手机", "电话", "联系电话", "联系方式", "邮箱", "电子邮箱"), 26, 254,
            "评委用它登录。"),
    Heading("unit", ("所在单位", "单位", "工作单位"), 32, 120, "评委不会评到本单位的稿件。"),
    Heading("genres", ("体裁", "能评的体裁", "评审体裁"), 24, 500, "几种之间用顿号；不填，就是各种都评。"),
)  # fmt: skip
NEEDED: Final = ("name", "contact")
MOST: Final = 1_000
"""Rows of one list: each is an appointment of its own, on record."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who is found by a contact: the name on the account, and the appointment as a judge that stands, if one does.

    `bar` says why that person must not judge here. Who `loses_password` signed up and never held an office: whose that
    account is nobody knows.
    """

    name: str
    appointed: bool = False
    unit: str = ""
    genres: tuple[str, ...] = ()
    bar: Phrase | None = None
    loses_password: bool = False


@dataclass(frozen=True, slots=True)
class JudgeRow:
    """What a row would do: whom it would appoint, from which unit, for which genres."""

    told: Told
    name: str = ""
    login: str = ""
    unit: str = ""
    genres: tuple[str, ...] = ()

    @property
    def is_taken(self) -> bool:
        """Whether anything comes of the row."""
        return self.told.becomes in (Becomes.NEW, Becomes.CHANGED)


def login_in(line: Line) -> str:
    """Give the contact of a row in its one spelling; empty where it is none."""
    try:
        return read_contact(line.texts["contact"]).value
    except ContactFault:
        return ""


def plan_judges(
    lines: Sequence[Line], accounts: Mapping[str, Account], genres: Collection[str]
) -> tuple[JudgeRow, ...]:
    """Give what each row would do. `accounts` are those known by the contacts, `genres` those of the notice."""
    first: dict[str, int] = {}
    for line in lines:
        first.setdefault(login_in(line), line.number)
    return tuple(_row(line, accounts, tuple(genres), first) for line in lines)


def _row(line: Line, accounts: Mapping[str, Account], genres: tuple[str, ...], first: Mapping[str, int]) -> JudgeRow:
    name, login, asked = line.texts["name"], login_in(line), line.several("genres")
    account = accounts.get(login)
    faults = [*too_long(line, HEADINGS), *_faults(line, account, genres, first[login])]
    if faults:
        return JudgeRow(Told(line.number, name, Becomes.WRONG, faults=tuple(faults)))
    unit, notes = line.texts["unit"], []
    if account is not None and account.name != name:
        template = gettext_noop("这个账号的姓名是“%(name)s”，姓名不改。请核对是不是同一个人。")
        notes.append(Phrase(template, {"name": account.name}))
    if account is not None and account.loses_password:
        notes.append(Phrase(gettext_noop("有人用它注册过，原密码将停用，请把登录链接交给本人。")))
    if account is None or not account.appointed:
        return JudgeRow(Told(line.number, name, Becomes.NEW, (*notes, *_said(unit, asked))), name, login, unit, asked)
    if (account.unit, sorted(account.genres)) == (unit, sorted(asked)):
        return JudgeRow(Told(line.number, name, Becomes.SAME, tuple(notes)), name, login, unit, asked)
    return JudgeRow(Told(line.number, name, Becomes.CHANGED, (*notes, *_said(unit, asked))), name, login, unit, asked)


def _said(unit: str, genres: tuple[str, ...]) -> tuple[Phrase, ...]:
    said = [Phrase(gettext_noop("单位：%(unit)s。"), {"unit": unit})] if unit else []
    if genres:
        said.append(Phrase(gettext_noop("体裁：%(genres)s。"), {"genres": tuple(map(Phrase, genres))}))
    return tuple(said)


def _faults(line: Line, account: Account | None, genres: tuple[str, ...], first: int) -> list[Phrase]:
    faults = []
    if not line.texts["name"]:
        faults.append(Phrase(gettext_noop("没有写姓名。请补上，或删去这一行。")))
    if not login_in(line):
        template = gettext_noop("“%(contact)s”读不成手机号或邮箱。请改，如 13812345678 或 zhang@example.com。")
        faults.append(Phrase(template, {"contact": line.texts["contact"][:60]}))
    elif first != line.number:
        faults.append(Phrase(gettext_noop("手机号或邮箱与第 %(line)s 行相同。请核对，只留一行。"), {"line": first}))
    unknown = tuple(Phrase(one) for one in line.several("genres") if one not in genres)
    if unknown and genres:
        template = gettext_noop("通知里没有“%(unknown)s”这种体裁。可以写：%(genres)s。")
        faults.append(Phrase(template, {"unknown": unknown, "genres": tuple(map(Phrase, genres))}))
    elif unknown:
        faults.append(Phrase(gettext_noop("通知没有分体裁。请把体裁一栏空着。")))
    if account is not None and account.bar is not None:
        faults.append(account.bar)
    return faults
