"""Writing into the ledger."""

from collections.abc import Mapping

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from contest.ledger.chain import GENESIS, Link, link_hash
from contest.ledger.models import Event, Head


def record(
    *,
    actor: AbstractBaseUser | None,
    action: str,
    subject: tuple[str, str],
    contest: str = "",
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
) -> Event:
    """Append one event and give it back; it stands or falls with the transaction it is part of.

    `before` and `after` hold only what changed, as JSON values. Call it last in a transaction: the end of the
    chain stays locked until the commit.
    """
    with transaction.atomic(savepoint=False):
        head, _ = Head.objects.select_for_update().get_or_create(id=1, defaults={"hash": GENESIS})
        link = Link(
            sequence=head.sequence + 1,
            at=timezone.now(),
            contest=contest,
            actor=actor.pk if actor else None,
            actor_name=str(actor) if actor else "",
            action=action,
            subject_kind=subject[0],
            subject_key=subject[1],
            before=before or {},
            after=after or {},
            reason=reason,
        )
        event = Event(
            sequence=link.sequence,
            at=link.at,
            contest=link.contest,
            actor_id=link.actor,
            actor_name=link.actor_name,
            action=link.action,
            subject_kind=link.subject_kind,
            subject_key=link.subject_key,
            before=link.before,
            after=link.after,
            reason=link.reason,
            previous_hash=head.hash,
            hash=link_hash(link, head.hash),
        )
        event.save(force_insert=True)
        head.sequence, head.hash = event.sequence, event.hash
        head.save(update_fields=["sequence", "hash"])
    return event
