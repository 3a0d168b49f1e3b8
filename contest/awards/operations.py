"""The verbs on prizes: decide a tie, confirm the list, publish it."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from contest.awards.models import Award, BoundaryDecision, PrizeList, UnitAward
from contest.awards.queries import decisive_round, marks_hash, may_still_change, propose
from contest.awards.tiers import ALLOCATION_VERSION
from contest.awards.wording import grounds, tell_winner
from contest.entries.models import Entry
from contest.entries.units.models import Unit
from contest.judging.models import Round, RoundState
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest, Tier
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop


@transaction.atomic
def decide_boundary(
    *, contest: Contest, tier_key: str, admitted: Collection[str], quota: int, reason: str, actor: User
) -> BoundaryDecision:
    """Decide a tie across a tier's last place: `admitted` (entry keys) are in, and the tier has `quota` places.

    Raises `Refusal` when there is no such tie now, when the places don't fit, without a reason, or while a round is
    under way.
    """
    round_ = _undecided_round(contest)
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明理由，例如复议的经过和结果。"))
    proposal = propose(round_)
    tie = next((tie for tie in proposal.allocation.open_ties if tie.tier == tier_key), None)
    if tie is None or not set(admitted) <= set(tie.entries):
        raise Refusal("no-such-tie", gettext_noop("这里现在没有待定的同分，请刷新页面。"))
    announced = next(tier.quota for tier in proposal.tiers if tier.key == tier_key)
    decision = BoundaryDecision.objects.create(
        round=round_,
        tier_key=tier_key,
        quota=quota,
        reason=reason.strip(),
        decided_by=actor,
        decided_at=timezone.now(),
    )
    decision.admitted.set(Entry.objects.filter(token__in=admitted, contest=contest))
    propose(round_)
    record(
        actor=actor,
        action=Action.BOUNDARY_DECIDE,
        subject=(Subject.ROUND, f"{contest.slug}/{round_.key}"),
        contest=contest.slug,
        before={"tier": tier_key, "tie": sorted(tie.entries), "quota": announced},
        after={"admitted": sorted(admitted), "quota": quota},
        reason=reason.strip(),
    )
    return decision


@transaction.atomic
def revoke_boundary(*, contest: Contest, decision: BoundaryDecision, reason: str, actor: User) -> None:
    """Open a decided tie again, while the list is not confirmed; the decision stays on record."""
    _undecided_round(contest)
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明为什么重新决定。"))
    decision.revoked_at = timezone.now()
    decision.save(update_fields=["revoked_at"])
    record(
        actor=actor,
        action=Action.BOUNDARY_REVOKE,
        subject=(Subject.ROUND, f"{contest.slug}/{decision.round.key}"),
        contest=contest.slug,
        before={"tier": decision.tier_key, "quota": decision.quota},
        reason=reason.strip(),
    )


@transaction.atomic
def confirm_prizes(
    *, contest: Contest, inputs_hash: str, units: Collection[int], units_reason: str, actor: User
) -> PrizeList:
    """Freeze the proposed list, with the units chosen for the unit prize; everything printed reads this list.

    `inputs_hash` is that of the proposal which was shown. Of two people who confirm at once, one does it and the
    other is told. Raises `Refusal` when something changed since, a tie is undecided, the units exceed their quota,
    nothing was marked, a round is under way, or entries may still come in.
    """
    round_ = _undecided_round(contest)
    if may_still_change(round_.contest, timezone.now()):
        raise Refusal(
            "still-open",
            gettext_noop("截稿前、退回修改的期限之前不能确认：名单还可能变化。请在那之后再来。"),
        )
    # Whoever would disqualify one of these entries waits, and then finds it in the list.
    judged = round_.entries.values("entry")
    list(Entry.objects.select_for_update(no_key=True).filter(pk__in=judged).order_by("pk").values_list("pk"))
    proposal = propose(round_)
    if proposal.inputs_hash != inputs_hash:
        raise Refusal("list-changed", gettext_noop("排名或决定刚刚有变化，获奖名单已重新算出，请再看一遍。"))
    if proposal.is_unmarked:
        raise Refusal("unmarked", gettext_noop("没有一篇稿件有得分，排不出名次，不能确认。"))
    if not proposal.allocation.is_complete:
        raise Refusal("tie-undecided", gettext_noop("还有同分没有决定，不能确认。"))
    unit_tier = contest.tiers.filter(kind=Tier.Kind.UNIT).first()
    chosen = list(Unit.objects.filter(pk__in=units, entries__contest=contest).distinct())
    if len(chosen) != len(set(units)) or (chosen and (unit_tier is None or len(chosen) > (unit_tier.quota or 0))):
        raise Refusal("units-over-quota", gettext_noop("所选单位超过了名额，请减少。"))
    if chosen and not units_reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明评定获奖单位的依据。"))
    confirmed = PrizeList.objects.create(
        contest=contest,
        round=round_,
        rules={
            "method": round_.method,
            "draw": round_.draw_version,
            "scoring": round_.scoring_version,
            "allocation": ALLOCATION_VERSION,
            "marks": marks_hash(round_),
        },
        inputs_hash=inputs_hash,
        confirmed_by=actor,
        confirmed_at=timezone.now(),
    )
    position = {tier.key: number for number, tier in enumerate(proposal.tiers, 1)}
    name = {tier.key: tier.name for tier in proposal.tiers}
    Award.objects.bulk_create(
        Award(
            prize_list=confirmed,
            entry=proposal.entries[award.entry],
            tier_key=award.tier,
            tier_name=name[award.tier],
            tier_position=position[award.tier],
            place=award.place,
            score=award.score,
            title=proposal.entries[award.entry].title,
            author=proposal.entries[award.entry].author,
            unit_name=proposal.entries[award.entry].unit_name,
            reason=grounds(award),
        )
        for award in proposal.allocation.awards
    )
    if unit_tier is not None:
        UnitAward.objects.bulk_create(
            UnitAward(
                prize_list=confirmed,
                unit=unit,
                tier_key=unit_tier.key,
                tier_name=unit_tier.name,
                unit_name=unit.name,
                reason=units_reason.strip(),
            )
            for unit in chosen
        )
    record(
        actor=actor,
        action=Action.PRIZES_CONFIRM,
        subject=(Subject.CONTEST, contest.slug),
        contest=contest.slug,
        after={
            "inputs_hash": inputs_hash,
            "awards": [[award.tier, award.entry] for award in proposal.allocation.awards],
            "units": sorted(unit.name for unit in chosen),
        },
        reason=units_reason.strip(),
    )
    return confirmed


@transaction.atomic
def publish_prizes(*, contest: Contest, actor: User) -> PrizeList:
    """Show the confirmed list to the public, and tell the winners, once.

    Raises `Refusal` when there is none, or while a round is under way.
    """
    Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    confirmed = PrizeList.objects.select_for_update(no_key=True).filter(contest=contest).first()
    if confirmed is None:
        raise Refusal("nothing-confirmed", gettext_noop("请先确认获奖名单。"))
    if confirmed.published_at is None:
        _refuse_under_way(contest)
        confirmed.published_at = timezone.now()
        confirmed.save(update_fields=["published_at"])
        for award in confirmed.awards.select_related("entry__entrant", "entry__contest"):
            tell_winner(award)
        record(actor=actor, action=Action.PRIZES_PUBLISH, subject=(Subject.CONTEST, contest.slug), contest=contest.slug)
    return confirmed


def _undecided_round(contest: Contest) -> Round:
    """Lock the contest and give the round that decides; refuse once the list is confirmed, or a round is under way."""
    locked = Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    if PrizeList.objects.filter(contest=locked).exists():
        raise Refusal("already-confirmed", gettext_noop("获奖名单已经确认，不能再改。"))
    _refuse_under_way(locked)
    round_ = decisive_round(locked)
    if round_ is None:
        raise Refusal("no-round", gettext_noop("还没有结束的评审，不能评定获奖。"))
    return round_


def _refuse_under_way(contest: Contest) -> None:
    """Refuse while judges read, or are about to: no name comes out before the last mark.

    With the contest locked, no other round can be prepared meanwhile.
    """
    if contest.rounds.exclude(state=RoundState.CLOSED).exists():
        raise Refusal("round-under-way", gettext_noop("还有一轮评审没有结束，请等它结束后再评定和公布。"))
