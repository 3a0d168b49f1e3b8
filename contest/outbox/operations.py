"""Queueing and mailing messages."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from contest.outbox.models import Message


def queue(*, person: AbstractBaseUser, subject: str, body: str) -> Message:
    """Put a message on the person's page, and in the queue for mail; it belongs to the caller's transaction."""
    return Message.objects.create(person_id=person.pk, subject=subject[:200], body=body)


def mail_waiting(*, at_most: int = 200) -> int:
    """Mail what waits, oldest first, and give how many went out.

    Each message is marked after the server took it, so a failure loses nothing and the rest is tried again the
    next time; a crash between the two may send one message twice. Without a mail server nothing happens.
    """
    if not settings.MAIL_CONFIGURED:
        return 0
    sent = 0
    with get_connection() as connection:
        for message in Message.objects.to_be_mailed().select_related("person")[:at_most]:
            EmailMessage(
                subject=" ".join(message.subject.split()),
                body=message.body,
                to=[message.person.email],
                connection=connection,
            ).send()
            message.mailed_at = timezone.now()
            message.save(update_fields=["mailed_at"])
            sent += 1
    return sent


def mark_read(*, person: AbstractBaseUser) -> None:
    """Mark all messages of a person as seen."""
    Message.objects.filter(person_id=person.pk).unread().update(read_at=timezone.now())
