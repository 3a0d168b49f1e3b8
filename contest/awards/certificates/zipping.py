"""Certificates as one ZIP of single files, each made when its turn to be sent comes."""

import zipfile
from collections.abc import Iterator, Sequence
from typing import Final

from contest.typeset.certificates import Sheet, pdf_of
from contest.typeset.fonts import Fonts
from contest.web.lines import one_line

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_FILE_MODE: Final = 0o100644 << 16
_FORBIDDEN: Final = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in '<>:"/\\|?*'}
_LONGEST: Final = 30


class _Pipe:
    """What a ZIP is written into: it only remembers what has not been taken yet."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, piece: bytes, /) -> int:
        """Remember a piece."""
        self._waiting.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is left open."""

    def taken(self) -> bytes:
        """Give what was written since this was asked last."""
        pieces, self._waiting = self._waiting, []
        return b"".join(pieces)


def file_name(sheet: Sheet) -> str:
    """Give the name of a certificate's file: its number and who is honoured, as any system can write it."""
    name = one_line(f"{sheet.words.number}-{sheet.words.honoree[:_LONGEST]}").translate(_FORBIDDEN)
    return f"{name.strip(' .')}.pdf"


def zipped(sheets: Sequence[Sheet], fonts: Fonts) -> Iterator[bytes]:
    """Give the pieces of a ZIP with a PDF for each certificate."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as made:
        for sheet in sheets:
            member = zipfile.ZipInfo(file_name(sheet), _EPOCH)
            member.external_attr = _FILE_MODE
            made.writestr(member, pdf_of([sheet], fonts))
            yield pipe.taken()
    yield pipe.taken()
