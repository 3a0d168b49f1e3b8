"""Past winners: of contests before this site, or elsewhere, as they were printed then."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contest.notice.models import Contest


class PastWinnerQuerySet(models.QuerySet["PastWinner"]):
    """Reads of past winners by intent."""

    def standing(self) -> "PastWinnerQuerySet":
        """Give those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def matching(self, words: str) -> "PastWinnerQuerySet":
        """Give those whose title, author, unit, contest, prize or year holds each of the words."""
        found = self
        for word in words[:200].split()[:8]:
            places = ("title", "author", "unit_name", "contest_name", "tier", "year")
            found = found.filter(Q(*((f"{place}__icontains", word) for place in places), _connector=Q.OR))
        return found


class PastWinner(models.Model):
    """One winner of a past contest. They are the site's: every contest is compared with them.

    `taken_in` is the contest whose office took the list in, and whose organisers may withdraw it. The keys are the
    texts as they are compared.
    """

    taken_in = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="past_winners")
    year = models.PositiveSmallIntegerField(_("年份"))
    contest_name = models.CharField(_("征文"), max_length=120)
    tier = models.CharField(_("奖项"), max_length=40)
    title = models.CharField(_("题目"), max_length=200)
    author = models.CharField(_("作者"), max_length=100)
    unit_name = models.CharField(_("单位"), max_length=120, blank=True)
    contest_key = models.CharField(max_length=120)
    title_key = models.CharField(max_length=100)
    author_key = models.CharField(max_length=100)
    unit_key = models.CharField(max_length=120, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_why = models.TextField(blank=True)

    objects = PastWinnerQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-year", "contest_key", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                name="past_winner_once",
                fields=["year", "contest_key", "title_key", "author_key", "unit_key"],
                condition=Q(withdrawn_at=None),
            ),
            models.CheckConstraint(name="past_winner_of_a_year", condition=Q(year__gte=1900, year__lte=2200)),
            models.CheckConstraint(
                name="past_winner_withdrawn_with_reason",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_why="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why="")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["title_key"], name="past_winner_title"),
            models.Index(fields=["-year", "contest_key", "id"], name="past_winner_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.title}"


class PastAuthor(models.Model):
    """One of the authors of a past winner; `key` is the name as it is compared."""

    winner = models.ForeignKey(PastWinner, on_delete=models.CASCADE, related_name="authors")
    key = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="past_author_once", fields=["winner", "key"]),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["key"], name="past_author_key")]

    def __str__(self) -> str:
        return self.key
