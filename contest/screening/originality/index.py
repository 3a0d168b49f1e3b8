"""The index of compared texts in the product's own database: written, looked up, kept in order.

A new text comes with its fingerprints beside it. From time to time the fingerprints of many are put on shelves, in
short transactions that may be cut off and repeated; a text counts as shelved when all of its pairs are there.
So a look first takes the fresh texts and then the shelves, and misses none that was committed before it began.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeVar

import numpy as np
from django.db import connection, transaction

from contest.screening.originality import shelves
from contest.screening.originality.fingerprints import Hashes, fingerprints
from contest.screening.originality.models import ComparedText, FreshPrints, Shelf, Shelving, pack_text
from contest.screening.originality.shelves import Pairs
from contest.screening.originality.signs import signs_of

FRESH: Final = 512
"""So many texts wait before they are shelved: looking through them costs about as much as looking at the shelves."""

_AT_ONCE: Final = 10_000  # texts shelved in one go
_SHELVES_AT_ONCE: Final = 1_000  # shelves written in one transaction
_VARIABLES: Final = 900  # of one query, within SQLite's least limit

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class NewText:
    """A text made ready for the index, of nothing yet, and its fingerprints."""

    row: ComparedText
    prints: bytes

    def save(self) -> ComparedText:
        """Put it into the index, once its row says what it is of: in place of the entry's earlier fresh versions.

        To be called in a transaction.
        """
        self.row.save()
        if manuscript := self.row.manuscript:
            # Revised a hundred times, an entry would crowd out what it was copied from.
            FreshPrints.objects.filter(
                text__manuscript__entry=manuscript.entry_id, text__manuscript__version__lt=manuscript.version
            ).delete()
        FreshPrints.objects.create(text=self.row, prints=self.prints)
        return self.row


def new_text(text: str) -> NewText:
    """Make a text ready for the index."""
    signs = signs_of(text)
    row = ComparedText(
        packed=pack_text(text),
        length=len(signs),
        unseen=signs.unseen,
        look_alikes=signs.look_alikes,
    )
    return NewText(row, shelves.packed_prints(fingerprints(signs.codes)))


def look_up(hashes: Hashes) -> Pairs:
    """Give who has these fingerprints, which are in rising order; each pair once."""
    fresh = shelves.joined(
        shelves.having(shelves.pairs_of(bytes(prints), text), hashes)
        for text, prints in FreshPrints.objects.order_by("text").values_list("text", "prints")
    )
    while True:
        bits = _bits()
        shelved = shelves.having(_shelved(hashes, bits), hashes)
        if _bits() == bits:  # else they were divided while we looked
            return shelves.merged(shelves.joined((fresh, shelved)))


def known_texts() -> int:
    """Give about how many texts there are."""
    newest = ComparedText.objects.order_by("-id").values_list("id", flat=True).first()
    return newest or 0


def shelve_fresh(*, at_least: int = FRESH) -> int:
    """Put fresh texts on shelves once so many wait, and give how many were; divide the shelves before they overflow."""
    fresh = list(FreshPrints.objects.order_by("text").values_list("text", "prints")[:_AT_ONCE])
    if len(fresh) < at_least or not fresh:
        return 0
    _divide(known_texts())
    bits = _bits()
    pairs = shelves.merged(shelves.joined(shelves.pairs_of(bytes(prints), text) for text, prints in fresh))
    for part in _parts(shelves.by_shelf(pairs, bits), _SHELVES_AT_ONCE):
        if not _put(part, bits):
            return 0
    with transaction.atomic():
        for some in _parts((text for text, _ in fresh), _VARIABLES):
            FreshPrints.objects.filter(pk__in=some).delete()
    _tidy()
    return len(fresh)


def _tidy() -> None:
    """Let PostgreSQL use again at once what rewritten shelves left behind, so that the next ones take no new room."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in (Shelf, FreshPrints))
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM {tables}")


def _parts(things: Iterable[_Thing], size: int) -> Iterator[list[_Thing]]:
    """Give the things in lists of so many."""
    going = iter(things)
    while part := list(islice(going, size)):
        yield part


def _bits() -> int:
    bits = Shelving.objects.values_list("bits", flat=True).first()
    return shelves.FIRST_BITS if bits is None else bits


def _shelved(hashes: Hashes, bits: int) -> Pairs:
    numbers = np.unique(shelves.shelf_numbers(hashes, bits)).tolist()
    return shelves.unpacked(b"".join(pairs for _, pairs in _shelves(numbers, bits)))


def _shelves(numbers: Iterable[int], bits: int) -> Iterator[tuple[int, bytes]]:
    for some in _parts(numbers, _VARIABLES):
        found = Shelf.objects.filter(bits=bits, number__in=some).values_list("number", "pairs")
        yield from ((number, bytes(pairs)) for number, pairs in found)


def _put(part: Sequence[tuple[int, Pairs]], bits: int) -> bool:
    """Put pairs on their shelves, in one transaction; False where the shelves are being divided by somebody else."""
    with transaction.atomic():
        shelving = _locked()
        if shelving.bits != bits or shelving.next_bits is not None:
            return False
        there = shelves.unpacked(b"".join(pairs for _, pairs in _shelves((number for number, _ in part), bits)))
        pairs = shelves.merged(shelves.joined((there, *(pairs for _, pairs in part))))
        _write(shelves.by_shelf(pairs, bits), bits)
    return True


def _write(part: Iterable[tuple[int, Pairs]], bits: int) -> None:
    Shelf.objects.bulk_create(
        [Shelf(bits=bits, number=number, pairs=shelves.packed(pairs)) for number, pairs in part],
        update_conflicts=True,
        unique_fields=["bits", "number"],
        update_fields=["pairs"],
        batch_size=_VARIABLES // 3,
    )


def _locked() -> Shelving:
    shelving, _ = Shelving.objects.get_or_create(pk=1, defaults={"bits": shelves.FIRST_BITS})
    return Shelving.objects.select_for_update().get(pk=shelving.pk)


def _divide(texts: int) -> None:
    """Divide all shelves where so many texts ask for more of them: beside the old ones, which then go."""
    with transaction.atomic():
        shelving = _locked()
        bits = shelving.bits
        if shelving.next_bits is None:
            wanted = shelves.wanted_bits(texts, bits)
            if wanted == bits:
                return
            shelving.next_bits = wanted
            shelving.save(update_fields=["next_bits"])
        wanted = shelving.next_bits
    last = -1
    while True:
        with transaction.atomic():
            shelving = _locked()
            if (shelving.bits, shelving.next_bits) != (bits, wanted):
                return  # another worker was done with it first
            old = list(
                Shelf.objects.filter(bits=bits, number__gt=last)
                .order_by("number")
                .values_list("number", "pairs")[:_SHELVES_AT_ONCE]
            )
            if not old:
                shelving.bits, shelving.next_bits = wanted, None
                shelving.save(update_fields=["bits", "next_bits"])
                Shelf.objects.filter(bits=bits).delete()
                return
            last = old[-1][0]
            pairs = shelves.unpacked(b"".join(bytes(pairs) for _, pairs in old))
            _write(shelves.by_shelf(pairs, wanted), wanted)
