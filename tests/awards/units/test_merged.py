"""A list is corrected after units on it were found to be one: the prize is that unit's, once."""

import pytest

from contest.awards.certificates.operations import issue_certificates
from contest.awards.chain import chain_of
from contest.awards.models import PrizeList
from contest.awards.operations import publish_prizes
from contest.awards.units.correcting import Choice
from contest.entries.models import Entry
from contest.entries.units.operations import merge_units, unit_called
from contest.notice.models import Contest
from tests.awards.making import confirm
from tests.awards.units.making import judged_entries, ranking_units, unit_named
from tests.awards.units.test_correcting import ENTRIES, correct, keys, units_on, wanted
from tests.exports.sealing.making import faults, sealed
from tests.making import organiser_of

pytestmark = pytest.mark.django_db


def listed(contest: Contest) -> tuple[PrizeList, list[Entry]]:
    """Give a final list with 甲厂 and 丙厂 on it, their certificates issued, and the entries."""
    entries = judged_entries(contest, ENTRIES)
    confirmed = confirm(contest, keys("甲厂", "丙厂"))
    publish_prizes(contest=contest, actor=organiser_of(contest))
    issue_certificates(contest=contest, site="https://contest.example.org", actor=organiser_of(contest))
    return confirmed, entries


def merged(contest: Contest, absorbed: str, into: str) -> None:
    merge_units(absorbed=unit_called(absorbed), into=unit_called(into), contest=contest, actor=organiser_of(contest))


def test_the_prize_of_a_unit_that_was_merged_is_the_others_in_the_next_version() -> None:
    """It keeps the name under which it was printed, and its certificate."""
    contest = ranking_units(public_days=0)
    confirmed, entries = listed(contest)
    merged(contest, "丙厂", "丁厂")
    assert faults(sealed(contest)) == {}
    correct(confirmed, entries[1])
    before, after = confirmed.unit_awards.filter(unit_name="丙厂").order_by("from_version")
    assert (before.until_version, after.unit_id, after.until_version) == (2, unit_named("丁厂"), None)
    assert (before.certificates.count(), after.certificates.get().withdrawn_at) == (0, None)
    assert units_on(confirmed, 1) == units_on(confirmed, 2) == ["丙厂", "甲厂"]
    assert faults(sealed(contest)) == {}


def test_of_two_units_that_are_one_by_now_one_keeps_the_prize() -> None:
    """The place that it leaves is the next one's by the formula."""
    contest = ranking_units(public_days=0)
    confirmed, _entries = listed(contest)
    merged(contest, "丙厂", "甲厂")
    chain = chain_of(confirmed).units
    assert chain is not None
    assert ([one.unit_name for one in chain.lost], chain.gained) == (["丙厂"], ["乙厂"])
    correct(confirmed, None, wanted(Choice.FORMULA))
    assert (units_on(confirmed, 1), units_on(confirmed, 2)) == (["丙厂", "甲厂"], ["乙厂", "甲厂"])
    ended = confirmed.unit_awards.get(unit_name="丙厂")
    assert ended.certificates.get().withdrawn_reason == "抄袭属实。"
    assert faults(sealed(contest)) == {}


def test_units_merged_since_a_correction_was_shown_are_shown_again() -> None:
    contest = ranking_units(unit_terms=())
    judged_entries(contest, ENTRIES)
    confirmed = confirm(contest, keys("甲厂", "丙厂"))
    shown = chain_of(confirmed).hash
    merged(contest, "丙厂", "甲厂")
    assert chain_of(confirmed).hash != shown
