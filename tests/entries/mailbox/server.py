"""A Dovecot of the test's own: its own configuration and folders, on a free port of loopback, ended by its own id."""

import imaplib
import os
import select
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from imap_tools.mailbox import MailBoxUnencrypted

DOVECOT = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
USER, PASSWORD = "essays@example.org", "straw-boat-arrows"


def why_not() -> str:
    """Say why there can be no server here; nothing where there can."""
    if DOVECOT is None:
        return "no Dovecot on this machine (apt-get install dovecot-imapd): tests of fetching mail are skipped"
    if os.geteuid() != 0:
        return "Dovecot can only be started by root here: tests of fetching mail are skipped"
    return ""


_CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
ssl = no
disable_plaintext_auth = no
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
mail_location = maildir:{home}/mail/%u
first_valid_uid = 1
auth_mechanisms = plain login
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {home}/users
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={home}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, and the process it is."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """What IMAP_URL is set to."""
        return f"imap://{USER.replace('@', '%40')}:{PASSWORD}@127.0.0.1:{self.port}"

    @contextmanager
    def box(self) -> Iterator[MailBoxUnencrypted]:
        """Sign in as a person with a mail program would."""
        with MailBoxUnencrypted("127.0.0.1", self.port, timeout=20) as box:
            yield box.login(USER, PASSWORD)


@contextmanager
def running() -> Iterator[Server]:
    """Run a server until the block ends. Its processes are other users', who may not look into pytest's folders."""
    with TemporaryDirectory(prefix="contest-dovecot-") as folder, _running_in(Path(folder)) as server:
        yield server


@contextmanager
def _running_in(home: Path) -> Iterator[Server]:
    home.chmod(0o755)
    (home / "mail").mkdir()
    shutil.chown(home / "mail", "mail", "mail")
    (home / "users").write_text(f"{USER}:{PASSWORD}\n")
    port = _free_port()
    (home / "dovecot.conf").write_text(_CONFIGURATION.format(home=home, port=port))
    assert DOVECOT is not None
    process = subprocess.Popen([DOVECOT, "-F", "-c", str(home / "dovecot.conf")])
    try:
        _wait_for(port, process, home / "log")
        yield Server(port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            imaplib.IMAP4("127.0.0.1", port, timeout=5).shutdown()
        except (OSError, imaplib.IMAP4.error):
            if process.poll() is not None or time.monotonic() > until:
                raise AssertionError(log.read_text() if log.exists() else "Dovecot did not start") from None
            time.sleep(0.05)
        else:
            return


class BreaksOff:
    """Stands between a client and the server, and breaks off after so many mails were asked for."""

    def __init__(self, port: int, after: int) -> None:
        self._port, self._left = port, after
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])

    def serve(self) -> None:
        """Pass one connection on, until it ends or is broken off."""
        client, _ = self._listening.accept()
        with client, socket.create_connection(("127.0.0.1", self._port)) as server, self._listening:
            client.settimeout(20)
            pair = {client: server, server: client}
            while True:
                for ready in select.select(list(pair), [], [], 20)[0]:
                    data = ready.recv(65536)
                    if ready is client and b"BODY.PEEK[]" in data:
                        self._left -= 1
                    if not data or self._left < 0:
                        return
                    pair[ready].sendall(data)
