"""Deciding on another method after a round was opened."""

from decimal import Decimal

import pytest

from contest.judging.deciding import MethodPreview, decide_method, preview_method
from contest.judging.models import Judge, Round, RoundEntry
from contest.judging.operations import close_round
from contest.judging.scoring import Method
from contest.ledger.models import Event
from contest.notice.announcement import RoundAnnounced
from contest.notice.models import Contest
from contest.phrases import Refusal
from tests.awards.making import confirm, judged
from tests.judging.making import judge, opened, passed, prepared, readings, submit
from tests.making import make_contest, organiser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_() -> Round:
    """An open round of three entries, each marked by three judges: their means and medians disagree."""
    contest = make_contest(round_plans=(RoundAnnounced("reading", "初评", 3, "mean"),))
    for number in (1, 2, 3):
        passed(contest, number)
    given = {"第1篇": [60, 60, 99], "第2篇": [70, 70, 70], "第3篇": [50, 55, 60]}
    found = opened(contest, [judge(contest, number) for number in (1, 2, 3)])
    for one in readings(found):
        total = given[one.round_entry.entry.title].pop(0)
        submit(one, min(40, total), total - min(40, total))
    return found


def scores_of(round_: Round) -> dict[str, Decimal | None]:
    return dict(RoundEntry.objects.filter(round=round_).values_list("entry__title", "score"))


def moved(preview: MethodPreview) -> list[tuple[str, int | None, int | None]]:
    return [(one.title, one.place, one.place_then) for one in preview.moved]


def test_it_shows_first_which_places_would_change_and_changes_nothing(round_: Round) -> None:
    before = scores_of(round_)
    preview = preview_method(round_, Method.MEDIAN)
    assert moved(preview) == [("第2篇", 2, 1), ("第1篇", 1, 2)]
    assert [one.score for one in preview.moved] == [70, 73]
    assert [one.score_then for one in preview.moved] == [70, 60]
    assert preview.first == 10
    round_.refresh_from_db()
    assert (round_.method, scores_of(round_)) == ("mean", before)


def test_confirmed_it_computes_every_figure_and_stands_on_record(round_: Round) -> None:
    preview = preview_method(round_, Method.MEDIAN)
    actor = organiser_of(round_.contest)
    decide_method(
        round_=round_, method=Method.MEDIAN, inputs_hash=preview.inputs_hash, reason="评委会决定", actor=actor
    )
    round_.refresh_from_db()
    assert round_.method == "median"
    assert scores_of(round_) == {"第1篇": 60, "第2篇": 70, "第3篇": 55}
    assert set(RoundEntry.objects.values_list("raw_mean", flat=True)) == {73, 70, 55}
    event = Event.objects.get(action="round.method")
    assert (event.before, event.after["method"], event.reason) == ({"method": "mean"}, "median", "评委会决定")


def test_in_a_closed_round_severity_is_taken_off_at_once_and_put_back_with_the_mean(round_: Round) -> None:
    raw, actor = scores_of(round_), organiser_of(round_.contest)
    close_round(round_=round_, actor=actor)
    for method, found in ((Method.SEVERITY, True), (Method.MEAN, False)):
        round_.refresh_from_db()
        shown = preview_method(round_, method).inputs_hash
        decide_method(round_=round_, method=method, inputs_hash=shown, reason="决定", actor=actor)
        assert all((one.severity is not None) is found for one in Judge.objects.all())
    assert scores_of(round_) == raw


def test_what_changed_since_it_was_shown_is_shown_again(round_: Round) -> None:
    with pytest.raises(Refusal, match="评分刚刚有变化"):
        decide_method(
            round_=round_, method=Method.MEDIAN, inputs_hash="old", reason="决定", actor=organiser_of(round_.contest)
        )


@pytest.mark.parametrize(
    ("method", "words"),
    [(Method.MEAN, "现在用的就是"), (Method.VOTES, "不能互相改换"), (Method.TRIMMED, "至少要有五位评委")],
)
def test_a_method_that_does_not_fit_is_refused(round_: Round, method: Method, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        preview_method(round_, method)


def test_it_takes_a_reason(round_: Round) -> None:
    with pytest.raises(Refusal, match="请写明改合分方法的原因"):
        decide_method(
            round_=round_, method=Method.MEDIAN, inputs_hash="", reason=" ", actor=organiser_of(round_.contest)
        )


def test_before_a_round_opens_and_after_the_list_is_confirmed_nothing_is_decided(contest: Contest) -> None:
    passed(contest, 1)
    with pytest.raises(Refusal, match="现在不能改合分方法"):
        preview_method(prepared(contest, [judge(contest, 1)]), Method.MEDIAN)
    decided, _ = judged(make_contest("autumn"), [90, 80, 70])
    preview_method(decided, Method.MEDIAN)
    confirm(decided.contest)
    with pytest.raises(Refusal, match="现在不能改合分方法"):
        preview_method(decided, Method.MEDIAN)
