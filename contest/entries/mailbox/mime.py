"""A mail of unknown origin taken apart into its parts, under hard limits. Sizes are in bytes.

Written for this and not left to the standard library's parser, which goes as deep as a mail wishes, holds it several
times over, and reads a forwarded mail as if it were never encoded. A broken mail gives what can be had of it. Bodies
are views of the mail's own bytes: only what is decoded, or handed on as a part's content, is a copy.
"""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from contest.entries.mailbox.headers import LONGEST, decode_base64, decode_quoted, decode_words, parameters
from contest.phrases import Phrase, gettext_noop

MAX_DEPTH: Final = 20
"""How deep parts may lie in parts."""
MAX_FORWARDED: Final = 5
"""How many mails may lie in each other."""
MAX_PARTS: Final = 500
MAX_SECONDS: Final = 60.0

_MAX_HEAD: Final = 512 * 1024
_HEAD_END: Final = re.compile(rb"\r?\n[ \t]*\r?\n")
_FIELD: Final = re.compile(rb"([!-9;-~]{1,100})[ \t]*:[ \t]*((?:[^\r\n]*\r?\n[ \t]+)*[^\r\n]*)")
_TRAILER: Final = re.compile(rb"\n[ \t]*\r?\n(?=[^\n]*[^A-Za-z0-9+/=\s])")
_FOLD: Final = re.compile(rb"\r?\n[ \t]+")
_LINE_END: Final = re.compile(rb"\r?\n")
_NEW_LINE: Final = ord("\n")
_RETURN: Final = ord("\r")

Headers = Mapping[str, Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class Part:
    """One part that holds something itself: what it says it is, and its content, decoded.

    `message` counts the mails round it: 0 is the mail itself. `subject`, and `sender` as the header stands, are those
    of the innermost of them.
    """

    kind: str
    parameters: Mapping[str, str]
    disposition: str
    name: str
    content_id: bool
    content: bytes
    message: int
    subject: str
    sender: bytes


@dataclass(slots=True)
class Limits:
    """What may still be spent on one mail; what was left out for it is said in `remarks`. `unpacked` is in bytes."""

    unpacked: int
    parts: int = MAX_PARTS
    until: float = field(default_factory=lambda: time.monotonic() + MAX_SECONDS)
    remarks: dict[str, Phrase] = field(default_factory=dict)

    def spend(self) -> bool:
        """Count one part; False when there have been enough, or it takes too long."""
        self.parts -= 1
        if self.parts >= 0 and time.monotonic() < self.until:
            return True
        self.remark("too-many-parts", gettext_noop("邮件由太多部分组成，后面的没有读。请下载原邮件查看。"))
        return False

    def remark(self, code: str, template: str) -> None:
        """Say once what was left out."""
        self.remarks.setdefault(code, Phrase(template))


def split_head(mail: bytes | memoryview) -> tuple[Headers, memoryview]:
    """Give the headers of a mail or a part, by lower-case name, unfolded, in their order; and what follows them."""
    raw, beginning = memoryview(mail), bytes(mail[:_MAX_HEAD])
    if b"\n" not in beginning and b"\r" in beginning:
        raw = memoryview(bytes(mail).replace(b"\r", b"\n"))
    start = re.match(rb"\s*(?:>?From [^\n]*\n)?", raw)
    place = start.end() if start is not None else 0
    empty = _LINE_END.match(raw)
    if empty is not None:  # a part without headers begins with an empty line
        return {}, raw[empty.end() :]
    if _FIELD.match(raw, place) is None:
        return {}, raw
    end = _HEAD_END.search(raw, place, place + _MAX_HEAD)
    head = bytes(raw[place : end.start()] if end is not None else raw[place : place + _MAX_HEAD])
    body = raw[end.end() :] if end is not None else raw[:0]
    found: dict[str, list[bytes]] = {}
    for match in _FIELD.finditer(head):
        if match.start() and head[match.start() - 1 : match.start()] != b"\n":
            continue
        value = _FOLD.sub(b" ", match[2]).strip()
        found.setdefault(match[1].decode("ascii").lower(), []).append(value[:LONGEST])
    return found, body


def first(headers: Headers, name: str) -> bytes:
    """Give the first header of a name; nothing where there is none."""
    values = headers.get(name)
    return values[0] if values else b""


def parts_of(headers: Headers, body: memoryview, limits: Limits) -> Iterator[Part]:
    """Give the parts of a mail that hold something themselves, in their order, forwarded mails' among them."""
    return _parts(headers, body, limits, 0, 0, decode_words(first(headers, "subject")), first(headers, "from"))


def _parts(
    headers: Headers, body: memoryview, limits: Limits, depth: int, message: int, subject: str, sender: bytes
) -> Iterator[Part]:
    if not limits.spend():
        return
    raw_type = first(headers, "content-type")
    kind = raw_type.partition(b";")[0].strip().decode("latin-1").lower() or "text/plain"
    given = parameters(raw_type)
    if depth > MAX_DEPTH:
        limits.remark("too-deep", gettext_noop("邮件层层嵌套，里面的没有读。请下载原邮件查看。"))
        return
    if kind.startswith("multipart/"):
        pieces = _pieces(body, given.get("boundary", ""))
        if pieces:
            for piece in pieces:
                inner, rest = split_head(piece)
                if "content-type" not in inner and kind == "multipart/digest":
                    inner = {**inner, "content-type": [b"message/rfc822"]}
                yield from _parts(inner, rest, limits, depth + 1, message, subject, sender)
            return
        kind = "text/plain"
    shown = first(headers, "content-disposition")
    content = _decoded(body, first(headers, "content-transfer-encoding"))
    name = _name(parameters(shown), given)
    if kind in ("message/rfc822", "message/global") or name.lower().endswith(".eml"):
        if message == MAX_FORWARDED:
            limits.remark("too-deep", gettext_noop("邮件层层嵌套，里面的没有读。请下载原邮件查看。"))
            return
        inner, rest = split_head(content)
        about = decode_words(first(inner, "subject")) or subject
        by = first(inner, "from") or sender
        yield from _parts(inner, rest, limits, depth + 1, message + 1, about, by)
        return
    yield Part(
        kind=kind,
        parameters=given,
        disposition=shown.partition(b";")[0].strip().decode("latin-1").lower(),
        name=name,
        content_id="content-id" in headers,
        content=bytes(content),
        message=message,
        subject=subject,
        sender=sender,
    )


def _pieces(body: memoryview, boundary: str) -> list[memoryview]:
    """What stands between the boundary's lines; the last may lack its end."""
    if not boundary:
        return []
    line = re.compile(re.escape(b"--" + boundary.encode("utf-8", "replace")) + rb"(--)?[ \t]*(?:\r?\n|\Z)")
    found: list[memoryview] = []
    start = -1
    for match in line.finditer(body):
        end = match.start()
        if end and body[end - 1] != _NEW_LINE:
            continue
        if start >= 0:
            found.append(body[start : _before_line_end(body, start, end)])
        start = match.end()
        if match[1] or len(found) >= MAX_PARTS:
            return found
    if start >= 0:
        found.append(body[start:])
    return found


def _before_line_end(body: memoryview, start: int, end: int) -> int:
    """Where a piece ends whose last line end belongs to the boundary that follows it."""
    for sign in (_NEW_LINE, _RETURN):
        if end > start and body[end - 1] == sign:
            end -= 1
    return end


def _decoded(body: memoryview, encoding: bytes) -> bytes | memoryview:
    """The content as it was before it was encoded for the way."""
    match encoding.strip().lower():
        case b"base64":
            return decode_base64(_without_trailer(bytes(body)))
        case b"quoted-printable":
            return decode_quoted(bytes(body))
    return body


def _without_trailer(body: bytes) -> bytes:
    """Base64 up to its end: lists put a line of their own under what they pass on, after an empty line."""
    stripped = body.lstrip()
    end = _TRAILER.search(stripped)
    return stripped[: end.start()] if end is not None else stripped


def _name(shown: Mapping[str, str], given: Mapping[str, str]) -> str:
    """The name of a file by either header: the first in which every sign could be read."""
    names = [name for name in (shown.get("filename", ""), given.get("name", "")) if name]
    whole = (name for name in names if "\ufffd" not in name and name.strip("?_. "))
    return next(whole, names[0] if names else "")
