"""The headers of a mail as text: encoded words (RFC 2047), parameters in pieces (RFC 2231), and bytes with neither."""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import unquote_to_bytes

from contest.entries.mailbox.charsets import coding_of, decode_text

LONGEST: Final = 16_384
"""Bytes of one header that are looked at."""

_WORD: Final = re.compile(rb"=\?([\w.*:+-]{1,60})\?([BbQq])\?([^?\r\n]*)\?=")
_BLANK: Final = re.compile(rb"[ \t\r\n]*")
_BASE64: Final = bytes(sorted(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
_NOT_BASE64: Final = bytes(sorted(set(range(256)) - set(_BASE64)))
_PARAMETER: Final = re.compile(rb";\s*([^\s=;\"]{1,80})\s*=\s*(\"(?:[^\"\\]|\\.)*\"?|[^;]*)", re.DOTALL)
_PIECE: Final = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")
_EXTENDED: Final = re.compile(rb"([\w.:+-]*)'([\w-]*)'", re.DOTALL)
_LONE_PERCENT: Final = re.compile("%(?![0-9A-Fa-f]{2})")
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")


def decode_base64(data: bytes) -> bytes:
    """Give what Base64 stands for, over line ends, blanks and junk, and without its padding; never raises."""
    kept = data.translate(None, _NOT_BASE64)
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    return base64.b64decode(kept + b"=" * (-len(kept) % 4))


def decode_words(raw: bytes) -> str:
    """Give a header's text, on one line. Words side by side are one text, even where a sign is cut between them."""
    text, place = "", 0
    for start, end, words in _runs(raw):
        before = raw[place:start]
        text += decode_text(before) + _read(words)
        place = end
    text += decode_text(raw[place:])
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class _Word:
    """One encoded word: its label, `B` or `Q`, and what is encoded."""

    label: str
    way: bytes
    payload: bytes


def _runs(raw: bytes) -> Iterator[tuple[int, int, list[_Word]]]:
    """The runs of encoded words with nothing but blanks between, each with its place."""
    start, end, words = 0, -1, list[_Word]()
    for match in _WORD.finditer(raw):
        word = _Word(match[1].decode("ascii", "replace"), match[2].upper(), match[3])
        if words and (between := _BLANK.match(raw, end)) is not None and between.end() == match.start():
            words.append(word)
        else:
            if words:
                yield start, end, words
            start, words = match.start(), [word]
        end = match.end()
    if words:
        yield start, end, words


def _read(words: Sequence[_Word]) -> str:
    """The text of words side by side: the bytes of those in one coding are put together before they are read."""
    text, held, label = "", b"", ""
    pending = b""
    for number, word in enumerate(words):
        if held and coding_of(word.label) != coding_of(label):
            text, held = text + decode_text(held, label), b""
        label = word.label
        if word.way == b"Q":
            held += quopri.decodestring(word.payload.replace(b" ", b"_"), header=True)
            continue
        payload = pending + word.payload
        following = words[number + 1] if number + 1 < len(words) else None
        goes_on = following is not None and following.way == b"B" and coding_of(following.label) == coding_of(label)
        # Some programs cut the Base64 itself, not the text before it is encoded.
        if goes_on and b"=" not in payload and len(payload) % 4:
            pending = payload
        else:
            held, pending = held + decode_base64(payload), b""
    return text + decode_text(held, label)


def parameters(raw: bytes) -> Mapping[str, str]:
    """Give the parameters of a header such as Content-Type, by lower-case name; what is encoded in any way, decoded.

    A name given twice counts once, RFC 2231 before the plain form beside it.
    """
    plain: dict[str, bytes] = {}
    pieces: dict[str, dict[int, tuple[bytes, bool]]] = {}
    for match in _PARAMETER.finditer(b";" + raw.partition(b";")[2][:LONGEST]):
        name = _PIECE.fullmatch(match[1].decode("ascii", "replace").lower())
        if name is None:
            continue
        value = _unquoted(match[2])
        if name[2] or name[3]:
            pieces.setdefault(name[1], {}).setdefault(int(name[2] or 0), (value, bool(name[3])))
        else:
            plain.setdefault(name[1], value)
    found = {name: _plain_value(value) for name, value in plain.items()}
    return found | {name: _joined(parts) for name, parts in pieces.items()}


def _unquoted(value: bytes) -> bytes:
    value = value.strip()
    if not value.startswith(b'"'):
        return value
    # A backslash hides a quotation mark or itself; before anything else it is part of a client's path.
    return re.sub(rb'\\(["\\])', rb"\1", value[1:].removesuffix(b'"'))


def _plain_value(value: bytes) -> str:
    text = decode_words(value)
    if "%" in text and not _LONE_PERCENT.search(text):
        meant = decode_text(unquote_to_bytes(text))
        if not meant.isascii() and "\ufffd" not in meant:
            return meant
    return text


def _joined(parts: Mapping[int, tuple[bytes, bool]]) -> str:
    """A value in pieces: charset and language stand before the first, and a sign may be cut between two."""
    label: str | None = None
    held = b""
    for number in sorted(parts):
        value, extended = parts[number]
        if extended and number == min(parts) and (head := _EXTENDED.match(value)) is not None:
            label, value = head[1].decode("ascii", "replace"), value[head.end() :]
        held += unquote_to_bytes(value) if extended else value
    if label is None:
        return _plain_value(held)
    return " ".join(decode_text(held, label).split())


def sender_of(raw: bytes) -> tuple[str, str]:
    """Give name and address of a From header, either empty where there is none that could be written to."""
    cut = raw[:LONGEST]
    before, bracket, after = cut.rpartition(b"<")
    if bracket:
        address, name = after.partition(b">")[0], before
    else:
        address, name = cut, b""
    match = _ADDRESS.search(address.decode("latin-1"))
    found = match[0] if match is not None and len(match[0]) <= 254 else ""
    said = decode_words(name).strip(" \"'")
    return said, found


def moment_of(raw: bytes) -> datetime | None:
    """Give the time that a Date header, or the end of a Received header, says; None where it says none to believe."""
    text = raw[:LONGEST].decode("latin-1").rpartition(";")[2]
    try:
        moment = parsedate_to_datetime(" ".join(text.split()))
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return moment if 2000 <= moment.year <= 2200 else None


def decode_quoted(data: bytes) -> bytes:
    """Give what quoted-printable stands for; what is none stays as it is."""
    try:
        return quopri.decodestring(data)
    except (binascii.Error, ValueError):
        return data
