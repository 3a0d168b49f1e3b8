"""Reads of packets: whose they are, and what goes into them. Of an entry only what a judge may know is asked for."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from contest.judging.models import Judge, Mark, Reading, RoundState
from contest.judging.packets.comparing import Kept
from contest.judging.scoring import Method
from contest.notice.models import Contest


@dataclass(frozen=True, slots=True)
class Packed:
    """A reading as a packet carries it; `file` is the name in storage of its blind copy."""

    kept: Kept
    file: str


def seats(contest: Contest) -> QuerySet[Judge]:
    """Give the judges of a contest's rounds who may have a packet: there is no mark sheet for votes."""
    return (
        Judge.objects.filter(round__contest=contest, left_at=None)
        .exclude(round__state=RoundState.PREPARED)
        .exclude(round__method=Method.VOTES)
        .select_related("round__contest", "person")
    )


def packed_readings(judge: Judge) -> list[Packed]:
    """Give all readings of a judge in the round, by number, as they stand: two queries."""
    marks: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for reading, key, value in Mark.objects.filter(reading__judge=judge).values_list(
        "reading", "criterion__key", "value"
    ):
        marks[reading][key] = value
    found = Reading.objects.filter(judge=judge).order_by("round_entry__number")
    return [
        Packed(
            Kept(
                token, number, title, marks[pk], comment, _state(revision, saved, submitted, ended),
                submitted=submitted is not None, ended=ended is not None,
            ),
            file,
        )
        for pk, token, number, title, file, comment, revision, saved, submitted, ended in found.values_list(
            "pk", "token", "round_entry__number", "round_entry__blind_text__title",
            "round_entry__blind_text__docx_name", "comment", "revision", "saved_at", "submitted_at", "ended_at",
        )
    ]  # fmt: skip


def to_take(judge: Judge) -> list[Packed]:
    """Give the readings that a packet taken now would carry: those that are still to be submitted."""
    return [one for one in packed_readings(judge) if not one.kept.submitted and not one.kept.ended]


def kept_readings(judge: Judge) -> Mapping[str, Kept]:
    """Give a judge's readings in the round by token, as they stand."""
    return {one.kept.token: one.kept for one in packed_readings(judge)}


def _state(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
