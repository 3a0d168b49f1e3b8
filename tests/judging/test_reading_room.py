"""The reading room beyond one sheet: the promise, what is asked of a judge, their own picture, two side by side."""

from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from contest.judging.marking import save_reading
from contest.judging.models import Judge, Mark, Reading, Round
from contest.judging.operations import close_round
from contest.judging.promising import promise
from contest.judging.queries import own_totals, readings_of, seats_of
from contest.ledger.models import Event
from contest.notice.models import Contest
from contest.people.models import User
from contest.phrases import Refusal
from tests.judging.making import judge, marks, opened, passed, prepared, readings, seat_of, submit
from tests.making import make_contest, organiser_of, signed_in_client

pytestmark = pytest.mark.django_db

BY_ITSELF = {"hx-request": "true"}
MOST_QUERIES = 10
"""What the reading page, and a mark that is saved, may cost."""


@pytest.fixture
def person(contest: Contest) -> User:
    """A judge."""
    return judge(contest, 1)


def a_round(contest: Contest, person: User, entries: int = 3, *, promised: bool = True) -> Round:
    for number in range(1, entries + 1):
        passed(contest, number)
    return opened(contest, [person, judge(contest, 2)], promised=promised)


def own(round_: Round, person: User) -> list[Reading]:
    return [one for one in readings(round_) if one.judge.person == person]


def at(name: str, reading: Reading) -> str:
    return reverse(name, args=[reading.judge.round.contest.slug, reading.token])


def sheet(theme: object, language: object, comment: str = "", **more: object) -> dict[str, object]:
    return {"mark-theme": theme, "mark-language": language, "comment": comment, **more}


def said(answer: object) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]  # type: ignore[attr-defined]


# --- the promise --------------------------------------------------------------------------------------------------


def test_before_the_promise_nothing_of_an_entry_is_shown_anywhere(contest: Contest, person: User) -> None:
    round_ = a_round(contest, person, promised=False)
    client, listed = signed_in_client(person), reverse("reading-list", args=[contest.slug])
    page = client.get(listed).content.decode()
    assert "初评：请先承诺保密" in page
    assert "请您评阅 3 篇。" in page
    for one in own(round_, person):
        assert one.round_entry.blind_text.title not in page
        assert one.token not in page
        for name in ("reading", "reading-file"):
            assert client.get(at(name, one))["Location"] == listed
        for name in ("save-reading", "submit-reading", "reopen-reading"):
            assert client.post(at(name, one), sheet(30, 40))["Location"] == listed
    first, second, _ = own(round_, person)
    compared = client.get(reverse("compare-readings", args=[contest.slug]), {"a": first.token, "b": second.token})
    assert compared.status_code == 404
    assert Mark.objects.count() == 0


def test_a_promise_is_one_event_and_opens_the_room(contest: Contest, person: User) -> None:
    round_ = a_round(contest, person, promised=False)
    client, given = signed_in_client(person), {"round": round_.key}
    events = Event.objects.count()
    for _ in range(2):
        answer = client.post(reverse("promise", args=[contest.slug]), given)
        assert answer["Location"] == reverse("reading-list", args=[contest.slug])
    event = Event.objects.latest("pk")
    assert Event.objects.count() == events + 1
    assert (event.action, event.actor_id, event.subject_key) == ("judge.promise", person.pk, f"{contest.slug}/reading")
    assert event.after == {"judge": person.name}
    assert client.get(at("reading", own(round_, person)[0])).status_code == 200
    assert seat_of(round_, judge(contest, 2)).promised_at is None


def test_a_promise_is_taken_in_an_open_round_alone(contest: Contest, person: User) -> None:
    passed(contest)
    round_ = prepared(contest, [person, judge(contest, 2)])
    with pytest.raises(Refusal, match="这一轮不在评审中"):
        promise(judge=seat_of(round_, person), actor=person)
    given = {"round": round_.key}
    assert signed_in_client(person).post(reverse("promise", args=[contest.slug]), given).status_code == 404
    assert signed_in_client(judge(contest, 3)).post(reverse("promise", args=[contest.slug]), given).status_code == 404
    assert seat_of(round_, person).promised_at is None


def test_after_the_end_nobody_is_asked_to_promise(contest: Contest, person: User) -> None:
    round_ = a_round(contest, person, promised=False)
    close_round(round_=round_, actor=organiser_of(contest), unmarked=True)
    page = signed_in_client(person).get(reverse("reading-list", args=[contest.slug])).content.decode()
    assert "请先承诺保密" not in page
    assert said(signed_in_client(person).post(reverse("promise", args=[contest.slug]), {"round": "reading"})) == [
        "这一轮不在评审中。"
    ]


def test_who_left_sees_nothing_of_the_round(contest: Contest, person: User) -> None:
    round_ = a_round(contest, person)
    Judge.objects.filter(pk=seat_of(round_, person).pk).update(left_at=timezone.now(), left_as="refused")
    client = signed_in_client(person)
    assert (list(readings_of(person, contest)), seats_of(person, contest)) == ([], [])
    assert "还没有分给您的稿件" in client.get(reverse("reading-list", args=[contest.slug])).content.decode()
    for one in own(round_, person):
        assert client.get(at("reading", one)).status_code == 404
        assert client.post(at("save-reading", one), sheet(30, 40)).status_code == 404


def test_a_reading_that_ended_is_gone_from_the_room(contest: Contest, person: User) -> None:
    round_ = a_round(contest, person)
    first, second, third = own(round_, person)
    submit(first, 30, 40)
    Reading.objects.filter(pk=first.pk).update(ended_at=timezone.now(), ended_as="relation")
    client = signed_in_client(person)
    assert client.get(at("reading", first)).status_code == 404
    page = client.get(reverse("reading-list", args=[contest.slug])).content.decode()
    assert "共 2 篇，已提交 0 篇。" in page
    assert "1 / 2" in client.get(at("reading", second)).content.decode()
    assert own_totals(seat_of(round_, person)) == {}
    assert at("reading", third) in page


# --- never older over newer ---------------------------------------------------------------------------------------


def test_what_was_kept_since_is_not_overwritten(contest: Contest, person: User) -> None:
    first = own(a_round(contest, person), person)[0]
    client = signed_in_client(person)
    save = at("save-reading", first)
    assert client.post(save, sheet(30, 40, revision=0), headers=BY_ITSELF).json()["revision"] == 1
    late = client.post(save, sheet(10, "", "旧的", revision=0), headers=BY_ITSELF)
    assert (late.status_code, late.json()) == (
        409,
        {
            "refusal": "这篇的评分在别处存过更新的，这里填写的没有存上。请看两份，选一份。",
            "revision": 1,
            "stored": {"mark-theme": "30", "mark-language": "40", "comment": ""},
        },
    )
    both = client.post(at("submit-reading", first), sheet(10, 20, revision=0))
    typed, _, standing = both.content.decode().partition("<h3>已经存下的</h3>")
    assert both.status_code == 409
    assert "<dd>10</dd>" in typed
    assert 'value="30"' in standing
    assert dict(first.marks.values_list("criterion__key", "value")) == {"theme": 30, "language": 40}
    assert client.post(save, sheet(10, 20, revision=1)).status_code == 302
    assert dict(first.marks.values_list("criterion__key", "value")) == {"theme": 10, "language": 20}


def test_the_same_again_is_no_conflict_whatever_its_revision(contest: Contest, person: User) -> None:
    first = own(a_round(contest, person), person)[0]
    client = signed_in_client(person)
    for _ in range(2):
        answer = client.post(at("save-reading", first), sheet(30, 40, "好", revision=0), headers=BY_ITSELF)
        assert (answer.status_code, answer.json()["revision"]) == (200, 1)
    assert client.post(at("submit-reading", first), sheet(30, 40, "好", revision=0)).status_code == 302
    first.refresh_from_db()
    assert (first.revision, first.total) == (2, Decimal(70))


@pytest.mark.parametrize("revision", ["", "x", "-1", "³", "9" * 5000])
def test_a_revision_that_is_none_holds_nothing_up(contest: Contest, person: User, revision: str) -> None:
    first = own(a_round(contest, person, 1), person)[0]
    save_reading(reading=first, marks=marks(1, 1), comment="")
    answer = signed_in_client(person).post(at("save-reading", first), sheet(30, 40, revision=revision))
    assert answer.status_code == 302
    assert dict(first.marks.values_list("criterion__key", "value")) == {"theme": 30, "language": 40}


# --- one's own picture --------------------------------------------------------------------------------------------


def test_the_list_ranks_what_was_marked_and_shares_places(contest: Contest, person: User) -> None:
    round_ = a_round(contest, person, 5)
    first, second, third, fourth, _ = own(round_, person)
    submit(first, 30, 40)
    submit(second, 40, 50)
    save_reading(reading=third, marks=marks(20, 50), comment="")
    save_reading(reading=fourth, marks={"theme": Decimal(20)}, comment="")
    for other in readings(round_):
        if other.judge.person != person:
            submit(other, 1, 2)
    client, listed = signed_in_client(person), reverse("reading-list", args=[contest.slug])
    assert own_totals(seat_of(round_, person)) == {first.token: 70, second.token: 90, third.token: 70}
    by_number = client.get(listed).context["rows"]
    assert [(line.number, total, place) for line, total, place in by_number] == [
        (1, 70, 2),
        (2, 90, 1),
        (3, 70, 2),
        (4, None, None),
        (5, None, None),
    ]
    by_place = client.get(listed, {"order": "place"}).context["rows"]
    assert [line.number for line, _, _ in by_place] == [2, 1, 3, 4, 5]
    begun = client.get(listed, {"order": "place", "state": "begun"}).context
    assert [line.number for line, _, _ in begun["rows"]] == [4]
    assert [(state, number) for state, _, number in begun["states"]] == [
        ("untouched", 1),
        ("begun", 1),
        ("marked", 1),
        ("submitted", 2),
    ]
    assert len(client.get(listed, {"state": "nonsense"}).context["rows"]) == 5
    drawn = [(one.bar.start, one.bar.number) for one in begun["columns"]]
    assert drawn == [(70, 2), (75, 0), (80, 0), (85, 0), (90, 1)]


def test_the_sheet_says_where_the_total_stands_among_ones_own(contest: Contest, person: User) -> None:
    round_ = a_round(contest, person)
    first, second, third = own(round_, person)
    submit(first, 30, 40)
    submit(second, 40, 50)
    client = signed_in_client(person)
    submitted = client.get(at("reading", first)).content.decode()
    assert "您评过的 2 篇里，这篇排第 2" in submitted
    assert '<a class="reading-total" href="#sheet">评分表</a>' in submitted
    page = client.get(at("reading", third)).content.decode()
    assert 'data-others="70 90"' in page
    assert "您评过的 3 篇里" not in page
    save_reading(reading=third, marks=marks(35, 45), comment="")
    assert "您评过的 3 篇里，这篇排第 2" in client.get(at("reading", third)).content.decode()


def test_a_judge_of_two_rounds_sees_one_at_a_time(person: User, contest: Contest) -> None:
    round_ = a_round(contest, person)
    seat = seat_of(round_, person)
    client, listed = signed_in_client(person), reverse("reading-list", args=[contest.slug])
    assert client.get(listed, {"round": "nothing"}).context["seat"] == seat
    assert client.get(listed).context["seats"] == [seat]


# --- two side by side ---------------------------------------------------------------------------------------------


def test_two_of_ones_own_are_compared_and_nobody_elses(contest: Contest, person: User) -> None:
    round_ = a_round(contest, person)
    first, second, third = own(round_, person)
    submit(first, 30, 40)
    client, compare = signed_in_client(person), reverse("compare-readings", args=[contest.slug])
    for query in ({"a": first.token, "b": second.token}, {"a": [first.token, second.token]}):
        page = client.get(compare, query)
        assert page.status_code == 200
        assert "主题 30 / 40" in page.content.decode()
        assert "合计 70 / 100" in page.content.decode()
        assert [side["entry"].number for side in page.context["sides"]] == [1, 2]
    for picked in ([], [first.token], [first.token, first.token], [first.token, second.token, third.token]):
        answer = client.get(compare, {"a": picked})
        assert answer["Location"] == reverse("reading-list", args=[contest.slug])
        assert said(answer)[-1] == "请勾选两篇来对照。"
    other = next(one for one in readings(round_) if one.judge.person != person)
    for wrong in (other.token, "x" * 22):
        assert client.get(compare, {"a": first.token, "b": wrong}).status_code == 404


# --- what it costs ------------------------------------------------------------------------------------------------


def test_reading_and_saving_cost_the_same_at_few_and_many(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    counts = []
    for slug, entries in (("few", 2), ("many", 20)):
        contest = make_contest(slug)
        reader = judge(contest, 1)
        first, *others = own(a_round(contest, reader, entries), reader)
        for one in others:
            submit(one, 30, 40)
        client = signed_in_client(reader)
        client.get(at("reading", first))  # the session is written anew every few minutes, by the first request
        with django_assert_max_num_queries(MOST_QUERIES) as read:
            assert client.get(at("reading", first)).status_code == 200
        with django_assert_max_num_queries(MOST_QUERIES + len(("SAVEPOINT", "RELEASE"))) as saved:
            assert client.post(at("save-reading", first), sheet(30, 40), headers=BY_ITSELF).status_code == 200
        counts.append((len(read), len(saved)))
    assert counts[0] == counts[1]
