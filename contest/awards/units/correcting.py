"""Which units have the prize once a list is corrected: as they are, as the formula names them now, or others."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from contest.awards.certificates.operations import hand_on_certificates, withdraw_certificate
from contest.awards.models import PrizeList, UnitAward
from contest.awards.units.chain import UnitChain, certificates_of
from contest.awards.units.models import UnitDecision
from contest.awards.units.operations import end_unit_decision, take_unit_decision
from contest.awards.units.queries import grounds_of, standing_unit_decisions
from contest.awards.units.scores import Decision
from contest.awards.units.table import Table, make_table
from contest.entries.units.models import Unit
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop


class Choice(models.TextChoices):
    """What becomes of the units."""

    KEEP = "keep", _("保持现在的获奖单位")
    FORMULA = "formula", _("改为计分办法现在算出的单位")
    OTHER = "other", _("另行选定单位")


@dataclass(frozen=True, slots=True)
class UnitsWanted:
    """Which units are to have the prize: those that have it, those of the formula, or `others`; and why."""

    choice: Choice
    others: frozenset[int] = frozenset()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UnitsChosen:
    """The units (primary keys) that get the prize, the table that the list keeps, and the grounds if they are new."""

    units: frozenset[int]
    table: Table | None
    grounds: str = ""


def choose_units(
    *, contest: Contest, chain: UnitChain, wanted: UnitsWanted | None, reason: str, actor: User
) -> UnitsChosen:
    """Say which units get the prize; where they are others than the formula's, that is a decision on record.

    Decisions that the formula does without end for the `reason` of the correction. Raises `Refusal` where it must be
    said and is not, without a reason where one is due, while a tie keeps the formula from naming any, for a unit that
    is not there, and beyond the quota where units are chosen by hand.
    """
    choice = wanted.choice if wanted else _of_itself(chain)
    if choice == Choice.FORMULA and chain.formula is not None:
        if not chain.formula.is_complete:
            raise Refusal(
                "units-tied", gettext_noop("计分办法算出的单位之间有同分：请选择保持，或者另行选定，写明理由。")
            )
        _end_all_but(chain.formula, contest, reason, actor)
        return UnitsChosen(chain.formula.chosen, chain.formula, grounds_of(chain.formula) if wanted else "")
    if choice is None or choice == Choice.FORMULA:
        raise Refusal("units-undecided", gettext_noop("更正以后，计分办法算出的获奖单位不同了，请选择获奖单位。"))
    if choice == Choice.KEEP and chain.is_backed:
        return UnitsChosen(chain.standing, chain.decided)
    why = wanted.reason.strip() if wanted else ""
    units = wanted.others if wanted and choice == Choice.OTHER else chain.standing
    if not why:
        raise Refusal("no-reason", gettext_noop("请写明理由，例如复议的经过和结果。"))
    if not units <= chain.names.keys():
        raise Refusal("no-such-unit", gettext_noop("有的单位刚刚被合并，请刷新页面。"))
    if chain.formula is None:
        if len(units) > (chain.prize.quota or 0):
            raise Refusal("units-over-quota", gettext_noop("所选单位超过了名额，请减少。"))
        return UnitsChosen(units, None, why)
    take_unit_decision(contest, UnitDecision.Kind.OVERRIDE, chain.formula, (), units, why, actor)
    facts = [row.facts for row in chain.formula.rows]
    return UnitsChosen(units, make_table(chain.formula.rules, facts, override=Decision(units, why)), why)


def _of_itself(chain: UnitChain) -> Choice | None:
    """What becomes of the units where nobody said it."""
    if chain.asks:
        return None
    return Choice.KEEP if chain.is_backed else Choice.FORMULA


def _end_all_but(formula: Table, contest: Contest, reason: str, actor: User) -> None:
    """End the decisions that the formula's table does without: an override, and one on a tie that is gone."""
    used = {outcome.by.tied for outcome in formula.allocation.outcomes if outcome.by} if formula.allocation else set()
    for row in standing_unit_decisions(contest):
        if row.kind == UnitDecision.Kind.OVERRIDE or frozenset(unit.pk for unit in row.tied.all()) not in used:
            end_unit_decision(contest, row, reason, actor)


def award_units(*, confirmed: PrizeList, chain: UnitChain, chosen: UnitsChosen, reason: str, actor: User) -> None:
    """Give the prize to the units chosen, from the list's present version on.

    An award whose unit lost it ends, and its certificate is withdrawn for the `reason` of the correction. One whose
    grounds are others now, or whose unit was merged into another, is begun anew, and its certificate stands.
    """
    ending = chain.ending(chosen.units)
    said, saying = grounds_of(chain.before), grounds_of(chosen.table)
    grounds = {
        one: chosen.grounds or (saying if one.reason == said else one.reason)
        for one in chain.awards
        if one not in ending
    }
    followed = {
        one: one.succeeded(confirmed.version, reason=reason_now, unit_id=chain.holders[one.unit_id])
        for one, reason_now in grounds.items()
        if (reason_now, chain.holders[one.unit_id]) != (one.reason, one.unit_id)
    }
    for certificate in certificates_of(ending):
        withdraw_certificate(certificate=certificate, reason=reason, actor=actor)
    ended = [one.pk for one in (*ending, *followed)]
    UnitAward.objects.filter(pk__in=ended).update(until_version=confirmed.version)
    new = Unit.objects.filter(pk__in=chosen.units - chain.standing).order_by("name", "pk")
    begun = UnitAward.objects.bulk_create(
        [
            *followed.values(),
            *(
                UnitAward(
                    prize_list=confirmed,
                    from_version=confirmed.version,
                    unit=unit,
                    tier_key=chain.prize.key,
                    tier_name=chain.prize.name,
                    unit_name=unit.name,
                    reason=chosen.grounds or saying,
                )
                for unit in new
            ),
        ]
    )
    hand_on_certificates(dict(zip(followed, begun, strict=False)))
