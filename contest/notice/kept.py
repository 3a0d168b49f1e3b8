"""What somebody keeps under a name in a contest: for themselves, or for the whole office."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop

MOST_KEPT: Final = 30
"""Things of one kind that one person, or the office, may keep in a contest."""


class KeptQuerySet(models.QuerySet[Any]):
    """Reads of what is kept."""

    def for_person(self, person: User) -> "KeptQuerySet":
        """Give a person's own, and the office's."""
        return self.filter(Q(owner=person) | Q(owner=None))

    def of_office(self) -> "KeptQuerySet":
        """Give those that are the whole office's; its desk shows them."""
        return self.filter(owner=None)


class Kept(models.Model):
    """Kept under a name: its owner's own, or the whole office's where nobody owns it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE)
    name = models.CharField(_("名称"), max_length=40)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_of_office(self) -> bool:
        """Whether it is the whole office's."""
        return self.owner_id is None


def once_each(of_own: str, of_office: str) -> list[models.UniqueConstraint]:
    """Give the constraints, by their names, that one person keeps a name once in a contest, and so does the office."""
    return [
        models.UniqueConstraint(name=of_own, fields=["contest", "owner", "name"]),
        models.UniqueConstraint(name=of_office, fields=["contest", "name"], condition=Q(owner__isnull=True)),
    ]


K = TypeVar("K", bound=Kept)


def put_under_name(
    kept: models.QuerySet[K],
    *,
    contest: Contest,
    name: str,
    for_office: bool,
    actor: User,
    values: Mapping[str, object],
) -> K:
    """Keep something among its like under a name, in place of what had it; for the verbs.

    Raises `Refusal` for one too many.
    """
    owner = None if for_office else actor
    beside = kept.filter(contest=contest, owner=owner)
    if not beside.filter(name=name).exists() and beside.count() >= MOST_KEPT:
        raise Refusal("too-many", gettext_noop("最多保存 %(most)s 个，请先删去不用的。"), most=MOST_KEPT)
    made, _new = kept.update_or_create(contest=contest, owner=owner, name=name, defaults={**values, "saved_by": actor})
    return made
