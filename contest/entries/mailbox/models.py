"""Mails that came to the contest's address, and the files in them that may become entries."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contest.entries.checking import phrase_of
from contest.entries.models import Entry, entry_token
from contest.notice.models import Contest
from contest.phrases import Phrase


class MailState(models.TextChoices):
    """Whether somebody has to look at a mail."""

    OPEN = "open", _("待处理")
    SETTLED = "settled", _("已处理")
    FILED = "filed", _("自动邮件")


class ReceivedMail(models.Model):
    """One mail as it came, kept for ever; its raw bytes lie in storage.

    `received_at` is the server's word, or the Received header's; where there was neither (`time_known` is false) it is
    when the mail was taken. `folder`, `uid_validity` and `uid` say where it lies on the server, `marked_at` when it was
    marked or moved there.
    """

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="received_mails")
    sha256 = models.CharField(max_length=64)
    message_id = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    sender = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    time_known = models.BooleanField()
    text = models.TextField(blank=True)
    automatic = models.CharField(max_length=20, blank=True)
    remarks = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=MailState)
    stored_name = models.CharField(max_length=80, unique=True)
    size = models.PositiveBigIntegerField()
    taken_at = models.DateTimeField()
    folder = models.CharField(max_length=200, blank=True)
    uid_validity = models.PositiveBigIntegerField(null=True, blank=True)
    uid = models.PositiveBigIntegerField(null=True, blank=True)
    marked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["received_at", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="received_mail_once", fields=["contest", "sha256"]),
            models.CheckConstraint(
                name="received_mail_has_a_place_or_none",
                condition=Q(uid=None, uid_validity=None) | Q(uid__isnull=False, uid_validity__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["contest", "message_id"], name="received_mail_by_id"),
            models.Index(
                fields=["contest", "folder"], name="received_mail_to_mark", condition=Q(marked_at=None, uid__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.message_id

    @property
    def remark_phrases(self) -> list[Phrase]:
        """What was left out when the mail was read."""
        return [Phrase.of_json(kept) for kept in self.remarks]

    def open(self) -> Any:
        """Open the raw mail for reading."""
        return default_storage.open(self.stored_name)


class CandidateState(models.TextChoices):
    """Where a file that came by mail stands."""

    CERTAIN = "certain", _("即将收稿")
    DOUBTFUL = "doubtful", _("待核对")
    ENTERED = "entered", _("已收稿")
    SET_ASIDE = "set_aside", _("不作稿件")
    DUPLICATE = "duplicate", _("重复")


UNSETTLED = (CandidateState.CERTAIN, CandidateState.DOUBTFUL)
"""The states in which something is still to be done."""


class Candidate(models.Model):
    """One file of a mail that may be an entry, with the fields proposed for it and what speaks against them.

    A mail without a file that could be one has a candidate without a file, so that somebody looks at it. `sources`
    says by field where it was read, `attempts` how often entering it by itself was begun. A candidate that was entered
    by itself was settled by nobody.
    """

    mail = models.ForeignKey(ReceivedMail, on_delete=models.PROTECT, related_name="candidates")
    token = models.CharField(max_length=22, unique=True, default=entry_token)
    position = models.PositiveSmallIntegerField()
    received_name = models.CharField(max_length=400, blank=True)
    stored_name = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    unit = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200, blank=True)
    author = models.CharField(max_length=100, blank=True)
    sources = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=CandidateState)
    attempts = models.PositiveSmallIntegerField(default=0)
    entry = models.OneToOneField(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="mailed_candidate"
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["mail__received_at", "mail_id", "position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="candidate_once", fields=["mail", "position"]),
            models.UniqueConstraint(name="candidate_own_file", fields=["stored_name"], condition=~Q(stored_name="")),
            models.CheckConstraint(
                name="candidate_file_or_none",
                condition=Q(stored_name="", sha256="", size=0) | (~Q(stored_name="") & ~Q(sha256="")),
            ),
            models.CheckConstraint(
                name="candidate_entered_has_entry",
                condition=Q(state="entered", entry__isnull=False) | (~Q(state="entered") & Q(entry=None)),
            ),
            models.CheckConstraint(
                name="candidate_settled_is_dated",
                condition=Q(state__in=["entered", "set_aside"], settled_at__isnull=False)
                | (~Q(state__in=["entered", "set_aside"]) & Q(settled_at=None, settled_by=None)),
            ),
            models.CheckConstraint(
                name="candidate_set_aside_says_why",
                condition=~Q(state="set_aside") | (~Q(reason="") & Q(settled_by__isnull=False)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "mail"], name="candidate_queue"),
            models.Index(fields=["sha256"], name="candidate_by_file"),
        ]

    def __str__(self) -> str:
        return self.received_name or str(self.mail)

    @property
    def problem_phrases(self) -> list[Phrase]:
        """What speaks against entering it as it is."""
        return [phrase_of(kept) for kept in self.problems]

    @property
    def brief_problems(self) -> list[Phrase]:
        """The same for a list: without the sentence that spells the rule, where another says what is wrong."""
        others = [kept for kept in self.problems if kept["code"] != "shape"]
        return [phrase_of(kept) for kept in others or self.problems]

    @property
    def is_complete(self) -> bool:
        """Whether there is a file, and every field is filled in."""
        return bool(self.stored_name and self.unit and self.title and self.author)

    def open(self) -> Any:
        """Open the stored file for reading."""
        return default_storage.open(self.stored_name)


class FolderMark(models.Model):
    """How far a folder on the server was read. With another `uid_validity` it is read from its beginning again.

    `attempts` counts how often the mail that comes next was begun.
    """

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="folder_marks")
    folder = models.CharField(max_length=200)
    uid_validity = models.PositiveBigIntegerField()
    last_uid = models.PositiveBigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="folder_mark_once", fields=["contest", "folder"]),
        ]

    def __str__(self) -> str:
        return f"{self.folder}: {self.last_uid}"
