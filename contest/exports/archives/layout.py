"""A ZIP laid out before a byte of it is written: stored members of known size and CRC, so that every part is known.

Any range of the file is headers that are made anew, and spans of members that are read from where they lie. What is
larger than the first ZIP could say is said by ZIP64 (APPNOTE 4.5.3), and only that.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Final

_LIMIT_32: Final = 0xFFFFFFFF
_LIMIT_16: Final = 0xFFFF
_UTF_8: Final = 0x800
_UNIX: Final = 3 << 8
_PLAIN_FILE: Final = 0o100644 << 16
_ZIP64_VERSION: Final = 45
_VERSION: Final = 20
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR: Final = struct.Struct("<4sLQL")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the ZIP; `at` is the time on the clock of its place."""

    path: str
    size: int
    crc: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes of a member's content, from `start` to before `stop`."""

    member: int
    start: int
    stop: int


class Layout:
    """Where everything stands in the ZIP of some members, in their order."""

    def __init__(self, members: Sequence[Member]) -> None:
        self._members = members
        heads = (len(_local(member)) + member.size for member in members)
        *self._starts, self._central = accumulate(heads, initial=0)
        entries = (len(_entry(*pair)) for pair in zip(members, self._starts, strict=True))
        *self._entries, self._end = accumulate(entries, initial=self._central)
        self._tail = _tail(len(members), self._central, self._end)

    @property
    def length(self) -> int:
        """How many bytes the ZIP has."""
        return self._end + len(self._tail)

    def pieces(self, start: int, stop: int) -> Iterator[bytes | Span]:
        """Give what stands from `start` to before `stop`; what comes before is passed over, not gone through."""
        yield from self._of_members(start, min(stop, self._central))
        yield from self._of_directory(start, min(stop, self._end))
        yield from _cut(self._tail, self._end, start, stop)

    def _of_members(self, start: int, stop: int) -> Iterator[bytes | Span]:
        for index in range(max(0, bisect_right(self._starts, start) - 1), len(self._members)):
            at = self._starts[index]
            if at >= stop:
                return
            member = self._members[index]
            head = _local(member)
            yield from _cut(head, at, start, stop)
            content = at + len(head)
            begins, ends = max(start, content), min(stop, content + member.size)
            if begins < ends:
                yield Span(index, begins - content, ends - content)

    def _of_directory(self, start: int, stop: int) -> Iterator[bytes]:
        for index in range(max(0, bisect_right(self._entries, start) - 1), len(self._members)):
            at = self._entries[index]
            if at >= stop:
                return
            yield from _cut(_entry(self._members[index], self._starts[index]), at, start, stop)


def _cut(piece: bytes, at: int, start: int, stop: int) -> Iterator[bytes]:
    """Give what of a piece that stands at `at` lies in the range, if anything does."""
    inside = piece[max(0, start - at) : max(0, stop - at)]
    if inside:
        yield inside


def _local(member: Member) -> bytes:
    name, size = member.path.encode(), min(member.size, _LIMIT_32)
    # Both sizes, always together: in a local header the extra field holds neither alone.
    extra = struct.pack("<2H2Q", 1, 16, member.size, member.size) if size == _LIMIT_32 else b""
    version = _ZIP64_VERSION if extra else _VERSION
    time, day = _dos_time(member.at)
    fixed = (b"PK\3\4", version, _UTF_8, 0, time, day, member.crc, size, size, len(name), len(extra))
    return _LOCAL.pack(*fixed) + name + extra


def _entry(member: Member, start: int) -> bytes:
    name, size, offset = member.path.encode(), min(member.size, _LIMIT_32), min(start, _LIMIT_32)
    large = [member.size] * 2 * (size == _LIMIT_32) + [start] * (offset == _LIMIT_32)
    extra = struct.pack(f"<2H{len(large)}Q", 1, 8 * len(large), *large) if large else b""
    version = _ZIP64_VERSION if large else _VERSION
    time, day = _dos_time(member.at)
    fixed = (b"PK\1\2", _UNIX | version, version, _UTF_8, 0, time, day, member.crc, size, size, len(name), len(extra))
    return _CENTRAL.pack(*fixed, 0, 0, 0, _PLAIN_FILE, offset) + name + extra


def _tail(count: int, start: int, end: int) -> bytes:
    size, counted = end - start, min(count, _LIMIT_16)
    short_size, short_start = min(size, _LIMIT_32), min(start, _LIMIT_32)
    large = b""
    if counted == _LIMIT_16 or _LIMIT_32 in (short_size, short_start):
        versions = (_UNIX | _ZIP64_VERSION, _ZIP64_VERSION)
        large = _END_64.pack(b"PK\6\6", _END_64.size - 12, *versions, 0, 0, count, count, size, start)
        large += _LOCATOR.pack(b"PK\6\7", 0, end, 1)
    return large + _END.pack(b"PK\5\6", 0, 0, counted, counted, short_size, short_start, 0)


def _dos_time(at: datetime) -> tuple[int, int]:
    """Give a moment in the two numbers of a ZIP, which know 1980 to 2107 and every other second."""
    year = min(max(at.year, 1980), 2107) - 1980
    return at.hour << 11 | at.minute << 5 | at.second // 2, year << 9 | at.month << 5 | at.day
