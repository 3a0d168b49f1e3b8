"""How a figure or a day is compared with another, and the signs by which people say it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Comparison(StrEnum):
    """How a figure or a day is compared; the value is the sign that is written."""

    IS = "="
    MORE = ">"
    LESS = "<"
    AT_LEAST = ">="
    AT_MOST = "<="


COMPARISONS: Final[Mapping[str, Comparison]] = {
    "=": Comparison.IS, ">": Comparison.MORE, "<": Comparison.LESS,
    ">=": Comparison.AT_LEAST, "=>": Comparison.AT_LEAST, "≥": Comparison.AT_LEAST, "≧": Comparison.AT_LEAST,
    "<=": Comparison.AT_MOST, "=<": Comparison.AT_MOST, "≤": Comparison.AT_MOST, "≦": Comparison.AT_MOST,
}  # fmt: skip
"""What a sign that somebody typed means."""
