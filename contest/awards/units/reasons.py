"""Why a unit gets the prize, or doesn't: one sentence, with every number of its score."""

from collections.abc import Mapping
from decimal import Decimal

from contest.awards.units.scores import Allocation, Outcome, Points
from contest.notice.unit_rules import name_of
from contest.phrases import Phrase, gettext_noop


def why(outcome: Outcome, allocation: Allocation, *, prize: str, tiers: Mapping[str, str]) -> Phrase:
    """Say it: `prize` is the unit prize by name, `tiers` are the names of the prizes to people by key."""
    placed = outcome.placed
    params: dict[str, object] = {
        "score": _plain(placed.score.total),
        "place": placed.place,
        "terms": tuple(_points(one, tiers) for one in placed.score.points if one.term.weight),
        "standing": _standing(outcome, allocation, prize),
    }
    if placed.parted_by is None:
        return Phrase(gettext_noop("得分%(score)s（%(terms)s），第%(place)s名，%(standing)s"), params)
    template = gettext_noop("得分%(score)s（%(terms)s），同分按%(step)s排列，第%(place)s名，%(standing)s")
    return Phrase(template, {**params, "step": name_of(placed.parted_by, tiers)})


def _points(one: Points, tiers: Mapping[str, str]) -> Phrase:
    term = one.term
    params: dict[str, object] = {
        "name": name_of(term, tiers),
        "number": _plain(one.number),
        "counted": _plain(one.counted),
        "weight": _plain(term.weight),
        "per": _plain(term.per),
        "points": _plain(one.points),
    }
    if one.number is None:
        return Phrase(gettext_noop("%(name)s没有数据，不计分"), params)
    capped = one.counted != one.number
    if term.per == 1:
        if capped:
            template = gettext_noop("%(name)s%(number)s，封顶计%(counted)s，乘%(weight)s得%(points)s")
        else:
            template = gettext_noop("%(name)s%(number)s乘%(weight)s得%(points)s")
    elif capped:
        template = gettext_noop("%(name)s%(number)s，封顶计%(counted)s，每%(per)s计%(weight)s，得%(points)s")
    else:
        template = gettext_noop("%(name)s%(number)s，每%(per)s计%(weight)s，得%(points)s")
    return Phrase(template, params)


def _standing(outcome: Outcome, allocation: Allocation, prize: str) -> Phrase:
    params: dict[str, object] = {
        "tier": prize,
        "quota": allocation.quota,
        "left": allocation.seats_left,
        "count": len(outcome.placed.sharing),
        "reason": outcome.by.reason if outcome.by else "",
    }
    within = outcome.placed.place + len(outcome.placed.sharing) - 1 <= allocation.quota
    across = outcome.placed.place <= allocation.quota and not within
    if outcome.by is not None and across:
        if outcome.is_in:
            return Phrase(gettext_noop("名额边界同分，经决定列入%(tier)s：%(reason)s"), params)
        return Phrase(gettext_noop("名额边界同分，经决定未列入%(tier)s：%(reason)s"), params)
    if outcome.by is not None and outcome.is_in and not within:
        return Phrase(gettext_noop("按得分不在%(tier)s的%(quota)s个名额内，经决定列入：%(reason)s"), params)
    if outcome.by is not None and within and not outcome.is_in:
        return Phrase(gettext_noop("按得分在%(tier)s的%(quota)s个名额内，经决定未列入：%(reason)s"), params)
    if outcome.placed.unit in allocation.open_tie:
        return Phrase(gettext_noop("%(count)s个单位同分，%(tier)s只余%(left)s个名额，等待决定"), params)
    if outcome.is_in:
        return Phrase(gettext_noop("在%(tier)s的%(quota)s个名额内"), params)
    return Phrase(gettext_noop("不在%(tier)s的%(quota)s个名额内"), params)


def _plain(number: Decimal | None) -> Decimal | None:
    """A number without the zeros at its end, which would stay once the sentence is kept."""
    return None if number is None else number.normalize() + 0
