"""The contest that mails are taken for, and why tests against a real server were skipped, where they were."""

from datetime import timedelta

import pytest

from contest.notice.models import Contest
from tests.entries.mailbox.making import CAME
from tests.making import make_contest


@pytest.fixture
def contest(db: None) -> Contest:
    """A contest that took entries when the mails here were received."""
    made = make_contest(mailbox="essays@example.org")
    made.opens_at = CAME - timedelta(days=1)
    made.closes_at = CAME + timedelta(days=1)
    made.save()
    return made


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line each reason for which a test was skipped."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "entries/mailbox/" in report.nodeid]
    for reason in dict.fromkeys(report.longrepr[2].removeprefix("Skipped: ") for report in skipped):
        terminalreporter.write_line(f"tests/entries/mailbox: {reason}")
