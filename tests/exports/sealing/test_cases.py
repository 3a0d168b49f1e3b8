"""Contests of every kind, each walked by its verbs: their packages verify."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from contest.awards.chain import chain_of
from contest.awards.correcting import correct_prizes
from contest.awards.models import PrizeList
from contest.awards.operations import decide_seats, revoke_decision
from contest.awards.proposing import propose
from contest.awards.units.correcting import Choice, UnitsWanted
from contest.awards.units.operations import decide_unit_tie, override_units
from contest.awards.units.queries import proposed_units, unit_table
from contest.entries.models import Entry
from contest.judging.deciding import decide_method, preview_method
from contest.judging.drawing import propose_draw
from contest.judging.models import Judge, Round
from contest.judging.operations import close_round, open_round, set_seat
from contest.judging.promising import promise
from contest.judging.redrawing import leave_round, read_once_more, replace_judge, take_in
from contest.judging.relating import declare_relation, relate, take_back_relation
from contest.judging.reopening import reopen_round
from contest.judging.scoring import Method
from contest.notice.announcement import RoundAnnounced, TierAnnounced
from contest.notice.models import Contest
from contest.people.models import User
from tests.awards.making import confirm, decide, judged
from tests.awards.units.making import judged_entries, ranking_units
from tests.exports.sealing.making import changed, checks, faults, sealed, told
from tests.judging.making import judge, opened, passed, prepared, readings, seat_of, submit
from tests.judging.test_voting import vote, voted_round
from tests.making import end_intake, make_contest, organiser_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def correct(confirmed: PrizeList, entry: Entry | None, units: UnitsWanted | None = None) -> None:
    """Take an entry out of the list, or make it as it was decided since."""
    contest = confirmed.contest
    correct_prizes(
        confirmed=confirmed,
        chain_hash=chain_of(confirmed, entry).hash,
        reason="抄袭属实。",
        entry=entry,
        disqualified_for=contest.disqualification_reasons.first() if entry else None,
        units=units,
        actor=organiser_of(contest),
    )


def mark_the_rest(round_: Round, spread: int = 7) -> None:
    """Submit what waits: every reading gets marks of its own."""
    for place, one in enumerate(readings(round_)):
        if one.submitted_at is None and one.ended_at is None:
            submit(one, 20 + place % spread, 30 + one.round_entry.number + place % 5)


def finished(contest: Contest, round_: Round) -> PrizeList:
    """Close a round, and confirm whatever comes of it, each tie for all that are in it."""
    close_round(round_=round_, actor=organiser_of(contest))
    end_intake(contest)
    while ties := propose(round_).allocation.open_ties:
        admitted = Entry.objects.filter(token__in=ties[0].entries)
        decide(contest, list(admitted[:1] if ties[0].is_own else admitted))
    return confirm(contest)


def test_a_tie_that_was_decided(contest: Contest) -> None:
    _round, entries = judged(contest, [90, 80, 70, 70, 60])
    kept = decide(contest, entries[2:4])
    revoke_decision(contest=contest, decision=kept, reason="重议。", actor=organiser_of(contest))
    decide(contest, [entries[3]], reason="复议：第4篇更切题。")
    confirm(contest)
    content = sealed(contest)
    assert faults(content) == {}
    assert [one["revoked_at"] is None for one in told(content, "decisions.json")["prizes"]] == [False, True]


def test_each_version_with_the_decisions_that_stood_when_it_was_confirmed(contest: Contest) -> None:
    _round, entries = judged(contest, [90, 80, 70, 70, 60])
    first = decide(contest, [entries[3]], reason="第4篇更切题。")
    confirmed = confirm(contest)
    revoke_decision(contest=contest, decision=first, reason="重议。", actor=organiser_of(contest))
    # Between two versions the list stands by a decision that was revoked since.
    assert faults(sealed(contest)) == {}
    decide(contest, [entries[2]], reason="第3篇更完整。")
    correct(confirmed, None)
    seats = decide_seats(contest=contest, tier_key="first", seats=2, reason="增加名额。", actor=organiser_of(contest))
    confirmed.refresh_from_db()
    correct(confirmed, None)
    revoke_decision(contest=contest, decision=seats, reason="收回。", actor=organiser_of(contest))
    content = sealed(contest)
    assert faults(content) == {}
    assert [one["is_known"] for one in told(content, "prizes.json")["versions"]] == [True, True, True]

    def earlier(decisions: Any) -> None:
        decisions["prizes"][0]["revoked_at"] = decisions["prizes"][0]["at"]

    assert faults(changed(content, "decisions.json", earlier)).keys() == {
        "名单的指纹（第 1 版）",
        "排名和奖项（第 1 版）",
    }


def test_places_that_were_decided_and_a_reserve_list() -> None:
    contest = make_contest(reserve=2)
    judged(contest, [90, 80, 70, 60, 50, 50])
    decide_seats(contest=contest, tier_key="first", seats=2, reason="增加名额。", actor=organiser_of(contest))
    confirm(contest)
    content = sealed(contest)
    assert faults(content) == {}
    assert [number for number, _ in told(content, "prizes.json")["versions"][0]["reserve"]] == [1, 1]


def test_a_list_that_was_corrected_twice(contest: Contest) -> None:
    _round, entries = judged(contest, [90, 80, 70, 60, 50, 40])
    confirmed = confirm(contest)
    correct(confirmed, entries[0])
    confirmed.refresh_from_db()
    correct(confirmed, entries[5])
    content = sealed(contest)
    assert faults(content) == {}
    assert {f"排名和奖项（第 {number} 版）" for number in (1, 2, 3)} <= checks(content).keys()
    assert [(one["version"], one["entry"]) for one in told(content, "decisions.json")["corrections"]] == [
        (2, entries[0].token),
        (3, entries[5].token),
    ]


def test_a_place_that_was_kept_from_an_earlier_version_is_named(contest: Contest) -> None:
    _round, entries = judged(contest, [90, 80, 70, 60])
    correct(confirm(contest), entries[0])
    content = sealed(contest)
    number = next(
        row["number"] for row in told(content, "marks.json")["rounds"][0]["entries"] if row["entry"] == entries[2].token
    )

    def keep(prizes: Any) -> None:
        first, then = sorted((one for one in prizes["awards"] if one["entry"] == entries[2].token), key=_since)
        assert (first["place"], first["until"], then["place"], then["until"]) == (3, 2, 2, None)
        first["until"] = None
        prizes["awards"].remove(then)

    assert faults(content) == {}
    assert faults(changed(content, "prizes.json", keep)) == {
        "排名和奖项（第 2 版）": [
            f"第 {number} 号（{entries[2].token}）：应为 second 第 2 名 70 分，写的是 second 第 3 名 70 分"
        ]
    }


def _since(award: dict[str, Any]) -> int:
    return int(award["since"])


def test_a_judge_who_left_one_who_was_replaced_relations_one_reading_more_and_late_entries(contest: Contest) -> None:
    organiser = organiser_of(contest)
    entries = [passed(contest, number) for number in range(1, 9)]
    judges = [judge(contest, number) for number in range(1, 8)]
    relate(contest=contest, person=judges[6], entry=entries[0], reason="师生", actor=organiser)
    round_ = opened(contest, judges)
    first = readings(round_, entries[1])[0]
    submit(first, 30, 40)
    declare_relation(reading=first, reason="同乡", actor=first.judge.person)
    leave_round(judge=seat_of(round_, judges[1]), leaving=Judge.Leaving.REFUSED, reason="出差", actor=organiser)
    successor = judge(contest, 9, unit=entries[4].unit_name)
    replace_judge(
        judge=seat_of(round_, judges[2]),
        person=successor,
        unit_name=entries[4].unit_name,
        reason="生病",
        actor=organiser,
    )
    passed(contest, 20)
    passed(contest, 21)
    take_in(round_=round_, actor=organiser)
    mark_the_rest(round_)
    read_once_more(entries=round_.entries.filter(number__in=[1, 3]), reason="相差大", actor=organiser)
    relate(contest=contest, person=judges[4], unit=entries[5].unit, reason="曾任职", actor=organiser)
    take_back_relation(relation=contest.relations.get(unit=entries[5].unit), reason="记错", actor=organiser)
    promise(judge=seat_of(round_, successor), actor=successor)
    mark_the_rest(round_)
    finished(contest, round_)
    content = sealed(contest)
    (draw,) = told(content, "draws.json")["rounds"]
    assert faults(content) == {}
    assert len(draw["redraws"]) >= 4
    assert [one["is_known"] for one in draw["redraws"]] == [True] * len(draw["redraws"])
    assert draw["handed"]
    ended = {one["ended"] for one in told(content, "marks.json")["rounds"][0]["readings"]}
    assert ended == {"", "relation", "left"}
    kept = [one for one in told(content, "marks.json")["rounds"][0]["readings"] if one["ended"] == "relation"]
    assert {"theme": "30", "language": "40"} in [one["marks"] for one in kept]


@pytest.mark.parametrize("method", ["ranks", "severity", "median", "trimmed"])
def test_every_method_of_marks(method: str) -> None:
    contest = make_contest(round_plans=(RoundAnnounced("reading", "初评", 5, method),))
    for number in range(1, 9):
        passed(contest, number)
    round_ = opened(contest, [judge(contest, number) for number in range(1, 8)])
    mark_the_rest(round_)
    finished(contest, round_)
    assert faults(sealed(contest)) == {}


@pytest.mark.parametrize("threshold", [None, Decimal(50)])
@pytest.mark.parametrize("secret", [True, False])
def test_rounds_that_are_decided_by_votes(secret: bool, threshold: Decimal | None) -> None:
    contest, round_, judges = voted_round(secret, threshold)
    for person, numbers in zip(judges, ((1, 2), (1, 3), (1,)), strict=True):
        vote(round_, person, *numbers)
    finished(contest, round_)
    content = sealed(contest)
    assert faults(content) == {}
    voted = [one["has_voted"] for one in told(content, "marks.json")["rounds"][0]["readings"]]
    assert voted.count(True) == (0 if secret else 5)


def test_groups_capacities_and_genres() -> None:
    contest = make_contest(
        round_plans=(RoundAnnounced("reading", "初评", 2, "mean", groups=2),),
        tiers=(
            TierAnnounced("first", "person", "一等奖", 1, within="group"),
            TierAnnounced("second", "person", "二等奖", None, share=Decimal(30), within="genre"),
        ),
        tie_rules=("theme", "most-firsts"),
    )
    for number in range(1, 9):
        entry = passed(contest, number)
        Entry.objects.filter(pk=entry.pk).update(genre=("散文", "诗歌")[number % 2])
    judges = [judge(contest, number) for number in range(1, 8)]
    round_ = prepared(contest, judges)
    for number, person in enumerate(judges):
        set_seat(
            judge=seat_of(round_, person),
            group=number % 2 + 1 if number < 6 else None,
            capacity=5 if number % 3 else None,
            genres=[] if number < 6 else ["诗歌"],
            actor=organiser_of(contest),
        )
    open_round(round_=round_, inputs_hash=propose_draw(round_).inputs_hash, actor=organiser_of(contest))
    round_.refresh_from_db()
    mark_the_rest(round_, spread=2)
    finished(contest, round_)
    assert faults(sealed(contest)) == {}


def test_two_rounds_the_second_on_top_of_the_marks_of_the_first() -> None:
    contest = make_contest(
        round_plans=(
            RoundAnnounced("first", "初评", 2, "mean"),
            RoundAnnounced(
                "second", "复评", 2, "mean", takes="number", takes_figure=Decimal(4), keeps_marks=True, ties="none"
            ),
        )
    )
    organiser = organiser_of(contest)
    for number in range(1, 9):
        passed(contest, number)
    judges = [judge(contest, number) for number in range(1, 7)]
    first = opened(contest, judges, "first")
    mark_the_rest(first)
    close_round(round_=first, actor=organiser)
    reopen_round(round_=first, reason="补一份", actor=organiser)
    close_round(round_=first, actor=organiser)
    second = opened(contest, judges, "second")
    mark_the_rest(second)
    confirmed = finished(contest, second)
    content = sealed(contest)
    assert faults(content) == {}
    assert "进入本轮的稿件（复评）" in checks(content)
    correct(confirmed, confirmed.awards.standing()[0].entry)
    assert faults(sealed(contest)) == {}


def test_a_method_that_was_decided_on_later(contest: Contest) -> None:
    round_, _entries = judged(contest, [90, 80, 70, 60])
    shown = preview_method(round_, Method.MEDIAN).inputs_hash
    decide_method(
        round_=round_, method=Method.MEDIAN, inputs_hash=shown, reason="评委会决定", actor=organiser_of(contest)
    )
    confirm(contest)
    content = sealed(contest)
    assert faults(content) == {}
    (decision,) = told(content, "decisions.json")["methods"]
    assert (decision["round"], decision["before"], decision["after"]) == ("reading", "mean", "median")


def _units_named(contest: Contest) -> Sequence[int]:
    return [one.unit for one in proposed_units(contest)]


def test_units_by_the_formula_with_a_tie_and_otherwise() -> None:
    contest = ranking_units(quota=1)
    judged_entries(contest, [("甲厂", 90), ("乙厂", 80), ("乙厂", 70), ("丙厂", 60), ("丁厂", 50)])
    tied = (unit_table(contest).allocation or pytest.fail("no formula")).open_tie
    if tied:
        decide_unit_tie(contest=contest, tied=tied, chosen=tied[:1], reason="复议。", actor=organiser_of(contest))
    confirm(contest, _units_named(contest))
    content = sealed(contest)
    assert faults(content) == {}
    assert "单位奖（第 1 版）" in checks(content)


def test_units_that_were_decided_on_otherwise() -> None:
    contest = ranking_units("autumn")
    judged_entries(contest, [("甲厂", 90), ("乙厂", 80), ("乙厂", 70), ("丙厂", 60)])
    last = [row.facts.unit for row in unit_table(contest).rows][-1:]
    override_units(contest=contest, chosen=last, reason="评委会议定。", actor=organiser_of(contest))
    confirm(contest, last)
    assert faults(sealed(contest)) == {}


def test_units_of_each_version_by_what_was_counted_and_decided_then() -> None:
    contest = ranking_units()
    entries = judged_entries(contest, [("甲厂", 90), ("乙厂", 80), ("丙厂", 70), ("丙厂", 60), ("丁厂", 50)])
    confirmed = confirm(contest, _units_named(contest))
    correct(confirmed, entries[0], UnitsWanted(Choice.KEEP, reason="组织有力。"))
    confirmed.refresh_from_db()
    correct(confirmed, None, UnitsWanted(Choice.FORMULA))
    content = sealed(contest)
    assert faults(content) == {}
    assert {f"单位奖（第 {number} 版）" for number in (1, 2, 3)} <= checks(content).keys()
    gone = entries[0].unit_id
    given = [one for one in told(content, "prizes.json")["unit_awards"] if one["unit"] == gone]
    assert [(one["since"], one["until"]) for one in given] == [(1, 2), (2, 3)]

    def stands(prizes: Any) -> None:
        next(one for one in prizes["unit_awards"] if one == given[1])["until"] = None

    def never_decided(decisions: Any) -> None:
        decisions["units"].clear()

    assert faults(changed(content, "prizes.json", stands)) == {
        "单位奖（第 3 版）": [f"单位 {gone}：奖项与计分办法和决定不符"]
    }
    assert faults(changed(content, "decisions.json", never_decided)).keys() == {"单位奖（第 2 版）"}


def test_one_prize_a_person_co_authors_too(contest: Contest) -> None:
    judges: list[User] = [judge(contest, 1), judge(contest, 2)]
    authors = ["林晓、王海", "王海", "周岸", "林晓", "陈江"]
    entries = [passed(contest, number, unit="一厂", author=author) for number, author in enumerate(authors, 1)]
    round_ = opened(contest, judges)
    for one in readings(round_):
        submit(one, 30, 50 - entries.index(one.round_entry.entry))
    finished(contest, round_)
    content = sealed(contest)
    assert faults(content) == {}
    assert len(told(content, "prizes.json")["awards"]) == 3
    assert b"\xe6\x9e\x97\xe6\x99\x93" not in content  # 林晓
