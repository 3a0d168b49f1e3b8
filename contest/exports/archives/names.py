"""Names that every system can unpack: nothing that leads elsewhere, nothing reserved, none twice."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

MOST_BYTES: Final = 240
"""Bytes of UTF-8 that one part of a path takes at most; most systems hold 255."""

LONGEST_ENDING: Final = 12
"""What follows the last dot is an ending only up to so many signs."""

NAMELESS: Final = "未命名"

# What Windows forbids in a name, as the full-width sign that looks like it.
_STAND_INS: Final = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_RESERVED: Final = re.compile(r"(?i)(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:$|[ .])")


def safe_part(text: str) -> str:
    """Give a text as one part of a path, its ending kept."""
    composed = unicodedata.normalize("NFC", text)
    # Control and format characters: a right-to-left override shows "gpj.exe" as "exe.jpg".
    seen = "".join(sign for sign in composed if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    # Windows drops dots and blanks at the end; a dot at the front hides a file, and two lead out of the folder.
    name = seen.translate(_STAND_INS).strip().lstrip(".").rstrip(". ").strip() or NAMELESS
    return _within(f"_{name}" if _RESERVED.match(name) else name)


def unique_paths(paths: Iterable[tuple[str, ...]]) -> list[str]:
    """Give paths of such parts, each part safe, with a number where two would be one on a disk that knows no case."""
    taken: set[str] = set()
    unique = []
    for parts in paths:
        *folders, name = map(safe_part, parts)
        candidate, number = name, 1
        while (path := "/".join((*folders, candidate))).casefold() in taken:
            number += 1
            candidate = _within(name, f" ({number})")
        taken.add(path.casefold())
        unique.append(path)
    return unique


def _within(name: str, number: str = "") -> str:
    """Put a number before the ending of a name, and cut what is before both to what a part may take."""
    ending = PurePosixPath(name).suffix
    if len(ending) > LONGEST_ENDING:
        ending = ""
    stem = name.removesuffix(ending)
    room = MOST_BYTES - len((number + ending).encode())
    if len(stem.encode()) > room:
        stem = stem.encode()[:room].decode(errors="ignore").rstrip(". ")
    return stem + number + ending
