"""Searches that somebody keeps under a name."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contest.notice.models import Contest
from contest.people.models import User
from contest.screening.searching.reading import LONGEST


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Reads of named searches."""

    def for_person(self, person: User) -> "SavedSearchQuerySet":
        """Give a person's own, and the office's."""
        return self.filter(Q(owner=person) | Q(owner=None))

    def of_office(self) -> "SavedSearchQuerySet":
        """Give those that are the whole office's."""
        return self.filter(owner=None)


class SavedSearch(models.Model):
    """A search under a name: its owner's own, or the whole office's where nobody owns it."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="saved_searches")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE)
    name = models.CharField(_("名称"), max_length=40)
    text = models.CharField(max_length=LONGEST)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        default_related_name = "saved_searches"
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(name="own_search_once", fields=["contest", "owner", "name"]),
            models.UniqueConstraint(
                name="office_search_once", fields=["contest", "name"], condition=Q(owner__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name
