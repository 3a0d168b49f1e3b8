"""A package as a file: written so that the same contents give the same bytes, and opened under hard limits."""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from contest.documents.archive import Archive
from contest.documents.errors import Refused
from contest.exports.archives.sums import sum_line
from contest.exports.sealing.codec import Broken, built, json_of, read, text_of
from contest.exports.sealing.contents import FORMAT, LEDGER, PARTS, SUMS, Event, Package
from contest.phrases import Phrase, Refusal, gettext_noop

MOST_BYTES: Final = 200_000_000
MOST_OF_A_PART: Final = 60_000_000
LONGEST_LINE: Final = 2_000_000
MEMBERS: Final = (*PARTS, LEDGER)

_AT: Final = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE: Final = 0o100644 << 16
_UNIX: Final = 3
_NO_ZIP: Final = {
    "damaged": gettext_noop("这不是结果封装包：不是 ZIP 文件，或者已经损坏。"),
    "overblown": gettext_noop("这不是结果封装包：里面的文件太大，或者压缩得异常。"),
    "encrypted": gettext_noop("这不是结果封装包：封装包不设密码。"),
    "suspicious": gettext_noop("这不是结果封装包：ZIP 的内部结构异常，例如有两个同名的文件。"),
}
_SUM: Final = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9.]{1,40})")


@dataclass(frozen=True, slots=True)
class Opened:
    """A package as it was opened: what it holds, and the files that are not what the list of sums says."""

    package: Package
    altered: tuple[str, ...]


def write_package(package: Package, out: BinaryIO) -> None:
    """Write a package: every file as it is, none compressed, without a time of its own; one after the other."""
    sums = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, (field, _kind) in PARTS.items():
            sums.append(sum_line(_write(packed, name, [text_of(getattr(package, field))]), name))
        sums.append(sum_line(_write(packed, LEDGER, map(text_of, package.ledger)), LEDGER))
        _write(packed, SUMS, ["".join(sums).encode()])


def _write(packed: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> str:
    info = zipfile.ZipInfo(name, _AT)
    info.external_attr, info.create_system = _PLAIN_FILE, _UNIX
    digest = hashlib.sha256()
    with packed.open(info, "w") as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
    return digest.hexdigest()


def open_package(content: bytes) -> Opened:
    """Open a package of unknown origin, file by file. Raises `Refusal` for what is none, or can't be read."""
    archive = _archive(content)
    sums = _sums(_text(archive, SUMS))
    altered: list[str] = []
    parts: dict[str, Any] = {}
    for name in MEMBERS:
        text = _text(archive, name)
        is_altered = sums[name] != hashlib.sha256(text).hexdigest()
        altered += [name] * is_altered
        try:
            if name == LEDGER:
                parts["ledger"] = tuple(_events(text))
            else:
                _hold_format(name, text)
                field, kind = PARTS[name]
                parts[field] = read(kind, text)
        except Broken as fault:
            raise _unreadable(name, fault, is_altered) from None
    return Opened(Package(**parts), tuple(altered))


def _archive(content: bytes) -> Archive:
    if len(content) > MOST_BYTES:
        raise Refusal("too-large", gettext_noop("这不是结果封装包：文件太大。"))
    try:
        archive = Archive(content)
    except Refused as refused:
        raise Refusal(refused.code, _NO_ZIP[refused.code]) from None
    wanted = {*MEMBERS, SUMS}
    odd = sorted(wanted ^ set(archive.names))
    if odd:
        template = gettext_noop("这不是结果封装包：里面应当正好有 %(count)s 个规定的文件，“%(name)s”多余或者缺少。")
        raise Refusal("wrong-members", template, count=len(wanted), name=_shown(odd[0]))
    return archive


def _text(archive: Archive, name: str) -> bytes:
    try:
        return archive.read(name, MOST_OF_A_PART)
    except Refused as refused:
        raise Refusal(refused.code, _NO_ZIP[refused.code]) from None


def _sums(text: bytes) -> Mapping[str, str]:
    lines = text.decode("ascii", "replace").splitlines()
    found = {match[2]: match[1] for line in lines if (match := _SUM.fullmatch(line))}
    if len(lines) != len(MEMBERS) or found.keys() != set(MEMBERS):
        raise Refusal("bad-sums", gettext_noop("这不是结果封装包：SHA256SUMS 读不出各个文件的指纹。"))
    return found


def _hold_format(name: str, text: bytes) -> None:
    if name != "package.json":
        return
    told = json_of(text)
    if isinstance(told, dict) and isinstance(told.get("format"), int) and told["format"] != FORMAT:
        template = gettext_noop("这个封装包是第 %(format)s 版格式，这里只认得第 %(known)s 版。")
        raise Refusal("other-format", template, format=told["format"], known=FORMAT)


def _events(text: bytes) -> Iterator[Event]:
    for number, line in enumerate(io.BytesIO(text), 1):
        try:
            event = built(Event, json_of(line[:LONGEST_LINE]))
        except Broken as fault:
            raise Broken(str(number), *fault.where) from None
        yield event


def _unreadable(name: str, fault: Broken, is_altered: bool) -> Refusal:
    where = _shown(".".join(fault.where)) or Phrase(gettext_noop("整个文件"))
    if is_altered:
        template = gettext_noop("%(name)s 被改动过，已经读不出来（%(where)s）。")
        return Refusal("altered", template, name=name, where=where)
    template = gettext_noop("这不是结果封装包：%(name)s 的内容不合规定（%(where)s）。")
    return Refusal("bad-part", template, name=name, where=where)


def _shown(name: str) -> str:
    """A name of unknown origin, fit for a line of a terminal."""
    return "".join(sign if sign.isprintable() else "?" for sign in name[:80])
