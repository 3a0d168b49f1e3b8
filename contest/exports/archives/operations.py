"""The steps of an archive: asked for, gathered, read through, laid out, taken.

Each step may be done twice at once and be cut off at any moment: whoever comes second finds that the archive is
further on, and takes back what it wrote.
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO, Final, cast

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from contest.entries.storage import stored, with_rows
from contest.exports.archives.gathering import (
    Written,
    about_the_contest,
    entries_for,
    manuscripts_listed,
    on_the_clock,
    sums_of,
    written,
)
from contest.exports.archives.layout import Layout
from contest.exports.archives.listing import Listed, list_lines, read_list
from contest.exports.archives.sums import sum_line
from contest.exports.models import IN_THE_MAKING, Archive, ArchiveState, FileSum
from contest.exports.snapshot import one_state
from contest.ledger.actions import Action, Subject
from contest.ledger.models import Event
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop

logger = logging.getLogger(__name__)

SUMS: Final = "SHA256SUMS"

FILES_AT_ONCE: Final = 200
BYTES_AT_ONCE: Final = 64 << 20
"""What may be made while somebody waits."""


class FurtherOn(Exception):
    """Somebody else did this step of the archive meanwhile."""


def ask_for_archive(*, contest: Contest, grouping: str, states: Sequence[str], actor: User) -> Archive:
    """Ask for an archive of a contest. Raises `Refusal` while another of it is in the making."""
    try:
        with transaction.atomic():
            archive = Archive.objects.create(
                contest=contest, asked_by=actor, asked_at=timezone.now(), grouping=grouping, states=list(states)
            )
            record(
                actor=actor,
                action=Action.ARCHIVE_ASK,
                subject=(Subject.ARCHIVE, archive.token),
                contest=contest.slug,
                after={"grouping": grouping, "states": list(states)},
            )
    except IntegrityError:
        raise Refusal("in-the-making", gettext_noop("还有一个归档包正在制作，请等它做完。")) from None
    return archive


def take_further(archive: Archive, *, files: int) -> None:
    """Do the next step of an archive: gather it, read through so many `files`, or lay it out."""
    try:
        with override(settings.LANGUAGE_CODE):
            if archive.state == ArchiveState.ASKED:
                gather(archive)
            elif not read_through(archive, files):
                lay_out(archive)
    except FurtherOn:
        archive.refresh_from_db()


def make_at_once(archive: Archive) -> None:
    """Make an archive while somebody waits for it, if it is small; what comes in the way is left to the background."""
    found = entries_for(archive.contest, archive.states)
    extent = found.order_by().aggregate(files=Count("pk"), size=Sum("manuscript__size", default=0))
    if extent["files"] > FILES_AT_ONCE or extent["size"] > BYTES_AT_ONCE:
        return
    try:
        while archive.state in IN_THE_MAKING:
            take_further(archive, files=FILES_AT_ONCE)
    except Exception:
        logger.exception("Archive %s could not be made at once", archive.token)


def gather(archive: Archive) -> None:
    """Fix what is in an archive: one state of the database, written down as a list and the files about the contest."""
    with one_state():
        at = timezone.now()
        listed, about = manuscripts_listed(archive), list(about_the_contest(archive, at))
    _keep_list(archive, ArchiveState.ASKED, listed, about, at, state=ArchiveState.GATHERED, stands_at=at)


def read_through(archive: Archive, files: int) -> int:
    """Read so many manuscripts that were not read yet against their fingerprints; give how many still were to read."""
    known, left_out = _known_sums(archive), set(archive.left_out)
    listed = [one for one in _listed(archive) if one.manuscript is not None]
    unread = [one for one in listed if one.manuscript not in known and one.path not in left_out]
    sums, bad = [], []
    for one in unread[:files]:
        crc = _crc_of(one)
        if crc is None:
            bad.append(one.path)
        else:
            sums.append(FileSum(manuscript_id=one.manuscript or 0, crc=crc))
    FileSum.objects.bulk_create(sums, ignore_conflicts=True)
    with transaction.atomic():
        kept = _locked(archive, ArchiveState.GATHERED)
        archive.left_out = kept.left_out = sorted({*kept.left_out, *bad})
        archive.summed = kept.summed = len(listed) - max(0, len(unread) - files)
        archive.attempts = kept.attempts = 0
        kept.save(update_fields=["left_out", "summed", "attempts"])
    return len(unread)


def lay_out(archive: Archive) -> None:
    """Lay an archive out, of which every file was read: its sums, its length, its ETag."""
    known, left_out = _known_sums(archive), set(archive.left_out)
    listed = [
        one if one.manuscript is None else replace(one, crc=known[one.manuscript])
        for one in _listed(archive)
        if one.path not in left_out
    ]
    at = archive.stands_at or timezone.now()
    about = [written(SUMS, lambda out: out.write("".join(sum_line(one.sha256, one.path) for one in listed).encode()))]
    if left_out:
        said = "".join(f"{path}\r\n" for path in archive.left_out)
        about.append(written(_("没有放进的文稿.txt"), lambda out: out.write(said.encode("utf-8-sig"))))
    old = archive.list_name
    _keep_list(archive, ArchiveState.GATHERED, listed, about, at, state=ArchiveState.READY, ready_at=timezone.now())
    default_storage.delete(old)


def give_up(archive: Archive) -> None:
    """Call an archive failed that was taken up too often without getting on."""
    Archive.objects.in_the_making().filter(pk=archive.pk).update(state=ArchiveState.FAILED)


def take_archive(*, archive: Archive, actor: User, goes_on: bool) -> None:
    """Put on record that somebody takes an archive; whoever only `goes_on` with a download is on record already."""
    subject = (Subject.ARCHIVE, archive.token)
    if (
        goes_on
        and Event.objects.filter(
            subject_kind=subject[0], subject_key=subject[1], action=Action.ARCHIVE_TAKE, actor=actor
        ).exists()
    ):
        return
    record(
        actor=actor,
        action=Action.ARCHIVE_TAKE,
        subject=subject,
        contest=archive.contest.slug,
        after={"files": archive.files, "size": archive.length},
    )


def _keep_list(
    archive: Archive,
    expected: ArchiveState,
    listed: Sequence[Listed],
    about: Sequence[Written],
    at: datetime,
    **changes: object,
) -> None:
    """Store what was written about a contest and the list of all files, and set the archive on, if it still waits."""
    clock = on_the_clock(archive.contest, at)
    names = stored(one.content for one in about)
    for one in about:
        one.content.close()
    files = [
        *(Listed(w.name, name, w.size, w.sha256, clock, None, w.crc) for w, name in zip(about, names, strict=True)),
        *listed,
    ]
    lines = list_lines(files)
    names += stored([ContentFile(lines)])
    with with_rows(names):
        kept = _locked(archive, expected)
        kept.list_name, kept.attempts = names[-1], 0
        kept.files = sum(one.manuscript is not None for one in files)
        for field, value in changes.items():
            setattr(kept, field, value)
        if kept.state == ArchiveState.READY:
            kept.length = Layout([one.member for one in files]).length
            kept.etag = f'"{hashlib.sha256(lines).hexdigest()}"'
        kept.save()
    archive.refresh_from_db()


def _locked(archive: Archive, expected: ArchiveState) -> Archive:
    kept = Archive.objects.select_for_update(of=("self",)).get(pk=archive.pk)
    if kept.state != expected:
        raise FurtherOn
    return kept


def _listed(archive: Archive) -> list[Listed]:
    try:
        with archive.open_list() as lines:
            return list(read_list(lines))
    except FileNotFoundError:
        if Archive.objects.filter(pk=archive.pk, list_name=archive.list_name).exists():
            raise
        raise FurtherOn from None


def _known_sums(archive: Archive) -> dict[int, int]:
    sums = FileSum.objects.filter(manuscript__entry__contest=archive.contest_id)
    return dict(sums.values_list("manuscript_id", "crc").iterator(chunk_size=2000))


def _crc_of(one: Listed) -> int | None:
    """Read a stored manuscript, and give its CRC-32 if it is what its fingerprint says."""
    try:
        with default_storage.open(one.stored_name) as content:
            sha256, crc = sums_of(cast(BinaryIO, content))
    except FileNotFoundError:
        return None
    return crc if sha256 == one.sha256 else None
