"""The verbs on entries: take a file into the draft, hand in, withdraw; and the one gate of every state."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files import File
from django.db import transaction

from contest.entries.arrivals import keep_manuscript, taken
from contest.entries.authors import authors_of, name_key
from contest.entries.contacts import keep_contacts
from contest.entries.declarations import hold_declared, keep_declared, objection_in
from contest.entries.letters import tell_moved
from contest.entries.limits import hold_limits
from contest.entries.models import Entry, EntryAuthor, EntryState, Manuscript, Receipt, Way
from contest.entries.naming import canonical_name, read_name
from contest.entries.receipts import new_number, new_secret
from contest.entries.rules import may_hand_in, may_revise, may_see_own, may_withdraw
from contest.entries.states import may_follow
from contest.entries.units.operations import unit_called
from contest.entries.units.queries import spelled_in
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.notice.pattern import FIELD_NAMES, NameRule, parse_rule
from contest.people.models import User
from contest.phrases import Phrase, Refusal, gettext_noop
from contest.web.lines import one_line


class TooLate(Refusal):
    """The request arrived after the deadline and its grace; the draft is kept."""


@dataclass(frozen=True, slots=True)
class Fields:
    """What is said of an entry; `ai_use` in the author's words, `pen_name` where another name is to be printed."""

    unit: str
    title: str
    author: str
    genre: str = ""
    pen_name: str = ""
    ai_use: str = ""


def name_rule(contest: Contest) -> NameRule:
    """Give the naming rule of a contest."""
    return parse_rule(contest.name_pattern, tuple(contest.endings), (contest.occasion, contest.title))


@transaction.atomic
def move(
    *,
    entry: Entry,
    to: EntryState,
    actor: User | None,
    reason: str = "",
    return_until: datetime | None = None,
    also: Mapping[str, object] | None = None,
) -> Entry:
    """Take an entry to its next state: the only way there is.

    Locks the row, holds the step against the table, stores it, queues the entrant's letter and writes one
    event, all or nothing. `also` adds what else changed to the event. Raises `Refusal` for a step that can't
    follow.
    """
    locked = _locked(entry)
    _move(locked, to, actor, reason, return_until, also)
    entry.state, entry.return_until = locked.state, locked.return_until
    return locked


def _locked(entry: Entry) -> Entry:
    """Lock an entry's row, and no other: a contest's row locked with it would let in one entrant at a time."""
    return (
        Entry.objects.select_for_update(of=("self",), no_key=True)
        .select_related("contest__prize_list")
        .get(pk=entry.pk)
    )


def _move(
    locked: Entry,
    to: EntryState,
    actor: User | None,
    reason: str = "",
    return_until: datetime | None = None,
    also: Mapping[str, object] | None = None,
    fields: Collection[str] = (),
) -> None:
    """Take a locked entry to its next state, storing what else was set on it in `fields`."""
    if not may_follow(locked.state, to):
        raise Refusal(
            "no-such-step",
            gettext_noop("稿件现在的状态是“%(now)s”，不能改为“%(to)s”。请刷新页面看最新情况。"),
            now=locked.get_state_display(),
            to=to.label,
        )
    before = locked.state
    locked.state, locked.return_until = to, return_until
    locked.save(update_fields=["state", "return_until", *fields])
    tell_moved(locked, before, reason)
    record(
        actor=actor,
        action=Action.ENTRY_MOVE,
        subject=(Subject.ENTRY, locked.token),
        contest=locked.contest.slug,
        before={"state": before},
        after={"state": str(to), **(also or {})},
        reason=reason,
    )


def take_file(
    *,
    contest: Contest,
    person: User,
    name: str,
    content: File[bytes],
    arrived_at: datetime,
    entry: Entry | None = None,
) -> Manuscript:
    """Take an uploaded file as the next version of an entry, or of the person's draft, and give it back.

    The file is on the disk before its row is written. Unit, title and author are filled in where they are
    still empty and the name, or the text, says them for certain. Raises `Refusal` for a file that is too
    large or can't be read, and `TooLate`.
    """
    verdict = may_hand_in(contest, arrived_at) if entry is None else may_revise(person, entry, arrived_at)
    if not verdict.allowed:
        raise _closed()
    _hold_pace(person, arrived_at)
    with taken(contest, name, content) as arrival:
        reading = read_name(name, name_rule(contest), known_units=spelled_in(name))
        said = {
            "unit_name": (reading.unit or "")[:120],
            "title": one_line(reading.title or arrival.inspection.title or "")[:200],
            "author": (reading.author or person.name)[:100],
        }
        if entry is None:
            entry, begun = Entry.objects.select_for_update(no_key=True).get_or_create(
                contest=contest, entrant=person, state=EntryState.DRAFT, way=Way.WEB, defaults=said
            )
        else:
            entry, begun = _locked_to_revise(entry, person, arrived_at), False
        manuscript = keep_manuscript(entry, 1 if begun else _next_version(entry), arrival, arrived_at)
        if entry.state == EntryState.DRAFT and not begun:
            for field, value in said.items():
                setattr(entry, field, getattr(entry, field) or value)
            entry.save(update_fields=list(said))
        record(
            actor=person,
            action=Action.MANUSCRIPT_UPLOAD,
            subject=(Subject.ENTRY, entry.token),
            contest=contest.slug,
            after={"version": manuscript.version, "sha256": manuscript.sha256, "size": manuscript.size},
        )
    return manuscript


def enter(
    *,
    contest: Contest,
    way: Way,
    name: str,
    content: File[bytes],
    fields: Fields,
    arrived_at: datetime,
    actor: User | None,
    entrant: User | None = None,
    reply_to: str = "",
    phone: str = "",
    agreed: Collection[str] | None = None,
    objection_meant: bool | None = None,
) -> Receipt:
    """Take a file that came by mail or in a bundle and hand it in at once: one entry, one receipt.

    `arrived_at` is when the mail or the bundle was received: it decides the deadline. `phone` is the author's, where a
    bundle tells it. `agreed` is None where nobody was asked for the declarations; `objection_meant` answers as in
    `hand_in`. Raises `TooLate`, and `Refusal` as `take_file` and `hand_in` do.
    """
    if not may_hand_in(contest, arrived_at).allowed:
        raise TooLate("too-late", gettext_noop("收到时不在收稿时间之内，没有收下。"))
    with taken(contest, name, content) as arrival:
        entry = Entry.objects.create(contest=contest, way=way, entrant=entrant, reply_to=reply_to)
        keep_contacts(entry, phone=phone)
        manuscript = keep_manuscript(entry, 1, arrival, arrived_at)
        return _receive(entry, manuscript, fields, agreed, actor, arrived_at, objection_meant)


def _locked_to_revise(entry: Entry, person: User, at: datetime) -> Entry:
    """Lock an entry that gets another version. Raises `TooLate` when it was decided since the page was opened."""
    locked = _locked(entry)
    if not may_revise(person, locked, at).allowed:
        raise _closed()
    return locked


def _next_version(entry: Entry) -> int:
    """Give the number of a locked entry's next version. Raises `Refusal` past `MANUSCRIPT_MAX_VERSIONS`."""
    last = entry.manuscripts.order_by("-version").first()
    if last is not None and last.version >= settings.MANUSCRIPT_MAX_VERSIONS:
        raise Refusal("too-many-versions", gettext_noop("这篇稿件已经传了很多稿，不能再传；如有需要，请与联系人联系。"))
    return last.version + 1 if last else 1


def _closed() -> TooLate:
    return TooLate("closed", gettext_noop("现在不收稿件。已存的草稿还在，可以查看。"))


def _hold_pace(person: User, at: datetime) -> None:
    """Keep one person from filling the disk. Raises `Refusal` past `MANUSCRIPT_UPLOADS_AN_HOUR`."""
    sent = Manuscript.objects.filter(entry__entrant=person, uploaded_at__gt=at - timedelta(hours=1)).count()
    if sent >= settings.MANUSCRIPT_UPLOADS_AN_HOUR:
        raise Refusal("too-many-uploads", gettext_noop("一小时内上传的文件太多，请过一会儿再传。"))


@transaction.atomic
def keep_fields(*, entry: Entry, fields: Fields) -> None:
    """Keep in the draft what was typed, so that nothing is lost when it can't be handed in."""
    Entry.objects.filter(pk=entry.pk, state=EntryState.DRAFT).update(
        unit_name=fields.unit[:120],
        title=fields.title[:200],
        author=fields.author[:100],
        genre=fields.genre[:40],
        pen_name=fields.pen_name[:60],
        ai_use=fields.ai_use[:2000],
    )


@transaction.atomic
def hand_in(
    *,
    entry: Entry,
    person: User,
    fields: Fields,
    agreed: Collection[str],
    arrived_at: datetime,
    objection_meant: bool | None = None,
) -> Receipt:
    """Hand in the newest manuscript of an entry and give its receipt.

    `arrived_at` is when the request reached the server: it decides the deadline. `objection_meant` answers for an
    objection that the check found in the text. Handing in the same manuscript twice gives the first receipt again.
    Raises `TooLate`, and `Refusal` when there is no file, a field is empty, a required declaration or that answer is
    missing, or the entry would be one too many.
    """
    locked = _locked(entry)
    manuscript = locked.manuscripts.select_related("receipt", "check_result").order_by("-version").first()
    if manuscript is None:
        raise Refusal("no-file", gettext_noop("还没有稿件。请先放入文件。"))
    given: Receipt | None = getattr(manuscript, "receipt", None)
    if given is not None and locked.state != EntryState.WITHDRAWN and may_see_own(person, locked).allowed:
        return given
    if not may_revise(person, locked, arrived_at).allowed:
        raise TooLate(
            "too-late",
            gettext_noop("提交到达时已过截稿时间，没有收下。草稿还在，可以查看；如有特殊情况，请与联系人联系。"),
        )
    _hold_asked(locked.contest, fields)
    locked.entrant = person
    if locked.way != Way.BUNDLE:  # its row stays as it was signed
        keep_contacts(locked)
    return _receive(locked, manuscript, fields, agreed, person, arrived_at, objection_meant)


def _hold_asked(contest: Contest, fields: Fields) -> None:
    """Raise `Refusal` where what the contest asks of its entrants isn't said."""
    if contest.genres and fields.genre not in contest.genres:
        raise Refusal("no-genre", gettext_noop("请选择体裁。"))
    if contest.asks_ai_use and not fields.ai_use:
        raise Refusal("no-ai-use", gettext_noop("请说明人工智能使用情况。"))


def _receive(
    entry: Entry,
    manuscript: Manuscript,
    fields: Fields,
    agreed: Collection[str] | None,
    actor: User | None,
    arrived_at: datetime,
    objection_meant: bool | None = None,
) -> Receipt:
    """Hand in a manuscript of a locked entry, in a transaction: the same for every way that an entry comes."""
    contest = entry.contest
    consents = list(contest.consents.all()) if agreed is not None else []
    objection = objection_in(manuscript) if agreed is not None else ""
    hold_declared(consents, agreed or (), objection, objection_meant)
    if not fields.unit.strip():
        raise Refusal("empty-field", gettext_noop("请填写%(field)s。"), field=Phrase(FIELD_NAMES["unit"]))
    manuscript.canonical_name = canonical_name(
        name_rule(contest), unit=fields.unit, title=fields.title, author=fields.author, extension=manuscript.ending
    )
    manuscript.save(update_fields=["canonical_name"])
    handed_in_before = entry.received_at is not None
    unit = unit_called(fields.unit)
    hold_limits(entry, unit, fields.author)
    entry.unit, entry.unit_name, entry.title, entry.author = unit, fields.unit, fields.title, fields.author
    entry.genre, entry.pen_name, entry.ai_use = fields.genre, fields.pen_name, fields.ai_use
    entry.manuscript = manuscript
    entry.received_at = entry.received_at or arrived_at
    receipt = Receipt.objects.create(
        entry=entry,
        manuscript=manuscript,
        number=new_number(),
        secret=new_secret(),
        received_at=arrived_at,
        unit_name=fields.unit,
        title=fields.title,
        author=fields.author,
        genre=fields.genre,
        pen_name=fields.pen_name,
        ai_use=fields.ai_use,
        canonical_name=manuscript.canonical_name,
        sha256=manuscript.sha256,
    )
    agreed_to = keep_declared(receipt, consents, agreed or (), objection, objection_meant)
    keep_authors(entry, had_some=handed_in_before)
    _move(
        entry,
        EntryState.RECEIVED,
        actor,
        also={
            "receipt": receipt.number,
            "version": manuscript.version,
            "sha256": manuscript.sha256,
            "unit": fields.unit,
            "title": fields.title,
            "author": fields.author,
            "arrived_at": arrived_at.isoformat(),
            "agreed": agreed_to,
        },
        fields=[
            "entrant", "unit", "unit_name", "title", "author", "genre", "pen_name", "ai_use", "manuscript",
            "received_at",
        ],
    )  # fmt: skip
    return receipt


def keep_authors(entry: Entry, *, had_some: bool = True) -> None:
    """Keep, in a transaction, the names in an entry's author field one by one, instead of those it had."""
    if had_some:
        entry.authors.all().delete()
    EntryAuthor.objects.bulk_create(
        EntryAuthor(entry=entry, position=position, name=name, key=name_key(name))
        for position, name in enumerate(authors_of(entry.author), start=1)
    )


@transaction.atomic
def withdraw(*, entry: Entry, person: User, arrived_at: datetime) -> Entry:
    """Take an entry back, until the deadline; it stays on record. Raises `Refusal` when it is too late."""
    locked = _locked(entry)
    if not may_withdraw(person, locked, arrived_at).allowed:
        raise TooLate("too-late", gettext_noop("现在不能撤回了；如有需要，请与联系人联系。"))
    _move(locked, EntryState.WITHDRAWN, person)
    return locked
