"""Voting where a round is decided by votes: each judge names so many entries, once, secretly or by name.

A secret ballot leaves no trace of who voted for what: the entries' counts go up, and of the judge only stands that
they voted. Nobody is shown a count before the round is closed, or whoever watched it would learn the same. What was
cast stands, since nobody could find it again to take it back.
"""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Case, F, When
from django.utils import timezone

from contest.judging.models import Judge, Reading, Round, RoundEntry, RoundState
from contest.judging.scoring import Method
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop


@transaction.atomic
def cast_ballot(*, judge: Judge, tokens: Collection[str], actor: User) -> Judge:
    """Cast a judge's votes for the entries of these readings.

    Raises `Refusal` when the round is not open or not decided by votes, when they voted before, didn't promise
    confidentiality or left, and for none, too many, or an entry that isn't theirs to vote on.
    """
    round_ = Round.objects.select_for_update(no_key=True).get(pk=judge.round_id)
    locked = Judge.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=judge.pk)
    if round_.state != RoundState.OPEN or round_.method != Method.VOTES or locked.left_at or not locked.promised_at:
        raise Refusal("not-open", gettext_noop("现在不能投票：这一轮不在评审中，或者您还没有承诺保密。"))
    if locked.voted_at is not None:
        raise Refusal("voted", gettext_noop("您已经投过票，投出的票不能更改。"))
    rows = dict(Reading.objects.filter(judge=locked).standing().values_list("token", "round_entry"))
    chosen = {rows[token] for token in tokens if token in rows}
    if len(chosen) < len(set(tokens)):
        raise Refusal("not-theirs", gettext_noop("选票里有不归您评阅的作品，请刷新页面再投。"))
    most = round_.votes or 0
    if not 0 < len(chosen) <= most:
        raise Refusal(
            "bad-number", gettext_noop("请选 1 至 %(most)s 篇，现在选了 %(number)s 篇。"), most=most, number=len(chosen)
        )
    # All their entries are written in one stroke: a database keeps rows in the order in which they were last written.
    own = RoundEntry.objects.filter(pk__in=rows.values())
    vote = Case(When(pk__in=chosen, then=1), default=0)
    own.update(votes=F("votes") + vote, readings_done=F("readings_done") + 1)
    by_name: list[int] = []
    if not round_.secret:
        own.update(score=F("votes"))
        Reading.objects.filter(judge=locked, round_entry__in=chosen).update(voted=True)
        by_name = sorted(RoundEntry.objects.filter(pk__in=chosen).values_list("number", flat=True))
    locked.voted_at = timezone.now()
    locked.save(update_fields=["voted_at"])
    record(
        actor=actor,
        action=Action.BALLOT_CAST,
        subject=(Subject.ROUND, f"{locked.round.contest.slug}/{round_.key}"),
        contest=locked.round.contest.slug,
        after={"judge": locked.person.name, "numbers": by_name},
    )
    return locked


def count_votes(round_: Round) -> None:
    """Give each entry its votes as its figure; none to those that fell short of the threshold, where there is one."""
    rows = RoundEntry.objects.filter(round=round_)
    rows.filter(readings_done__gt=0).update(score=F("votes"))
    if round_.threshold is not None:
        # Multiplied on both sides: whole numbers divided by a database lose what is behind the point.
        short = rows.alias(asked=F("readings_done") * round_.threshold).filter(asked__gt=F("votes") * 100)
        short.update(score=None)
