"""Mails as people's programs really send them: written byte by byte, so that each fault stands where it should."""

import base64
import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

NAME = "十周年-潮声纪念馆-灯火-林晓.docx"
SENDER = "linxiao@example.org"
CAME = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
DOCX = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def word(text: str, charset: str = "utf-8") -> bytes:
    """Give a text as one encoded word."""
    return b"=?" + charset.encode() + b"?B?" + base64.b64encode(text.encode(charset)) + b"?="


def in_lines(data: bytes) -> bytes:
    """Give bytes in Base64, in lines."""
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def part(content: bytes, kind: bytes, *headers: bytes) -> bytes:
    """Give a part in Base64."""
    lines = [b"Content-Type: " + kind, b"Content-Transfer-Encoding: base64", *headers]
    return b"\r\n".join([*lines, b"", in_lines(content)])


def attached(content: bytes, name: str = NAME, charset: str = "utf-8") -> bytes:
    """Give a file as most programs attach it: its name as an encoded word in both headers."""
    said = b'"' + word(name, charset) + b'"'
    return part(content, DOCX + b";\r\n name=" + said, b"Content-Disposition: attachment;\r\n filename=" + said)


def text(said: str, kind: bytes = b"text/plain", charset: str = "utf-8") -> bytes:
    """Give a text part."""
    return part(said.encode(charset), kind + b"; charset=" + charset.encode())


def mixed(*parts: bytes, boundary: bytes = b"=_b1", kind: bytes = b"mixed") -> bytes:
    """Give parts as one, with its Content-Type on top."""
    head = b"Content-Type: multipart/" + kind + b';\r\n boundary="' + boundary + b'"\r\n\r\n'
    return head + b"".join(b"--" + boundary + b"\r\n" + one + b"\r\n" for one in parts) + b"--" + boundary + b"--\r\n"


def mail(
    content: bytes,
    *headers: bytes,
    subject: bytes = b"essay",
    sender: bytes = SENDER.encode(),
    message_id: bytes = b"<1@example.org>",
) -> bytes:
    """Give a whole mail; `content` begins with its own headers."""
    lines = [
        b"Received: from mx.example.org by mail.example.org with ESMTP; Fri, 20 Nov 2026 16:30:00 +0800",
        b"Received: from home by mx.example.org; Fri, 20 Nov 2026 16:29:00 +0800",
        b"Date: Fri, 20 Nov 2026 16:28:00 +0800",
        b"From: " + word("林晓") + b" <" + sender + b">",
        b"To: essays@example.org",
        b"Subject: " + subject,
        b"Message-ID: " + message_id,
        b"MIME-Version: 1.0",
        *headers,
    ]
    return b"\r\n".join(lines) + b"\r\n" + content


def simple(content: bytes, name: str = NAME, said: str = "您好，稿件见附件。", **headers: bytes) -> bytes:
    """Give a mail with a line of text and one file."""
    return mail(mixed(text(said), attached(content, name)), **headers)


def zipped(members: Sequence[tuple[str, bytes]], charset: str = "") -> bytes:
    """Give a ZIP; with a charset the names stand in it undeclared, as Chinese Windows writes them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for number, (name, content) in enumerate(members):
            made.writestr(f"{number:04}" if charset else name, content)
    packed = out.getvalue()
    for number, (name, _) in enumerate(members if charset else ()):
        packed = _renamed(packed, f"{number:04}".encode(), name.encode(charset))
    return packed


def _renamed(packed: bytes, old: bytes, new: bytes) -> bytes:
    """Put another name into a ZIP, of any length, and set right every place behind it."""
    with zipfile.ZipFile(io.BytesIO(packed)) as held:
        infos, contents = held.infolist(), {info.filename: held.read(info) for info in held.infolist()}
    out, directory = b"", b""
    for info in infos:
        given = info.filename.encode("cp437")
        name = new if given == old else given
        raw = contents[info.filename]
        sizes = struct.pack("<LLLHH", info.CRC, len(raw), len(raw), len(name), 0)
        head = struct.pack("<HHHHH", 20, 0, 0, 0, 33) + sizes
        directory += b"PK\1\2" + struct.pack("<H", 20) + head + struct.pack("<HHHLL", 0, 0, 0, 0, len(out)) + name
        out += b"PK\3\4" + head + name + raw
    count = len(infos)
    return out + directory + b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, count, count, len(directory), len(out), 0)


# --- winmail.dat ---------------------------------------------------------------------------------------------------


def _attribute(level: int, number: int, value: bytes, kind: int = 0) -> bytes:
    return struct.pack("<BHHL", level, number, kind, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def _property(kind: int, number: int, value: bytes) -> bytes:
    padded = value + b"\0" * (-len(value) % 4)
    return struct.pack("<HHLL", kind, number, 1, len(value)) + padded


def winmail(*files: tuple[str, bytes], body: str = "", nested: bytes = b"") -> bytes:
    """Give a winmail.dat with these files: a short name in the old field, the long one as a property."""
    made = b"\x78\x9f\x3e\x22" + struct.pack("<H", 1)
    made += _attribute(1, 0x9007, struct.pack("<LL", 936, 0), 6)
    if body:
        made += _attribute(1, 0x800C, body.encode("gbk") + b"\0", 2)
    for name, content in files:
        made += _attribute(2, 0x9002, b"\0" * 14, 6)
        made += _attribute(2, 0x8010, b"SHORT~1.DOC\0", 1)
        made += _attribute(2, 0x800F, content, 6)
        said = _property(0x001F, 0x3707, (name + "\0").encode("utf-16-le"))
        made += _attribute(2, 0x9005, struct.pack("<L", 1) + said, 6)
    if nested:
        made += _attribute(2, 0x9002, b"\0" * 14, 6)
        inner = _property(0x000D, 0x3701, b"\x07\x03\x02" + b"\0" * 13 + nested)
        made += _attribute(2, 0x9005, struct.pack("<L", 1) + inner, 6)
    return made
