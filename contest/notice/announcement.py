"""A notice as data.

What the organiser has not said is `None` here. It is never filled in by the software; a contest with an unknown that
matters does not open.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import available_timezones

from contest.phrases import Phrase, Refusal, gettext_noop

LAYOUT_PROFILES = ("gbt9704", "free")
OBJECTION = "objection"
"""The key under which an entrant's word on an objection in the text is kept; no declaration of a notice has it."""
POINTS: Mapping[str, str] = {
    "topic": gettext_noop("切题"),
    "truth": gettext_noop("内容真实"),
    "original": gettext_noop("本人原创"),
    "secrecy": gettext_noop("没有密级字样"),
    "words": gettext_noop("字数"),
    "layout": gettext_noop("版式"),
    "sign-off": gettext_noop("单位签发"),
    "cap": gettext_noop("篇数"),
}
"""What screeners may have to confirm of an entry, in order; `screening/checklist.py` says what the machine knows."""
FACTS: Mapping[str, str] = {
    "entered": gettext_noop("报送篇数"),
    "on-time": gettext_noop("按时报送篇数"),
    "on-time-share": gettext_noop("按时率"),
    "layout": gettext_noop("版式合格篇数"),
    "layout-share": gettext_noop("版式合格率"),
    "valid": gettext_noop("通过审查篇数"),
    "advanced": gettext_noop("进入后一轮篇数"),
    "awarded": gettext_noop("获奖篇数"),
    "participation": gettext_noop("参与率（报送篇数÷人数）"),
    "author-participation": gettext_noop("参与率（作者人数÷人数）"),
    "violations": gettext_noop("取消资格篇数"),
    "mark": gettext_noop("评委会评分"),
}
"""What is counted of a unit; shares and rates are in percent, to two places. `awards/units/scores.py` counts them."""
METHODS = ("mean", "trimmed", "median", "severity", "ranks", "votes")
"""How what judges give becomes one figure; `judging/scoring.py` and `judging/severity.py` hold the rules themselves."""
TAKES = ("all", "number", "share", "mark", "prizes")
"""Which entries a round takes in of the one before."""
WITHIN = ("all", "group", "genre")
"""Among whom the places of a tier are given: all together, or each group or genre by itself."""
MOST_FIRSTS = "most-firsts"
"""The tie rule by which more first places among the judges decide; no criterion has this key."""
MOST: Mapping[str, int] = {
    "word_limit": 1_000_000,
    "grace_seconds": 86_400,
    "most_per_author": 999,
    "most_per_entrant": 999,
    "reserve": 999,
    "public_days": 60,
    "quota": 10_000,
    "readings": 99,
    "groups": 20,
    "votes": 999,
    "tie_order": 99,
}
"""The highest that a whole number of a notice can be; one beyond it is a slip of the finger."""
TIES = ("all", "none")
"""What becomes of several that share the last place that a round takes in: all come in, or none."""


class NoticeFault(Refusal):
    """The notice file can't be used; the phrase says which value and why."""


@dataclass(frozen=True, slots=True)
class ContactAnnounced:
    """Whom to ask; the telephone may be unknown."""

    key: str
    name: str
    telephone: str | None


@dataclass(frozen=True, slots=True)
class ConsentAnnounced:
    """What an entrant declares; a required one is a condition of entry."""

    key: str
    wording: str
    required: bool


@dataclass(frozen=True, slots=True)
class ReasonAnnounced:
    """For what an entry is disqualified."""

    key: str
    wording: str


@dataclass(frozen=True, slots=True)
class TierAnnounced:
    """A class of prizes, to persons or to units; the quota may be unknown.

    Prizes to people may be a `share` of the valid entries in percent instead, be given `within` each group or genre by
    itself, and ask for a `minimum` figure.
    """

    key: str
    kind: str
    name: str
    quota: int | None
    share: Decimal | None = None
    within: str = "all"
    minimum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CriterionAnnounced:
    """What is marked: weight × mark, the mark between minimum and maximum in whole steps."""

    key: str
    name: str
    guidance: str
    weight: Decimal
    minimum: Decimal
    maximum: Decimal
    step: Decimal


@dataclass(frozen=True, slots=True)
class RoundAnnounced:
    """A round of judging: readings per entry, and the method that makes one figure of what judges give.

    No readings (0) means that every judge reads every entry. The first round takes in all that passed screening; a
    later one what `takes` says of the round before it: all, the best `takes_figure` in number, in percent or in times
    the places of the prizes to people, or those with at least that figure, `takes_per_group` of each of its groups;
    `ties` says what becomes of several on the last place. With `keeps_marks` the totals of the rounds before count on.
    Entries and judges are parted into `groups`. Totals that lie further apart than `far_apart` call for one reading
    more. By votes each judge has so many `votes`, `secret` or by name, and who has `threshold` percent of the judges is
    chosen.
    """

    key: str
    name: str
    readings: int
    method: str
    takes: str = "all"
    takes_figure: Decimal | None = None
    takes_per_group: bool = False
    ties: str = "all"
    keeps_marks: bool = False
    groups: int = 1
    far_apart: Decimal | None = None
    votes: int | None = None
    secret: bool = False
    threshold: Decimal | None = None


USUAL_ROUNDS = (
    RoundAnnounced("first-round", "初评", 2, "mean"),
    RoundAnnounced("second-round", "复评", 5, "mean", takes="prizes", takes_figure=Decimal(3), keeps_marks=True),
)
"""What a new contest starts from whose notice says nothing of rounds: everything is read twice, and the best, three
times as many as there are prizes, by five more. In simulated contests of 300 entries that named 75.5 % of the true
winners, and three readings of everything, which is the same work, 62.5 %."""


@dataclass(frozen=True, slots=True)
class UnitTermAnnounced:
    """One term of the formula by which units are ranked: so much `weight` for each `per` of a fact.

    `tier` narrows the prizes counted to those of one tier. No more than `cap` is counted, be it for points or to part
    equals. Units with the same score are compared by the facts that have a `tie_order`, the lowest first: more stands
    before less, unless the weight is negative or violations are counted.
    """

    key: str
    fact: str
    weight: Decimal
    tier: str = ""
    cap: Decimal | None = None
    per: Decimal = Decimal(1)
    tie_order: int | None = None


@dataclass(frozen=True, slots=True)
class Announcement:
    """The whole notice. `None`, or an empty tuple of criteria, rounds or terms, means: not announced.

    Of the results: whether a person takes `one_prize` only, how many stand on the `reserve` list, which `tie_rules` are
    asked in order (keys of criteria, or `MOST_FIRSTS`), for how many working days the list is public before it is final
    (`days_off` are days without work besides Saturdays and Sundays, `days_on` those of them with work), and whether
    entrants are told the judges' comments without names, and where their mark lies among all.
    """

    slug: str
    title: str
    occasion: str
    label: str
    theme: str
    who_may_enter: str
    requirements: tuple[str, ...]
    rights: str
    word_limit: int | None
    layout_profile: str
    layout_thresholds: Mapping[str, object]
    word_processor: str | None
    name_pattern: str
    endings: tuple[str, ...]
    opens_at: datetime | None
    closes_at: datetime | None
    grace_seconds: int
    time_zone: str
    genres: tuple[str, ...]
    asks_ai_use: bool
    most_per_author: int | None
    most_per_entrant: int | None
    mailbox: str | None
    hosts: tuple[str, ...]
    co_organisers: tuple[str, ...]
    checklist: tuple[str, ...]
    sealed: bool
    one_prize: bool
    reserve: int
    tie_rules: tuple[str, ...]
    public_days: int | None
    days_off: tuple[date, ...]
    days_on: tuple[date, ...]
    tells_comments: bool
    tells_place: bool
    is_demo: bool
    contact_points: tuple[ContactAnnounced, ...]
    consents: tuple[ConsentAnnounced, ...]
    disqualification_reasons: tuple[ReasonAnnounced, ...]
    tiers: tuple[TierAnnounced, ...]
    criteria: tuple[CriterionAnnounced, ...]
    round_plans: tuple[RoundAnnounced, ...]
    unit_terms: tuple[UnitTermAnnounced, ...] = ()


PARTS: Mapping[str, type] = {
    "contact_points": ContactAnnounced,
    "consents": ConsentAnnounced,
    "disqualification_reasons": ReasonAnnounced,
    "tiers": TierAnnounced,
    "criteria": CriterionAnnounced,
    "round_plans": RoundAnnounced,
    "unit_terms": UnitTermAnnounced,
}
"""The lists of a notice, by the name they have in the file, here and in the database."""


def unknowns_that_matter(announcement: Announcement) -> tuple[Phrase, ...]:
    """Give what must be known before entries may come in; an empty answer lets the contest open."""
    missing: list[Phrase] = []
    if announcement.word_limit is None:
        missing.append(Phrase(gettext_noop("字数上限")))
    if announcement.closes_at is None:
        missing.append(Phrase(gettext_noop("截稿时间")))
    missing += _unknown_quotas(announcement.tiers)
    if not announcement.contact_points or all(point.telephone is None for point in announcement.contact_points):
        missing.append(Phrase(gettext_noop("联系电话")))
    if not announcement.consents:
        missing.append(Phrase(gettext_noop("原创承诺")))
    return tuple(missing)


def unknowns_for_judging(announcement: Announcement) -> tuple[Phrase, ...]:
    """Give what must be known before a round of judging may be prepared."""
    missing: list[Phrase] = []
    if not announcement.criteria:
        missing.append(Phrase(gettext_noop("评分项目")))
    if not announcement.round_plans:
        missing.append(Phrase(gettext_noop("评审轮次")))
    if any(plan.takes == "prizes" for plan in announcement.round_plans):
        missing += _unknown_quotas(tier for tier in announcement.tiers if tier.kind == "person")
    return tuple(missing)


def _unknown_quotas(tiers: Iterable[TierAnnounced]) -> list[Phrase]:
    return [
        Phrase(gettext_noop("“%(tier)s”的名额"), {"tier": tier.name})
        for tier in tiers
        if tier.quota is None and tier.share is None
    ]


def fault_of_round(plan: RoundAnnounced) -> tuple[str, Phrase] | None:
    """Give the value of a round that can't be, and what is wrong with it; None where all is well."""
    figure = plan.takes_figure
    if plan.takes != "all" and (figure is None or figure < 0 or (figure == 0 and plan.takes != "mark")):
        return "takes_figure", Phrase(gettext_noop("要写明取多少：篇数、百分比、分数线或倍数"))
    if plan.takes == "number" and figure is not None and figure != figure.to_integral_value():
        return "takes_figure", Phrase(gettext_noop("篇数应当是整数"))
    if plan.takes == "prizes" and plan.takes_per_group:
        return "takes_per_group", Phrase(gettext_noop("按个人奖名额的倍数取，不能每组各取"))
    if plan.takes == "share" and figure is not None and figure > 100:
        return "takes_figure", Phrase(gettext_noop("百分比不能超过 100"))
    if plan.far_apart is not None and plan.far_apart <= 0:
        return "far_apart", Phrase(gettext_noop("分差应当大于 0"))
    if plan.method == "votes" and not plan.votes:
        return "votes", Phrase(gettext_noop("要写明每位评委投几票"))
    if plan.threshold is not None and not 0 < plan.threshold <= 100:
        return "threshold", Phrase(gettext_noop("当选的票数比例应当大于 0，不超过 100"))
    if plan.method in ("ranks", "votes") and plan.keeps_marks:
        return "keeps_marks", Phrase(gettext_noop("排序和投票的轮次没有分数，不能接着前面的分数算"))
    return None


def fault_of_tier(tier: TierAnnounced) -> tuple[str, Phrase] | None:
    """Give the value of a tier that can't be, and what is wrong with it; None where all is well."""
    if tier.share is not None and not 0 < tier.share <= 100:
        return "share", Phrase(gettext_noop("百分比应当大于 0，不超过 100"))
    if tier.share is not None and tier.quota is not None:
        return "share", Phrase(gettext_noop("名额和百分比只能写一个"))
    if tier.kind == "unit" and (tier.share, tier.within, tier.minimum) != (None, "all", None):
        return "kind", Phrase(gettext_noop("授予单位的奖项只有名额"))
    return None


def is_time_zone(name: str) -> bool:
    """Say whether this is a time zone that means the same on every machine."""
    return name in available_timezones() - {"localtime", "Factory"}
