"""Mends what LibreOffice alone stumbles over in RTF: pictures as raw bytes, and a file that breaks off."""

import re
from typing import Final

_MARKS: Final = re.compile(rb"\\bin(\d{1,9})(?![0-9]) ?|\\[^a-z]|[{}]")


def mended_rtf(content: bytes) -> bytes:
    """`content` without its raw bytes (`\\binN` and the N bytes after it), every open group closed.

    Word reads such files, so their text is not to be lost; only the pictures in the raw bytes are.
    """
    pieces: list[bytes] = []
    depth = start = 0
    while mark := _MARKS.search(content, start):
        pieces.append(content[start : mark.start()])
        start = mark.end()
        if mark[1] is not None:
            start += int(mark[1])
            continue
        pieces.append(mark[0])
        depth += {b"{": 1, b"}": -1}.get(mark[0], 0)
        if depth == 0:
            break
    else:
        pieces.append(content[start:])
    return b"".join(pieces) + b"}" * depth
