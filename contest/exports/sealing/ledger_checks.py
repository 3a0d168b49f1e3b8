"""Checks of the ledger's lines, and of what they say of draws, decisions and the list against the other files."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Any

from contest.exports.sealing.contents import Event, Package, PrizeDecision
from contest.exports.sealing.figuring import Results
from contest.exports.sealing.prize_checks import standing_in
from contest.exports.sealing.report import Check, check
from contest.ledger.chain import content_hash
from contest.phrases import Phrase, gettext_noop


def ledger_checks(results: Results) -> Iterator[Check]:
    """Check the chain as far as the package has it, and the other files against it."""
    package = results.package
    yield check(Phrase(gettext_noop("账本的链")), partial(_chain_differs, package))
    yield check(Phrase(gettext_noop("抽签与账本")), partial(_rounds_differ, package))
    yield check(Phrase(gettext_noop("决定与账本")), partial(_decisions_differ, package))
    yield check(Phrase(gettext_noop("名单与账本")), partial(_lists_differ, package))


def _chain_differs(package: Package) -> Iterator[Phrase]:
    """Give the events whose hash, order or predecessor is wrong; events of others stand between them unseen."""
    for one in package.ledger:
        told = one.content
        if told is not None and (told.get("sequence"), told.get("action")) != (one.sequence, one.action):
            yield _event(gettext_noop("账本第 %(sequence)s 条：内容是另一条的"), one)
        if told is not None and content_hash(told, one.previous) != one.hash:
            yield _event(gettext_noop("账本第 %(sequence)s 条：内容与指纹不符"), one)
    for before, after in pairwise(package.ledger):
        if after.sequence <= before.sequence:
            yield _event(gettext_noop("账本第 %(sequence)s 条：次序不对"), after)
        elif after.sequence == before.sequence + 1 and after.previous != before.hash:
            yield _event(gettext_noop("账本第 %(sequence)s 条：与前一条接不上"), after)
    about, last = package.about, package.ledger[-1]
    if (about.ledger_events, about.ledger_last, about.ledger_hash) != (len(package.ledger), last.sequence, last.hash):
        yield _event(gettext_noop("账本的条数和末条（第 %(sequence)s 条）与 package.json 不符"), last)


def _rounds_differ(package: Package) -> Iterator[Phrase]:
    """The seed, the method and the draw's fingerprint of each round stand in the ledger."""
    opened = {_key(told): told for told in _contents(package, "round.open")}
    methods: dict[str, object] = {}
    for one in package.ledger:
        if one.content is not None and one.action in ("round.prepare", "round.method"):
            told: Mapping[str, Any] = one.content
            methods[_key(told)] = told["after"]["method"]
    rules = {one.key: one for one in package.rules.rounds}
    for draw in package.draws.rounds:
        after, name = opened[draw.round]["after"], rules[draw.round].name
        if after["seed"] != draw.seed:
            yield Phrase(gettext_noop("%(round)s：抽签种子"), {"round": name})
        if after["inputs_hash"] != draw.inputs_hash:
            yield Phrase(gettext_noop("%(round)s：抽签依据的指纹"), {"round": name})
        if after["readings"] != len(draw.result):
            yield Phrase(gettext_noop("%(round)s：评阅的篇次"), {"round": name})
        if methods[draw.round] != rules[draw.round].method:
            yield Phrase(gettext_noop("%(round)s：合分方法"), {"round": name})


def _decisions_differ(package: Package) -> Iterator[Phrase]:
    """Every decision on prizes was put on record when it was taken, and none beside them."""
    told = [_decision(one) for one in package.decisions.prizes]
    kept: list[tuple[object, ...]] = []
    for event in _contents(package, "boundary.decide", "seats.decide"):
        before, after = event["before"], event["after"]
        about = (before["tier"], before["division"])
        if "tie" in before:
            tie = (sorted(before["tie"]), after["admitted"], after["manner"], after["votes"])
            kept.append((_key(event), "tie", *about, *tie, event["reason"]))
        else:
            kept.append((_key(event), "seats", *about, after["seats"], event["reason"]))
    for number, decision in enumerate(package.decisions.prizes, 1):
        if told[number - 1] not in kept:
            template = gettext_noop("第 %(number)s 项决定（%(tier)s）账本里没有，或者内容不同")
            yield Phrase(template, {"number": number, "tier": decision.tier})
    if len(kept) != len(told):
        yield Phrase(
            gettext_noop("账本里有 %(kept)s 项决定，这里有 %(told)s 项"), {"kept": len(kept), "told": len(told)}
        )


def _decision(one: PrizeDecision) -> tuple[object, ...]:
    about = (one.round, one.kind, one.tier, one.division)
    if one.kind == "tie":
        return (*about, sorted(one.tied), sorted(one.admitted), one.manner, one.votes, one.reason)
    return (*about, one.seats, one.reason)


def _lists_differ(package: Package) -> Iterator[Phrase]:
    """What was confirmed and corrected stands in the ledger, award by award."""
    prizes = package.prizes
    events = [*_contents(package, "prizes.confirm"), *_contents(package, "prizes.correct")]
    if len(events) != len(prizes.versions):
        yield Phrase(gettext_noop("账本里的名单版数与 prizes.json 不符"))
        return
    standing: set[tuple[str, str]] = set()
    for version, told in zip(prizes.versions, events, strict=True):
        after = told["after"]
        if after["inputs_hash"] != version.inputs_hash:
            yield Phrase(gettext_noop("第 %(version)s 版名单：指纹"), {"version": version.version})
        if "awards" in after:
            standing = {(tier, entry) for tier, entry in after["awards"]}
        else:
            moved = {(tier, entry) for tier, _then, entry in after["moved"]}
            standing -= {(tier, entry) for tier, entry in after["lost"]} | moved
            standing |= {(tier, entry) for _before, tier, entry in after["moved"]}
            standing |= {(tier, entry) for tier, entry in after["gained"]}
        given = {(one.tier, one.entry) for one in standing_in(prizes.awards, version.version)}
        for tier, entry in sorted(given ^ standing):
            template = gettext_noop("第 %(version)s 版名单：%(entry)s 的 %(tier)s")
            yield Phrase(template, {"version": version.version, "entry": entry, "tier": tier})
    told_of = {(one.version, one.reason) for one in package.decisions.corrections}
    kept = {(one["after"]["version"], one["reason"]) for one in _contents(package, "prizes.correct")}
    for number in sorted({number for number, _reason in told_of ^ kept}):
        yield Phrase(gettext_noop("第 %(version)s 版名单：更正的理由"), {"version": number})
    confirmed = datetime.fromisoformat(events[0]["at"])
    if not prizes.versions[0].confirmed_at <= confirmed:
        yield Phrase(gettext_noop("第 1 版名单：确认的时间"))


def _contents(package: Package, *actions: str) -> list[Mapping[str, Any]]:
    return [one.content for one in package.ledger if one.content is not None and one.action in actions]


def _key(told: Mapping[str, Any]) -> str:
    """The round that an event is about."""
    return str(told["subject"][1]).rpartition("/")[2]


def _event(template: str, one: Event) -> Phrase:
    return Phrase(template, {"sequence": one.sequence})
