"""The verbs on kept exports."""

from django.db import transaction

from contest.exports.selecting.asking import Asked
from contest.exports.selecting.models import NamedExport
from contest.notice.kept import put_under_name
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop
from contest.workbooks.conditions import LONGEST


@transaction.atomic
def keep_export(*, contest: Contest, name: str, sheet: str, asked: Asked, for_office: bool, actor: User) -> NamedExport:
    """Keep what is asked of a sheet (by its key) under a name, in place of what had it.

    Raises `Refusal` where something is not there or can't be understood, and for one too many.
    """
    if not asked.is_whole:
        raise Refusal("faults", gettext_noop("还有看不懂的条件，或者没有选列，请先改好再保存。"))
    # One way of writing may be longer than what was typed, and too long to be read again.
    conditions = {
        heading: text if len(text) <= LONGEST else asked.typed[heading] for heading, text in asked.written.items()
    }
    values = {
        "sheet": sheet,
        "language": asked.language,
        "columns": list(asked.columns),
        "conditions": conditions,
    }
    kept: NamedExport = put_under_name(
        NamedExport.objects.all(), contest=contest, name=name, for_office=for_office, actor=actor, values=values
    )
    return kept


def forget_export(*, kept: NamedExport) -> None:
    """Take a name away; the export itself is an address and stays one."""
    kept.delete()
