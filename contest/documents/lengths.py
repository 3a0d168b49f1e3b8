"""How the format writes lengths and numbers: plain ones in the unit of their place, or with a unit behind.

Files of the strict class carry units ("2.5cm", ST_UniversalMeasure); nonsense counts as not stated.
"""

import re
from typing import Final

_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,9}(?:\.[0-9]{1,6})?")
_MEASURE: Final = re.compile(r"([+-]?[0-9]{1,6}(?:\.[0-9]{1,6})?)(mm|cm|in|pt|pc|pi)")
_TWIPS: Final = {"mm": 1440 / 25.4, "cm": 14400 / 25.4, "in": 1440.0, "pt": 20.0, "pc": 240.0, "pi": 240.0}
_LARGEST: Final = 10_000_000


def number(value: str | None) -> int | None:
    """The whole number that `value` writes, or None."""
    if value is None or _NUMBER.fullmatch(value) is None:
        return None
    read = round(float(value))
    return read if abs(read) <= _LARGEST else None


def twips(value: str | None) -> int | None:
    """The length that `value` writes, in twips, or None."""
    return _length(value, 1.0)


def half_points(value: str | None) -> int | None:
    """The size of type that `value` writes, in half-points, or None."""
    return _length(value, 0.1)


def _length(value: str | None, of_a_twip: float) -> int | None:
    if value is None:
        return None
    measured = _MEASURE.fullmatch(value)
    if measured is None:
        return number(value)
    return round(float(measured[1]) * _TWIPS[measured[2]] * of_a_twip)
