"""Reading the ledger."""

from collections.abc import Collection

from contest.ledger.actions import Action, Subject
from contest.ledger.chain import GENESIS, Fault, Link, find_faults
from contest.ledger.models import Event, Head


def chain_faults() -> list[Fault]:
    """Check the whole chain, in memory for one event at a time; an empty list means that it holds."""
    chained = (
        (link_of(event), event.previous_hash, event.hash)
        for event in Event.objects.order_by("sequence").iterator(chunk_size=500)
    )
    sequence, head_hash = head()
    return list(find_faults(chained, sequence, head_hash))


def link_of(event: Event) -> Link:
    """Give what an event says, as it is hashed."""
    return Link(
        sequence=event.sequence,
        at=event.at,
        contest=event.contest,
        actor=event.actor_id,
        actor_name=event.actor_name,
        action=event.action,
        subject_kind=event.subject_kind,
        subject_key=event.subject_key,
        before=event.before,
        after=event.after,
        reason=event.reason,
    )


def head() -> tuple[int, str]:
    """Give the number of the last event and its hash, which a printed page may quote."""
    found = Head.objects.filter(id=1).first()
    return (found.sequence, found.hash) if found else (0, GENESIS)


def titles_on_record(contest: str, entries: Collection[str]) -> dict[str, str]:
    """Give the newest title on record of each of these entries (by key) that the office deals with: one query.

    One that was only drafted, or was withdrawn, is left out.
    """
    told = (Action.ENTRY_MOVE, Action.ENTRY_AMEND)
    moves = Event.objects.filter(contest=contest, action__in=told, subject_kind=Subject.ENTRY, subject_key__in=entries)
    titles: dict[str, str] = {}
    for key, after in moves.order_by("sequence").values_list("subject_key", "after"):
        if after.get("state") in ("draft", "withdrawn"):
            titles.pop(key, None)
        else:
            titles[key] = after.get("title") or titles.get(key, "")
    return titles
