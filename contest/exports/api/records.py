"""The prize list and the ledger, as organisers and observers see them."""

from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query

from contest.awards.models import PrizeList
from contest.awards.proposing import Proposal, propose
from contest.awards.queries import confirmed_list, decisive_round
from contest.exports.api import shapes
from contest.exports.api.door import read_contest
from contest.exports.api.paging import USUAL, Cursor, Limit, number_in, page_from
from contest.exports.api.room import Room
from contest.exports.api.values import at_home
from contest.ledger.models import Event
from contest.ledger.queries import head
from contest.notice.models import Contest
from contest.notice.rules import may_observe
from contest.web.wording import say

room = Room(tags=["records"])
Words = Annotated[str, Query(max_length=200, description=_("事项、对象或人员"))]


@room.reads(
    "/contests/{contest}/prizes",
    gives=shapes.Prizes,
    name="prizes",
    summary=_("获奖名单（公布之前也有）"),
    description=_(
        "state：none 还没有结束的轮次，proposed 按规则算出的建议，confirmed 已确认，public 正在公示，"
        "published 已定稿。组织者和监督员可读。"
    ),
)
def prizes(request: HttpRequest, contest: str) -> shapes.Prizes:
    """Give the prize list as the office's page shows it."""
    found = read_contest(request, contest, may_observe)
    confirmed = confirmed_list(found)
    if confirmed is not None:
        return _confirmed(found, confirmed)
    round_ = decisive_round(found)
    if round_ is None:
        return _prizes("none", None)
    return _proposed(propose(round_))


def _prizes(state: str, round_key: str | None, **known: object) -> shapes.Prizes:
    """Give a prize list of which nothing is known but this."""
    unknown: dict[str, object] = {
        "inputs_hash": None,
        "confirmed_at": None,
        "confirmed_by": None,
        "version": None,
        "published_at": None,
        "objections_until": None,
        "final_at": None,
        "awards": [],
        "unit_awards": [],
        "ties": [],
    }
    return shapes.Prizes.model_validate({"state": state, "round": round_key, **unknown, **known})


def _confirmed(contest: Contest, confirmed: PrizeList) -> shapes.Prizes:
    return _prizes(
        "confirmed" if confirmed.published_at is None else "published" if confirmed.final_at else "public",
        confirmed.round.key,
        inputs_hash=confirmed.inputs_hash,
        confirmed_at=at_home(contest, confirmed.confirmed_at),
        confirmed_by=confirmed.confirmed_by.name,
        version=confirmed.version,
        published_at=at_home(contest, confirmed.published_at),
        objections_until=at_home(contest, confirmed.objections_until),
        final_at=at_home(contest, confirmed.final_at),
        awards=[
            shapes.AwardShown(
                tier=one.tier_name,
                place=one.place,
                score=one.score,
                token=one.entry.token,
                title=one.title,
                author=one.author,
                unit=one.unit_name,
                reason=one.reason,
            )
            for one in confirmed.awards.standing().select_related("entry")
        ],
        unit_awards=[
            shapes.UnitAwardShown(tier=one.tier_name, unit=one.unit_name, reason=one.reason)
            for one in confirmed.unit_awards.standing()
        ],
    )


def _proposed(proposal: Proposal) -> shapes.Prizes:
    names = {tier.key: tier.name for tier in proposal.plan.tiers}
    awards = []
    for one in proposal.allocation.awards:
        entry = proposal.entries[one.entry]
        awards.append(
            shapes.AwardShown(
                tier=names[one.tier],
                place=one.place,
                score=one.score,
                token=one.entry,
                title=entry.title,
                author=entry.author,
                unit=entry.unit.name if entry.unit else "",
                reason=say(one.why),
            )
        )
    ties = [
        shapes.TieShown(tier=names[tie.tier], places_left=tie.seats_left, score=tie.score, entries=list(tie.entries))
        for tie in proposal.allocation.open_ties
    ]
    return _prizes("proposed", proposal.round.key, inputs_hash=proposal.inputs_hash, awards=awards, ties=ties)


@room.reads(
    "/contests/{contest}/ledger",
    gives=shapes.Ledger,
    name="ledger",
    summary=_("账本"),
    description=_("这次征文的记录，最新的在前；编号和指纹全站连续。组织者和监督员可读。"),
)
def ledger(
    request: HttpRequest, contest: str, q: Words = "", limit: Limit = USUAL, cursor: Cursor = ""
) -> shapes.Ledger:
    """Give the ledger's events of a contest."""
    found = read_contest(request, contest, may_observe)
    rows = Event.objects.about(found.slug).matching(q.strip())
    if cursor:
        rows = rows.filter(sequence__lt=number_in(cursor))
    page, following = page_from(rows, limit, lambda one: one.sequence)
    sequence, digest = head()
    return shapes.Ledger(
        head_sequence=sequence, head_hash=digest, events=[_event(one, found) for one in page], next=following
    )


def _event(event: Event, contest: Contest) -> shapes.EventShown:
    return shapes.EventShown(
        sequence=event.sequence,
        at=event.at.astimezone(contest.zone),
        actor=event.actor_name,
        action=event.action,
        subject_kind=event.subject_kind,
        subject_key=event.subject_key,
        before=event.before,
        after=event.after,
        reason=event.reason,
        previous_hash=event.previous_hash,
        hash=event.hash,
    )
