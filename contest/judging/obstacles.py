"""Why a draw leaves entries short: the proof that none could do better, and the least that would mend it.

The proof is a minimum cut. From an entry that is short, every chain leads over judges whose capacity is used up and
over entries that no other judge may read: all of these want more readings of those judges than they have. Where no
judge is left at all who may read the entry, the judges whom each rule closes to it are the proof.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from contest.judging.dealing import Table, members
from contest.judging.seats import BAR_NAMES, Bar, EntryNeed, JudgeSeat, bar_between
from contest.phrases import Phrase, gettext_noop

_USED_UP: Final = gettext_noop(
    "%(entries)s 篇作品需要 %(judges)s 位评委评 %(asked)s 次，这些评委的上限只够 %(available)s 次，缺 %(missing)s 次。"
)
_TOO_FEW: Final = gettext_noop("%(entries)s 篇作品各需 %(wanted)s 位评委，可以评的只有 %(placed)s 位。")
_CLOSED: Final = gettext_noop("每篇作品不能安排的其他评委最多有：%(bars)s。")
_ONE_BAR: Final = gettext_noop("%(bar)s %(count)s 位")
_CAPACITY: Final = gettext_noop("放宽评阅上限，共 %(count)s 次，例如：%(judges)s。")
_ONE_JUDGE: Final = gettext_noop("%(judge)s 多评 %(count)s 次")
_JUDGES: Final = gettext_noop("增加 %(count)s 位不须回避的评委，每位最多评 %(readings)s 篇。")
_JUDGES_OF: Final = gettext_noop("增加 %(count)s 位不须回避的评委（%(of)s），每位最多评 %(readings)s 篇。")
_OF_GROUP: Final = gettext_noop("分组：%(group)s")
_OF_SKILLS: Final = gettext_noop("能评：%(skills)s")
_FEWER: Final = gettext_noop("将 %(entries)s 篇作品的评阅次数降到已能安排的次数（%(least)s 至 %(most)s 次）。")


@dataclass(frozen=True, slots=True)
class Shortfall:
    """An entry that could not get all its readings: how many it should have and how many it has."""

    entry: str
    wanted: int
    placed: int


@dataclass(frozen=True, slots=True)
class MoreCapacity:
    """So many readings more for each of these judges than the draw gave them."""

    readings: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class MoreJudges:
    """So many judges more without a conflict, each with room for so many readings, of this group, with these skills."""

    count: int
    readings: int
    group: str
    skills: frozenset[str]


@dataclass(frozen=True, slots=True)
class FewerReadings:
    """Only so many readings for each of these entries."""

    entries: tuple[tuple[str, int], ...]


Mend: TypeAlias = MoreCapacity | MoreJudges | FewerReadings


def phrase_of(mend: Mend, name: Callable[[str], str] = str) -> Phrase:
    """Give the sentence that says a mend, with each judge called by `name`."""
    match mend:
        case MoreCapacity(readings):
            judges = tuple(Phrase(_ONE_JUDGE, {"judge": name(judge), "count": count}) for judge, count in readings)
            return Phrase(_CAPACITY, {"count": sum(count for _, count in readings), "judges": judges})
        case MoreJudges(count, readings, group, skills):
            of = [Phrase(_OF_GROUP, {"group": group})] if group else []
            if skills:
                of.append(Phrase(_OF_SKILLS, {"skills": " ".join(sorted(skills))}))
            return Phrase(_JUDGES_OF if of else _JUDGES, {"count": count, "readings": readings, "of": tuple(of)})
        case FewerReadings(entries):
            numbers = [number for _, number in entries]
            return Phrase(_FEWER, {"entries": len(numbers), "least": min(numbers), "most": max(numbers)})


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps some entries short.

    The `competing` entries, of which some are `short`, ask the `used_up` judges for `asked` readings and can have
    `available`; every other judge who may read one of them does. Without `used_up` judges there is nobody left to
    ask. `closed` tells how many other judges each rule closes to such an entry, to the one that it hits hardest. Any
    of the `mends` does: with one of every other obstacle it makes the draw complete.
    """

    short: tuple[Shortfall, ...]
    competing: tuple[str, ...]
    used_up: tuple[str, ...]
    asked: int
    available: int
    closed: tuple[tuple[Bar, int], ...]
    mends: tuple[Mend, ...]

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """The sentences that say it: what is lacking, and the rules that close other judges."""
        if self.used_up:
            what = Phrase(
                _USED_UP,
                {
                    "entries": len(self.competing),
                    "judges": len(self.used_up),
                    "asked": self.asked,
                    "available": self.available,
                    "missing": self.asked - self.available,
                },
            )
        else:
            one = self.short[0]
            what = Phrase(_TOO_FEW, {"entries": len(self.short), "wanted": one.wanted, "placed": one.placed})
        if not self.closed:
            return (what,)
        bars = tuple(Phrase(_ONE_BAR, {"bar": Phrase(BAR_NAMES[bar]), "count": count}) for bar, count in self.closed)
        return what, Phrase(_CLOSED, {"bars": bars})


def obstacles_of(
    table: Table,
    needs: Sequence[EntryNeed],
    seats: Sequence[JudgeSeat],
    conflicts: Mapping[tuple[str, str], Bar],
) -> tuple[Obstacle, ...]:
    """Give what keeps entries short in a draw that is done: one obstacle for all that stand before the same.

    `needs` and `seats` are in the table's order.
    """
    short = [entry for entry, drawn in enumerate(table.drawn) if drawn.bit_count() < table.wanted[entry]]
    if not short:
        return ()
    proof = _Proof(table, needs, seats, conflicts)
    competitions: list[tuple[int, set[int], list[int]]] = []
    alone: defaultdict[object, list[int]] = defaultdict(list)
    for entry in short:
        known = sum(judges for judges, _, _ in competitions)
        judges, entries = table.competition(entry, known)
        if not judges:
            need, bars = needs[entry], proof.closed([entry], 0)
            alone[need.group, need.skills, table.wanted[entry], table.drawn[entry].bit_count(), bars].append(entry)
            continue
        same = [one for one in competitions if one[0] & judges]
        competitions = [one for one in competitions if not one[0] & judges]
        for other_judges, other_entries, _ in same:
            judges |= other_judges
            entries |= other_entries
        competitions.append((judges, entries, [entry, *(one for _, _, shorts in same for one in shorts)]))
    found = [proof.obstacle(shorts, entries, judges) for judges, entries, shorts in competitions]
    found += [proof.obstacle(shorts, set(shorts), 0) for shorts in alone.values()]
    return tuple(sorted(found, key=lambda obstacle: obstacle.short[0].entry))


class _Proof:
    """What the obstacles of one draw are told from."""

    def __init__(
        self,
        table: Table,
        needs: Sequence[EntryNeed],
        seats: Sequence[JudgeSeat],
        conflicts: Mapping[tuple[str, str], Bar],
    ) -> None:
        self.table = table
        self.needs = needs
        self.seats = seats
        self.conflicts = conflicts
        self.number = {seat.key: place for place, seat in enumerate(seats)}
        self.opponents: defaultdict[str, list[str]] = defaultdict(list)
        for entry, judge in conflicts:
            if judge in self.number:
                self.opponents[entry].append(judge)
        self.alike: dict[tuple[str, frozenset[str]], dict[Bar, int]] = {}

    def obstacle(self, short: Sequence[int], competing: set[int], used_up: int) -> Obstacle:
        """Tell the obstacle of these entries, which compete for the judges who are used up."""
        table, needs = self.table, self.needs
        missing = {entry: table.wanted[entry] - table.drawn[entry].bit_count() for entry in short}
        available = sum((table.drawn[entry] & used_up).bit_count() for entry in competing)
        shortfalls = [
            Shortfall(needs[entry].key, table.wanted[entry], table.drawn[entry].bit_count()) for entry in short
        ]
        return Obstacle(
            short=tuple(sorted(shortfalls, key=lambda shortfall: shortfall.entry)),
            competing=tuple(sorted(needs[entry].key for entry in competing)),
            used_up=tuple(sorted(self.seats[judge].key for judge in members(used_up))),
            asked=available + sum(missing.values()),
            available=available,
            closed=self.closed(competing, used_up),
            mends=tuple(self._mends(missing)),
        )

    def closed(self, entries: Iterable[int], used_up: int) -> tuple[tuple[Bar, int], ...]:
        """Give how many judges each rule closes to one of these entries at most, apart from some judges."""
        most: Counter[Bar] = Counter()
        for entry in entries:
            apart = used_up | self.table.drawn[entry]
            most |= Counter({bar: (judges & ~apart).bit_count() for bar, judges in self._bars(self.needs[entry])})
        return tuple((bar, most[bar]) for bar in Bar if most[bar])

    def _bars(self, need: EntryNeed) -> list[tuple[Bar, int]]:
        """The judges whom each rule keeps from an entry, as bits."""
        kind = (need.group, need.skills)
        if kind not in self.alike:
            self.alike[kind] = dict.fromkeys(Bar, 0)
            for place, seat in enumerate(self.seats):
                if (bar := bar_between(need, seat, {})) is not None:
                    self.alike[kind][bar] |= 1 << place
        bars = dict(self.alike[kind])
        barred = bars[Bar.GROUP] | bars[Bar.SKILL]
        for judge in self.opponents.get(need.key, ()):
            bars[self.conflicts[need.key, judge]] |= 1 << self.number[judge] & ~barred
        return list(bars.items())

    def _mends(self, missing: Mapping[int, int]) -> Iterable[Mend]:
        """The changes of each kind that give these entries what they miss, the gentlest first."""
        table, needs = self.table, self.needs
        askable = {entry: table.open_to[entry] & ~table.drawn[entry] for entry in missing}
        if all(askable[entry].bit_count() >= count for entry, count in missing.items()):
            more: Counter[int] = Counter()
            for entry, count in sorted(missing.items()):
                lightest = sorted(members(askable[entry]), key=lambda judge: (more[judge], table.load[judge], judge))
                more.update(lightest[:count])
            yield MoreCapacity(tuple(sorted((self.seats[judge].key, count) for judge, count in more.items())))
        groups = {needs[entry].group for entry in missing}
        yield MoreJudges(
            count=max(missing.values()),
            readings=len(missing),
            group=groups.pop() if len(groups) == 1 else "",
            skills=frozenset[str]().union(*(needs[entry].skills for entry in missing)),
        )
        fewer = {entry: table.drawn[entry].bit_count() for entry in missing}
        if all(fewer.values()):
            yield FewerReadings(tuple(sorted((needs[entry].key, number) for entry, number in fewer.items())))
