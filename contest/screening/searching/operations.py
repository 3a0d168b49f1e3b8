"""The verbs on named searches."""

from django.db import transaction

from contest.notice.kept import put_under_name
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal, gettext_noop
from contest.screening.searching.meanings import Search
from contest.screening.searching.models import SavedSearch


@transaction.atomic
def save_search(*, contest: Contest, name: str, search: Search, for_office: bool, actor: User) -> SavedSearch:
    """Keep a search under a name, in place of the one that had it.

    Raises `Refusal` for a search with something in it that can't be understood, and for one too many.
    """
    if search.faults:
        raise Refusal("faults", gettext_noop("查找条件里还有看不懂的地方，请先改好再保存。"))
    values = {"text": search.text}
    saved: SavedSearch = put_under_name(
        SavedSearch.objects.all(), contest=contest, name=name, for_office=for_office, actor=actor, values=values
    )
    return saved


def forget_search(*, saved: SavedSearch) -> None:
    """Take a name away; the search itself is an address and stays one."""
    saved.delete()
