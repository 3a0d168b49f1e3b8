"""The files inside a winmail.dat: what Outlook makes of a mail in its own format (MS-OXTNEF), read under hard limits.

Only what a file needs is read: its name, by the long one where there are two, and its content. Sizes are in bytes.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from contest.entries.mailbox.charsets import decode_text

SIGNATURE: Final = b"\x78\x9f\x3e\x22"
MAX_ATTRIBUTES: Final = 5_000
MAX_FILES: Final = 200
MAX_NESTED: Final = 5

_ATTACH_REND: Final = 0x9002
_ATTACH_TITLE: Final = 0x8010
_ATTACH_DATA: Final = 0x800F
_ATTACHMENT: Final = 0x9005
_CODE_PAGE: Final = 0x9007
_BODY: Final = 0x800C
_MAPI: Final = 0x9003

_LONG_NAME: Final = 0x3707
_SHORT_NAME: Final = 0x3704
_SHOWN_NAME: Final = 0x3001
_DATA: Final = 0x3701
_TEXT: Final = 0x1000

_FIXED: Final = {
    0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4, 0x0014: 8, 0x0040: 8,
    0x0048: 16,
}  # fmt: skip
_STRING: Final = 0x001E
_UNICODE: Final = 0x001F
_OBJECT: Final = 0x000D
_BINARY: Final = 0x0102
_MANY: Final = 0x1000


@dataclass(frozen=True, slots=True)
class TnefFile:
    """A file as it was attached."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Tnef:
    """What a winmail.dat holds: the text, where it says one in plain, and the files, nested mails' among them."""

    text: str
    files: Sequence[TnefFile]


def read_tnef(data: bytes) -> Tnef:
    """Read a winmail.dat; one that breaks off gives what comes before, one that is none gives nothing. Never raises."""
    files: list[TnefFile] = []
    text = _read(data, files, 0)
    return Tnef(text, tuple(files))


def _read(data: bytes, files: list[TnefFile], nested: int) -> str:
    if not data.startswith(SIGNATURE) or nested > MAX_NESTED:
        return ""
    label, text = "gb18030", ""
    title, content, properties = "", b"", b""
    begun = False
    for attribute, value in (*_attributes(data), (_ATTACH_REND, b"")):
        if attribute == _CODE_PAGE and len(value) >= 4:
            label = f"cp{struct.unpack_from('<L', value)[0]}"
        elif attribute == _ATTACH_TITLE:
            title = decode_text(value.rstrip(b"\0"), label)
        elif attribute == _ATTACH_DATA:
            content = value
        elif attribute == _ATTACHMENT:
            properties = value
        elif attribute == _BODY:
            text = decode_text(value.rstrip(b"\0"), label)
        elif attribute == _MAPI:
            text = text or _string(_properties(value), _TEXT, label)
        elif attribute == _ATTACH_REND:
            if begun and len(files) < MAX_FILES:
                _keep(title, content, _properties(properties), label, files, nested)
            title, content, properties, begun = "", b"", b"", True
    return text


def _keep(
    title: str,
    content: bytes,
    properties: dict[int, tuple[int, bytes]],
    label: str,
    files: list[TnefFile],
    nested: int,
) -> None:
    """Keep one file, or those of the mail that it is."""
    name = next(
        (found for key in (_LONG_NAME, _SHOWN_NAME, _SHORT_NAME) if (found := _string(properties, key, label))), title
    )
    kind, held = properties.get(_DATA, (0, b""))
    inner = held[16:] if kind == _OBJECT else held  # an object begins with the identifier of its interface
    if inner.startswith(SIGNATURE):
        _read(inner, files, nested + 1)
    elif content or held:
        files.append(TnefFile(name.strip("\0 "), content or held))


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The attributes in their order: level, number, length, value, checksum (which nobody keeps to)."""
    place = 6
    for _ in range(MAX_ATTRIBUTES):
        if place + 9 > len(data):
            return
        level, attribute, _, length = struct.unpack_from("<BHHL", data, place)
        if level not in (1, 2) or place + 9 + length > len(data):
            return
        yield attribute, data[place + 9 : place + 9 + length]
        place += 9 + length + 2


def _properties(data: bytes) -> dict[int, tuple[int, bytes]]:
    """The MAPI properties of one file, by number, each with its type; up to the first that can't be read."""
    found: dict[int, tuple[int, bytes]] = {}
    try:
        (count,) = struct.unpack_from("<L", data, 0)
        place = 4
        for _ in range(min(count, MAX_ATTRIBUTES)):
            kind, number = struct.unpack_from("<HH", data, place)
            place += 4
            if number >= 0x8000:
                place = _after_name(data, place)
            value, place = _value(data, place, kind)
            found.setdefault(number, (kind & ~_MANY, value))
    except (struct.error, ValueError):
        pass
    return found


def _after_name(data: bytes, place: int) -> int:
    """The place behind a named property's name: its set, then a number or a text."""
    (by_text,) = struct.unpack_from("<L", data, place + 16)
    if not by_text:
        return place + 24
    (length,) = struct.unpack_from("<L", data, place + 20)
    return place + 24 + _padded(length)


def _value(data: bytes, place: int, kind: int) -> tuple[bytes, int]:
    """The first value of a property and the place behind all of them. Raises `ValueError` for an unknown type."""
    many, plain = kind & _MANY, kind & ~_MANY
    if plain in _FIXED:
        size, count = _FIXED[plain], 1
        if many:
            (count,) = struct.unpack_from("<L", data, place)
            place += 4
        return data[place : place + size], place + count * size
    if plain not in (_STRING, _UNICODE, _OBJECT, _BINARY):
        raise ValueError(plain)
    (count,) = struct.unpack_from("<L", data, place)
    place += 4
    first = b""
    for number in range(min(count, MAX_ATTRIBUTES)):
        (length,) = struct.unpack_from("<L", data, place)
        place += 4
        if place + length > len(data):
            raise ValueError(length)
        first = data[place : place + length] if number == 0 else first
        place += _padded(length)
    return first, place


def _padded(length: int) -> int:
    return length + -length % 4


def _string(properties: dict[int, tuple[int, bytes]], number: int, label: str) -> str:
    kind, value = properties.get(number, (0, b""))
    if kind == _UNICODE:
        return value.decode("utf-16-le", "replace").rstrip("\0")
    return decode_text(value.rstrip(b"\0"), label) if kind == _STRING else ""
