"""What the office holds back from publication."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from contest.entries.models import Entry


class PublicationHold(models.Model):
    """That an essay is not published, although its author's word would allow it; it stands until it is lifted."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="publication_holds")
    reason = models.TextField()
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_publication_hold_an_entry", fields=["entry"], condition=Q(lifted_at=None)
            ),
            models.CheckConstraint(name="publication_hold_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="publication_hold_lifted_by_somebody",
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reason[:40]
