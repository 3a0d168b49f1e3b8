"""What the ledger holds of a contest: as a sheet to read, and as lines from which each hash can be computed anew."""

import json
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from contest.ledger.chain import content_of
from contest.ledger.models import Event
from contest.ledger.queries import link_of
from contest.ledger.wording import changes
from contest.notice.models import Contest
from contest.workbooks.cells import CellValue
from contest.workbooks.writer import Column, Kind, Sheet

CHUNK = 2000


def ledger_sheet(contest: Contest) -> Sheet:
    """Give every event of a contest in words, the oldest first."""
    columns = [
        Column(_("序号"), 9, Kind.WHOLE),
        Column(_("时间"), 20, Kind.MOMENT),
        Column(_("经办"), 14),
        Column(_("事项"), 18),
        Column(_("对象"), 12),
        Column(_("对象编号"), 26),
        Column(_("内容"), 70, wrap=True),
        Column(_("原因"), 40, wrap=True),
        Column(_("本条指纹（SHA-256）"), 66),
    ]

    def rows() -> Iterator[tuple[CellValue, ...]]:
        for event in _events(contest):
            yield (
                event.sequence,
                event.at,
                event.actor_name,
                event.action_name,
                event.subject_name,
                event.subject_key,
                _in_words(event),
                event.reason,
                event.hash,
            )

    return Sheet(_("账本"), columns, rows())


def write_ledger(contest: Contest, out: BinaryIO) -> None:
    """Write the events of a contest to `out` as they are hashed, one JSON object a line, each with its two hashes."""
    for event in _events(contest):
        line = {**content_of(link_of(event)), "previous": event.previous_hash, "hash": event.hash}
        out.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")


def _events(contest: Contest) -> Iterator[Event]:
    return Event.objects.filter(contest=contest.slug).order_by("sequence").iterator(chunk_size=CHUNK)


def _in_words(event: Event) -> str:
    """Say what changed, a line for each thing."""
    lines = []
    for name, before, after in changes(event.before, event.after):
        lines.append(_("%(name)s：%(words)s") % {"name": name, "words": f"{before} → {after}" if before else after})
    return "\n".join(lines)
