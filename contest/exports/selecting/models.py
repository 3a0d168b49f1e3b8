"""Exports that somebody keeps under a name."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from contest.notice.kept import Kept, once_each
from contest.notice.models import Contest


class NamedExport(Kept):
    """Columns and conditions of a sheet under a name: its owner's own, or the whole office's where nobody owns it.

    `sheet` is the key of the sheet, `language` the one that its headings are in: `columns` are headings in order,
    `conditions` what was typed by heading.
    """

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="named_exports")
    sheet = models.CharField(max_length=80)
    language = models.CharField(max_length=10)
    columns = models.JSONField()
    conditions = models.JSONField(default=dict)

    class Meta(Kept.Meta):
        default_related_name = "named_exports"
        constraints: ClassVar[list[Any]] = [
            *once_each("own_export_once", "office_export_once"),
            models.CheckConstraint(name="export_has_columns", condition=~Q(columns=[])),
        ]
