"""Reminding the judges of an open round of what they have left to read."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from contest.judging.board import JudgeLine, progress_of
from contest.judging.models import Judge, Round, RoundState
from contest.judging.wording import Word, worded
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.outbox.operations import queue
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop

PAUSE: Final = timedelta(hours=20)
"""Nobody is reminded twice within it."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """The judges who were told now, and those who were told not long ago; by name."""

    now: tuple[JudgeLine, ...]
    before: tuple[JudgeLine, ...]


@transaction.atomic
def remind_judges(*, round_: Round, actor: User, only: int | None = None) -> Reminded:
    """Tell each judge who has readings left how many, in one message each; `only` one of them (by seat) where given.

    Raises `Refusal` when the round is not open, or where nobody has anything left.
    """
    locked = Round.objects.select_for_update(of=("self",), no_key=True).select_related("contest").get(pk=round_.pk)
    if locked.state != RoundState.OPEN:
        raise Refusal("not-open", gettext_noop("这一轮不在评审中。"))
    behind = [line for line in progress_of(locked).behind if only is None or line.pk == only]
    if not behind:
        raise Refusal("nobody-behind", gettext_noop("没有要提醒的评委：该评的都评完了。"))
    at = timezone.now()
    now: list[JudgeLine] = []
    before: list[JudgeLine] = []
    for line in behind:
        (before if line.reminded_at is not None and line.reminded_at > at - PAUSE else now).append(line)
    people = {judge.pk: judge for judge in Judge.objects.filter(round=locked).select_related("person")}
    for line in now:
        subject, body = worded(Word.REMINDER, locked, line.left)
        queue(person=people[line.pk].person, subject=subject, body=body, contest=locked.contest.slug)
    if now:
        Judge.objects.filter(pk__in=[line.pk for line in now]).update(reminded_at=at)
        record(
            actor=actor,
            action=Action.ROUND_REMIND,
            subject=(Subject.ROUND, f"{locked.contest.slug}/{locked.key}"),
            contest=locked.contest.slug,
            after={"reminded": [line.name for line in now]},
        )
    return Reminded(tuple(now), tuple(before))
