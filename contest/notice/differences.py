"""In what two notices differ."""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from contest.notice.announcement import PARTS, Announcement


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs between two notices, as plain JSON values."""

    field: str
    before: object
    after: object


def differences(before: Announcement | None, after: Announcement) -> tuple[Difference, ...]:
    """Give each field in which two notices differ, in the order of the fields."""
    return tuple(
        Difference(field.name, old, new)
        for field in fields(Announcement)
        if (old := as_json(getattr(before, field.name)) if before else None)
        != (new := as_json(getattr(after, field.name)))
    )


def as_json(value: object) -> Any:
    """Give a value of a notice as plain JSON values, as the ledger keeps it."""
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    if isinstance(value, date):  # a moment, too
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.normalize() + 0)
    if is_dataclass(value) and type(value) in PARTS.values():
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    return value
