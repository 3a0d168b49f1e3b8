"""Queueing and mailing messages."""

import logging
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from contest.outbox.models import Message

logger = logging.getLogger(__name__)


def queue(*, person: AbstractBaseUser, subject: str, body: str) -> Message:
    """Put a message on the person's page, and in the queue for mail; it belongs to the caller's transaction."""
    return Message.objects.create(person_id=person.pk, subject=subject[:200], body=body)


def mail_waiting(*, at_most: int = 200) -> int:
    """Mail what waits, oldest first, and give how many went out.

    Each message is marked after the server took it, so a failure loses nothing; one that the server refuses
    waits behind the others. A crash between the two may send one message twice. Without a mail server nothing
    happens; a server that can't be reached raises `OSError` or `SMTPException`.
    """
    if not settings.MAIL_CONFIGURED:
        return 0
    sent = 0
    with get_connection() as connection:
        for message in Message.objects.to_be_mailed().select_related("person")[:at_most]:
            mail = EmailMessage(
                subject=" ".join(message.subject.split()),
                body=message.body,
                to=[message.person.email],
                connection=connection,
            )
            message.attempts = min(message.attempts + 1, 1000)
            try:
                mail.send()
            except (SMTPRecipientsRefused, SMTPDataError, ValueError) as error:
                logger.warning("Message %s was refused by the mail server: %s", message.pk, error)
            else:
                message.mailed_at = timezone.now()
                sent += 1
            message.save(update_fields=["mailed_at", "attempts"])
    return sent


def mark_read(*, person: AbstractBaseUser) -> None:
    """Mark all messages of a person as seen."""
    Message.objects.filter(person_id=person.pk).unread().update(read_at=timezone.now())
