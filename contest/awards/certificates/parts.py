"""How many certificates go into one file to print."""

from typing import Final

A_PART: Final = 200
"""A page takes half a megabyte of memory while it is set."""


def parts_of(count: int, a_part: int = A_PART) -> list[tuple[int, int, int]]:
    """Give the parts in which so many certificates are printed: the part's number, its first and its last."""
    return [
        (number, first, min(first + a_part - 1, count)) for number, first in enumerate(range(1, count + 1, a_part), 1)
    ]
