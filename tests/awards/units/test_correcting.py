"""The prize to units when a confirmed list is corrected: kept, as the formula names them now, or others."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contest.awards.certificates.models import Certificate
from contest.awards.certificates.operations import issue_certificates
from contest.awards.certificates.queries import due
from contest.awards.chain import chain_of
from contest.awards.correcting import correct_prizes
from contest.awards.models import Correction, PrizeList, UnitAward
from contest.awards.operations import publish_prizes
from contest.awards.units.correcting import Choice, UnitsWanted
from contest.awards.units.models import UnitDecision
from contest.awards.units.operations import decide_unit_tie, override_units
from contest.awards.units.queries import proposed_awards, rules_of, unit_facts, unit_table
from contest.awards.units.scores import SCORES_VERSION
from contest.awards.units.table import frozen
from contest.entries.models import Entry
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal
from tests.awards.making import confirm, refusal
from tests.awards.units.making import judged_entries, ranking_units, unit_named
from tests.entries.together import at_once, shared_database
from tests.making import organiser_of, signed_in_client

pytestmark = pytest.mark.django_db

ENTRIES = (("甲厂", 90), ("乙厂", 80), ("丙厂", 70), ("丙厂", 60), ("丁厂", 50))
"""One first prize, two second: 甲厂 has 8 points, 丙厂 4, 乙厂 3, 丁厂 1; the prize to units has two places."""


@pytest.fixture
def contest() -> Contest:
    """A contest that ranks units."""
    return ranking_units()


@pytest.fixture
def entries(contest: Contest) -> list[Entry]:
    """Its entries, judged."""
    return judged_entries(contest, ENTRIES)


@pytest.fixture
def confirmed(contest: Contest, entries: list[Entry]) -> PrizeList:
    """The list, with the units that the formula names."""
    return confirm(contest, keys("甲厂", "丙厂"))


def keys(*names: str) -> list[int]:
    return [unit_named(name) for name in names]


def wanted(choice: Choice, *names: str, reason: str = "") -> UnitsWanted:
    return UnitsWanted(choice, frozenset(keys(*names)), reason)


def correct(confirmed: PrizeList, entry: Entry | None, units: UnitsWanted | None = None, seen: str = "") -> Correction:
    contest = confirmed.contest
    confirmed.refresh_from_db()
    made = correct_prizes(
        confirmed=confirmed,
        chain_hash=seen or chain_of(confirmed, entry).hash,
        reason="抄袭属实。",
        entry=entry,
        disqualified_for=contest.disqualification_reasons.first() if entry else None,
        units=units,
        actor=organiser_of(contest),
    )
    confirmed.refresh_from_db()
    return made


def units_on(confirmed: PrizeList, version: int) -> list[str]:
    return sorted(one.unit_name for one in confirmed.unit_awards.of_version(version))


def test_the_chain_says_which_units_the_formula_names_then(confirmed: PrizeList, entries: list[Entry]) -> None:
    """Without the first prize 甲厂 loses its points and one more for the violation; 乙厂 moves up."""
    chain = chain_of(confirmed, entries[0]).units
    assert chain is not None
    assert [
        (one.after.facts.name, str(one.before and one.before.total), str(one.after.total), one.after.is_in)
        for one in chain.lines
    ] == [("乙厂", "3.00", "8.00", True), ("丙厂", "4.00", "6.00", True), ("甲厂", "8.00", "-1.00", False)]
    assert ([one.unit_name for one in chain.lost], chain.gained) == (["甲厂"], ["乙厂"])
    assert (chain.asks, chain.may_take_formula) == (True, True)
    assert UnitDecision.objects.count() == 0


def test_the_units_that_the_formula_names_now_are_taken(confirmed: PrizeList, entries: list[Entry]) -> None:
    assert refusal(partial(correct, confirmed, entries[0])) == "units-undecided"
    correct(confirmed, entries[0], wanted(Choice.FORMULA))
    assert (units_on(confirmed, 1), units_on(confirmed, 2)) == (["丙厂", "甲厂"], ["丙厂", "乙厂"])
    rows = confirmed.unit_awards.filter(unit_name="丙厂").order_by("from_version")
    assert [(one.from_version, one.until_version, one.reason) for one in rows] == [
        (1, 2, "按篇数。"),
        (2, None, "按通知公布的单位计分办法：乙厂 8 分、丙厂 6 分。各项数字和每个单位的依据见单位得分表。"),
    ]
    assert UnitDecision.objects.count() == 0
    event = Event.objects.get(action="prizes.correct")
    assert (event.before["units"], event.after["units"]) == (["丙厂", "甲厂"], ["丙厂", "乙厂"])
    assert chain_faults() == []


def test_the_table_of_each_version_stays_as_it_was(
    contest: Contest, confirmed: PrizeList, entries: list[Entry]
) -> None:
    """What was shown with the entry taken out is what is counted once it is."""
    before = confirmed.rules["units"]
    correction = correct(confirmed, entries[0], wanted(Choice.FORMULA))
    assert correction.before["rules"]["units"] == before
    now = unit_table(contest)
    assert [(row.facts.name, row.is_in) for row in now.rows] == [
        ("乙厂", True),
        ("丙厂", True),
        ("丁厂", False),
        ("甲厂", False),
    ]
    counted = unit_facts(contest, proposed_awards(chain_of(confirmed).proposal))
    assert {row.facts.unit: row.facts for row in now.rows} == {one.unit: one for one in counted}
    assert frozen(now)["version"] == SCORES_VERSION
    assert now.rules == rules_of(contest)


def test_grounds_that_were_made_of_the_table_are_made_of_the_new_one(contest: Contest) -> None:
    """An entry without a prize is taken out: the units are the same, and one of them has other points."""
    entries = judged_entries(contest, [*ENTRIES, ("甲厂", 40)])
    said = "按通知公布的单位计分办法：甲厂 9 分、丙厂 4 分。各项数字和每个单位的依据见单位得分表。"
    confirmed = confirm(contest, keys("甲厂", "丙厂"), said)
    correct(confirmed, entries[5])
    assert {one.reason for one in confirmed.unit_awards.of_version(1)} == {said}
    assert standing_reasons(confirmed) == {said.replace("甲厂 9 分", "甲厂 7 分")}


def test_units_are_kept_for_a_reason_which_is_a_decision_on_record(
    confirmed: PrizeList, entries: list[Entry], contest: Contest
) -> None:
    assert refusal(partial(correct, confirmed, entries[0], wanted(Choice.KEEP))) == "no-reason"
    correct(confirmed, entries[0], wanted(Choice.KEEP, reason="组织有力，与个人无关。"))
    assert (units_on(confirmed, 1), units_on(confirmed, 2)) == (["丙厂", "甲厂"], ["丙厂", "甲厂"])
    decision = UnitDecision.objects.get()
    assert (decision.kind, decision.reason, decision.decided_at < confirmed.confirmed_at) == (
        "override",
        "组织有力，与个人无关。",
        True,
    )
    assert {one.reason for one in confirmed.unit_awards.standing()} == {"组织有力，与个人无关。"}
    why = {row.facts.name: str(row.why) for row in unit_table(contest).rows}
    assert "组织有力" in str(frozen(unit_table(contest)))
    assert why.keys() == {"甲厂", "乙厂", "丙厂", "丁厂"}
    # The decision stands: the next correction asks for nothing, and may go back to the formula.
    chain = chain_of(confirmed, entries[4]).units
    assert chain is not None
    assert (chain.asks, chain.is_backed, chain.may_take_formula) == (False, True, True)
    correct(confirmed, entries[4])
    assert units_on(confirmed, 3) == ["丙厂", "甲厂"]
    correct(confirmed, None, wanted(Choice.FORMULA))
    assert units_on(confirmed, 4) == ["丙厂", "乙厂"]
    assert "组织有力" not in "".join(standing_reasons(confirmed))
    decision.refresh_from_db()
    assert decision.revoked_at is not None
    assert Event.objects.get(action="units.revoke").reason == "抄袭属实。"


def test_other_units_are_chosen_for_a_reason(confirmed: PrizeList, entries: list[Entry]) -> None:
    other = ranking_units("autumn")
    judged_entries(other, [("别处", 90)])
    for names, reason, code in (
        (["丁厂"], " ", "no-reason"),
        (["别处"], "复议。", "no-such-unit"),
        (["甲厂", "丙厂"], "复议。", "nothing-to-correct"),
    ):
        step = partial(correct, confirmed, None, wanted(Choice.OTHER, *names, reason=reason))
        assert refusal(step) == code
    correct(confirmed, None, wanted(Choice.OTHER, "甲厂", "乙厂", "丙厂", reason="并列，各授一块。"))
    assert units_on(confirmed, 2) == ["丙厂", "乙厂", "甲厂"]
    assert standing_reasons(confirmed) == {"并列，各授一块。"}


def standing_reasons(confirmed: PrizeList) -> set[str]:
    return {one.reason for one in confirmed.unit_awards.standing()}


def test_a_tie_among_units_that_comes_of_a_correction_is_settled_with_it(contest: Contest) -> None:
    entries = judged_entries(contest, [("甲厂", 90), ("乙厂", 80), ("丙厂", 70), ("丁厂", 60), ("戊厂", 50)])
    tied = keys("乙厂", "丙厂")
    organiser = organiser_of(contest)
    decide_unit_tie(contest=contest, tied=tied, chosen=keys("乙厂"), reason="复议。", actor=organiser)
    confirmed = confirm(contest, keys("甲厂", "乙厂"))
    # 乙厂 gets the first prize, 丙厂 and 丁厂 are equal behind it: the decision on the other tie has nothing to decide.
    chain = chain_of(confirmed, entries[0]).units
    assert chain is not None
    assert (chain.asks, chain.may_take_formula) == (True, False)
    assert refusal(partial(correct, confirmed, entries[0], wanted(Choice.FORMULA))) == "units-tied"
    correct(confirmed, entries[0], wanted(Choice.OTHER, "乙厂", "丁厂", reason="丁厂来稿整齐。"))
    assert units_on(confirmed, 2) == ["丁厂", "乙厂"]
    assert unit_table(contest).chosen == set(keys("乙厂", "丁厂"))


def test_a_decision_on_a_tie_that_is_gone_ends_where_the_formula_alone_names_the_same_units(contest: Contest) -> None:
    entries = judged_entries(contest, ENTRIES[:3])
    tied = keys("乙厂", "丙厂")
    decide_unit_tie(contest=contest, tied=tied, chosen=keys("乙厂"), reason="复议。", actor=organiser_of(contest))
    confirmed = confirm(contest, keys("甲厂", "乙厂"))
    client = signed_in_client(organiser_of(contest))
    page = client.get(reverse("correct-prizes", args=[contest.slug, entries[2].token])).content.decode()
    assert ("获奖单位不变。" in page, 'name="units"' in page) == (True, False)
    correct(confirmed, entries[2])
    assert units_on(confirmed, 2) == ["乙厂", "甲厂"]
    assert standing_reasons(confirmed) == {"按篇数。"}
    assert UnitDecision.objects.get().revoked_at is not None


def test_an_override_ends_when_the_formula_is_taken(contest: Contest) -> None:
    entries = judged_entries(contest, [("甲厂", 90), ("乙厂", 80), ("丙厂", 70), ("乙厂", 60)])
    assert unit_table(contest).chosen == set(keys("甲厂", "乙厂"))
    override_units(contest=contest, chosen=keys("丙厂"), reason="另有贡献。", actor=organiser_of(contest))
    confirmed = confirm(contest, keys("丙厂"))
    correct(confirmed, entries[0], wanted(Choice.FORMULA))
    assert units_on(confirmed, 2) == ["丙厂", "乙厂"]
    assert UnitDecision.objects.get().revoked_at is not None


def test_without_a_formula_units_stay_or_others_are_chosen_by_hand() -> None:
    contest = ranking_units(unit_terms=())
    entries = judged_entries(contest, ENTRIES)
    confirmed = confirm(contest, keys("丁厂"), "来稿踊跃。")
    correct(confirmed, entries[0])
    assert (units_on(confirmed, 2), standing_reasons(confirmed)) == (["丁厂"], {"来稿踊跃。"})
    too_many = wanted(Choice.OTHER, "甲厂", "乙厂", "丙厂", reason="复议。")
    assert refusal(partial(correct, confirmed, None, too_many)) == "units-over-quota"
    correct(confirmed, None, wanted(Choice.OTHER, "乙厂", "丁厂", reason="补授一块。"))
    assert [units_on(confirmed, version) for version in (1, 2, 3)] == [["丁厂"], ["丁厂"], ["丁厂", "乙厂"]]
    assert standing_reasons(confirmed) == {"补授一块。"}
    assert (UnitDecision.objects.count(), "units" in confirmed.rules) == (0, False)
    shown = [
        sorted(row.facts.name for row in unit_table(contest, version=number).rows if row.is_in) for number in (1, 3)
    ]
    assert shown == [["丁厂"], ["丁厂", "乙厂"]]


def test_certificates_of_units_that_lose_theirs_are_withdrawn_and_others_stand(
    contest: Contest, confirmed: PrizeList, entries: list[Entry], organiser: User
) -> None:
    publish_prizes(contest=contest, actor=organiser)
    issue_certificates(contest=contest, site="https://testserver", actor=organiser)
    certificates = {one.words["honoree"]: one for one in Certificate.objects.filter(unit_award__isnull=False)}
    assert certificates.keys() == {"甲厂", "丙厂"}
    client = signed_in_client(organiser)
    page = client.get(reverse("correct-prizes", args=[contest.slug, entries[0].token])).content.decode()
    assert f"改为算出的单位时，这些证书随之撤回：{certificates['甲厂'].number}" in page
    correct(confirmed, entries[0], wanted(Choice.FORMULA))
    correct(confirmed, None, wanted(Choice.OTHER, "丙厂", reason="只授一块。"))
    stand = Certificate.objects.standing().filter(unit_award__isnull=False)
    assert [(one.number, one.words) for one in stand] == [(certificates["丙厂"].number, certificates["丙厂"].words)]
    (kept,) = stand
    assert kept.unit_award == confirmed.unit_awards.standing().get()
    assert (kept.unit_award.from_version if kept.unit_award else None) == 3
    withdrawn = Certificate.objects.get(pk=certificates["甲厂"].pk)
    assert withdrawn.withdrawn_reason == "抄袭属实。"
    assert not [one for one in due(contest, confirmed).waiting if isinstance(one, UnitAward)]


def test_the_page_asks_shows_and_does_it(contest: Contest, confirmed: PrizeList, entries: list[Entry]) -> None:
    publish_prizes(contest=contest, actor=organiser_of(contest))
    client = signed_in_client(organiser_of(contest))
    address = reverse("correct-prizes", args=[contest.slug, entries[0].token])
    page = client.get(address).content.decode()
    for words in ("<strong>新列入</strong> 乙厂", "<strong>不再列入</strong> 甲厂", "改为计分办法现在算出的单位"):
        assert words in page
    sent: dict[str, Any] = {
        "chain_hash": chain_of(confirmed, entries[0]).hash,
        "because": contest.disqualification_reasons.get().pk,
        "reason": "抄袭属实。",
    }
    answer = client.post(address, sent)
    assert (answer.status_code, PrizeList.objects.get().version) == (422, 1)
    answer = client.post(address, {**sent, "units": "keep"})
    assert (answer.status_code, "请写明理由，例如复议的经过和结果。" in answer.content.decode()) == (422, True)
    assert client.post(address, {**sent, "units": "formula"}).status_code == 302
    public = reverse("results", args=[contest.slug])
    now, earlier = Client().get(public).content.decode(), Client().get(public, {"version": 1}).content.decode()
    assert ("<li>甲厂</li>" in now, "<li>乙厂</li>" in now) == (False, True)
    assert ("<li>甲厂</li>" in earlier, "<li>乙厂</li>" in earlier) == (True, False)
    board = client.get(reverse("prizes", args=[contest.slug]), {"version": 1}).content.decode()
    assert '<td data-label="单位">甲厂</td><td data-label="依据">按篇数。</td>' in board
    scores = reverse("unit-scores", args=[contest.slug])
    assert f"{scores}?version=1" in board
    assert [row.facts.name for row in unit_table(contest, version=1).rows if row.is_in] == ["甲厂", "丙厂"]
    page = client.get(scores, {"version": 1}).content.decode()
    assert "这是更正以前的第 1 版，已经不作数。" in page
    assert client.get(scores, {"version": 3}).status_code == 404


def test_the_page_of_a_correction_takes_as_many_queries_for_many_units_as_for_few() -> None:
    def queries(contest: Contest, units: int) -> int:
        entries = judged_entries(contest, [(f"第{number}厂", 40 + number) for number in range(units)])
        confirmed = confirm(contest, list(unit_table(contest).chosen))
        client = signed_in_client(organiser_of(contest))
        address = reverse("correct-prizes", args=[contest.slug, entries[-1].token])
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        assert confirmed.version == 1
        return len(captured)

    assert queries(ranking_units(quota=1), 4) == queries(ranking_units("autumn", quota=1), 14)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_correct_at_once_one_wins_and_the_other_is_told(tmp_path: Path) -> None:
    """Nothing but the units changes, so only what was shown of them tells one from the other."""
    with shared_database(tmp_path):
        contest = ranking_units(unit_terms=())
        judged_entries(contest, ENTRIES)
        confirmed = confirm(contest, keys("丁厂"))
        seen = chain_of(confirmed).hash
        steps = [
            partial(correct, PrizeList.objects.get(), None, wanted(Choice.OTHER, name, reason="复议。"), seen)
            for name in ("甲厂", "乙厂", "丙厂")
        ]
        answers = at_once(*steps)
        assert [one.code for one in answers if isinstance(one, Refusal)] == ["list-changed"] * 2
        confirmed.refresh_from_db()
        assert (confirmed.version, confirmed.unit_awards.standing().count()) == (2, 1)
        assert chain_faults() == []


def test_a_unit_has_one_award_in_a_version_which_ends_after_it_began(confirmed: PrizeList) -> None:
    row = confirmed.unit_awards.all()[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitAward.objects.filter(pk=row.pk).update(until_version=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.succeeded(2).save()
    UnitAward.objects.filter(pk=row.pk).update(until_version=2)
    row.succeeded(2).save()
