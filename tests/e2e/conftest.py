"""The browser, and the product served for it: each module gets a site of its own, the way `make demo` serves one."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.people import PATIENCE_MS, Visitors
from tests.e2e.road import Road
from tests.e2e.site import Site
from tests.once import made_once

# The browser's driver keeps an event loop in this thread, which Django would take for an asynchronous view.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium there is nothing to test with."""
    if CHROMIUM is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine: browser tests are skipped"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say each reason for which tests of this folder were skipped, once."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "tests/e2e/" in report.nodeid]
    reasons = dict.fromkeys(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    for reason in reasons:
        terminalreporter.write_line(f"tests/e2e: {reason}")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the machine's own Chromium, quiet and offline."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def data_with_demo(data_before: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the demo in it."""

    def load(folder: Path) -> None:
        shutil.copytree(data_before, folder, dirs_exist_ok=True)
        Site(folder).manage("load_demo")

    return made_once(tmp_path_factory, "demo", load)


@pytest.fixture(scope="module")
def starts_from(data_before: Path) -> Path:
    """What the module's site starts from: an empty one, if the module doesn't say otherwise."""
    return data_before


@pytest.fixture(scope="module")
def site(starts_from: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The module's own site, served until its last test."""
    data = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(starts_from, data)
    with Site(data).served() as served:
        yield served


@pytest.fixture(scope="module")
def visitors(browser: Browser, site: Site) -> Iterator[Visitors]:
    """The people of the module."""
    people = Visitors(browser, site)
    yield people
    people.close()


@pytest.fixture(scope="session")
def road(browser: Browser, data_before: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    """The one passage of essays, on a site of its own; walked as far as a test asks."""
    folder = tmp_path_factory.mktemp("road")
    shutil.copytree(data_before, folder / "data")
    with Site(folder / "data").served() as served:
        visitors = Visitors(browser, served)
        yield Road(visitors, folder)
        visitors.close()
