"""Queues messages as if some time ago, and lets time pass for mails that were put off."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from contest.outbox.models import Mail, Message
from contest.outbox.operations import queue


def queued(subject: str, *, minutes_ago: float = 0, **given: Any) -> Message:
    """Give a message queued so many minutes ago."""
    message = queue(subject=subject, body=given.pop("body", "正文"), **given)
    Message.objects.filter(pk=message.pk).update(queued_at=timezone.now() - timedelta(minutes=minutes_ago))
    return message


def let_pass(**duration: float) -> None:
    """Let time pass for all mails: `let_pass(minutes=1)`."""
    for mail in Mail.objects.all():
        mail.due_at -= timedelta(**duration)
        mail.made_at -= timedelta(**duration)
        mail.save()


def unsent() -> list[str]:
    """Give the subjects of what no server took yet, in a mail or not, oldest first."""
    return list(
        Message.objects.exclude(address="").filter(mail__sent_at=None).order_by("id").values_list("subject", flat=True)
    )
