"""What is done for bundles in the background."""

import logging
from typing import Final

from contest.entries.bundles.entering import enter_bundle, give_up
from contest.entries.bundles.leases import Lease, LeaseLost, TimeIsUp, take_lease
from contest.entries.bundles.models import Bundle, BundleState
from contest.entries.bundles.reading import call_unreadable, read_bundle
from contest.phrases import Phrase, Refusal, gettext_noop

logger = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 5
"""A bundle that was taken up so often without getting on is given up."""

_FAILED: Final = gettext_noop("多次尝试都没能读完，文件可能已损坏。请重新压缩后再上传；仍然不行，请与联系人联系。")


TURN_SECONDS: Final = 20.0
"""So long one bundle is worked on before others have their turn, and what else waits in the background."""


def work_on_bundles(*, at_most: int = 5, seconds: float = TURN_SECONDS) -> int:
    """Read the bundles that wait for their dry run, enter those that were confirmed; give how many got on.

    Each gets so many `seconds`, and at least one step; what is left is done in another call. Several workers may do so
    at once: each bundle is held by one. What was killed half-way goes on where it was, once its lease has run out.
    What was tried least often comes first, so that a bad one does not hold up the others.
    """
    done = 0
    for bundle in Bundle.objects.waiting().select_related("contest").order_by("attempts", "received_at")[:at_most]:
        lease = take_lease(bundle, seconds)
        if lease is None:
            continue
        try:
            _work_on(bundle, lease)
        except TimeIsUp:
            done += 1
        except LeaseLost:
            logger.warning("Bundle %s was taken up by another worker", bundle.pk)
        except Exception:
            logger.exception("Bundle %s could not be worked on", bundle.pk)
        else:
            done += 1
        lease.end()
    return done


def _work_on(bundle: Bundle, lease: Lease) -> None:
    if bundle.attempts >= MOST_ATTEMPTS:
        if bundle.state == BundleState.RECEIVED:
            call_unreadable(bundle, Phrase(_FAILED))
        else:
            give_up(bundle)
    elif bundle.state == BundleState.RECEIVED:
        try:
            read_bundle(bundle, lease)
        except Refusal as refusal:
            call_unreadable(bundle, refusal.phrase)
    else:
        enter_bundle(bundle, lease)
