"""Whether the background work is being done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from contest.work.models import Beat

SILENT_AFTER: Final = timedelta(minutes=5)
"""Without a sign of life for so long, the worker is taken to have stopped."""


@dataclass(frozen=True, slots=True)
class WorkState:
    """How the background work stands: when its worker was last seen, and which tasks fail."""

    seen_at: datetime | None
    is_silent: bool
    failing: Sequence[Beat]


def work_state(at: datetime) -> WorkState:
    """Give how the background work stands at the moment `at`; one that was never seen is silent."""
    beats = list(Beat.objects.all())
    seen_at = max((beat.seen_at for beat in beats), default=None)
    return WorkState(
        seen_at,
        is_silent=seen_at is None or at - seen_at > SILENT_AFTER,
        failing=[beat for beat in beats if beat.failing_since is not None],
    )
