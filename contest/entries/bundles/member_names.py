"""The names of a ZIP's members in the letters that people typed, whatever program packed them.

A ZIP says of a name only whether it is UTF-8; without that flag it should be code page 437, and is in truth the
system's own: GBK or GB18030 on a Chinese Windows, UTF-8 without the flag on a Mac. One program packs one ZIP, so
the coding is settled for all its names together.
"""

import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from typing import Final

_UTF8_FLAG: Final = 0x800
_UNICODE_PATH: Final = 0x7075
_CODINGS: Final = ("utf-8", "gb18030", "big5")
# What code page 437 and Latin 1 make of Chinese bytes: frames, blocks, accents, and no Han sign.
_FRAMES: Final = re.compile("[\u0080-\u00ff\u0391-\u03c6\u2020-\u2122\u2190-\u25ff]")
_HAN: Final = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


def member_names(members: Sequence[zipfile.ZipInfo]) -> list[str]:
    """Give the names of members in their order, NFC, folders parted by `/`; they are only ever shown and compared."""
    raw = [_undeclared(member) for member in members]
    coding = _coding_of([name for name in raw if name is not None])
    names = []
    for member, undeclared in zip(members, raw, strict=True):
        if undeclared is None:
            name = _unicode_path(member) or _put_right(member.orig_filename)
        else:
            name = undeclared.decode(coding, "replace")
        names.append(unicodedata.normalize("NFC", name.replace("\\", "/")))
    return names


def _undeclared(member: zipfile.ZipInfo) -> bytes | None:
    """The bytes of a name whose coding the ZIP does not tell; None where it does."""
    if member.flag_bits & _UTF8_FLAG or _unicode_path(member) is not None:
        return None
    return member.orig_filename.encode("cp437", "replace")


def _unicode_path(member: zipfile.ZipInfo) -> str | None:
    """The name in Info-ZIP's extra field 0x7075, where it still belongs to the name beside it (APPNOTE 4.6.9)."""
    extra, place = member.extra, 0
    while place + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, place)
        if kind == _UNICODE_PATH and size > 5 and place + 4 + size <= len(extra):
            version, checked = struct.unpack_from("<BL", extra, place + 4)
            raw = member.orig_filename.encode("utf-8" if member.flag_bits & _UTF8_FLAG else "cp437", "replace")
            if version == 1 and checked == zlib.crc32(raw):
                return extra[place + 9 : place + 4 + size].decode("utf-8", "replace")
        place += 4 + size
    return None


def _coding_of(names: Sequence[bytes]) -> str:
    """The coding in which all names can be read, and read with the fewest signs that no name has."""
    best, fewest = "cp437", -1
    for coding in _CODINGS:
        try:
            strange = sum(_strange(name.decode(coding)) for name in names)
        except UnicodeDecodeError:
            continue
        if fewest < 0 or strange < fewest:
            best, fewest = coding, strange
    return best if fewest >= 0 else "gb18030"


def _strange(name: str) -> int:
    """How many signs of a name are neither Han, ASCII, nor the punctuation beside them."""
    return sum(
        not (
            sign.isascii() or _HAN.match(sign) or sign in "·—…“”‘’№①②③④⑤⑥⑦⑧⑨⑩" or "\u3000" <= sign <= "\u303f"
            or "\uff00" <= sign <= "\uffef"
        )
        for sign in name
    )  # fmt: skip


def _put_right(name: str) -> str:
    """A name that was decoded wrongly before it was declared UTF-8, as it was meant; any other as it is."""
    if _HAN.search(name) or not _FRAMES.search(name):
        return name
    for wrong in ("cp437", "latin-1", "cp1252"):
        for coding in ("utf-8", "gb18030"):
            try:
                meant = name.encode(wrong).decode(coding)
            except UnicodeError:
                continue
            if len(_HAN.findall(meant)) > 1 and not _strange(meant):
                return meant
    return name
