"""What changes who reads what in a round that is open: a judge who leaves, one reading more, entries that come late.

No mark is lost by any of it. A reading that ends keeps what was marked; submitted ones of a judge who leaves go on
counting, those of a judge who declares a relation don't. What is missing then is drawn anew among the judges who may
read it, everything else staying as it is; the seed is that of the round with the number of the redraw, so that it can
be computed again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from contest.entries.models import EntryState
from contest.entries.units.spelling import unit_key
from contest.judging.board import entries_to_read_once_more
from contest.judging.draw import Bar, EntryNeed, Obstacle, draw_readings, inputs_hash
from contest.judging.drawing import (
    conflicts_between,
    group_of,
    read_before,
    seat_of,
    takes_in_all,
    taking_part,
)
from contest.judging.missing import Read, what_is_missing
from contest.judging.models import Judge, Reading, Round, RoundEntry, RoundState
from contest.judging.numbers import blind_numbers, dealt_to_groups
from contest.judging.queries import passed_after_draw
from contest.judging.seats import skills_needed
from contest.judging.wording import Word, worded
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Appointment, Office
from contest.outbox.operations import queue
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop
from contest.screening.models import BlindText


@dataclass(frozen=True, slots=True)
class Redraw:
    """The readings that were drawn, and what stands in the way of those that could not be."""

    readings: tuple[Reading, ...]
    obstacles: tuple[Obstacle, ...]


@transaction.atomic
def leave_round(*, judge: Judge, leaving: Judge.Leaving, reason: str, actor: User) -> Redraw:
    """Let a judge leave: what they submitted goes on counting, what they didn't is drawn for others.

    Raises `Refusal` when the round is closed, or when they left before.
    """
    round_ = _locked(judge.round)
    _leave(round_, judge, leaving, reason, actor)
    return draw_missing(round_, actor) if round_.state == RoundState.OPEN else Redraw((), ())


@transaction.atomic
def replace_judge(*, judge: Judge, person: User, unit_name: str, reason: str, actor: User) -> Redraw:
    """Let another judge of the contest take the place of one: the seat, the group, and what isn't submitted yet.

    What the new judge must not read is drawn for others. Raises `Refusal` when the round is not open, when the person
    is no judge of the contest or seated already, or without a reason.
    """
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明换人的原因。"))
    round_ = opened(judge.round)
    in_office = Appointment.objects.filter(
        contest=round_.contest, person=person, office=Office.JUDGE, ended_at=None
    ).exists()
    if not in_office or round_.judges.filter(person=person).exists():
        raise Refusal("no-judge", gettext_noop("接替的人要是本次征文的评委，并且不在这一轮里。"))
    left = _leave(round_, judge, Judge.Leaving.REPLACED, reason, actor)
    successor = Judge.objects.create(
        round=round_,
        person=person,
        unit_name=unit_name,
        unit_key=unit_key(unit_name),
        group=judge.group,
        capacity=judge.capacity,
        genres=judge.genres,
    )
    bars = _bars(round_, [successor], _rows(round_))
    barred = {token for token, judge in bars if judge == str(person.pk)}
    taken = [one for one in left if one.round_entry.entry.token not in barred]
    Reading.objects.bulk_create(
        Reading(judge=successor, round_entry_id=one.round_entry_id, origin=Reading.Origin.INSTEAD) for one in taken
    )
    if taken:
        _invite(successor, len(taken))
    drawn = draw_missing(round_, actor)
    own = tuple(Reading.objects.filter(judge=successor).order_by("pk"))
    return Redraw((*own, *(one for one in drawn.readings if one.judge_id != successor.pk)), drawn.obstacles)


@transaction.atomic
def read_once_more(*, entries: Iterable[RoundEntry], reason: str, actor: User) -> Redraw:
    """Have entries of one round read by one more judge each, as where marks lie far apart.

    Raises `Refusal` without entries or a reason, when the round is not open, or where no judge is left for any of them.
    """
    rows = list(entries)
    if not rows:
        raise Refusal("no-entries", gettext_noop("请先勾选要加评的作品。"))
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明加评的原因。"))
    round_ = opened(rows[0].round)
    drawn = draw_missing(round_, actor, more={row.pk for row in rows}, reason=reason)
    if not drawn.readings:
        raise Refusal("nobody-left", gettext_noop("没有还能评这些作品的评委，请先选入几位。"))
    return drawn


@transaction.atomic
def read_far_once_more(*, round_: Round, reason: str, actor: User) -> Redraw:
    """Have all entries read once more whose marks lie far apart, unless somebody has just asked for it.

    Raises `Refusal` as `read_once_more` does.
    """
    return read_once_more(entries=entries_to_read_once_more(opened(round_)), reason=reason, actor=actor)


@transaction.atomic
def take_in(*, round_: Round, actor: User) -> Redraw:
    """Take the entries that passed screening after the draw into a round that is open, and draw their judges.

    Raises `Refusal` when the round is not open, takes in only the best of another one, or where none has come.
    """
    locked = opened(round_)
    # As where a round is opened, nobody changes what is masked while it becomes what judges read.
    waiting = passed_after_draw(locked).order_by("pk").select_for_update(of=("self",), no_key=True)
    list(waiting.values_list("pk", flat=True))
    late = list(passed_after_draw(locked))
    if not late or not takes_in_all(locked):
        raise Refusal("none-late", gettext_noop("没有可以补入这一轮的稿件。"))
    texts = dict(
        BlindText.objects.filter(manuscript__in=[one.manuscript_id for one in late]).values_list("manuscript_id", "pk")
    )
    last = RoundEntry.objects.filter(round=locked).aggregate(last=Max("number"))["last"] or 0
    numbers = blind_numbers([one.token for one in late], f"{locked.seed}/{last}")
    groups = dealt_to_groups([one.token for one in late], locked.groups, f"{locked.seed}/{last}")
    RoundEntry.objects.bulk_create(
        RoundEntry(
            round=locked,
            entry=one,
            blind_text_id=texts[one.manuscript_id or 0],
            number=last + numbers[one.token],
            group=groups[one.token] if locked.groups > 1 else None,
        )
        for one in late
    )
    return draw_missing(locked, actor)


def _locked(round_: Round) -> Round:
    locked = Round.objects.select_for_update(of=("self",), no_key=True).select_related("contest").get(pk=round_.pk)
    if locked.state == RoundState.CLOSED:
        raise Refusal("round-closed", gettext_noop("这一轮评审已经结束。"))
    return locked


def opened(round_: Round) -> Round:
    """Lock a round that is open and give it; raises `Refusal` when it isn't."""
    locked = _locked(round_)
    if locked.state != RoundState.OPEN:
        raise Refusal("not-open", gettext_noop("这一轮不在评审中。"))
    return locked


def end_readings(readings: list[Reading], ending: Reading.Ending) -> None:
    """Let readings end as they are: what was marked stays on record."""
    now = timezone.now()
    for one in readings:
        one.ended_at, one.ended_as = now, ending
    Reading.objects.bulk_update(readings, ["ended_at", "ended_as"], batch_size=500)


def _leave(round_: Round, judge: Judge, leaving: Judge.Leaving, reason: str, actor: User) -> list[Reading]:
    """Note that a judge left, and give what they leave unread."""
    locked = Judge.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=judge.pk)
    if locked.left_at is not None:
        raise Refusal("left-already", gettext_noop("这位评委已经退出这一轮。"))
    locked.left_at, locked.left_as, locked.left_reason = timezone.now(), leaving, reason.strip()[:200]
    locked.save(update_fields=["left_at", "left_as", "left_reason"])
    unread = list(
        locked.readings.standing().filter(submitted_at=None, judge__voted_at=None).select_related("round_entry__entry")
    )
    end_readings(unread, Reading.Ending.LEFT)
    record(
        actor=actor,
        action=Action.ROUND_LEAVE,
        subject=(Subject.ROUND, f"{round_.contest.slug}/{round_.key}"),
        contest=round_.contest.slug,
        after={"judge": locked.person.name, "as": str(leaving), "unread": len(unread)},
        reason=reason.strip(),
    )
    return unread


def _rows(round_: Round) -> list[RoundEntry]:
    rows = RoundEntry.objects.filter(round=round_, entry__state=EntryState.ELIGIBLE).select_related("entry")
    return list(rows.order_by("pk"))


def _bars(round_: Round, judges: Iterable[Judge], rows: Iterable[RoundEntry]) -> dict[tuple[str, str], Bar]:
    """Give who must not read what in a round, those whose reading ended included."""
    entries = {row.entry.token: row.entry for row in rows}
    bars = {**read_before(round_), **conflicts_between(round_, entries, {str(one.person_id): one for one in judges})}
    ended = Reading.objects.filter(judge__round=round_).exclude(ended_at=None)
    for token, person in ended.values_list("round_entry__entry__token", "judge__person_id"):
        bars.setdefault((token, str(person)), Bar.REFUSED)
    return bars


def draw_missing(round_: Round, actor: User, more: Iterable[int] = (), reason: str = "") -> Redraw:
    """Draw the readings that entries lack, and for those in `more` (by row) one beyond what they had.

    The round is locked before (`opened`).
    """
    one_more = frozenset(more)
    # Whoever cast a ballot has no vote left for what they would get now.
    judges, rows = [one for one in taking_part(round_) if one.voted_at is None], _rows(round_)
    seats, bars = [seat_of(judge) for judge in judges], _bars(round_, judges, rows)
    extra, standing = _readings(round_)
    found = what_is_missing(
        (
            Read(
                EntryNeed(row.entry.token, group_of(row.group), skills_needed(row.entry.genre, seats)),
                tuple(standing.get(row.pk, ())),
                extra.get(row.pk),
            )
            for row in rows
        ),
        round_.readings,
        seats,
        bars,
        {row.entry.token for row in rows if row.pk in one_more},
    )
    if not found.count:
        return Redraw((), ())
    round_.redraws += 1
    round_.save(update_fields=["redraws"])
    draw = draw_readings(found.needs, seats, 1, bars, f"{round_.seed}/{round_.redraws}", already=found.already)
    judge_of = {str(judge.person_id): judge for judge in judges}
    row_of = {row.entry.token: row for row in rows}
    new, lacking = [], dict(found.lacking)
    for token, person in sorted(set(draw.readings) - set(found.already)):
        origin = Reading.Origin.INSTEAD if lacking[token] else Reading.Origin.EXTRA
        lacking[token] -= origin == Reading.Origin.INSTEAD
        new.append(Reading(judge=judge_of[person], round_entry=row_of[token], origin=origin))
    drawn = Reading.objects.bulk_create(new)
    for judge, number in _loads(drawn).items():
        _invite(judge, number)
    record(
        actor=actor,
        action=Action.ROUND_REDRAW,
        subject=(Subject.ROUND, f"{round_.contest.slug}/{round_.key}"),
        contest=round_.contest.slug,
        after={
            "seed": f"{round_.seed}/{round_.redraws}",
            "inputs_hash": inputs_hash(found.needs, seats, 1, bars, already=found.already),
            "readings": [[one.round_entry.number, one.judge.person.name] for one in drawn],
            "short": [row_of[short.entry].number for short in draw.shortfalls],
        },
        reason=reason.strip(),
    )
    return Redraw(tuple(drawn), draw.obstacles)


def _readings(round_: Round) -> tuple[dict[int, int], dict[int, list[str]]]:
    """Give by row, of those that had readings, how many are beyond the rule, and who the standing ones are by."""
    extra: dict[int, int] = {}
    standing: dict[int, list[str]] = {}
    readings = Reading.objects.filter(judge__round=round_)
    for row, person, origin, ended_at in readings.values_list(
        "round_entry", "judge__person_id", "origin", "ended_at"
    ).iterator(chunk_size=2000):
        extra[row] = extra.get(row, 0) + (origin == Reading.Origin.EXTRA)
        if ended_at is None:
            standing.setdefault(row, []).append(str(person))
    return extra, standing


def _loads(readings: Iterable[Reading]) -> Mapping[Judge, int]:
    loads: dict[Judge, int] = {}
    for one in readings:
        loads[one.judge] = loads.get(one.judge, 0) + 1
    return loads


def _invite(judge: Judge, number: int) -> None:
    subject, body = worded(Word.MORE, judge.round, number)
    queue(person=judge.person, subject=subject, body=body)
