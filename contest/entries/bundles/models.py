"""Bundles: what a unit contact uploads for many authors, the rows read in it, and the unit's sign-off."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contest.entries.bundles.considering import Weight
from contest.entries.bundles.contents import MemberKind
from contest.entries.bundles.matching import How
from contest.entries.models import Entry, entry_token
from contest.notice.models import Contest

KEPT_NAME = 80
"""Signs that a name in storage takes at most."""


class BundleState(models.TextChoices):
    """Where a bundle stands. It may be confirmed again for rows that were left over."""

    RECEIVED = "received", _("等待预检")
    READ = "read", _("已预检")
    UNREADABLE = "unreadable", _("无法读取")
    CONFIRMED = "confirmed", _("正在提交")
    ENTERED = "entered", _("已提交")
    DISCARDED = "discarded", _("已作废")


class BundleQuerySet(models.QuerySet["Bundle"]):
    """Reads of bundles by intent."""

    def waiting(self) -> "BundleQuerySet":
        """Give the bundles that the background has something to do for."""
        return self.filter(state__in=[BundleState.RECEIVED, BundleState.CONFIRMED])


class Bundle(models.Model):
    """What a unit contact handed over for many authors at once.

    `lease` belongs to the worker that is at it, until `leased_until`; `attempts` counts the times that one took it up
    since it last got on. `fault` is the sentence that says why it can't be read.
    """

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="bundles")
    token = models.CharField(max_length=22, unique=True, default=entry_token)
    contact = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bundles")
    unit_name = models.CharField(_("单位"), max_length=120)
    state = models.CharField(max_length=20, choices=BundleState, default=BundleState.RECEIVED)
    received_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    fault = models.JSONField(null=True, blank=True)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = BundleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-received_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="bundle_unreadable_says_why", condition=~Q(state="unreadable") | Q(fault__isnull=False)
            ),
            models.CheckConstraint(
                name="bundle_lease_ends",
                condition=Q(lease="", leased_until=None) | (~Q(lease="") & Q(leased_until__isnull=False)),
            ),
            models.CheckConstraint(
                name="bundle_confirmed_once_read",
                condition=~Q(state__in=["read", "confirmed", "entered"]) | Q(read_at__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["attempts", "received_at"],
                name="bundles_waiting",
                condition=Q(state__in=["received", "confirmed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name} · {self.token}"


class PartKind(models.TextChoices):
    """What an uploaded file of a bundle is."""

    ZIP = "zip", _("压缩包")
    SHEET = "sheet", _("汇总表")


class BundlePartQuerySet(models.QuerySet["BundlePart"]):
    """Reads of a bundle's parts by intent."""

    def standing(self) -> "BundlePartQuerySet":
        """Give the parts in whose place no other came."""
        return self.filter(superseded_at=None)


class BundlePart(models.Model):
    """One file of a bundle as it came. Its time of receipt is that of the manuscripts it holds.

    A sheet is superseded by a newer one, and what could not be read by what came in its place.
    """

    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=10, choices=PartKind)
    received_name = models.CharField(max_length=400)
    stored_name = models.CharField(max_length=KEPT_NAME, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    received_at = models.DateTimeField()
    listed_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = BundlePartQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_sheet_a_bundle", fields=["bundle"], condition=Q(kind="sheet", superseded_at=None)
            ),
            models.UniqueConstraint(name="bundle_part_once", fields=["bundle", "sha256"]),
        ]

    def __str__(self) -> str:
        return self.received_name

    def open(self) -> Any:
        """Open the stored file for reading."""
        return default_storage.open(self.stored_name)


class BundleFile(models.Model):
    """One file in a bundle's ZIP: where it lies, and what a look at it found.

    Unit, title and author are what its name says for certain, `text_title` what its text says; `name_fault` tells why
    the name says less. `fault` is the reason why it can't be entered.
    """

    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="files")
    part = models.ForeignKey(BundlePart, on_delete=models.PROTECT, related_name="files")
    place = models.PositiveIntegerField()
    folder = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=400)
    member_kind = models.CharField(max_length=20, choices=[(kind.value, kind.name) for kind in MemberKind])
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    unit = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200, blank=True)
    author = models.CharField(max_length=100, blank=True)
    name_fault = models.JSONField(null=True, blank=True)
    text_title = models.CharField(max_length=200, blank=True)
    words = models.PositiveIntegerField(null=True, blank=True)
    secrecy = models.TextField(blank=True)
    objection = models.TextField(blank=True)
    fault = models.JSONField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["part", "place"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="bundle_file_once", fields=["part", "place"]),
            models.CheckConstraint(
                name="bundle_file_known_or_at_fault",
                condition=Q(looked_at=None) | ~Q(sha256="") | Q(fault__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["sha256"], name="bundle_file_sha256")]

    def __str__(self) -> str:
        return self.name


class BundleSignOff(models.Model):
    """Who vouches for the unit, with post and date, and in which words the authors' pledge was vouched for.

    `agreed` are the consents that count as given where a row says nothing of them.
    """

    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="sign_offs")
    name = models.CharField(_("签发人姓名"), max_length=60)
    post = models.CharField(_("职务"), max_length=60)
    date = models.DateField(_("签发日期"))
    pledge = models.TextField()
    agreed = models.JSONField(default=list)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="sign_off_has_name_and_post", condition=~Q(name="") & ~Q(post="")),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.post}）{self.date}"


class RowStanding(models.TextChoices):
    """Whether a row can be entered."""

    READY = "ready", _("可以提交")
    DOUBT = "doubt", _("请核对")
    WRONG = "wrong", _("要补正")


class BundleRow(models.Model):
    """One manuscript of a bundle: what the sheet or the contact says of it, its file, and what became of it.

    Empty fields are filled from the file's name when it is entered; `objection_meant` answers for an objection in its
    text. A row is up for entering once it has a sign-off,
    and stays so for ever once it is entered; `fault` says why it was refused then.
    """

    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField()
    line = models.PositiveIntegerField(null=True, blank=True)
    unit = models.CharField(_("所在单位"), max_length=120, blank=True)
    title = models.CharField(_("作品题目"), max_length=200, blank=True)
    author = models.CharField(_("作者姓名"), max_length=100, blank=True)
    phone = models.CharField(_("联系电话"), max_length=60, blank=True)
    genre = models.CharField(_("体裁"), max_length=40, blank=True)
    pen_name = models.CharField(_("笔名"), max_length=60, blank=True)
    ai_use = models.TextField(_("人工智能使用情况"), blank=True)
    file_name = models.CharField(_("文件名"), max_length=400, blank=True)
    consents = models.JSONField(default=dict)
    unclear = models.JSONField(default=list)
    objection_meant = models.BooleanField(null=True, blank=True)
    file = models.OneToOneField(BundleFile, null=True, blank=True, on_delete=models.PROTECT, related_name="row")
    how = models.CharField(max_length=20, choices=[(how.value, how.name) for how in How], blank=True)
    certain = models.BooleanField(default=False)
    candidates = models.JSONField(default=list)
    standing = models.CharField(max_length=10, choices=RowStanding, default=RowStanding.WRONG)
    findings = models.JSONField(default=list)
    amended_at = models.DateTimeField(null=True, blank=True)
    sign_off = models.ForeignKey(BundleSignOff, null=True, blank=True, on_delete=models.PROTECT, related_name="rows")
    entry = models.OneToOneField(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="bundle_row")
    fault = models.JSONField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="bundle_row_once", fields=["bundle", "position"]),
            models.CheckConstraint(
                name="bundle_row_signed_with_file", condition=Q(sign_off=None) | Q(file__isnull=False)
            ),
            models.CheckConstraint(
                name="bundle_row_entered_once_signed", condition=Q(entry=None) | Q(sign_off__isnull=False, fault=None)
            ),
            models.CheckConstraint(
                name="bundle_row_has_a_file_by_something",
                condition=Q(file=None) | ~Q(how=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"

    @property
    def is_open(self) -> bool:
        """Whether the row may still be corrected: neither entered nor on its way."""
        return self.entry_id is None and self.sign_off_id is None


STANDINGS = {Weight.WRONG: RowStanding.WRONG, Weight.DOUBT: RowStanding.DOUBT, Weight.ADVICE: RowStanding.READY}
"""What a row's weightiest finding makes of it."""
