"""What `flags_of` tells of an entry, as conditions in the database; a test holds the two against each other."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Coalesce

from contest.entries.authors import name_key
from contest.entries.models import OUT_OF_THE_CONTEST, Entry, EntryAuthor, EntryContact, Way
from contest.notice.models import Contest
from contest.screening.flags import FlagKind, officers
from contest.screening.searching.vocabulary import NO, YES


@dataclass(frozen=True, slots=True)
class Told:
    """That an entry has a flag of a kind, certain or only possible; `column` is where its row says so."""

    kind: FlagKind
    certain: bool

    @property
    def column(self) -> str:
        """The name of the annotation."""
        return f"{self.kind}_{'certain' if self.certain else 'possible'}"


_HOLDS_OFFICE: Final = Told(FlagKind.OFFICE, certain=True)
_NAMED_LIKE_OFFICER: Final = Told(FlagKind.OFFICE, certain=False)
_IDENTICAL: Final = Told(FlagKind.IDENTICAL, certain=True)
_ACCOUNTS: Final = Told(FlagKind.ACCOUNTS, certain=False)
_CONTACT: Final = Told(FlagKind.CONTACT, certain=True)

ALL_TOLD: Final = (_HOLDS_OFFICE, _NAMED_LIKE_OFFICER, _IDENTICAL, _ACCOUNTS, _CONTACT)
"""All that there is, in the order in which it is shown; of a kind, what is certain first."""


def with_flags(entries: QuerySet[Entry], contest: Contest) -> QuerySet[Entry]:
    """Add to a contest's entries that were handed in what is told of them; costs one query, for the officers' names."""
    held = officers(contest)
    names = {name_key(name) for name in held.values_list("person__name", flat=True)}
    same_file = Entry.objects.handed_in().filter(manuscript__sha256=OuterRef("manuscript__sha256"))
    told: dict[Told, Exists | Q] = {
        _HOLDS_OFFICE: Q(Exists(held.filter(person=OuterRef("entrant")))) & ~Q(way=Way.BUNDLE),
        _NAMED_LIKE_OFFICER: Exists(EntryAuthor.objects.filter(entry=OuterRef("pk"), key__in=names)),
        _IDENTICAL: Exists(same_file.exclude(pk=OuterRef("pk"))),
        _ACCOUNTS: _shares(EntryAuthor.objects.all(), contest, _FROM_ELSEWHERE & _OF_THE_UNIT),
        _CONTACT: _shares(EntryContact.objects.all(), contest, _FROM_ELSEWHERE | _OF_OTHERS),
    }
    return entries.annotate(**{one.column: holds for one, holds in told.items()})


def flags_hold(values: Collection[str]) -> Q:
    """Give the condition that entries of `with_flags` have a flag of one of the kinds, any flag or none."""
    holds = Q()
    for value in values:
        columns = [one.column for one in ALL_TOLD if value in (YES, NO, one.kind)]
        any_of_them = Q(*((column, True) for column in columns), _connector=Q.OR)
        holds |= ~any_of_them if value == NO else any_of_them
    return holds


def told_of(entry: Entry) -> tuple[Told, ...]:
    """Give what is told of an entry of `with_flags`: each kind once, for certain where it is."""
    told: dict[FlagKind, Told] = {}
    for one in ALL_TOLD:
        if getattr(entry, one.column):
            told.setdefault(one.kind, one)
    return tuple(told.values())


def _shares(rows: QuerySet[Any], contest: Contest, holds: Q) -> Exists:
    """Give the condition that an entry has a key in common with another for which something holds."""
    others = rows.filter(key=OuterRef("key"), entry__contest=contest).exclude(entry=OuterRef("entry"))
    standing = others.exclude(entry__state__in=OUT_OF_THE_CONTEST)
    account = _account("entry__entrant", "entry__reply_to")
    # By the entry's own keys one after the other: a database that may choose begins with the whole unit.
    return Exists(rows.filter(Exists(standing.alias(account=account).filter(holds)), entry=OuterRef("pk")))


def _account(entrant: Any, reply_to: Any) -> Coalesce:
    """Give the expression for whom an entry came from: an account, or else an address."""
    return Coalesce(Cast(entrant, CharField()), reply_to, output_field=CharField())


def _lacks(one: Any, other: Any) -> Exists:
    """Give the condition that an entry has an author whom another has not."""
    others = EntryAuthor.objects.filter(entry=OuterRef(OuterRef(other))).values("key")
    return Exists(EntryAuthor.objects.filter(entry=OuterRef(one)).exclude(key__in=others))


_FROM_ELSEWHERE: Final = ~Q(account=_account(OuterRef("entry__entrant"), OuterRef("entry__reply_to")))
_OF_THE_UNIT: Final = Q(entry__unit=OuterRef("entry__unit"))
_OF_OTHERS: Final = Q(_lacks("entry", OuterRef("entry"))) | Q(_lacks(OuterRef("entry"), "entry"))
