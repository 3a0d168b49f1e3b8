"""What is done in the background for what leaves."""

import logging
from collections.abc import Callable
from typing import Final, TypeVar

from django.db.models import F, QuerySet

from contest.exports.anthology import building
from contest.exports.anthology.models import AnthologyBuild
from contest.exports.archives.operations import give_up, take_further
from contest.exports.models import Archive

logger = logging.getLogger(__name__)

Made = TypeVar("Made", Archive, AnthologyBuild)

MOST_ATTEMPTS: Final = 5
"""What was taken up so often without getting on is given up."""

FILES_AT_ONCE: Final = 500


def make_archives(*, at_most: int = 1, files: int = FILES_AT_ONCE) -> int:
    """Take archives in the making one step further, at most so many `files` of each read; give how many got on."""
    waiting = Archive.objects.in_the_making().select_related("contest", "asked_by")
    return _get_on(waiting, lambda archive: take_further(archive, files=files), give_up, at_most)


def make_anthologies(*, at_most: int = 1) -> int:
    """Take books in the making one step further; give how many got on."""
    waiting = AnthologyBuild.objects.in_the_making().select_related("contest")
    return _get_on(waiting, building.take_further, building.give_up, at_most)


def _get_on(
    waiting: QuerySet[Made], further: Callable[[Made], object], give_up: Callable[[Made], object], at_most: int
) -> int:
    """Do the next step of what waits longest.

    The attempt is on record before it begins, so that what ends the process is not tried for ever.
    """
    done = 0
    for one in waiting.order_by("attempts", "asked_at")[:at_most]:
        if one.attempts >= MOST_ATTEMPTS:
            give_up(one)
            continue
        type(one)._default_manager.filter(pk=one.pk).update(attempts=F("attempts") + 1)
        try:
            further(one)
        except Exception:
            logger.exception("%s %s could not be made", type(one).__name__, one.token)
        else:
            done += 1
    return done
