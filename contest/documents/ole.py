"""The root folder of an OLE2 compound file (.doc, .xls, encrypted .docx), as far as telling kinds needs it.

Layout by [MS-CFB]: a 512-byte header, then sectors; sector n starts at (n + 1) << shift; the directory is a
chain of sectors with 128-byte entries, whose siblings form a tree.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ENTRY_SIZE: Final = 128
_MAX_SECTORS: Final = 4_096
_SHORT_STREAM: Final = 4_096  # below this size a stream lies in 64-byte pieces of the root's own stream
_NONE: Final = 0xFFFFFFFA  # from here on, sector and entry numbers are marks ("end", "free")


@dataclass(frozen=True, slots=True)
class Stream:
    """A child of the root: its name in small letters, and where in the file its content starts.

    The offset of a short stream supposes that the sectors shared by all short streams lie in one piece.
    """

    name: str
    offset: int


def root_streams(data: bytes) -> tuple[Stream, ...]:
    """The streams and folders directly under the root; embedded objects' own streams are not among them.

    What a damaged file doesn't show is left out; nothing is raised.
    """
    try:
        return tuple(_children(data))
    except struct.error:
        return ()


def _children(data: bytes) -> Iterator[Stream]:
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in (9, 12):
        return
    entries = _directory(data, shift)
    if len(entries) < 2 * _ENTRY_SIZE:
        return
    (first,) = struct.unpack_from("<L", entries, 76)
    (short_sector,) = struct.unpack_from("<L", entries, 116)
    waiting, seen = [first], set[int]()
    while waiting:
        number = waiting.pop()
        start = number * _ENTRY_SIZE
        if number in seen or start + _ENTRY_SIZE > len(entries):
            continue
        seen.add(number)
        (name_size,) = struct.unpack_from("<H", entries, start + 64)
        name = entries[start : start + max(0, min(name_size, 64) - 2)].decode("utf-16-le", "replace")
        sector, size = struct.unpack_from("<LL", entries, start + 116)
        short = size < _SHORT_STREAM
        offset = ((short_sector + 1) << shift) + (sector << 6) if short else (sector + 1) << shift
        yield Stream(name.lower(), offset)
        waiting.extend(struct.unpack_from("<LL", entries, start + 68))


def _directory(data: bytes, shift: int) -> bytes:
    (sector,) = struct.unpack_from("<L", data, 48)
    per_table = 1 << (shift - 2)
    tables = struct.unpack_from("<109L", data, 76)
    parts: list[bytes] = []
    while sector < _NONE and len(parts) < _MAX_SECTORS:
        start = (sector + 1) << shift
        parts.append(data[start : start + (1 << shift)])
        table, place = divmod(sector, per_table)
        if table >= len(tables) or tables[table] >= _NONE:
            break
        entry = ((tables[table] + 1) << shift) + 4 * place
        if entry + 4 > len(data):
            break
        (sector,) = struct.unpack_from("<L", data, entry)
    return b"".join(parts)
