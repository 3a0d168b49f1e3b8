"""Takes essays of several kinds to a final list, and shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.test import Client
from django.urls import reverse

from contest.awards.models import PrizeList
from contest.awards.operations import publish_prizes
from contest.awards.publication.operations import show_essays
from contest.awards.publication.showing import address_of
from contest.entries.models import Entry
from contest.notice.models import Contest
from tests.awards.making import confirm
from tests.judging.making import closed, judge, pass_it
from tests.making import docx_bytes, end_intake, hand_in_entry, make_person, organiser_of

NAMES = "甲乙丙丁戊己庚辛壬癸"


def on_the_list(contest: Contest, essays: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """Give entries that have a prize, the first the highest, on a list that is final.

    Each is handed in as said: `pen_name`, `paragraphs`, and what `hand_in_entry` takes.
    """
    entries = []
    for number, said in enumerate(essays, 1):
        given = dict(said)
        pen_name, paragraphs = given.pop("pen_name", ""), given.pop("paragraphs", None)
        author = given.pop("author", f"周{NAMES[number - 1]}")
        person = make_person(given.pop("login", f"entrant{number}@{contest.slug}.example"), author)
        title, unit = given.pop("title", f"第{number}篇"), given.pop("unit", f"第{number}厂")
        if paragraphs is not None:
            given["content"] = docx_bytes(title, author, unit, paragraphs)
        entry = hand_in_entry(contest, person, title=title, unit=unit, **given)
        Entry.objects.filter(pk=entry.pk).update(pen_name=pen_name)
        entries.append(pass_it(Entry.objects.select_related("contest").get(pk=entry.pk)))
    scores = {entry.pk: 90 - number for number, entry in enumerate(entries)}
    closed(contest, scores, [judge(contest, 1), judge(contest, 2)])
    end_intake(contest)
    confirm(contest)
    publish_prizes(contest=contest, actor=organiser_of(contest))
    return entries


def shown(contest: Contest) -> PrizeList:
    """Switch on that the essays are read in public."""
    return show_essays(contest=contest, shown=True, actor=organiser_of(contest))


def page_of(entry: Entry) -> str:
    """Give where the public reads an essay."""
    return reverse("public-essay", args=[entry.contest.slug, address_of(entry)])


def read(address: str) -> str:
    """Read a page as nobody in particular."""
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()
