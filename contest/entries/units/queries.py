"""Reads of units."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import CharField, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value

from contest.entries.units.lineage import line_of
from contest.entries.units.matching import LEAST, Candidate, Known, Likeness, nearest
from contest.entries.units.models import SpellingKind, Unit, UnitMerge, UnitSpelling
from contest.entries.units.rules import may_change_unit
from contest.entries.units.spelling import unit_key
from contest.notice.models import Appointment, Contest, Office
from contest.people.models import User

_GONE = Q(entries__state__in=["draft", "withdrawn"])


def standing() -> QuerySet[Unit]:
    """Give the units that were not merged into another."""
    return Unit.objects.filter(merged_into=None)


def units_of(contest: Contest, words: str = "") -> QuerySet[Unit]:
    """Give the units with entries in a contest, those that nobody has settled first, searched by any spelling.

    A merge would move all that are `touched`: entries that stand `here` or `elsewhere`, in other contests, and those
    that were `withdrawn`.
    """
    units = standing().filter(pk__in=_used(contest))
    for word in words[:200].split()[:8]:
        spelled = UnitSpelling.objects.filter(Q(name__icontains=word) | Q(key__contains=unit_key(word))).values("unit")
        units = units.filter(Q(name__icontains=word) | Q(pk__in=spelled))
    return (
        units.annotate(
            here=Count("entries", filter=Q(entries__contest=contest) & ~_GONE),
            elsewhere=Count("entries", filter=~Q(entries__contest=contest) & ~_GONE),
            withdrawn=Count("entries", filter=_GONE),
            touched=Count("entries"),
        )
        .select_related("parent")
        .prefetch_related(
            Prefetch("spellings", UnitSpelling.objects.exclude(kind=SpellingKind.CANONICAL), "other_spellings")
        )
        .order_by(F("settled_at").asc(nulls_first=True), "-here", "name", "pk")
    )


def _used(contest: Contest) -> QuerySet[Unit, int]:
    return Unit.objects.filter(entries__contest=contest).values_list("pk", flat=True)


def offered(contest: Contest) -> QuerySet[Unit]:
    """Give the units that another may be merged into: those with entries in the contest, and all that are settled.

    What entrants of another contest typed and nobody has looked at stays theirs.
    """
    return standing().filter(Q(settled_at__isnull=False) | Q(pk__in=_used(contest)))


def unsettled(contest: Contest) -> int:
    """Give how many units of a contest nobody has settled."""
    return standing().filter(settled_at=None, pk__in=_used(contest)).count()


@dataclass(frozen=True, slots=True)
class Spellings:
    """Spellings on record; the canonical names of their units, and which of these have entries in the contest."""

    known: list[Known]
    names: dict[int, str]
    here: frozenset[int]


def known_spellings(contest: Contest) -> Spellings:
    """Give every spelling of the units offered in a contest."""
    return _spellings(contest, UnitSpelling.objects.filter(unit__in=offered(contest)))


def _spellings(contest: Contest, among: QuerySet[UnitSpelling]) -> Spellings:
    rows = list(
        among.order_by("pk")
        .annotate(is_here=Exists(_used(contest).filter(pk=OuterRef("unit"))))
        .values_list("unit_id", "name", "unit__name", "is_here")
    )
    return Spellings(
        [Known(unit, name) for unit, name, _, _ in rows],
        {unit: canonical for unit, _, canonical, _ in rows},
        frozenset(unit for unit, _, _, is_here in rows if is_here),
    )


@dataclass(frozen=True, slots=True)
class Proposed:
    """A unit that another may be, under its canonical name, and how near and why.

    `is_here` says whether the contest has entries of it, and so a page for it.
    """

    unit: int
    name: str
    is_here: bool
    likeness: Candidate

    @property
    def is_above(self) -> bool:
        """Whether the other looks like a part of it."""
        return self.likeness.likeness is Likeness.BELOW


def proposed_for(
    units: Iterable[Unit], spellings: Spellings, *, most: int = 3, least: int = LEAST
) -> dict[int, list[Proposed]]:
    """Give for each unit (by primary key) the other units that it may be, the nearest first.

    Those above and below it are known to be others.
    """
    placed, found = parents(), {}
    for unit in units:
        line = line_of(unit.pk, placed)
        others = [one for one in spellings.known if one.unit not in line]
        found[unit.pk] = _proposed(spellings, nearest(unit.name, others, most=most, least=least))
    return found


def nearest_here(contest: Contest, names: Collection[str]) -> dict[str, list[Proposed]]:
    """Give for each spelling that leads to no unit the units of a contest's entries that it may mean, if any."""
    keys = {unit_key(name): name for name in names}
    leading = UnitSpelling.objects.filter(key__in=keys).values_list("key", flat=True)
    unknown = [keys[key] for key in keys.keys() - set(leading) if key]
    if not unknown:
        return {}
    spellings = _spellings(contest, UnitSpelling.objects.filter(unit__in=_used(contest)))
    found = {name: _proposed(spellings, nearest(name, spellings.known)) for name in unknown}
    return {name: proposed for name, proposed in found.items() if proposed}


def _proposed(spellings: Spellings, candidates: Iterable[Candidate]) -> list[Proposed]:
    return [Proposed(one.unit, spellings.names[one.unit], one.unit in spellings.here, one) for one in candidates]


@dataclass(frozen=True, slots=True)
class UnitCard:
    """A unit as the list shows it: whether the visitor may change it, and which units it may be."""

    unit: Unit
    may_change: bool
    proposed: list[Proposed]


def unit_cards(contest: Contest, person: User, units: Sequence[Unit]) -> list[UnitCard]:
    """Give units with what is to be decided about those that nobody has settled."""
    waiting = [unit for unit in units if unit.settled_at is None]
    proposed = proposed_for(waiting, known_spellings(contest)) if waiting else {}
    used = contests_using([unit.pk for unit in waiting])
    organised = organised_by(person)
    return [
        UnitCard(unit, may_change_unit(organised, used.get(unit.pk, ())).allowed, proposed.get(unit.pk, []))
        for unit in units
    ]


def unit_spelled(name_key: str) -> Unit | None:
    """Give the unit that a spelling (as compared) leads to."""
    spelling = UnitSpelling.objects.select_related("unit").filter(key=name_key).first()
    return spelling.unit if spelling else None


def organised_by(person: User) -> frozenset[int]:
    """Give the contests (primary keys) that a person organises."""
    held = Appointment.objects.filter(person=person, office=Office.ORGANISER, ended_at=None)
    return frozenset(held.values_list("contest_id", flat=True))


def contests_using(units: Collection[int]) -> Mapping[int, frozenset[int]]:
    """Give for each unit (by primary key) the contests that have entries of it."""
    used: defaultdict[int, set[int]] = defaultdict(set)
    pairs = Unit.objects.filter(pk__in=units, entries__isnull=False).values_list("pk", "entries__contest").distinct()
    for unit, contest in pairs:
        used[unit].add(contest)
    return {unit: frozenset(used[unit]) for unit in units}


def merges_into(unit: Unit) -> QuerySet[UnitMerge]:
    """Give the merges into a unit, undone ones too, the newest first."""
    return (
        UnitMerge.objects.filter(into=unit)
        .select_related("absorbed", "by", "undone_by")
        .annotate(moved=Count("entries"))
    )


def parents() -> dict[int, int]:
    """Give every unit that belongs to another, with that other (primary keys)."""
    placed = standing().exclude(parent=None).values_list("pk", "parent_id")
    return {unit: parent for unit, parent in placed if parent is not None}


def standing_for(units: Collection[int]) -> dict[int, int]:
    """Give for each unit the one that it is by now: itself, or the one that it was merged into (primary keys)."""
    merged = dict(Unit.objects.exclude(merged_into=None).values_list("pk", "merged_into_id"))
    found = {}
    for unit in units:
        standing = unit
        while (into := merged.get(standing)) is not None:
            standing = into
        found[unit] = standing
    return found


def lines_of(keys: Collection[str]) -> dict[str, frozenset[int]]:
    """Give for each spelling (as compared) the units that count as the same for a conflict of interest.

    They are the unit that it leads to, all above and below that one, and what was merged into any of these. A
    spelling that leads to no unit is left out.
    """
    leads = dict(UnitSpelling.objects.filter(key__in=keys).values_list("key", "unit_id"))
    if not leads:
        return {}
    placed = parents()
    absorbed: defaultdict[int, list[int]] = defaultdict(list)
    for unit, into in Unit.objects.exclude(merged_into=None).values_list("pk", "merged_into_id"):
        if into is not None:
            absorbed[into].append(unit)
    lines = {}
    for key, unit in leads.items():
        line, waiting = set(), list(line_of(unit, placed))
        while waiting:
            one = waiting.pop()
            line.add(one)
            waiting.extend(absorbed[one])
        lines[key] = frozenset(line)
    return lines


def suggested_names(most: int = 200) -> list[str]:
    """Give the names to suggest where somebody types a unit: settled ones alone, those with the most entries."""
    units = standing().exclude(settled_at=None).annotate(number=Count("entries"))
    return sorted(units.order_by("-number", "name").values_list("name", flat=True)[:most])


def spelled_in(text: str) -> list[str]:
    """Give the spellings that stand in a text, such as a file's name."""
    said = UnitSpelling.objects.alias(said=Value(text, output_field=CharField()))
    return list(said.filter(said__contains=F("name")).values_list("name", flat=True))
