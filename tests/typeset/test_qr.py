"""The QR code is the library's, drawn as one path."""

import re

import pytest
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from contest.typeset.qr import QUIET, code_of


def modules(path: str) -> set[tuple[int, int]]:
    """Give the dark modules of a path."""
    bars = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path)
    assert "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in bars) == path
    return {(int(x) + step, int(y)) for x, y, length in bars for step in range(int(length))}


@pytest.mark.parametrize("mask", [None, 0, 2, 7])
def test_the_code_is_the_librarys_in_one_path(mask: int | None) -> None:
    made = QRCode(border=QUIET, error_correction=ERROR_CORRECT_M, mask_pattern=mask)
    made.add_data("潮")
    made.make(fit=True)
    matrix = made.get_matrix()
    code = code_of("潮", mask=mask)
    assert code.side == len(matrix)
    assert modules(code.path) == {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
