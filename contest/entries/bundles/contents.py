"""A unit's ZIP of unknown origin: its members listed and read under hard limits, never unpacked to the disk.

A member is spoken of by its place in the ZIP's directory. Its name is only shown and compared, it never becomes a
path. Sizes are in bytes; they are counted while a member is read, whatever the ZIP says of them.
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, Final

from contest.entries.bundles.member_names import member_names
from contest.phrases import Refusal, gettext_noop
from contest.web.lines import one_line

MAX_FILES: Final = 500
"""Manuscripts in one bundle."""

MAX_MEMBERS: Final = 5_000
"""Members of any kind, folders and what systems leave behind included."""

MAX_DIRECTORY: Final = 2 * 1024 * 1024
MAX_RATIO: Final = 200
RATIO_MATTERS_FROM: Final = 10_000_000

_CHUNK: Final = 1 << 20
_END_SIZE: Final = 22
_LOCATOR_SIZE: Final = 20
_END64_SIZE: Final = 56
_LOCAL_HEADER_SIZE: Final = 30
_ENCRYPTED_FLAGS: Final = 0x1 | 0x40 | 0x2000
_ZIP_FAULTS: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, KeyError, IndexError, OverflowError,
    RuntimeError, NotImplementedError,
)  # fmt: skip
_LEFTOVERS: Final = ("thumbs.db", "desktop.ini", ".ds_store", "icon\r")
_PACKED: Final = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".iso", ".cab")


class MemberKind(StrEnum):
    """What a member is taken for."""

    FILE = "file"
    SHEET = "sheet"
    NESTED = "nested"
    ENCRYPTED = "encrypted"
    LINK = "link"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Member:
    """One member that somebody meant to send: `place` in the directory, `name` without its `folder`, size as said."""

    place: int
    folder: str
    name: str
    size: int
    kind: MemberKind


class Contents:
    """The members of a bundle's ZIP. Raises `Refusal` for a ZIP that is damaged, or larger than a bundle may be.

    `largest` is the size from which a member is not read any more, `left` how much may still be unpacked.
    """

    def __init__(self, source: BinaryIO, *, largest: int, max_unpacked: int) -> None:
        self._largest = largest
        self.left = max_unpacked
        _check_end(source)
        try:
            self._zip = zipfile.ZipFile(source)
            self._infos = self._zip.infolist()
            names = member_names(self._infos)
        except _ZIP_FAULTS as fault:
            raise _damaged() from fault
        _check_extent(self._infos, self._zip.start_dir)
        listed = (self._listed(place, name) for place, name in enumerate(names))
        self.members: Sequence[Member] = tuple(member for member in listed if member is not None)
        if sum(member.kind is not MemberKind.SHEET for member in self.members) > MAX_FILES:
            raise Refusal(
                "too-many-files",
                gettext_noop("压缩包里的文件超过 %(most)s 个。请分成几个压缩包，分几次上传。"),
                most=MAX_FILES,
            )

    @property
    def is_office_file(self) -> bool:
        """Whether the ZIP is itself a document or a workbook."""
        return any(info.orig_filename == "[Content_Types].xml" for info in self._infos)

    @property
    def is_workbook(self) -> bool:
        """Whether the ZIP is itself an Excel workbook."""
        return self.is_office_file and any(info.orig_filename.startswith("xl/") for info in self._infos)

    def read(self, place: int) -> bytes:
        """Give the content of the member at `place`. Raises `Refusal` when it is damaged, or swells in reading."""
        info = self._infos[place]
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    self.left -= len(chunk)
                    if size > self._largest or self.left < 0 or _swells(size, info.compress_size):
                        raise Refusal(
                            "overblown", gettext_noop("解压后过大，不像一篇文稿，没有读取。请检查这个文件，单独上传。")
                        )
                    chunks.append(chunk)
        except _ZIP_FAULTS as fault:
            raise Refusal(
                "damaged-member", gettext_noop("在压缩包里已损坏，读不出来。请重新打包，补传这个文件。")
            ) from fault
        return b"".join(chunks)

    def _listed(self, place: int, name: str) -> Member | None:
        """The member at `place`, or nothing for folders and what systems leave behind."""
        info = self._infos[place]
        *folders, last = [part for part in name.split("/") if part not in ("", ".", "..")] or [""]
        bare = one_line(last)
        if info.is_dir() or name.endswith("/") or not bare or _is_leftover(folders, last):
            return None
        return Member(place, one_line("/".join(folders))[:200], bare[:400], info.file_size, self._kind(info, bare))

    def _kind(self, info: zipfile.ZipInfo, name: str) -> MemberKind:
        folded = name.casefold()
        if stat.S_ISLNK(info.external_attr >> 16):
            return MemberKind.LINK
        if info.flag_bits & _ENCRYPTED_FLAGS:
            return MemberKind.ENCRYPTED
        if folded.endswith(_PACKED):
            return MemberKind.NESTED
        if info.file_size > self._largest or _swells(info.file_size, info.compress_size):
            return MemberKind.TOO_LARGE
        return MemberKind.SHEET if folded.endswith((".xlsx", ".xls", ".et", ".csv")) else MemberKind.FILE


def _is_leftover(folders: Sequence[str], name: str) -> bool:
    """Whether a system or a word processor left this file, which nobody meant to send."""
    return (
        any(folder.casefold() == "__macosx" for folder in folders)
        or name.startswith(("~$", "._", ".~"))
        or name.casefold() in _LEFTOVERS
    )


def _swells(size: int, packed: int) -> bool:
    return size > RATIO_MATTERS_FROM and size > MAX_RATIO * packed


def _check_end(source: BinaryIO) -> None:
    """Look at the end record before `zipfile` reads as long a directory as the file wishes.

    The record is sought where `zipfile` seeks it, so that both judge the same one.
    """
    length = source.seek(0, 2)
    start = max(0, length - _END_SIZE - 0xFFFF - _LOCATOR_SIZE - _END64_SIZE)
    source.seek(start)
    tail = source.read()
    source.seek(0)
    end = len(tail) - _END_SIZE
    if end < 0:
        raise _damaged()
    if not (tail.startswith(b"PK\5\6", end) and tail.endswith(b"\0\0")):
        end = tail.rfind(b"PK\5\6", max(0, end - 0xFFFF))
        if end < 0 or end + _END_SIZE > len(tail):
            raise _damaged()
    entries, directory_size = struct.unpack_from("<HL", tail, end + 10)
    place = end - _LOCATOR_SIZE - _END64_SIZE
    if tail.startswith(b"PK\6\7", max(0, end - _LOCATOR_SIZE)):
        if place < 0 or not tail.startswith(b"PK\6\6", place):
            raise _damaged()
        entries, directory_size = struct.unpack_from("<QQ", tail, place + 32)
    if entries > MAX_MEMBERS or directory_size > MAX_DIRECTORY:
        raise _too_many_members()


def _check_extent(members: Sequence[zipfile.ZipInfo], directory_start: int) -> None:
    """Refuse a ZIP that is empty, or whose members lie over each other to unpack the same bytes many times."""
    if not members:
        raise Refusal("empty-bundle", gettext_noop("压缩包是空的。请把稿件放进压缩包，重新上传。"))
    if len(members) > MAX_MEMBERS:
        raise _too_many_members()
    by_place = sorted(members, key=lambda member: member.header_offset)
    ends = [member.header_offset + _LOCAL_HEADER_SIZE + member.compress_size for member in by_place]
    starts = [member.header_offset for member in by_place[1:]] + [directory_start]
    if any(end > start for end, start in zip(ends, starts, strict=True)):
        raise _damaged()


def _too_many_members() -> Refusal:
    return Refusal(
        "too-many-files",
        gettext_noop("压缩包里的文件超过 %(most)s 个。请分成几个压缩包，分几次上传。"),
        most=MAX_FILES,
    )


def _damaged() -> Refusal:
    return Refusal(
        "damaged-bundle",
        gettext_noop("压缩包已损坏或不是 ZIP 格式，无法打开。请在电脑上选中稿件，重新压缩成 .zip 后上传。"),
    )


def kind_of_upload(source: BinaryIO) -> str:
    """Tell what an uploaded part of a bundle is: `zip` or `sheet`. Raises `Refusal`, with advice, for anything else."""
    source.seek(0)
    start = source.read(8)
    if start.startswith(b"PK"):
        contents = Contents(source, largest=RATIO_MATTERS_FROM, max_unpacked=0)
        if contents.is_office_file and not contents.is_workbook:
            raise _single_manuscript()
        return "sheet" if contents.is_workbook else "zip"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal(
            "old-workbook",
            gettext_noop(
                "这是旧版（.xls）或设有密码的文件，读不出来。请用 Excel 或 WPS 打开，去掉密码，另存为 .xlsx 后上传。"
            ),
        )
    if start.startswith((b"Rar!", b"7z\xbc\xaf")):
        raise Refusal("other-archive", gettext_noop("这是 RAR 或 7z 压缩包。请解压后重新压缩成 .zip 再上传。"))
    raise Refusal(
        "neither-kind", gettext_noop("这里收两种文件：稿件的压缩包（.zip）和汇总表（.xlsx）。请检查选择的文件。")
    )


def _single_manuscript() -> Refusal:
    return Refusal(
        "single-manuscript",
        gettext_noop("这是一篇文稿，不是压缩包。几篇稿件请压缩成一个 .zip；只有一篇，请在“投稿”页面上传。"),
    )
