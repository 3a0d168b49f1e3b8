"""Who else has an entry before them: noted when its page is opened and while it stays open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from contest.entries.models import Entry
from contest.people.models import User
from contest.screening.models import Look

LASTS: Final = timedelta(minutes=10)
"""For so long after their last sign somebody counts as looking."""


@dataclass(frozen=True, slots=True)
class Looking:
    """Somebody else who looks at an entry, and how many whole minutes ago they were last seen there."""

    person: User
    minutes: int


def note_look(*, entry: Entry, person: User, at: datetime) -> None:
    """Note that a person has an entry's page before them; no event, since it tells of nothing done."""
    Look.objects.bulk_create(
        [Look(entry=entry, person=person, seen_at=at)],
        update_conflicts=True,
        unique_fields=["entry", "person"],
        update_fields=["seen_at"],
    )


def others_looking(entry: Entry, person: User, at: datetime) -> Sequence[Looking]:
    """Give who else has had an entry before them in the last minutes, the latest first."""
    looks = Look.objects.filter(entry=entry, seen_at__gt=at - LASTS).exclude(person=person)
    return [
        Looking(look.person, max(0, (at - look.seen_at) // timedelta(minutes=1)))
        for look in looks.select_related("person").order_by("-seen_at")
    ]
