"""The one background process: `manage.py work [--once]`."""

import signal
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contest.entries.bundles.tasks import work_on_bundles
from contest.entries.mailbox.tasks import fetch_mailboxes
from contest.entries.tasks import check_waiting
from contest.exports.tasks import make_anthologies, make_archives
from contest.outbox.mailing import mail_waiting
from contest.screening.originality.tasks import compare_texts, shelve_texts
from contest.work.loop import Task, Worker

TASKS = (
    Task("check_waiting", lambda: check_waiting(at_most=1), every=1),
    Task("work_on_bundles", lambda: work_on_bundles(at_most=1), every=2),
    Task("fetch_mailboxes", lambda: fetch_mailboxes(at_most=5), every=60),
    Task("compare_texts", lambda: compare_texts(at_most=5), every=2),
    Task("shelve_texts", shelve_texts, every=30),
    Task("make_archives", make_archives, every=2),
    Task("make_anthologies", make_anthologies, every=2),
    Task("mail_waiting", lambda: mail_waiting(at_most=10), every=5),
)
"""What is done in the background, in the order of its turns."""


@contextmanager
def _ended_by_signals(worker: Worker) -> Iterator[None]:
    """Let SIGTERM and SIGINT end the worker after the piece of work at hand."""
    before = {number: signal.signal(number, lambda *_: worker.stop()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Command(BaseCommand):
    """Do what is to be done in the background."""

    help = (
        "Convert and check manuscripts, read and enter bundles, make archives and anthologies, fetch and send mail: in "
        "turn, until ended (SIGTERM ends it after the piece at hand), or with --once until nothing is left to do."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how long to go on."""
        parser.add_argument("--once", action="store_true", help="end when nothing is left to do")

    def handle(self, *, once: bool, **options: Any) -> None:
        """Work, and say what was done."""
        worker = Worker(TASKS, say=self._say)
        with _ended_by_signals(worker):
            if not once:
                worker.follow()
            elif not worker.until_done():
                raise CommandError("Not everything could be done: see the log.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
