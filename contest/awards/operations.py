"""The verbs on prizes: decide a tie or the places of a tier, confirm the list, make it public, make it final."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone

from contest.awards.calendar import end_of_working_days
from contest.awards.keeping import awards_of, left_out_of, reserve_of, rules_of_list
from contest.awards.models import Award, PrizeDecision, PrizeList, UnitAward
from contest.awards.plan import OpenTie
from contest.awards.proposing import Proposal, propose, standing_decisions
from contest.awards.queries import decisive_round, may_still_change
from contest.awards.units.queries import formula_table, hold_to
from contest.awards.units.table import fingerprint
from contest.awards.wording import tell_winner
from contest.entries.models import Entry
from contest.entries.units.models import Unit
from contest.judging.models import Round, RoundState
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest, Tier
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop

LIST_CHANGED: Final = gettext_noop("排名或决定刚刚有变化，获奖名单已重新算出，请再看一遍。")


@transaction.atomic
def decide_tie(
    *,
    contest: Contest,
    tie: OpenTie,
    admitted: Collection[str],
    reason: str,
    actor: User,
    manner: PrizeDecision.Manner = PrizeDecision.Manner.COMMITTEE,
    votes: Mapping[str, int] | None = None,
    without: Collection[str] = (),
) -> PrizeDecision:
    """Decide a tie, as it was shown: `admitted` (entry keys) are in; `votes` is the record of a vote, by entry.

    More than there are places: the tier grows. Fewer: the rest stays vacant. `without` are entries that a correction is
    about to take out, where the tie comes of that. A decision on it that came to nothing ends. Raises `Refusal` when
    the tie isn't there any more, when two by one author are admitted, without a reason, or while a round is under way.
    """
    round_ = _deciding_round(contest)
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明理由，例如复议的经过和结果。"))
    tied = set(tie.entries)
    if tie not in propose(round_, without=without).allocation.open_ties or not set(admitted) <= tied:
        raise Refusal("no-such-tie", gettext_noop("这里现在没有待定的同分，请刷新页面。"))
    now = timezone.now()
    for one in standing_decisions(round_).filter(kind=PrizeDecision.Kind.TIE, tier_key=tie.tier, division=tie.division):
        if {entry.token for entry in one.tied.all()} == tied:
            one.revoked_at = now
            one.save(update_fields=["revoked_at"])
    decision = PrizeDecision.objects.create(
        round=round_,
        kind=PrizeDecision.Kind.TIE,
        tier_key=tie.tier,
        division=tie.division,
        manner=manner,
        votes={entry: number for entry, number in (votes or {}).items() if entry in tied},
        reason=reason.strip(),
        decided_by=actor,
        decided_at=now,
    )
    decision.tied.set(Entry.objects.filter(token__in=tied, contest=contest))
    decision.admitted.set(Entry.objects.filter(token__in=admitted, contest=contest))
    if tie in propose(round_, without=without).allocation.open_ties:
        raise Refusal("one-prize", gettext_noop("所选的有几篇是同一作者的，一人只能得一个奖，请只选一篇。"))
    record(
        actor=actor,
        action=Action.BOUNDARY_DECIDE,
        subject=(Subject.ROUND, f"{contest.slug}/{round_.key}"),
        contest=contest.slug,
        before={"tier": tie.tier, "division": tie.division, "tie": sorted(tied), "left": tie.seats_left},
        after={"admitted": sorted(admitted), "manner": str(manner), "votes": decision.votes},
        reason=reason.strip(),
    )
    return decision


@transaction.atomic
def decide_seats(
    *, contest: Contest, tier_key: str, division: str = "", seats: int, reason: str, actor: User
) -> PrizeDecision:
    """Let a tier have so many places, in one division: more than planned, or fewer, which then stay vacant.

    Raises `Refusal` without a reason, for an unknown tier, where a decision on it stands, or while a round is open.
    """
    round_ = _deciding_round(contest)
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明理由，例如复议的经过和结果。"))
    tier = contest.tiers.filter(kind=Tier.Kind.PERSON, key=tier_key).first()
    if tier is None:
        raise Refusal("no-such-tier", gettext_noop("没有这个奖项，请刷新页面。"))
    if round_.prize_decisions.filter(
        revoked_at=None, kind=PrizeDecision.Kind.SEATS, tier_key=tier_key, division=division
    ).exists():
        raise Refusal("decided-already", gettext_noop("这一档的名额已经有了决定，请先撤销它。"))
    decision = PrizeDecision.objects.create(
        round=round_,
        kind=PrizeDecision.Kind.SEATS,
        tier_key=tier_key,
        division=division,
        seats=seats,
        reason=reason.strip(),
        decided_by=actor,
        decided_at=timezone.now(),
    )
    record(
        actor=actor,
        action=Action.SEATS_DECIDE,
        subject=(Subject.ROUND, f"{contest.slug}/{round_.key}"),
        contest=contest.slug,
        before={"tier": tier_key, "division": division},
        after={"seats": seats},
        reason=reason.strip(),
    )
    return decision


@transaction.atomic
def revoke_decision(*, contest: Contest, decision: PrizeDecision, reason: str, actor: User) -> None:
    """Let a decision hold no longer; it stays on record.

    A list that was confirmed by it stays as it is until it is corrected. Raises `Refusal` without a reason, when it
    ended before, or while a round is under way.
    """
    _deciding_round(contest)
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明为什么重新决定。"))
    if not PrizeDecision.objects.filter(pk=decision.pk, revoked_at=None).update(revoked_at=timezone.now()):
        raise Refusal("no-such-decision", gettext_noop("这项决定已经撤销。"))
    record(
        actor=actor,
        action=Action.BOUNDARY_REVOKE,
        subject=(Subject.ROUND, f"{contest.slug}/{decision.round.key}"),
        contest=contest.slug,
        before={"tier": decision.tier_key, "division": decision.division, "reason": decision.reason},
        reason=reason.strip(),
    )


@transaction.atomic
def confirm_prizes(
    *,
    contest: Contest,
    inputs_hash: str,
    units: Collection[int],
    units_reason: str,
    actor: User,
    units_hash: str | None = None,
) -> PrizeList:
    """Freeze the proposed list, with the units chosen for the unit prize; everything printed reads this list.

    `inputs_hash` is that of the proposal which was shown, `units_hash` that of the units' table, if one was. Of two
    people who confirm at once, one does it and the other is told. Raises `Refusal` when something changed since, a tie
    is undecided, the units exceed their quota, nothing was marked, a round is under way, entries may still come in, or
    formula and decisions name other units.
    """
    round_ = undecided_round(contest)
    if may_still_change(round_.contest, timezone.now()):
        raise Refusal(
            "still-open",
            gettext_noop("截稿前、退回修改的期限之前不能确认：名单还可能变化。请在那之后再来。"),
        )
    proposal = locked_proposal(round_, inputs_hash=inputs_hash)
    if proposal.is_unmarked:
        raise Refusal("unmarked", gettext_noop("没有一篇稿件有得分，排不出名次，不能确认。"))
    table = formula_table(contest, proposal)
    if units_hash not in (None, fingerprint(table)):
        raise Refusal("list-changed", LIST_CHANGED)
    unit_tier = contest.tiers.filter(kind=Tier.Kind.UNIT).first()
    chosen = list(Unit.objects.filter(pk__in=units, entries__contest=contest).distinct())
    most = table.most if table else (unit_tier and unit_tier.quota) or 0
    if len(chosen) != len(set(units)) or len(chosen) > most:
        raise Refusal("units-over-quota", gettext_noop("所选单位超过了名额，请减少。"))
    if chosen and not units_reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明评定获奖单位的依据。"))
    kept = hold_to(table, (unit.pk for unit in chosen))
    confirmed = PrizeList.objects.create(
        contest=contest,
        round=round_,
        rules={**rules_of_list(round_), **kept},
        inputs_hash=inputs_hash,
        reserve=reserve_of(proposal),
        left_out=left_out_of(proposal),
        confirmed_by=actor,
        confirmed_at=timezone.now(),
    )
    Award.objects.bulk_create(awards_of(proposal, confirmed))
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
    """Show the confirmed list to the public, once: for the working days that the notice says, or for good at once.

    Raises `Refusal` when there is none, or while a round is under way.
    """
    confirmed = locked_list(contest)
    if confirmed.published_at is not None:
        return confirmed
    _refuse_under_way(contest)
    confirmed.published_at = timezone.now()
    if contest.public_days:
        confirmed.objections_until = end_of_working_days(
            confirmed.published_at,
            contest.public_days,
            contest.zone,
            off={date.fromisoformat(day) for day in contest.days_off},
            on={date.fromisoformat(day) for day in contest.days_on},
        )
    confirmed.save(update_fields=["published_at", "objections_until"])
    until = confirmed.objections_until
    record(
        actor=actor,
        action=Action.PRIZES_PUBLISH,
        subject=(Subject.CONTEST, contest.slug),
        contest=contest.slug,
        after={"objections_until": until.isoformat()} if until else None,
    )
    if until is None:
        _make_final(confirmed)
    return confirmed


@transaction.atomic
def finalise_prizes(*, contest: Contest, actor: User) -> PrizeList:
    """Make the public list final, once, and tell the winners.

    Raises `Refusal` when it isn't public, before its time is over, or while an objection is open.
    """
    confirmed = locked_list(contest)
    if confirmed.final_at is not None:
        return confirmed
    if confirmed.published_at is None:
        raise Refusal("not-public", gettext_noop("名单还没有公示。"))
    if confirmed.objections_until is not None and timezone.now() < confirmed.objections_until:
        raise Refusal("still-public", gettext_noop("公示期还没有结束，不能定稿。"))
    waiting = confirmed.objections.filter(settled_at=None).count()
    if waiting:
        raise Refusal("objections-open", gettext_noop("还有 %(count)s 件异议没有处理完，不能定稿。"), count=waiting)
    _make_final(confirmed)
    record(
        actor=actor,
        action=Action.PRIZES_FINALISE,
        subject=(Subject.CONTEST, contest.slug),
        contest=contest.slug,
        after={"version": confirmed.version},
    )
    return confirmed


def _make_final(confirmed: PrizeList) -> None:
    confirmed.final_at = timezone.now()
    confirmed.save(update_fields=["final_at"])
    for award in confirmed.awards.standing().select_related("entry__entrant", "entry__contest"):
        tell_winner(award)


def locked_list(contest: Contest) -> PrizeList:
    """Lock the contest and its confirmed list, and give it; raises `Refusal` when there is none."""
    Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    confirmed = (
        PrizeList.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round__contest")
        .filter(contest=contest)
        .first()
    )
    if confirmed is None:
        raise Refusal("nothing-confirmed", gettext_noop("请先确认获奖名单。"))
    return confirmed


def locked_proposal(round_: Round, *, inputs_hash: str | None = None, without: Collection[str] = ()) -> Proposal:
    """Give the proposal, and keep its entries as they are until the transaction ends.

    Raises `Refusal` when it is not the one that was shown, if that is said, or a tie is undecided.
    """
    # Whoever would disqualify one of these entries waits, and then finds it in the list.
    judged = round_.entries.values("entry")
    list(Entry.objects.select_for_update(no_key=True).filter(pk__in=judged).order_by("pk").values_list("pk"))
    proposal = propose(round_, without=without)
    if inputs_hash not in (None, proposal.inputs_hash):
        raise Refusal("list-changed", LIST_CHANGED)
    if not proposal.allocation.is_complete:
        raise Refusal("tie-undecided", gettext_noop("还有同分没有决定，不能确认。"))
    return proposal


def undecided_round(contest: Contest) -> Round:
    """Lock the contest and give the round that decides; refuse once the list is confirmed, or a round is under way."""
    round_ = _deciding_round(contest)
    if PrizeList.objects.filter(contest=contest).exists():
        raise Refusal("already-confirmed", gettext_noop("获奖名单已经确认，不能再改。"))
    return round_


def _deciding_round(contest: Contest) -> Round:
    """Lock the contest and give the round that decides; refuse while a round is under way."""
    locked = Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
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
