"""Mail: what waits for one address goes out as one mail, and goes out until a server has taken it.

Messages are first put into a `Mail`, whose content, date and Message-ID stay as they are from then on; a mail is
marked after the server took it. A crash between the two sends it twice, with the same Message-ID, and never not at
all. Several processes may mail at the same time: whoever puts off a mail's time has it.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime, make_msgid, parseaddr
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from contest.outbox.models import Mail, Message

logger = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=15)
"""Who began to send a mail has it for so long: more than a slow server takes, and the wait after a crash."""

FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(days=1)
"""A mail that was refused is tried again after a minute, then after twice as long each time, up to a day."""

MOST_ATTEMPTS: Final = 12
"""A mail refused so often, for three days, rests until `try_again`."""

MOST_IN_ONE: Final = 100
"""Messages in one mail; the rest goes into the next."""

AT_ONCE_IN_A_WHILE: Final = 5
"""So many mails go to one address without delay; then even urgent messages wait for each other."""


def mail_waiting(*, at_most: int = 200) -> int:
    """Mail what is due, and give how many mails went out. Without a mail server nothing happens.

    One that the server refuses waits, and holds up no other. Raises `OSError` (`SMTPException` is one) when the
    server can't be reached or breaks off; what has not gone out goes next time.
    """
    if not settings.MAIL_CONFIGURED:
        return 0
    gather(timezone.now())
    due = list(Mail.objects.unsent().filter(_is_due(timezone.now())).order_by("due_at", "id")[:at_most])
    if not due:
        return 0
    sent = 0
    with get_connection() as connection:
        for mail in due:
            if _claim(mail):
                sent += _send(mail, connection)
    return sent


def try_again() -> int:
    """Let the mails that were refused be tried at once, and give how many."""
    return Mail.objects.unsent().exclude(fault="").update(due_at=timezone.now(), attempts=0)


# --- from messages to mails ---------------------------------------------------------------------------------------


def gather(at: datetime) -> int:
    """Put the messages that have waited long enough at the moment `at` into mails, and give how many mails."""
    newest_before = at - timedelta(minutes=settings.MAIL_DIGEST_MINUTES)
    oldest_before = at - timedelta(minutes=settings.MAIL_DIGEST_LONGEST_MINUTES)
    waiting = Message.objects.to_be_mailed().order_by().values("address")
    quiet = waiting.annotate(newest=Max("queued_at"), oldest=Min("queued_at")).filter(
        Q(newest__lte=newest_before) | Q(oldest__lte=oldest_before)
    )
    ripe = {row["address"] for row in quiet}
    for address in waiting.filter(at_once=True).values_list("address", flat=True).distinct():
        lately = Mail.objects.filter(address=address, made_at__gt=newest_before).count()
        if lately < AT_ONCE_IN_A_WHILE:
            ripe.add(address)
    return sum(_gather_for(address, at) for address in sorted(ripe))


@transaction.atomic
def _gather_for(address: str, at: datetime) -> int:
    """Put what waits for one address into mails; another process that does the same waits, and finds nothing left."""
    locked = Message.objects.to_be_mailed().filter(address=address).select_for_update()
    waiting = list(locked.values_list("pk", flat=True))
    batches = [waiting[start : start + MOST_IN_ONE] for start in range(0, len(waiting), MOST_IN_ONE)]
    for batch in batches:
        mail = Mail.objects.create(address=address, message_id=make_msgid(domain=_domain()), made_at=at, due_at=at)
        Message.objects.filter(pk__in=batch).update(mail=mail)
    return len(batches)


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


# --- from mails to the server -------------------------------------------------------------------------------------


def _is_due(at: datetime) -> Q:
    return Q(due_at__lte=at, attempts__lt=MOST_ATTEMPTS)


def _claim(mail: Mail) -> bool:
    """Take a mail for this process, and count the attempt; False where another was quicker."""
    until = timezone.now() + LEASE
    taken = (
        Mail.objects.unsent().filter(pk=mail.pk, due_at=mail.due_at).update(due_at=until, attempts=mail.attempts + 1)
    )
    mail.due_at, mail.attempts = until, mail.attempts + 1
    return taken == 1


def _send(mail: Mail, connection: Any) -> int:
    """Send a claimed mail and mark it, or put it off. Gives 1 when it went out."""
    try:
        validate_email(mail.address)
        as_mail(mail, connection).send()
    except (SMTPRecipientsRefused, SMTPResponseException, SMTPNotSupportedError, ValidationError, ValueError) as error:
        logger.warning("Mail %s was refused: %s", mail.pk, error)
        _put_off(mail, error)
        return 0
    except OSError as error:
        _put_off(mail, error)
        raise
    Mail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), fault="")
    return 1


def _put_off(mail: Mail, error: Exception) -> None:
    wait = min(FIRST_WAIT * 2 ** (mail.attempts - 1), LONGEST_WAIT)
    Mail.objects.filter(pk=mail.pk).update(due_at=timezone.now() + wait, fault=_said(error)[:500])


def _said(error: Exception) -> str:
    """Give what a server said, or the error by its name where that says nothing."""
    if isinstance(error, SMTPRecipientsRefused):
        return "; ".join(_answer(*answer) for answer in error.recipients.values())
    if isinstance(error, SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(error) or type(error).__name__


def _answer(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"


def as_mail(mail: Mail, connection: Any = None) -> EmailMessage:
    """Give a mail as it goes out: one message as it is, several in one with a list of them."""
    subject, body = _content(list(mail.messages.order_by("id")))
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=body,
        to=[mail.address],
        connection=connection,
        headers={
            "Message-ID": mail.message_id,
            "Date": format_datetime(mail.made_at),
            "Auto-Submitted": "auto-generated",
        },
    )


@override(settings.LANGUAGE_CODE)
def _content(messages: Sequence[Message]) -> tuple[str, str]:
    if len(messages) == 1:
        return messages[0].subject, messages[0].body
    listed = [f"{number}. {message.subject}" for number, message in enumerate(messages, start=1)]
    parts = [f"{line}\n\n{message.body}" for line, message in zip(listed, messages, strict=True)]
    subject = _("%(count)s 封信：%(first)s 等") % {"count": len(messages), "first": messages[0].subject}
    head = _("您有 %(count)s 封信：") % {"count": len(messages)}
    return subject, "\n\n----------------\n\n".join(["\n".join([head, "", *listed]), *parts])
