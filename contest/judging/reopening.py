"""Opening a closed round again, so that judges can make up for what is missing."""

from django.db import transaction

from contest.judging.figures import unsettle_figures
from contest.judging.models import Round, RoundState
from contest.judging.queries import is_last, progress
from contest.judging.scoring import Method
from contest.judging.wording import Word, worded
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.outbox.operations import queue
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop


def was_counted_secretly(round_: Round) -> bool:
    """Say whether the counts of a secret ballot were shown: beside them, those of another end would tell who voted."""
    is_secret = round_.secret and round_.method == Method.VOTES
    return is_secret and round_.state == RoundState.CLOSED and round_.judges.exclude(voted_at=None).exists()


@transaction.atomic
def reopen_round(*, round_: Round, reason: str, actor: User) -> Round:
    """Let judges go on in the last round that was closed; draw and marks stay, and who has readings left is told.

    Raises `Refusal` without a reason, when another round came after, once the prize list is confirmed, and where a
    secret ballot was counted.
    """
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明为什么重新打开。"))
    Contest.objects.select_for_update(no_key=True).get(pk=round_.contest_id)
    locked = Round.objects.select_for_update(of=("self",), no_key=True).select_related("contest").get(pk=round_.pk)
    if locked.state != RoundState.CLOSED or not is_last(locked):
        raise Refusal(
            "not-to-be-reopened",
            gettext_noop("这一轮不能重新打开：它没有结束，后面已经有了一轮，或者获奖名单已经确认。"),
        )
    if was_counted_secretly(locked):
        raise Refusal(
            "counted-secretly",
            gettext_noop("无记名投票已经计票，不能重新打开：两次票数一比，就看得出后来的票投给了谁。"),
        )
    closed_at, locked.state, locked.closed_at = locked.closed_at, RoundState.OPEN, None
    locked.save(update_fields=["state", "closed_at"])
    unsettle_figures(locked)
    for line in progress(locked):
        if line.left:
            subject, body = worded(Word.AGAIN, locked, line.left)
            queue(person=line.judge.person, subject=subject, body=body)
    record(
        actor=actor,
        action=Action.ROUND_REOPEN,
        subject=(Subject.ROUND, f"{locked.contest.slug}/{locked.key}"),
        contest=locked.contest.slug,
        before={"closed_at": closed_at.isoformat() if closed_at else None},
        reason=reason.strip(),
    )
    return locked
