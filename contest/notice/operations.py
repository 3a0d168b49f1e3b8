"""The verbs on a contest: announce it, open it, show it, appoint people."""

from collections.abc import Collection
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.announcement import (
    MOST_FIRSTS,
    OBJECTION,
    PARTS,
    Announcement,
    NoticeFault,
    unknowns_that_matter,
)
from contest.notice.differences import Difference, as_json, differences
from contest.notice.models import Appointment, Contest, Office
from contest.notice.pattern import parse_rule
from contest.notice.queries import (
    announcement_of,
    has_entered,
    is_sealed,
    is_seated,
    prizes_are_decided,
    units_are_decided,
)
from contest.notice.rules import may_change_sides, may_have_tokens, may_hold, may_organise
from contest.notice.unit_rules import fault_of_terms
from contest.people.models import User
from contest.people.operations import end_tokens
from contest.phrases import Refusal, gettext_noop
from contest.web.fields import is_within_years

JUDGE_AND_DESK = gettext_noop("%(name)s已有另一项职务：评委不能同时看到作者信息，请另选一位。")
SAW_NAMES = gettext_noop("%(name)s在本次征文任过能看到作者信息的职务，不能再当评委，请另选一位。")


@transaction.atomic
def announce(*, announcement: Announcement, actor: User | None) -> tuple[Contest, tuple[Difference, ...]]:
    """Store a notice, new or changed, and give the contest with what changed; the same notice changes nothing.

    Raises `NoticeFault` when a value can't be stored, or when a contest already open would lose a value that
    matters.
    """
    if parse_rule(announcement.name_pattern, announcement.endings).label != announcement.label:
        raise NoticeFault(
            "label-differs",
            gettext_noop("文件命名规则应当以“%(label)s”开头，与文件名标识一致。"),
            label=announcement.label,
        )
    for moment in (announcement.opens_at, announcement.closes_at):
        if moment is not None and not is_within_years(moment):
            raise NoticeFault("bad-moment", gettext_noop("时间应当在 2000 年到 2200 年之间。"))
    _hold_asked(announcement)
    _hold_tie_rules(announcement)
    _hold_formula(announcement)
    zone = ZoneInfo(announcement.time_zone)
    announcement = replace(
        announcement,
        opens_at=announcement.opens_at and announcement.opens_at.astimezone(zone),
        closes_at=announcement.closes_at and announcement.closes_at.astimezone(zone),
    )
    contest = Contest.objects.select_for_update(no_key=True).filter(slug=announcement.slug).first()
    before = announcement_of(contest) if contest else None
    changed = differences(before, announcement)
    if contest and not changed:
        return contest, ()
    missing = unknowns_that_matter(announcement)
    if contest and contest.opened_at and missing:
        raise NoticeFault(
            "still-needed",
            gettext_noop("征文已经开始，这些内容不能改成未知：%(names)s。"),
            names=missing,
        )
    if contest and before and _prize_rules(before) != _prize_rules(announcement) and prizes_are_decided(contest):
        raise NoticeFault(
            "prizes-decided",
            gettext_noop("已经有名次并列的决定，或者获奖名单已经确认，奖项和名额不能再改；要改，请先撤销并列的决定。"),
        )
    if contest and before and before.unit_terms != announcement.unit_terms and units_are_decided(contest):
        raise NoticeFault(
            "units-decided",
            gettext_noop(
                "已经有关于获奖单位的决定，或者获奖名单已经确认，单位的计分办法不能再改；要改，请先撤销决定。"
            ),
        )
    if contest and contest.opened_at:
        _hold_seal(contest, announcement)
    contest = contest or Contest(is_current=not Contest.objects.filter(is_current=True).exists())
    for field in fields(Announcement):
        if field.name not in PARTS:
            value = getattr(announcement, field.name)
            if isinstance(value, tuple):
                value = as_json(value)
            optional_text = field.name in ("word_processor", "mailbox")
            setattr(contest, field.name, "" if optional_text and value is None else value)
    try:
        contest.full_clean()
        contest.save()
        for name in PARTS:
            _store_parts(contest, name, getattr(announcement, name))
    except ValidationError as error:
        raise NoticeFault("not-storable", gettext_noop("%(error)s"), error=" ".join(error.messages)) from error
    record(
        actor=actor,
        action=Action.CONTEST_ANNOUNCE,
        subject=(Subject.CONTEST, contest.slug),
        contest=contest.slug,
        before={change.field: change.before for change in changed},
        after={change.field: change.after for change in changed},
    )
    return contest, changed


def _prize_rules(announcement: Announcement) -> object:
    """Give what the prizes are given by."""
    return announcement.tiers, announcement.one_prize, announcement.reserve, announcement.tie_rules


def _hold_tie_rules(announcement: Announcement) -> None:
    """Refuse tie rules that name no criterion, or one twice."""
    known = {MOST_FIRSTS, *(criterion.key for criterion in announcement.criteria)}
    rules = announcement.tie_rules
    if not set(rules) <= known or len(set(rules)) != len(rules):
        raise NoticeFault("bad-tie-rules", gettext_noop("同分时先看的各项应当是评分项目，每项只写一次。"))


def _hold_asked(announcement: Announcement) -> None:
    """Refuse what can't be asked of entrants: genres that can't be told apart, a limit that lets nobody in."""
    genres = announcement.genres
    if len(set(genres)) != len(genres) or not all(0 < len(genre) <= 40 for genre in genres):
        raise NoticeFault("bad-genres", gettext_noop("各种体裁的名称应当各不相同，每种不超过 40 字。"))
    if 0 in (announcement.most_per_author, announcement.most_per_entrant):
        raise NoticeFault("no-entries", gettext_noop("每位作者、每位投稿人最多的篇数应当大于 0；没有规定的，请留空。"))
    if any(consent.key == OBJECTION for consent in announcement.consents):
        raise NoticeFault(
            "reserved-key",
            gettext_noop("代号“%(key)s”另有用处，请给这一项承诺换一个代号。"),
            key=OBJECTION,
        )


def _hold_formula(announcement: Announcement) -> None:
    """Refuse a formula for units that counts something twice, or the prizes of a tier that there isn't."""
    fault = fault_of_terms(announcement.unit_terms, announcement.tiers)
    if fault is not None:
        raise NoticeFault("bad-formula", fault.template, **fault.params)


def _hold_seal(contest: Contest, announcement: Announcement) -> None:
    """Refuse to open before the deadline what entrants handed in under seal, be it by a second deadline."""
    if contest.sealed and not announcement.sealed:
        raise NoticeFault("seal-stands", gettext_noop("征文已经开始，稿件要封存到截稿，不能改为不封存。"))
    now = timezone.now()
    if contest.sealed and not is_sealed(contest, now):
        closes_at, grace = announcement.closes_at, timedelta(seconds=announcement.grace_seconds)
        if closes_at is not None and closes_at + grace >= now:
            raise NoticeFault("seal-broken", gettext_noop("截稿时间已过，封存的稿件已经可以打开，不能再推迟截稿。"))


def _store_parts(contest: Contest, name: str, parts: tuple[Any, ...]) -> None:
    """Make one list of the notice what it should be; kept parts keep their rows. Raises `ValidationError`."""
    manager = getattr(contest, name)
    rows = {row.key: row for row in manager.all()}
    keys = [part.key for part in parts]
    if len(set(keys)) != len(keys):
        raise ValidationError(_("各项的代号应当各不相同。"))
    manager.exclude(key__in=keys).delete()
    for position, part in enumerate(parts, 1):
        row = rows.get(part.key) or manager.model(contest=contest)
        row.position = position
        for field in fields(PARTS[name]):
            value = getattr(part, field.name)
            setattr(row, field.name, "" if field.name == "telephone" and value is None else value)
        row.full_clean()
        row.save()


@transaction.atomic
def open_contest(*, contest: Contest, actor: User) -> None:
    """Let entries come in from the announced opening to the deadline; a contest opens once.

    Raises `Refusal` that names every unknown value that matters.
    """
    locked = Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    missing = unknowns_that_matter(announcement_of(locked))
    if missing:
        raise Refusal(
            "unknown-values",
            gettext_noop("还不能开始征文，这些内容尚未确定：%(names)s。请先在通知中填好。"),
            names=missing,
        )
    if locked.opened_at is None:
        locked.opened_at, locked.opened_by = timezone.now(), actor
        locked.save(update_fields=["opened_at", "opened_by"])
        record(actor=actor, action=Action.CONTEST_OPEN, subject=(Subject.CONTEST, locked.slug), contest=locked.slug)
    contest.opened_at, contest.opened_by = locked.opened_at, locked.opened_by


@transaction.atomic
def show_contest(*, contest: Contest, actor: User) -> None:
    """Make this contest the one at the site's door; the one shown before stays under its own address.

    Raises `Refusal` for whoever does not organise both.
    """
    before = Contest.objects.select_for_update(no_key=True).filter(is_current=True).first()
    if before == contest:
        return
    if not all(may_organise(actor, one).allowed for one in (before, contest) if one is not None):
        raise Refusal(
            "not-yours-to-replace",
            gettext_noop("首页现在显示另一次征文，要由同时组织这两次征文的人来换。请与那次征文的组织者商量。"),
        )
    Contest.objects.filter(is_current=True).update(is_current=False)
    Contest.objects.filter(pk=contest.pk).update(is_current=True)
    contest.is_current = True
    record(
        actor=actor,
        action=Action.CONTEST_SHOW,
        subject=(Subject.CONTEST, contest.slug),
        contest=contest.slug,
        before={"current": before.slug if before else None},
        after={"current": contest.slug},
    )


@transaction.atomic
def appoint(
    *,
    contest: Contest,
    login: str,
    name: str,
    office: Office,
    actor: User | None,
    unit_name: str = "",
    genres: Collection[str] | None = None,
) -> Appointment:
    """Give an office to the person with this contact; who has no account yet gets one without a password.

    `genres` are those that a judge reads; where none are given, they stay what they were. An account that never held an
    office loses its password, its second factor and its sessions, unless it is the actor's own: anybody may have signed
    up with that contact. A link sets the new password.

    Raises `Refusal` when the contact can't be read, or when the person would both judge and see names, now or in turn.
    """
    Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    person = User.objects.find(login) or User.objects.create_user(login, name=name)
    offices = list(Appointment.objects.filter(contest=contest, person=person).values_list("office", "ended_at"))
    if not may_hold([held for held, ended_at in offices if ended_at is None], office).allowed:
        raise Refusal("judge-and-desk", JUDGE_AND_DESK, name=person.name)
    if not may_change_sides([held for held, _ended_at in offices], office, reads=is_seated(contest, person)).allowed:
        if office == Office.JUDGE:
            template = SAW_NAMES
        else:
            template = gettext_noop("%(name)s还在一轮没有结束的评审里，请等这一轮结束后再聘任，或另选一位。")
        raise Refusal("changes-sides", template, name=person.name)
    unproved = person != actor and person.has_usable_password() and not person.appointments.exists()
    if unproved:
        person.set_unusable_password()
        person.save(update_fields=["password"])
        Authenticator.objects.filter(user=person).delete()
    values: dict[str, Any] = {"unit_name": unit_name, "ended_at": None}
    if genres is not None:
        values["genres"] = sorted(genres)
    appointment, _made = Appointment.objects.update_or_create(
        contest=contest, person=person, office=office, defaults=values
    )
    record(
        actor=actor,
        action=Action.OFFICE_APPOINT,
        subject=(Subject.PERSON, str(person.pk)),
        contest=contest.slug,
        after={"office": str(office), "name": person.name, "unit": unit_name}
        | ({"genres": sorted(genres)} if genres else {})
        | ({"password": "ended"} if unproved else {}),
    )
    return appointment


@transaction.atomic
def end_appointment(*, appointment: Appointment, actor: User) -> None:
    """End an office; the person's next request already finds the doors closed. With the last desk go the API tokens.

    Raises `Refusal` for whoever organises the contest no more, and for its last organiser.
    """
    # With the contest locked, of two organisers who end each other the second sees what the first did.
    contest = Contest.objects.select_for_update(no_key=True).get(pk=appointment.contest_id)
    organisers = Appointment.objects.filter(contest=contest, office=Office.ORGANISER, ended_at=None)
    if not organisers.filter(person=actor).exists():
        raise Refusal("no-organiser", gettext_noop("您现在不是本次征文的组织者，不能解除职务。"))
    if not organisers.exclude(pk=appointment.pk).exists():
        raise Refusal("last-organiser", gettext_noop("这是最后一位组织者，不能解除。请先聘任另一位。"))
    locked = (
        Appointment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("contest", "person")
        .get(pk=appointment.pk)
    )
    if locked.ended_at is None:
        locked.ended_at = timezone.now()
        locked.save(update_fields=["ended_at"])
        record(
            actor=actor,
            action=Action.OFFICE_END,
            subject=(Subject.PERSON, str(locked.person_id)),
            contest=locked.contest.slug,
            before={"office": locked.office, "name": locked.person.name},
        )
        if not may_have_tokens(locked.person).allowed:
            end_tokens(person=locked.person, actor=actor)


@transaction.atomic
def issue_link(*, contest: Contest, login: str, actor: User) -> User:
    """Put on record that somebody is given a link to set a password, and give that person.

    For those who have an entry or an office in this contest, and no office in a contest that the actor does not
    organise: a link is a way into every office that its holder has. Raises `Refusal` for anybody else, and for an
    unknown contact.
    """
    person = User.objects.find(login)
    organised = Appointment.objects.filter(person=actor, office=Office.ORGANISER, ended_at=None).values("contest")
    held = Appointment.objects.filter(person=person, ended_at=None)
    if (
        person is None
        or not person.is_active
        or not (has_entered(contest, person) or held.filter(contest=contest).exists())
        or held.exclude(contest__in=organised).exists()
    ):
        raise Refusal("no-such-person", gettext_noop("没有这个账号，或者它不归您管。请核对手机号或邮箱。"))
    record(
        actor=actor,
        action=Action.PERSON_ISSUE_LINK,
        subject=(Subject.PERSON, str(person.pk)),
        contest=contest.slug,
        after={"name": person.name},
    )
    return person
