"""What is done for entries in the background."""

import logging

from contest.entries.manuscripts import check_again
from contest.entries.models import CheckState, ManuscriptCheck

logger = logging.getLogger(__name__)


def check_waiting(*, at_most: int = 20) -> int:
    """Check the manuscripts that wait to be converted, oldest first, and give how many were looked at.

    One that fails unexpectedly is logged and stays in the queue, behind the others of this call.
    """
    waiting = (
        ManuscriptCheck.objects.filter(state=CheckState.WAITING)
        .select_related("manuscript__entry__contest", "manuscript__entry__entrant")
        .order_by("pk")[:at_most]
    )
    done = 0
    for check in waiting:
        try:
            check_again(check)
        except Exception:
            logger.exception("Manuscript %s could not be checked", check.manuscript_id)
        else:
            done += 1
    return done


def wait_again() -> int:
    """Put back into the queue what this machine could not convert: to be called when it has learned to."""
    return ManuscriptCheck.objects.filter(state=CheckState.IMPOSSIBLE).update(
        state=CheckState.WAITING, checked_at=None, fault=None
    )
