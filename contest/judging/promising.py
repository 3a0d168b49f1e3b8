"""The promise of a judge to keep what they read in confidence; until then nothing of a round is shown to them."""

from django.db import transaction
from django.utils import timezone

from contest.judging.models import Judge, RoundState
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop


@transaction.atomic
def promise(*, judge: Judge, actor: User, paper: str = "") -> Judge:
    """Note that a judge promised confidentiality in a round; promising again changes nothing.

    Where the office notes a promise that was signed on paper, `paper` says where it is kept. Raises `Refusal` when the
    round is not open, or the judge left it.
    """
    locked = (
        Judge.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round__contest", "person")
        .get(pk=judge.pk)
    )
    if locked.round.state != RoundState.OPEN or locked.left_at is not None:
        raise Refusal("not-open", gettext_noop("这一轮不在评审中。"))
    if locked.promised_at is None:
        locked.promised_at = timezone.now()
        locked.save(update_fields=["promised_at"])
        round_ = locked.round
        record(
            actor=actor,
            action=Action.JUDGE_PROMISE,
            subject=(Subject.ROUND, f"{round_.contest.slug}/{round_.key}"),
            contest=round_.contest.slug,
            after={"judge": locked.person.name} | ({"on_paper": True} if paper else {}),
            reason=paper,
        )
    return locked
