"""How events are chained: the hash of an event covers its content and the hash of the event before it."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

GENESIS = "0" * 64
"""The hash before the first event."""


@dataclass(frozen=True, slots=True)
class Link:
    """What one event says, as it is hashed: plain JSON values, the time in UTC to the microsecond."""

    sequence: int
    at: datetime
    contest: str
    actor: int | None
    actor_name: str
    action: str
    subject_kind: str
    subject_key: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    reason: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain does not hold, and in what way."""

    sequence: int
    what: str


def content_of(link: Link) -> dict[str, object]:
    """Give what an event says as plain JSON values: what its hash covers, but for the hash before it."""
    return {
        "sequence": link.sequence,
        "at": link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "contest": link.contest,
        "actor": link.actor,
        "actor_name": link.actor_name,
        "action": link.action,
        "subject": [link.subject_kind, link.subject_key],
        "before": link.before,
        "after": link.after,
        "reason": link.reason,
    }


def content_hash(content: Mapping[str, object], previous_hash: str) -> str:
    """Give the SHA-256 of an event's canonical JSON (sorted keys, no blanks, UTF-8) with the hash before it."""
    told = {**content, "previous": previous_hash}
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def link_hash(link: Link, previous_hash: str) -> str:
    """Give the hash of an event that follows the one with the hash before it."""
    return content_hash(content_of(link), previous_hash)


def find_faults(chained: Iterable[tuple[Link, str, str]], head_sequence: int, head_hash: str) -> Iterator[Fault]:
    """Give every place where the chain breaks; nothing when it holds.

    `chained` is (event, previous hash as stored, hash as stored), by sequence. A missing, added or altered
    event, and a tail cut off before the recorded head, all show.
    """
    expected, previous = 1, GENESIS
    for link, stored_previous, stored in chained:
        if link.sequence != expected:
            yield Fault(link.sequence, f"event {expected} is missing before it")
        if stored_previous != previous:
            yield Fault(link.sequence, "does not follow the event before it")
        if link_hash(link, stored_previous) != stored:
            yield Fault(link.sequence, "its content was altered")
        expected, previous = link.sequence + 1, stored
    if (expected - 1, previous) != (head_sequence, head_hash):
        yield Fault(head_sequence, "the recorded end of the chain is not its last event")
