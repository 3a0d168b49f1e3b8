"""Check the manuscripts that wait: `manage.py check_waiting [--follow] [--again]`."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from contest.entries.tasks import check_waiting, wait_again


class Command(BaseCommand):
    """Convert and check what waits: .doc, .wps, .rtf, .odt and .pdf."""

    help = "Convert and check the manuscripts that wait, once or, with --follow, until it is ended."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how long to go on."""
        parser.add_argument("--follow", action="store_true", help="look for new ones every second")
        parser.add_argument("--again", action="store_true", help="first put back what could not be converted here")

    def handle(self, *, follow: bool, again: bool, **options: Any) -> None:
        """Check, and say how many were looked at."""
        if again:
            wait_again()
        while True:
            done = check_waiting()
            if done or not follow:
                self.stdout.write(f"{done} checked")
            if not follow:
                return
            if not done:
                time.sleep(1)
            close_old_connections()
