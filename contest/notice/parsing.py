"""A notice read from its TOML file, and checked; what the organiser has not said is written "unknown" there."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from contest.documents.profile import GB_9704
from contest.notice.announcement import (
    LAYOUT_PROFILES,
    METHODS,
    MOST,
    POINTS,
    TAKES,
    TIES,
    USUAL_ROUNDS,
    WITHIN,
    Announcement,
    ConsentAnnounced,
    ContactAnnounced,
    CriterionAnnounced,
    NoticeFault,
    ReasonAnnounced,
    RoundAnnounced,
    TierAnnounced,
    UnitTermAnnounced,
    fault_of_round,
    fault_of_tier,
    is_time_zone,
)
from contest.notice.unit_rules import fault_of_term
from contest.phrases import Phrase, Refusal, gettext_noop

UNKNOWN = "unknown"


def parse_notice(text: str, overrides: str = "") -> Announcement:
    """Read a notice from TOML; the top-level values of `overrides`, a second TOML text, replace its own.

    Raises `NoticeFault` for what is no TOML, for a missing, unknown or misspelt value, and for a time without
    a zone that can be told.
    """
    try:
        raw = {**tomllib.loads(text), **tomllib.loads(overrides)}
    except tomllib.TOMLDecodeError as error:
        raise NoticeFault("not-toml", gettext_noop("通知文件不是有效的 TOML：%(error)s"), error=error) from error
    return _Reader(raw).announcement()


class _Reader:
    """Takes the values out of the parsed file one by one and, at the end, refuses what is left over."""

    def __init__(self, raw: Mapping[str, Any], where: str = "") -> None:
        self.raw = dict(raw)
        self.where = where
        self.inner: list[_Reader] = []

    def announcement(self) -> Announcement:
        zone_name = self.text("time_zone")
        if not is_time_zone(zone_name):
            raise self._fault("time_zone", gettext_noop("没有这个时区"))
        zone = ZoneInfo(zone_name)
        announcement = Announcement(
            slug=self.text("slug"),
            title=self.text("title"),
            occasion=self.text("occasion", ""),
            label=self.text("label"),
            theme=self.text("theme", ""),
            who_may_enter=self.text("who_may_enter", ""),
            requirements=self.texts("requirements"),
            rights=self.text("rights", ""),
            word_limit=self.whole("word_limit"),
            layout_profile=self.one_of("layout_profile", LAYOUT_PROFILES),
            layout_thresholds=self.thresholds("layout_thresholds"),
            word_processor=self.text_or_unknown("word_processor"),
            name_pattern=self.text("name_pattern"),
            endings=self.texts("endings"),
            opens_at=self.moment("opens_at", zone),
            closes_at=self.moment("closes_at", zone),
            grace_seconds=self.whole("grace_seconds", 0) or 0,
            time_zone=zone_name,
            genres=self.texts("genres"),
            asks_ai_use=self.flag("asks_ai_use", default=False),
            most_per_author=self.whole("most_per_author", UNKNOWN),
            most_per_entrant=self.whole("most_per_entrant", UNKNOWN),
            mailbox=self.text_or_unknown("mailbox"),
            hosts=self.texts("hosts"),
            co_organisers=self.texts("co_organisers"),
            checklist=self.some_of("checklist", tuple(POINTS)),
            sealed=self.flag("sealed", default=False),
            one_prize=self.flag("one_prize", default=True),
            reserve=self.whole("reserve", 0) or 0,
            tie_rules=self.texts("tie_rules"),
            public_days=self.whole("public_days", UNKNOWN),
            days_off=self.days("days_off"),
            days_on=self.days("days_on"),
            tells_comments=self.flag("tells_comments", default=False),
            tells_place=self.flag("tells_place", default=False),
            is_demo=self.flag("is_demo", default=False),
            contact_points=tuple(
                ContactAnnounced(part.text("key"), part.text("name"), part.text_or_unknown("telephone"))
                for part in self.parts("contact_points")
            ),
            consents=tuple(
                ConsentAnnounced(part.text("key"), part.text("wording"), part.flag("required"))
                for part in self.parts("consents")
            ),
            disqualification_reasons=tuple(
                ReasonAnnounced(part.text("key"), part.text("wording"))
                for part in self.parts("disqualification_reasons")
            ),
            tiers=tuple(part.tier() for part in self.parts("tiers")),
            criteria=tuple(part.criterion() for part in self.parts("criteria")),
            round_plans=self.round_plans(),
            unit_terms=tuple(part.unit_term() for part in self.parts("unit_terms")),
        )
        self.nothing_left()
        return announcement

    def tier(self) -> TierAnnounced:
        share = self.number_or_unknown("share")
        tier = TierAnnounced(
            key=self.text("key"),
            kind=self.one_of("kind", ("person", "unit")),
            name=self.text("name"),
            quota=self.whole("quota") if share is None else self.whole("quota", UNKNOWN),
            share=share,
            within=self.one_of("within", WITHIN, "all"),
            minimum=self.number_or_unknown("minimum"),
        )
        fault = fault_of_tier(tier)
        if fault is not None:
            raise self._fault(*fault)
        return tier

    def criterion(self) -> CriterionAnnounced:
        criterion = CriterionAnnounced(
            key=self.text("key"),
            name=self.text("name"),
            guidance=self.text("guidance", ""),
            weight=self.number("weight", Decimal(1)),
            minimum=self.number("minimum", Decimal(0)),
            maximum=self.number("maximum"),
            step=self.number("step", Decimal(1)),
        )
        if criterion.step > criterion.maximum - criterion.minimum:
            raise self._fault("step", gettext_noop("步长不能大于最低分到最高分的距离"))
        return criterion

    def round_plans(self) -> tuple[RoundAnnounced, ...]:
        """The rounds as announced; the usual ones where the file says nothing of rounds."""
        if "round_plans" not in self.raw:
            return USUAL_ROUNDS
        return tuple(part.round_plan() for part in self.parts("round_plans"))

    def round_plan(self) -> RoundAnnounced:
        plan = RoundAnnounced(
            key=self.text("key"),
            name=self.text("name"),
            readings=self.whole("readings") or 0,
            method=self.one_of("method", METHODS),
            takes=self.one_of("takes", TAKES, "all"),
            takes_figure=self.number_or_unknown("takes_figure"),
            takes_per_group=self.flag("takes_per_group", default=False),
            ties=self.one_of("ties", TIES, "all"),
            keeps_marks=self.flag("keeps_marks", default=False),
            groups=self.whole("groups", 1) or 1,
            far_apart=self.number_or_unknown("far_apart"),
            votes=self.whole("votes", UNKNOWN),
            secret=self.flag("secret", default=False),
            threshold=self.number_or_unknown("threshold"),
        )
        fault = fault_of_round(plan)
        if fault is not None:
            raise self._fault(*fault)
        return plan

    def unit_term(self) -> UnitTermAnnounced:
        term = UnitTermAnnounced(
            key=self.text("key"),
            fact=self.text("fact"),
            weight=self.number("weight"),
            tier=self.text("tier", ""),
            cap=self.number_or_unknown("cap"),
            per=self.number("per", Decimal(1)),
            tie_order=self.whole("tie_order", UNKNOWN),
        )
        fault = fault_of_term(term)
        if fault is not None:
            raise self._fault(*fault)
        return term

    def thresholds(self, key: str) -> Mapping[str, object]:
        """What the contest asks otherwise than the preset of the layout does."""
        value = self._take(key, {})
        if not isinstance(value, dict):
            raise self._fault(key, gettext_noop("应当是一组“名称 = 值”"))
        try:
            GB_9704.differing(value)
        except Refusal as refusal:
            raise self._fault(key, refusal.phrase) from refusal
        return value

    def text(self, key: str, default: str | None = None) -> str:
        value = self._take(key, default)
        if not isinstance(value, str) or value == UNKNOWN:
            raise self._fault(key, gettext_noop("应当是一段文字"))
        return value.strip()

    def text_or_unknown(self, key: str) -> str | None:
        if self.raw.get(key) == UNKNOWN:
            del self.raw[key]
            return None
        return self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._fault(key, gettext_noop("应当是一列文字"))
        return tuple(item.strip() for item in value)

    def days(self, key: str) -> tuple[date, ...]:
        value = self._take(key, [])
        if not isinstance(value, list) or not all(type(item) is date for item in value):
            raise self._fault(key, gettext_noop("应当是一列日期"))
        return tuple(sorted(set(value)))

    def one_of(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in choices:
            raise self._fault(key, gettext_noop("不在可选的值之中"))
        return value

    def some_of(self, key: str, choices: Sequence[str]) -> tuple[str, ...]:
        """Those of the choices that are named, in the order of the choices; all of them where nothing is said."""
        named = self.texts(key) if key in self.raw else tuple(choices)
        if not set(named) <= set(choices):
            raise self._fault(key, gettext_noop("不在可选的值之中"))
        return tuple(choice for choice in choices if choice in named)

    def whole(self, key: str, default: int | str | None = None) -> int | None:
        value = self._take(key, default)
        if value == UNKNOWN:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self._fault(key, gettext_noop('应当是不小于 0 的整数，或者 "unknown"'))
        if value > MOST[key]:
            raise self._fault(key, Phrase(gettext_noop("最大是 %(most)s"), {"most": MOST[key]}))
        return value

    def number(self, key: str, default: Decimal | None = None) -> Decimal:
        value = self._take(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise self._fault(key, gettext_noop("应当是数字"))
        try:
            number = Decimal(str(value))
        except InvalidOperation as error:
            raise self._fault(key, gettext_noop("应当是数字")) from error
        if not number.is_finite():
            raise self._fault(key, gettext_noop("应当是数字"))
        return number

    def number_or_unknown(self, key: str) -> Decimal | None:
        if self.raw.get(key, UNKNOWN) == UNKNOWN:
            self.raw.pop(key, None)
            return None
        return self.number(key)

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self._fault(key, gettext_noop("应当是 true 或 false"))
        return value

    def moment(self, key: str, zone: ZoneInfo) -> datetime | None:
        value = self._take(key, UNKNOWN)
        if value == UNKNOWN:
            return None
        if not isinstance(value, datetime):
            raise self._fault(key, gettext_noop('应当是日期和时间，或者 "unknown"'))
        return value if value.tzinfo else value.replace(tzinfo=zone)

    def parts(self, key: str) -> list["_Reader"]:
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._fault(key, gettext_noop("应当是一列表项"))
        readers = [_Reader(item, f"{self.where}{key}[{number}].") for number, item in enumerate(value, 1)]
        keys = [str(reader.raw.get("key")) for reader in readers]
        if len(set(keys)) != len(keys):
            raise self._fault(key, gettext_noop("各项的 key 应当各不相同"))
        self.inner += readers
        return readers

    def nothing_left(self) -> None:
        for reader in [self, *self.inner]:
            for key in reader.raw:
                raise reader._fault(key, gettext_noop("没有这一项；请检查拼写"))

    def _take(self, key: str, default: object) -> object:
        if key not in self.raw and default is None:
            raise self._fault(key, gettext_noop("缺少这一项"))
        return self.raw.pop(key, default)

    def _fault(self, key: str, what: str | Phrase) -> NoticeFault:
        said = what if isinstance(what, Phrase) else Phrase(what)
        return NoticeFault("bad-value", gettext_noop("通知文件的 %(key)s：%(what)s。"), key=self.where + key, what=said)
