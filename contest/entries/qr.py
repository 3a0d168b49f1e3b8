"""A QR code as one path of an SVG."""

from dataclasses import dataclass

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET: int = 4
"""The margin that the standard asks for, in modules."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code drawn in modules: the side of the square, margin included, and the `d` of its path."""

    side: int
    path: str


def code_of(text: str) -> Code:
    """Give the QR code of a text, with a seventh of it to spare for damage."""
    made = QRCode(border=QUIET, error_correction=ERROR_CORRECT_M)
    made.add_data(text)
    made.make(fit=True)
    rows = made.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return Code(len(rows), path)
