"""Formulas for cells, made of what our code builds alone.

A formula has functions of a short list, cells and ranges of its own sheet, numbers and signs. There is no text in it,
no other sheet and no other workbook, so nothing that a person typed can get into one.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_FUNCTIONS: Final = ("COUNT", "IF", "MIN", "RANK", "ROUND", "SUM")
_CELL: Final = r"\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6}"
_BUILT: Final = re.compile(
    rf"=(?:(?:{'|'.join(_FUNCTIONS)})(?=\()|{_CELL}(?::{_CELL})?(?![A-Z0-9(])|[0-9]+(?:\.[0-9]+)?|[-+*/=,()])+"
)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as it stands in a cell, with its `=`.

    Raises:
        ValueError: a text that is not such a formula.
    """

    text: str

    def __post_init__(self) -> None:
        if not _BUILT.fullmatch(self.text):
            raise ValueError(f"not a formula of ours: {self.text!r}")


def column_letter(place: int) -> str:
    """Give the letters of a column, the first being 1."""
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def constant(number: Decimal) -> str:
    """Give a number as a formula has it."""
    return f"{number:f}"
