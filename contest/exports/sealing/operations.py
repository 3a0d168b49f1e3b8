"""Taking the sealed results of a contest."""

import hashlib
from dataclasses import dataclass
from typing import BinaryIO

from contest.awards.queries import confirmed_list
from contest.exports.sealing.gathering import gather
from contest.exports.sealing.packing import write_package
from contest.exports.snapshot import one_state
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was written: of which version of the list, how many bytes, their SHA-256."""

    version: int
    size: int
    sha256: str


def seal_results(*, contest: Contest, out: BinaryIO, actor: User, on_record: bool = True) -> Sealed:
    """Write the sealed results of a contest to `out`; that somebody took them is on record, unless they only asked.

    Raises `Refusal` before the list is confirmed.
    """
    with one_state():
        confirmed = confirmed_list(contest)
        if confirmed is None:
            raise Refusal("not-confirmed", gettext_noop("获奖名单还没有确认，结果还会变，不能封装。"))
        write_package(gather(confirmed), out)
    size = out.tell()
    out.seek(0)
    sealed = Sealed(confirmed.version, size, hashlib.file_digest(out, "sha256").hexdigest())  # type: ignore[arg-type]
    if on_record:
        record(
            actor=actor,
            action=Action.RESULTS_SEAL,
            subject=(Subject.CONTEST, contest.slug),
            contest=contest.slug,
            after={"sha256": sealed.sha256, "size": size, "version": sealed.version},
        )
    return sealed
