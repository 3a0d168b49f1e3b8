"""Rounds, progress and ranking, as organisers and observers see them."""

from collections.abc import Sequence

from django.db.models import Q, prefetch_related_objects
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from contest.exports.api import shapes
from contest.exports.api.door import read_contest
from contest.exports.api.paging import USUAL, Cursor, Limit, bad_cursor, number_in, page_from
from contest.exports.api.room import Room
from contest.exports.api.values import at_home
from contest.judging.board import progress_of, rules_of
from contest.judging.models import Round, RoundEntry, RoundState
from contest.judging.queries import place_before, ranked_entries
from contest.judging.rules_in_words import rules_in_words
from contest.notice.models import Contest
from contest.notice.queries import announcement_of
from contest.notice.rules import may_observe
from contest.web.wording import say

room = Room(tags=["judging"])


@room.reads(
    "/contests/{contest}/rounds",
    gives=shapes.Rounds,
    name="rounds",
    summary=_("评审轮次"),
    description=_("通知里的各轮及其规则；还没有准备的轮次，state 为 null。组织者和监督员可读。"),
)
def rounds(request: HttpRequest, contest: str) -> shapes.Rounds:
    """List the rounds."""
    found = read_contest(request, contest, may_observe)
    prefetch_related_objects([found], "rounds")
    begun = {one.key: one for one in found.rounds.all()}
    lines, before = [], ""
    for plan in announcement_of(found).round_plans:
        round_ = begun.get(plan.key)
        rules = rules_of(round_) if round_ else rules_in_words(plan, before)
        told = round_ or plan
        lines.append(
            shapes.RoundLine(
                key=plan.key,
                name=plan.name,
                rules=[say(rule) for rule in rules],
                method=told.method,
                readings=told.readings,
                state=round_.state if round_ else None,
                opened_at=at_home(found, round_.opened_at) if round_ else None,
                closed_at=at_home(found, round_.closed_at) if round_ else None,
            )
        )
        before = plan.name
    return shapes.Rounds(rounds=lines)


def _round(contest: Contest, key: str) -> Round:
    prefetch_related_objects([contest], "rounds")
    found = next((one for one in contest.rounds.all() if one.key == key), None)
    if found is None:
        raise Http404
    return found


@room.reads(
    "/contests/{contest}/rounds/{key}/progress",
    gives=shapes.Progress,
    name="progress",
    summary=_("评审进度"),
    description=_("每位评委的进度；这一轮开始之前没有这个地址。组织者和监督员可读。"),
)
def progress(request: HttpRequest, contest: str, key: str) -> shapes.Progress:
    """Tell how far a round is."""
    found = read_contest(request, contest, may_observe)
    round_ = _round(found, key)
    if round_.state == RoundState.PREPARED:
        raise Http404
    told = progress_of(round_)
    return shapes.Progress(
        round=round_.key,
        state=round_.state,
        assigned=told.assigned,
        submitted=told.submitted,
        judges=[
            shapes.JudgeShown(
                name=one.name,
                unit=one.unit,
                group=one.group,
                state=one.state,
                assigned=one.assigned,
                begun=one.begun,
                submitted=one.submitted,
                mean=one.mean,
                last_at=at_home(found, one.last_at),
            )
            for one in told.judges
        ],
    )


@room.reads(
    "/contests/{contest}/rounds/{key}/ranking",
    gives=shapes.Ranking,
    name="ranking",
    summary=_("排名"),
    description=_("按现有评分排出的名次，同分同名次；没有得分的没有名次，排在最后。组织者和监督员可读。"),
)
def ranking(request: HttpRequest, contest: str, key: str, limit: Limit = USUAL, cursor: Cursor = "") -> shapes.Ranking:
    """Give the ranking of a round, in pages."""
    round_ = _round(read_contest(request, contest, may_observe), key)
    ahead = ranked_entries(round_)
    rows, position = ahead, 0
    if cursor:
        last = RoundEntry.objects.filter(round=round_, number=number_in(cursor)).first()
        if last is None:
            raise bad_cursor()
        rows = ahead.filter(Q(by_score__lt=last.by_score) | Q(by_score=last.by_score, number__gt=last.number))
        position = ahead.count() - rows.count()
    found, following = page_from(rows, limit, lambda one: one.number)
    places = _places(round_, found, position)
    return shapes.Ranking(
        round=round_.key,
        state=round_.state,
        method=round_.method,
        entries=[_ranked(row, place) for row, place in zip(found, places, strict=True)],
        next=following,
    )


def _places(round_: Round, rows: Sequence[RoundEntry], position: int) -> list[int | None]:
    """Give the place of each row after so many others: that of the first among its equals."""
    places: list[int | None] = []
    last = None
    place = 0
    for index, row in enumerate(rows, position + 1):
        if row.score is not None and row.score != last:
            place = place_before(round_, row.score) + 1 if last is None else index
            last = row.score
        places.append(None if row.score is None else place)
    return places


def _ranked(row: RoundEntry, place: int | None) -> shapes.RankedShown:
    return shapes.RankedShown(
        place=place,
        score=row.score,
        mean=row.raw_mean,
        readings=row.readings_done,
        number=row.number,
        token=row.entry.token,
        title=row.entry.title,
        author=row.entry.author,
        unit=row.entry.unit.name if row.entry.unit else "",
    )
