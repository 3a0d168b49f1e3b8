"""Taking in a list of units: what its rows meet on record, and the one verb that does what was shown."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from contest.entries.units.models import SpellingKind, Unit, UnitSpelling
from contest.entries.units.queries import contests_using, offered, organised_by, parents
from contest.entries.units.rules import may_change_unit
from contest.entries.units.spelling import unit_key
from contest.entries.units.unit_list import OnRecord, UnitRow, plan_units
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.lists import Handed, changed_meanwhile, demand_as_shown
from contest.notice.models import Contest
from contest.notice.tables import Line
from contest.people.models import User

_AT_ONCE = 500


def planned_units(contest: Contest, lines: Sequence[Line], person: User) -> tuple[UnitRow, ...]:
    """Give what each row of a list of units would do, as things stand: six queries, however long the list."""
    spellings = list(UnitSpelling.objects.values_list("key", "unit_id", "unit__name", "unit__settled_at"))
    leads = {key: unit for key, unit, _, _ in spellings}
    seen = frozenset(offered(contest).values_list("pk", flat=True))
    keys = {unit_key(line.texts["name"]) for line in lines}
    concerned = {leads[key] for key in keys if key in leads}
    organised, used = organised_by(person), _used(concerned)
    known = OnRecord(
        leads=leads,
        names={unit: name for _, unit, name, _ in spellings},
        parents=parents(),
        unsettled=frozenset(unit for _, unit, _, settled_at in spellings if settled_at is None),
        placed_elsewhere=frozenset(
            unit for unit in concerned if not may_change_unit(organised, used.get(unit, ())).allowed
        ),
        unseen=frozenset(leads.values()) - seen,
    )
    return plan_units(lines, known)


def _used(units: set[int]) -> dict[int, frozenset[int]]:
    """Give for each unit the contests that have entries of it, asked in pieces that every database takes."""
    found: dict[int, frozenset[int]] = {}
    wanted = sorted(units)
    for start in range(0, len(wanted), _AT_ONCE):
        found |= contests_using(wanted[start : start + _AT_ONCE])
    return found


@transaction.atomic
def take_unit_list(*, contest: Contest, handed: Handed, shown: str, actor: User) -> int:
    """Make, settle, spell and place the units of a list as was shown (`shown` is its hash); give how many rows did so.

    Rows with a fault are left out. Raises `Refusal` where the rows would become anything else by now.
    """
    # Units first, as every verb locks them; a list changes too many for a lock each to be told apart.
    list(Unit.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    rows = planned_units(contest, handed.lines, actor)
    demand_as_shown([row.told for row in rows], shown)
    taken = [row for row in rows if row.is_taken]
    try:
        with transaction.atomic():
            made, units = _make(taken)
    except IntegrityError as clash:
        raise changed_meanwhile() from clash
    settled = Unit.objects.filter(settled_at=None)
    for start in range(0, len(taken), _AT_ONCE):
        settled.filter(pk__in=[row.unit for row in taken[start : start + _AT_ONCE] if row.unit]).update(
            settled_at=timezone.now()
        )
    placed = _place([(units[unit_key(row.name)], units[unit_key(row.superior)]) for row in taken if row.superior])
    record(
        actor=actor,
        action=Action.UNIT_LIST,
        subject=(Subject.CONTEST, contest.slug),
        contest=contest.slug,
        after={
            "sha256": handed.sha256,
            "units": made,
            "spellings": sum(len(row.spellings) for row in taken),
            "placed": placed,
        },
    )
    return len(taken)


def _place(pairs: Sequence[tuple[int, int]]) -> int:
    """Put each unit below its superior, all of one superior together; give how many they are."""
    below: defaultdict[int, list[int]] = defaultdict(list)
    for unit, superior in pairs:
        below[superior].append(unit)
    for superior, units in below.items():
        for start in range(0, len(units), _AT_ONCE):
            Unit.objects.filter(pk__in=units[start : start + _AT_ONCE]).update(parent=superior)
    return len(pairs)


def _make(rows: Sequence[UnitRow]) -> tuple[int, dict[str, int]]:
    """Make the units and spellings of rows, and give how many units were made, and where every spelling leads then."""
    now = timezone.now()
    leads = dict(UnitSpelling.objects.values_list("key", "unit_id"))
    names = {unit_key(row.name): row.name for row in rows if row.unit is None}
    spelled = {unit_key(spelling) for row in rows for spelling in row.spellings}
    for row in rows:
        key = unit_key(row.superior)
        if key and key not in leads and key not in spelled:
            names.setdefault(key, row.superior)
    new = [Unit(name=name, key=key, settled_at=now) for key, name in names.items()]
    for unit in Unit.objects.bulk_create(new, batch_size=_AT_ONCE):
        leads[unit.key] = unit.pk
    canonical = [
        UnitSpelling(unit_id=leads[key], name=name, key=key, kind=SpellingKind.CANONICAL) for key, name in names.items()
    ]
    others = [
        UnitSpelling(unit_id=leads[unit_key(row.name)], name=name, key=unit_key(name), kind=SpellingKind.SHORT)
        for row in rows
        for name in row.spellings
    ]
    UnitSpelling.objects.bulk_create([*canonical, *others], batch_size=_AT_ONCE)
    return len(new), leads | {spelling.key: spelling.unit_id for spelling in others}
