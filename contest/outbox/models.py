"""Messages to people: always on the person's own page, and by mail where there is mail. The wording of letters."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LetterKind(models.TextChoices):
    """What a letter is about; `catalogue.LETTERS` has the wording of each."""

    RECEIVED = "received", _("收到稿件")
    MAIL_RECEIPT = "mail_receipt", _("邮件投稿的回执")
    RETURNED = "returned", _("退回修改")
    ELIGIBLE = "eligible", _("通过审查")
    DISQUALIFIED = "disqualified", _("取消资格")
    REOPENED = "reopened", _("重新审查")
    WITHDRAWN = "withdrawn", _("撤回稿件")
    UNREADABLE = "unreadable", _("文件无法读取")
    PRIZE = "prize", _("获奖")
    CORRECTED = "corrected", _("获奖更正")


class LetterWording(models.Model):
    """A contest's own wording of one kind of letter, instead of the standard one.

    The contest is named by its slug: messages depend on no other room.
    """

    contest = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=LetterKind)
    subject = models.CharField(max_length=150)
    body = models.TextField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="letter_wording_once", fields=["contest", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.contest} {self.kind}"


class MailQuerySet(models.QuerySet["Mail"]):
    """Reads of the mails."""

    def unsent(self) -> "MailQuerySet":
        """Give the mails that no server took yet."""
        return self.filter(sent_at=None)


class Mail(models.Model):
    """One mail to one address, with one message in it or several. What is in it never changes.

    `due_at` is when it is to be tried next; whoever sends it first puts that time off (a lease), so that nobody
    else sends it meanwhile. `fault` is what the server said when it refused it.
    """

    address = models.CharField(max_length=254)
    message_id = models.CharField(max_length=254, unique=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["due_at", "id"], name="mail_due", condition=Q(sent_at=None)),
            models.Index(fields=["address", "made_at"], name="mail_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.message_id}"


class MessageQuerySet(models.QuerySet["Message"]):
    """Reads of the messages."""

    def to_be_mailed(self) -> "MessageQuerySet":
        """Give the messages that have an address and are in no mail yet, oldest first."""
        return self.filter(mail=None).exclude(address="").order_by("id")

    def unread(self) -> "MessageQuerySet":
        """Give the messages that the person has not seen."""
        return self.filter(read_at=None)


class Message(models.Model):
    """One message, worded and addressed when it was queued: to a person, or to an address without an account.

    With `at_once` it does not wait for others to go in the same mail.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    address = models.CharField(max_length=254, blank=True)
    contest = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    at_once = models.BooleanField(default=False)
    queued_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.ForeignKey(Mail, null=True, blank=True, on_delete=models.PROTECT, related_name="messages")

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="message_to_somebody", condition=Q(person__isnull=False) | ~Q(address="")),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["address", "queued_at"], name="message_to_mail", condition=Q(mail=None) & ~Q(address="")
            ),
        ]

    def __str__(self) -> str:
        return self.subject
