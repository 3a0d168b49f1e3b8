"""The verbs on the unit prize: enter what the office knows of units, decide a tie, choose other units."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from contest.awards.operations import undecided_round
from contest.awards.proposing import propose
from contest.awards.queries import confirmed_list
from contest.awards.units.models import UnitDecision, UnitFigure
from contest.awards.units.queries import unit_table, waits_for
from contest.awards.units.table import Table
from contest.entries.units.models import Unit
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop


@dataclass(frozen=True, slots=True)
class Figures:
    """What is to be kept of a unit (primary key); `revision` is that of what was shown, 0 where there was nothing."""

    unit: int
    head_count: int | None
    committee_mark: Decimal | None
    note: str
    revision: int


@transaction.atomic
def enter_figures(*, contest: Contest, figures: Sequence[Figures], actor: User) -> int:
    """Keep what the office knows of units, and give how many changed. Of two who save at once, one wins.

    Raises `Refusal`, and keeps nothing, when another saved one of these units since it was shown, for a unit without
    entries here, and once the list is confirmed.
    """
    locked = Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    if confirmed_list(locked) is not None:
        raise Refusal("already-confirmed", gettext_noop("获奖名单已经确认，不能再改。"))
    units = Unit.objects.filter(pk__in=[one.unit for one in figures], entries__contest=locked).distinct().in_bulk()
    kept = {one.unit_id: one for one in UnitFigure.objects.filter(contest=locked, unit__in=units)}
    changed = [one for one in figures if one.unit not in units or _differs(kept.get(one.unit), one)]
    twice = len({one.unit for one in figures}) < len(figures)
    strange = twice or any(one.unit not in units for one in changed)
    late = [one for one in changed if one.unit in units and one.revision != _revision(kept.get(one.unit))]
    if strange:
        raise Refusal("no-such-unit", gettext_noop("有的单位刚刚被合并，请刷新页面。"))
    if late:
        template = gettext_noop("%(names)s的数字刚刚有人改过，这一页都没有保存。请刷新页面，看过之后再改。")
        raise Refusal("changed-meanwhile", template, names=tuple(units[one.unit].name for one in late))
    for one in changed:
        _keep(locked, units[one.unit], kept.get(one.unit), one, actor)
    return len(changed)


def _revision(row: UnitFigure | None) -> int:
    return row.revision if row else 0


def _differs(row: UnitFigure | None, wanted: Figures) -> bool:
    if row is None:
        return (wanted.head_count, wanted.committee_mark, wanted.note) != (None, None, "")
    return (row.head_count, row.committee_mark, row.note) != (wanted.head_count, wanted.committee_mark, wanted.note)


def _keep(contest: Contest, unit: Unit, row: UnitFigure | None, wanted: Figures, actor: User) -> None:
    before = _said(row) if row else {}
    row = row or UnitFigure(contest=contest, unit=unit, revision=0)
    row.head_count, row.committee_mark, row.note = wanted.head_count, wanted.committee_mark, wanted.note
    row.entered_by, row.entered_at = actor, timezone.now()
    row.revision += 1
    row.save()
    record(
        actor=actor,
        action=Action.UNITS_FIGURE,
        subject=(Subject.UNIT, str(unit.pk)),
        contest=contest.slug,
        before=before,
        after={"unit": unit.name, **_said(row)},
    )


def _said(row: UnitFigure) -> dict[str, object]:
    mark = None if row.committee_mark is None else str(row.committee_mark)
    return {"head_count": row.head_count, "committee_mark": mark, "note": row.note}


@transaction.atomic
def decide_unit_tie(
    *, contest: Contest, tied: Collection[int], chosen: Collection[int], reason: str, actor: User
) -> UnitDecision:
    """Decide a tie across the end of the unit prize: of the units `tied`, as they were shown, those `chosen` are in.

    A decision of the kind that stood before ends, as with `override_units`.
    Raises `Refusal` when there is no such tie now, without a reason, once the list is confirmed, and while a round is
    under way or prizes to people wait for a decision.
    """
    table = _decidable(contest, reason)
    across = table.allocation.open_tie if table.allocation else ()
    if not across or set(tied) != set(across) or not set(chosen) <= set(across):
        raise Refusal("no-such-tie", gettext_noop("这里现在没有待定的同分，请刷新页面。"))
    return take_unit_decision(contest, UnitDecision.Kind.TIE, table, across, chosen, reason, actor)


@transaction.atomic
def override_units(*, contest: Contest, chosen: Collection[int], reason: str, actor: User) -> UnitDecision:
    """Give the unit prize to the units `chosen`, whatever the formula says.

    Raises `Refusal` where the notice has no formula, for a unit that isn't in the table, and as a tie does.
    """
    table = _decidable(contest, reason)
    if not table.rules.formula:
        raise Refusal("no-formula", gettext_noop("通知没有公布单位计分办法，获奖单位在确认名单时选定。"))
    if not set(chosen) <= {row.facts.unit for row in table.rows}:
        raise Refusal("no-such-unit", gettext_noop("有的单位刚刚被合并，请刷新页面。"))
    return take_unit_decision(contest, UnitDecision.Kind.OVERRIDE, table, (), chosen, reason, actor)


@transaction.atomic
def revoke_unit_decision(*, contest: Contest, decision: UnitDecision, reason: str, actor: User) -> None:
    """Take back a decision on units, while the list is not confirmed; it stays on record."""
    undecided_round(contest)
    _hold_reason(reason)
    end_unit_decision(contest, decision, reason, actor)


def end_unit_decision(contest: Contest, decision: UnitDecision, reason: str, actor: User) -> None:
    """Let a decision on units hold no longer, with the contest locked. Raises `Refusal` when it ended before."""
    if not UnitDecision.objects.filter(pk=decision.pk, revoked_at=None).update(revoked_at=timezone.now()):
        raise Refusal("no-such-decision", gettext_noop("这项决定已经撤销。"))
    record(
        actor=actor,
        action=Action.UNITS_REVOKE,
        subject=(Subject.CONTEST, contest.slug),
        contest=contest.slug,
        before={"units": sorted(unit.name for unit in decision.chosen.all())},
        reason=reason.strip(),
    )


def _decidable(contest: Contest, reason: str) -> Table:
    """Lock the contest and give the table on which a decision can be taken now."""
    round_ = undecided_round(contest)
    _hold_reason(reason)
    proposal = propose(round_)
    waiting = waits_for(contest, proposal)
    if waiting is not None:
        raise Refusal("tie-undecided", waiting.template)
    return unit_table(contest, proposal)


def _hold_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal("no-reason", gettext_noop("请写明理由，例如复议的经过和结果。"))


def take_unit_decision(
    contest: Contest,
    kind: UnitDecision.Kind,
    table: Table,
    tied: Collection[int],
    chosen: Collection[int],
    reason: str,
    actor: User,
) -> UnitDecision:
    """Keep a decision on the units of a table, with the contest locked; one of its kind that stood before ends."""
    names = {row.facts.unit: row.facts.name for row in table.rows}
    now = timezone.now()
    UnitDecision.objects.filter(contest=contest, kind=kind, revoked_at=None).update(revoked_at=now)
    decision = UnitDecision.objects.create(
        contest=contest, kind=kind, reason=reason.strip(), decided_by=actor, decided_at=now
    )
    decision.chosen.set(chosen)
    decision.tied.set(tied)
    record(
        actor=actor,
        action=Action.UNITS_DECIDE if tied else Action.UNITS_OVERRIDE,
        subject=(Subject.CONTEST, contest.slug),
        contest=contest.slug,
        before={"units": sorted(names[unit] for unit in table.chosen), "quota": table.rules.quota}
        | ({"tie": sorted(names[unit] for unit in tied)} if tied else {}),
        after={"units": sorted(names[unit] for unit in chosen)},
        reason=reason.strip(),
    )
    return decision
