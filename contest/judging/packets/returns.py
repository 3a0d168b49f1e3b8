"""A mark sheet on its way back: read and compared, shown, and handed on to the step that stores it, signed."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer

from contest.judging.models import Judge
from contest.judging.packets.comparing import Becomes, Given, Line, compare
from contest.judging.packets.queries import kept_readings
from contest.judging.packets.sheet import Filled, read_sheet
from contest.judging.packets.stamps import read_seal, read_stamp
from contest.judging.queries import criterion_rules
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop
from contest.workbooks.reader import TOO_LARGE, UnreadableWorkbook, read_as_typed

MAX_BYTES: Final = 4 * 1024 * 1024
"""Bytes a mark sheet may have."""

_MAX_UNPACKED: Final = 32 * 1024 * 1024
_MAX_CELLS: Final = 300_000
_MOST_SHEETS: Final = 8
_ROWS_BESIDES: Final = 100
_LONGEST_PARCEL: Final = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE * 0.9)
_PARCEL: Final = Signer(salt="contest.judging.packets.parcel")

_BROKEN_SEAL: Final = gettext_noop(
    "评分表的校验码不对：它被改动过，或者不是从这里下载的。请重新下载评审包，把分数填进去再上传。"
)
_OTHER_SHEET: Final = gettext_noop("这是另一位评委或另一轮的评分表，请核对后再上传。")
_TOO_LONG: Final = gettext_noop("表里的评语太长，一次存不下。请先清空一半的行，分两次上传。")
_STALE: Final = gettext_noop("没有可以存入的评分表，请重新上传。")


@dataclass(frozen=True, slots=True)
class Row:
    """What is to be stored of a row: the reading's token, its state when that was shown, what was filled in.

    `whole` where all its marks are there, `asks` where it would take the place of something newer.
    """

    token: str
    state: str
    marks: Mapping[str, Decimal | None]
    comment: str
    whole: bool
    asks: bool


@dataclass(frozen=True, slots=True)
class Parcel:
    """What was shown to a person and waits to be confirmed: the sheet's SHA-256, its rows, how many were not taken."""

    sha256: str
    rows: tuple[Row, ...]
    wrong: int
    untouched: int


@dataclass(frozen=True, slots=True)
class Returned:
    """A sheet that came back: what is said of each row, and what may be stored of it."""

    lines: list[Line]
    parcel: Parcel


def read_return(judge: Judge, content: bytes) -> Returned:
    """Read a mark sheet and compare it with the judge's readings; nothing is stored.

    Raises `Refusal` for a file that is no mark sheet, or another judge's.
    """
    rules = criterion_rules(judge.round)
    try:
        sheets = read_as_typed(BytesIO(content), at_most=_MOST_SHEETS, max_unpacked=_MAX_UNPACKED, max_cells=_MAX_CELLS)
    except UnreadableWorkbook as unreadable:
        raise Refusal("unreadable", unreadable.phrase.template, **unreadable.phrase.params) from unreadable
    sheet = read_sheet(sheets, rules)
    keys = [rule.key for rule in rules]
    seal = read_seal(sheet.seal)
    if seal is None:
        raise Refusal("broken-seal", _BROKEN_SEAL)
    if seal.judge != judge.pk or seal.criteria != tuple(keys):
        raise Refusal("other-sheet", _OTHER_SHEET)
    if len(sheet.rows) > 2 * len(seal.rows) + _ROWS_BESIDES:
        raise Refusal("too-many-rows", TOO_LARGE)
    given = [_given(row, judge) for row in sheet.rows]
    lines = compare(given, kept_readings(judge), seal.rows, keys)
    counted = [line.becomes for line in lines]
    digest = hashlib.sha256(content).hexdigest()
    rows = tuple(_rows(lines))
    return Returned(lines, Parcel(digest, rows, counted.count(Becomes.WRONG), counted.count(Becomes.UNTOUCHED)))


def _given(row: Filled, judge: Judge) -> Given:
    stamp = read_stamp(row.stamp)
    if stamp is None:
        return Given(row)
    return Given(row, stamp.number, stamp.token, stamp.state, own=stamp.judge == judge.pk)


def _rows(lines: list[Line]) -> Iterator[Row]:
    for line in lines:
        if line.becomes in (Becomes.SUBMITTED, Becomes.DRAFT) and line.marks is not None:
            whole = line.becomes == Becomes.SUBMITTED
            yield Row(line.token, line.state, line.marks, line.comment, whole, line.asks)


def sealed(parcel: Parcel, judge: Judge, person: User) -> str:
    """Give a parcel as text that only this person can hand back, and only for this judge.

    Raises `Refusal` when it is more than a form can carry.
    """
    rows = [
        [row.token, row.state, {key: None if mark is None else str(mark) for key, mark in row.marks.items()},
         row.comment, row.whole, row.asks]
        for row in parcel.rows
    ]  # fmt: skip
    text = _PARCEL.sign_object(
        [judge.pk, person.pk, parcel.sha256, rows, parcel.wrong, parcel.untouched], compress=True
    )
    if len(text) > _LONGEST_PARCEL:
        raise Refusal("too-long", _TOO_LONG)
    return text


def unsealed(text: str, judge: Judge, person: User) -> Parcel:
    """Give the parcel that was made for this person and this judge. Raises `Refusal` where the text isn't one."""
    try:
        seat, reader, sha256, rows, wrong, untouched = _PARCEL.unsign_object(text)
    except (BadSignature, ValueError) as broken:
        raise Refusal("stale", _STALE) from broken
    if (seat, reader) != (judge.pk, person.pk):
        raise Refusal("stale", _STALE)
    return Parcel(
        sha256,
        tuple(
            Row(token, state, {key: None if mark is None else Decimal(mark) for key, mark in marks.items()}, *rest)
            for token, state, marks, *rest in rows
        ),
        wrong,
        untouched,
    )
