"""What is sent for a bundle: told apart, counted and fingerprinted, then put where it stays."""

import errno
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files import File

from contest.entries.bundles.contents import kind_of_upload
from contest.entries.storage import stored
from contest.phrases import Refusal, gettext_noop

Upload = tuple[str, File[bytes]]
"""A file as it was sent: its name, and its content on the disk."""


@dataclass(frozen=True, slots=True)
class Part:
    """An uploaded file looked at, before it is stored. `size` is in bytes."""

    name: str
    content: File[bytes]
    kind: str
    sha256: str
    size: int


def looked_at(uploads: Sequence[Upload]) -> list[Part]:
    """Tell what was sent: one ZIP, one sheet, or one of each. Raises `Refusal` for anything else."""
    if not uploads:
        raise Refusal("no-file", gettext_noop("请先选择文件。"))
    if sum(content.size or 0 for _, content in uploads) > settings.BUNDLE_MAX_BYTES:
        raise too_large()
    parts = []
    for name, content in uploads:
        content.seek(0)
        kind = kind_of_upload(cast(BinaryIO, content))
        content.seek(0)
        digest = hashlib.sha256()
        for chunk in content.chunks():
            digest.update(chunk)
        parts.append(Part(name[:400], content, kind, digest.hexdigest(), content.size or 0))
    if len({part.kind for part in parts}) < len(parts):
        raise Refusal(
            "two-of-a-kind", gettext_noop("一次只能上传一个压缩包和一份汇总表。其余的请在这一次预检之后补传。")
        )
    return parts


def stored_parts(parts: Sequence[Part]) -> list[str]:
    """Put the files where they stay and give their names there. Raises `Refusal` where there is no room left."""
    for part in parts:
        part.content.seek(0)
    try:
        return stored(part.content for part in parts)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refusal(
                "no-room", gettext_noop("服务器的存储空间不够，没有收下。请与联系人联系，稍后再传；文件没有损失。")
            ) from error
        raise


def too_large() -> Refusal:
    """Give the refusal for more than a bundle may hold."""
    return Refusal(
        "too-large",
        gettext_noop("文件超过 %(limit)s MB。请分成几个压缩包，分几次上传。"),
        limit=settings.BUNDLE_MAX_BYTES // (1024 * 1024),
    )
