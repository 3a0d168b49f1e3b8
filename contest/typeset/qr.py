"""A QR code as one path of an SVG."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET: int = 4
"""The margin that the standard asks for, in modules."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code drawn in modules: the side of the square, margin included, and the `d` of its path."""

    side: int
    path: str

    def svg(self) -> str:
        """Give the code as a picture of its own, on no ground."""
        size = f'viewBox="0 0 {self.side} {self.side}" width="{self.side}" height="{self.side}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><path d="{self.path}"/></svg>'


def code_of(text: str, *, mask: int | None = None) -> Code:
    """Give the QR code of a text, with a seventh of it to spare for damage.

    The library tries all eight masks for the evenest pattern. To name one takes a sixth of the time, and does for a
    text that is random itself.
    """
    made = QRCode(border=QUIET, error_correction=ERROR_CORRECT_M, mask_pattern=mask)
    made.add_data(text)
    made.make(fit=True)
    rows = made.get_matrix()
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _bars(row))
    return Code(len(rows), path)


def _bars(row: Iterable[bool]) -> Iterator[tuple[int, int]]:
    """Give where the dark stretches of a row begin, and their lengths: each is drawn as one, so that no seam shows."""
    for dark, bar in groupby(enumerate(row), key=lambda module: module[1]):
        modules = [x for x, _ in bar]
        if dark:
            yield modules[0], len(modules)
