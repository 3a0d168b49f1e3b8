"""The verbs on publication: hold an essay back, and lift that again."""

from django.db import transaction
from django.utils import timezone

from contest.awards.publication.models import PublicationHold
from contest.entries.models import Entry
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop


@transaction.atomic
def hold_publication(*, entry: Entry, reason: str, actor: User) -> PublicationHold:
    """Hold an essay back from every publication. Raises `Refusal` where it is held back already."""
    if _locked(entry) is not None:
        raise Refusal("held-already", gettext_noop("这篇文章已经暂不发表。"))
    hold = PublicationHold.objects.create(entry=entry, reason=reason, held_by=actor, held_at=timezone.now())
    _record(Action.PUBLICATION_HOLD, entry, reason, actor)
    return hold


@transaction.atomic
def lift_publication_hold(*, entry: Entry, reason: str, actor: User) -> PublicationHold:
    """Let an essay be published again, as far as its author allows. Raises `Refusal` where nothing held it back."""
    hold = _locked(entry)
    if hold is None:
        raise Refusal("not-held", gettext_noop("这篇文章没有被暂停发表。"))
    hold.lifted_by, hold.lifted_at = actor, timezone.now()
    hold.save(update_fields=["lifted_by", "lifted_at"])
    _record(Action.PUBLICATION_LIFT, entry, reason, actor)
    return hold


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
