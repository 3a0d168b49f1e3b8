"""The addresses that workbooks and lists are taken from: who takes one is on record."""

import csv
import json
from io import BytesIO, StringIO

import pytest
from django.urls import reverse

from contest.judging.models import Round
from contest.judging.operations import prepare_round
from contest.ledger.models import Event
from contest.notice.models import Contest, Office
from contest.workbooks.reader import read_rows
from tests.exports.walking import Walked, confirmed
from tests.making import appointed, body_of, signed_in_client

pytestmark = pytest.mark.django_db


def test_the_workbook_is_given_to_the_office_and_that_is_on_record(walked: Walked, closed: Round) -> None:
    observer = appointed(walked.contest, Office.OBSERVER)
    answer = signed_in_client(observer).get(reverse("workbook", args=[walked.contest.slug]))
    content = body_of(answer)
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert read_rows(BytesIO(content), "来稿")[0][:3] == ["回执编号", "收稿时间", "单位"]
    event = Event.objects.last()
    assert event is not None
    assert (event.action, event.actor, event.contest) == ("results.export", observer, walked.contest.slug)


@pytest.mark.parametrize(
    ("name", "more"), [("workbook", []), ("queue-workbook", []), ("queue-file", ["csv"]), ("prizes-file", ["json"])]
)
def test_who_only_asks_for_the_head_takes_nothing(contest: Contest, name: str, more: list[str]) -> None:
    observer, events = appointed(contest, Office.OBSERVER), Event.objects.count()
    answer = signed_in_client(observer).head(reverse(name, args=[contest.slug, *more]))
    assert (answer.status_code, body_of(answer)) == (200, b"")
    assert Event.objects.count() == events


# --- lists --------------------------------------------------------------------------------------------------------


def taken(walked: Walked, name: str, *args: str) -> tuple[str, bytes]:
    """Take a list, and give its content type and content."""
    answer = signed_in_client(walked.organiser).get(reverse(name, args=[walked.contest.slug, *args]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f".{args[-1]}")
    return answer["Content-Type"], body_of(answer)


def rows_of_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_ranking_leaves_in_three_forms_with_the_same_rows(walked: Walked, closed: Round) -> None:
    kind, content = taken(walked, "ranking-file", closed.key, "csv")
    heading, *rows = rows_of_csv(content)
    assert kind == "text/csv; charset=utf-8"
    assert heading[:7] == ["名次", "得分", "评阅数", "编号", "题目", "作者", "单位"]
    assert [row[:2] for row in rows] == [["1", "89"], ["2", "77.5"], ["2", "77.5"]]
    kind, content = taken(walked, "ranking-file", closed.key, "json")
    objects = json.loads(content)
    assert kind == "application/json"
    assert [[str(value) for value in one.values()] for one in objects] == rows
    assert (objects[0]["名次"], objects[0]["得分"], objects[0]["作者"]) == (1, 89, "林晓")
    _kind, content = taken(walked, "ranking-file", closed.key, "xlsx")
    assert [list(row) for row in read_rows(BytesIO(content))] == [heading, *(list(one.values()) for one in objects)]
    events = Event.objects.filter(action="results.export").order_by("sequence")
    assert [event.after for event in events] == [{"files": f"排名·初评.{form}"} for form in ("csv", "json", "xlsx")]


def test_the_prizes_leave_as_a_proposal_and_once_confirmed(walked: Walked, closed: Round) -> None:
    columns = ["奖项", "名次", "得分", "题目", "作者", "单位", "依据"]
    assert [row[3] for row in rows_of_csv(taken(walked, "prizes-file", "csv")[1])[:2]] == ["题目", "灯火"]
    confirmed(walked, closed)
    objects = json.loads(taken(walked, "prizes-file", "json")[1])
    assert list(objects[0]) == columns
    assert [one["奖项"] for one in objects] == ["一等奖", "二等奖", "二等奖", "优秀组织奖"]
    assert (objects[3]["名次"], objects[3]["单位"]) == (None, "潮声纪念馆")


def test_a_title_that_looks_like_a_formula_stays_a_title_in_csv(walked: Walked, closed: Round) -> None:
    type(walked.entries["灯火"]).objects.filter(title="灯火").update(title="=1+1")
    rows = rows_of_csv(taken(walked, "ranking-file", closed.key, "csv")[1])
    assert rows[1][4] == "'=1+1"
    assert json.loads(taken(walked, "ranking-file", closed.key, "json")[1])[0]["题目"] == "=1+1"


@pytest.mark.parametrize("form", ["txt", "CSV", "x"])
def test_there_is_no_other_form(walked: Walked, closed: Round, form: str) -> None:
    client = signed_in_client(walked.organiser)
    for name, args in (("ranking-file", [closed.key, form]), ("prizes-file", [form]), ("queue-file", [form])):
        assert client.get(reverse(name, args=[walked.contest.slug, *args])).status_code == 404


def test_a_round_in_preparation_has_no_ranking(walked: Walked) -> None:
    prepare_round(contest=walked.contest, key="reading", actor=walked.organiser)
    address = reverse("ranking-file", args=[walked.contest.slug, "reading", "csv"])
    assert signed_in_client(walked.organiser).get(address).status_code == 404
