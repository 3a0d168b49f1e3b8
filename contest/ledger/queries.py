"""Reading the ledger."""

from contest.ledger.chain import GENESIS, Fault, Link, find_faults
from contest.ledger.models import Event, Head


def chain_faults() -> list[Fault]:
    """Check the whole chain, in memory for one event at a time; an empty list means that it holds."""
    chained = (
        (
            Link(
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
            ),
            event.previous_hash,
            event.hash,
        )
        for event in Event.objects.order_by("sequence").iterator(chunk_size=500)
    )
    sequence, head_hash = head()
    return list(find_faults(chained, sequence, head_hash))


def head() -> tuple[int, str]:
    """Give the number of the last event and its hash, which a printed page may quote."""
    found = Head.objects.filter(id=1).first()
    return (found.sequence, found.hash) if found else (0, GENESIS)
