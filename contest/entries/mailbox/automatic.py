"""Mails that no person wrote to the contest: answering them would answer a machine."""

import re
from collections.abc import Collection
from enum import StrEnum
from typing import Final

from contest.entries.mailbox.headers import sender_of
from contest.entries.mailbox.mime import Headers, first

_MACHINES: Final = re.compile(r"(?:mailer-daemon|postmaster|no-?reply|donotreply|auto-?reply)@", re.IGNORECASE)
_REPLY_HEADERS: Final = ("x-autoreply", "x-autorespond", "x-autoresponse", "x-auto-reply-from")


class Automatic(StrEnum):
    """What kind of mail it is that is never answered."""

    BOUNCE = "bounce"
    REPLY = "reply"
    BULK = "bulk"
    OWN = "own"


def automatic_kind(headers: Headers, own: Collection[str] = ()) -> Automatic | None:
    """Tell a bounce, an automatic reply, a mailing and a letter of our own (RFC 3834); None for a person's mail.

    `own` are the addresses that the contest itself writes from. Only what comes back in a bounce is nobody's entry:
    files in any other of these mails are for a person to look at.
    """
    _, sender = sender_of(first(headers, "from"))
    if sender and sender.lower() in {address.lower() for address in own}:
        return Automatic.OWN
    submitted = re.split(rb"[\s;(]", first(headers, "auto-submitted").lower())[0]
    kind = first(headers, "content-type").lower()
    if kind.startswith(b"multipart/report") or sender.lower().startswith("mailer-daemon@"):
        return Automatic.REPLY if submitted == b"auto-replied" else Automatic.BOUNCE
    if submitted == b"auto-replied" or any(name in headers for name in _REPLY_HEADERS):
        return Automatic.REPLY
    precedence = first(headers, "precedence").strip().lower()
    if (
        (submitted and submitted != b"no")
        or first(headers, "return-path").strip() == b"<>"
        or precedence in (b"bulk", b"junk", b"list", b"auto_reply")
        or any(name in headers for name in ("list-id", "list-unsubscribe", "list-post", "x-auto-response-suppress"))
        or _MACHINES.match(sender)
    ):
        return Automatic.BULK
    return None
