"""Fetch the mails that came to the contest's address: `manage.py fetch_mail`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contest.entries.mailbox.fetching import Tally, configured, fetch
from contest.entries.mailbox.imap import BrokenOff
from contest.phrases import Refusal
from contest.web.wording import say

_BROKEN_CALL = 2
_BROKEN_OFF = 3


class Command(BaseCommand):
    """Fetch what came since, enter what is certain, and mark on the server what is settled."""

    help = (
        "Fetch the mails that came to the contest's mailbox (IMAP_URL). Nothing is deleted there; it may be run any "
        "number of times. Ends with 0 when all was fetched, 2 when the settings can't be used, 3 when the server could "
        "not be reached or broke off: what was fetched stays, and the next run goes on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how much to fetch."""
        parser.add_argument("--at-most", type=int, default=None, help="end after so many mails")

    def handle(self, *, at_most: int | None, **options: Any) -> None:
        """Fetch, and say what was done in numbers."""
        try:
            found = configured()
        except Refusal as refusal:
            raise CommandError(say(refusal.phrase), returncode=_BROKEN_CALL) from refusal
        if found is None:
            raise CommandError("没有设置 IMAP_URL，不知道到哪里取信。", returncode=_BROKEN_CALL)
        contest, account = found
        tally = Tally()
        try:
            fetch(contest, account, tally, at_most=at_most)
        except BrokenOff as error:
            raise CommandError(
                f"{contest.slug}: {tally}; 与邮件服务器的连接断了：{error}", returncode=_BROKEN_OFF
            ) from error
        self.stdout.write(f"{contest.slug}: {tally}")
