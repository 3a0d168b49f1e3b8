"""What the desk's page of an entry says of comparing."""

import pytest
from django.urls import reverse

from contest.notice.models import Contest
from tests.making import organiser_of, signed_in_client
from tests.screening.originality.making import compare_all, entry_of, matched
from tests.screening.originality.texts import ESSAYS, PASSAGE, SOURCE, with_passage

pytestmark = pytest.mark.django_db


def test_matches_stand_on_the_page_of_the_entry(contest: Contest) -> None:
    organiser = signed_in_client(organiser_of(contest))
    source, copier = entry_of(contest, SOURCE, "周源"), entry_of(contest, with_passage(ESSAYS[3], PASSAGE), "林抄")
    own = entry_of(contest, ESSAYS[7], "郑自")

    def page(token: str) -> str:
        return organiser.get(reverse("screen-entry", args=[contest.slug, token])).content.decode()

    assert "还没有比对完" in page(own.token)
    compare_all()
    match = matched(source, copier)
    for entry in (source, copier):
        assert reverse("likeness", args=[contest.slug, entry.token, match.pk]) in page(entry.token)
        assert "疑似抄袭" in page(entry.token)
    assert "没有发现雷同" in page(own.token)
    assert (
        reverse("originality", args=[contest.slug])
        in organiser.get(reverse("screening", args=[contest.slug])).content.decode()
    )
