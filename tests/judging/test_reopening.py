"""A closed round opened again; and what its page says of what is missing."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from contest.judging.models import Round, RoundEntry
from contest.judging.operations import close_round, prepare_round
from contest.judging.queries import following_plan, is_last, unscored
from contest.judging.reopening import reopen_round
from contest.ledger.models import Event
from contest.notice.announcement import RoundAnnounced
from contest.notice.models import Contest
from contest.outbox.models import Message
from contest.people.models import User
from contest.phrases import Refusal
from tests.awards.making import confirm, judged
from tests.judging.making import judge, opened, passed, readings, submit
from tests.making import make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def judges(contest: Contest) -> list[User]:
    """Two judges."""
    return [judge(contest, 1), judge(contest, 2)]


@pytest.fixture
def round_(contest: Contest, judges: list[User]) -> Round:
    """An open round of two entries; both judges submitted the first one only."""
    for number in (1, 2):
        passed(contest, number)
    round_ = opened(contest, judges)
    for reading in readings(round_)[:2]:
        submit(reading, 30, 50)
    return round_


@pytest.fixture
def office(contest: Contest) -> Client:
    """The organiser's browser."""
    return signed_in_client(organiser_of(contest))


def board(office: Client, round_: Round) -> str:
    return office.get(reverse("round", args=[round_.contest.slug, round_.key])).content.decode()


def act(office: Client, round_: Round, **given: str) -> str:
    """Press a button; give the newest message."""
    answer = office.post(reverse("act-on-round", args=[round_.contest.slug, round_.key]), given)
    return [str(message) for message in get_messages(answer.wsgi_request)][-1]


def refusal(round_: Round, reason: str = "还有没评完的。") -> str:
    with pytest.raises(Refusal) as refused:
        reopen_round(round_=round_, reason=reason, actor=organiser_of(round_.contest))
    return refused.value.code


def test_judges_go_on_where_they_were(contest: Contest, organiser: User, round_: Round) -> None:
    close_round(round_=round_, actor=organiser)
    Message.objects.all().delete()
    again = reopen_round(round_=round_, reason="还有没评完的。", actor=organiser)
    assert (again.state, again.closed_at) == ("open", None)
    event = Event.objects.latest("sequence")
    assert (event.action, event.subject_key, event.reason) == ("round.reopen", "spring/reading", "还有没评完的。")
    assert sorted(Message.objects.values_list("person__name", "subject")) == sorted(
        (one.judge.person.name, "请继续评阅：春潮主题征文 初评") for one in readings(round_)[2:]
    )
    for reading in readings(round_)[2:]:
        submit(reading, 31, 50)
    assert [(str(one.score), one.readings_done) for one in RoundEntry.objects.order_by("number")] == [
        ("80.0000", 2),
        ("81.0000", 2),
    ]
    assert close_round(round_=again, actor=organiser).state == "closed"


def test_who_is_done_is_not_written_to(contest: Contest, organiser: User, round_: Round) -> None:
    for reading in readings(round_)[2:]:
        submit(reading, 31, 50)
    close_round(round_=round_, actor=organiser)
    Message.objects.all().delete()
    reopen_round(round_=round_, reason="复核。", actor=organiser)
    assert Message.objects.count() == 0


def test_a_round_is_not_reopened_without_a_reason_or_while_it_is_open(round_: Round) -> None:
    assert refusal(round_, " ") == "no-reason"
    assert refusal(round_) == "not-to-be-reopened"


def test_a_round_is_not_reopened_after_another_or_under_a_prize_list(contest: Contest) -> None:
    plans = (RoundAnnounced("first", "初评", 1, "mean"), RoundAnnounced("final", "终评", 1, "mean"))
    two = make_contest("autumn", round_plans=plans)
    passed(two)
    first = opened(two, [judge(two)], "first")
    plan = following_plan(first)
    assert plan is not None
    assert plan.name == "终评"
    submit(readings(first)[0], 30, 50)
    close_round(round_=first, actor=organiser_of(two))
    assert is_last(first)
    prepare_round(contest=two, key="final", actor=organiser_of(two))
    assert not is_last(first)
    assert following_plan(first) is None
    assert refusal(first) == "not-to-be-reopened"
    settled, _ = judged(contest, [90, 80, 70])
    confirm(contest)
    assert refusal(settled) == "not-to-be-reopened"


# --- the page -----------------------------------------------------------------------------------------------------


def test_the_question_before_the_end_names_whose_readings_are_missing(
    office: Client, contest: Contest, round_: Round, judges: list[User]
) -> None:
    page = board(office, round_)
    assert "还有 2 篇次没有提交，按缺评处理，不计零分。" in page
    for one in judges:
        assert f"<li>{one.name}还差 1 篇</li>" in page
    assert "有 1 篇稿件一份评分也没有，不会进入排名。" in page
    assert "仍要结束" not in page
    assert unscored(round_) == 1


def test_a_round_without_any_mark_is_asked_about_twice(office: Client, contest: Contest, judges: list[User]) -> None:
    passed(contest)
    round_ = opened(contest, judges)
    assert "这一轮还没有一份评分提交，结束后排不出名次。" in board(office, round_)
    assert act(office, round_, act="close") == "这一轮还没有一份评分提交，排不出名次。确实要结束，请勾选“仍要结束”。"
    assert act(office, round_, act="close", unmarked="on") == "这一轮评审已经结束。"


def test_a_closed_round_is_opened_again_by_its_button(
    office: Client, contest: Contest, organiser: User, round_: Round
) -> None:
    close_round(round_=round_, actor=organiser)
    page = board(office, round_)
    assert "重新打开这一轮" in page
    assert "还差 2 篇次" in page
    assert act(office, round_, act="reopen", reason="") == "请写明为什么重新打开。"
    assert act(office, round_, act="reopen", reason="漏评。") == "这一轮已重新打开，还有评阅没有提交的评委已收到通知。"
    assert "重新打开这一轮" not in board(office, round_)


def test_what_passed_too_late_is_named_with_what_can_be_done(office: Client, contest: Contest, round_: Round) -> None:
    late = passed(contest, 3)
    page = board(office, round_)
    assert "有 1 篇稿件在抽签之后才通过审查，不在这一轮里。" in page
    assert "补入 1 篇" in page
    close_round(round_=round_, actor=organiser_of(contest), unmarked=True)
    page = board(office, round_)
    assert "要让它们也得到评阅，请在通知里加一轮评审" in page
    assert f'<a href="{reverse("screen-entry", args=[contest.slug, late.token])}">《第3篇》</a>' in page


def test_what_passed_too_late_waits_for_the_next_round_where_there_is_one(judges: list[User]) -> None:
    plans = (RoundAnnounced("first", "初评", 1, "mean"), RoundAnnounced("final", "终评", 1, "mean"))
    two = make_contest("autumn", round_plans=plans)
    passed(two, 1)
    first = opened(two, [judge(two)], "first")
    passed(two, 2)
    close_round(round_=first, actor=organiser_of(two), unmarked=True)
    page = board(signed_in_client(organiser_of(two)), first)
    assert "它们要到下一轮（终评）才评得到" in page
    assert "请在通知里加一轮评审" not in page
