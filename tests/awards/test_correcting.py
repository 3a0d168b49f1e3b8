"""A confirmed list is corrected as a chain that was shown first; what it was stays readable."""

from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contest.awards.certificates.models import Certificate
from contest.awards.certificates.operations import issue_certificates
from contest.awards.certificates.queries import due
from contest.awards.chain import chain_of
from contest.awards.correcting import correct_prizes
from contest.awards.models import Award, Correction, PrizeList
from contest.awards.objections.models import Objection
from contest.awards.objections.operations import settle_objection
from contest.awards.operations import decide_tie, publish_prizes
from contest.entries.models import Entry
from contest.entries.queries import prize_of
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.announcement import TierAnnounced
from contest.notice.models import Contest
from contest.outbox.models import Message
from contest.people.models import User
from contest.phrases import Refusal
from contest.typeset.certificates import Words, check_wording
from tests.awards.making import confirm, judged, objected, refusal
from tests.entries.together import at_once, shared_database
from tests.exports.sealing.making import faults, sealed
from tests.making import make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(contest: Contest) -> list[Entry]:
    """Five entries by their marks: one first prize, two second."""
    return judged(contest, [90, 80, 70, 60, 50])[1]


@pytest.fixture
def confirmed(contest: Contest, entries: list[Entry]) -> PrizeList:
    """The list of them, confirmed."""
    return confirm(contest)


def correct(
    confirmed: PrizeList,
    entry: Entry | None,
    *,
    reason: str = "抄袭属实。",
    seen: str = "",
    objection: Objection | None = None,
) -> Correction:
    contest = confirmed.contest
    return correct_prizes(
        confirmed=confirmed,
        chain_hash=seen or chain_of(confirmed, entry).hash,
        reason=reason,
        public_reason="一篇作品不符合参评条件。",
        entry=entry,
        disqualified_for=contest.disqualification_reasons.first() if entry else None,
        objection=objection,
        actor=organiser_of(contest),
    )


def standing(confirmed: PrizeList, version: int | None = None) -> list[tuple[str, str]]:
    """Give the awards, as they stand or in a version."""
    awards = confirmed.awards.of_version(version) if version else confirmed.awards.standing()
    return [(award.tier_key, award.title) for award in awards]


def test_every_entry_can_be_taken_out_the_last_one_too(confirmed: PrizeList, entries: list[Entry]) -> None:
    for entry in entries:
        confirmed.refresh_from_db()
        correct(confirmed, entry)
    confirmed.refresh_from_db()
    assert (confirmed.version, standing(confirmed)) == (6, [])
    assert len(standing(confirmed, 5)) == 1
    assert faults(sealed(confirmed.contest)) == {}


def places(confirmed: PrizeList, version: int | None = None) -> list[int]:
    """Give the places of the awards, as they stand or in a version."""
    awards = confirmed.awards.of_version(version) if version else confirmed.awards.standing()
    return [award.place for award in awards]


def test_the_chain_is_shown_and_nothing_has_changed(confirmed: PrizeList, entries: list[Entry]) -> None:
    before = Event.objects.count()
    chain = chain_of(confirmed, entries[0])
    assert [award.title for award in chain.lost] == ["第1篇"]
    assert [(one.title, one.tier_key, after.tier) for one, after in chain.moved] == [("第2篇", "second", "first")]
    assert [(award.tier, award.entry) for award in chain.gained] == [("second", entries[3].token)]
    assert [(one.title, one.place, after.place) for one, after in chain.shifted] == [("第3篇", 3, 2)]
    assert [award.title for award in chain.ending] == ["第1篇", "第2篇"]
    assert (Event.objects.count(), PrizeList.objects.get().version) == (before, 1)
    assert chain_of(confirmed, entries[4]).is_empty


def test_the_next_move_up_and_both_lists_can_be_read(confirmed: PrizeList, entries: list[Entry]) -> None:
    first_hash = confirmed.inputs_hash
    correction = correct(confirmed, entries[0])
    confirmed.refresh_from_db()
    assert (confirmed.version, correction.version, correction.before["inputs_hash"]) == (2, 2, first_hash)
    assert confirmed.inputs_hash != first_hash
    assert standing(confirmed) == [("first", "第2篇"), ("second", "第3篇"), ("second", "第4篇")]
    assert standing(confirmed, 1) == [("first", "第1篇"), ("second", "第2篇"), ("second", "第3篇")]
    # The place that it had stays on record with the version in which it had it.
    rows = confirmed.awards.filter(title="第3篇").order_by("from_version")
    assert list(rows.values_list("from_version", "until_version", "place")) == [(1, 2, 3), (2, None, 2)]
    assert rows[1].reason == "得分70，第2名，在二等奖的2个名额内"
    assert places(confirmed) == [1, 2, 3]
    assert places(confirmed, 1) == [1, 2, 3]
    entries[0].refresh_from_db()
    assert (entries[0].state, prize_of(entries[0])) == ("disqualified", "")
    event = Event.objects.get(action="prizes.correct")
    assert event.after["lost"] == [["first", entries[0].token]]
    assert event.after["moved"] == [["second", "first", entries[1].token]]
    assert event.after["gained"] == [["second", entries[3].token]]
    assert event.after["shifted"] == [["second", 3, 2, entries[2].token]]
    assert chain_faults() == []


def test_once_it_was_final_who_wins_and_who_loses_is_told(
    contest: Contest, confirmed: PrizeList, entries: list[Entry]
) -> None:
    def subjects() -> list[str]:
        return list(Message.objects.order_by("pk").values_list("subject", flat=True))

    publish_prizes(contest=contest, actor=organiser_of(contest))
    told = len(subjects())
    correct(confirmed, entries[0])
    assert sorted(subjects()[told:]) == [
        "取消参选资格：《第1篇》",
        "获奖名单更正：《第1篇》",
        "获奖：《第2篇》",
        "获奖：《第4篇》",
    ]


def test_a_tie_that_comes_of_it_is_decided_before(contest: Contest, organiser: User) -> None:
    entries = judged(contest, [90, 80, 70, 60, 60])[1]
    confirmed = confirm(contest)
    assert refusal(partial(correct, confirmed, entries[0])) == "tie-undecided"
    (tie,) = chain_of(confirmed, entries[0]).proposal.allocation.open_ties
    chosen = [entries[4].token]
    assert (
        refusal(partial(decide_tie, contest=contest, tie=tie, admitted=chosen, reason="复议。", actor=organiser))
        == "no-such-tie"
    )
    decide_tie(contest=contest, tie=tie, admitted=chosen, reason="复议。", actor=organiser, without=[entries[0].token])
    correct(confirmed, entries[0])
    assert standing(confirmed) == [("first", "第2篇"), ("second", "第3篇"), ("second", "第5篇")]


def test_wrong_corrections_are_refused(confirmed: PrizeList, entries: list[Entry]) -> None:
    assert refusal(partial(correct, confirmed, entries[0], reason=" ")) == "no-reason"
    assert refusal(partial(correct, confirmed, entries[0], seen="x" * 64)) == "list-changed"
    assert refusal(partial(correct, confirmed, None)) == "nothing-to-correct"
    seen = chain_of(confirmed, entries[0]).hash
    correct(confirmed, entries[0])
    # The same page, sent once more, was shown before the first correction.
    assert refusal(partial(correct, confirmed, entries[0], seen=seen)) == "list-changed"
    confirmed.refresh_from_db()
    assert refusal(partial(correct, confirmed, entries[0])) == "not-eligible"
    assert Correction.objects.count() == 1


def test_the_page_shows_the_chain_and_does_it_when_told(
    contest: Contest, confirmed: PrizeList, entries: list[Entry]
) -> None:
    client = signed_in_client(organiser_of(contest))
    publish_prizes(contest=contest, actor=organiser_of(contest))
    address = reverse("correct-prizes", args=[contest.slug, entries[0].token])
    page = client.get(address).content.decode()
    for words in ("《第2篇》由二等奖改为一等奖", "<strong>递补</strong> 二等奖《第4篇》"):
        assert words in page
    assert "这些证书随之撤回" not in page
    because = contest.disqualification_reasons.get().pk
    sent = {"chain_hash": chain_of(confirmed, entries[0]).hash, "because": because, "reason": ""}
    answer = client.post(address, {**sent, "public_reason": "不符合参评条件。"})
    assert answer.status_code == 422
    assert "不符合参评条件。" in answer.content.decode()
    sent |= {"reason": "抄袭属实。", "public_reason": "不符合参评条件。"}
    assert client.post(address, sent)["Location"] == reverse("prizes", args=[contest.slug])
    public = Client().get(reverse("results", args=[contest.slug])).content.decode()
    assert "更正（第 2 版）" in public
    assert "不符合参评条件。" in public
    assert "抄袭属实" not in public
    assert "《第1篇》" not in public
    earlier = Client().get(reverse("results", args=[contest.slug]), {"version": 1}).content.decode()
    assert "这是更正以前的第 1 版，已经不作数。" in earlier
    assert "《第1篇》" in earlier
    for asked in ("3", "0", "x", "-1"):
        assert Client().get(reverse("results", args=[contest.slug]), {"version": asked}).status_code == 404


def test_a_correction_for_an_objection_that_was_settled_meanwhile_says_so(organiser: User) -> None:
    contest = make_contest("lotus", public_days=5)
    entries = judged(contest, [90, 80, 70, 60])[1]
    confirm(contest)
    publish_prizes(contest=contest, actor=organiser)
    made = objected(contest, entries[0])
    client = signed_in_client(organiser_of(contest))
    address = reverse("correct-prizes", args=[contest.slug, entries[0].token])
    assert "第 1 号异议记为成立" in client.get(address, {"objection": 1}).content.decode()
    settle_objection(objection=made, upheld=False, answer="查无实据。", actor=organiser)
    sent = {
        "chain_hash": chain_of(PrizeList.objects.get(), entries[0]).hash,
        "because": contest.disqualification_reasons.get().pk,
        "reason": "抄袭属实。",
        "objection": 1,
    }
    answer = client.post(address, sent)
    page = answer.content.decode()
    assert (answer.status_code, "抄袭属实。" in page, "第 1 号异议记为成立" in page) == (422, True, False)
    assert "这件异议已经有了结论。" in page
    assert (Correction.objects.count(), PrizeList.objects.get().version) == (0, 1)


def test_certificates_of_awards_that_end_are_withdrawn_with_them(
    contest: Contest, confirmed: PrizeList, entries: list[Entry], organiser: User
) -> None:
    publish_prizes(contest=contest, actor=organiser)
    numbers = [one.number for one in issue_certificates(contest=contest, site="https://testserver", actor=organiser)]
    address = reverse("correct-prizes", args=[contest.slug, entries[0].token])
    page = signed_in_client(organiser).get(address).content.decode()
    assert f"这些证书随之撤回：{numbers[0]}、{numbers[1]}" in page
    assert "二等奖《第3篇》由第 3 名变为第 2 名" in page
    before = Certificate.objects.get(number=numbers[2])
    correct(confirmed, entries[0])
    (kept,) = Certificate.objects.standing().filter(contest=contest)
    assert (kept.number, kept.words, kept.design) == (before.number, before.words, before.design)
    # It belongs to the award that the list has now: a later correction finds it, and nobody gets two.
    assert kept.award == confirmed.awards.standing().get(title="第3篇")
    assert kept.award_id != before.award_id
    confirmed.refresh_from_db()
    assert [one.title for one in due(contest, confirmed).waiting if isinstance(one, Award)] == ["第2篇", "第4篇"]
    assert due(contest, confirmed).astray == []
    assert chain_of(confirmed, entries[2]).certificates == [kept]


def test_no_certificate_says_a_place(contest: Contest) -> None:
    """What a certificate says must not change with a place, or it could not stand."""
    with pytest.raises(Refusal):
        check_wording("person", "{place}")
    assert not {"place", "score", "reason"} & {field.name for field in fields(Words)}


def test_an_earlier_version_takes_no_objections() -> None:
    contest = make_contest("lotus", public_days=5)
    entries = judged(contest, [90, 80, 70, 60])[1]
    confirmed = confirm(contest)
    publish_prizes(contest=contest, actor=organiser_of(contest))
    correct(confirmed, entries[0])
    page = Client().get(reverse("results", args=[contest.slug])).content.decode()
    earlier = Client().get(reverse("results", args=[contest.slug]), {"version": 1}).content.decode()
    assert ("提出异议" in page, "提出异议" in earlier) == (True, False)


def test_a_list_of_another_contest_is_not_touched(confirmed: PrizeList, entries: list[Entry]) -> None:
    other = make_contest("autumn")
    client = signed_in_client(organiser_of(other))
    assert client.get(reverse("correct-prizes", args=[other.slug, entries[0].token])).status_code == 404
    judged(other, [90])
    confirm(other)
    assert client.get(reverse("correct-prizes", args=[other.slug, entries[0].token])).status_code == 404
    assert Award.objects.filter(prize_list=confirmed, until_version=None).count() == 3
    assert confirmed.awards.get(title="第1篇").score == Decimal(90)


@pytest.mark.django_db(transaction=True)
def test_of_a_conclusion_and_a_correction_at_once_an_objection_gets_one(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        contest = make_contest("lotus", public_days=5)
        entries = judged(contest, [90, 80, 70, 60])[1]
        confirmed, office = confirm(contest), organiser_of(contest)
        publish_prizes(contest=contest, actor=office)
        made = objected(contest, entries[0])
        seen = chain_of(confirmed, entries[0]).hash
        uphold = partial(correct, confirmed, entries[0], seen=seen, objection=made)
        dismiss = partial(settle_objection, objection=made, upheld=False, answer="查无实据。", actor=office)
        steps: list[Callable[[], object]] = [uphold, dismiss, uphold]
        answers = at_once(*steps)
        lost = sorted(one.code for one in answers if isinstance(one, Refusal))
        assert (len(lost), set(lost) <= {"settled-already"}) == (2, True)
        made.refresh_from_db()
        assert Correction.objects.count() == (made.state == "upheld")
        assert made.notes.count() == 1
        assert PrizeList.objects.get().version == 1 + Correction.objects.count()
        assert chain_faults() == []


def test_a_correction_takes_as_many_queries_however_many_places_change() -> None:
    def queries(slug: str, winners: int) -> int:
        tiers = (
            TierAnnounced("first", "person", "一等奖", 1),
            TierAnnounced("second", "person", "二等奖", winners),
        )
        contest = make_contest(slug, tiers=tiers)
        entries = judged(contest, range(90, 90 - winners - 4, -1))[1]
        confirmed = confirm(contest)
        assert len(chain_of(confirmed, entries[0]).shifted) == winners - 1
        with CaptureQueriesContext(connection) as captured:
            correct(confirmed, entries[0])
        assert places(confirmed) == list(range(1, winners + 2))
        return len(captured)

    assert queries("spring", 3) == queries("autumn", 12)
