"""What a check says of what it found before it could tell no more."""

from collections.abc import Iterator

from contest.exports.sealing.report import CannotTell, Outcome, Report, check
from contest.phrases import Phrase


def _one_place_and_no_further() -> Iterator[Phrase]:
    yield Phrase("第 1 号")
    raise CannotTell("无法重算")


def test_a_difference_stays_one_where_the_rest_can_not_be_told() -> None:
    found = check(Phrase("补抽"), _one_place_and_no_further)
    assert (found.outcome, found.places, str(found.why)) == (Outcome.DIFFERS, (Phrase("第 1 号"),), "无法重算")


def test_a_report_is_as_bad_as_its_worst_check() -> None:
    agrees, differs = check(Phrase("抽签"), list), check(Phrase("补抽"), _one_place_and_no_further)
    assert Report((agrees,)).outcome is Outcome.AGREES
    assert Report((agrees, differs)).outcome is Outcome.DIFFERS
