"""Deciding with the checklist, beside others, and back again."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from contest.awards.operations import confirm_prizes
from contest.awards.proposing import propose
from contest.entries.models import Entry
from contest.entries.queries import way_of
from contest.ledger.models import Event
from contest.ledger.queries import chain_faults
from contest.notice.models import Contest, Office
from contest.outbox.models import Message
from contest.people.models import User
from contest.phrases import Refusal
from contest.screening.checklist import Answered, Answers
from contest.screening.evidence import checklist_of
from contest.screening.looking import LASTS, note_look, others_looking
from contest.screening.models import BlindText, Decision, Look, PointAnswer
from contest.screening.operations import disqualify_entry, pass_entry, return_entry, undo_decision
from tests.judging.making import closed, handed_in, judge, passed
from tests.making import appointed, end_intake, make_contest, organiser_of, signed_in_client
from tests.screening.test_evidence import marked

pytestmark = pytest.mark.django_db

ASKED = ("topic", "secrecy", "words", "layout")
HELD: Answers = {key: Answered(holds=True) for key in ASKED}


@pytest.fixture
def asking() -> Contest:
    """A contest with a checklist of four points."""
    return make_contest(checklist=ASKED)


@pytest.fixture
def screener(asking: Contest) -> User:
    """Its screener."""
    return appointed(asking, Office.SCREENER, name="王某")


@pytest.fixture
def client(screener: User) -> Client:
    """The screener's browser."""
    return signed_in_client(screener)


@pytest.fixture
def entry(asking: Contest) -> Entry:
    """An entry that waits there."""
    return handed_in(asking)


def page(entry: Entry) -> str:
    return reverse("screen-entry", args=[entry.contest.slug, entry.token])


def passing(entry: Entry, actor: User, answers: Answers = HELD, seen: int | None = None) -> Decision:
    return pass_entry(entry=entry, manuscript=entry.manuscripts.get(), actor=actor, answers=answers, seen=seen)


# --- what a person says -------------------------------------------------------------------------------------------


def test_what_was_confirmed_is_kept_with_the_decision(entry: Entry, screener: User) -> None:
    decision = passing(entry, screener)
    kept = [(one.key, one.holds, one.note, one.machine, str(one.said)) for one in decision.answers.all()]
    assert kept == [
        ("topic", True, "", "unclear", "要读过才知道。"),
        ("secrecy", True, "", "yes", "没有找到密级字样。"),
        ("words", True, "", "yes", "字数 35，上限 1500 字。"),
        ("layout", True, "", "yes", str(checklist_of(entry)[3].evidence)),
    ]
    event = Event.objects.latest("sequence")
    assert event.after == {
        "state": "eligible",
        "version": 1,
        "masks": 1,
        "checklist": dict.fromkeys(ASKED, "holds"),
    }


@pytest.mark.parametrize(
    ("answers", "code", "said"),
    [
        ({}, "unconfirmed", "这些项目还没有确认，不能通过：切题、没有密级字样、字数、版式。"),
        ({key: HELD[key] for key in ASKED[:3]}, "unconfirmed", "这些项目还没有确认，不能通过：版式。"),
        (
            {**HELD, "topic": Answered(holds=False, note="写的是旅游")},
            "points-fail",
            "这些项目标为不符，不能通过：切题。",
        ),
    ],
)
def test_nothing_passes_with_a_point_open(entry: Entry, screener: User, answers: Answers, code: str, said: str) -> None:
    events = Event.objects.count()
    with pytest.raises(Refusal) as refused:
        passing(entry, screener, answers)
    assert (refused.value.code, str(refused.value)) == (code, said)
    assert (Decision.objects.count(), BlindText.objects.count(), Event.objects.count()) == (0, 0, events)


def test_other_outcomes_keep_what_was_said_so_far(asking: Contest, entry: Entry, screener: User) -> None:
    disqualify_entry(
        entry=entry,
        manuscript=entry.manuscripts.get(),
        reason=asking.disqualification_reasons.get(),
        actor=screener,
        answers={"topic": Answered(holds=False, note="写的是旅游"), "cap": Answered(holds=True)},
    )
    assert list(PointAnswer.objects.values_list("key", "holds", "note")) == [("topic", False, "写的是旅游")]
    assert Event.objects.latest("sequence").after["checklist"] == {"topic": "写的是旅游"}


def test_one_answer_a_point_and_a_word_for_what_fails(entry: Entry, screener: User) -> None:
    decision = passing(entry, screener)
    for wrong in ({"key": "topic", "holds": True}, {"key": "truth", "holds": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PointAnswer.objects.create(decision=decision, machine="yes", evidence={}, **wrong)


# --- two screeners ------------------------------------------------------------------------------------------------


def decided_by_another(entry: Entry) -> None:
    return_entry(
        entry=entry,
        manuscript=entry.manuscripts.get(),
        note="删去署名",
        until=timezone.now() + timedelta(days=3),
        actor=organiser_of(entry.contest),
    )


def test_a_decision_that_came_in_between_stops_the_next(asking: Contest, entry: Entry, screener: User) -> None:
    first = passing(entry, organiser_of(asking))
    manuscript, reason = entry.manuscripts.get(), asking.disqualification_reasons.get()
    steps: list[Callable[[int], Decision]] = [
        lambda seen: passing(entry, screener, seen=seen),
        lambda seen: disqualify_entry(entry=entry, manuscript=manuscript, reason=reason, actor=screener, seen=seen),
        lambda seen: undo_decision(entry=entry, reason="看错了", actor=screener, seen=seen),
    ]
    for step in steps:
        with pytest.raises(Refusal) as refused:
            step(0)
        assert refused.value.code == "decided-meanwhile"
        assert str(refused.value).startswith("组织者在您打开这一页之后作了决定：通过。")
    assert Decision.objects.count() == 1
    assert steps[1](first.pk).outcome == "disqualify"


def test_nothing_typed_is_lost_when_somebody_was_faster(asking: Contest, entry: Entry, client: Client) -> None:
    passing(entry, organiser_of(asking))
    sent = {
        "version": 1,
        "seen": 0,
        "outcome": "disqualify",
        "reason": "plagiarism",
        "note": "与旧文雷同",
        "points-topic": "fails",
        "points-topic-note": "写的是旅游",
    }
    address = reverse("decide", args=[asking.slug, entry.token])
    answer = client.post(address, sent)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "组织者在您打开这一页之后作了决定：通过。" in shown
    assert "与旧文雷同" in shown
    assert 'value="写的是旅游"' in shown
    assert '<option value="plagiarism" selected>' in shown
    # Having read who decided what, the screener may go on.
    seen = re.search(r'name="seen" value="(\d+)"', shown)
    assert seen is not None
    assert client.post(address, {**sent, "seen": seen[1]}).status_code == 302
    assert [one.outcome for one in entry.decisions.all()] == ["disqualify", "pass"]


def test_who_else_looks_is_shown_for_some_minutes(asking: Contest, entry: Entry, client: Client) -> None:
    organiser = organiser_of(asking)
    events = Event.objects.count()
    assert "正在看" not in client.get(page(entry)).content.decode()
    assert "王某正在看（刚刚）" in signed_in_client(organiser).get(page(entry)).content.decode()
    Look.objects.filter(person=organiser).update(seen_at=timezone.now() - timedelta(minutes=3))
    assert "组织者正在看（3 分钟前）" in client.get(page(entry)).content.decode()
    answer = client.post(reverse("screening-looks", args=[asking.slug, entry.token]))
    assert unescape(answer.content.decode()).strip() == '<p class="looking">组织者正在看（3 分钟前）</p>'
    Look.objects.filter(person=organiser).update(seen_at=timezone.now() - LASTS)
    assert "正在看" not in client.get(page(entry)).content.decode()
    assert (Look.objects.count(), Event.objects.count()) == (2, events)


def test_an_observers_look_is_nobodys_business(asking: Contest, entry: Entry, screener: User) -> None:
    signed_in_client(appointed(asking, Office.OBSERVER)).get(page(entry))
    assert Look.objects.count() == 0
    note_look(entry=entry, person=screener, at=timezone.now())
    assert others_looking(entry, screener, timezone.now()) == []


# --- back again ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["pass", "disqualify"])
def test_a_decision_is_undone_by_a_new_one(asking: Contest, entry: Entry, screener: User, outcome: str) -> None:
    if outcome == "pass":
        passing(entry, screener)
    else:
        reason = asking.disqualification_reasons.get()
        disqualify_entry(entry=entry, manuscript=entry.manuscripts.get(), reason=reason, actor=screener)
    undone = undo_decision(entry=entry, reason=" 看错了一篇 ", actor=screener)
    entry.refresh_from_db()
    assert (entry.state, undone.outcome, undone.reason) == ("received", "undo", "看错了一篇")
    assert [one.outcome for one in entry.decisions.all()] == ["undo", outcome]
    event = Event.objects.latest("sequence")
    assert (event.after, event.reason, chain_faults()) == ({"state": "received", "version": 1}, "看错了一篇", [])
    letter = Message.objects.latest("id")
    assert (letter.person, letter.subject) == (entry.entrant, "重新审查：《第1篇》")
    assert "看错了一篇" in letter.body
    assert [str(step.words) for step in way_of(entry) if step.at][-1] == "决定已撤销，重新审查"
    assert passing(entry, screener, seen=undone.pk).outcome == "pass"
    assert BlindText.objects.count() == 1


def refused_undo(entry: Entry, actor: User, reason: str = "看错了") -> str:
    with pytest.raises(Refusal) as refused:
        undo_decision(entry=entry, reason=reason, actor=actor)
    return refused.value.code


def test_what_can_not_be_undone(asking: Contest, entry: Entry, screener: User) -> None:
    assert refused_undo(entry, screener) == "nothing-to-undo"
    assert refused_undo(entry, screener, "　") == "no-reason"
    decided_by_another(entry)
    assert refused_undo(entry, screener) == "nothing-to-undo"


def test_no_undoing_once_a_round_reads_it_or_a_prize_list_names_it(contest: Contest) -> None:
    entries = [passed(contest, number) for number in (1, 2, 3)]
    organiser = organiser_of(contest)
    judges = [judge(contest, 1), judge(contest, 2)]
    round_ = closed(contest, {entry.pk: 90 - number for number, entry in enumerate(entries)}, judges)
    assert refused_undo(entries[0], organiser) == "in-round"
    end_intake(contest)
    confirm_prizes(contest=contest, inputs_hash=propose(round_).inputs_hash, units=[], units_reason="", actor=organiser)
    assert refused_undo(entries[0], organiser) == "in-prize-list"


def test_undoing_in_the_browser(asking: Contest, entry: Entry, client: Client) -> None:
    """The way to undo stands in the message, and on the entry's own page as long as it may be undone."""
    other = handed_in(asking, 2)
    answers = {f"points-{key}": "holds" for key in ASKED}
    address = reverse("decide", args=[asking.slug, entry.token])
    answer = client.post(address, {"version": 1, "outcome": "pass", **answers}, follow=True)
    assert answer.redirect_chain == [(page(other), 302)]
    assert f'《第1篇》：通过。 <a href="{page(entry)}#undo">撤销这个决定</a>' in answer.content.decode()
    shown = client.get(page(entry)).content.decode()
    assert 'id="undo"' in shown
    assert "确认了 4 项" in shown
    undo = reverse("undo-decision", args=[asking.slug, entry.token])
    refused = client.post(undo, {"undo-reason": ""})
    assert (refused.status_code, "这个字段是必填项" in refused.content.decode()) == (422, True)
    seen = entry.decisions.get().pk
    assert client.post(undo, {"undo-reason": "看错了", "undo-seen": 0}).status_code == 409
    assert client.post(undo, {"undo-reason": "看错了", "undo-seen": seen})["Location"] == page(entry)
    shown = client.get(page(entry)).content.decode()
    assert "撤销决定（看错了）" in shown
    assert 'id="undo"' not in shown


# --- the page -----------------------------------------------------------------------------------------------------


def test_no_outcome_is_chosen_for_anybody(entry: Entry, client: Client) -> None:
    shown = client.get(page(entry)).content.decode()
    outcomes = re.findall(r'<input type="radio" name="outcome"[^>]*>', shown)
    assert len(outcomes) == 3
    assert not [one for one in outcomes if "checked" in one]
    assert not [one for one in re.findall(r'<input type="radio" name="points-[^>]*>', shown) if "checked" in one]
    assert re.findall(r'data-key="(.)"', shown) == ["q", "m", "p", "r", "d"]


def test_one_button_confirms_what_the_machine_does_not_speak_against(asking: Contest, client: Client) -> None:
    """What was typed stays, a point that somebody failed stays failed, and nothing is decided."""
    answer = client.post(
        reverse("decide", args=[asking.slug, marked(asking).token]),
        {"version": 1, "tick": "all", "note": "再看", "points-topic": "fails", "points-topic-note": "写的是旅游"},
    )
    shown = answer.content.decode()
    ticked = re.findall(r'name="points-([a-z-]+)" value="([a-z]+)"[^>]*checked', shown)
    assert ticked == [("topic", "fails"), ("words", "holds")]
    assert 'value="写的是旅游"' in shown
    assert "再看</textarea>" in shown
    assert "还有地方要改" not in shown
    assert Decision.objects.count() == 0


def test_what_fails_is_said_in_a_word(entry: Entry, client: Client) -> None:
    answer = client.post(
        reverse("decide", args=[entry.contest.slug, entry.token]),
        {"version": 1, "outcome": "return", "note": "改", "until": "2099-01-01T18:00", "points-topic": "fails"},
    )
    assert (answer.status_code, "请写一句哪里不符。" in answer.content.decode()) == (422, True)


def test_the_words_that_reach_the_author_are_shown_before(entry: Entry, client: Client) -> None:
    shown = client.get(page(entry)).content.decode()
    assert "《第1篇》已通过资格审查，将进入评审。" in shown
    assert "《第1篇》需要修改：……" in shown
    address = reverse("screening-letters", args=[entry.contest.slug, entry.token])
    sent = {"note": "删去署名", "until": "2031-05-06T19:30", "reason": "plagiarism"}
    letters = client.post(address, sent).content.decode()
    assert "《第1篇》需要修改：删去署名<br>请在 2031-05-06 19:30 之前重新提交。" in letters
    assert "《第1篇》被取消参选资格，原因：抄袭：删去署名。" in letters
    assert client.post(address, {}).content.decode().count("……") == 3


def test_a_page_costs_the_same_whatever_was_decided(
    asking: Contest, client: Client, screener: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    entry = handed_in(asking)
    passing(entry, screener)
    undo_decision(entry=entry, reason="再看", actor=screener)
    client.get(page(entry))
    with django_assert_max_num_queries(60) as before:
        client.get(page(entry))
    for number in range(2, 6):
        handed_in(asking, number, author="周一", unit="第1厂")
    for _ in range(3):
        passing(entry, screener)
        undo_decision(entry=entry, reason="再看", actor=screener)
    with django_assert_max_num_queries(60) as after:
        client.get(page(entry))
    assert len(after) == len(before)


def test_a_search_is_carried_on_to_the_next_and_back(asking: Contest, client: Client) -> None:
    one, two, three = (handed_in(asking, number) for number in (1, 2, 3))
    search = "?q=" + quote("状态:待审 排序:-收稿")
    shown = client.get(page(three) + search).content.decode()
    assert reverse("screening", args=[asking.slug]) + "?q=" in shown
    beside = shown.partition('aria-labelledby="waiting-h"')[2].partition("</nav>")[0]
    assert re.findall(r">(第\d篇)<", beside) == ["第3篇", "第2篇", "第1篇"]
    assert "这次查找" in beside
    sent = {"version": 1, "outcome": "disqualify", "reason": "plagiarism"}
    address = reverse("decide", args=[asking.slug, three.token]) + search
    following = client.post(address, sent)["Location"]
    assert following.startswith(page(two) + "?q=")
    address = reverse("decide", args=[asking.slug, one.token]) + search
    assert client.post(address, sent)["Location"].startswith(reverse("screening", args=[asking.slug]) + "?q=")
