"""Checks of what was made of the figures: each version of the list, its fingerprints, and the prizes to units."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Final, TypeVar

from contest.awards.inputs import INPUTS_VERSION
from contest.awards.tiers import ALLOCATION_VERSION
from contest.awards.units.facts import UnitFacts
from contest.awards.units.scores import SCORES_VERSION, Decision, allocate_units, rank_units
from contest.exports.sealing.contents import Award, Package, UnitAward, UnitDecision, UnitRow, UnitTable, Version
from contest.exports.sealing.draw_checks import OTHER_VERSION
from contest.exports.sealing.figuring import Results
from contest.exports.sealing.report import CannotTell, Check, check
from contest.notice.announcement import UnitTermAnnounced
from contest.phrases import Phrase, gettext_noop

_EARLIER: Final = gettext_noop("这一版名单的指纹是较早的程序算的，涉及姓名，这里无法重算")
_CHANGED: Final = gettext_noop("封装时，稿件、单位或者决定已和确认这一版名单时不同，无法按当时的情形重算")


def prize_checks(results: Results) -> Iterator[Check]:
    """Check the marks' fingerprint, each version of the list, and the units."""
    package = results.package
    yield check(Phrase(gettext_noop("稿件的指纹")), partial(_texts_differ, package))
    yield check(Phrase(gettext_noop("评分的指纹")), partial(_marks_differ, results))
    for version in package.prizes.versions:
        number = {"version": version.version}
        hashed = Phrase(gettext_noop("名单的指纹（第 %(version)s 版）"), number)
        yield check(hashed, partial(_inputs_differ, results, version))
        listed = Phrase(gettext_noop("排名和奖项（第 %(version)s 版）"), number)
        yield check(listed, partial(_awards_differ, results, version))
        if version.units is not None:
            units = Phrase(gettext_noop("单位奖（第 %(version)s 版）"), number)
            yield check(units, partial(_units_differ, package, version, version.units))


def _texts_differ(package: Package) -> Iterator[Phrase]:
    """Two files tell of each manuscript and of each text that was read: they say the same."""
    entries = {one.key: one for one in package.entries.entries}
    rows = {(marks.round, row.entry): row for marks in package.marks.rounds for row in marks.entries}
    for draw in package.draws.rounds:
        for one in draw.entries:
            entry, row = entries[one.entry], rows[draw.round, one.entry]
            if entry.manuscript == one.manuscript and (entry.sha256, entry.text) != (one.sha256, row.text):
                template = gettext_noop("稿件 %(entry)s（第 %(number)s 号）")
                yield Phrase(template, {"entry": one.entry, "number": row.number})


def _marks_differ(results: Results) -> Iterator[Phrase]:
    """The list keeps the SHA-256 over all marks: that of each version, as no mark changes once there is a list."""
    due = results.marks_hash(results.package.prizes.round)
    for version in results.package.prizes.versions:
        if version.rules.get("marks") != due:
            yield Phrase(gettext_noop("第 %(version)s 版名单记下的指纹"), {"version": version.version})


def _inputs_differ(results: Results, version: Version) -> Iterator[Phrase]:
    _hold_versions(version)
    if version.rules.get("inputs") != INPUTS_VERSION:
        raise CannotTell(_EARLIER)
    if not version.is_known:
        raise CannotTell(_CHANGED)
    if results.inputs(version).digest() != version.inputs_hash:
        yield Phrase(gettext_noop("得分、奖项设置、作者、有效稿件或评奖决定，与确认名单时的指纹不符"))


def _awards_differ(results: Results, version: Version) -> Iterator[Phrase]:
    """Give the entries that rule, figures and decisions give another prize, or another place on the reserve list."""
    _hold_versions(version)
    if version.rules.get("inputs") == INPUTS_VERSION and not version.is_known:
        raise CannotTell(_CHANGED)
    allocation = results.inputs(version).allocation()
    number_of = {row.entry: row.number for row in results.marks[results.package.prizes.round].entries}
    due = {one.entry: (one.tier, one.division, one.place, one.score) for one in allocation.awards}
    awards = list(standing_in(results.package.prizes.awards, version.version))
    told = {one.entry: (one.tier, one.division, one.place, one.score) for one in awards}
    for tie in allocation.open_ties:
        entries = tuple(str(number_of[one]) for one in tie.entries)
        yield Phrase(
            gettext_noop("“%(tier)s”的同分没有决定：第 %(entries)s 号"), {"tier": tie.tier, "entries": entries}
        )
    for entry in sorted(due.keys() | told.keys()):
        if due.get(entry) != told.get(entry):
            yield Phrase(
                gettext_noop("第 %(number)s 号（%(entry)s）：应为 %(due)s，写的是 %(told)s"),
                {
                    "number": number_of.get(entry, 0),
                    "entry": entry,
                    "due": _prize(due.get(entry)),
                    "told": _prize(told.get(entry)),
                },
            )
    if len(told) < len(awards):
        yield Phrase(gettext_noop("有稿件得了两个奖"))
    reserve = {one.entry: one.number for one in allocation.reserve}
    kept = {entry: number for number, entry in version.reserve}
    for entry in sorted(reserve.keys() | kept.keys()):
        if reserve.get(entry) != kept.get(entry):
            yield Phrase(
                gettext_noop("候补：第 %(number)s 号（%(entry)s）"), {"number": number_of.get(entry, 0), "entry": entry}
            )


Told = TypeVar("Told", Award, UnitAward)


def standing_in(awards: Iterable[Told], version: int) -> Iterator[Told]:
    """Give the awards that stand in a version of the list."""
    for one in awards:
        if one.since <= version and (one.until is None or one.until > version):
            yield one


def _prize(told: tuple[object, ...] | None) -> Phrase:
    if told is None:
        return Phrase(gettext_noop("无奖"))
    tier, division, place, score = told
    params: Mapping[str, object] = {"tier": tier, "division": division, "place": place, "score": score}
    if division:
        return Phrase(gettext_noop("%(tier)s（%(division)s）第 %(place)s 名 %(score)s 分"), params)
    return Phrase(gettext_noop("%(tier)s 第 %(place)s 名 %(score)s 分"), params)


def _hold_versions(version: Version) -> None:
    then = version.rules.get("allocation", "")
    if then != ALLOCATION_VERSION:
        raise CannotTell(OTHER_VERSION, then=then, now=ALLOCATION_VERSION)


def _units_differ(package: Package, version: Version, table: UnitTable) -> Iterator[Phrase]:
    """Give the units that formula and decisions, over what was counted then, give another score, place or prize."""
    if table.scores != SCORES_VERSION:
        raise CannotTell(OTHER_VERSION, then=table.scores, now=SCORES_VERSION)
    formula = [
        UnitTermAnnounced(one.key, one.fact, one.weight, one.tier, one.cap, one.per, one.tie_order)
        for one in package.rules.formula
    ]
    confirmed = version.confirmed_at
    taken = {
        one.kind: _decided(one)
        for one in package.decisions.units
        if one.at <= confirmed and (one.revoked_at is None or one.revoked_at > confirmed)
    }
    ranking = rank_units(map(_facts, table.rows), formula)
    allocation = allocate_units(ranking, table.quota, taken.get("tie"), taken.get("override"))
    rows = {one.unit: one for one in table.rows}
    for outcome in allocation.outcomes:
        placed, row = outcome.placed, rows[outcome.placed.unit]
        due = (placed.score.total, placed.place, outcome.is_in)
        if due != (row.total, row.place, row.is_in):
            template = gettext_noop("单位 %(unit)s：应为第 %(place)s 名 %(total)s 分")
            yield Phrase(template, {"unit": placed.unit, "place": placed.place, "total": placed.score.total})
    given = {one.unit for one in standing_in(package.prizes.unit_awards, version.version)}
    for unit in sorted(given ^ allocation.chosen):
        yield Phrase(gettext_noop("单位 %(unit)s：奖项与计分办法和决定不符"), {"unit": unit})


def _facts(row: UnitRow) -> UnitFacts:
    return UnitFacts(
        unit=row.unit,
        name="",
        entered=row.entered,
        valid=row.valid,
        on_time=row.on_time,
        checked=row.checked,
        layout=row.layout,
        advanced=row.advanced,
        awarded=row.awarded,
        violations=row.violations,
        authors=row.authors,
        head_count=row.head_count,
        mark=row.mark,
    )


def _decided(one: UnitDecision) -> Decision:
    return Decision(frozenset(one.chosen), one.reason, frozenset(one.tied))
