"""Reads of entries."""

from collections.abc import Iterable

from contest.entries.models import Entry
from contest.notice.models import Consent


def still_agreed(entry: Entry, consents: Iterable[Consent]) -> frozenset[str]:
    """Give the keys of what the newest receipt agreed to, where the words that stood there are still the same."""
    newest = entry.receipts.first()
    if newest is None:
        return frozenset()
    said = set(newest.declarations.filter(agreed=True).values_list("key", "wording"))
    return frozenset(consent.key for consent in consents if (consent.key, consent.wording) in said)
