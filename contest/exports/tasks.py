"""What is done in the background for what leaves."""

import logging
from typing import Final

from django.db.models import F

from contest.exports.archives.operations import give_up, take_further
from contest.exports.models import Archive

logger = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 5
"""An archive that was taken up so often without getting on is given up."""

FILES_AT_ONCE: Final = 500


def make_archives(*, at_most: int = 1, files: int = FILES_AT_ONCE) -> int:
    """Take archives in the making one step further, at most so many `files` of each read; give how many got on.

    The attempt is on record before it begins, so that what ends the process is not tried for ever.
    """
    done = 0
    waiting = Archive.objects.in_the_making().select_related("contest", "asked_by").order_by("attempts", "asked_at")
    for archive in waiting[:at_most]:
        if archive.attempts >= MOST_ATTEMPTS:
            give_up(archive)
            continue
        Archive.objects.filter(pk=archive.pk).update(attempts=F("attempts") + 1)
        try:
            take_further(archive, files=files)
        except Exception:
            logger.exception("Archive %s could not be made", archive.token)
        else:
            done += 1
    return done
