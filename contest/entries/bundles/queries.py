"""Reads of bundles that the pages need."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from contest.entries.bundles.considering import HOW, Told
from contest.entries.bundles.matching import How
from contest.entries.bundles.models import Bundle, BundleFile, BundleRow, BundleState
from contest.entries.bundles.rows import fields_told
from contest.entries.bundles.rules import sees_all
from contest.entries.models import Receipt
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work on a bundle is: so many of so many; the total is 0 while it is not known yet."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        """The part that is done, in hundredths, rounded down."""
        return 100 * self.done // self.total if self.total else 0


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row as its page shows it: the fields of its entry, how it found its file, what is to be said, its receipt."""

    row: BundleRow
    told: Told
    how: Phrase | None
    findings: Sequence[tuple[str, Phrase]]
    receipt: Receipt | None

    @property
    def shown_state(self) -> str:
        """Where the row stands: entered, on its way, or what the dry run made of it."""
        if self.row.entry_id is not None:
            return "entered"
        return "waiting" if self.row.sign_off_id is not None else self.row.standing


def bundles_seen_by(person: User, contest: Contest) -> QuerySet[Bundle]:
    """Give the bundles that a person sees in a contest: who oversees it all, a unit contact the own; newest first."""
    seen = contest.bundles.select_related("contact").annotate(
        rows_total=Count("rows"), rows_entered=Count("rows", filter=Q(rows__entry__isnull=False))
    )
    seen = seen.order_by("-received_at", "-id")
    return seen if sees_all(person, contest) else seen.filter(contact=person)


def progress_of(bundle: Bundle) -> Progress:
    """Say how far the dry run, or the entering, is."""
    if bundle.state == BundleState.CONFIRMED:
        signed = bundle.rows.filter(sign_off__isnull=False)
        return Progress(signed.filter(entry__isnull=False).count(), signed.count())
    if bundle.parts.standing().filter(listed_at=None).exists():
        return Progress(0, 0)
    return Progress(bundle.files.exclude(looked_at=None).count(), bundle.files.count())


def row_lines(bundle: Bundle) -> list[RowLine]:
    """Give the rows of a bundle in their order, in the same number of queries however many there are."""
    rows = bundle.rows.select_related("file", "entry").prefetch_related("entry__receipts")
    return [_line(row, bundle) for row in rows]


def lines_entered(bundle: Bundle, after: int) -> list[RowLine]:
    """Give the rows that were entered after so many others, in the order of their entering."""
    rows = bundle.rows.filter(entry__isnull=False).select_related("file", "entry").prefetch_related("entry__receipts")
    return [_line(row, bundle) for row in rows.order_by("entry_id")[after:]]


def row_line(row: BundleRow) -> RowLine:
    """Give one row."""
    return _line(row, row.bundle)


def counts(lines: Sequence[RowLine]) -> Counter[str]:
    """Count rows by where they stand."""
    return Counter(line.shown_state for line in lines)


def files_without_row(bundle: Bundle) -> list[tuple[BundleFile, Phrase | None]]:
    """Give the files of a bundle that belong to no row, each with the reason why it can't be entered, if any."""
    return [(file, Phrase.of_json(file.fault) if file.fault else None) for file in bundle.files.filter(row=None)]


def files_to_choose(row: BundleRow) -> Iterator[BundleFile]:
    """Give the files that a row may be given: its own, what it may be, and what nobody holds for certain.

    What can't be entered is no choice.
    """
    others = Q(row=None) | Q(row__certain=False, row__entry=None, row__sign_off=None)
    free = row.bundle.files.filter(Q(row=row) | Q(others, fault__isnull=True))
    likely = {key: place for place, key in enumerate([row.file_id, *row.candidates])}
    return iter(sorted(free, key=lambda file: (likely.get(file.pk, len(likely)), file.pk)))


def receipts_of(bundle: Bundle) -> QuerySet[BundleRow]:
    """Give the rows of a bundle that are entries, with their receipts."""
    return (
        bundle.rows.filter(entry__isnull=False)
        .select_related("entry", "sign_off")
        .prefetch_related("entry__receipts__manuscript")
    )


def _line(row: BundleRow, bundle: Bundle) -> RowLine:
    receipts = list(row.entry.receipts.all()) if row.entry is not None else []
    return RowLine(
        row=row,
        told=fields_told(row, bundle.unit_name),
        how=Phrase(HOW[How(row.how)]) if row.file is not None and row.how in HOW else None,
        findings=[(one["weight"], Phrase.of_json(one["phrase"])) for one in row.findings] if row.is_open else [],
        receipt=receipts[0] if receipts else None,
    )
