"""Says in one line why tests against a real server were skipped, where they were."""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say each reason once."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "entries/mailbox/" in report.nodeid]
    for reason in dict.fromkeys(report.longrepr[2].removeprefix("Skipped: ") for report in skipped):
        terminalreporter.write_line(f"tests/entries/mailbox: {reason}")
