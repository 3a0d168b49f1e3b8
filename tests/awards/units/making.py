"""Takes a contest whose notice ranks units to where its prizes are decided."""

from collections.abc import Sequence
from decimal import Decimal

from contest.entries.models import Entry
from contest.entries.units.models import Unit
from contest.notice.announcement import TierAnnounced, UnitTermAnnounced
from contest.notice.models import Contest
from tests.judging.making import closed, judge, passed
from tests.making import end_intake, make_contest

FORMULA = (
    UnitTermAnnounced("number", "entered", Decimal(1), cap=Decimal(3)),
    UnitTermAnnounced("first", "awarded", Decimal(5), "first", tie_order=1),
    UnitTermAnnounced("all", "awarded", Decimal(2)),
    UnitTermAnnounced("rate", "participation", Decimal("0.5"), cap=Decimal(50), per=Decimal(10)),
    UnitTermAnnounced("bad", "violations", Decimal(-2)),
)
TIERS = (
    TierAnnounced("first", "person", "一等奖", 1),
    TierAnnounced("second", "person", "二等奖", 2),
    TierAnnounced("organisation", "unit", "优秀组织奖", 2),
)


def ranking_units(slug: str = "spring", quota: int = 2, **changes: object) -> Contest:
    """Give an open contest that ranks units by the formula."""
    tiers = (*TIERS[:2], TierAnnounced("organisation", "unit", "优秀组织奖", quota))
    return make_contest(slug, **{"tiers": tiers, "unit_terms": FORMULA, **changes})  # type: ignore[arg-type]


def judged_entries(contest: Contest, entries: Sequence[tuple[str, int]]) -> list[Entry]:
    """Take one entry for each (unit, score) through a round; the deadline has passed."""
    made = [passed(contest, number, unit=unit) for number, (unit, _) in enumerate(entries, 1)]
    scores = {entry.pk: score for entry, (_, score) in zip(made, entries, strict=True)}
    closed(contest, scores, [judge(contest, 1), judge(contest, 2)], contest.round_plans.all()[0].key)
    end_intake(contest)
    return made


def unit_named(name: str) -> int:
    """Give the primary key of a unit."""
    return Unit.objects.get(name=name, merged_into=None).pk
