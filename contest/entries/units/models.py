"""Units: one thing with many spellings."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Unit(models.Model):
    """A unit that entrants belong to; `key` is its canonical name as compared.

    `settled_at` is empty until somebody of the office has looked at it. A unit merged into another stays on record
    under its name, and is offered no more.
    """

    name = models.CharField(_("单位"), max_length=120)
    key = models.CharField(max_length=120)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="unit_once", fields=["key"], condition=Q(merged_into=None)),
            models.CheckConstraint(name="unit_not_its_own_parent", condition=Q(parent=None) | ~Q(parent=F("id"))),
            models.CheckConstraint(
                name="unit_not_merged_into_itself", condition=Q(merged_into=None) | ~Q(merged_into=F("id"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SpellingKind(models.TextChoices):
    """What a spelling is to its unit."""

    CANONICAL = "canonical", _("规范名称")
    SHORT = "short", _("简称")
    SEEN = "seen", _("来稿写法")


class UnitSpelling(models.Model):
    """One way to write a unit's name. As compared (`key`) it leads to one unit and no other."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="spellings")
    name = models.CharField(max_length=120)
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=SpellingKind)

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_canonical_spelling", fields=["unit"], condition=Q(kind="canonical")),
        ]

    def __str__(self) -> str:
        return self.name


class UnitMerge(models.Model):
    """That a unit was found to be another, and what was moved for it: undoing moves that back.

    Somebody else may since have moved a part of it on: what is no longer with `into` stays where it is.
    """

    absorbed = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="merges_in")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    entries = models.ManyToManyField("contest.Entry", related_name="+")
    spellings = models.ManyToManyField(UnitSpelling, related_name="+")
    children = models.ManyToManyField(Unit, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_standing_merge", fields=["absorbed"], condition=Q(undone_at=None)),
            models.CheckConstraint(name="unit_merged_into_another", condition=~Q(absorbed=F("into"))),
            models.CheckConstraint(
                name="merge_undone_by_somebody",
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed} → {self.into}"
