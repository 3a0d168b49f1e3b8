"""The prize list: decided, frozen, made public, objected to, corrected, final."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contest.entries.models import Entry
from contest.entries.units.models import Unit
from contest.judging.models import Round
from contest.notice.models import Contest


class PrizeDecision(models.Model):
    """What was decided about a tier: whom of a tie it admits, or how many places it has; and why.

    `tied` are all entries of the tie: where the tie has changed since, the decision holds no more. `votes` is the
    record of a vote on it, by the token of the entry.
    """

    class Kind(models.TextChoices):
        """What it is about."""

        TIE = "tie", _("同分")
        SEATS = "seats", _("名额")

    class Manner(models.TextChoices):
        """How it came about."""

        COMMITTEE = "committee", _("评委会议定")
        VOTE = "vote", _("评委会表决")
        BOTH = "both", _("都列入，增加名额")
        NEITHER = "neither", _("都不列入，名额空缺")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="prize_decisions")
    kind = models.CharField(max_length=10, choices=Kind)
    tier_key = models.SlugField(max_length=40)
    division = models.CharField(max_length=40, blank=True)
    tied = models.ManyToManyField(Entry, related_name="+")
    admitted = models.ManyToManyField(Entry, related_name="+")
    manner = models.CharField(max_length=10, choices=Manner, default=Manner.COMMITTEE)
    votes = models.JSONField(default=dict, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True)
    reason = models.TextField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_decision_on_seats",
                fields=["round", "tier_key", "division"],
                condition=Q(revoked_at=None, kind="seats"),
            ),
            models.CheckConstraint(name="prize_decision_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="decision_on_seats_says_how_many",
                condition=Q(kind="seats", seats__isnull=False) | Q(kind="tie", seats=None),
            ),
        ]

    def __str__(self) -> str:
        return self.tier_key

    def stood_at(self, moment: datetime) -> bool:
        """It had been taken at a moment, and was not revoked."""
        return self.decided_at <= moment and (self.revoked_at is None or self.revoked_at > moment)

    @property
    def votes_told(self) -> list[tuple[str, int]]:
        """The record of a vote: the titles of the tied entries, each with its votes, most first."""
        told = [(entry.title, self.votes[entry.token]) for entry in self.tied.all() if entry.token in self.votes]
        return sorted(told, key=lambda one: (-one[1], one[0]))


class PrizeList(models.Model):
    """A confirmed prize list: frozen with the rules' versions and the hash of what it was made from.

    A correction makes it the next `version`; its awards say in which versions they stand. It is public from
    `published_at`; objections are taken until `objections_until`; `final_at` is when it became final, and from then on
    the organiser may show its essays in public (`shows_essays`). `reserve` lists who would move up, `left_out` says by
    the token of an entry why it has no prize.
    """

    contest = models.OneToOneField(Contest, on_delete=models.PROTECT, related_name="prize_list")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="prize_lists")
    version = models.PositiveSmallIntegerField(default=1)
    rules = models.JSONField()
    inputs_hash = models.CharField(max_length=64)
    reserve = models.JSONField(default=list)
    left_out = models.JSONField(default=dict)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    objections_until = models.DateTimeField(null=True, blank=True)
    final_at = models.DateTimeField(null=True, blank=True)
    shows_essays = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="prize_list_final_after_it_was_public",
                condition=Q(final_at=None) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="essays_shown_once_the_list_is_final",
                condition=Q(shows_essays=False) | Q(final_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.contest)

    @property
    def last_day(self) -> date | None:
        """The last day on which it can be objected to, by the contest's calendar."""
        end = self.objections_until
        return end and (end.astimezone(self.contest.zone) - timedelta(microseconds=1)).date()

    def takes_objections_at(self, moment: datetime) -> bool:
        """It is public, not final, and the time for objections is not over at a moment."""
        return self.is_public_notice and self.objections_until is not None and moment < self.objections_until

    @property
    def is_public_notice(self) -> bool:
        """It is public and not final yet."""
        return self.published_at is not None and self.final_at is None


class VersionedQuerySet(models.QuerySet[Any]):
    """Awards by the versions of the list in which they stand."""

    def standing(self) -> "VersionedQuerySet":
        """Those of the list as it stands."""
        return self.filter(until_version=None)

    def of_version(self, version: int) -> "VersionedQuerySet":
        """Those that stood in a version of the list."""
        return self.filter(Q(until_version=None) | Q(until_version__gt=version), from_version__lte=version)


class Versioned(models.Model):
    """It stands from one version of the list until another, where it was withdrawn or changed."""

    from_version = models.PositiveSmallIntegerField(default=1)
    until_version = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = VersionedQuerySet.as_manager()

    class Meta:
        abstract = True

    def succeeded(self, version: int, **changes: object) -> Self:
        """Give what follows on it in a version of the list: the same but for some; it is not stored yet."""
        kept = {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}
        kept.pop(self._meta.pk.attname)
        return type(self)(**{**kept, "from_version": version, "until_version": None, **changes})


class Award(Versioned):
    """One prize to one entry, with the names and the grounds as they stood when the list was confirmed."""

    prize_list = models.ForeignKey(PrizeList, on_delete=models.PROTECT, related_name="awards")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="awards")
    tier_key = models.SlugField(max_length=40)
    tier_name = models.CharField(max_length=40)
    tier_position = models.PositiveSmallIntegerField()
    division = models.CharField(max_length=40, blank=True)
    place = models.PositiveIntegerField()
    score = models.DecimalField(max_digits=12, decimal_places=4)
    title = models.CharField(max_length=200)
    author = models.CharField(max_length=100)
    unit_name = models.CharField(max_length=120)
    reason = models.TextField()

    class Meta:
        ordering: ClassVar[list[str]] = ["tier_position", "division", "place", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="one_award_an_entry", fields=["prize_list", "entry"], condition=Q(until_version=None)
            ),
            models.CheckConstraint(
                name="award_ends_after_it_began",
                condition=Q(until_version=None) | Q(until_version__gt=F("from_version")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tier_name} {self.title}"


class UnitAward(Versioned):
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
            models.UniqueConstraint(
                name="one_award_a_unit", fields=["prize_list", "unit"], condition=Q(until_version=None)
            ),
            models.CheckConstraint(
                name="unit_award_ends_after_it_began",
                condition=Q(until_version=None) | Q(until_version__gt=F("from_version")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tier_name} {self.unit_name}"


class Correction(models.Model):
    """One correction of a prize list: the version it made, and why.

    `entry` was disqualified by it; `objection` was upheld. `before` holds what the list was confirmed with before.
    """

    prize_list = models.ForeignKey(PrizeList, on_delete=models.PROTECT, related_name="corrections")
    version = models.PositiveSmallIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    objection = models.ForeignKey(
        "Objection", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    reason = models.TextField()
    public_reason = models.TextField(blank=True)
    before = models.JSONField()
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["version"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="one_correction_a_version", fields=["prize_list", "version"]),
            models.CheckConstraint(name="correction_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.prize_list} {self.version}"
