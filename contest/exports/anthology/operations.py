"""The verbs on an anthology: its texts, its order, what is left out, and the versions of its essays."""

from typing import Final, Literal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from contest.awards.publication.uses import Use
from contest.entries.models import Entry
from contest.exports.anthology.markup import tidied
from contest.exports.anthology.models import Anthology, AnthologyOmission, EssayVersion
from contest.exports.anthology.queries import Line, anthology_of, line_of, tiers_of, version_text
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop

LONGEST: Final = 100_000
"""Signs of an essay's text."""


@transaction.atomic
def word_anthology(
    *, contest: Contest, title: str, foreword: str, colophon: str, revision: int, actor: User
) -> Anthology:
    """Keep the title, foreword and colophon of an anthology.

    `revision` is the one that was being changed. Raises `Refusal` where somebody else has changed it meanwhile.
    """
    anthology = _locked(contest)
    if anthology.revision != revision:
        raise Refusal("changed", gettext_noop("您打开以后，别人改过书名、前言或后记。您写的还在下面，请对照后再保存。"))
    before = {"title": anthology.title, "foreword": anthology.foreword, "colophon": anthology.colophon}
    after = {"title": title, "foreword": tidied(foreword), "colophon": tidied(colophon)}
    if after == before and anthology.pk is not None:
        return anthology
    for name, value in after.items():
        setattr(anthology, name, value)
    anthology.revision += 1
    anthology.save()
    record(
        actor=actor,
        action=Action.ANTHOLOGY_WORD,
        subject=(Subject.CONTEST, contest.slug),
        contest=contest.slug,
        before=before,
        after=after,
    )
    return anthology


@transaction.atomic
def move_essay(*, entry: Entry, to: Literal["up", "down"], actor: User) -> bool:
    """Move an essay one place up or down within its tier; give whether there was one to move to."""
    anthology = _locked(entry.contest)
    tiers = tiers_of(entry.contest, anthology.order)
    order = [[line.award.entry_id for line in tier.lines] for tier in tiers]
    for tier in order:
        if entry.pk in tier:
            at = tier.index(entry.pk)
            other = at - 1 if to == "up" else at + 1
            if not 0 <= other < len(tier):
                return False
            tier[at], tier[other] = tier[other], tier[at]
            break
    else:
        raise _not_listed()
    anthology.order = [key for tier in order for key in tier]
    anthology.save()
    _record(Action.ANTHOLOGY_MOVE, entry, actor, before={"place": at + 1}, after={"place": other + 1})
    return True


@transaction.atomic
def leave_out(*, entry: Entry, reason: str, actor: User) -> AnthologyOmission:
    """Leave an essay out of the anthology. Raises `Refusal` without a reason, or where it is left out already."""
    line = _line(entry)
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明为什么不收入这一篇。"))
    if line.omission is not None:
        raise Refusal("left-out", gettext_noop("这一篇已经不收入。"))
    omission = AnthologyOmission.objects.create(
        entry=entry, reason=reason.strip(), left_out_by=actor, left_out_at=timezone.now()
    )
    _record(Action.ANTHOLOGY_LEAVE_OUT, entry, actor, reason=omission.reason)
    return omission


@transaction.atomic
def take_in(*, entry: Entry, actor: User) -> AnthologyOmission:
    """Take an essay in again that was left out. Raises `Refusal` where it was not, or its author doesn't allow it."""
    line = _line(entry)
    if line.fault is not None:
        raise Refusal("may-not", gettext_noop("这一篇不能收入：%(fault)s"), fault=line.fault)
    if line.omission is None:
        raise Refusal("not-left-out", gettext_noop("这一篇没有被排除在外。"))
    omission = line.omission
    omission.taken_in_by, omission.taken_in_at = actor, timezone.now()
    omission.save(update_fields=["taken_in_by", "taken_in_at"])
    _record(Action.ANTHOLOGY_TAKE_IN, entry, actor)
    return omission


@transaction.atomic
def edit_essay(*, entry: Entry, base: int, text: str, reason: str, actor: User) -> EssayVersion:
    """Keep a new version of an essay's text, made on top of the version `base`; the manuscript stays as it is.

    Raises `Refusal` where the author does not allow it, where somebody made another version meanwhile (`changed`), and
    for a text that is empty, too long, or the same.
    """
    line = _editable(entry)
    if line.newest != base:
        raise Refusal(
            "changed",
            gettext_noop("您打开以后，别人存了编辑第 %(newest)s 稿。您写的还在下面，没有保存；请对照后再保存。"),
            newest=line.newest,
        )
    kept = tidied(text)
    if not kept or len(kept) > LONGEST:
        raise Refusal("bad-length", gettext_noop("正文不能为空，也不能超过 %(most)s 个字。"), most=LONGEST)
    if kept == tidied(version_text(line.manuscript, line.award.title, base)):
        raise Refusal("the-same", gettext_noop("正文没有改动。"))
    return _keep(line, kept, reason, None, actor)


@transaction.atomic
def restore_version(*, entry: Entry, number: int, reason: str, actor: User) -> EssayVersion:
    """Make an older version of an essay's text, 0 for the manuscript's own, the newest again, as a version of its own.

    Raises `Refusal` where there is none of this number, where it is the newest, or where the essay may not be edited.
    """
    line = _editable(entry)
    if not 0 <= number < line.newest:
        raise Refusal("no-such-version", gettext_noop("没有这一稿，或者它就是现在用的。"))
    kept = tidied(version_text(line.manuscript, line.award.title, number))
    return _keep(line, kept, reason, number, actor)


def _keep(line: Line, text: str, reason: str, restores: int | None, actor: User) -> EssayVersion:
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明为什么改。"))
    manuscript = line.manuscript
    last = manuscript.essay_versions.aggregate(last=Max("number"))["last"] or 0
    version = EssayVersion.objects.create(
        manuscript=manuscript,
        number=last + 1,
        text=text,
        reason=reason.strip(),
        restores=restores,
        made_by=actor,
        made_at=timezone.now(),
    )
    _record(
        Action.ANTHOLOGY_EDIT,
        line.entry,
        actor,
        before={"version": last},
        after={"version": version.number, "restores": restores, "length": len(text)},
        reason=version.reason,
    )
    return version


def _editable(entry: Entry) -> Line:
    line = _line(entry)
    if line.fault is not None or Use.EDIT in line.essay.faults:
        raise Refusal(
            "may-not-edit", gettext_noop("这一篇不能编辑：%(fault)s"), fault=line.fault or line.essay.faults[Use.EDIT]
        )
    return line


def _line(entry: Entry) -> Line:
    """Lock an entry, and give it as it stands on the list. Raises `Refusal` where it does not."""
    Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    line = line_of(entry.contest, entry.token)
    if line is None:
        raise _not_listed()
    return line


def _locked(contest: Contest) -> Anthology:
    Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    return anthology_of(contest)


def _not_listed() -> Refusal:
    return Refusal("not-listed", gettext_noop("这一篇不在获奖名单上。"))


def _record(
    action: Action,
    entry: Entry,
    actor: User,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
    reason: str = "",
) -> None:
    record(
        actor=actor,
        action=action,
        subject=(Subject.ENTRY, entry.token),
        contest=entry.contest.slug,
        before=before,
        after=after,
        reason=reason,
    )
