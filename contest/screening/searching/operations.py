"""The verbs on named searches."""

from django.db import transaction

from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop
from contest.screening.searching.meanings import Search
from contest.screening.searching.models import SavedSearch

MOST_KEPT = 30
"""Searches that one person, or the office, may keep in a contest."""


@transaction.atomic
def save_search(*, contest: Contest, name: str, search: Search, for_office: bool, actor: User) -> SavedSearch:
    """Keep a search under a name, in place of the one that had it.

    Raises `Refusal` for a search with something in it that can't be understood, and for one too many.
    """
    if search.faults:
        raise Refusal("faults", gettext_noop("查找条件里还有看不懂的地方，请先改好再保存。"))
    owner = None if for_office else actor
    kept = SavedSearch.objects.filter(contest=contest, owner=owner)
    if not kept.filter(name=name).exists() and kept.count() >= MOST_KEPT:
        raise Refusal("too-many", gettext_noop("最多保存 %(most)s 个查找，请先删去不用的。"), most=MOST_KEPT)
    saved, _ = SavedSearch.objects.update_or_create(
        contest=contest, owner=owner, name=name, defaults={"text": search.text, "saved_by": actor}
    )
    return saved


def forget_search(*, saved: SavedSearch) -> None:
    """Take a name away; the search itself is an address and stays one."""
    saved.delete()
