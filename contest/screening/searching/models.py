"""Searches that somebody keeps under a name."""

from typing import Any, ClassVar

from django.db import models

from contest.notice.kept import Kept, once_each
from contest.notice.models import Contest
from contest.screening.searching.reading import LONGEST


class SavedSearch(Kept):
    """A search under a name: its owner's own, or the whole office's where nobody owns it."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="saved_searches")
    text = models.CharField(max_length=LONGEST)

    class Meta(Kept.Meta):
        default_related_name = "saved_searches"
        constraints: ClassVar[list[Any]] = once_each("own_search_once", "office_search_once")
