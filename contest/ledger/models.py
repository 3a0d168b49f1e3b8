"""The ledger: every change on the way, append-only, each event chained to the one before by its hash."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from contest.ledger.actions import Action, Subject


class AppendOnly(Exception):
    """Somebody tried to change or take away what the ledger holds."""


class EventQuerySet(models.QuerySet["Event"]):
    """Reads of the ledger; changing verbs are refused."""

    def update(self, **kwargs: Any) -> int:  # noqa: ARG002
        """Refuse: events are never changed."""
        raise AppendOnly("ledger events are never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: events are never deleted."""
        raise AppendOnly("ledger events are never deleted")

    def about(self, contest: str) -> "EventQuerySet":
        """Give the events of one contest (by its slug), newest first."""
        return self.filter(contest=contest).order_by("-sequence")

    def matching(self, words: str) -> "EventQuerySet":
        """Give the events whose subject or action begins with these words, or whose actor's name holds them."""
        if not words:
            return self
        return self.filter(
            models.Q(subject_key__startswith=words)
            | models.Q(action__startswith=words)
            | models.Q(actor_name__contains=words)
        )


class Event(models.Model):
    """Who did what to what, when, from what to what, and why.

    The actor's name is kept beside the account, so that the history outlives it; the subject is named by
    kind and key, so that the ledger depends on no other room.
    """

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    contest = models.CharField(max_length=60, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=254)
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=120)
    before = models.JSONField()
    after = models.JSONField()
    reason = models.TextField(blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["sequence"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["contest", "-sequence"], name="event_by_contest"),
            models.Index(fields=["subject_kind", "subject_key"], name="event_by_subject"),
        ]

    def __str__(self) -> str:
        return f"#{self.sequence} {self.action} {self.subject_kind} {self.subject_key}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; a second save is refused."""
        if not self._state.adding:
            raise AppendOnly("ledger events are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002
        """Refuse: events are never deleted."""
        raise AppendOnly("ledger events are never deleted")

    @property
    def action_name(self) -> str:
        """What was done, in words; the stored value where this version has no word for it."""
        return str(Action(self.action).label) if self.action in Action.values else self.action

    @property
    def subject_name(self) -> str:
        """What it was done to, in words."""
        return str(Subject(self.subject_kind).label) if self.subject_kind in Subject.values else self.subject_kind


class Head(models.Model):
    """The end of the chain: the last sequence number and hash. One row; appending locks it."""

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="one_ledger_head", condition=models.Q(id=1)),
        ]

    def __str__(self) -> str:
        return f"#{self.sequence} {self.hash}"
