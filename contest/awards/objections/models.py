"""Objections to a prize list while it is public, and what the office wrote on them."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contest.awards.models import PrizeList
from contest.entries.models import Entry


class Objection(models.Model):
    """An objection to a prize list while it is public: who, against what, on which grounds, and what became of it.

    Only the office sees it; whoever made it finds it again by number and token.
    """

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("正在核查")
        UPHELD = "upheld", _("成立")
        DISMISSED = "dismissed", _("不成立")

    prize_list = models.ForeignKey(PrizeList, on_delete=models.PROTECT, related_name="objections")
    number = models.PositiveIntegerField()
    token = models.CharField(max_length=32, unique=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="objections")
    about = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=60)
    contact = models.CharField(max_length=254)
    grounds = models.TextField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="objection_number_once", fields=["prize_list", "number"]),
            models.CheckConstraint(
                name="objection_settled_by_somebody",
                condition=Q(state="open", settled_at=None, settled_by=None)
                | Q(~Q(state="open"), settled_at__isnull=False, settled_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prize_list} {self.number}"


class ObjectionNote(models.Model):
    """What the office wrote on an objection: to whoever made it, or for itself."""

    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    is_answer = models.BooleanField(default=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]


class ObjectionFile(models.Model):
    """A file that came with an objection, as it was received."""

    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="files")
    stored_name = models.CharField(max_length=100, unique=True)
    received_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.received_name
