"""Taking the register back in: what its rows meet on record, and the one verb that changes what was shown."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from contest.entries.models import Entry, EntryState, Receipt
from contest.entries.operations import keep_authors
from contest.entries.register.amending import MOST_AMENDED, AmendedRow, Known, number_in, plan_amendments
from contest.entries.register.rules import bar_of
from contest.entries.units.models import UnitSpelling
from contest.entries.units.operations import unit_called
from contest.ledger.actions import Action, Subject
from contest.ledger.operations import record
from contest.notice.lists import Handed, demand_as_shown
from contest.notice.models import Contest
from contest.notice.queries import offices_of
from contest.notice.tables import Line
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop

_AT_ONCE: Final = 500


def planned_amendments(contest: Contest, lines: Sequence[Line], person: User) -> tuple[AmendedRow, ...]:
    """Give what each row of a register would change, as things stand: five queries, however long the register.

    Raises `Refusal` where more entries would change than one sheet may.
    """
    known = dict(_known(contest, {number_in(line) for line in lines}, offices_of(contest, person)))
    units = dict(UnitSpelling.objects.values_list("key", "unit__name"))
    rows = plan_amendments(lines, known, contest.genres, units)
    if sum(row.is_taken for row in rows) > MOST_AMENDED:
        raise Refusal(
            "too-many-changes",
            gettext_noop("一次改动超过 %(most)s 篇。请核对是不是整列错了位；没有错，就分成几份上传。"),
            most=MOST_AMENDED,
        )
    return rows


def _known(contest: Contest, numbers: Collection[str], offices: Collection[str]) -> Iterator[tuple[str, Known]]:
    drawn = set(Entry.objects.filter(contest=contest, rounds__isnull=False).values_list("pk", flat=True))
    confirmed = Contest.objects.filter(pk=contest.pk, prize_list__isnull=False).exists()
    labels = _labels()
    receipts = (
        Receipt.objects.filter(entry__contest=contest)
        .exclude(entry__state=EntryState.DRAFT)
        .select_related("entry__unit", "entry__entrant", "manuscript")
    )
    for receipt in receipts.iterator(chunk_size=2000):
        if receipt.number not in numbers:
            continue
        entry, words = receipt.entry, receipt.manuscript.words
        yield (
            receipt.number,
            Known(
                values={
                    "title": entry.title,
                    "author": entry.author,
                    "unit": entry.unit.name if entry.unit else entry.unit_name,
                    "genre": entry.genre,
                    "pen_name": entry.pen_name,
                },
                shows={
                    "unit": (entry.unit_name,),
                    "received": (_day(receipt.received_at, contest), _day(entry.received_at, contest)),
                    "state": labels[EntryState(entry.state)],
                    "words": ("" if words is None else str(words), ""),
                    "canonical_name": (receipt.canonical_name,),
                    "received_name": (receipt.manuscript.received_name,),
                    "contact": (entry.entrant.login if entry.entrant else entry.reply_to,),
                    "sha256": (receipt.sha256,),
                    "ai_use": (receipt.ai_use,),
                },
                is_newest=receipt.manuscript_id == entry.manuscript_id,
                bar=bar_of(entry, offices, drawn=entry.pk in drawn, confirmed=confirmed),
                is_masked=entry.state == EntryState.ELIGIBLE,
            ),
        )


def _labels() -> dict[EntryState, tuple[str, ...]]:
    """Give what a state is called in each language that a register may be exported in, the reader's own first."""
    labels = {state: [str(state.label)] for state in EntryState}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for state in EntryState:
                labels[state].append(str(state.label))
    return {state: tuple(dict.fromkeys(names)) for state, names in labels.items()}


def _day(moment: datetime | None, contest: Contest) -> str:
    return f"{moment.astimezone(contest.zone):%Y-%m-%d}" if moment else ""


@transaction.atomic
def amend_entries(*, contest: Contest, handed: Handed, shown: str, actor: User) -> int:
    """Change the entries of a register as was shown (`shown` is its hash), and give how many they are.

    Receipts and files stay as they were handed in. Raises `Refusal` where the rows would change anything else by now.
    """
    Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    entries = _locked(contest, [number_in(line) for line in handed.lines])
    rows = planned_amendments(contest, handed.lines, actor)
    demand_as_shown([row.told for row in rows], shown)
    events = [(entries[row.number], _amend(entries[row.number], row)) for row in rows if row.is_taken]
    for entry, before in events:
        record(
            actor=actor,
            action=Action.ENTRY_AMEND,
            subject=(Subject.ENTRY, entry.token),
            contest=contest.slug,
            before=before,
            after=_values(entry, before),
        )
    return len(events)


def _locked(contest: Contest, numbers: Sequence[str]) -> dict[str, Entry]:
    """Lock the entries of these receipts, as every verb does that changes one, and give them by the numbers."""
    found: dict[str, int] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        receipts = Receipt.objects.filter(entry__contest=contest, number__in=numbers[start : start + _AT_ONCE])
        found |= dict(receipts.values_list("number", "entry"))
    wanted = sorted(set(found.values()))
    locked: dict[int, Entry] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = Entry.objects.select_for_update(of=("self",), no_key=True).filter(
            pk__in=wanted[start : start + _AT_ONCE]
        )
        locked |= {entry.pk: entry for entry in rows.select_related("unit").order_by("pk")}
    return {number: locked[entry] for number, entry in found.items()}


def _amend(entry: Entry, row: AmendedRow) -> dict[str, object]:
    """Store what a row changes of a locked entry, and give what stood there before."""
    before = _values(entry, row.changes)
    changes = dict(row.changes)
    spelled = changes.pop("unit", None)
    fields = list(changes)
    for name, value in changes.items():
        setattr(entry, name, value)
    if spelled is not None:
        entry.unit, entry.unit_name = unit_called(spelled), spelled
        fields += ["unit", "unit_name"]
    entry.save(update_fields=fields)
    if "author" in changes:
        keep_authors(entry)
    return before


def _values(entry: Entry, names: Collection[str]) -> dict[str, object]:
    """Give the values of an entry as the ledger keeps them: of its unit the spelling."""
    return {name: entry.unit_name if name == "unit" else getattr(entry, name) for name in names}
