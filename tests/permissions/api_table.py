"""Who may read what by the API: the table that its walk is held against.

Whoever has no token that stands is asked for one; whose token's offices do not reach gets what is not there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.permissions.table import DESK, EVERYBODY, OVERSIGHT


@dataclass(frozen=True, slots=True)
class Operation:
    """One line: whose token reads it, what they get, which value of the site stands where."""

    who: frozenset[str]
    get: int = 200
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_public(self) -> bool:
        """Whether nobody in particular reads it too."""
        return "nobody" in self.who


WITHOUT_TOKENS = frozenset({"nobody", "stranger", "entrant", "unit contact", "judge", "other judge"})
"""Whoever has no desk office anywhere has no token either, and one that they had is dead."""
OPEN_ROUND = {"key": "open round"}

OPERATIONS: Mapping[str, Operation] = {
    "api:contests": Operation(EVERYBODY),
    "api:notice": Operation(EVERYBODY),
    "api:results": Operation(EVERYBODY, 404),  # nothing is published yet
    "api:entries": Operation(DESK),
    "api:entry": Operation(DESK),
    "api:units": Operation(DESK),
    "api:rounds": Operation(OVERSIGHT),
    "api:progress": Operation(OVERSIGHT, places=OPEN_ROUND),
    "api:ranking": Operation(OVERSIGHT, places=OPEN_ROUND),
    "api:prizes": Operation(OVERSIGHT),
    "api:ledger": Operation(OVERSIGHT),
}
