"""From the marks on a sheet to the one figure an entry is ranked by.

The rule in words. A judge gives one mark per criterion; the judge's weighted mark is Σ weight x mark. An
entry's official figure is made of its judges' weighted marks by the method the contest fixed beforehand: the
mean, the mean without one highest and one lowest mark, the median, or the mean of what is left of the marks when
each judge's severity (`judging.severity`) is taken off. A missing mark is missing, never zero: an entry without marks
has no figure.

All sums are exact. A figure is rounded once, at the very end, to four decimal places, half to even; what is
shown is what is ranked, so two entries that show the same figure are tied.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext
from enum import StrEnum
from fractions import Fraction

from contest.phrases import Phrase, Refusal, gettext_noop

SCORING_VERSION = "1"
DECIMAL_PLACES = 4
FEWEST_MARKS_TO_TRIM = 5

EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])
"""Sums and products of marks that would not fit in 60 digits raise instead of being rounded."""


class Method(StrEnum):
    """How an entry's weighted marks become its official figure."""

    MEAN = "mean"
    TRIMMED = "trimmed"
    MEDIAN = "median"
    SEVERITY = "severity"
    RANKS = "ranks"
    VOTES = "votes"


@dataclass(frozen=True, slots=True)
class CriterionRule:
    """One criterion of the mark sheet: marks run from `minimum` to `maximum` in steps counted from `minimum`.

    `weight` multiplies the mark (1 where the maxima already add up to the full mark). Raises `Refusal` for a
    rule under which no mark could be given.
    """

    key: str
    weight: Decimal
    minimum: Decimal
    maximum: Decimal
    step: Decimal

    def __post_init__(self) -> None:
        numbers = (self.weight, self.minimum, self.maximum, self.step)
        if not all(number.is_finite() for number in numbers) or not (
            self.weight > 0 and self.step > 0 and self.minimum < self.maximum
        ):
            raise Refusal(
                "bad-criterion",
                gettext_noop("评分项“%(criterion)s”的设置有误：权重和分值间隔须大于0，最高分须大于最低分。"),
                criterion=self.key,
            )


def check_mark(value: Decimal, rule: CriterionRule) -> Phrase | None:
    """Say what is wrong with one mark under its criterion's rule, or None if the mark may stand."""
    if not value.is_finite():
        return Phrase(gettext_noop("分数须是数字，请重新填写。"))
    if not rule.minimum <= value <= rule.maximum:
        return Phrase(
            gettext_noop("分数%(mark)s不在%(minimum)s至%(maximum)s之间，请重新填写。"),
            {"mark": value, "minimum": rule.minimum, "maximum": rule.maximum},
        )
    if (Fraction(value) - Fraction(rule.minimum)) % Fraction(rule.step):
        return Phrase(
            gettext_noop("分数%(mark)s须从%(minimum)s起以%(step)s为一档，请重新填写。"),
            {"mark": value, "minimum": rule.minimum, "step": rule.step},
        )
    return None


def weighted_mark(marks: Mapping[str, Decimal], criteria: Sequence[CriterionRule]) -> Decimal:
    """One judge's mark on one entry: Σ weight x mark over all criteria, exact.

    `marks` maps a criterion's key to its mark. A missing mark is never taken for zero, and a mark on a
    criterion the contest doesn't have is never dropped: both raise `Refusal`.
    """
    unknown = marks.keys() - {rule.key for rule in criteria}
    if unknown:
        raise Refusal(
            "unknown-criterion",
            gettext_noop("没有“%(criteria)s”这一评分项，请核对评分表。"),
            criteria="、".join(sorted(unknown)),
        )
    missing = [rule.key for rule in criteria if rule.key not in marks]
    if missing:
        raise Refusal(
            "mark-missing",
            gettext_noop("还缺“%(criteria)s”的分数，请补齐后再计算。"),
            criteria="、".join(missing),
        )
    with localcontext(EXACT):
        return sum((rule.weight * marks[rule.key] for rule in criteria), Decimal(0))


def full_mark(criteria: Sequence[CriterionRule]) -> Decimal:
    """The highest weighted mark these criteria allow: Σ weight x maximum, exact."""
    with localcontext(EXACT):
        return sum((rule.weight * rule.maximum for rule in criteria), Decimal(0))


def aggregate(marks: Sequence[Decimal], method: Method) -> Decimal | None:
    """An entry's official figure out of its judges' weighted marks, or None if nobody has marked it.

    MEAN: the sum over the number of marks that were given.
    TRIMMED: one highest and one lowest mark are dropped (one each, even where several are equal), the mean of
    the rest; with fewer than five marks this would be little more than a median, so it raises `Refusal`.
    MEDIAN: the middle mark, or the mean of the two in the middle where their number is even.
    SEVERITY: as MEAN, of marks that have had their judges' severities taken off.

    Computed exactly and rounded once, to four places, half to even. The order of the marks doesn't matter.
    """
    if not all(mark.is_finite() for mark in marks):
        raise Refusal("not-a-number", gettext_noop("分数须是数字，请核对评分表。"))
    if not marks:
        return None
    ordered = sorted(marks)
    if method is Method.TRIMMED:
        if len(ordered) < FEWEST_MARKS_TO_TRIM:
            raise Refusal(
                "too-few-to-trim",
                gettext_noop(
                    "去掉最高分和最低分至少需要%(fewest)s个分数，现在只有%(given)s个，请补评或改用其他计分办法。"
                ),
                fewest=FEWEST_MARKS_TO_TRIM,
                given=len(ordered),
            )
        ordered = ordered[1:-1]
    elif method is Method.MEDIAN:
        middle = len(ordered) // 2
        ordered = ordered[middle : middle + 1] if len(ordered) % 2 else ordered[middle - 1 : middle + 1]
    with localcontext(EXACT):
        together = sum(ordered, Decimal(0))
    numerator, denominator = together.as_integer_ratio()
    return rounded(Fraction(numerator, denominator * len(ordered)))


def spread(marks: Sequence[Decimal]) -> Decimal | None:
    """How far an entry's marks lie apart: highest minus lowest, exact; None for fewer than two."""
    if len(marks) < 2:
        return None
    with localcontext(EXACT):
        return max(marks) - min(marks)


def rounded(value: Fraction) -> Decimal:
    """Give `value` at four decimal places, half to even, whatever decimal context the caller's thread has."""
    digits = round(value * 10**DECIMAL_PLACES)
    return Decimal(digits).scaleb(-DECIMAL_PLACES, context=EXACT)
