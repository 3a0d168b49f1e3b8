"""Mends what LibreOffice alone stumbles over in RTF: pictures as raw bytes, and a file that breaks off."""

import re
from typing import Final

_MARKS: Final = re.compile(rb"\\bin(\d{1,9})(?![0-9]) ?|\\[^a-z]|[{}]")
_WORD: Final = re.compile(rb"\\[a-z]+(?:-?\d+)?$")
_LONGEST_WORD: Final = 50


def mended_rtf(content: bytes) -> bytes:
    """`content` without its raw bytes (`\\binN` and the N bytes after it), every open group closed.

    Word reads such files, so their text is not to be lost; only the pictures in the raw bytes are.
    """
    made = bytearray()
    depth = start = 0
    while mark := _MARKS.search(content, start):
        made += content[start : mark.start()]
        start = mark.end()
        if mark[1] is not None:
            start += int(mark[1])
            if content[start : start + 1].isalnum() and _WORD.search(made[-_LONGEST_WORD:]):
                made += b" "  # or the word before would go on
            continue
        made += mark[0]
        depth += {b"{": 1, b"}": -1}.get(mark[0], 0)
        if depth == 0:
            break
    else:
        made += content[start:].removesuffix(b"\\")  # what it would set apart is the brace that closes
    return bytes(made) + b"}" * depth
