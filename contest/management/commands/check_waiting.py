"""Check the manuscripts that wait, once: `manage.py check_waiting [--again]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from contest.entries.tasks import check_waiting, wait_again


class Command(BaseCommand):
    """Convert and check what waits: .doc, .wps, .rtf, .odt and .pdf."""

    help = "Convert and check the manuscripts that wait; `manage.py work` does it all the time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to begin with what could not be converted."""
        parser.add_argument("--again", action="store_true", help="first put back what could not be converted here")

    def handle(self, *, again: bool, **options: Any) -> None:
        """Check, and say how many were looked at."""
        if again:
            wait_again()
        self.stdout.write(f"{check_waiting()} checked")
