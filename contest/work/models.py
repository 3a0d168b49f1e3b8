"""When each piece of background work was last done."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q


class Beat(models.Model):
    """The last sign of life of one task; while it fails, what it says and since when."""

    task = models.CharField(max_length=40, unique=True)
    seen_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True, blank=True)
    fault = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["task"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="beat_fails_with_a_fault",
                condition=Q(failing_since=None, fault="") | (Q(failing_since__isnull=False) & ~Q(fault="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.seen_at:%Y-%m-%d %H:%M:%S}"
