"""Lists in Excel that the office hands over: an empty one to fill in, what came read safely, and what was shown of it
carried to the confirmation, signed."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from django.core.signing import BadSignature, TimestampSigner
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _

from contest.notice.models import Contest
from contest.notice.tables import MOST_ROWS, Becomes, Heading, Line, Told, read_table
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop
from contest.web.files import XLSX, attachment
from contest.workbooks.blank_form import FormColumn, write_blank_form
from contest.workbooks.reader import UnreadableWorkbook, read_as_typed, read_sheets

MOST_BYTES: Final = 4 * 1024 * 1024
MOST_SHOWN: Final = 1_000
"""So many rows are shown, those with something wrong first; the numbers speak of all."""
_MOST_SHEETS: Final = 5
_LONGEST_PARCEL: Final = 900_000
_HOURS_TO_CONFIRM: Final = 12
_PARCEL: Final = TimestampSigner(salt="contest.notice.lists")
_EMPTY_ROWS: Final = 300


@dataclass(frozen=True, slots=True)
class Handed:
    """A list that came: the SHA-256 of its file, and its filled rows."""

    sha256: str
    lines: tuple[Line, ...]


def read_upload(
    request: HttpRequest,
    headings: Sequence[Heading],
    needed: Collection[str],
    most: int = MOST_ROWS,
    *,
    as_typed: bool = False,
) -> Handed:
    """Read the list that came with a form; `as_typed`, a formula is told from what it gave.

    Raises `Refusal` where none came, or one that can't or won't be read.
    """
    upload = request.FILES.get("list")
    if getattr(request, "upload_too_large", False) or (upload is not None and (upload.size or 0) > MOST_BYTES):
        raise Refusal("too-large", gettext_noop("文件太大，不像一张名单。请只留名单，另存为 .xlsx 后再上传。"))
    if upload is None:
        raise Refusal("no-file", gettext_noop("请先选择填好的 .xlsx 文件。"))
    content = upload.read()
    read = read_as_typed if as_typed else read_sheets
    try:
        sheets = read(BytesIO(content), at_most=_MOST_SHEETS)
    except UnreadableWorkbook as fault:
        raise Refusal("unreadable", fault.phrase.template, **fault.phrase.params) from fault
    return Handed(hashlib.sha256(content).hexdigest(), read_table(sheets, headings, needed, most))


def template_of(title: str, advice: str, headings: Sequence[Heading]) -> FileResponse:
    """Give the empty list to fill in: in Chinese, as the headings are read."""
    out = BytesIO()
    columns = [FormColumn(one.names[0], one.width, advice=one.advice) for one in headings]
    write_blank_form(title, [advice], columns, out, sheet=title, rows=_EMPTY_ROWS)
    out.seek(0)
    return attachment(out, f"{title}.xlsx", XLSX)


def digest_of(told: Sequence[Told]) -> str:
    """Give the hash over what would become of each row, as it was shown."""
    return hashlib.sha256("\n".join(map(repr, told)).encode()).hexdigest()


def sealed(what: str, handed: Handed, told: Sequence[Told], contest: Contest, person: User) -> str:
    """Give a list, and the hash of what was shown of it, as text that only this person can hand back, and only here.

    Raises `Refusal` when it is more than a form can carry.
    """
    rows = [[line.number, dict(line.texts), sorted(line.absent)] for line in handed.lines]
    text = _PARCEL.sign_object([what, contest.pk, person.pk, handed.sha256, digest_of(told), rows], compress=True)
    if len(text) > _LONGEST_PARCEL:
        raise Refusal("too-long", gettext_noop("名单太长，一次收不下。请分成几份，分几次上传。"))
    return text


def unsealed(what: str, request: HttpRequest, contest: Contest, person: User) -> tuple[Handed, str]:
    """Give the list that this person was shown, and the hash of what was shown.

    Raises `Refusal` for anything else, a list that was changed on its way among it.
    """
    try:
        kind, where, who, sha256, digest, rows = _PARCEL.unsign_object(
            request.POST.get("parcel", ""), max_age=_HOURS_TO_CONFIRM * 3600
        )
    except (BadSignature, ValueError) as broken:
        raise _stale() from broken
    if (kind, where, who) != (what, contest.pk, person.pk):
        raise _stale()
    return Handed(sha256, tuple(Line(number, texts, frozenset(absent)) for number, texts, absent in rows)), digest


def demand_as_shown(told: Sequence[Told], digest: str) -> None:
    """Go on if the rows would still become what was shown. Raises `Refusal` where something else happened meanwhile."""
    if digest_of(told) != digest:
        raise changed_meanwhile()


def changed_meanwhile() -> Refusal:
    """Give the refusal where things are no longer as they were shown."""
    return Refusal("changed", gettext_noop("核对之后情况有了变化，什么都没有存。请重新上传，再核对一遍。"))


def _stale() -> Refusal:
    return Refusal("stale", gettext_noop("核对的内容已经失效，或者被改动过，什么都没有存。请重新上传。"))


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows of a list: how many rows become what, and the rows, those with something wrong first."""

    counts: dict[str, int]
    rows: tuple[Told, ...]
    left_out: int

    @property
    def takes(self) -> int:
        """How many rows do something."""
        return self.counts[Becomes.NEW] + self.counts[Becomes.CHANGED]


_FIRST: Final = (Becomes.WRONG, Becomes.CHANGED, Becomes.NEW, Becomes.SAME)


def shown(told: Sequence[Told], *, lists_same: bool = True) -> Shown:
    """Give what the page shows of a list; unless it `lists_same`, rows that do nothing are only counted."""
    counts = {str(one): sum(row.becomes == one for row in told) for one in Becomes}
    listed = [row for row in told if lists_same or row.becomes != Becomes.SAME]
    ordered = sorted(listed, key=lambda row: _FIRST.index(row.becomes))
    return Shown(counts, tuple(ordered[:MOST_SHOWN]), max(0, len(ordered) - MOST_SHOWN))


def becomes_in_words() -> dict[str, str]:
    """Give the words for what a row would do."""
    return {
        Becomes.NEW: _("新增"),
        Becomes.CHANGED: _("改动"),
        Becomes.SAME: _("不变"),
        Becomes.WRONG: _("不收"),
    }
