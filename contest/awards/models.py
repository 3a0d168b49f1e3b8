"""The prize list: decided, frozen, published."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from contest.entries.models import Entry
from contest.entries.units.models import Unit
from contest.judging.models import Round
from contest.notice.models import Contest


class BoundaryDecision(models.Model):
    """What was decided about a tie across the last place of a tier: who is in, how many places there are, why."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="boundary_decisions")
    tier_key = models.SlugField(max_length=40)
    admitted = models.ManyToManyField(Entry, related_name="+")
    quota = models.PositiveIntegerField()
    reason = models.TextField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_decision_a_boundary", fields=["round", "tier_key"], condition=Q(revoked_at=None)
            ),
            models.CheckConstraint(name="boundary_decision_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.tier_key


class PrizeList(models.Model):
    """A confirmed prize list: frozen with the rules' versions and the hash of what it was made from."""

    contest = models.OneToOneField(Contest, on_delete=models.PROTECT, related_name="prize_list")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="prize_lists")
    rules = models.JSONField()
    inputs_hash = models.CharField(max_length=64)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.contest)


class Award(models.Model):
    """One prize to one entry, with the names and the grounds as they stood when the list was confirmed."""

    prize_list = models.ForeignKey(PrizeList, on_delete=models.PROTECT, related_name="awards")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="awards")
    tier_key = models.SlugField(max_length=40)
    tier_name = models.CharField(max_length=40)
    tier_position = models.PositiveSmallIntegerField()
    place = models.PositiveIntegerField()
    score = models.DecimalField(max_digits=12, decimal_places=4)
    title = models.CharField(max_length=200)
    author = models.CharField(max_length=100)
    unit_name = models.CharField(max_length=120)
    reason = models.TextField()

    class Meta:
        ordering: ClassVar[list[str]] = ["tier_position", "place", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_award_an_entry", fields=["prize_list", "entry"]),
        ]

    def __str__(self) -> str:
        return f"{self.tier_name} {self.title}"


class UnitAward(models.Model):
    """One prize to one unit, with the office's reason."""

    prize_list = models.ForeignKey(PrizeList, on_delete=models.PROTECT, related_name="unit_awards")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="awards")
    tier_key = models.SlugField(max_length=40)
    tier_name = models.CharField(max_length=40)
    unit_name = models.CharField(max_length=120)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["tier_key", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_award_a_unit", fields=["prize_list", "unit"]),
        ]

    def __str__(self) -> str:
        return f"{self.tier_name} {self.unit_name}"
