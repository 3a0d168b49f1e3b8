"""What lies in a ZIP that came by mail: its files, and those of a ZIP in it, under the limits of a bundle."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from contest.documents.kinds import MAX_FILE, Kind, kind_of
from contest.entries.bundles.contents import Contents, Member, MemberKind
from contest.entries.mailbox.mime import Limits
from contest.phrases import Phrase, Refusal, gettext_noop

MAX_FILES: Final = 60
"""So many files of one ZIP are looked at: who sends more is a unit, and has a page for it."""

_DOCUMENTS: Final = (".docx", ".docm", ".dotx", ".wps", ".odt", ".ofd", ".xlsx", ".xlsm", ".pptx", ".et", ".dps")
_SAID: Final = {
    MemberKind.ENCRYPTED: gettext_noop("压缩包设有密码，打不开。请与寄件人联系。"),
    MemberKind.NESTED: gettext_noop("压缩包里还有打不开的压缩包（如 RAR、7z，或套了几层）。请下载后解压查看。"),
    MemberKind.LINK: gettext_noop("压缩包里有指向别处的链接，没有读。"),
    MemberKind.TOO_LARGE: gettext_noop("压缩包里的文件过大，不像一篇文稿，没有读。请下载原邮件查看。"),
}
_NO_DOCUMENT: Final = Phrase(gettext_noop("压缩包里的这个文件不是文稿，没有单独保存。请下载原邮件查看。"))


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A file out of a ZIP, or with `fault` the reason why one was not read."""

    name: str
    content: bytes
    fault: Phrase | None = None


def is_packed(name: str, content: bytes) -> bool:
    """Say whether a file is a ZIP that files were packed into, and no document that happens to be one."""
    if not content.startswith((b"PK\3\4", b"PK\5\6")) or name.lower().endswith(_DOCUMENTS):
        return False
    return kind_of(content) in (Kind.OTHER, Kind.ENCRYPTED, Kind.DAMAGED)


def unpacked(name: str, content: bytes, limits: Limits) -> tuple[Unpacked, ...]:
    """Give what lies in a ZIP; what can't be read stands for itself, with the reason. Never raises.

    What is no document of any kind is named without its content: a few bytes of a mail may unpack to any number.
    """
    found = tuple(_unpacked(name, content, limits, nested=False))
    if len(found) > MAX_FILES:
        more = Phrase(gettext_noop("压缩包里的文件超过 %(most)s 个，后面的没有读。请下载查看。"), {"most": MAX_FILES})
        return (*found[:MAX_FILES], Unpacked(name, content, more))
    return found


def _unpacked(name: str, content: bytes, limits: Limits, *, nested: bool) -> Iterator[Unpacked]:
    try:
        contents = Contents(BytesIO(content), largest=MAX_FILE, max_unpacked=limits.unpacked)
    except Refusal as refusal:
        yield Unpacked(name, content, refusal.phrase)
        return
    said: set[MemberKind] = set()
    for member in contents.members[: MAX_FILES + 1]:
        if member.kind in (MemberKind.FILE, MemberKind.SHEET):
            yield _document(_read(contents, member, limits))
        elif member.kind is MemberKind.NESTED and member.name.lower().endswith(".zip") and not nested:
            inner = _read(contents, member, limits)
            yield from [inner] if inner.fault else _unpacked(inner.name, inner.content, limits, nested=True)
            contents.left = limits.unpacked
        elif member.kind not in said:
            said.add(member.kind)
            yield Unpacked(name, content, Phrase(_SAID[member.kind]))


def _read(contents: Contents, member: Member, limits: Limits) -> Unpacked:
    try:
        return Unpacked(member.name, contents.read(member.place))
    except Refusal as refusal:
        return Unpacked(member.name, b"", refusal.phrase)
    finally:
        limits.unpacked = contents.left


def _document(file: Unpacked) -> Unpacked:
    """A file as it was read; one that is no document has no content."""
    if file.fault is None and kind_of(file.content) in (Kind.OTHER, Kind.EMPTY):
        return Unpacked(file.name, b"", _NO_DOCUMENT)
    return file
