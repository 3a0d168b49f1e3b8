"""A mark sheet that came back, held against the readings as they stand: what each row becomes, and why not.

Nothing older takes the place of something newer by itself. A stamp tells how its reading stood when the packet was
taken; where the reading has changed since and the sheet says otherwise, the row asks to be chosen.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from contest.judging.packets.sheet import COMMENT, NUMBER, Fault, Filled, mark_key, same_words
from contest.phrases import Phrase, gettext_noop

_ALTERED: Final = gettext_noop("这一行的编号、题目或校验码被改动过，不会存入。请在重新下载的评分表里填这一行。")
_STRANGE: Final = gettext_noop("这一行不是评分表里原有的，不会存入。")
_FOREIGN: Final = gettext_noop("这一行来自另一位评委或另一轮的评分表，不会存入。")
_TWICE: Final = gettext_noop("第 %(number)s 号在表里不止一行，都不会存入。请只留一行。")
_ENDED: Final = gettext_noop("这一篇已经不归这位评委评阅，不会存入。")
_SUBMITTED: Final = gettext_noop("网上已经提交了另外的评分。要改分，请先在网上点“修改评分”，再上传这份评分表。")
_LOST: Final = gettext_noop("第 %(number)s 号这一行不在表里，网上存的不会改动。")
_UNMARKED: Final = gettext_noop("还没有评分。")
_CHANGED: Final = gettext_noop("下载评审包之后，网上又改过这一篇。勾选“用表里的代替”才会存入。")


class Becomes(StrEnum):
    """What a row becomes: submitted, kept as a draft, left as it is (empty, or the same), or not taken."""

    SUBMITTED = "submitted"
    DRAFT = "draft"
    UNTOUCHED = "untouched"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Kept:
    """A reading as it stands; `state` is another whenever something was kept, submitted or taken back."""

    token: str
    number: int
    title: str
    marks: Mapping[str, Decimal]
    comment: str
    state: str
    submitted: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """A row of a sheet and what its stamp says: `token` and `state`; `own` where the stamp is of this judge's seat.

    A stamp that isn't one of ours leaves `number` empty.
    """

    row: Filled
    number: int | None = None
    token: str = ""
    state: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would be another: a criterion's key, or that of the comment; None stands for no mark."""

    key: str
    before: Decimal | str | None
    after: Decimal | str | None


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of a row; `asks` where it takes the place of something newer only if somebody says so.

    `state` is that of the reading when it was compared.
    """

    number: str
    title: str
    becomes: Becomes
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()
    changes: tuple[Change, ...] = ()
    asks: bool = False
    token: str = ""
    state: str = ""
    marks: Mapping[str, Decimal | None] | None = None
    comment: str = ""


def compare(
    given: Sequence[Given], kept: Mapping[str, Kept], promised: Sequence[tuple[int, str]], criteria: Sequence[str]
) -> list[Line]:
    """Give a line for each row, and for each of those that were `promised` (number, token) and are not in the sheet.

    `kept` are the judge's readings in the round by token.
    """
    counted = Counter(one.token for one in given if one.own)
    lines = [_line(one, kept.get(one.token), counted[one.token] > 1, criteria) for one in given]
    numbers = {one.row.number for one in given}
    for number, token in promised:
        if token not in counted and str(number) not in numbers:
            title = kept[token].title if token in kept else ""
            lost = Fault("", Phrase(_LOST, {"number": number}))
            lines.append(Line(str(number), title, Becomes.UNTOUCHED, notes=(lost,)))
    return lines


def _line(given: Given, kept: Kept | None, twice: bool, criteria: Sequence[str]) -> Line:
    row = given.row
    fault = _not_the_row(given, kept, twice)
    if kept is None or fault is not None:
        return Line(row.number, row.title, Becomes.WRONG, (Fault(row.cells[NUMBER], fault or Phrase(_FOREIGN)),))
    if row.is_empty:
        return Line(row.number, kept.title, Becomes.UNTOUCHED)
    changes = _changes(row, kept, criteria)
    if row.faults:
        return Line(row.number, kept.title, Becomes.WRONG, row.faults, changes=changes)
    if kept.submitted:
        if not changes:
            return Line(row.number, kept.title, Becomes.UNTOUCHED)
        faults = (Fault(row.cells[NUMBER], Phrase(_SUBMITTED)),)
        return Line(row.number, kept.title, Becomes.WRONG, faults, changes=changes)
    missing = [key for key in criteria if row.marks[key] is None]
    if missing and not changes:
        return Line(row.number, kept.title, Becomes.UNTOUCHED)
    notes = [Fault(row.cells[mark_key(key)], Phrase(_UNMARKED)) for key in missing]
    asks = bool(changes) and given.state != kept.state
    if asks:
        notes.append(Fault(row.cells[NUMBER], Phrase(_CHANGED)))
    return Line(
        row.number,
        kept.title,
        Becomes.DRAFT if missing else Becomes.SUBMITTED,
        notes=tuple(notes),
        changes=changes,
        asks=asks,
        token=kept.token,
        state=kept.state,
        marks=row.marks,
        comment=kept.comment if same_words(row.comment, kept.comment) else row.comment,
    )


def _not_the_row(given: Given, kept: Kept | None, twice: bool) -> Phrase | None:
    """Say why a row isn't the one that was given out for a reading of this judge."""
    row = given.row
    if not row.stamp:
        return Phrase(_STRANGE)
    if given.number is None:
        return Phrase(_ALTERED)
    if kept is None or not given.own:
        return Phrase(_FOREIGN)
    if twice:
        return Phrase(_TWICE, {"number": given.number})
    if row.number != str(given.number) or given.number != kept.number or not same_words(row.title, kept.title):
        return Phrase(_ALTERED)
    return Phrase(_ENDED) if kept.ended else None


def _changes(row: Filled, kept: Kept, criteria: Sequence[str]) -> tuple[Change, ...]:
    """Give what differs of what can be read."""
    changes = [
        Change(key, kept.marks.get(key), row.marks[key])
        for key in criteria
        if key in row.marks and row.marks[key] != kept.marks.get(key)
    ]
    if not same_words(row.comment, kept.comment) and not any(one.cell == row.cells[COMMENT] for one in row.faults):
        changes.append(Change(COMMENT, kept.comment, row.comment))
    return tuple(changes)
