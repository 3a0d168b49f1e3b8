"""Mail the messages that wait: run it every few minutes."""

from typing import Any

from django.core.management.base import BaseCommand

from contest.outbox.operations import mail_waiting


class Command(BaseCommand):
    """Mail what waits."""

    help = "Mail the messages that wait, where a mail server is configured; nothing is lost when it is down."

    def handle(self, **options: Any) -> None:
        """Mail, and say how many went out."""
        self.stdout.write(f"{mail_waiting()} mailed")
