"""Deciding on another method after a round was opened: first what it would change, then the change, on record."""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Q

from contest.judging.drawing import kept_rounds
from contest.judging.figures import settle_figures, totals_of
from contest.judging.models import Reading, Round, RoundEntry, RoundState
from contest.judging.prizes import prize_places
from contest.judging.ranking import closing_scores, figures, standings, totals_by_entry
from contest.judging.scoring import FEWEST_MARKS_TO_TRIM, Method
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop

FEWEST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Moved:
    """An entry whose place another method would change; None where it has none."""

    number: int
    token: str
    title: str
    place: int | None
    place_then: int | None
    score: Decimal | None
    score_then: Decimal | None


@dataclass(frozen=True, slots=True)
class MethodPreview:
    """What another method would change: of the best `first` by either method those whose place moves.

    `inputs_hash` covers the figures that it was computed from and gives, so that what is confirmed is what was shown.
    """

    method: Method
    first: int
    moved: tuple[Moved, ...]
    inputs_hash: str


def preview_method(round_: Round, method: Method) -> MethodPreview:
    """Compute what a method would make of the marks as they stand now.

    Raises `Refusal` where the method can't be decided on.
    """
    _refuse_unfit(round_, method)
    totals = totals_of(round_)
    now, then = closing_scores(totals, Method(round_.method)), closing_scores(totals, method)
    entries = {
        token: (number, title)
        for token, number, title in RoundEntry.objects.filter(round=round_, entry__state="eligible").values_list(
            "entry__token", "number", "entry__title"
        )
    }
    places, places_then = (
        standings({token: score for token, score in found.items() if token in entries}) for found in (now, then)
    )
    first = max(sum(places for _name, places in prize_places(round_)), FEWEST_SHOWN)
    moved = []
    for token, (number, title) in entries.items():
        one, other = places.get(token), places_then.get(token)
        place, place_then = one.place if one else None, other.place if other else None
        if place != place_then and min(place or first + 1, place_then or first + 1) <= first:
            moved.append(Moved(number, token, title, place, place_then, now.get(token), then.get(token)))
    moved.sort(key=lambda one: (one.place_then or len(entries) + 1, one.number))
    told = [round_.method, method, sorted([one.entry, one.judge, str(one.total)] for one in totals), sorted(entries)]
    digest = hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()
    return MethodPreview(method, first, tuple(moved), digest)


@transaction.atomic
def decide_method(*, round_: Round, method: Method, inputs_hash: str, reason: str, actor: User) -> Round:
    """Let another method make the figures of a round: the old one, the new one and the reason stay on record.

    `inputs_hash` is that of the preview which was shown. Raises `Refusal` without a reason, where marks changed since,
    when the prize list is confirmed or the next round has begun, and for a method that doesn't fit the marks.
    """
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明改合分方法的原因。"))
    Contest.objects.select_for_update(no_key=True).get(pk=round_.contest_id)
    locked = Round.objects.select_for_update(of=("self",), no_key=True).select_related("contest").get(pk=round_.pk)
    if preview_method(locked, method).inputs_hash != inputs_hash:
        raise Refusal("marks-changed", gettext_noop("评分刚刚有变化，名次已重新算出，请再看一遍。"))
    before, locked.method = locked.method, method
    locked.save(update_fields=["method"])
    _compute_figures(locked)
    record(
        actor=actor,
        action=Action.ROUND_METHOD,
        subject=(Subject.ROUND, f"{locked.contest.slug}/{locked.key}"),
        contest=locked.contest.slug,
        before={"method": before},
        after={"method": str(method), "inputs_hash": inputs_hash},
        reason=reason.strip(),
    )
    return locked


def _refuse_unfit(round_: Round, method: Method) -> None:
    confirmed = Contest.objects.filter(pk=round_.contest_id, prize_list__isnull=False).exists()
    followed = Round.objects.filter(contest=round_.contest_id, position__gt=round_.position)
    if round_.state == RoundState.PREPARED or confirmed or followed.exclude(state=RoundState.PREPARED).exists():
        raise Refusal(
            "too-late-to-decide",
            gettext_noop("现在不能改合分方法：这一轮还没有开始，下一轮已经开始，或者获奖名单已经确认。"),
        )
    if method == round_.method:
        raise Refusal("same-method", gettext_noop("现在用的就是这个合分方法。"))
    if Method.VOTES in (method, round_.method):
        raise Refusal("votes-are-no-marks", gettext_noop("投票和评分不能互相改换。"))
    if method is Method.TRIMMED and _fewest_readings(round_) < FEWEST_MARKS_TO_TRIM:
        raise Refusal("too-few-for-trimmed", gettext_noop("去掉最高分和最低分，至少要有五位评委评每一篇。"))


def _fewest_readings(round_: Round) -> int:
    """Give how many marks the entry with the fewest has, or is to have where the round is still open."""
    counts = Q(total__isnull=False)
    if round_.state == RoundState.OPEN:
        counts |= Q(judge__round=round_)
    counted = (
        Reading.objects.filter(counts, judge__round__in=[round_, *kept_rounds(round_)])
        .filter(round_entry__entry__rounds__round=round_, round_entry__entry__state="eligible")
        .standing()
    )
    numbers = counted.order_by().values("round_entry__entry").annotate(number=Count("pk"))
    return min(numbers.values_list("number", flat=True), default=0)


def _compute_figures(round_: Round) -> None:
    """Compute every figure of a round anew by its method, as it is while open, or as closing leaves it."""
    of_entry, method = totals_by_entry(totals_of(round_)), Method(round_.method)
    rows = list(RoundEntry.objects.filter(round=round_).select_related("entry").only("pk", "score", "entry__token"))
    for row in rows:
        row.score = figures(of_entry.get(row.entry.token, []), method)[1]
    RoundEntry.objects.bulk_update(rows, ["score"], batch_size=500)
    round_.judges.update(severity=None)
    if round_.state == RoundState.CLOSED:
        settle_figures(round_)
