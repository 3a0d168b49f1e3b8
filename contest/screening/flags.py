"""What about an entry and the people behind it asks for a look: evidence with its reason, never a verdict.

A fixed number of queries, however many entries are asked about.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import QuerySet

from contest.entries.authors import name_key
from contest.entries.models import Entry, EntryAuthor, EntryContact, EntryQuerySet, Way
from contest.notice.models import Appointment, Contest, Office
from contest.phrases import Phrase, gettext_noop
from contest.web.wording import inside_marks

MOST_NAMED: Final = 5
"""So many other entries are named with a flag; the sentence has their number."""


class FlagKind(StrEnum):
    """What a flag is about."""

    OFFICE = "office"
    ACCOUNTS = "accounts"
    IDENTICAL = "identical"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at: in words, whether it is certain or only possible, and other entries of the contest."""

    kind: FlagKind
    certain: bool
    phrase: Phrase
    others: tuple[Entry, ...] = ()


_HOLDS: Final = gettext_noop("投稿人是本次征文的%(offices)s。")
_HELD: Final = gettext_noop("投稿人曾任本次征文的%(offices)s。")
_NAMED: Final = gettext_noop("作者与本次征文的%(offices)s%(name)s同名。")
_ACCOUNTS: Final = gettext_noop("同单位的同名作者用别的账号还交了 %(count)s 篇；是不是同一个人，请核对。")
_FIRST: Final = gettext_noop("文件与另外 %(count)s 篇完全相同，这一篇最早收到。")
_LATER: Final = gettext_noop("文件与另外 %(count)s 篇完全相同，最早收到的是%(first)s（%(time)s），不是这一篇。")
_CONTACT: Final = gettext_noop("用同一个联系方式（%(contact)s）的还有 %(count)s 篇。")
_TITLE: Final = gettext_noop("《%(title)s》")
_ELSEWHERE: Final = gettext_noop("“%(contest)s”的一篇")


def flags_of(contest: Contest, entries: Collection[Entry]) -> dict[int, tuple[Flag, ...]]:
    """Give what is to be looked at for each of a contest's entries that were handed in; mostly nothing."""
    keys = _author_keys(entries)
    found: dict[int, list[Flag]] = {entry.pk: [] for entry in entries}
    for flags in (_offices, _identical, _accounts, _contacts):
        for pk, flag in flags(contest, entries, keys):
            found[pk].append(flag)
    return {pk: tuple(flags) for pk, flags in found.items()}


def officers(contest: Contest) -> QuerySet[Appointment]:
    """Give who holds or held an office that a flag names: any but that of a unit contact."""
    return Appointment.objects.filter(contest=contest).exclude(office=Office.UNIT_CONTACT)


Flags = Iterable[tuple[int, Flag]]
AuthorKeys = Mapping[int, frozenset[str]]


def _offices(contest: Contest, entries: Collection[Entry], keys: AuthorKeys) -> Flags:
    """Those who hold or held an office of the contest, as entrants for certain, as authors by their name."""
    held: dict[int, list[Appointment]] = defaultdict(list)
    named: dict[str, list[Appointment]] = defaultdict(list)
    for one in officers(contest).select_related("person").order_by("pk"):
        held[one.person_id].append(one)
        named[name_key(one.person.name)].append(one)
    for entry in entries:
        own = held.get(entry.entrant_id or 0, []) if entry.way != Way.BUNDLE else []
        if own:
            holds = [one for one in own if one.ended_at is None]
            phrase = Phrase(_HOLDS if holds else _HELD, {"offices": _labels(holds or own)})
            yield entry.pk, Flag(FlagKind.OFFICE, certain=True, phrase=phrase)
        for key in sorted(keys[entry.pk]):
            people = {one.person_id: one.person for one in named.get(key, ()) if one not in own}
            for pk, person in people.items():
                phrase = Phrase(_NAMED, {"offices": _labels(held[pk]), "name": person.name})
                yield entry.pk, Flag(FlagKind.OFFICE, certain=False, phrase=phrase)


def _identical(contest: Contest, entries: Collection[Entry], _: AuthorKeys) -> Flags:
    """The same file, byte for byte, here or in another contest; whichever was received first stands."""
    own = Entry.objects.filter(pk__in=[entry.pk for entry in entries]).values("manuscript__sha256")
    alike: dict[str, list[Entry]] = defaultdict(list)
    of_entry: dict[int, str] = {}
    same = Entry.objects.filter(manuscript__sha256__in=own).handed_in()
    for one in same.select_related("contest", "manuscript").order_by("received_at", "pk"):
        of_entry[one.pk] = one.manuscript.sha256 if one.manuscript else ""
        alike[of_entry[one.pk]].append(one)
    for entry in entries:
        group = alike[of_entry.get(entry.pk, "")]
        others = [one for one in group if one.pk != entry.pk]
        if others:
            params: dict[str, object] = {"count": len(others)}
            if group[0].pk != entry.pk:
                params |= {"first": _called(group[0], contest), "time": _time(group[0], contest)}
            phrase = Phrase(_FIRST if group[0].pk == entry.pk else _LATER, params)
            yield entry.pk, Flag(FlagKind.IDENTICAL, certain=True, phrase=phrase, others=_here(others, contest))


def _accounts(contest: Contest, entries: Collection[Entry], keys: AuthorKeys) -> Flags:
    """An author of the same name and unit whose entry came from another account or address."""
    namesakes: dict[tuple[str, int | None], list[Entry]] = defaultdict(list)
    wanted = {key for each in keys.values() for key in each}
    rows = EntryAuthor.objects.filter(key__in=wanted, entry__in=_standing(contest)).select_related("entry")
    for row in rows.order_by("entry__received_at", "entry"):
        namesakes[row.key, row.entry.unit_id].append(row.entry)
    for entry in entries:
        same = {one.pk: one for key in keys[entry.pk] for one in namesakes[key, entry.unit_id]}
        others = [one for one in same.values() if one.pk != entry.pk and _account(one) != _account(entry)]
        if others:
            phrase = Phrase(_ACCOUNTS, {"count": len(others)})
            yield entry.pk, Flag(FlagKind.ACCOUNTS, certain=False, phrase=phrase, others=_here(others, contest))


def _contacts(contest: Contest, entries: Collection[Entry], keys: AuthorKeys) -> Flags:
    """Entries of other authors, or of other accounts, with one telephone number or address."""
    own = EntryContact.objects.filter(entry__in=[entry.pk for entry in entries]).values("key")
    of_entry: dict[int, list[str]] = defaultdict(list)
    sharing: dict[str, list[Entry]] = defaultdict(list)
    rows = EntryContact.objects.filter(key__in=own, entry__in=_standing(contest)).select_related("entry")
    for row in rows.order_by("entry__received_at", "entry", "pk"):
        of_entry[row.entry_id].append(row.key)
        sharing[row.key].append(row.entry)
    everybody = {one.pk: one for group in sharing.values() for one in group}
    keys = {**keys, **_author_keys([one for pk, one in everybody.items() if pk not in keys])}
    for entry in entries:
        for contact in of_entry[entry.pk]:
            others = [
                one
                for one in sharing[contact]
                if one.pk != entry.pk and (_account(one) != _account(entry) or keys[one.pk] != keys[entry.pk])
            ]
            if others:
                phrase = Phrase(_CONTACT, {"contact": contact, "count": len(others)})
                yield entry.pk, Flag(FlagKind.CONTACT, certain=True, phrase=phrase, others=_here(others, contest))


def _standing(contest: Contest) -> EntryQuerySet:
    return Entry.objects.filter(contest=contest).handed_in()


def _author_keys(entries: Iterable[Entry]) -> AuthorKeys:
    keys: dict[int, set[str]] = {entry.pk: set() for entry in entries}
    for pk, key in EntryAuthor.objects.filter(entry__in=list(keys)).values_list("entry", "key"):
        keys[pk].add(key)
    return {pk: frozenset(own) for pk, own in keys.items()}


def _account(entry: Entry) -> int | str:
    return entry.entrant_id or entry.reply_to


def _labels(appointments: Iterable[Appointment]) -> tuple[object, ...]:
    return tuple(dict.fromkeys(Office(one.office).label for one in appointments))


def _called(entry: Entry, contest: Contest) -> Phrase:
    if entry.contest_id == contest.pk:
        return Phrase(_TITLE, {"title": inside_marks(entry.title)})
    return Phrase(_ELSEWHERE, {"contest": entry.contest.title})


def _time(entry: Entry, contest: Contest) -> str:
    return f"{entry.received_at.astimezone(contest.zone):%Y-%m-%d %H:%M:%S}" if entry.received_at else ""


def _here(entries: Iterable[Entry], contest: Contest) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.contest_id == contest.pk)[:MOST_NAMED]
