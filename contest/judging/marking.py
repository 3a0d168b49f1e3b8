"""The verbs of a judge at the mark sheet: keep, submit, take back."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from contest.judging.figures import refresh_score
from contest.judging.models import Mark, Reading, Round, RoundState
from contest.judging.queries import criterion_rules
from contest.judging.scoring import Method, check_mark, weighted_mark
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.people.models import User
from contest.phrases import Phrase, Refusal, gettext_noop


class MarksRefused(Refusal):
    """Marks that can't be taken; `faults` says for each criterion (by key) what is wrong."""

    def __init__(self, faults: Mapping[str, Phrase]) -> None:
        super().__init__("bad-marks", gettext_noop("有评分需要改正，请看各项旁的说明。"))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Saved:
    """A reading as it was kept, and what is wrong with the marks that could not be."""

    reading: Reading
    faults: Mapping[str, Phrase]


@transaction.atomic
def save_reading(
    *, reading: Reading, marks: Mapping[str, Decimal | None], comment: str, revision: int | None = None
) -> Saved:
    """Keep unfinished marks: the good ones are stored, the bad ones named in the answer, the empty ones left empty.

    `revision` is that of the sheet they were typed into. Raises `Refusal` when the round is not open, the reading was
    submitted, or something else was kept since that revision.
    """
    locked = _readable(reading)
    if locked.submitted_at is not None:
        raise _submitted()
    faults: Mapping[str, Phrase] = {}
    if not _holds(locked, marks, comment):
        _refuse_older(locked, revision)
        faults = _store_marks(locked, marks, reading.judge.round)
        locked.comment, locked.revision = comment, locked.revision + 1
    locked.saved_at = timezone.now()
    locked.save(update_fields=["comment", "saved_at", "revision"])
    return Saved(locked, faults)


@transaction.atomic
def submit_reading(
    *,
    reading: Reading,
    marks: Mapping[str, Decimal | None],
    comment: str,
    actor: User,
    revision: int | None = None,
) -> Reading:
    """Submit all marks of a reading; the entry's figure is computed anew in the same step.

    Submitting the same again gives what stands. Raises `MarksRefused` when a mark is missing or out of range, and
    `Refusal` when other marks, or another comment, were submitted before, or kept since `revision`: nothing is
    stored then.
    """
    _hold_open(reading)
    locked = _readable(reading)
    if locked.submitted_at is not None:
        if _holds(locked, marks, comment):
            return locked
        raise _submitted()
    if not _holds(locked, marks, comment):
        _refuse_older(locked, revision)
    faults = _store_marks(locked, marks, reading.judge.round)
    rules = criterion_rules(reading.judge.round)
    missing = {
        rule.key: Phrase(gettext_noop("请评分。"))
        for rule in rules
        if rule.key not in faults and marks.get(rule.key) is None
    }
    if faults or missing:
        raise MarksRefused({**faults, **missing})
    given = {key: value for key, value in marks.items() if value is not None}
    locked.total = weighted_mark(given, rules)
    locked.comment, locked.saved_at, locked.submitted_at = comment, timezone.now(), timezone.now()
    locked.revision += 1
    locked.save(update_fields=["total", "comment", "saved_at", "submitted_at", "revision"])
    refresh_score(locked.judge.round, locked.round_entry_id)
    _record_reading(
        locked,
        actor,
        Action.READING_SUBMIT,
        {"marks": {k: str(v) for k, v in given.items()}, "total": str(locked.total)},
    )
    return locked


@transaction.atomic
def reopen_reading(*, reading: Reading, actor: User) -> Reading:
    """Take a submitted reading back to change it, while the round is open; the marks stay as they were."""
    _hold_open(reading)
    locked = _readable(reading)
    if locked.submitted_at is None:
        return locked
    before = {"total": str(locked.total)}
    locked.total = locked.submitted_at = None
    locked.save(update_fields=["total", "submitted_at"])
    refresh_score(locked.judge.round, locked.round_entry_id)
    _record_reading(locked, actor, Action.READING_REOPEN, {"was": before})
    return locked


def _hold_open(reading: Reading) -> None:
    """Lock the round, so that it can't be closed between the look at its state and the mark that counts."""
    Round.objects.select_for_update(no_key=True).get(pk=reading.judge.round_id)


def _readable(reading: Reading) -> Reading:
    locked = (
        Reading.objects.select_for_update(of=("self",), no_key=True)
        .select_related("judge__round__contest", "round_entry")
        .get(pk=reading.pk)
    )
    if locked.judge.round.state != RoundState.OPEN:
        raise Refusal("round-closed", gettext_noop("这一轮评审已经结束，不能再评分。"))
    if locked.judge.round.method == Method.VOTES:
        raise Refusal("no-marks", gettext_noop("这一轮投票，不打分。"))
    if locked.judge.left_at is not None and locked.ended_at is None:
        raise Refusal("left-already", gettext_noop("这位评委已经退出这一轮。"))
    if locked.ended_at is not None:
        raise Refusal("reading-ended", gettext_noop("这一篇已经不归您评阅，您写下的分数保存着，不计入结果。"))
    return locked


def _holds(reading: Reading, marks: Mapping[str, Decimal | None], comment: str) -> bool:
    """Say whether these very marks and this comment are what is stored."""
    given = {key: value for key, value in marks.items() if value is not None}
    return reading.comment == comment and dict(reading.marks.values_list("criterion__key", "value")) == given


def _refuse_older(reading: Reading, revision: int | None) -> None:
    if revision is not None and reading.revision > revision:
        raise Refusal("older", gettext_noop("这篇的评分在别处存过更新的，这里填写的没有存上。请看两份，选一份。"))


def _submitted() -> Refusal:
    return Refusal("submitted", gettext_noop("这篇的评分已经提交。要改分，请先点“修改评分”。"))


def _store_marks(reading: Reading, marks: Mapping[str, Decimal | None], round_: Round) -> dict[str, Phrase]:
    """Store the good marks, clear the emptied ones, and say what is wrong with the rest.

    `round_` is the reading's, as its caller has it: what is marked in a round never changes.
    """
    faults: dict[str, Phrase] = {}
    rows = []
    emptied = []
    criteria = {criterion.key: criterion for criterion in round_.criteria.all()}
    for rule in criterion_rules(round_):
        if rule.key not in marks:
            continue
        value = marks[rule.key]
        if value is None:
            emptied.append(criteria[rule.key])
        elif (fault := check_mark(value, rule)) is not None:
            faults[rule.key] = fault
        else:
            rows.append(
                Mark(
                    reading=reading,
                    criterion=criteria[rule.key],
                    value=value,
                    minimum=rule.minimum,
                    maximum=rule.maximum,
                )
            )
    if emptied:
        Mark.objects.filter(reading=reading, criterion__in=emptied).delete()
    if rows:
        Mark.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["reading", "criterion"], update_fields=["value"]
        )
    return faults


def _record_reading(reading: Reading, actor: User, action: Action, after: Mapping[str, object]) -> None:
    round_ = reading.judge.round
    record(
        actor=actor,
        action=action,
        subject=(Subject.READING, reading.token),
        contest=round_.contest.slug,
        after={"round": round_.key, "number": reading.round_entry.number, **after},
    )
