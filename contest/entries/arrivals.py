"""A file as it comes, by whatever way: looked at, and on the disk before any row speaks of it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files import File

from contest.documents.inspection import Inspection, inspect
from contest.entries.checking import ending_of
from contest.entries.manuscripts import keep_inspection, layout_profile
from contest.entries.models import Entry, Manuscript
from contest.entries.storage import stored, with_rows
from contest.notice.models import Contest
from contest.phrases import Refusal, gettext_noop


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file taken in: its name as received, what a look at it found, and where it lies. `size` is in bytes."""

    name: str
    inspection: Inspection
    sha256: str
    size: int
    stored_name: str


@contextmanager
def taken(contest: Contest, name: str, content: File[bytes]) -> Iterator[Arrival]:
    """Take a file in, for the rows that the block writes, in a transaction: where it fails, the file goes again.

    Raises `Refusal` for a file that is too large, can't be read, or is of a kind that the contest doesn't take.
    """
    if (content.size or 0) > settings.MANUSCRIPT_MAX_BYTES:
        raise too_large()
    content.seek(0)
    inspection = inspect(cast(BinaryIO, content), layout_profile(contest))
    if inspection.fault is not None and not inspection.pending:
        raise Refusal(inspection.fault.code, inspection.fault.phrase.template, **inspection.fault.phrase.params)
    if ending_of(inspection.kind, name) not in contest.endings:
        raise Refusal(
            "kind-not-taken",
            gettext_noop("这次征文只收 %(endings)s 文件。请用 Word 或 WPS 另存为其中一种，再上传。"),
            endings="、".join(contest.endings),
        )
    content.seek(0)
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    names = stored([content])
    with with_rows(names):
        yield Arrival(name, inspection, digest.hexdigest(), content.size or 0, names[0])


def keep_manuscript(entry: Entry, version: int, arrival: Arrival, at: datetime) -> Manuscript:
    """Write the rows of a file taken in: the next version of an entry, and what its check found so far."""
    inspection = arrival.inspection
    manuscript = Manuscript.objects.create(
        entry=entry,
        version=version,
        received_name=arrival.name[:400],
        stored_name=arrival.stored_name,
        sha256=arrival.sha256,
        size=arrival.size,
        kind=str(inspection.kind),
        words=inspection.words.words if inspection.words else None,
        uploaded_at=at,
    )
    keep_inspection(manuscript, inspection, at)
    return manuscript


def too_large() -> Refusal:
    """Give the refusal for a file over the limit."""
    return Refusal(
        "too-large",
        gettext_noop("文件超过 %(limit)s MB。请删去图片或压缩图片后再传。"),
        limit=settings.MANUSCRIPT_MAX_BYTES // (1024 * 1024),
    )
