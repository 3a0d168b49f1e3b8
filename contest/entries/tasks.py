"""What is done for entries in the background."""

import logging

from django.db.models import F

from contest.entries.manuscripts import check_again, give_up
from contest.entries.models import CheckState, ManuscriptCheck

logger = logging.getLogger(__name__)


MOST_ATTEMPTS = 3
"""A file whose check fails so often, or takes the process down with it, is given up."""


def check_waiting(*, at_most: int = 20) -> int:
    """Check the manuscripts that wait to be converted, and give how many were looked at.

    What was tried least often comes first, then what has waited longest: the attempt is on record before it
    begins, so that a file which ends the process does not hold up the others.
    """
    waiting = (
        ManuscriptCheck.objects.filter(state=CheckState.WAITING)
        .select_related("manuscript__entry__contest", "manuscript__entry__entrant")
        .order_by("attempts", "pk")[:at_most]
    )
    done = 0
    for check in waiting:
        ManuscriptCheck.objects.filter(pk=check.pk).update(attempts=F("attempts") + 1)
        try:
            if check.attempts >= MOST_ATTEMPTS:
                give_up(check)
            else:
                check_again(check)
        except Exception:
            logger.exception("Manuscript %s could not be checked", check.manuscript_id)
        else:
            done += 1
    return done


def wait_again() -> int:
    """Put back into the queue what this machine could not convert: to be called when it has learned to."""
    return ManuscriptCheck.objects.filter(state=CheckState.IMPOSSIBLE).update(
        state=CheckState.WAITING, checked_at=None, fault=None, attempts=0
    )
