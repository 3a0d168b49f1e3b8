"""One mail read: who sent it, when it was received, what it says, and the files that may be manuscripts.

Whatever bytes come, there is an answer. Pictures inside the text, signatures and what programs leave behind are not
taken for manuscripts; what lies in archives, in winmail.dat and in forwarded mails is.
"""

import logging
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from contest.documents.kinds import Kind, kind_of
from contest.entries.mailbox.automatic import Automatic, automatic_kind
from contest.entries.mailbox.headers import decode_words, moment_of, sender_of
from contest.entries.mailbox.mime import Limits, Part, first, parts_of, split_head
from contest.entries.mailbox.texts import LONGEST, speaks_of_file_elsewhere, text_of
from contest.entries.mailbox.tnef import SIGNATURE, read_tnef
from contest.entries.mailbox.zipped import is_packed, unpacked
from contest.phrases import Phrase, gettext_noop
from contest.web.lines import one_line

MAX_FILES: Final = 100
UNPACKED_AT_LEAST: Final = 10_000_000
UNPACKED_TIMES: Final = 20
"""What may come out of a mail's archives: so many times its own size, and so many bytes however small it is."""

_log = logging.getLogger(__name__)
_MESSAGE_ID: Final = re.compile(r"<([!-;=?-~\u00a1-\u00ff]{1,240})>")
_QUOTED_SENDER: Final = re.compile(r"^[ \t>|]*(?:发件人|寄件人|发送人|From)[ \t]*[:：][ \t]*(.*@.*)$", re.MULTILINE)
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".heic", ".svg", ".ico", ".emf")
_ASIDES: Final = re.compile(
    r"(?:ATT\d+|oledata|smime|signature|PGPMIME|noname)\.\w{1,4}|.*\.(?:p7s|asc|sig|vcf|ics)|Thumbs\.db|\.DS_Store",
    re.IGNORECASE | re.DOTALL,
)
_ASIDE_KINDS: Final = frozenset(
    {
        "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature",
        "application/pgp-encrypted", "text/calendar", "text/x-vcard", "text/vcard", "message/delivery-status",
        "message/disposition-notification", "text/rfc822-headers", "text/x-amp-html",
    }
)  # fmt: skip
_SEALED: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_ENDINGS: Final = {
    Kind.DOCX: ".docx", Kind.DOC: ".doc", Kind.OLD_WORD: ".doc", Kind.RTF: ".rtf", Kind.ODT: ".odt", Kind.PDF: ".pdf",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that came in a mail, with the subject of the mail it lay in; `fault` says why it could not be read."""

    name: str
    content: bytes
    subject: str
    fault: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it was read. Times are aware; `received_at` and `sent_at` are None where nobody says them.

    `first_sender` is who wrote what was forwarded, as far as the mail tells it: name and address.
    """

    message_id: str
    sender_name: str
    sender: str
    subject: str
    sent_at: datetime | None
    received_at: datetime | None
    text: str
    files: Sequence[Enclosed]
    automatic: Automatic | None
    file_elsewhere: bool
    remarks: Sequence[Phrase]
    first_sender: str = ""


def read_letter(raw: bytes, received_at: datetime | None = None, own: Collection[str] = ()) -> Letter:
    """Read one mail; `received_at` is the server's own word on when it came, `own` are the contest's addresses.

    Without that word the topmost Received header is believed, which the receiving server wrote. Never raises.
    """
    try:
        return _letter(raw, received_at, own)
    except Exception:
        # A fault of ours, not of the sender: the mail goes to the queue, the log keeps the reason.
        _log.exception("A mail could not be read")
        return unread_letter(received_at)


def unread_letter(received_at: datetime | None) -> Letter:
    """Give what is known of a mail that can't be read: when the server took it, and that somebody has to look."""
    unread = Phrase(gettext_noop("这封邮件读不出来。请下载原邮件查看。"))
    return Letter("", "", "", "", None, received_at, "", (), None, file_elsewhere=False, remarks=(unread,))


def _letter(raw: bytes, received_at: datetime | None, own: Collection[str]) -> Letter:
    headers, body = split_head(raw)
    limits = Limits(unpacked=max(UNPACKED_AT_LEAST, UNPACKED_TIMES * len(raw)))
    parts = list(parts_of(headers, body, limits))
    text, files = _contents(parts, limits)
    said = _MESSAGE_ID.search(first(headers, "message-id").decode("latin-1"))
    name, address = sender_of(first(headers, "from") or first(headers, "sender"))
    return Letter(
        message_id=said[1] if said is not None else "",
        sender_name=one_line(name)[:200],
        sender=address,
        subject=one_line(decode_words(first(headers, "subject")))[:500],
        sent_at=moment_of(first(headers, "date")),
        received_at=received_at.astimezone(UTC) if received_at else moment_of(first(headers, "received")),
        text=text,
        files=files,
        automatic=automatic_kind(headers, own),
        file_elsewhere=speaks_of_file_elsewhere(text),
        remarks=tuple(limits.remarks.values()),
        first_sender=_first_sender(parts, text),
    )


def _first_sender(parts: Sequence[Part], text: str) -> str:
    """Who wrote the innermost of the mails forwarded, which lie in this one or stand in its text; empty where none."""
    inner = max(parts, key=lambda part: part.message, default=None)
    header = inner.sender if inner is not None and inner.message else b""
    if not header:
        quoted = _QUOTED_SENDER.findall(text)
        header = quoted[-1].encode() if quoted else b""
    name, address = sender_of(header)
    return one_line(f"{name} {address}")[:300] if address else ""


def _contents(parts: Sequence[Part], limits: Limits) -> tuple[str, tuple[Enclosed, ...]]:
    """The text of all mails in a mail, and their files: pictures among these only where nothing else came."""
    plain: dict[int, list[str]] = {}
    html: dict[int, list[str]] = {}
    files: list[Enclosed] = []
    pictures: list[Enclosed] = []
    for part in parts:
        if part.kind in ("text/plain", "text/html") and _is_text(part):
            (plain if part.kind == "text/plain" else html).setdefault(part.message, []).append(text_of(part))
        elif part.kind in _SEALED and kind_of(part.content) not in _ENDINGS:
            limits.remark("sealed", gettext_noop("邮件经过加密，里面的内容读不出来。请与寄件人联系。"))
        elif _is_tnef(part):
            held = read_tnef(part.content)
            plain.setdefault(part.message, []).append(held.text)
            within = (Enclosed(file.name, file.content, part.subject) for file in held.files)
            files += [one for one in within if not _is_aside(one.name) and not _is_picture("", one.name)]
        elif _is_aside(part.name) or part.kind in _ASIDE_KINDS:
            continue
        elif _is_picture(part.kind, part.name):
            if part.disposition == "attachment" or not part.content_id:
                pictures.append(Enclosed(part.name, part.content, part.subject))
        elif part.name or part.disposition == "attachment" or kind_of(part.content) in _ENDINGS:
            files.append(Enclosed(part.name, part.content, part.subject))
    texts = [text for one in sorted({*plain, *html}) for text in plain.get(one) or html[one]]
    opened = list(_opened(files, limits)) or pictures
    named = tuple(_named(number, one) for number, one in enumerate(opened, start=1))
    return "\n\n".join(filter(None, texts))[:LONGEST], named


def _is_text(part: Part) -> bool:
    """Whether a text part is what the mail says, and not a file that is sent along."""
    return part.disposition != "attachment" and (
        not part.name or part.name.lower().endswith((".htm", ".html")) or _is_aside(part.name)
    )


def _is_tnef(part: Part) -> bool:
    return part.content.startswith(SIGNATURE) and (
        part.kind in ("application/ms-tnef", "application/vnd.ms-tnef", "application/octet-stream")
        or part.name.lower().endswith(".dat")
    )


def _is_aside(name: str) -> bool:
    """Whether a file of this name is a signature, a card, an invitation, or what a program left behind."""
    return _ASIDES.fullmatch(name.strip()) is not None


def _is_picture(kind: str, name: str) -> bool:
    return (kind.startswith("image/") and not name.lower().endswith((".docx", ".doc", ".wps", ".pdf"))) or (
        name.lower().endswith(_PICTURES)
    )


def _opened(files: Sequence[Enclosed], limits: Limits) -> Iterator[Enclosed]:
    """The files, those in archives among them, as many as one mail may hold."""
    count = 0
    for file in files:
        if is_packed(file.name, file.content):
            members = [
                Enclosed(one.name, one.content, file.subject, one.fault)
                for one in unpacked(file.name, file.content, limits)
            ]
        else:
            members = [file]
        for one in members:
            if _is_aside(one.name) or (one is not file and _is_picture("", one.name)):
                continue
            count += 1
            if count > MAX_FILES:
                limits.remark("too-many-files", gettext_noop("附件太多，后面的没有读。请下载原邮件查看。"))
                return
            yield one


def _named(number: int, file: Enclosed) -> Enclosed:
    """The file under a name that can be shown; one without a name is called by its place."""
    name = one_line(file.name)
    if not name:
        ending = _ENDINGS.get(kind_of(file.content), "")
        return replace(file, name=f"附件{number}{ending}")
    return replace(file, name=name[:400])
