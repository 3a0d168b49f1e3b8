"""Reads of the queue: the entries of a search, in its order, with what its columns show."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, FloatField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from contest.comparisons import Comparison
from contest.entries.models import Entry, EntryState, Receipt
from contest.notice.models import Contest
from contest.people.models import User
from contest.screening.models import Decision
from contest.screening.originality.alignment import SUSPECT
from contest.screening.originality.queries import standing_matches
from contest.screening.queries import TABS, QueueTab, next_to_screen
from contest.screening.searching.asking import search_of
from contest.screening.searching.flagged import flags_hold, with_flags
from contest.screening.searching.meanings import Condition, Day, Listed, Measure, Search, Sort, Text
from contest.screening.searching.models import SavedSearch
from contest.screening.searching.vocabulary import NO, YES, Key

_LOOKUPS: Final = {
    Comparison.IS: "exact",
    Comparison.MORE: "gt",
    Comparison.LESS: "lt",
    Comparison.AT_LEAST: "gte",
    Comparison.AT_MOST: "lte",
}
_TEXT_FIELDS: Final = {
    None: ("title", "author", "unit__name"),
    Key.TITLE: ("title",),
    Key.AUTHOR: ("author",),
    Key.UNIT: ("unit__name", "unit_name"),
    Key.GENRE: ("genre",),
}
_NUMBER_FIELDS: Final = {Key.WORDS: "manuscript__words", Key.COPIED: "copied"}
_SORT_FIELDS: Final = {
    Key.RECEIVED: "received_at",
    Key.COPIED: "copied",
    Key.TITLE: "title",
    Key.AUTHOR: "author",
    Key.UNIT: "unit__name",
}
_LAYOUTS: Final = {"advise": ("advise",), "fits": ("pass",), "unverified": ("unverified", "")}
_COPIED: Final = {
    "suspected": Q(copied__gte=SUSPECT),
    "look": Q(copied__gt=0, copied__lt=SUSPECT),
    YES: Q(copied__gt=0),
    NO: Q(copied=0),
}
_MORE_WORDS_THAN_ANY: Final = 2_147_483_647


def entries_of(contest: Contest, search: Search) -> QuerySet[Entry]:
    """Give the entries for which all conditions hold, in the order asked for; the longest waiting first otherwise."""
    return _found(contest, search).order_by(*(f"{'-' * falling}{name}" for name, falling in _order(search)))


def rows_of(contest: Contest, search: Search, after: Entry | None = None) -> QuerySet[Entry]:
    """Give those entries, or those `after` one, with what their columns show, however many."""
    found = entries_of(contest, search) if after is None else _from(contest, search, after)
    rows = found.select_related("unit", "manuscript__check_result", "manuscript__receipt")
    columns = set(search.columns)
    if Key.COPIED in columns and not _asks_for_copies(search):
        rows = rows.annotate(copied=_highest_score())
    if Key.FLAG in columns and not _asks_for_flags(search):
        rows = with_flags(rows, contest)
    if columns & {Key.DECISION, Key.SCREENER}:
        newest = Decision.objects.filter(entry=OuterRef("pk")).order_by("-id")
        rows = rows.annotate(
            decided=Subquery(newest.values("outcome")[:1]), decider=Subquery(newest.values("decided_by__name")[:1])
        )
    return rows


def tabs_of(contest: Contest, search: Search) -> tuple[QueueTab, ...]:
    """Give each state with the number of entries for which the other conditions hold: one query."""
    counted = _found(contest, search, without=Key.STATE).values_list("state").annotate(number=Count("pk"))
    counts = dict(counted.order_by())
    return tuple(QueueTab(state, counts.get(state, 0)) for state in TABS)


def following(contest: Contest, search: Search, entry: Entry) -> Entry | None:
    """Give the entry that comes after this one in the order of a search, whether or not this one still belongs there.

    It looks for one entry, and goes through none of those before it.
    """
    return _from(contest, search, entry).first()


def around(contest: Contest, typed: str, entry: Entry, before: int = 4, after: int = 10) -> list[Entry]:
    """Give an entry among those of the search that somebody came with: some before it, itself, some after it."""
    search = search_of(contest, typed)
    earlier = reversed(_from(contest, search, entry, backwards=True)[:before])
    return [*earlier, entry, *_from(contest, search, entry)[:after]]


def _from(contest: Contest, search: Search, entry: Entry, *, backwards: bool = False) -> QuerySet[Entry]:
    """Give the entries of a search that come after this one, or before it: the nearest first."""
    order = [(name, falling != backwards) for name, falling in _order(search)]
    place = _sortable(Entry.objects.filter(pk=entry.pk), search).values_list(*(name for name, _ in order)).get()
    beyond, same = Q(), Q()
    for (name, falling), value in zip(order, place, strict=True):
        beyond |= same & Q(**{f"{name}__{'lt' if falling else 'gt'}": value})
        same &= Q(**{name: value})
    found = _found(contest, search).exclude(pk=entry.pk).filter(beyond)
    return found.order_by(*(f"{'-' * falling}{name}" for name, falling in order))


def next_of(contest: Contest, typed: str | None, entry: Entry) -> Entry | None:
    """Give the entry to go on to: the next of the search that somebody came with, or else what has waited longest."""
    return next_to_screen(contest, entry) if typed is None else following(contest, search_of(contest, typed), entry)


@dataclass(frozen=True, slots=True)
class Kept:
    """The searches that somebody finds under a name: their own, and the office's."""

    own: tuple[SavedSearch, ...]
    office: tuple[SavedSearch, ...]

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.own) + len(self.office)


def kept_searches(contest: Contest, person: User) -> Kept:
    """Give the named searches of a person and of the office: one query."""
    found = list(SavedSearch.objects.for_person(person).filter(contest=contest))
    return Kept(tuple(one for one in found if not one.is_of_office), tuple(one for one in found if one.is_of_office))


def _found(contest: Contest, search: Search, *, without: Key | None = None) -> QuerySet[Entry]:
    entries = _sortable(Entry.objects.filter(contest=contest).handed_in(), search)
    if _asks_for_flags(search):
        entries = with_flags(entries, contest)
    for condition in search.conditions:
        if without is None or getattr(condition, "key", None) is not without:
            holds = _holds(contest, condition)
            entries = entries.exclude(holds) if condition.negated else entries.filter(holds)
    return entries


def _holds(contest: Contest, condition: Condition) -> Q:
    match condition:
        case Text():
            return _text_holds(condition)
        case Measure(key, comparison, number):
            return Q(**{f"{_NUMBER_FIELDS[key]}__{_LOOKUPS[comparison]}": number})
        case Day():
            return _day_holds(contest, condition)
        case Listed(Key.FLAG, values):
            return flags_hold(values)
        case Listed(key, values):
            holds = Q()
            for value in values:
                holds |= _value_holds(contest, key, value)
            return holds


def _text_holds(condition: Text) -> Q:
    lookup = "iexact" if condition.exact else "icontains"
    if condition.key is Key.SCREENER:
        by = {f"decided_by__name__{lookup}": condition.text}
        return Q(Exists(Decision.objects.filter(entry=OuterRef("pk"), **by)))
    if condition.key is Key.RECEIPT:
        numbered = {f"number__{lookup}": condition.text}
        return Q(Exists(Receipt.objects.filter(entry=OuterRef("pk"), **numbered)))
    holds = Q()
    for field in _TEXT_FIELDS[condition.key]:
        holds |= Q(**{f"{field}__{lookup}": condition.text})
    return holds


def _day_holds(contest: Contest, condition: Day) -> Q:
    begins = datetime.combine(condition.day, time.min, tzinfo=contest.zone)
    ends = datetime.combine(condition.day + timedelta(days=1), time.min, tzinfo=contest.zone)
    match condition.comparison:
        case Comparison.IS:
            return Q(received_at__gte=begins, received_at__lt=ends)
        case Comparison.MORE:
            return Q(received_at__gte=ends)
        case Comparison.LESS:
            return Q(received_at__lt=begins)
        case Comparison.AT_LEAST:
            return Q(received_at__gte=begins)
        case Comparison.AT_MOST:
            return Q(received_at__lt=ends)


def _value_holds(contest: Contest, key: Key, value: str) -> Q:
    match key:
        case Key.STATE:
            return Q(pk__isnull=False) if value == "all" else Q(state=EntryState(value))
        case Key.WORDS:
            limit = contest.word_limit
            return Q(pk__in=[]) if limit is None else Q(manuscript__words__gt=limit)
        case Key.COPIED:
            return _COPIED[value]
        case Key.LAYOUT:
            return Q(manuscript__check_result__layout__in=_LAYOUTS[value])
        case Key.SECRECY | Key.OBJECTION:
            empty = Q(**{f"manuscript__check_result__{key}": ""})
            return ~empty if value == YES else empty
        case Key.CHECK:
            return Q(manuscript__check_result__state=value)
        case Key.WAY:
            return Q(way=value)
        case _:
            decisions = Decision.objects.filter(entry=OuterRef("pk"))
            return Q(~Exists(decisions)) if value == NO else Q(Exists(decisions.filter(outcome=value)))


def _asks_for_copies(search: Search) -> bool:
    return any(
        isinstance(one, (Listed, Measure, Sort)) and one.key is Key.COPIED
        for one in (*search.conditions, *search.sorts)
    )


def _asks_for_flags(search: Search) -> bool:
    return any(isinstance(one, Listed) and one.key is Key.FLAG for one in search.conditions)


def _sortable(entries: QuerySet[Entry], search: Search) -> QuerySet[Entry]:
    """Add what the search compares or sorts by and no column holds; words that nobody could count come last."""
    if _asks_for_copies(search):
        entries = entries.annotate(copied=_highest_score())
    for sort in search.sorts:
        if sort.key is Key.WORDS:
            last = -1 if sort.descending else _MORE_WORDS_THAN_ANY
            entries = entries.annotate(counted=Coalesce("manuscript__words", Value(last)))
    return entries


def _order(search: Search) -> list[tuple[str, bool]]:
    """Give the columns to sort by, and whether each falls; what came first decides where all else is equal."""
    order = {_SORT_FIELDS.get(sort.key, "counted"): sort.descending for sort in search.sorts}
    order.setdefault("received_at", False)
    return [*order.items(), ("id", order["received_at"])]


def _highest_score() -> Any:
    """Give the expression for the highest score of the manuscript handed in; 0 where it shares nothing."""
    scores, standing = [], standing_matches()
    for side in ("first", "second"):
        matches = standing.filter(**{f"{side}__manuscript": OuterRef("manuscript")})
        highest = Subquery(matches.order_by("-score").values("score")[:1], output_field=FloatField())
        scores.append(Coalesce(highest, Value(0.0)))
    return Greatest(*scores)
