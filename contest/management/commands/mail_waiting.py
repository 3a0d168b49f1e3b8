"""Mail the messages that wait, once: `manage.py mail_waiting [--again]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from contest.outbox.mailing import mail_waiting, try_again


class Command(BaseCommand):
    """Mail what waits."""

    help = "Mail the messages that are due, where a mail server is configured; nothing is lost when it is down."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to try the refused ones."""
        parser.add_argument("--again", action="store_true", help="first let what was refused be tried at once")

    def handle(self, *, again: bool, **options: Any) -> None:
        """Mail, and say how many mails went out."""
        if again:
            try_again()
        self.stdout.write(f"{mail_waiting()} mailed")
