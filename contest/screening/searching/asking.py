"""The search of somebody who reads the desk: in the contest's date and the reader's language."""

from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import get_language

from contest.notice.models import Contest
from contest.screening.searching.meanings import Search, Sort
from contest.screening.searching.reading import read_search, with_sort, with_state

NOTHING = Search("", ())


def reads_english() -> bool:
    """Say whether the page is in English: then names in the box are too."""
    return (get_language() or "").startswith("en")


def search_of(contest: Contest, typed: str) -> Search:
    """Give what somebody typed, understood."""
    return read_search(typed, today=timezone.localdate(timezone=contest.zone), english=reads_english())


def carried(typed: str | None) -> str:
    """Give what carries a search on in an address; nothing where somebody came without one."""
    return "" if typed is None else "?" + urlencode({"q": typed})


def in_state(state: str, search: Search = NOTHING) -> str:
    """Give the text of a search for another state."""
    return with_state(search, state, english=reads_english())


def in_order(sort: Sort, search: Search) -> str:
    """Give the text of a search in another order."""
    return with_sort(search, sort, english=reads_english())
