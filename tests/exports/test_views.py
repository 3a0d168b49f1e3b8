"""The addresses that workbooks are taken from: who takes one is on record."""

from io import BytesIO

import pytest
from django.urls import reverse

from contest.judging.models import Round
from contest.ledger.models import Event
from contest.notice.models import Contest, Office
from contest.workbooks.reader import read_rows
from tests.exports.walking import Walked
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


@pytest.mark.parametrize("workbook", ["workbook", "queue-workbook"])
def test_who_only_asks_for_the_head_of_a_workbook_takes_none(contest: Contest, workbook: str) -> None:
    observer, events = appointed(contest, Office.OBSERVER), Event.objects.count()
    answer = signed_in_client(observer).head(reverse(workbook, args=[contest.slug]))
    assert (answer.status_code, body_of(answer)) == (200, b"")
    assert Event.objects.count() == events
