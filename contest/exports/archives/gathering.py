"""What goes into an archive: the manuscripts that were handed in, under folders, and what is written about them."""

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import BinaryIO, Final, NamedTuple, cast

from django.core.files import File
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contest.awards.queries import confirmed_list
from contest.entries.models import Entry, EntryState
from contest.exports.archives.listing import Listed
from contest.exports.archives.names import unique_paths
from contest.exports.ledger import ledger_sheet, write_ledger
from contest.exports.models import Archive, Grouping
from contest.exports.results import write_results
from contest.exports.standings import tiers_won
from contest.notice.models import Contest
from contest.workbooks.plain import write_csv

CHUNK = 2000
PIECE = 1 << 20

CAN_BE_CHOSEN = (
    EntryState.RECEIVED,
    EntryState.RETURNED,
    EntryState.ELIGIBLE,
    EntryState.DISQUALIFIED,
    EntryState.WITHDRAWN,
)
"""The states whose entries an archive may hold: a draft was never handed in."""

USUALLY_CHOSEN = CAN_BE_CHOSEN[:-1]


@dataclass(frozen=True, slots=True)
class Written:
    """A file made for an archive, from its start."""

    name: str
    content: File[bytes]
    size: int
    sha256: str
    crc: int


def entries_for(contest: Contest, states: list[str]) -> QuerySet[Entry]:
    """Give the entries in some states that were handed in, as they came."""
    return Entry.objects.filter(contest=contest, state__in=states, manuscript__isnull=False).order_by(
        "received_at", "id"
    )


class _Row(NamedTuple):
    """What is asked of an entry and its manuscript."""

    entry: int
    state: str
    genre: str
    unit: str
    name: str
    received_at: datetime
    manuscript: int
    stored_name: str
    size: int
    sha256: str


_COLUMNS: Final = (
    "pk",
    "state",
    "genre",
    "unit__name",
    "manuscript__receipt__canonical_name",
    "manuscript__receipt__received_at",
    "manuscript_id",
    "manuscript__stored_name",
    "manuscript__size",
    "manuscript__sha256",
)


def manuscripts_listed(archive: Archive) -> list[Listed]:
    """Give the newest manuscript that was handed in of each entry chosen, sorted by its path in the ZIP."""
    contest, folder, top = archive.contest, _folders(archive), _("文稿")
    found = entries_for(contest, archive.states).values_list(*_COLUMNS)
    rows = [_Row(*row) for row in found.iterator(chunk_size=CHUNK)]
    paths = unique_paths((top, *folder(row), row.name) for row in rows)
    listed = [
        Listed(path, row.stored_name, row.size, row.sha256, on_the_clock(contest, row.received_at), row.manuscript)
        for path, row in zip(paths, rows, strict=True)
    ]
    return sorted(listed, key=lambda one: one.path)


def _folders(archive: Archive) -> Callable[[_Row], tuple[str, ...]]:
    """Give what says in which folder an entry lies."""
    match Grouping(archive.grouping):
        case Grouping.UNIT:
            return lambda row: (row.unit,)
        case Grouping.TIER:
            confirmed, nothing = confirmed_list(archive.contest), _("未获奖")
            won = tiers_won(confirmed) if confirmed else {}
            return lambda row: (won.get(row.entry, nothing),)
        case Grouping.STATE:
            labels = {state.value: str(state.label) for state in EntryState}
            return lambda row: (labels[row.state],)
        case Grouping.GENRE:
            without = _("未填体裁")
            return lambda row: (row.genre or without,)
        case Grouping.FLAT:
            return lambda _row: ()


def on_the_clock(contest: Contest, at: datetime) -> str:
    """Give a moment as the clock of the contest's place shows it, as a list keeps it."""
    return f"{at.astimezone(contest.zone).replace(tzinfo=None):%Y-%m-%dT%H:%M:%S}"


def about_the_contest(archive: Archive, at: datetime) -> Iterator[Written]:
    """Write the results workbook and the ledger's extract, as they stand at the moment `at`."""
    contest, by = archive.contest, archive.asked_by.name
    yield written(_("结果.xlsx"), lambda out: write_results(contest, out, made_by=by, made_at=at))
    yield written(_("账本.jsonl"), lambda out: write_ledger(contest, out))
    yield written(_("账本.csv"), lambda out: write_csv(ledger_sheet(contest), out, zone=contest.zone))


def written(name: str, write: Callable[[BinaryIO], object]) -> Written:
    """Let a file be written, and give it with what a ZIP and a list of sums must know of it."""
    out = cast(BinaryIO, TemporaryFile())  # noqa: SIM115  (whoever stores it closes it)
    write(out)
    size = out.tell()
    sha256, crc = sums_of(out)
    return Written(name, File(out, name=name), size, sha256, crc)


def sums_of(content: BinaryIO) -> tuple[str, int]:
    """Give SHA-256 and CRC-32 of a file, and leave it at its start."""
    digest, crc = hashlib.sha256(), 0
    content.seek(0)
    while piece := content.read(PIECE):
        digest.update(piece)
        crc = zlib.crc32(piece, crc)
    content.seek(0)
    return digest.hexdigest(), crc
