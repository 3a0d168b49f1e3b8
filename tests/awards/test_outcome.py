"""What an entrant is told of their entry in the end, and no more than the contest tells."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from contest.awards.operations import publish_prizes
from contest.awards.outcome import outcome_of
from contest.entries.models import Entry
from contest.judging.models import Reading
from contest.notice.models import Contest
from tests.awards.making import confirm, judged
from tests.making import make_contest, make_person, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


def decided(**changes: Any) -> tuple[Contest, list[Entry], Client]:
    """Give a contest of four entries with its list final, and the browser of who sent the second."""
    contest = make_contest("spring", **changes)
    entries = judged(contest, [90, 80, 70, 60])[1]
    Reading.objects.filter(round_entry__entry=entries[1]).update(comment="语言朴实。")
    confirm(contest)
    entrant = make_person("lin@example.org")
    Entry.objects.filter(pk=entries[1].pk).update(entrant=entrant)
    return contest, entries, signed_in_client(entrant)


def test_nothing_is_told_before_the_list_is_final() -> None:
    contest, entries, client = decided(tells_comments=True)
    address = reverse("outcome", args=[entries[1].token])
    assert client.get(address).status_code == 404
    publish_prizes(contest=contest, actor=organiser_of(contest))
    page = client.get(address).content.decode()
    assert "获得二等奖，祝贺您！" in page
    assert page.count("语言朴实。") == 2
    assert (
        reverse("outcome", args=[entries[1].token])
        in client.get(reverse("entry", args=[entries[1].token])).content.decode()
    )
    for judge in contest.rounds.get().judges.all():
        assert judge.person.name not in page
    assert client.get(reverse("outcome", args=[entries[0].token])).status_code == 404


def test_only_what_the_contest_tells_is_told() -> None:
    contest, entries, client = decided()
    publish_prizes(contest=contest, actor=organiser_of(contest))
    page = client.get(reverse("outcome", args=[entries[1].token])).content.decode()
    assert "语言朴实。" not in page
    assert "高于" not in page
    assert "80" not in page.partition("<main")[2].partition("</main>")[0]


def test_where_the_mark_lies_among_all() -> None:
    contest, entries, client = decided(tells_place=True)
    publish_prizes(contest=contest, actor=organiser_of(contest))
    entry = Entry.objects.select_related("contest").get(pk=entries[1].pk)
    spread = outcome_of(entry).spread
    assert spread is not None
    assert (spread.score, spread.count, spread.above) == (Decimal(80), 4, 66)
    assert spread.columns[spread.own].bar.start <= 80 < spread.columns[spread.own].bar.end
    page = client.get(reverse("outcome", args=[entries[1].token])).content.decode()
    assert "80 分，在 4 篇中高于 66% 的作品" in page
