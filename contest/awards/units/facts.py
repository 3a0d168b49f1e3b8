"""What a unit did in a contest, in numbers. What is not known is `None`, and never zero."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from contest.phrases import Refusal, gettext_noop

WHOLE = Decimal(100)
_TWO_PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What was counted of a unit, by its primary key; `above` is the name of the one that it belongs to.

    `entered` are the entries handed in, those disqualified (`violations`) among them; `checked` those whose layout the
    machine could tell, `layout` those of them that keep it. `awarded` counts prizes by tier. Unknown are: who came on
    time, without a deadline; `advanced`, where there was one round only; prizes before there is a list; and what the
    office has not entered.
    """

    unit: int
    name: str
    entered: int
    valid: int = 0
    on_time: int | None = None
    checked: int | None = None
    layout: int | None = None
    advanced: int | None = None
    awarded: Mapping[str, int] | None = None
    violations: int = 0
    authors: int = 0
    head_count: int | None = None
    mark: Decimal | None = None
    above: str = ""

    def number(self, fact: str, tier: str = "") -> Decimal | None:
        """Give the number that a term counts; shares and rates in percent, to two places, rates 100 at most."""
        match fact:
            case "entered":
                return Decimal(self.entered)
            case "valid":
                return Decimal(self.valid)
            case "violations":
                return Decimal(self.violations)
            case "on-time":
                return _decimal(self.on_time)
            case "on-time-share":
                return percent(self.on_time, self.entered)
            case "layout":
                return _decimal(self.layout)
            case "layout-share":
                return percent(self.layout, self.checked)
            case "advanced":
                return _decimal(self.advanced)
            case "awarded":
                return self._prizes(tier)
            case "participation":
                return percent(self.entered, self.head_count)
            case "author-participation":
                return percent(self.authors, self.head_count)
            case "mark":
                return self.mark
        raise Refusal("no-such-fact", gettext_noop("没有“%(fact)s”这个计分项，请更正通知。"), fact=fact)

    def _prizes(self, tier: str) -> Decimal | None:
        if self.awarded is None:
            return None
        return Decimal(self.awarded.get(tier, 0) if tier else sum(self.awarded.values()))


def _decimal(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def percent(part: int | None, whole: int | None) -> Decimal | None:
    """Give the share of `part` in percent, to two places, 100 at most; unknown where either is, or where all is 0."""
    if part is None or not whole:
        return None
    share = (Decimal(part) * WHOLE / whole).quantize(_TWO_PLACES, ROUND_HALF_UP)
    return min(WHOLE, share)
