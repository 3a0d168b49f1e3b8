"""What leaves: archives on their way to being laid out, and the checksums that a ZIP needs."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contest.entries.models import EntryState, Manuscript, entry_token
from contest.notice.models import Contest


class Grouping(models.TextChoices):
    """By what the manuscripts of an archive lie in folders."""

    UNIT = "unit", _("按单位")
    TIER = "tier", _("按奖项")
    STATE = "state", _("按状态")
    GENRE = "genre", _("按体裁")
    FLAT = "flat", _("不分文件夹")


class ArchiveState(models.TextChoices):
    """How far an archive is."""

    ASKED = "asked", _("等待制作")
    GATHERED = "gathered", _("正在核对文稿")
    READY = "ready", _("可以下载")
    FAILED = "failed", _("没有做成")


IN_THE_MAKING = (ArchiveState.ASKED, ArchiveState.GATHERED)


class ArchiveQuerySet(models.QuerySet["Archive"]):
    """Reads of archives by intent."""

    def in_the_making(self) -> "ArchiveQuerySet":
        """Give the archives that the background has something to do for."""
        return self.filter(state__in=IN_THE_MAKING)

    def ready(self) -> "ArchiveQuerySet":
        """Give those that can be downloaded."""
        return self.filter(state=ArchiveState.READY)


class Archive(models.Model):
    """All that a contest holds, fixed at the moment `stands_at`, as one ZIP that is never written but always known.

    `states` are those of the entries that somebody asked for. `list_name` is where the list of its files lies in
    storage, `files` how many they are, `summed` how many of them were read and held against their fingerprints,
    `left_out` the paths of those that could not be. `length` and `etag` are those of the ZIP. `attempts` counts the
    times that it was taken up since it last got on.
    """

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="archives")
    token = models.CharField(max_length=22, unique=True, default=entry_token)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    grouping = models.CharField(_("文件夹"), max_length=10, choices=Grouping)
    states = models.JSONField(_("放进哪些稿件"), default=list)
    state = models.CharField(max_length=10, choices=ArchiveState, default=ArchiveState.ASKED)
    stands_at = models.DateTimeField(null=True, blank=True)
    list_name = models.CharField(max_length=80, blank=True)
    files = models.PositiveIntegerField(default=0)
    summed = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=list)
    length = models.PositiveBigIntegerField(null=True, blank=True)
    etag = models.CharField(max_length=66, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = ArchiveQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_archive_in_the_making", fields=["contest"], condition=Q(state__in=["asked", "gathered"])
            ),
            models.CheckConstraint(
                name="archive_gathered_with_list",
                condition=~Q(state__in=["gathered", "ready"]) | (Q(stands_at__isnull=False) & ~Q(list_name="")),
            ),
            models.CheckConstraint(
                name="archive_ready_is_known",
                condition=Q(state="ready", length__isnull=False, ready_at__isnull=False) & ~Q(etag="")
                | ~Q(state="ready") & Q(length=None, ready_at=None, etag=""),
            ),
        ]

    def __str__(self) -> str:
        return self.token

    @property
    def percent(self) -> int:
        """How much of it is done, in percent."""
        return self.summed * 100 // self.files if self.files else 0

    @property
    def grouping_name(self) -> str:
        """By what its manuscripts lie in folders, in words."""
        return str(Grouping(self.grouping).label)

    @property
    def states_named(self) -> list[str]:
        """The states of the entries in it, in words."""
        return [str(EntryState(state).label) for state in self.states]

    def open_list(self) -> Any:
        """Open the list of its files for reading."""
        return default_storage.open(self.list_name)


class FileSum(models.Model):
    """The CRC-32 of a stored manuscript, computed once: what is stored never changes."""

    manuscript = models.OneToOneField(Manuscript, on_delete=models.CASCADE, primary_key=True, related_name="file_sum")
    crc = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.crc:08x}"
