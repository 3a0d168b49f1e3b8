"""The formula by which units are ranked: what can't be said in it, and what it says, in words."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from contest.notice.announcement import FACTS, TierAnnounced, UnitTermAnnounced
from contest.phrases import Phrase, gettext_noop

SHARES = frozenset({"on-time-share", "layout-share", "participation", "author-participation"})
"""The facts that are counted in percent."""
_OF_TIER = gettext_noop("“%(tier)s”篇数")


def fewer_is_better(term: UnitTermAnnounced) -> bool:
    """Say whether of two equal units the one with less of the term's fact stands first."""
    return term.weight < 0 or term.fact == "violations"


def fault_of_term(term: UnitTermAnnounced) -> tuple[str, Phrase] | None:
    """Give the value of a term that can't be, and what is wrong with it; None where all is well."""
    if term.fact not in FACTS:
        return "fact", Phrase(gettext_noop("不在可选的值之中"))
    if term.tier and term.fact != "awarded":
        return "tier", Phrase(gettext_noop("只有获奖篇数可以按奖项分别计"))
    if term.fact == "violations" and term.weight > 0:
        return "weight", Phrase(gettext_noop("取消资格的稿件不能加分"))
    if term.weight == 0 and term.tie_order is None:
        return "weight", Phrase(gettext_noop("不计分、同分时也不比较的项目没有用处，请删去或填写"))
    if term.cap is not None and term.cap <= 0:
        return "cap", Phrase(gettext_noop("封顶应当大于 0；不封顶的，请留空"))
    if term.per <= 0:
        return "per", Phrase(gettext_noop("应当大于 0"))
    return None


def fault_of_terms(terms: Sequence[UnitTermAnnounced], tiers: Sequence[TierAnnounced]) -> Phrase | None:
    """Give what the terms of a notice say twice, or of a tier that it doesn't have; None where all is well."""
    counted = [(term.fact, term.tier) for term in terms]
    orders = [term.tie_order for term in terms if term.tie_order is not None]
    if len(set(counted)) != len(counted):
        return Phrase(gettext_noop("单位计分的每一项只能列一次。"))
    if len(set(orders)) != len(orders):
        return Phrase(gettext_noop("单位同分时，各项比较的先后应当各不相同。"))
    known = {tier.key for tier in tiers if tier.kind == "person"}
    if strange := sorted({term.tier for term in terms if term.tier} - known):
        template = gettext_noop("单位计分提到的个人奖项代号“%(keys)s”不在通知的奖项之中。")
        return Phrase(template, {"keys": "、".join(strange)})
    return None


def name_of(term: UnitTermAnnounced, tiers: Mapping[str, str]) -> Phrase:
    """Give what a term counts, in words; `tiers` are the names of the prizes by key."""
    if term.tier:
        return Phrase(_OF_TIER, {"tier": tiers.get(term.tier, term.tier)})
    return Phrase(FACTS[term.fact])


def formula_in_words(terms: Sequence[UnitTermAnnounced], tiers: Mapping[str, str]) -> tuple[Phrase, ...]:
    """Give the sentences that say how units are ranked: the terms, what is missing, and what parts equals."""
    said = [_term_in_words(term, tiers) for term in terms if term.weight]
    said.append(Phrase(gettext_noop("得分是各项之和。没有数据的项目（例如没有登记人数）不计分，并在表中注明。")))
    steps = tuple(
        Phrase(
            gettext_noop("%(name)s少的在前") if fewer_is_better(term) else gettext_noop("%(name)s多的在前"),
            {"name": name_of(term, tiers)},
        )
        for term in tie_steps(terms)
    )
    if steps:
        template = gettext_noop("同分时依次比较：%(steps)s；仍然相同的，由主办单位决定，并记录理由。")
        said.append(Phrase(template, {"steps": steps}))
    else:
        said.append(Phrase(gettext_noop("同分时由主办单位决定，并记录理由。")))
    return tuple(said)


def tie_steps(terms: Sequence[UnitTermAnnounced]) -> list[UnitTermAnnounced]:
    """Give the terms that part units with the same score, in their order."""
    return sorted((term for term in terms if term.tie_order is not None), key=lambda term: term.tie_order or 0)


def _term_in_words(term: UnitTermAnnounced, tiers: Mapping[str, str]) -> Phrase:
    params: dict[str, object] = {
        "name": name_of(term, tiers),
        "points": abs(term.weight),
        "per": _counted(term, term.per),
        "cap": _counted(term, term.cap or Decimal(0)),
    }
    if term.cap is None:
        gives = gettext_noop("%(name)s：每%(per)s计 %(points)s 分")
        takes = gettext_noop("%(name)s：每%(per)s扣 %(points)s 分")
    else:
        gives = gettext_noop("%(name)s：每%(per)s计 %(points)s 分，封顶%(cap)s")
        takes = gettext_noop("%(name)s：每%(per)s扣 %(points)s 分，封顶%(cap)s")
    return Phrase(takes if term.weight < 0 else gives, params)


def _counted(term: UnitTermAnnounced, number: Decimal) -> Phrase:
    if term.fact in SHARES:
        template = gettext_noop(" %(number)s 个百分点")
    elif term.fact == "mark":
        template = gettext_noop(" %(number)s 分")
    else:
        template = gettext_noop(" %(number)s 篇")
    return Phrase(template, {"number": number})
