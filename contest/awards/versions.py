"""The versions of a confirmed list, each as it was: a correction makes the next, and the one before stays readable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contest.awards.models import PrizeList


@dataclass(frozen=True, slots=True)
class ListVersion:
    """One version: who confirmed it and when, by which rules, from what, and who stood on the reserve list."""

    number: int
    confirmed_by: str
    confirmed_at: datetime
    inputs_hash: str
    rules: Mapping[str, Any]
    reserve: Sequence[Sequence[Any]]


def versions_of(confirmed: PrizeList) -> list[ListVersion]:
    """Give every version of a list, the first one first."""
    now = ListVersion(
        confirmed.version,
        confirmed.confirmed_by.name,
        confirmed.confirmed_at,
        confirmed.inputs_hash,
        confirmed.rules,
        confirmed.reserve,
    )
    return [*(_before(one.before) for one in confirmed.corrections.all()), now]


def _before(told: Mapping[str, Any]) -> ListVersion:
    return ListVersion(
        told["version"],
        told["confirmed_by"],
        datetime.fromisoformat(told["confirmed_at"]),
        told["inputs_hash"],
        told["rules"],
        told["reserve"],
    )


def number_of_version(asked: str, newest: int) -> int | None:
    """Give the version that somebody asked for, the newest unless told otherwise; nothing where there is no such."""
    if not asked:
        return newest
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0
    return number if 1 <= number <= newest else None
