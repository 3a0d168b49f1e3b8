"""One worker at a bundle: who takes it up holds it for a while, and again for a while with each step.

A worker that was killed holds its bundle no longer than `LEASE`; then another takes it up and goes on.
"""

import math
import secrets
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import F, Q
from django.utils import timezone

from contest.entries.bundles.models import Bundle

LEASE: Final = timedelta(minutes=3)
"""Longer than any single step takes."""


class TimeIsUp(Exception):
    """The piece of work at hand is done, and the time for this turn with it; what is left comes in another turn."""


class LeaseLost(Exception):
    """Another worker has taken the bundle up; this one stops."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A worker's hold on one bundle; `ends` is when its turn is over, on the clock `time.monotonic`."""

    bundle: int
    key: str
    ends: float = math.inf

    def hold(self) -> None:
        """Hold on for another while. Raises `LeaseLost`."""
        self._hold(leased_until=timezone.now() + LEASE)

    def step(self) -> None:
        """Hold on after a step that is on record: the attempts so far are forgotten. Raises `LeaseLost`, `TimeIsUp`."""
        self._hold(leased_until=timezone.now() + LEASE, attempts=0)
        if time.monotonic() >= self.ends:
            raise TimeIsUp

    def _hold(self, **changes: object) -> None:
        if not Bundle.objects.filter(pk=self.bundle, lease=self.key).update(**changes):
            raise LeaseLost

    def end(self) -> None:
        """Let go, where it is still held."""
        Bundle.objects.filter(pk=self.bundle, lease=self.key).update(lease="", leased_until=None)


def take_lease(bundle: Bundle, seconds: float = math.inf) -> Lease | None:
    """Take a waiting bundle up for a turn, with the attempt on record; nothing where another worker holds it."""
    now, key = timezone.now(), secrets.token_hex(16)
    taken = (
        Bundle.objects.waiting()
        .filter(Q(leased_until=None) | Q(leased_until__lt=now), pk=bundle.pk)
        .update(lease=key, leased_until=now + LEASE, attempts=F("attempts") + 1)
    )
    return Lease(bundle.pk, key, time.monotonic() + seconds) if taken else None
