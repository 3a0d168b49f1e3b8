"""Who reads what: the draw of judges for entries.

The rule in words. Every entry gets its number of readings, each by another judge; none by a judge who has a conflict
with it, is of another group or lacks a skill that it needs; and no judge beyond the stated capacity. Readings that
stand already are kept and count. Readings are given out in rounds, first every entry's first reading, then every
entry's second, and so on, so that no entry has a third reading while another could have had its second. Within a
round the entry with the fewest judges open to it comes first. It goes to the judge with the lightest load; among
those, to the one who has met the entry's other judges least often, so that all judges are compared with all others.
Where this leaves an entry short although a valid draw exists, readings are handed on along a chain (augmenting path)
until it fits; at the end loads are evened out in the same way. So an entry is short only if no draw at all could have
placed more readings, and loads differ by more than one only where the rules force it. Last, where judges are not all
linked by the entries that they share, readings are exchanged until they are, as far as an exchange is found.

Chance comes from SHA-256 of the published seed with each key and from nothing else: seed, inputs and
`DRAW_VERSION` give the same draw on every machine at any time, in whatever order the inputs come.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from contest.judging.dealing import Table, members
from contest.judging.obstacles import Obstacle, Shortfall, obstacles_of
from contest.judging.seats import Bar, EntryNeed, JudgeSeat, bar_between
from contest.phrases import Refusal, gettext_noop

__all__ = [
    "DRAW_VERSION", "Bar", "Draw", "EntryNeed", "JudgeSeat", "Obstacle", "Shortfall", "draw_readings", "inputs_hash",
    "round_hash",
]  # fmt: skip

DRAW_VERSION = "2"


@dataclass(frozen=True, slots=True)
class Draw:
    """Drawn (entry, judge) pairs and entries left short, both sorted, and each judge's number of readings.

    The pairs include the readings that stood already. `comparison_groups` is how many groups of judges no entry
    links, judges without a reading apart. `obstacles` prove every shortfall: what stands in its way, and what would
    mend it.
    """

    readings: tuple[tuple[str, str], ...]
    shortfalls: tuple[Shortfall, ...]
    loads: Mapping[str, int]
    comparison_groups: int
    obstacles: tuple[Obstacle, ...]


def draw_readings(
    entries: Sequence[str] | Sequence[EntryNeed],
    judges: Sequence[JudgeSeat],
    readings: int,
    conflicts: Collection[tuple[str, str]] | Mapping[tuple[str, str], Bar],
    seed: str,
    *,
    already: Collection[tuple[str, str]] = (),
) -> Draw:
    """Draw `readings` judges for each entry; `conflicts` holds (entry, judge) pairs that must not be drawn.

    An entry given as a bare key needs nothing special; a conflict given without its kind is a `Bar.CONFLICT`. What is
    `already` read stays whatever the rules say now, also where its judge takes no part any more. Conflicts and
    readings that name an entry outside the draw are without effect. Raises `Refusal` for a key that comes twice, a
    negative capacity, or fewer than one reading.
    """
    needs = _needs(entries)
    _refuse_bad(needs, judges, readings)
    kinds = conflicts if isinstance(conflicts, Mapping) else dict.fromkeys(conflicts, Bar.CONFLICT)

    seats = sorted(judges, key=lambda seat: _lot(seed, "judge", seat.key))
    gone = sorted({judge for _, judge in already} - {seat.key for seat in judges})
    names = [*(seat.key for seat in seats), *gone]
    number = {key: position for position, key in enumerate(names)}
    open_to = _open_to(needs, seats, kinds)
    standing = dict.fromkeys(open_to, 0)
    for entry, judge in already:
        if entry in standing:
            standing[entry] |= 1 << number[judge]
    lots = {need.key: _lot(seed, "entry", need.key) for need in needs}
    order = sorted(needs, key=lambda need: (open_to[need.key].bit_count(), lots[need.key]))

    table = Table(
        wanted=[readings if need.readings is None else need.readings for need in order],
        open_to=[open_to[need.key] for need in order],
        first=[lots[need.key] % max(len(seats), 1) for need in order],
        capacity=[*(len(order) if seat.capacity is None else seat.capacity for seat in seats), *(0 for _ in gone)],
        standing=[standing[need.key] for need in order],
    )
    table.deal()
    table.even_out()
    table.link()

    drawn = {need.key: judges_drawn for need, judges_drawn in zip(order, table.drawn, strict=True)}
    obstacles = obstacles_of(table, order, seats, kinds)
    return Draw(
        readings=tuple(
            sorted((entry, names[judge]) for entry, drawn_for in drawn.items() for judge in members(drawn_for))
        ),
        shortfalls=tuple(
            sorted((short for one in obstacles for short in one.short), key=lambda shortfall: shortfall.entry)
        ),
        loads={seat.key: table.load[number[seat.key]] for seat in sorted(seats, key=lambda seat: seat.key)},
        comparison_groups=len(table.comparison_groups()),
        obstacles=obstacles,
    )


def inputs_hash(
    entries: Sequence[str] | Sequence[EntryNeed],
    judges: Sequence[JudgeSeat],
    readings: int,
    conflicts: Collection[tuple[str, str]],
    *,
    already: Collection[tuple[str, str]] = (),
) -> str:
    """Give the SHA-256 of all that a draw depends on besides its seed and version, in whatever order it comes."""
    told = {
        "entries": sorted([need.key, need.group, sorted(need.skills), need.readings or 0] for need in _needs(entries)),
        "judges": sorted(
            [seat.key, -1 if seat.capacity is None else seat.capacity, seat.group, sorted(seat.skills)]
            for seat in judges
        ),
        "readings": readings,
        "conflicts": sorted(set(conflicts)),
        "already": sorted(set(already)),
    }
    return sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()


def round_hash(
    needs: Sequence[EntryNeed],
    manuscripts: Mapping[str, int | None],
    seats: Sequence[JudgeSeat],
    readings: int,
    conflicts: Collection[tuple[str, str]],
    seed: str,
    version: str = DRAW_VERSION,
) -> str:
    """Give the SHA-256 by which a round's draw is confirmed; `manuscripts` are the versions that will be read."""
    told = {
        "version": version,
        "seed": seed,
        "readings": readings,
        "entries": [[need.key, manuscripts[need.key], need.group, sorted(need.skills)] for need in needs],
        "judges": sorted([seat.key, seat.capacity or 0, seat.group, sorted(seat.skills)] for seat in seats),
        "conflicts": sorted(conflicts),
    }
    return sha256(json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _needs(entries: Sequence[str] | Sequence[EntryNeed]) -> list[EntryNeed]:
    return [EntryNeed(entry) if isinstance(entry, str) else entry for entry in entries]


def _refuse_bad(needs: Sequence[EntryNeed], judges: Sequence[JudgeSeat], readings: int) -> None:
    if len({need.key for need in needs}) < len(needs) or len({seat.key for seat in judges}) < len(judges):
        raise Refusal("key-twice", gettext_noop("抽签名单中有重复的作品或评委，请核对后重试。"))
    least = min((readings, *(need.readings for need in needs if need.readings is not None)))
    if least < 1 or any(seat.capacity is not None and seat.capacity < 0 for seat in judges):
        raise Refusal("bad-numbers", gettext_noop("每篇作品至少安排一次评阅，评委的评阅上限不能是负数，请更正。"))


def _open_to(
    needs: Sequence[EntryNeed], seats: Sequence[JudgeSeat], conflicts: Mapping[tuple[str, str], Bar]
) -> dict[str, int]:
    """By entry, the judges whom no rule keeps from it, as bits; conflicts are the only rule that looks at one entry."""
    alike: dict[tuple[str, frozenset[str]], int] = {}
    open_to: dict[str, int] = {}
    for need in needs:
        kind = (need.group, need.skills)
        if kind not in alike:
            alike[kind] = sum(1 << place for place, seat in enumerate(seats) if bar_between(need, seat, {}) is None)
        open_to[need.key] = alike[kind]
    number = {seat.key: place for place, seat in enumerate(seats)}
    for entry, judge in conflicts:
        if entry in open_to and judge in number:
            open_to[entry] &= ~(1 << number[judge])
    return open_to


def _lot(seed: str, kind: str, key: str) -> int:
    """The number that `seed` draws for `key`; lengths keep seed and key from running into each other."""
    text = f"{DRAW_VERSION}:{len(seed)}:{seed}:{kind}:{key}"
    return int.from_bytes(sha256(text.encode("utf-8", "surrogatepass")).digest(), "big")
