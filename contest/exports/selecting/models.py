"""Exports that somebody keeps under a name."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contest.notice.models import Contest
from contest.people.models import User


class NamedExportQuerySet(models.QuerySet["NamedExport"]):
    """Reads of kept exports."""

    def for_person(self, person: User) -> "NamedExportQuerySet":
        """Give a person's own, and the office's."""
        return self.filter(Q(owner=person) | Q(owner=None))


class NamedExport(models.Model):
    """Columns and conditions of a sheet under a name: its owner's own, or the whole office's where nobody owns it.

    `sheet` is the key of the sheet, `language` the one that its headings are in: `columns` are headings in order,
    `conditions` what was typed by heading.
    """

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="named_exports")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE)
    name = models.CharField(_("名称"), max_length=40)
    sheet = models.CharField(max_length=80)
    language = models.CharField(max_length=10)
    columns = models.JSONField()
    conditions = models.JSONField(default=dict)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    objects = NamedExportQuerySet.as_manager()

    class Meta:
        default_related_name = "named_exports"
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="own_export_once", fields=["contest", "owner", "name"]),
            models.UniqueConstraint(
                name="office_export_once", fields=["contest", "name"], condition=Q(owner__isnull=True)
            ),
            models.CheckConstraint(name="export_has_columns", condition=~Q(columns=[])),
        ]

    def __str__(self) -> str:
        return self.name
