"""The verbs on relations: why a judge must not read an entry, beyond what the software tells by itself."""

from django.db import transaction
from django.utils import timezone

from contest.entries.models import Entry
from contest.entries.units.models import Unit
from contest.judging.draw import Bar, Obstacle
from contest.judging.figures import refresh_score
from contest.judging.models import Judge, Reading, Relation, Round, RoundState
from contest.judging.redrawing import Redraw, draw_missing, end_readings, opened
from contest.judging.relations import meetings
from contest.judging.seats import BAR_NAMES
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop


@transaction.atomic
def declare_relation(*, reading: Reading, reason: str, actor: User) -> Redraw:
    """Let a judge step back from an entry: the reading ends, its marks count no more, and another judge is drawn.

    Declaring it again changes nothing. Raises `Refusal` when the round is not open, or once they voted in it.
    """
    round_ = opened(reading.judge.round)
    locked = Reading.objects.select_for_update(of=("self",), no_key=True).select_related("round_entry__entry")
    found = locked.get(pk=reading.pk)
    if found.ended_at is not None:
        return Redraw((), ())
    if Judge.objects.filter(pk=found.judge_id).exclude(voted_at=None).exists():
        raise Refusal("voted", gettext_noop("您已经投过票，投出的票不能更改。"))
    Relation.objects.get_or_create(
        contest=round_.contest,
        person=reading.judge.person,
        entry=found.round_entry.entry,
        ended_at=None,
        defaults={"reason": reason.strip()[:200], "declared_by": actor, "declared_at": timezone.now()},
    )
    end_readings([found], Reading.Ending.RELATION)
    refresh_score(round_, found.round_entry_id)
    record(
        actor=actor,
        action=Action.RELATION_DECLARE,
        subject=(Subject.READING, found.token),
        contest=round_.contest.slug,
        after={"round": round_.key, "number": found.round_entry.number},
        reason=reason.strip(),
    )
    return draw_missing(round_, actor)


@transaction.atomic
def relate(
    *, contest: Contest, person: User, entry: Entry | None = None, unit: Unit | None = None, reason: str, actor: User
) -> Redraw:
    """Put on record that a judge must not read an entry, or the entries of a unit.

    It holds for draws to come; what the judge has of it in rounds that are open ends, its marks count no more, and
    other judges are drawn; a ballot that was cast stands. Putting it on record again changes nothing. Raises `Refusal`
    without a reason.
    """
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明回避的原因。"))
    # Rounds first: one that is just being opened sees the relation, or is seen open here; the ledger is locked last.
    rounds = list(contest.rounds.exclude(state=RoundState.CLOSED).select_for_update(no_key=True).order_by("pk"))
    relation, made = Relation.objects.get_or_create(
        contest=contest,
        person=person,
        entry=entry,
        unit=unit,
        ended_at=None,
        defaults={"reason": reason.strip()[:200], "declared_by": actor, "declared_at": timezone.now()},
    )
    if not made:
        return Redraw((), ())
    record(
        actor=actor,
        action=Action.RELATION_DECLARE,
        subject=(Subject.PERSON, str(person.pk)),
        contest=contest.slug,
        after={"entry": entry.token if entry else "", "unit": unit.name if unit else ""},
        reason=reason.strip(),
    )
    drawn: list[Reading] = []
    obstacles: list[Obstacle] = []
    for round_ in rounds:
        if round_.state == RoundState.OPEN:
            redraw = _relieve(round_, relation.person, actor)
            drawn += redraw.readings
            obstacles += redraw.obstacles
    return Redraw(tuple(drawn), tuple(obstacles))


@transaction.atomic
def take_back_relation(*, relation: Relation, reason: str, actor: User) -> None:
    """Let a relation hold no longer for draws to come; it stays on record, and readings it ended stay ended.

    Raises `Refusal` without a reason, or when it was taken back before.
    """
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明撤销的原因。"))
    locked = Relation.objects.select_for_update(of=("self",), no_key=True).select_related("contest", "entry", "unit")
    found = locked.get(pk=relation.pk)
    if found.ended_at is not None:
        raise Refusal("ended-already", gettext_noop("这一条已经撤销了。"))
    found.ended_at, found.ended_by, found.ended_reason = timezone.now(), actor, reason.strip()[:200]
    found.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    record(
        actor=actor,
        action=Action.RELATION_END,
        subject=(Subject.PERSON, str(found.person_id)),
        contest=found.contest.slug,
        before={
            "entry": found.entry.token if found.entry else "",
            "unit": found.unit.name if found.unit else "",
            "reason": found.reason,
        },
        reason=reason.strip(),
    )


@transaction.atomic
def relieve(*, round_: Round, actor: User) -> Redraw:
    """Take from the judges of a round what they must not read, as it is known by now, and draw others for it.

    Raises `Refusal` when the round is not open, or where nobody reads what they must not.
    """
    locked = opened(round_)
    found = meetings(locked)
    if not found:
        raise Refusal("nobody-to-relieve", gettext_noop("现在没有要回避的评阅。"))
    readings = [one.reading for one in found]
    _end(locked, readings)
    for one in found:
        reading = one.reading
        record(
            actor=actor,
            action=Action.RELATION_DECLARE,
            subject=(Subject.READING, reading.token),
            contest=locked.contest.slug,
            after={"round": locked.key, "number": reading.round_entry.number, "judge": reading.judge.person.name},
            reason=BAR_NAMES[one.bar],
        )
    return draw_missing(locked, actor)


def _relieve(round_: Round, person: User, actor: User) -> Redraw:
    """End what a judge has in an open round although a relation keeps them from it, and draw others for it."""
    found = meetings(round_, round_.judges.filter(person=person))
    ending = [one.reading for one in found if one.bar == Bar.RELATION]
    if not ending:
        return Redraw((), ())
    _end(round_, ending)
    return draw_missing(round_, actor)


def _end(round_: Round, readings: list[Reading]) -> None:
    end_readings(readings, Reading.Ending.RELATION)
    for row in {one.round_entry_id for one in readings}:
        refresh_score(round_, row)
