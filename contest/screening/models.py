"""Decisions on entries, and the copies that judges may see."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contest.entries.models import Entry, Manuscript
from contest.notice.announcement import POINTS
from contest.phrases import Phrase


class Outcome(models.TextChoices):
    """What a screener decides; to undo puts an entry back among those that wait."""

    PASS = "pass", _("通过")
    RETURN = "return", _("退回修改")
    DISQUALIFY = "disqualify", _("取消资格")
    UNDO = "undo", _("撤销决定")


class Decision(models.Model):
    """One decision on one version of a manuscript. A change of mind is a new decision."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="decisions")
    manuscript = models.ForeignKey(Manuscript, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=20, choices=Outcome)
    reason_key = models.SlugField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="decision_states_its_reason",
                condition=(Q(outcome="disqualify") & ~Q(reason_key="") & ~Q(reason=""))
                | (Q(outcome__in=["return", "undo"]) & Q(reason_key="") & ~Q(reason=""))
                | (Q(outcome="pass") & Q(reason_key="")),
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


class PointAnswer(models.Model):
    """What a person said to one point of the checklist with a decision, beside what the machine had said to it.

    `evidence` is the machine's phrase as it stood there.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="answers")
    key = models.CharField(max_length=20)
    holds = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)
    machine = models.CharField(max_length=10)
    evidence = models.JSONField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="point_answered_once", fields=["decision", "key"]),
            models.CheckConstraint(name="point_that_fails_says_why", condition=Q(holds=True) | ~Q(note="")),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> Phrase:
        """What the point is called."""
        return Phrase(POINTS.get(self.key, self.key))

    @property
    def said(self) -> Phrase:
        """The machine's evidence, as it stood there."""
        return Phrase.of_json(self.evidence)


class Look(models.Model):
    """When somebody who may decide last had an entry's page before them; it is of use for minutes only."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="looks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_look_each", fields=["entry", "person"]),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.entry}"


class Masking(models.Model):
    """What screeners chose to mask, and to show, in one manuscript; it quotes the text and is not for judges."""

    manuscript = models.OneToOneField(Manuscript, on_delete=models.PROTECT, related_name="masking")
    choices = models.JSONField()

    def __str__(self) -> str:
        return str(self.manuscript)


class BlindText(models.Model):
    """What judges may see of a manuscript: made when the entry passed, kept with it, read by nothing else.

    `docx_name` is the blind copy as a file, in storage.
    """

    manuscript = models.OneToOneField(Manuscript, on_delete=models.PROTECT, related_name="blind_text")
    title = models.CharField(max_length=200)
    html = models.TextField()
    words = models.PositiveIntegerField()
    docx_name = models.CharField(max_length=80)
    masks = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title
