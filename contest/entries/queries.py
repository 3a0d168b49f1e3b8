"""Reads of entries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.crypto import constant_time_compare

from contest.entries.models import Declaration, Entry, EntryQuerySet, EntryState, Manuscript, Receipt, Way
from contest.entries.progress import Facts, Happening, Standing, Step, standing_of, time_line
from contest.entries.receipts import read_number, read_secret
from contest.ledger.actions import Action, Subject
from contest.ledger.models import Event
from contest.notice.announcement import OBJECTION
from contest.notice.models import Consent, Contest
from contest.notice.queries import intake
from contest.people.models import User


def still_agreed(entry: Entry, consents: Iterable[Consent]) -> frozenset[str]:
    """Give the keys of what the newest receipt agreed to, where the words that stood there are still the same."""
    newest = entry.receipts.first()
    if newest is None:
        return frozenset()
    said = set(newest.declarations.filter(agreed=True).values_list("key", "wording"))
    return frozenset(consent.key for consent in consents if (consent.key, consent.wording) in said)


def meant_before(entry: Entry, objection: str) -> bool | None:
    """Give how the entrant last answered for this objection in the text, or nothing."""
    said = Declaration.objects.filter(receipt__entry=entry, key=OBJECTION, wording=objection).order_by("-receipt_id")
    return said.values_list("agreed", flat=True).first() if objection else None


def receipt_of(number: str, secret: str) -> Receipt | None:
    """Give the receipt with this number and secret as somebody typed them, or nothing.

    A wrong number costs what a wrong secret does.
    """
    wanted = read_secret(secret) or ""
    found = (
        Receipt.objects.select_related("entry__contest__prize_list", "entry__entrant", "manuscript")
        .filter(number=read_number(number) or "")
        .first()
    )
    known = found.secret if found is not None else ""
    is_right = constant_time_compare(known or "----" * 2, wanted)
    return found if is_right and known else None


def own_entries(person: User, words: str = "") -> EntryQuerySet:
    """Give a person's entries, the newest first; `is_pending` says that a newer version was not handed in.

    Those that came in a bundle stand behind it (`own_bundles`), unless they are searched or wait for the person.
    """
    newer = Manuscript.objects.filter(entry=OuterRef("pk"), version__gt=OuterRef("manuscript__version"))
    alone = Q() if words else ~Q(way=Way.BUNDLE) | Q(state=EntryState.RETURNED)
    return (
        Entry.objects.filter(alone, entrant=person)
        .matching(words)
        .select_related("contest__prize_list")
        .prefetch_related("awards")
        .annotate(is_pending=Exists(newer))
        .order_by("-id")
    )


def own_bundles(person: User) -> QuerySet[Any]:
    """Give the bundles of which a person has entries, the newest first, with how many (`entered`)."""
    entered = Count("rows", filter=Q(rows__entry__isnull=False))
    return person.bundles.select_related("contest").annotate(entered=entered).filter(entered__gt=0).order_by("-pk")


@dataclass(frozen=True, slots=True)
class EntryCard:
    """An entry as its entrant's list shows it."""

    entry: Entry
    standing: Standing


def entry_cards(entries: Iterable[Entry], at: datetime) -> list[EntryCard]:
    """Give entries of `own_entries` with where they stand."""
    return [EntryCard(entry, standing_at(entry, at, pending=getattr(entry, "is_pending", False))) for entry in entries]


def standing_at(entry: Entry, at: datetime, *, pending: bool) -> Standing:
    """Say where an entry stands at a moment; `pending` is a newer version that was not handed in."""
    stands = intake(entry.contest, at)
    return standing_of(
        Facts(
            state=entry.state,
            pending=pending,
            at=at,
            is_open=stands.is_open,
            closes_at=stands.closes_at,
            return_until=entry.return_until,
            is_published=published_at(entry.contest) is not None,
            prize=prize_of(entry),
        )
    )


def published_at(contest: Contest) -> datetime | None:
    """Give when the prize list was published. Lists are known two floors up: the contest has one, or it has none."""
    return getattr(getattr(contest, "prize_list", None), "published_at", None)


def prize_of(entry: Entry) -> str:
    """Give the prize that the published list gives an entry, if any. Awards are known two floors up, like lists."""
    if published_at(entry.contest) is None:
        return ""
    standing = (award.tier_name for award in entry.awards.all() if award.until_version is None)
    return next(standing, "")


def way_of(entry: Entry) -> list[Step]:
    """Give the way that an entry has come, and what is still before it, as the ledger has it."""
    events = Event.objects.filter(
        subject_kind=Subject.ENTRY, subject_key=entry.token, action__in=[Action.ENTRY_MOVE, Action.ENTRY_CLAIM]
    ).order_by("sequence")
    happenings = [_happening(event) for event in events]
    return list(time_line(happenings, state=entry.state, published_at=published_at(entry.contest)))


def _happening(event: Event) -> Happening:
    if event.action == Action.ENTRY_CLAIM:
        return Happening("claimed", event.at)
    after = event.after
    at = datetime.fromisoformat(str(after["arrived_at"])) if "arrived_at" in after else event.at
    state, receipt = str(after.get("state", "")), str(after.get("receipt", ""))
    if state == EntryState.RECEIVED and not receipt:
        state = "reopened"
    return Happening(state, at, event.reason, receipt)
