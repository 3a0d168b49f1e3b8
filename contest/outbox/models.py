"""Messages to people: always on the person's own page, and by mail where there is mail."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class MessageQuerySet(models.QuerySet["Message"]):
    """Reads of the queue."""

    def to_be_mailed(self) -> "MessageQuerySet":
        """Give the messages that wait for the mail server: the least often refused first, then the oldest."""
        return self.filter(mailed_at=None).exclude(person__email="").order_by("attempts", "id")

    def unread(self) -> "MessageQuerySet":
        """Give the messages that the person has not seen."""
        return self.filter(read_at=None)


class Message(models.Model):
    """One message to one person, worded when it was queued."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    queued_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["attempts", "id"], name="message_to_mail", condition=Q(mailed_at=None)),
        ]

    def __str__(self) -> str:
        return self.subject
