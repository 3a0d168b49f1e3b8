"""What organisers add to the essays of an anthology: texts, order, omissions, versions; and the books made of it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contest.entries.models import Entry, Manuscript, entry_token
from contest.notice.models import Contest
from contest.phrases import Phrase


class Anthology(models.Model):
    """What stands round the essays, and their order: entries by their keys, as far as they were moved.

    `revision` counts the changes of its texts.
    """

    contest = models.OneToOneField(Contest, on_delete=models.PROTECT, related_name="anthology")
    title = models.CharField(_("书名"), max_length=60)
    foreword = models.TextField(_("前言"), blank=True)
    colophon = models.TextField(_("后记"), blank=True)
    order = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="anthology_has_a_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title


class AnthologyOmission(models.Model):
    """That the organisers leave an essay out of the anthology; it stands until they take it in again."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="anthology_omissions")
    reason = models.TextField()
    left_out_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    left_out_at = models.DateTimeField()
    taken_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_anthology_omission_an_entry", fields=["entry"], condition=Q(taken_in_at=None)
            ),
            models.CheckConstraint(name="anthology_omission_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="anthology_omission_ended_by_somebody",
                condition=Q(taken_in_at=None, taken_in_by=None)
                | Q(taken_in_at__isnull=False, taken_in_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reason[:40]


class EssayVersion(models.Model):
    """A text of an essay as an organiser edited it, on top of one manuscript, which never changes.

    The newest is the one that counts. `restores` is the number of the version that it brought back, 0 for the
    manuscript's own text.
    """

    manuscript = models.ForeignKey(Manuscript, on_delete=models.PROTECT, related_name="essay_versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    reason = models.TextField()
    restores = models.PositiveIntegerField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["manuscript", "number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="essay_version_once", fields=["manuscript", "number"]),
            models.CheckConstraint(name="essay_version_counts_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="essay_version_has_text_and_reason", condition=~Q(text="") & ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.manuscript} {self.number}"


class BuildState(models.TextChoices):
    """How far a book is."""

    ASKED = "asked", _("等待制作")
    SETTING = "setting", _("正在排版")
    READY = "ready", _("可以下载")
    FAILED = "failed", _("没有做成")


AT_WORK = (BuildState.ASKED, BuildState.SETTING)


class BuildQuerySet(models.QuerySet["AnthologyBuild"]):
    """Reads of books by intent."""

    def in_the_making(self) -> "BuildQuerySet":
        """Give those that the background has something to do for."""
        return self.filter(state__in=AT_WORK)


class AnthologyBuild(models.Model):
    """One book made of an anthology, as .docx and PDF.

    `plan` holds what is in it, as it stood at `stands_at`; `stretches` what was set of it so far; `remarks` what of an
    essay it could not hold. `attempts` counts the times that it was taken up since it last got on.
    """

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="anthology_builds")
    token = models.CharField(max_length=22, unique=True, default=entry_token)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=BuildState, default=BuildState.ASKED)
    stands_at = models.DateTimeField(null=True, blank=True)
    plan = models.JSONField(default=dict)
    stretches = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    essays = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    docx_name = models.CharField(max_length=80, blank=True)
    docx_size = models.PositiveBigIntegerField(default=0)
    pdf_name = models.CharField(max_length=80, blank=True)
    pdf_size = models.PositiveBigIntegerField(default=0)
    ready_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = BuildQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_anthology_in_the_making", fields=["contest"], condition=Q(state__in=["asked", "setting"])
            ),
            models.CheckConstraint(
                name="anthology_ready_with_files",
                condition=Q(state="ready", ready_at__isnull=False) & ~Q(docx_name="") & ~Q(pdf_name="")
                | ~Q(state="ready") & Q(ready_at=None, docx_name="", pdf_name=""),
            ),
            models.CheckConstraint(
                name="anthology_set_from_a_plan",
                condition=~Q(state__in=["setting", "ready"]) | Q(stands_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.token

    @property
    def remarked(self) -> list[tuple[str, list[Phrase]]]:
        """The essays that something is to be said of, by their titles, and what."""
        return [(one["title"], [Phrase.of_json(phrase) for phrase in one["said"]]) for one in self.remarks]

    @property
    def percent(self) -> int:
        """How much of it is set, in percent."""
        return self.done * 100 // self.essays if self.essays else 0
