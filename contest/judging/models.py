"""Rounds, judges, readings, marks."""

import secrets
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from contest.entries.models import Entry
from contest.entries.units.models import Unit
from contest.notice.models import Contest, RoundRules
from contest.screening.models import BlindText


def reading_token() -> str:
    """Give the part of a reading's address that can't be guessed (128 bits)."""
    return secrets.token_urlsafe(16)


class RoundState(models.TextChoices):
    """Where a round stands."""

    PREPARED = "prepared", _("准备中")
    OPEN = "open", _("评审中")
    CLOSED = "closed", _("已结束")


class Round(RoundRules):
    """One round of judging, with its rules as they stood when it was prepared, and the seed of its draw."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="rounds")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    redraws = models.PositiveIntegerField(default=0)
    draw_version = models.CharField(max_length=20)
    scoring_version = models.CharField(max_length=20)
    inputs_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=20, choices=RoundState, default=RoundState.PREPARED)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="round_once", fields=["contest", "key"]),
            models.UniqueConstraint(name="one_round_at_a_time", fields=["contest"], condition=~Q(state="closed")),
            models.CheckConstraint(
                name="round_opened_and_closed_in_turn",
                condition=Q(state="prepared", opened_at=None, closed_at=None)
                | (Q(state="open", closed_at=None, opened_at__isnull=False) & ~Q(inputs_hash=""))
                | (Q(state="closed", opened_at__isnull=False, closed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoundCriterion(models.Model):
    """What is marked in a round: a copy of the notice's criterion, so that later changes touch no mark."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="criteria")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=40)
    guidance = models.TextField(blank=True)
    weight = models.DecimalField(max_digits=6, decimal_places=3)
    minimum = models.DecimalField(max_digits=6, decimal_places=2)
    maximum = models.DecimalField(max_digits=6, decimal_places=2)
    step = models.DecimalField(max_digits=6, decimal_places=2)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="round_criterion_once", fields=["round", "key"]),
        ]

    def __str__(self) -> str:
        return self.name


class Judge(models.Model):
    """A person who reads in a round; `unit_name` keeps them from the entries of their own unit.

    `group` is theirs where judges are parted into groups, `capacity` the most that they read (NULL: no limit of their
    own), `genres` what they read (empty: all). They begin once they have `promised` confidentiality; whoever refused,
    or was replaced, left at `left_at`. `severity` is what was found when the round was closed.
    """

    class Leaving(models.TextChoices):
        """Why a judge left."""

        REFUSED = "refused", _("谢绝评审")
        REPLACED = "replaced", _("由别人接替")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="judges")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="judgeships")
    unit_key = models.CharField(max_length=120, blank=True)
    unit_name = models.CharField(max_length=120, blank=True)
    group = models.PositiveSmallIntegerField(null=True, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    genres = models.JSONField(default=list, blank=True)
    promised_at = models.DateTimeField(null=True, blank=True)
    voted_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    left_as = models.CharField(max_length=10, choices=Leaving, blank=True)
    left_reason = models.CharField(max_length=200, blank=True)
    severity = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="judge_once", fields=["round", "person"]),
            models.CheckConstraint(
                name="judge_left_with_a_reason",
                condition=Q(left_at=None, left_as="") | (Q(left_at__isnull=False) & ~Q(left_as="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class Relation(models.Model):
    """Why a person must not judge an entry, or the entries of a unit, beyond what the software can tell by itself."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="relations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="relations")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="relations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="relations")
    reason = models.CharField(max_length=200, blank=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="relation_to_entry_once", fields=["contest", "person", "entry"], condition=Q(ended_at=None)
            ),
            models.UniqueConstraint(
                name="relation_to_unit_once", fields=["contest", "person", "unit"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="relation_ended_by_somebody",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="relation_to_one_thing",
                condition=Q(entry=None, unit__isnull=False) | Q(entry__isnull=False, unit=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}/{self.entry_id or self.unit_id}"


class RoundEntry(models.Model):
    """An entry in a round: the number under which judges know it, the blind text, the figure of its marks.

    `raw_mean` is the plain mean beside a figure of another method; `votes` are those it got.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="entries")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="rounds")
    blind_text = models.ForeignKey(BlindText, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    group = models.PositiveSmallIntegerField(null=True, blank=True)
    raw_mean = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    votes = models.PositiveIntegerField(default=0)
    score = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    readings_done = models.PositiveSmallIntegerField(default=0)
    # Entries without a figure come last, on every database alike.
    by_score = models.GeneratedField(
        expression=Coalesce(F("score"), Value(Decimal(-99_999_999))),
        output_field=models.DecimalField(max_digits=12, decimal_places=4),
        db_persist=True,
    )

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="entry_once_a_round", fields=["round", "entry"]),
            models.UniqueConstraint(name="number_once_a_round", fields=["round", "number"]),
            models.CheckConstraint(
                name="score_only_of_readings",
                condition=Q(score=None) | Q(readings_done__gt=0),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["round", "-by_score", "number"], name="entry_by_score"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Readings."""

    def standing(self) -> "ReadingQuerySet":
        """Give those that are still the judge's to do, or done."""
        return self.filter(ended_at=None)


class Reading(models.Model):
    """One judge reads one entry: marks may be kept unfinished; submitted, they count.

    `revision` counts what was kept, so that nothing older takes the place of something newer. A reading that ended
    (the judge declared a relation, or left before submitting it) keeps its marks, and they don't count. `voted` says
    that the judge voted for it by name.
    """

    class Origin(models.TextChoices):
        """How a reading came about."""

        DRAW = "draw", _("抽签")
        INSTEAD = "instead", _("补抽")
        EXTRA = "extra", _("加评")

    class Ending(models.TextChoices):
        """Why a reading ended."""

        RELATION = "relation", _("评委回避")
        LEFT = "left", _("评委退出")

    judge = models.ForeignKey(Judge, on_delete=models.PROTECT, related_name="readings")
    round_entry = models.ForeignKey(RoundEntry, on_delete=models.PROTECT, related_name="readings")
    token = models.CharField(max_length=22, unique=True, default=reading_token)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.DRAW)
    revision = models.PositiveIntegerField(default=0)
    voted = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_as = models.CharField(max_length=10, choices=Ending, blank=True)
    comment = models.TextField(blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    total = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="reading_ended_with_a_reason",
                condition=Q(ended_at=None, ended_as="") | (Q(ended_at__isnull=False) & ~Q(ended_as="")),
            ),
            models.UniqueConstraint(name="reading_once", fields=["judge", "round_entry"]),
            models.CheckConstraint(
                name="reading_submitted_with_total",
                condition=Q(submitted_at=None, total=None) | Q(submitted_at__isnull=False, total__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judge_id}/{self.round_entry_id}"


class Mark(models.Model):
    """One mark; its range stands beside it, so that the database itself holds the mark within."""

    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="marks")
    criterion = models.ForeignKey(RoundCriterion, on_delete=models.PROTECT, related_name="marks")
    value = models.DecimalField(max_digits=6, decimal_places=2)
    minimum = models.DecimalField(max_digits=6, decimal_places=2)
    maximum = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="mark_once", fields=["reading", "criterion"]),
            models.CheckConstraint(
                name="mark_within_range", condition=Q(value__gte=F("minimum"), value__lte=F("maximum"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.value)
