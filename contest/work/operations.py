"""Keeping signs of life."""

from datetime import datetime

from django.db import transaction

from contest.work.models import Beat


@transaction.atomic
def beat(*, task: str, at: datetime, fault: str = "") -> Beat:
    """Keep that a task was run at the moment `at`, and how it failed if it did."""
    kept, _made = Beat.objects.select_for_update().get_or_create(task=task, defaults={"seen_at": at})
    kept.seen_at, kept.fault = at, fault[:500]
    kept.failing_since = (kept.failing_since or at) if fault else None
    kept.save()
    return kept
