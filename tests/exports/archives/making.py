"""Archives asked for and made, and what is in them."""

import io
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

from django.core.files.storage import default_storage

from contest.entries.models import Entry
from contest.exports.archives.gathering import USUALLY_CHOSEN
from contest.exports.archives.operations import ask_for_archive
from contest.exports.archives.streaming import archive_part
from contest.exports.models import Archive, Grouping
from contest.exports.tasks import make_archives
from contest.notice.models import Contest
from contest.people.models import User


def asked(
    contest: Contest, actor: User, grouping: Grouping = Grouping.UNIT, states: Sequence[str] = USUALLY_CHOSEN
) -> Archive:
    """Ask for an archive."""
    return ask_for_archive(contest=contest, grouping=grouping, states=states, actor=actor)


def made(
    contest: Contest, actor: User, grouping: Grouping = Grouping.UNIT, states: Sequence[str] = USUALLY_CHOSEN
) -> Archive:
    """Ask for an archive, and let the background make it."""
    archive = asked(contest, actor, grouping, states)
    while make_archives():
        pass
    archive.refresh_from_db()
    return archive


def content_of(archive: Archive) -> bytes:
    """Give all bytes of an archive."""
    return b"".join(archive_part(archive, 0, archive.length or 0))


def names_in(archive: Archive) -> list[str]:
    """Give the names in an archive."""
    with ZipFile(io.BytesIO(content_of(archive))) as file:
        return file.namelist()


def stored_file(entry: Entry) -> Path:
    """Give where the only manuscript of an entry lies on the disk."""
    return Path(default_storage.path(entry.manuscripts.get().stored_name))
