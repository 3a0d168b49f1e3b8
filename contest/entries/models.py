"""Entries, manuscripts, receipts, declarations."""

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contest.entries.checking import ending_of
from contest.entries.units.models import Unit
from contest.notice.announcement import OBJECTION
from contest.notice.models import Contest


def entry_token() -> str:
    """Give the part of an entry's address that can't be guessed (128 bits)."""
    return secrets.token_urlsafe(16)


class EntryState(models.TextChoices):
    """Where an entry stands; `entries.operations.move` alone changes it."""

    DRAFT = "draft", _("草稿")
    RECEIVED = "received", _("已收稿")
    RETURNED = "returned", _("退回修改")
    ELIGIBLE = "eligible", _("通过审查")
    DISQUALIFIED = "disqualified", _("取消资格")
    WITHDRAWN = "withdrawn", _("已撤回")


OUT_OF_THE_CONTEST = frozenset({EntryState.DRAFT, EntryState.WITHDRAWN})
"""Not handed in yet, or no longer: the office has nothing to do with such an entry."""


class Way(models.TextChoices):
    """How an entry came in."""

    WEB = "web", _("网上")
    MAIL = "mail", _("邮件")
    BUNDLE = "bundle", _("单位汇总")


class EntryQuerySet(models.QuerySet["Entry"]):
    """Reads of entries by intent."""

    def handed_in(self) -> "EntryQuerySet":
        """Give the entries that the office deals with: neither drafts nor withdrawn."""
        return self.exclude(state__in=OUT_OF_THE_CONTEST)

    def eligible(self) -> "EntryQuerySet":
        """Give the entries that passed screening."""
        return self.filter(state=EntryState.ELIGIBLE)

    def matching(self, words: str) -> "EntryQuerySet":
        """Give the entries whose title, author or unit holds each of the words."""
        found = self
        for word in words[:200].split()[:8]:
            found = found.filter(Q(title__icontains=word) | Q(author__icontains=word) | Q(unit__name__icontains=word))
        return found


class Entry(models.Model):
    """One essay on its way, from draft to decision.

    One that came by mail belongs to no account: its letters go to `reply_to` until somebody claims it with number
    and secret of its receipt.
    """

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="entries")
    token = models.CharField(max_length=22, unique=True, default=entry_token)
    entrant = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    reply_to = models.EmailField(blank=True)
    way = models.CharField(max_length=10, choices=Way, default=Way.WEB)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    title = models.CharField(_("作品题目"), max_length=200, blank=True)
    author = models.CharField(_("作者姓名"), max_length=100, blank=True)
    unit_name = models.CharField(_("所在单位"), max_length=120, blank=True)
    genre = models.CharField(_("体裁"), max_length=40, blank=True)
    pen_name = models.CharField(_("发表署名"), max_length=60, blank=True)
    ai_use = models.TextField(_("人工智能使用情况"), blank=True)
    state = models.CharField(max_length=20, choices=EntryState, default=EntryState.DRAFT)
    manuscript = models.ForeignKey("Manuscript", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    received_at = models.DateTimeField(null=True, blank=True)
    return_until = models.DateTimeField(null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_draft_each", fields=["contest", "entrant"], condition=Q(state="draft", way="web")
            ),
            models.CheckConstraint(
                name="entry_of_somebody_unless_mailed",
                condition=Q(entrant__isnull=False) | Q(way="mail"),
            ),
            models.CheckConstraint(
                name="entry_received_with_manuscript",
                condition=Q(received_at=None, manuscript=None)
                | Q(received_at__isnull=False, manuscript__isnull=False, unit__isnull=False),
            ),
            models.CheckConstraint(
                name="entry_received_unless_draft",
                condition=Q(state__in=["draft", "withdrawn"]) | Q(received_at__isnull=False),
            ),
            models.CheckConstraint(
                name="entry_returned_until",
                condition=(Q(state="returned") & Q(return_until__isnull=False))
                | (~Q(state="returned") & Q(return_until=None)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["contest", "state", "received_at", "id"], name="entry_queue"),
            models.Index(fields=["contest", "-received_at", "-id"], name="entry_newest"),
        ]

    def __str__(self) -> str:
        return self.title or self.token


class EntryAuthor(models.Model):
    """One of the authors of an entry handed in; `key` is the name as it is compared."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="authors")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    key = models.CharField(max_length=100)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="entry_author_once", fields=["entry", "position"]),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["key"], name="entry_author_key")]

    def __str__(self) -> str:
        return self.name


class EntryContact(models.Model):
    """One way to reach whoever sent an entry that was handed in; `key` is the contact as it is compared."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="contacts")
    key = models.CharField(max_length=254)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="entry_contact_once", fields=["entry", "key"]),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["key"], name="entry_contact_key")]

    def __str__(self) -> str:
        return self.key


class Manuscript(models.Model):
    """One version of a file as it came, kept for ever.

    It has three names: as received, as the rule spells it, and the random one in storage. `words` is unknown
    until the file could be read.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="manuscripts")
    version = models.PositiveSmallIntegerField()
    received_name = models.CharField(max_length=400)
    canonical_name = models.CharField(max_length=255, blank=True)
    stored_name = models.CharField(max_length=80, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20)
    words = models.PositiveIntegerField(null=True)
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["version"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="manuscript_version_once", fields=["entry", "version"]),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["sha256"], name="manuscript_sha256")]

    def __str__(self) -> str:
        return f"{self.received_name} ({self.version})"

    @property
    def ending(self) -> str:
        """The ending that the file is named with, by its kind; the name it came with only chooses among several."""
        return ending_of(self.kind, self.received_name)

    @property
    def received_stem(self) -> str:
        """The name it came with, without its ending where that is a right one."""
        name, ending = self.received_name, self.ending
        return name[: -len(ending)] if name.lower().endswith(ending) else name

    def open(self) -> Any:
        """Open the stored file for reading."""
        return default_storage.open(self.stored_name)


class CheckState(models.TextChoices):
    """How far the check of a manuscript is."""

    WAITING = "waiting", _("等待检查")
    CHECKED = "checked", _("已检查")
    UNREADABLE = "unreadable", _("无法读取")
    IMPOSSIBLE = "impossible", _("本机不能检查")


class ManuscriptCheck(models.Model):
    """What the check of one manuscript found. A file that has to be converted first waits for it.

    `findings` keeps `LayoutFinding`s, `traces` where the file tells who wrote it, `fault` the sentence that says
    why it can't be read; `converted_name` is the .docx made of a file of another kind, in storage. None of it is
    for judges.
    """

    manuscript = models.OneToOneField(Manuscript, on_delete=models.PROTECT, related_name="check_result")
    state = models.CharField(max_length=20, choices=CheckState)
    title = models.CharField(max_length=200, blank=True)
    notes_words = models.PositiveIntegerField(default=0)
    textbox_words = models.PositiveIntegerField(default=0)
    layout = models.CharField(max_length=20, blank=True)
    findings = models.JSONField(default=list)
    traces = models.JSONField(default=list)
    objection = models.TextField(blank=True)
    secrecy = models.TextField(blank=True)
    fault = models.JSONField(null=True, blank=True)
    converted_name = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="check_waits_or_is_dated",
                condition=Q(state="waiting", checked_at=None) | (~Q(state="waiting") & Q(checked_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="check_unreadable_says_why",
                condition=~Q(state="unreadable") | Q(fault__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["attempts", "id"], name="checks_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.manuscript}: {self.get_state_display()}"


class Receipt(models.Model):
    """What an entrant holds: which file was handed in as what, when, and its fingerprint.

    With number and secret together anybody may look it up; receipts from before there were secrets have none.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="receipts")
    manuscript = models.OneToOneField(Manuscript, on_delete=models.PROTECT, related_name="receipt")
    number = models.CharField(max_length=14, unique=True)
    secret = models.CharField(max_length=9, blank=True)
    received_at = models.DateTimeField()
    unit_name = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    author = models.CharField(max_length=100)
    genre = models.CharField(max_length=40, blank=True)
    pen_name = models.CharField(max_length=60, blank=True)
    ai_use = models.TextField(blank=True)
    canonical_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return self.number


class Declaration(models.Model):
    """What an entrant declared with a receipt, in the words that stood there.

    Under the key `OBJECTION` stands an objection found in the text; `agreed` then says that it is meant.
    """

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="declarations")
    key = models.SlugField(max_length=40)
    wording = models.TextField()
    agreed = models.BooleanField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="declaration_once", fields=["receipt", "key"]),
        ]

    def __str__(self) -> str:
        return self.wording

    @property
    def answer(self) -> str:
        """What was said to the wording, in words."""
        if self.key == OBJECTION:
            return gettext("确有此意") if self.agreed else gettext("不是这个意思")
        return gettext("同意") if self.agreed else gettext("不同意")
