"""The verbs on publication: hold an essay back, lift that again; show the essays of a contest in public, or no more."""

from django.db import transaction
from django.utils import timezone

from contest.awards.models import PrizeList
from contest.awards.operations import locked_list
from contest.awards.publication.models import PublicationHold
from contest.entries.models import Entry
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop


@transaction.atomic
def hold_publication(*, entry: Entry, reason: str, actor: User) -> PublicationHold:
    """Hold an essay back from every publication.

    Raises `Refusal` without a reason, or where it is held back already.
    """
    _refuse_without(reason)
    if _locked(entry) is not None:
        raise Refusal("held-already", gettext_noop("这篇文章已经暂不发表。"))
    hold = PublicationHold.objects.create(entry=entry, reason=reason, held_by=actor, held_at=timezone.now())
    _record(Action.PUBLICATION_HOLD, entry, reason, actor)
    return hold


@transaction.atomic
def lift_publication_hold(*, entry: Entry, reason: str, actor: User) -> PublicationHold:
    """Let an essay be published again, as far as its author allows.

    Raises `Refusal` without a reason, or where nothing held it back.
    """
    _refuse_without(reason)
    hold = _locked(entry)
    if hold is None:
        raise Refusal("not-held", gettext_noop("这篇文章没有被暂停发表。"))
    hold.lifted_by, hold.lifted_at = actor, timezone.now()
    hold.save(update_fields=["lifted_by", "lifted_at"])
    _record(Action.PUBLICATION_LIFT, entry, reason, actor)
    return hold


@transaction.atomic
def show_essays(*, contest: Contest, shown: bool, actor: User) -> PrizeList:
    """Show the essays on a final list in public as far as their authors allow, or show none of them any more.

    Raises `Refusal` before the list is final.
    """
    confirmed = locked_list(contest)
    if confirmed.final_at is None:
        raise Refusal("not-final", gettext_noop("名单定稿之后，才能公开获奖文章。"))
    if confirmed.shows_essays == shown:
        return confirmed
    confirmed.shows_essays = shown
    confirmed.save(update_fields=["shows_essays"])
    record(
        actor=actor,
        action=Action.ESSAYS_SHOW if shown else Action.ESSAYS_HIDE,
        subject=(Subject.CONTEST, contest.slug),
        contest=contest.slug,
    )
    return confirmed


def _refuse_without(reason: str) -> None:
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明理由。"))


def _locked(entry: Entry) -> PublicationHold | None:
    Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    return PublicationHold.objects.filter(entry=entry, lifted_at=None).first()


def _record(action: Action, entry: Entry, reason: str, actor: User) -> None:
    record(
        actor=actor,
        action=action,
        subject=(Subject.ENTRY, entry.token),
        contest=entry.contest.slug,
        reason=reason,
    )
