"""A zip file of unknown origin, opened under hard limits and never unpacked to disk.

The limits pass every real manuscript met (largest: 15.3 MB unpacked, 291 entries, ratio 130) and stop what is
built to exhaust a server. Sizes are in bytes.
"""

import io
import struct
import zipfile
import zlib
from typing import Final

from contest.documents.errors import damaged, encrypted, overblown, suspicious

MAX_ENTRIES: Final = 2_000
MAX_UNPACKED: Final = 200_000_000
MAX_RATIO: Final = 200
RATIO_MATTERS_FROM: Final = 10_000_000
MAX_DIRECTORY: Final = 512 * 1024

_CHUNK: Final = 1 << 20
_END_SIZE: Final = 22
_LOCATOR_SIZE: Final = 20
_LOCAL_HEADER_SIZE: Final = 30
_ENCRYPTED_FLAGS: Final = 0x1 | 0x40 | 0x2000
_ZIP_FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
    RuntimeError,
    NotImplementedError,
)


class Archive:
    """The members of a zip, by name. Raises only `Refused`: damaged, encrypted, overblown or suspicious."""

    def __init__(self, data: bytes) -> None:
        _check_directory(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except _ZIP_FAULTS as fault:
            raise damaged() from fault
        _check_members(members, self._zip.start_dir)
        self._members = {member.filename: member for member in members if not member.is_dir()}
        self._folded = {name.lower(): name for name in self._members}
        self._unpacked = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names, in the order of the zip's directory."""
        return tuple(self._members)

    @property
    def comment(self) -> bytes:
        """The comment on the zip as a whole."""
        return self._zip.comment

    def find(self, name: str) -> str | None:
        """The member's own spelling of `name` (part names ignore case), or None."""
        return name if name in self._members else self._folded.get(name.lower())

    def read(self, name: str, limit: int) -> bytes:
        """The content of the member `name`, at most `limit` bytes, counted while unpacking."""
        member = self._members.get(name)
        if member is None:
            raise damaged()
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    self._unpacked += len(chunk)
                    if size > limit or self._unpacked > MAX_UNPACKED:
                        raise overblown()
                    chunks.append(chunk)
        except _ZIP_FAULTS as fault:
            raise damaged() from fault
        return b"".join(chunks)


def _check_directory(data: bytes) -> None:
    """Look at the end record before `zipfile` reads as long a directory as the file wishes.

    The record is sought where `zipfile` seeks it, so that both judge the same one.
    """
    end = len(data) - _END_SIZE
    if end < 0:
        raise damaged()
    if not (data.startswith(b"PK\5\6", end) and data.endswith(b"\0\0")):
        end = data.rfind(b"PK\5\6", max(0, end - 0xFFFF))
        if end < 0 or end + _END_SIZE > len(data):
            raise damaged()
    if data.startswith(b"PK\6\7", max(0, end - _LOCATOR_SIZE)):
        raise overblown()  # zip64: made for more than 4 GB or 65,535 entries
    entries, directory_size = struct.unpack_from("<HL", data, end + 10)
    if entries > MAX_ENTRIES or directory_size > MAX_DIRECTORY:
        raise overblown()


def _check_members(members: list[zipfile.ZipInfo], directory_start: int) -> None:
    if not members:
        raise damaged()
    if len(members) > MAX_ENTRIES or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise overblown()
    for member in members:
        if member.flag_bits & _ENCRYPTED_FLAGS:
            raise encrypted()
        if member.file_size > RATIO_MATTERS_FROM and member.file_size > MAX_RATIO * member.compress_size:
            raise overblown()
    if len({member.filename.lower() for member in members}) < len(members):
        raise suspicious()
    by_place = sorted(members, key=lambda member: member.header_offset)
    ends = [member.header_offset + _LOCAL_HEADER_SIZE + member.compress_size for member in by_place]
    starts = [member.header_offset for member in by_place[1:]] + [directory_start]
    if any(end > start for end, start in zip(ends, starts, strict=True)):
        raise suspicious()
