"""What is entered of units, decided about them, and what of it holds when the list is confirmed."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from contest.awards.models import PrizeList, UnitAward
from contest.awards.units.models import UnitDecision, UnitFigure
from contest.awards.units.operations import (
    Figures,
    decide_unit_tie,
    enter_figures,
    override_units,
    revoke_unit_decision,
)
from contest.awards.units.queries import unit_table
from contest.entries.units.operations import merge_units, unit_called
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.models import Contest
from contest.notice.operations import announce
from contest.notice.queries import announcement_of
from contest.people.models import User
from contest.phrases import Refusal
from tests.awards.making import confirm, decide, refusal
from tests.awards.units.making import FORMULA, judged_entries, ranking_units, unit_named
from tests.entries.together import at_once, shared_database
from tests.judging.making import judge, opened, passed
from tests.making import organiser_of

pytestmark = pytest.mark.django_db

TIED = (("甲厂", 90), ("乙厂", 80), ("丙厂", 70), ("丁厂", 60))
"""With a quota of two: 甲厂 stands first, 乙厂 and 丙厂 are equal."""


@pytest.fixture
def contest() -> Contest:
    """A contest that ranks units."""
    return ranking_units()


def wanted(unit: str, head_count: int | None = None, mark: str | None = None, note: str = "", at: int = 0) -> Figures:
    return Figures(unit_named(unit), head_count, None if mark is None else Decimal(mark), note, at)


def enter(contest: Contest, *figures: Figures) -> int:
    return enter_figures(contest=contest, figures=figures, actor=organiser_of(contest))


def keys(*names: str) -> list[int]:
    return [unit_named(name) for name in names]


def tie(
    contest: Contest, chosen: Sequence[str], tied: Sequence[str] = ("乙厂", "丙厂"), reason: str = "复议。"
) -> UnitDecision:
    return decide_unit_tie(
        contest=contest, tied=keys(*tied), chosen=keys(*chosen), reason=reason, actor=organiser_of(contest)
    )


def overridden(contest: Contest, *chosen: str, reason: str = "另有贡献。") -> UnitDecision:
    return override_units(contest=contest, chosen=keys(*chosen), reason=reason, actor=organiser_of(contest))


def named(contest: Contest) -> list[str]:
    return [row.facts.name for row in unit_table(contest).rows if row.is_in]


# --- figures ------------------------------------------------------------------------------------------------------


def test_figures_are_kept_with_who_and_when_and_only_what_changed(contest: Contest, organiser: User) -> None:
    for number, unit in enumerate(("甲厂", "乙厂"), 1):
        passed(contest, number, unit=unit)
    assert enter(contest, wanted("甲厂", 120, "88.5", "按花名册"), wanted("乙厂")) == 1
    row = UnitFigure.objects.get()
    assert (row.head_count, row.committee_mark, row.note, row.revision, row.entered_by) == (
        120, Decimal("88.5"), "按花名册", 1, organiser,
    )  # fmt: skip
    assert enter(contest, wanted("甲厂", 120, "88.50", "按花名册", at=1), wanted("乙厂")) == 0
    assert enter(contest, wanted("甲厂", None, "88.5", "按花名册", at=1)) == 1
    event = Event.objects.latest("sequence")
    assert (event.action, event.subject_kind, event.subject_key) == ("units.figure", "unit", str(unit_named("甲厂")))
    assert event.before == {"head_count": 120, "committee_mark": "88.50", "note": "按花名册"}
    assert event.after == {"unit": "甲厂", "head_count": None, "committee_mark": "88.5", "note": "按花名册"}


def test_an_older_page_keeps_nothing(contest: Contest) -> None:
    for number, unit in enumerate(("甲厂", "乙厂"), 1):
        passed(contest, number, unit=unit)
    enter(contest, wanted("甲厂", 120))
    for late in (wanted("甲厂", 90), wanted("甲厂", 90, at=2)):
        assert refusal(partial(enter, contest, late, wanted("乙厂", 30))) == "changed-meanwhile"
    assert list(UnitFigure.objects.values_list("unit__name", "head_count")) == [("甲厂", 120)]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_wins(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        contest = ranking_units()
        passed(contest, 1, unit="甲厂")
        steps = [partial(enter, contest, wanted("甲厂", number)) for number in (11, 22, 33)]
        answers = at_once(*steps)
        assert [one.code for one in answers if isinstance(one, Refusal)] == ["changed-meanwhile"] * 2
        won = next(number for number, answer in zip((11, 22, 33), answers, strict=True) if answer == 1)
        assert list(UnitFigure.objects.values_list("head_count", "revision")) == [(won, 1)]
        assert chain_faults() == []


def test_no_figures_for_a_unit_that_is_not_here_nor_after_the_list_is_confirmed(contest: Contest) -> None:
    judged_entries(contest, TIED[:2])
    elsewhere = ranking_units("autumn")
    passed(elsewhere, 9, unit="别处")
    assert refusal(partial(enter, contest, wanted("别处", 5))) == "no-such-unit"
    assert refusal(partial(enter, contest, wanted("甲厂", 5), wanted("甲厂", 6))) == "no-such-unit"
    confirm(contest, keys("甲厂", "乙厂"))
    assert refusal(partial(enter, contest, wanted("甲厂", 5))) == "already-confirmed"


def test_figures_are_one_a_unit_and_within_their_range(contest: Contest, organiser: User) -> None:
    passed(contest, 1, unit="甲厂")
    enter(contest, wanted("甲厂", 120))
    row = UnitFigure.objects.get()
    for changes in ({"head_count": 0}, {"committee_mark": Decimal(-1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            UnitFigure.objects.update(**changes)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


# --- ties ---------------------------------------------------------------------------------------------------------


def test_a_tie_is_decided_once_and_can_be_opened_again(contest: Contest, organiser: User) -> None:
    judged_entries(contest, TIED)
    assert named(contest) == ["甲厂"]
    decision = tie(contest, ["丙厂"])
    assert named(contest) == ["甲厂", "丙厂"]
    event = Event.objects.latest("sequence")
    assert (event.action, event.actor, event.reason) == ("units.decide", organiser, "复议。")
    assert (event.before, event.after) == (
        {"units": ["甲厂"], "quota": 2, "tie": ["丙厂", "乙厂"]},
        {"units": ["丙厂"]},
    )
    assert refusal(partial(tie, contest, ["丙厂"])) == "no-such-tie"
    revoke_unit_decision(contest=contest, decision=decision, reason="点错了", actor=organiser)
    assert named(contest) == ["甲厂"]
    again = partial(revoke_unit_decision, contest=contest, decision=decision, reason="点错了", actor=organiser)
    assert refusal(again) == "no-such-decision"
    tie(contest, ["乙厂", "丙厂"], reason="增加一个名额。")
    assert named(contest) == ["甲厂", "乙厂", "丙厂"]


def test_a_tie_is_decided_as_it_was_shown_with_a_reason(contest: Contest) -> None:
    judged_entries(contest, TIED)
    assert refusal(partial(tie, contest, ["丁厂"])) == "no-such-tie"
    assert refusal(partial(tie, contest, ["乙厂"], ["乙厂", "丁厂"])) == "no-such-tie"
    assert refusal(partial(tie, contest, ["乙厂"], reason=" ")) == "no-reason"
    assert UnitDecision.objects.count() == 0


def test_nothing_is_decided_while_prizes_to_people_are_not(contest: Contest) -> None:
    entries = judged_entries(contest, [("甲厂", 90), ("乙厂", 80), ("丙厂", 80), ("丁厂", 80)])
    assert refusal(partial(overridden, contest, "甲厂")) == "tie-undecided"
    decide(contest, entries[1:3])
    overridden(contest, "甲厂")
    assert named(contest) == ["甲厂"]


def test_nothing_is_decided_while_a_round_is_under_way(contest: Contest) -> None:
    passed(contest, 1, unit="甲厂")
    opened(contest, [judge(contest, 1), judge(contest, 2)])
    assert refusal(partial(overridden, contest, "甲厂")) == "round-under-way"


def test_a_decision_on_units_that_were_merged_since_is_void(contest: Contest, organiser: User) -> None:
    judged_entries(contest, TIED)
    tie(contest, ["丙厂"])
    merge_units(absorbed=unit_called("丁厂"), into=unit_called("丙厂"), contest=contest, actor=organiser)
    table = unit_table(contest)
    assert table.allocation is not None
    assert len(table.allocation.void) == 1
    assert refusal(partial(confirm, contest, keys("甲厂", "丙厂"))) == "units-undecided"
    decision = UnitDecision.objects.get()
    revoke_unit_decision(contest=contest, decision=decision, reason="合并了", actor=organiser)
    assert confirm(contest, list(unit_table(contest).chosen)).unit_awards.count() == 2


# --- other units than the formula's -------------------------------------------------------------------------------


def test_an_override_names_other_units_and_the_newest_stands(contest: Contest) -> None:
    judged_entries(contest, TIED)
    overridden(contest, "丁厂")
    overridden(contest, "甲厂", "乙厂", "丙厂", reason="并列，各授一块。")
    assert named(contest) == ["甲厂", "乙厂", "丙厂"]
    assert [(one.kind, one.revoked_at is None) for one in UnitDecision.objects.all()] == [
        ("override", False),
        ("override", True),
    ]
    event = Event.objects.latest("sequence")
    assert (event.action, event.reason) == ("units.override", "并列，各授一块。")
    assert (event.before, event.after) == ({"units": ["丁厂"], "quota": 2}, {"units": ["丙厂", "乙厂", "甲厂"]})


def test_an_override_needs_a_reason_units_of_the_table_and_a_formula(contest: Contest) -> None:
    judged_entries(contest, TIED)
    passed(ranking_units("autumn"), 9, unit="别处")
    assert refusal(partial(overridden, contest, "甲厂", reason="　")) == "no-reason"
    assert refusal(partial(overridden, contest, "别处")) == "no-such-unit"
    plain = ranking_units("plain", unit_terms=())
    judged_entries(plain, [("甲厂", 90), ("乙厂", 80)])
    assert refusal(partial(overridden, plain, "甲厂")) == "no-formula"


def test_one_decision_of_a_kind_stands_and_has_a_reason(contest: Contest) -> None:
    judged_entries(contest, TIED)
    row = overridden(contest, "丁厂")
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitDecision.objects.update(reason="")
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


# --- the list -----------------------------------------------------------------------------------------------------


def test_the_list_is_confirmed_with_the_units_of_the_formula_and_no_others(contest: Contest) -> None:
    judged_entries(contest, TIED)
    assert refusal(partial(confirm, contest, keys("甲厂", "乙厂"))) == "units-undecided"
    tie(contest, ["丙厂"])
    for others in (["甲厂", "乙厂"], ["甲厂"], []):
        assert refusal(partial(confirm, contest, keys(*others))) == "units-differ"
    assert refusal(partial(confirm, contest, keys("甲厂", "乙厂", "丙厂"))) == "units-over-quota"
    confirm(contest, keys("甲厂", "丙厂"))
    assert sorted(UnitAward.objects.values_list("unit_name", flat=True)) == ["丙厂", "甲厂"]


def test_a_decision_may_give_more_than_the_quota(contest: Contest) -> None:
    judged_entries(contest, TIED)
    overridden(contest, "甲厂", "乙厂", "丙厂")
    assert confirm(contest, keys("甲厂", "乙厂", "丙厂")).unit_awards.count() == 3


def test_what_the_list_was_confirmed_with_stands_whatever_changes_afterwards(contest: Contest, organiser: User) -> None:
    judged_entries(contest, TIED)
    tie(contest, ["丙厂"])
    before = unit_table(contest)
    kept = confirm(contest, keys("甲厂", "丙厂"))
    merge_units(absorbed=unit_called("丁厂"), into=unit_called("丙厂"), contest=contest, actor=organiser)
    contest.unit_terms.update(weight=100)
    after = unit_table(contest)
    assert PrizeList.objects.get().rules["units"] == kept.rules["units"]
    assert [replace(row, why=None) for row in after.rows] == [replace(row, why=None) for row in before.rows]
    assert [str(row.why) for row in after.rows] == [str(row.why) for row in before.rows]


def test_a_list_whose_units_were_chosen_by_hand_shows_them() -> None:
    contest = ranking_units(unit_terms=())
    judged_entries(contest, TIED)
    assert "units" not in confirm(contest, keys("丁厂")).rules
    assert named(contest) == ["丁厂"]


def test_the_formula_stands_once_units_are_decided(contest: Contest, organiser: User) -> None:
    judged_entries(contest, TIED)
    contest.refresh_from_db()
    changed = replace(announcement_of(contest), unit_terms=FORMULA[:1])

    def change() -> None:
        announce(announcement=changed, actor=organiser)

    decision = overridden(contest, "丁厂")
    assert refusal(change) == "units-decided"
    revoke_unit_decision(contest=contest, decision=decision, reason="重来", actor=organiser)
    change()
    overridden(contest, "丁厂")
    confirm(contest, keys("丁厂"))
    changed = replace(changed, unit_terms=())
    assert refusal(change) == "units-decided"
