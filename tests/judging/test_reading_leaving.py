"""From the reading room: a judge declines a round, or steps back from one essay; others are drawn."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from contest.judging.models import Judge, Reading, Relation, Round
from contest.judging.operations import close_round
from contest.notice.models import Contest
from contest.people.models import User
from tests.judging.making import judge, opened, passed, readings, seat_of, submit
from tests.making import organiser_of, signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(contest: Contest) -> User:
    """A judge."""
    return judge(contest, 1)


@pytest.fixture
def round_(contest: Contest, person: User) -> Round:
    """An open round of three entries for three judges, two of whom read each."""
    for number in (1, 2, 3):
        passed(contest, number)
    return opened(contest, [person, judge(contest, 2), judge(contest, 3)], promised=False)


def own(round_: Round, person: User) -> list[Reading]:
    return [one for one in readings(round_) if one.judge.person == person]


def said(answer: object) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]  # type: ignore[attr-defined]


def promise_of(person: User, contest: Contest) -> None:
    signed_in_client(person).post(reverse("promise", args=[contest.slug]), {"round": "reading"})


def test_a_judge_who_declines_is_gone_and_others_are_drawn(contest: Contest, round_: Round, person: User) -> None:
    client = signed_in_client(person)
    given = {"round": "reading", "reason": "出差"}
    answer = client.post(reverse("refuse-round", args=[contest.slug]), given)
    assert answer["Location"] == reverse("reading-list", args=[contest.slug])
    assert said(answer) == ["已记下您不参加初评，谢谢告知。"]
    seat = seat_of(round_, person)
    assert (seat.left_as, seat.left_reason) == (Judge.Leaving.REFUSED, "出差")
    standing = Reading.objects.standing().filter(judge__round=round_)
    assert standing.count() == 6
    assert not standing.filter(judge=seat).exists()
    page = client.get(reverse("reading-list", args=[contest.slug])).content.decode()
    assert "请先承诺保密" not in page
    assert client.post(reverse("refuse-round", args=[contest.slug]), given).status_code == 404
    assert client.post(reverse("promise", args=[contest.slug]), given).status_code == 404


def test_one_tap_steps_back_from_an_essay_and_leads_to_the_next(contest: Contest, round_: Round, person: User) -> None:
    promise_of(person, contest)
    client = signed_in_client(person)
    first, second = own(round_, person)
    submit(first, 30, 40)
    at_first = [contest.slug, first.token]
    answer = client.post(reverse("declare-relation", args=at_first), {"relation": "师生", "reason": "带过他"})
    assert answer["Location"] == reverse("reading", args=[contest.slug, second.token])
    assert said(answer) == [f"第 {first.round_entry.number} 号已回避，改请别的评委评阅。"]
    first.refresh_from_db()
    assert first.ended_as == Reading.Ending.RELATION
    assert Relation.objects.get().reason == "师生：带过他"
    assert client.get(reverse("reading", args=at_first)).status_code == 404
    assert client.post(reverse("declare-relation", args=at_first)).status_code == 404
    first.round_entry.refresh_from_db()
    assert (first.round_entry.score, first.round_entry.readings_done) == (None, 0)


def test_after_the_end_nobody_steps_back(contest: Contest, round_: Round, person: User) -> None:
    promise_of(person, contest)
    close_round(round_=round_, actor=organiser_of(contest), unmarked=True)
    first = own(round_, person)[0]
    client = signed_in_client(person)
    answer = client.post(reverse("declare-relation", args=[contest.slug, first.token]))
    assert answer["Location"] == reverse("reading", args=[contest.slug, first.token])
    assert said(answer) == ["这一轮评审已经结束。"]
    refused = client.post(reverse("refuse-round", args=[contest.slug]), {"round": "reading"})
    assert said(refused)[-1:] == ["这一轮评审已经结束。"]
    assert not Relation.objects.exists()
    assert "回避这一篇" not in client.get(reverse("reading", args=[contest.slug, first.token])).content.decode()
