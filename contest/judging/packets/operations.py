"""The verbs of a packet: it is taken, and comes back."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import BinaryIO

from django.db import transaction

from contest.judging.marking import save_reading, submit_reading
from contest.judging.models import Judge, Reading, Round, RoundState
from contest.judging.packets.queries import kept_readings, to_take
from contest.judging.packets.returns import Parcel
from contest.judging.packets.writing import write_packet
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop


def take_packet(*, judge: Judge, out: BinaryIO, actor: User, on_record: bool = True) -> None:
    """Write the packet of a judge to `out`; that somebody took it is on record, unless they only asked what it is.

    Raises `Refusal` as `hold_ready` does, or when nothing is left to be submitted.
    """
    hold_ready(_as_it_stands(judge))
    readings = to_take(judge)
    if not readings:
        raise Refusal("nothing-to-take", gettext_noop("没有还要评的稿件：都已经提交，或者还没有分到。"))
    write_packet(judge, readings, out)
    if on_record:
        _record(judge, actor, Action.PACKET_TAKE, {"readings": len(readings)})


@transaction.atomic
def return_packet(
    *, judge: Judge, parcel: Parcel, replace: Collection[str], drafts_only: bool, actor: User
) -> Mapping[str, int]:
    """Store what was shown of a mark sheet: whole rows are submitted, others kept; gives how many of each.

    A row that would take the place of something newer is stored only where its token is among `replace`; with
    `drafts_only` nothing is submitted. Raises `Refusal` as `hold_ready` does, or when one of the readings has changed
    since it was shown: nothing is stored then.
    """
    Round.objects.select_for_update(no_key=True).get(pk=judge.round_id)
    hold_ready(_as_it_stands(judge))
    readings = {
        reading.token: reading
        for reading in Reading.objects.select_for_update(of=("self",), no_key=True)
        .filter(judge=judge)
        .select_related("judge__round__contest", "round_entry")
    }
    kept = kept_readings(judge)
    counts = Counter({"submitted": 0, "drafts": 0, "replaced": 0, "left": parcel.untouched, "wrong": parcel.wrong})
    for row in parcel.rows:
        if row.token not in kept or kept[row.token].state != row.state:
            raise Refusal("changed", gettext_noop("网上刚刚又有改动，什么都没有存。请重新上传，再看一遍。"))
        if row.asks and row.token not in replace:
            counts["left"] += 1
            continue
        counts["replaced"] += row.asks
        if row.whole and not drafts_only:
            submit_reading(reading=readings[row.token], marks=row.marks, comment=row.comment, actor=actor)
            counts["submitted"] += 1
        else:
            save_reading(reading=readings[row.token], marks=row.marks, comment=row.comment)
            counts["drafts"] += 1
    _record(judge, actor, Action.PACKET_RETURN, {"sha256": parcel.sha256, **counts})
    return counts


def hold_ready(judge: Judge) -> None:
    """Raise `Refusal` when a judge's round, as loaded, is not open, or they have not promised confidentiality."""
    if judge.round.state != RoundState.OPEN:
        raise Refusal("round-closed", gettext_noop("这一轮评审已经结束，不能再评分。"))
    if judge.promised_at is None:
        raise Refusal("not-promised", gettext_noop("评委还没有承诺保密，不能用评审包。"))


def _as_it_stands(judge: Judge) -> Judge:
    return Judge.objects.select_related("round").get(pk=judge.pk)


def _record(judge: Judge, actor: User, action: Action, after: Mapping[str, object]) -> None:
    round_ = judge.round
    record(
        actor=actor,
        action=action,
        subject=(Subject.ROUND, f"{round_.contest.slug}/{round_.key}"),
        contest=round_.contest.slug,
        after={"judge": judge.person.name, **after},
    )
