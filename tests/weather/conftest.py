"""Sites that can be killed, filled up, and cut off from their database."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.e2e.site import Site


@dataclass(frozen=True, slots=True)
class Postgres:
    """A private PostgreSQL server on a socket in a folder of its own."""

    folder: Path
    programs: Path

    @property
    def address(self) -> str:
        """The `DATABASE_URL` of its first database."""
        return f"postgres://contest@/{self.folder}/postgres"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-k {self.folder} -c listen_addresses=''"
        self.run(
            "pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-w", "-o", options, "start"
        )

    def crash(self) -> None:
        """Stop it at once, as if the machine had lost its power."""
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    def run(self, program: str, *arguments: str) -> None:
        """Run one of the server's own programs, which refuse to be run by root."""
        user = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups") if os.geteuid() == 0 else ()
        subprocess.run(
            [*user, str(self.programs / program), *arguments], cwd=self.folder, check=True, stdout=subprocess.DEVNULL
        )


@pytest.fixture
def site(data_before: Path, tmp_path: Path) -> Site:
    """A site of the test's own."""
    shutil.copytree(data_before, tmp_path / "data")
    return Site(tmp_path / "data")


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server that may be stopped and started; skipped where none is installed."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        pytest.skip("no PostgreSQL server on this machine: its restart isn't tested")
    # Not below a test's own folder, which the server's user may not enter, and whose path is too long for a socket.
    with TemporaryDirectory(prefix="pg-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        server = Postgres(folder, programs[-1].parent)
        plain = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        server.run("initdb", "-D", str(folder / "data"), "-U", "contest", *plain)
        server.start()
        yield server
        server.crash()
