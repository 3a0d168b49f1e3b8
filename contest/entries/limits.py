"""How many entries one author, and one entrant, may have standing in a contest.

Only what came from the entrant's own account is held against them: a name is not a person, so the same author in
another account is shown to the screener and refused to nobody.
"""

from collections.abc import Collection
from dataclasses import dataclass

from contest.entries.authors import authors_of, name_key
from contest.entries.models import Entry, EntryQuerySet, Way
from contest.entries.units.models import Unit
from contest.people.models import User
from contest.phrases import Phrase, Refusal, gettext_noop
from contest.web.wording import inside_marks

_AUTHOR = gettext_noop(
    "每位作者最多 %(limit)s 篇，您已经交了%(author)s的%(titles)s。要交这一篇，请先撤回其中一篇；已通过审查的不能撤回。"
)
_ENTRANT = gettext_noop(
    "每位投稿人最多 %(limit)s 篇，您已经交了%(titles)s。要交这一篇，请先撤回其中一篇；已通过审查的不能撤回。"
)
_TITLE = gettext_noop("《%(title)s》")


@dataclass(frozen=True, slots=True)
class Surplus:
    """An entry too many: the sentence that says so, and the entries that stand in its way."""

    phrase: Phrase
    entries: tuple[Entry, ...]


def hold_limits(entry: Entry, unit: Unit | None, author: str) -> None:
    """Raise `Refusal` where the entry, handed in for this unit and author, would be one too many of its entrant's.

    Locks the entrant until the transaction ends, so that of two requests the later one sees the earlier one's entry.
    An entry that stands already, and stays with its unit and authors, is none too many.
    """
    contest = entry.contest
    if entry.entrant_id is None or (contest.most_per_author is None and contest.most_per_entrant is None):
        return
    User.objects.select_for_update(no_key=True).get(pk=entry.entrant_id)
    surplus = surplus_of(entry, unit, author)
    if surplus is not None:
        raise Refusal("too-many-entries", surplus.phrase.template, **surplus.phrase.params)


def surplus_of(entry: Entry, unit: Unit | None, author: str) -> Surplus | None:
    """Give why the entry would be one too many of its entrant's, or nothing."""
    contest = entry.contest
    if entry.entrant_id is None:
        return None
    others = Entry.objects.filter(contest=contest, entrant=entry.entrant_id).exclude(pk=entry.pk).handed_in()
    if contest.most_per_entrant is not None and entry.way != Way.BUNDLE and entry.received_at is None:
        own = _listed(others.exclude(way=Way.BUNDLE))
        if len(own) >= contest.most_per_entrant:
            return Surplus(Phrase(_ENTRANT, {"limit": contest.most_per_entrant, "titles": _titles(own)}), own)
    if contest.most_per_author is None or unit is None:
        return None
    for name in _newly_named(entry, unit, author):
        of_author = _listed(others.filter(unit=unit, authors__key=name_key(name)).distinct())
        if len(of_author) >= contest.most_per_author:
            params = {"limit": contest.most_per_author, "author": name, "titles": _titles(of_author)}
            return Surplus(Phrase(_AUTHOR, params), of_author)
    return None


def namesakes_of(entry: Entry, most: int = 8) -> tuple[int, tuple[Entry, ...]]:
    """Give how many other entries of the contest have an author of the same name, and the first of them.

    Those of the same unit come first.
    """
    keys = list(entry.authors.values_list("key", flat=True))
    others = Entry.objects.filter(contest=entry.contest_id, authors__key__in=keys).exclude(pk=entry.pk).handed_in()
    found = list(others.distinct().select_related("unit").order_by("received_at", "id")[:100])
    found.sort(key=lambda other: other.unit_id != entry.unit_id)
    return len(found), tuple(found[:most])


def _newly_named(entry: Entry, unit: Unit, author: str) -> Collection[str]:
    """Give the authors whose number of entries grows by this one."""
    named = {name_key(name): name for name in authors_of(author)}
    if entry.received_at is not None and entry.unit_id == unit.pk:
        for key in entry.authors.values_list("key", flat=True):
            named.pop(key, None)
    return named.values()


def _listed(entries: EntryQuerySet) -> tuple[Entry, ...]:
    return tuple(entries.order_by("received_at", "id"))


def _titles(entries: Collection[Entry]) -> tuple[Phrase, ...]:
    return tuple(Phrase(_TITLE, {"title": inside_marks(entry.title)}) for entry in entries)
