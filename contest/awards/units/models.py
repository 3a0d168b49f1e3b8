"""What the office enters of units, and what is decided about their prize."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contest.entries.units.models import Unit
from contest.notice.models import Contest


class UnitFigure(models.Model):
    """What nobody but the office knows of a unit in a contest: how many people it has, what the committee gives it.

    `revision` counts how often it was saved: who saves on top of an older one is refused.
    """

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="unit_figures")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="figures")
    head_count = models.PositiveIntegerField(null=True, blank=True)
    committee_mark = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="unit_figure_once", fields=["contest", "unit"]),
            models.CheckConstraint(
                name="unit_figure_in_range",
                condition=(Q(head_count=None) | Q(head_count__gt=0))
                & (Q(committee_mark=None) | Q(committee_mark__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contest_id}/{self.unit_id}"


class UnitDecision(models.Model):
    """What was decided about the unit prize: which of the equals at its boundary are in, or which units altogether."""

    class Kind(models.TextChoices):
        """On what."""

        TIE = "tie", _("同分决定")
        OVERRIDE = "override", _("另行决定")

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="unit_decisions")
    kind = models.CharField(max_length=10, choices=Kind)
    chosen = models.ManyToManyField(Unit, related_name="+")
    tied = models.ManyToManyField(Unit, related_name="+")
    reason = models.TextField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_unit_decision_of_a_kind", fields=["contest", "kind"], condition=Q(revoked_at=None)
            ),
            models.CheckConstraint(name="unit_decision_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
