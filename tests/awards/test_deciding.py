"""Decisions on the prize list, from the page on which they are taken and back to it."""

import pytest
from django.test import Client
from django.urls import reverse

from contest.awards.models import PrizeDecision
from contest.awards.operations import publish_prizes
from contest.awards.proposing import propose
from contest.entries.models import Entry, EntryAuthor
from contest.entries.units.models import Unit
from contest.notice.announcement import TierAnnounced
from contest.notice.models import Contest
from tests.awards.making import confirm, decide, judged, objected, tie_shown
from tests.making import make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(contest: Contest) -> Client:
    """The organiser's browser."""
    return signed_in_client(organiser_of(contest))


def test_when_two_chosen_turn_out_to_be_one_authors_the_tie_waits_again(client: Client, contest: Contest) -> None:
    """As after a merge of two units: the pages open, and the decision is taken anew."""
    Contest.objects.filter(pk=contest.pk).update(one_prize=True)
    contest.refresh_from_db()
    round_, entries = judged(contest, [90, 80, 80, 80])
    EntryAuthor.objects.filter(entry__in=entries[1:3]).update(name="林晓", key="林晓")
    other = Unit.objects.create(name="杨浦区人武部")
    Entry.objects.filter(pk=entries[2].pk).update(unit=other)
    void = decide(contest, entries[1:3])
    assert not propose(round_).allocation.open_ties
    Entry.objects.filter(unit=other).update(unit=entries[1].unit)
    for name in ("prizes", "committee", "unit-scores"):
        assert client.get(reverse(name, args=[contest.slug])).status_code == 200
    tie = reverse("decide-tie", args=[contest.slug, "second"])
    sent = {"tied": tie_shown(contest), "manner": "committee", "reason": "复议。"}
    answer = client.post(tie, {**sent, "admitted": [entry.token for entry in entries[1:3]]})
    assert answer.status_code == 422
    assert "所选的有几篇是同一作者的，一人只能得一个奖，请只选一篇。" in answer.content.decode()
    void.refresh_from_db()
    assert void.revoked_at is None
    assert client.post(tie, {**sent, "admitted": [entry.token for entry in entries[2:]]}).status_code == 302
    void.refresh_from_db()
    assert void.revoked_at is not None
    assert not propose(round_).allocation.open_ties


def test_nobody_is_in_by_a_choice_alone_and_not_by_a_tick_forgotten() -> None:
    contest = make_contest("lotus", tiers=(TierAnnounced("first", "person", "一等奖", 1),))
    client = signed_in_client(organiser_of(contest))
    judged(contest, [90, 90, 80])
    tie = reverse("decide-tie", args=[contest.slug, "first"])
    sent = {"tied": tie_shown(contest), "manner": "committee", "reason": "议过。"}
    answer = client.post(tie, sent)
    assert answer.status_code == 422
    assert "一篇也不列入的，请在“怎么定的”里选“都不列入，名额空缺”。" in answer.content.decode()
    assert client.post(tie, {**sent, "manner": "neither"}).status_code == 302


def test_a_decision_sent_twice_is_not_taken_for_one_on_the_next_tie() -> None:
    """None of either tie is admitted: only what was shown tells one from the other."""
    tiers = (TierAnnounced("first", "person", "一等奖", 1, within="genre"),)
    contest = make_contest("lotus", tiers=tiers)
    client = signed_in_client(organiser_of(contest))
    _, entries = judged(contest, [90, 90, 80, 80])
    for genre, some in (("散文", entries[:2]), ("诗歌", entries[2:])):
        Entry.objects.filter(pk__in=[one.pk for one in some]).update(genre=genre)
    tie, before = reverse("decide-tie", args=[contest.slug, "first"]), tie_shown(contest)
    sent = {"tied": before, "manner": "neither", "reason": "都不够一等奖。"}
    assert client.post(tie, sent).status_code == 302
    answer = client.post(tie, sent)
    page = answer.content.decode()
    assert (answer.status_code, PrizeDecision.objects.count()) == (422, 1)
    assert "这里现在没有待定的同分，请看最新的名单。" in page
    assert "都不够一等奖。" in page
    assert f'name="tied" value="{tie_shown(contest)}"' in page
    assert tie_shown(contest) != before


def test_who_decides_on_the_board_stays_there_and_sees_no_names(client: Client, contest: Contest) -> None:
    _, entries = judged(contest, [90, 80, 80, 80, 50])
    board, tie = reverse("committee", args=[contest.slug]), reverse("decide-tie", args=[contest.slug, "second"])
    chosen = [entry.token for entry in entries[1:3]]
    sent = {"board": "1", "tied": tie_shown(contest), "admitted": chosen, "manner": "vote", "reason": "表决。"}
    sent |= {f"votes-{entry.token}": "1000" for entry in entries[1:4]}
    answer = client.post(tie, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "确保该值小于或等于999。" in page
    assert (page.count(" checked"), "表决。" in page) == (2, True)
    assert not [entry for entry in entries if entry.title in page or entry.author in page]
    sent |= {f"votes-{entry.token}": "3" for entry in entries[1:4]}
    assert client.post(tie, sent)["Location"] == board
    seats = {"board": "1", "tier": "second/", "seats": "", "reason": "佳作多。"}
    answer = client.post(reverse("decide-seats", args=[contest.slug]), seats)
    page = answer.content.decode()
    assert (answer.status_code, "佳作多。" in page) == (422, True)
    assert not [entry for entry in entries if entry.title in page or entry.author in page]
    assert client.post(reverse("decide-seats", args=[contest.slug]), {**seats, "seats": 3})["Location"] == board


def test_what_was_typed_on_the_page_of_a_correction_stays_and_so_does_its_objection() -> None:
    contest = make_contest("lotus", public_days=5)
    client = signed_in_client(organiser_of(contest))
    entries = judged(contest, [90, 80, 70, 60, 60])[1]
    confirm(contest)
    publish_prizes(contest=contest, actor=organiser_of(contest))
    made = objected(contest, entries[0])
    correction = reverse("correct-prizes", args=[contest.slug, entries[0].token])
    page = client.get(correction, {"objection": made.number}).content.decode()
    assert f'name="objection" value="{made.number}"' in page
    tie = reverse("decide-tie", args=[contest.slug, "second"])
    sent = {"correcting": entries[0].token, "objection": made.number, "manner": "committee", "reason": "复议过。"}
    sent["tied"] = " ".join(sorted(entry.token for entry in entries[3:]))
    answer = client.post(tie, {**sent, "manner": "both"})
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("更正获奖名单", "都列入的，请全部勾选。", "复议过。"):
        assert words in page
    answer = client.post(tie, {**sent, "admitted": [entries[4].token]})
    assert answer["Location"] == f"{correction}?objection={made.number}"
    for wrong in ("a/b", "nothing"):
        assert client.post(tie, {**sent, "correcting": wrong}).status_code == 404
