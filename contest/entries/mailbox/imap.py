"""A mailbox on its server, by IMAP: read without leaving a trace, and one mail marked or moved at a time.

Nothing is ever deleted, nor expunged: what a person marked as deleted in the same folder stays until they say so.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.utils import encode_folder

from contest.phrases import Refusal, gettext_noop

_PORTS: Final = {"imaps": 993, "imap+starttls": 143, "imap": 143}
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_SECONDS: Final = 60
_ABOUT: Final = re.compile(rb"UID (\d+)")
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")
_WHEN: Final = re.compile(rb'INTERNALDATE "([^"]{20,40})"')


class BrokenOff(Exception):
    """The server can't be reached, broke off, or answered what nobody had asked."""


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """Where a mailbox is, and who asks for it. An empty `settled_folder` means: marked where it lies."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    settled_folder: str = ""


def account_of(url: str, folder: str = "INBOX", settled_folder: str = "") -> Account:
    """Read `imaps://user:password@host:993`, its parts percent-encoded; `imap+starttls://` upgrades a plain one.

    Raises `Refusal` for anything else, and for `imap://`, which sends the password in the clear, to another machine.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in _PORTS or not (parts.hostname and parts.username and parts.password):
        raise Refusal(
            "bad-imap-url",
            gettext_noop("IMAP_URL 应写成 imaps://用户名:密码@服务器:993 的样子，其中的特殊字符用百分号编码。"),
        )
    if parts.scheme == "imap" and parts.hostname not in _LOOPBACK:
        raise Refusal(
            "imap-in-the-clear",
            gettext_noop("imap:// 不加密，只能用于本机。请改用 imaps:// 或 imap+starttls://。"),
        )
    return Account(
        parts.scheme, parts.hostname, port, unquote(parts.username), unquote(parts.password), folder, settled_folder
    )


@dataclass(frozen=True, slots=True)
class OnServer:
    """One mail as the server lists it: its size in bytes, and when it came."""

    uid: int
    size: int
    received_at: datetime | None


class Folder:
    """The open folder of a mailbox. Every method raises `BrokenOff` where the server does not answer."""

    def __init__(self, box: BaseMailBox, account: Account) -> None:
        self._box = box
        self._settled_folder = account.settled_folder
        self.name = account.folder
        with _talking():
            box.folder.set(account.folder)
            said: list[Any] = box.client.untagged_responses.get("UIDVALIDITY") or [b"0"]
            self.uid_validity = int(said[-1])
            # Asked again, since most servers say the whole only to those who have signed in.
            _, can = box.client.capability()
        self._can_move = b"MOVE" in b" ".join(can).upper().split()

    def uids_after(self, uid: int) -> list[int]:
        """Give the UIDs of the mails that came after one, in their order."""
        # `n:*` names the last mail even where its UID is smaller than n.
        data = self._ask("SEARCH", f"UID {uid + 1}:*")
        return sorted(found for found in map(int, b" ".join(filter(None, data)).split()) if found > uid)

    def listed(self, uids: Sequence[int]) -> list[OnServer]:
        """Give size and time of some mails; one that is gone is left out."""
        found = []
        for line in self._ask("FETCH", ",".join(map(str, uids)), "(UID INTERNALDATE RFC822.SIZE)"):
            said = line if isinstance(line, bytes) else b" ".join(line or ())
            number, size, when = _ABOUT.search(said), _SIZE.search(said), _WHEN.search(said)
            if number is not None and size is not None:
                found.append(OnServer(int(number[1]), int(size[1]), _moment(when[1]) if when else None))
        return sorted(found, key=lambda one: one.uid)

    def read(self, uid: int, *, head_only: bool = False) -> bytes | None:
        """Give a mail's bytes, or its head's; None where it is gone. It stays as unread as it was."""
        for line in self._ask("FETCH", str(uid), "(BODY.PEEK[HEADER])" if head_only else "(BODY.PEEK[])"):
            if isinstance(line, tuple) and len(line) > 1:
                return bytes(line[1])
        return None

    def mark(self, uid: int) -> None:
        """Move a mail to the folder of settled ones; without such a folder, or such a server, mark it as read."""
        if self._settled_folder and self._can_move:
            with _talking():
                if not self._box.folder.exists(self._settled_folder):
                    self._box.folder.create(self._settled_folder)
            self._ask("MOVE", str(uid), encode_folder(self._settled_folder).decode("ascii"))
        else:
            self._ask("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")

    def _ask(self, command: str, *given: str) -> list[Any]:
        with _talking():
            kind, data = self._box.client.uid(command, *given)
            if kind != "OK":
                raise imaplib.IMAP4.error(f"{command}: {data!r}")
        return data or []


@contextmanager
def opened(account: Account) -> Iterator[Folder]:
    """Open the account's folder, and log out at the end. Raises `BrokenOff`."""
    with _talking():
        box = _box(account)
    try:
        with _talking():
            # A name or a password with other signs than ASCII needs the newer way of signing in.
            sign_in = box.login if (account.user + account.password).isascii() else box.login_utf8
            sign_in(account.user, account.password, initial_folder=None)
            with suppress(imaplib.IMAP4.error):
                # NetEase opens no folder to a program that has not said its name (RFC 2971).
                box.client.xatom("ID", '("name" "contest-desk" "version" "1.0")')
        yield Folder(box, account)
    finally:
        with suppress(BrokenOff), _talking():
            box.logout()
        with suppress(BrokenOff), _talking():
            box.client.shutdown()  # a connection that broke off was not closed by signing out


@contextmanager
def _talking() -> Iterator[None]:
    """Give the one exception for all that can go wrong while the server is asked."""
    try:
        yield
    except (imaplib.IMAP4.error, ImapToolsError, OSError, EOFError, ValueError) as error:
        raise BrokenOff(str(error) or type(error).__name__) from error


def _box(account: Account) -> BaseMailBox:
    if account.scheme == "imaps":
        context = ssl.create_default_context()
        return MailBox(account.host, account.port, timeout=_SECONDS, ssl_context=context)
    if account.scheme == "imap+starttls":
        context = ssl.create_default_context()
        return MailBoxStartTls(account.host, account.port, timeout=_SECONDS, ssl_context=context)
    return MailBoxUnencrypted(account.host, account.port, timeout=_SECONDS)


def _moment(said: bytes) -> datetime | None:
    """The time of a mail as IMAP writes it: `17-Jul-1996 02:44:25 -0700`, the day padded with a blank."""
    try:
        moment = datetime.strptime(said.decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z")
    except ValueError:
        return None
    return moment if 2000 <= moment.year <= 2200 else None
