"""Rounds, progress and ranking, prizes and ledger, as the office reads them."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from contest.awards.models import PrizeList
from contest.awards.operations import publish_prizes
from contest.judging.models import Round
from contest.ledger.models import Event
from contest.notice.models import Contest, Office
from tests.exports.api.reading import pages, program_of, read
from tests.exports.walking import SHANGHAI, Walked, opened_round
from tests.judging.making import closed as closed_with
from tests.judging.making import judge, passed
from tests.making import appointed, make_contest, organiser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def observer(walked: Walked) -> Client:
    return program_of(appointed(walked.contest, Office.OBSERVER))


def test_rounds_are_announced_before_they_begin(walked: Walked, observer: Client) -> None:
    announced = {
        "key": "reading",
        "name": "初评",
        "rules": ["评全部通过审查的作品", "每篇评 2 次", "得分是平均分"],
        "method": "mean",
        "readings": 2,
        "state": None,
        "opened_at": None,
        "closed_at": None,
    }
    assert read(observer, "rounds", walked.contest) == {"rounds": [announced]}
    round_ = opened_round(walked)
    round_.refresh_from_db()
    assert round_.opened_at is not None
    assert read(observer, "rounds", walked.contest)["rounds"] == [
        announced | {"state": "open", "opened_at": round_.opened_at.astimezone(SHANGHAI).isoformat()}
    ]


def test_progress_tells_each_judges_readings(walked: Walked, observer: Client, closed: Round) -> None:
    told = read(observer, "progress", walked.contest, "reading")
    assert (told["state"], told["assigned"], told["submitted"]) == ("closed", 6, 6)
    assert [(one["name"], one["state"], one["submitted"], one["mean"]) for one in told["judges"]] == [
        ("评委乙", "submitted", 3, "79.33"),
        ("评委甲", "submitted", 3, "83.33"),
    ]


def test_the_ranking_has_figures_as_text_and_equal_places(contest: Contest) -> None:
    entries = [passed(contest, number) for number in range(1, 8)]
    scores = dict(zip((entry.pk for entry in entries), (90, 80, 80, 80, 70, 70, 60), strict=True))
    closed_with(contest, scores, [judge(contest, 1), judge(contest, 2)])
    client = program_of(organiser_of(contest))
    whole = read(client, "ranking", contest, "reading")["entries"]
    assert [(one["place"], one["score"]) for one in whole] == [
        (1, "90"), (2, "80"), (2, "80"), (2, "80"), (5, "70"), (5, "70"), (7, "60"),
    ]  # fmt: skip
    assert {(one["readings"], one["mean"]) for one in whole[:1]} == {(2, "90")}
    for limit in (1, 2, 3):
        parts = pages(client, "ranking", contest, "reading", limit=limit)
        assert [one for page in parts for one in page["entries"]] == whole
    refused = client.get(reverse("api:ranking", args=[contest.slug, "reading"]), {"cursor": "999"})
    assert refused.json()["error"] == "bad-cursor"


def test_entries_without_a_figure_have_no_place_and_come_last(walked: Walked, observer: Client) -> None:
    opened_round(walked)
    told = read(observer, "ranking", walked.contest, "reading")
    assert [(one["place"], one["score"]) for one in told["entries"]] == [(None, None)] * 3


@pytest.mark.parametrize("number", [2, 9])
def test_what_judging_costs_is_the_same_however_many_entries(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    contest = make_contest("many")
    scores = {passed(contest, index).pk: 50 + index for index in range(1, number + 1)}
    closed_with(contest, scores, [judge(contest, 1), judge(contest, 2)])
    client = program_of(organiser_of(contest))
    read(client, "rounds", contest)
    for name, places, cost in (
        ("rounds", (), 12),
        ("progress", ("reading",), 8),
        ("ranking", ("reading",), 7),
        ("prizes", (), 12),
        ("ledger", (), 6),
    ):
        with django_assert_num_queries(cost):
            read(client, name, contest, *places)


def test_prizes_are_proposed_then_confirmed_then_published(walked: Walked, observer: Client, closed: Round) -> None:
    told = read(observer, "prizes", walked.contest)
    assert (told["state"], told["round"], told["confirmed_at"], told["ties"]) == ("proposed", "reading", None, [])
    assert {(one["tier"], one["place"], one["score"], one["title"]) for one in told["awards"]} == {
        ("一等奖", 1, "89", "灯火"),
        ("二等奖", 2, "77.5", "渡口"),
        ("二等奖", 2, "77.5", "栈桥"),
    }


def test_a_confirmed_list_is_given_as_it_was_frozen(walked: Walked, observer: Client, prizes: PrizeList) -> None:
    told = read(observer, "prizes", walked.contest)
    assert (told["state"], told["confirmed_by"], told["inputs_hash"]) == ("confirmed", "组织者", prizes.inputs_hash)
    assert told["unit_awards"] == [{"tier": "优秀组织奖", "unit": "潮声纪念馆", "reason": "来稿最多。"}]
    publish_prizes(contest=walked.contest, actor=walked.organiser)
    assert read(observer, "prizes", walked.contest)["state"] == "published"


def test_a_tie_is_told_with_its_entries(contest: Contest) -> None:
    entries = [passed(contest, number) for number in (1, 2)]
    closed_with(contest, dict.fromkeys([entry.pk for entry in entries], 80), [judge(contest, 1), judge(contest, 2)])
    told = read(program_of(organiser_of(contest)), "prizes", contest)
    tied = sorted(entry.token for entry in entries)
    assert told["awards"] == []
    assert [(one["tier"], one["places_left"], sorted(one["entries"])) for one in told["ties"]] == [("一等奖", 1, tied)]


def test_before_a_round_has_ended_there_is_no_list(walked: Walked, observer: Client) -> None:
    assert read(observer, "prizes", walked.contest)["state"] == "none"


def test_the_ledger_is_given_whole_with_its_chain(walked: Walked, observer: Client) -> None:
    read(observer, "ledger", walked.contest)
    found = [one for page in pages(observer, "ledger", walked.contest, limit=4) for one in page["events"]]
    assert [one["sequence"] for one in found] == list(
        Event.objects.about(walked.contest.slug).values_list("sequence", flat=True)
    )
    newest, head = found[0], read(observer, "ledger", walked.contest)
    assert (newest["action"], newest["subject_key"], newest["after"]) == ("api.read", "spring", {"name": "报表"})
    assert (head["head_sequence"], head["head_hash"]) == (newest["sequence"], newest["hash"])
    assert {one["action"] for one in read(observer, "ledger", walked.contest, q="entry.")["events"]} == {"entry.move"}
