"""Check the ledger: `manage.py verify_ledger [--expect HASH]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contest.ledger.models import Event
from contest.ledger.queries import chain_faults, head


class Command(BaseCommand):
    """Check that no event was changed, added, taken out or cut off."""

    help = "Check the hash chain of the ledger from its first event to its last."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the hash that a printed page quotes."""
        parser.add_argument("--expect", default="", help="a hash from a workbook's cover: must be in the chain")

    def handle(self, *, expect: str, **options: Any) -> None:
        """Print every fault and fail, or say how long the chain is."""
        faults = chain_faults()
        for fault in faults:
            self.stderr.write(f"#{fault.sequence}: {fault.what}")
        if expect and not Event.objects.filter(hash=expect).exists():
            raise CommandError(f"The ledger holds no event with the hash {expect}.")
        if faults:
            raise CommandError(f"The ledger does not hold: {len(faults)} faults.")
        sequence, digest = head()
        self.stdout.write(f"The ledger holds: {sequence} events, {digest}")
