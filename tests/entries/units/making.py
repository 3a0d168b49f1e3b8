"""Makes units with entries, by the product's own verbs."""

from itertools import count

from contest.entries.models import Entry
from contest.entries.units.models import Unit
from contest.notice.models import Contest
from tests.making import hand_in_entry, make_person

_people = count(1)


def entry_of(contest: Contest, unit: str, number: int = 1) -> Entry:
    """Give an entry that somebody of their own handed in under a unit's name."""
    person = make_person(f"author{next(_people)}@{contest.slug}.example", f"周{chr(0x4E00 + number)}")
    return hand_in_entry(contest, person, title=f"第{number}篇", unit=unit)


def unit_of(contest: Contest, name: str, entries: int = 1) -> Unit:
    """Give the unit of that name with entries in the contest."""
    for number in range(1, entries + 1):
        entry = entry_of(contest, name, number)
    assert entry.unit is not None
    return Unit.objects.get(pk=entry.unit.pk)


def spelled(unit: Unit) -> list[tuple[str, str]]:
    """Give a unit's spellings with their kinds, by name."""
    return sorted(unit.spellings.values_list("name", "kind"))
