"""A decision that a confirmed list rests on is revoked or replaced; the list stays, and a correction makes the next."""

from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from contest.awards.chain import chain_of
from contest.awards.correcting import correct_prizes
from contest.awards.models import PrizeDecision, PrizeList
from contest.awards.operations import decide_seats, publish_prizes, revoke_decision
from contest.awards.proposing import decisions_on, propose
from contest.awards.versions import versions_of
from contest.entries.models import Entry
from contest.judging.models import Round, RoundState
from contest.ledger.queries import chain_faults
from contest.notice.models import Contest
from contest.people.models import User
from tests.awards.making import confirm, decide, judged, refusal, tie_shown
from tests.making import organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(contest: Contest) -> list[Entry]:
    """Five entries: one first prize, two second, for the last of which two are equal."""
    return judged(contest, [90, 80, 70, 70, 60])[1]


@pytest.fixture
def confirmed(contest: Contest, entries: list[Entry]) -> PrizeList:
    """The list of them, where the committee took 第4篇."""
    decide(contest, [entries[3]], reason="第4篇更切题。")
    return confirm(contest)


def revoke(contest: Contest, reason: str = "委员会复议。") -> None:
    decision = PrizeDecision.objects.get(revoked_at=None)
    revoke_decision(contest=contest, decision=decision, reason=reason, actor=organiser_of(contest))


def seats(contest: Contest, number: int, tier: str = "first") -> PrizeDecision:
    return decide_seats(contest=contest, tier_key=tier, seats=number, reason="佳作多。", actor=organiser_of(contest))


def correct(confirmed: PrizeList) -> None:
    confirmed.refresh_from_db()
    correct_prizes(
        confirmed=confirmed,
        chain_hash=chain_of(confirmed).hash,
        reason="决定有变。",
        actor=organiser_of(confirmed.contest),
    )
    confirmed.refresh_from_db()


def titles(confirmed: PrizeList, version: int) -> list[tuple[str, str, int]]:
    return [(one.tier_key, one.title, one.place) for one in confirmed.awards.of_version(version)]


FIRST = [("first", "第1篇", 1), ("second", "第2篇", 2), ("second", "第4篇", 3)]


def test_a_tie_is_decided_anew_and_each_version_keeps_its_decision(
    contest: Contest, confirmed: PrizeList, entries: list[Entry]
) -> None:
    before = (confirmed.inputs_hash, confirmed.rules)
    revoke(contest)
    confirmed.refresh_from_db()
    assert (titles(confirmed, 1), confirmed.version) == (FIRST, 1)
    assert (confirmed.inputs_hash, confirmed.rules) == before
    assert refusal(partial(correct, confirmed)) == "tie-undecided"
    decide(contest, [entries[2]], reason="第3篇更完整。")
    chain = chain_of(confirmed)
    assert [one.title for one in chain.lost] == ["第4篇"]
    assert [(one.tier, one.entry) for one in chain.gained] == [("second", entries[2].token)]
    correct(confirmed)
    assert titles(confirmed, 1) == FIRST
    assert titles(confirmed, 2) == [*FIRST[:2], ("second", "第3篇", 3)]
    behind = [
        [one.reason for one in decisions_on(confirmed.round) if one.stood_at(version.confirmed_at)]
        for version in versions_of(confirmed)
    ]
    assert behind == [["第4篇更切题。"], ["第3篇更完整。"]]
    assert chain_faults() == []


def test_places_are_decided_after_the_list_was_confirmed_and_taken_back(
    contest: Contest, confirmed: PrizeList, organiser: User
) -> None:
    """With two first prizes the tie reaches across no end any more: its decision has nothing left to decide."""
    decided = seats(contest, 2)
    assert refusal(partial(seats, contest, 3)) == "decided-already"
    chain = chain_of(confirmed)
    assert [(one.title, after.tier) for one, after in chain.moved] == [("第2篇", "first")]
    assert [(one.title, after.place) for one, after in chain.shifted] == [("第1篇", 1), ("第4篇", 3)]
    assert [one.kind for one in chain.proposal.stale] == ["tie"]
    correct(confirmed)
    assert titles(confirmed, 2) == [
        ("first", "第1篇", 1),
        ("first", "第2篇", 2),
        ("second", "第3篇", 3),
        ("second", "第4篇", 3),
    ]
    revoke_decision(contest=contest, decision=decided, reason="收回。", actor=organiser)
    correct(confirmed)
    assert titles(confirmed, 3) == titles(confirmed, 1) == FIRST


def test_a_decision_that_is_taken_anew_for_another_reason_is_a_new_version(
    contest: Contest, confirmed: PrizeList, entries: list[Entry]
) -> None:
    revoke(contest)
    decide(contest, [entries[3]], reason="第4篇更切题，票数如下。")
    chain = chain_of(confirmed)
    assert (chain.lost, chain.moved, chain.gained, len(chain.shifted)) == ((), (), (), 1)
    correct(confirmed)
    assert titles(confirmed, 2) == FIRST
    reasons = confirmed.awards.filter(title="第4篇").order_by("from_version").values_list("reason", flat=True)
    assert ["第4篇更切题，票数如下。" in one for one in reasons] == [False, True]


def test_not_while_a_round_is_under_way(contest: Contest, confirmed: PrizeList) -> None:
    Round.objects.filter(pk=confirmed.round_id).update(state=RoundState.OPEN, closed_at=None)
    assert refusal(partial(revoke, contest)) == "round-under-way"
    assert refusal(partial(seats, contest, 2)) == "round-under-way"


def test_who_revokes_a_decision_is_led_to_decide_anew_and_to_the_next_version(
    contest: Contest, confirmed: PrizeList, entries: list[Entry]
) -> None:
    publish_prizes(contest=contest, actor=organiser_of(contest))
    client = signed_in_client(organiser_of(contest))
    board, correction = (
        reverse("prizes", args=[contest.slug]),
        reverse("correct-prizes-as-decided", args=[contest.slug]),
    )
    decision = PrizeDecision.objects.get()
    page = client.get(board).content.decode()
    assert ("第4篇更切题。" in page, correction in page, "评奖决定又有变化" in page) == (True, True, False)
    answer = client.post(reverse("revoke-decision", args=[contest.slug, decision.pk]), {"reason": "复议。"})
    assert answer["Location"] == correction
    page = client.get(board).content.decode()
    assert ("第4篇更切题。" in page, "确认之后已撤销：" in page, "评奖决定又有变化" in page) == (True, True, True)
    page = client.get(correction).content.decode()
    assert ("同分待定" in page, "同分决定之后才能更正。" in page) == (True, True)
    assert ("同分决定之后，才看得出名单会怎样变。" in page, "<strong>撤销</strong>" in page) == (True, False)
    tie = reverse("decide-tie", args=[contest.slug, "second"])
    sent = {"correcting": "", "tied": tie_shown(contest), "admitted": [entries[2].token], "manner": "committee"}
    assert client.post(tie, {**sent, "reason": "第3篇更完整。"})["Location"] == correction
    page = client.get(correction).content.decode()
    assert "<strong>撤销</strong> 二等奖《第4篇》" in page
    assert "<strong>递补</strong> 二等奖《第3篇》" in page
    form = {"chain_hash": chain_of(PrizeList.objects.get()).hash, "reason": "决定有变。"}
    assert client.post(correction, form)["Location"] == board
    page = client.get(board).content.decode()
    assert ("第3篇更完整。" in page, "第4篇更切题。" in page, "评奖决定又有变化" in page) == (True, False, False)
    earlier = client.get(board, {"version": 1}).content.decode()
    files = [reverse("prizes-file", args=[contest.slug, "xlsx"]), reverse("notice-file", args=[contest.slug])]
    assert [file in shown for shown in (page, earlier) for file in files] == [True, True, False, False]  # today's alone
    assert ("第3篇更完整。" in earlier, "第4篇更切题。" in earlier) == (False, True)
    assert "这是更正以前的第 1 版，已经不作数。" in earlier
    assert ("重新决定" in page, "重新决定" in earlier) == (True, False)
    for asked in ("3", "0", "x"):
        assert client.get(board, {"version": asked}).status_code == 404
    assert "《第4篇》" in Client().get(reverse("results", args=[contest.slug]), {"version": 1}).content.decode()


def test_places_are_decided_on_the_page_of_a_correction(contest: Contest, confirmed: PrizeList) -> None:
    client = signed_in_client(organiser_of(contest))
    correction = reverse("correct-prizes-as-decided", args=[contest.slug])
    sent = {"correcting": "", "tier": "first/", "seats": "", "reason": "佳作多。"}
    address = reverse("decide-seats", args=[contest.slug])
    answer = client.post(address, sent)
    assert (answer.status_code, "更正获奖名单" in answer.content.decode()) == (422, True)
    assert client.post(address, {**sent, "seats": "2"})["Location"] == correction
    decision = PrizeDecision.objects.get(kind="seats")
    revoke = reverse("revoke-decision", args=[contest.slug, decision.pk])
    assert client.post(revoke, {"correcting": "", "reason": "收回。"})["Location"] == correction
    assert propose(confirmed.round).inputs_hash == confirmed.inputs_hash


def test_a_correction_that_was_shown_before_a_decision_changed_is_not_made(
    contest: Contest, confirmed: PrizeList, entries: list[Entry]
) -> None:
    seen = chain_of(confirmed, entries[0]).hash
    seats(contest, 3)
    step = partial(
        correct_prizes,
        confirmed=confirmed,
        chain_hash=seen,
        reason="抄袭属实。",
        entry=entries[0],
        disqualified_for=contest.disqualification_reasons.get(),
        actor=organiser_of(contest),
    )
    assert refusal(step) == "list-changed"
