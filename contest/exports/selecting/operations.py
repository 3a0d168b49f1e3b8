"""The verbs on kept exports."""

from django.db import transaction

from contest.exports.selecting.asking import Asked
from contest.exports.selecting.models import NamedExport
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop
from contest.workbooks.conditions import LONGEST

MOST_KEPT = 30
"""Exports that one person, or the office, may keep in a contest."""


@transaction.atomic
def keep_export(*, contest: Contest, name: str, sheet: str, asked: Asked, for_office: bool, actor: User) -> NamedExport:
    """Keep what is asked of a sheet (by its key) under a name, in place of what had it.

    Raises `Refusal` where something is not there or can't be understood, and for one too many.
    """
    if not asked.is_whole:
        raise Refusal("faults", gettext_noop("还有看不懂的条件，或者没有选列，请先改好再保存。"))
    owner = None if for_office else actor
    kept = NamedExport.objects.filter(contest=contest, owner=owner)
    if not kept.filter(name=name).exists() and kept.count() >= MOST_KEPT:
        raise Refusal("too-many", gettext_noop("最多存 %(most)s 个导出，请先删去不用的。"), most=MOST_KEPT)
    saved, _ = NamedExport.objects.update_or_create(
        contest=contest,
        owner=owner,
        name=name,
        defaults={
            "sheet": sheet,
            "language": asked.language,
            "columns": list(asked.columns),
            # One way of writing may be longer than what was typed, and too long to be read again.
            "conditions": {
                heading: text if len(text) <= LONGEST else asked.typed[heading]
                for heading, text in asked.written.items()
            },
            "saved_by": actor,
        },
    )
    return saved


def forget_export(*, kept: NamedExport) -> None:
    """Take a name away; the export itself is an address and stays one."""
    kept.delete()
