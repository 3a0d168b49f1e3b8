"""The product as it is run: its commands and its server, in processes and a data folder of their own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
STOPS_WITHIN = 10


@dataclass(frozen=True, slots=True)
class Site:
    """One site: where its data lies, and its address and server once it is served.

    `environment` adds to the demo's own; the server is started through the command `inside`, if there is one.
    """

    data: Path
    url: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    inside: Sequence[str] = ()
    server: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        """The port that it is served on."""
        return int(self.url.rpartition(":")[2])

    def manage(self, *arguments: str) -> str:
        """Run one of the product's commands and give what it prints; fails with what it says when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=CHECKOUT,
            env=self._environment(),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def served(self) -> "Iterator[Site]":
        """Serve the site by gunicorn on a free port of loopback."""
        with socket.create_server(("127.0.0.1", 0)) as listener, (self.data / "server.log").open("wb") as log:
            # The port is ours before the server starts, so a first request waits for it instead of failing.
            server = subprocess.Popen(
                [
                    *self.inside,
                    *(sys.executable, "-m", "gunicorn", "contest.wsgi", "--no-control-socket", "--workers", "2"),
                    *("--threads", "4", "--log-level", "warning", "--bind", f"fd://{listener.fileno()}"),
                ],
                cwd=CHECKOUT,
                env=self._environment(),
                pass_fds=[listener.fileno()],
                stdout=log,
                stderr=log,
            )
            try:
                yield replace(self, url=f"http://127.0.0.1:{listener.getsockname()[1]}", server=server)
            finally:
                server.send_signal(signal.SIGTERM)
                try:
                    server.wait(STOPS_WITHIN)
                except subprocess.TimeoutExpired:
                    server.kill()
                    server.wait()

    def complaints(self) -> str:
        """Give what the server has written to its log: warnings and errors alone."""
        return (self.data / "server.log").read_text(encoding="utf-8")

    def _environment(self) -> dict[str, str]:
        """The demo's own settings, whatever this machine or the test run has set."""
        own = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "CONTEST_MODE": "demo", "DATA_DIR": str(self.data)}
        return own | dict(self.environment)


def prepared_data(folder: Path, environment: Mapping[str, str] | None = None) -> Path:
    """Fill a folder, and the database that the environment names, with what a site needs before it is served."""
    site = Site(folder, environment=environment or {})
    site.manage("migrate", "--verbosity", "0")
    site.manage("createcachetable")
    site.manage("collectstatic", "--noinput", "--verbosity", "0")
    return folder
