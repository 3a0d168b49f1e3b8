"""What about an entry and the people behind it asks for a look: evidence with its reason, never a verdict.

A fixed number of queries, however many entries are asked about.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import Q

from contest.entries.authors import name_key
from contest.entries.models import Entry, EntryAuthor, EntryQuerySet, Way
from contest.notice.models import Appointment, Contest, Office
from contest.people.contacts import ContactFault, read_contact
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
    found: dict[int, list[Flag]] = {entry.pk: [] for entry in entries}
    for flags in (_offices, _identical, _accounts, _contacts):
        for pk, flag in flags(contest, entries):
            found[pk].append(flag)
    return {pk: tuple(flags) for pk, flags in found.items()}


Flags = Iterable[tuple[int, Flag]]


def _offices(contest: Contest, entries: Collection[Entry]) -> Flags:
    """Those who hold or held an office of the contest, as entrants for certain, as authors by their name."""
    held: dict[int, list[Appointment]] = defaultdict(list)
    named: dict[str, list[Appointment]] = defaultdict(list)
    appointments = Appointment.objects.filter(contest=contest).exclude(office=Office.UNIT_CONTACT)
    for one in appointments.select_related("person").order_by("pk"):
        held[one.person_id].append(one)
        named[name_key(one.person.name)].append(one)
    keys = _author_keys(entries)
    for entry in entries:
        own = held.get(entry.entrant_id or 0, []) if entry.way != Way.BUNDLE else []
        if own:
            holds = [one for one in own if one.ended_at is None]
            phrase = Phrase(_HOLDS if holds else _HELD, {"offices": _labels(holds or own)})
            yield entry.pk, Flag(FlagKind.OFFICE, certain=True, phrase=phrase)
        for key in keys.get(entry.pk, ()):
            people = {one.person_id: one.person for one in named.get(key, ()) if one not in own}
            for pk, person in people.items():
                phrase = Phrase(_NAMED, {"offices": _labels(held[pk]), "name": person.name})
                yield entry.pk, Flag(FlagKind.OFFICE, certain=False, phrase=phrase)


def _identical(contest: Contest, entries: Collection[Entry]) -> Flags:
    """The same file, byte for byte, here or in another contest; whichever was received first stands."""
    of_entry = dict(
        Entry.objects.filter(pk__in=[entry.pk for entry in entries]).values_list("pk", "manuscript__sha256")
    )
    alike: dict[str, list[Entry]] = defaultdict(list)
    same = Entry.objects.filter(manuscript__sha256__in=set(of_entry.values())).handed_in()
    for one in same.select_related("contest", "manuscript").order_by("received_at", "pk"):
        alike[one.manuscript.sha256 if one.manuscript else ""].append(one)
    for entry in entries:
        group = alike[of_entry[entry.pk]]
        others = [one for one in group if one.pk != entry.pk]
        if others:
            params: dict[str, object] = {"count": len(others)}
            if group[0].pk != entry.pk:
                params |= {"first": _called(group[0], contest), "time": _time(group[0], contest)}
            phrase = Phrase(_FIRST if group[0].pk == entry.pk else _LATER, params)
            yield entry.pk, Flag(FlagKind.IDENTICAL, certain=True, phrase=phrase, others=_here(others, contest))


def _accounts(contest: Contest, entries: Collection[Entry]) -> Flags:
    """An author of the same name and unit whose entry came from another account or address."""
    keys = _author_keys(entries)
    namesakes: dict[tuple[str, int | None], list[Entry]] = defaultdict(list)
    wanted = {key for each in keys.values() for key in each}
    rows = EntryAuthor.objects.filter(key__in=wanted, entry__in=_standing(contest)).select_related("entry")
    for row in rows.order_by("entry__received_at", "entry"):
        namesakes[row.key, row.entry.unit_id].append(row.entry)
    for entry in entries:
        same = {one.pk: one for key in keys.get(entry.pk, ()) for one in namesakes[key, entry.unit_id]}
        others = [one for one in same.values() if one.pk != entry.pk and _account(one) != _account(entry)]
        if others:
            phrase = Phrase(_ACCOUNTS, {"count": len(others)})
            yield entry.pk, Flag(FlagKind.ACCOUNTS, certain=False, phrase=phrase, others=_here(others, contest))


def _contacts(contest: Contest, entries: Collection[Entry]) -> Flags:
    """Entries of other authors, or of other accounts, with one telephone number or address.

    A bundle's entries are known by the telephone number in their row: its contact stands for a whole unit.
    """
    own = Entry.objects.filter(pk__in=[entry.pk for entry in entries]).select_related("entrant", "bundle_row")
    of_entry = {one.pk: _contacts_of(one) for one in own}
    wanted = {contact for contacts in of_entry.values() for contact in contacts}
    by_account = Q(entrant__phone__in=wanted) | Q(entrant__email__in=wanted)
    spellings = {spelling for contact in wanted for spelling in _spellings(contact)}
    pool = list(
        _standing(contest)
        .filter(by_account & ~Q(way=Way.BUNDLE) | Q(reply_to__in=wanted) | Q(bundle_row__phone__in=spellings))
        .select_related("entrant", "bundle_row")
        .order_by("received_at", "pk")
    )
    sharing: dict[str, list[Entry]] = defaultdict(list)
    for one in pool:
        for contact in _contacts_of(one):
            sharing[contact].append(one)
    authors = _author_keys([*entries, *pool])
    for entry in entries:
        for contact in of_entry[entry.pk]:
            others = [
                one
                for one in sharing[contact]
                if one.pk != entry.pk
                and (_account(one) != _account(entry) or authors.get(one.pk) != authors.get(entry.pk))
            ]
            if others:
                phrase = Phrase(_CONTACT, {"contact": contact, "count": len(others)})
                yield entry.pk, Flag(FlagKind.CONTACT, certain=True, phrase=phrase, others=_here(others, contest))


def _standing(contest: Contest) -> EntryQuerySet:
    return Entry.objects.filter(contest=contest).handed_in()


def _author_keys(entries: Iterable[Entry]) -> dict[int, tuple[str, ...]]:
    keys: dict[int, tuple[str, ...]] = {}
    wanted = {entry.pk for entry in entries}
    for pk, key in EntryAuthor.objects.filter(entry__in=wanted).order_by("entry", "key").values_list("entry", "key"):
        keys[pk] = (*keys.get(pk, ()), key)
    return keys


def _account(entry: Entry) -> int | str:
    return entry.entrant_id or entry.reply_to


def _contacts_of(entry: Entry) -> tuple[str, ...]:
    """Give how whoever sent an entry can be reached, each in its one spelling."""
    row, person = getattr(entry, "bundle_row", None), entry.entrant
    if entry.way == Way.BUNDLE:
        given = [row.phone] if row else []
    else:
        given = [entry.reply_to, *((person.phone, person.email) if person is not None else ())]
    return tuple(dict.fromkeys(_one_spelling(contact) for contact in given if contact))


def _one_spelling(contact: str) -> str:
    try:
        return read_contact(contact).value
    except ContactFault:  # a telephone on a desk: 021-5555 0000
        return re.sub(r"\D", "", contact) or contact


def _spellings(contact: str) -> Sequence[str]:
    """Give the ways in which a mobile number is usually written in a summary sheet."""
    if not re.fullmatch(r"\d{11}", contact):
        return (contact,)
    parts = (contact[:3], contact[3:7], contact[7:])
    return [prefix + between.join(parts) for prefix in ("", "+86", "+86 ", "86", "86 ") for between in ("", " ", "-")]


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
