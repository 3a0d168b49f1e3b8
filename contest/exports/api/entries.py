"""Entries and units, as the desk sees them; while a contest is sealed there are numbers alone, as on its page."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query

from contest.entries.models import Entry, Manuscript
from contest.entries.units.models import Unit
from contest.entries.units.queries import units_of
from contest.exports.api import shapes
from contest.exports.api.door import read_contest
from contest.exports.api.paging import USUAL, Cursor, Limit, bad_cursor, number_in, page_from
from contest.exports.api.room import Room
from contest.exports.api.values import at_home
from contest.notice.models import Contest
from contest.notice.queries import intake, is_sealed
from contest.notice.rules import may_open_manuscripts, may_see_desk
from contest.phrases import Refusal, gettext_noop
from contest.screening.flags import flags_of
from contest.screening.queries import QueueTab, tabs
from contest.screening.searching.asking import search_of
from contest.screening.searching.flagged import told_of
from contest.screening.searching.meanings import Search
from contest.screening.searching.queries import rows_of, tabs_of
from contest.screening.searching.reading import LONGEST
from contest.screening.searching.rows import Row
from contest.screening.searching.vocabulary import Key
from contest.web.wording import say

room = Room(tags=["entries"])
Asked = Annotated[
    str,
    Query(
        max_length=LONGEST, description=_("查找条件，与审稿页的查找框相同，如“状态:待审 字数>3000 列:题目,单位,字数”")
    ),
]
Words = Annotated[str, Query(max_length=200, description=_("名称或任何一种写法"))]

_COLUMNS: Final[Mapping[Key, tuple[str, Callable[[Row], Any]]]] = {
    Key.TITLE: ("title", lambda row: row.entry.title),
    Key.AUTHOR: ("author", lambda row: row.entry.author),
    Key.UNIT: ("unit", lambda row: row.entry.unit and row.entry.unit.name),
    Key.STATE: ("state", lambda row: row.entry.state),
    Key.WORDS: ("words", lambda row: row.manuscript.words),
    Key.RECEIVED: ("received_at", lambda row: at_home(row.contest, row.entry.received_at)),
    Key.COPIED: ("copied", lambda row: row.copied),
    Key.FLAG: (
        "flags",
        lambda row: [shapes.FlagShown(kind=one.kind, certain=one.certain) for one in told_of(row.entry)],
    ),
    Key.LAYOUT: ("layout", lambda row: row.check.layout),
    Key.SECRECY: ("secrecy", lambda row: row.secrecy),
    Key.OBJECTION: ("objection", lambda row: row.objection),
    Key.CHECK: ("check", lambda row: row.check.state),
    Key.GENRE: ("genre", lambda row: row.entry.genre),
    Key.WAY: ("way", lambda row: row.entry.way),
    Key.DECISION: ("decision", lambda row: getattr(row.entry, "decided", None)),
    Key.SCREENER: ("screener", lambda row: row.screener),
    Key.RECEIPT: ("receipt", lambda row: row.receipt),
}
"""What each column of a search is called here, and what stands in it: the stored value, in no language."""


@room.reads(
    "/contests/{contest}/entries",
    gives=shapes.Entries,
    name="entries",
    only_what_is_set=True,
    summary=_("来稿"),
    description=_(
        "一次查找的来稿，每条只有所要的列；counts 是各状态的篇数。封存期间只有篇数。组织者、审稿员和监督员可读。"
    ),
)
def entries(
    request: HttpRequest, contest: str, q: Asked = "", limit: Limit = USUAL, cursor: Cursor = ""
) -> shapes.Entries:
    """Give a search, page by page."""
    found, now = read_contest(request, contest, may_see_desk), timezone.now()
    search = search_of(found, q)
    if search.faults:
        faults = tuple(part.fault for part in search.faults)
        raise Refusal("bad-search", gettext_noop("查找条件里有看不懂的地方：%(faults)s"), faults=faults)
    names = [_COLUMNS[key][0] for key in search.columns]
    if is_sealed(found, now):
        return _page(search, names, tabs(found), contest=found, sealed=True)
    after = _last_read(found, cursor) if cursor else None
    rows, following = page_from(rows_of(found, search, after), limit, lambda one: one.token)
    lines = [_line(Row(entry, found), search) for entry in rows]
    return _page(search, names, tabs_of(found, search), contest=found, lines=lines, following=following)


def _page(
    search: Search,
    columns: list[str],
    counted: "list[QueueTab] | tuple[QueueTab, ...]",
    *,
    contest: Contest,
    sealed: bool = False,
    lines: "list[shapes.EntryLine] | None" = None,
    following: str | None = None,
) -> shapes.Entries:
    return shapes.Entries(
        search=search.text,
        columns=columns,
        counts={str(tab.state): tab.count for tab in counted},
        is_sealed=sealed,
        sealed_until=intake(contest, timezone.now()).closes_at if sealed else None,
        entries=lines or [],
        next=following,
    )


def _last_read(contest: Contest, cursor: str) -> Entry:
    """Give the entry with which the page before ended, wherever it stands by now."""
    last = Entry.objects.filter(contest=contest, token=cursor).exclude(received_at=None).first()
    if last is None:
        raise bad_cursor()
    return last


def _line(row: Row, search: Search) -> shapes.EntryLine:
    values = {name: value(row) for name, value in (_COLUMNS[key] for key in search.columns)}
    return shapes.EntryLine(token=row.entry.token, **values)


@room.reads(
    "/contests/{contest}/entries/{token}",
    gives=shapes.EntryShown,
    name="entry",
    only_what_is_set=True,
    summary=_("一篇来稿"),
    description=_("一篇来稿的事实、检查、提示、承诺、决定和各稿，不含正文和联系方式。封存期间没有这个地址。"),
)
def entry(request: HttpRequest, contest: str, token: str) -> shapes.EntryShown:
    """Give one entry."""
    found = read_contest(request, contest, may_open_manuscripts)
    one = (
        Entry.objects.filter(contest=found, token=token)
        .handed_in()
        .select_related("contest", "unit", "manuscript__check_result", "manuscript__receipt")
        .first()
    )
    if one is None or one.manuscript is None or one.unit is None or one.received_at is None:
        raise Http404
    check, receipt, zone = one.manuscript.check_result, one.manuscript.receipt, found.zone
    return shapes.EntryShown(
        token=one.token,
        title=one.title,
        author=one.author,
        unit=one.unit.name,
        unit_id=one.unit.pk,
        unit_as_written=one.unit_name,
        genre=one.genre,
        pen_name=one.pen_name,
        ai_use=one.ai_use,
        state=one.state,
        way=one.way,
        received_at=one.received_at.astimezone(zone),
        return_until=at_home(found, one.return_until),
        receipt=receipt.number,
        check=shapes.CheckShown(
            state=check.state, layout=check.layout, secrecy=check.secrecy, objection=check.objection
        ),
        flags=[
            shapes.FlagShown(kind=flag.kind, certain=flag.certain, words=say(flag.phrase))
            for flag in flags_of(found, [one])[one.pk]
        ],
        declarations=[
            shapes.DeclarationShown(key=said.key, wording=said.wording, agreed=said.agreed)
            for said in receipt.declarations.all()
        ],
        decisions=[
            shapes.DecisionShown(
                outcome=decision.outcome,
                reason=decision.reason,
                version=decision.manuscript.version,
                decided_by=decision.decided_by.name,
                decided_at=decision.decided_at.astimezone(zone),
            )
            for decision in one.decisions.select_related("decided_by", "manuscript")
        ],
        manuscripts=[_manuscript(version, found) for version in one.manuscripts.all()],
    )


def _manuscript(version: Manuscript, contest: Contest) -> shapes.ManuscriptShown:
    return shapes.ManuscriptShown(
        version=version.version,
        received_name=version.received_name,
        canonical_name=version.canonical_name,
        sha256=version.sha256,
        size=version.size,
        kind=version.kind,
        words=version.words,
        uploaded_at=version.uploaded_at.astimezone(contest.zone),
    )


@room.reads(
    "/contests/{contest}/units",
    gives=shapes.Units,
    name="units",
    summary=_("单位"),
    description=_("有来稿的单位及其写法和篇数。组织者、审稿员和监督员可读。"),
)
def units(request: HttpRequest, contest: str, q: Words = "", limit: Limit = USUAL, cursor: Cursor = "") -> shapes.Units:
    """List the units with entries, in the order in which they came up."""
    found = read_contest(request, contest, may_see_desk)
    rows = units_of(found, q).order_by("pk")
    if cursor:
        rows = rows.filter(pk__gt=number_in(cursor))
    page, following = page_from(rows, limit, lambda one: one.pk)
    return shapes.Units(units=[_unit(one) for one in page], next=following)


def _unit(unit: Unit) -> shapes.UnitLine:
    counted: Any = unit  # with what `units_of` adds
    return shapes.UnitLine(
        id=unit.pk,
        name=unit.name,
        superior=unit.parent.name if unit.parent else None,
        spellings=[spelling.name for spelling in counted.other_spellings],
        entries=counted.here,
        is_settled=unit.settled_at is not None,
    )
